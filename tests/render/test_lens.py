"""How the camera sees, as plain numbers."""

import numpy as np
import pytest
from vtkmodules.vtkRenderingCore import vtkCamera

from render.camera import project, set_parallel
from render.lens import lens

SIZE = (200, 100)


@pytest.fixture
def camera():
    camera = vtkCamera()
    camera.SetPosition(0, 0, 100)
    camera.SetFocalPoint(0, 0, 0)
    camera.SetViewUp(0, 1, 0)
    camera.SetViewAngle(2 * np.degrees(np.arctan(0.5)))  # 50 m up and down at the ground
    camera.SetClippingRange(10, 200)
    return camera


def boxes(*corners):
    both = np.array(corners, np.float32)
    return both[:, 0], both[:, 1]


@pytest.mark.parametrize("parallel", [False, True])
def test_a_pixel_at_the_ground_is_a_metre(camera, parallel):
    set_parallel(camera, parallel)
    seen = lens(camera, SIZE)
    assert seen.pixel * (1 if parallel else 100) == pytest.approx(1)
    assert seen.parallel == parallel


def test_boxes_are_inside_at_the_edge_or_out_of_sight(camera):
    low, high = boxes(
        ([-40, -40, 0], [40, 40, 10]),
        ([90, 40, 0], [120, 60, 1]),
        ([101, 0, 0], [120, 1, 1]),
        ([-1, -1, 95], [1, 1, 98]),  # nearer than the nearest depth
        ([-1, -1, 101], [1, 1, 120]),  # behind the eye
    )
    seen = lens(camera, SIZE).inside(low, high)
    assert seen.tolist() == [True, True, False, False, False]


def test_how_far_boxes_are(camera):
    low, high = boxes(
        ([-5, -5, 0], [5, 5, 40]), ([3, 0, 100], [9, 1, 104]), ([-1] * 3, [1, 1, 101])
    )
    assert lens(camera, SIZE).away(low, high) == pytest.approx([60, 3, 0])


def test_stretched_heights_are_seen_as_if_they_were_higher(camera):
    plain, high = lens(camera, SIZE), lens(camera, SIZE).stretched(3.0)
    place = np.array([7.0, -4, 10, 1])
    assert high.matrix @ place == pytest.approx(plain.matrix @ [7, -4, 30, 1])
    assert high.eye[2] * 3 == plain.eye[2]


def test_a_coarser_grain_sees_the_same_in_fewer_pixels(camera):
    seen, coarse = lens(camera, SIZE), lens(camera, SIZE).grained(2)
    assert coarse.size == (100, 50) and coarse.pixel == seen.pixel * 2
    assert np.array_equal(coarse.matrix, seen.matrix)
    assert seen.grained(1000).size == (1, 1)


def test_the_same_only_where_nothing_moved(camera):
    seen = lens(camera, SIZE)
    assert seen.same(lens(camera, SIZE)) and not seen.same(None)
    assert not seen.same(lens(camera, (100, 100)))
    camera.SetPosition(0, 0, 101)
    assert not seen.same(lens(camera, SIZE))


@pytest.mark.parametrize("parallel", [False, True])
def test_a_place_is_found_again_from_where_it_is_seen(camera, parallel):
    set_parallel(camera, parallel)
    camera.SetClippingRange(camera.GetDistance() - 90, camera.GetDistance() + 100)
    seen = lens(camera, SIZE)
    there = np.array([12.0, -7, 5])
    x, y = seen.seen_at(there)
    columns, rows, _ = project(camera, SIZE, there[None])
    assert (x, y) == pytest.approx((columns[0], rows[0]))
    clip = seen.matrix @ np.append(there, 1)
    assert seen.place(x, y, (clip[2] / clip[3] + 1) / 2) == pytest.approx(there)


@pytest.mark.parametrize("parallel", [False, True])
def test_places_are_counted_from_the_upper_left_in_any_unit(camera, parallel):
    set_parallel(camera, parallel)
    points = np.array([[0.0, 0, 0], [-100, 50, 0], [0, 0, 50]])
    places, away = lens(camera, SIZE).places(points)
    assert places == pytest.approx(np.array([[100, 50], [0, 0], [100, 50]]), abs=1e-6)
    assert (away > 0).all()
    halves, _ = lens(camera, SIZE).places(points, ratio=2.0)
    assert halves == pytest.approx(places / 2)


def test_what_is_behind_the_eye_is_said_to_be(camera):
    _, away = lens(camera, SIZE).places(np.array([[0.0, 0, 150], [0, 0, 100]]))
    assert away[0] < 0 and away[1] == pytest.approx(0)
