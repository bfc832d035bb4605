"""Straight lines through the model."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np

from city.rays import Rays

DOWN = np.array([[0, 0, -1]], np.float32)
TRIANGLE = np.array([[0, 1, 2]], np.int32)


def floor(height):
    return np.array([[0, 0, height], [10, 0, height], [0, 10, height]], np.float32), TRIANGLE


def at(x, y, z):
    return np.array([[x, y, z]], np.float32)


def test_the_first_face_its_mesh_and_how_far_it_is():
    rays = Rays([floor(0), floor(4)])
    assert not rays.ready
    seen = rays.hit(at(1, 1, 10), DOWN)
    assert rays.ready
    assert (seen.mesh[0], seen.triangle[0]) == (1, 0)
    assert seen.away[0] == 6 and abs(seen.normal[0][2]) > 0
    assert rays.hit(at(1, 1, 3), DOWN).mesh[0] == 0
    assert rays.hit(at(9, 9, 10), DOWN).mesh[0] == -1


def test_what_is_in_the_way_and_how_far_one_asks():
    rays = Rays([floor(0)])
    assert rays.blocked(at(1, 1, 10), DOWN)[0]
    assert not rays.blocked(at(1, 1, 10), -DOWN)[0]
    assert not rays.blocked(at(1, 1, 10), DOWN, np.array([9], np.float32))[0]
    assert rays.blocked(at(1, 1, 10), DOWN, np.array([11], np.float32))[0]


def test_nothing_at_all_is_never_hit():
    rays = Rays([])
    assert rays.hit(at(0, 0, 1), DOWN).mesh[0] == -1
    assert not rays.blocked(at(0, 0, 1), DOWN)[0]


def test_several_threads_may_trace_at_once():
    rays = Rays([floor(0)])
    starts = np.tile(at(1, 1, 5), (1000, 1))
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: rays.hit(starts, np.tile(DOWN, (1000, 1))), range(8)))
    assert all((a.away == 5).all() for a in answers)
    assert not rays.busy


def test_its_triangles_are_told_mesh_by_mesh_as_they_are_traced():
    rays = Rays(lambda: [floor(0), floor(0.1)])
    found = rays.triangles()
    assert found.shape == (2, 3, 3) and found.dtype == np.float32
    assert (found[:, :, 2] == np.float32([[0], [0.1]])).all()
    assert Rays([]).triangles().shape == (0, 3, 3)
