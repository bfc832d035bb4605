"""Bodies of faces, against boxes and prisms worked out by hand."""

import numpy as np
import pytest

from city.body import GROUND, ROOF, WALL, Body, joined


def box(x=0.0, y=0.0, z=0.0, long=10.0, wide=4.0, high=3.0):
    base = np.array([[x, y], [x + long, y], [x + long, y + wide], [x, y + wide]])
    low, top = (np.c_[base, np.full(4, h)] for h in (z, z + high))
    sides = [[np.array([low[k], low[k - 3], top[k - 3], top[k]])] for k in range(4)]
    return Body.of([[low[::-1]], [top], *sides], [GROUND, ROOF, *[WALL] * 4])


def courtyard():
    """A slab 10 by 10 and 2 high, with a hole of 4 by 4."""
    outer = np.array([[0, 0], [10, 0], [10, 10], [0, 10]], float)
    inner = np.array([[3, 3], [3, 7], [7, 7], [7, 3]], float)
    rings = (outer, inner)
    bottom = [np.c_[ring, np.zeros(4)][::-1] for ring in rings]
    top = [np.c_[ring, np.full(4, 2.0)] for ring in rings]
    sides = [
        [np.array([[*r[k], 0], [*r[k - 3], 0], [*r[k - 3], 2], [*r[k], 2]])]
        for r in rings
        for k in range(4)
    ]
    return Body.of([bottom, top, *sides], [GROUND, ROOF, *[WALL] * 8])


def test_a_box_has_the_volume_and_the_areas_of_a_box():
    body = box(1e5, 4e5, -1.5)
    assert body.volume() == pytest.approx(120)
    assert body.area() == pytest.approx(2 * 40 + 2 * 12 + 2 * 30)
    assert body.area(WALL) == pytest.approx(84)
    assert (body.low, body.high, len(body)) == (-1.5, 1.5, 6)


def test_a_hole_counts_for_nothing():
    body = courtyard()
    assert body.volume() == pytest.approx(2 * (100 - 16))
    assert body.area(ROOF) == pytest.approx(84)
    assert body.area(WALL) == pytest.approx(2 * (40 + 16))
    assert [len(face) for face in body.faces()] == [2, 2, *[1] * 8]
    assert body.polygon_points().tolist() == [8, 8, *[4] * 8]


def test_a_hole_is_one_whichever_way_it_turns():
    body = courtyard()
    turned = Body.of(
        [[face[0], *(ring[::-1] for ring in face[1:])] for face in body.faces()], body.surface
    )
    assert turned.area_vectors() == pytest.approx(body.area_vectors())
    assert not len(Body.of([], []).area_vectors())


def test_turned_over_a_body_is_inside_out():
    body = courtyard().turned_over()
    assert body.volume() == pytest.approx(-2 * (100 - 16))
    assert body.area_vectors() == pytest.approx(-courtyard().area_vectors())
    assert body.turned_over().points.tolist() == courtyard().points.tolist()


def test_triangles_name_their_faces_and_fill_them():
    body = courtyard()
    corners, face = body.triangles()
    a, b, c = (body.points[corners[:, k]] for k in range(3))
    areas = np.bincount(face, np.linalg.norm(np.cross(b - a, c - a), axis=1) / 2)
    assert areas == pytest.approx(np.linalg.norm(body.area_vectors(), axis=1))


def test_a_body_is_turned_about_a_place_and_then_moved():
    body = box(long=2, wide=1).moved((0, 0, 5), 90, (0, 0))
    assert body.points[:, :2].min(0) == pytest.approx((-1, 0))
    assert body.points[:, :2].max(0) == pytest.approx((0, 2))
    assert body.volume() == pytest.approx(6)
    assert body.low == 5


def test_bodies_are_joined():
    both = joined([box(), box(20)])
    assert both.volume() == pytest.approx(240)
    assert len(both) == 12
    assert both.solid
    assert not joined([])
    assert joined([]).volume() == 0
