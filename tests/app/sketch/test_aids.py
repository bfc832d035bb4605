"""Drawing aids: known places from plain geometry."""

import numpy as np
import pytest

from app.sketch.aids import aided, longest_way, remembered, ring_of, turned, typed

A, B, C = np.array([0.0, 0]), np.array([20.0, 0]), np.array([20.0, 10])


def at(x, y):
    return np.array([float(x), float(y)])


def test_nothing_near_leaves_a_place_as_it_is():
    raw = at(13, 9)
    assert aided(raw, [A], (), 0.5, 0.0).place is raw
    assert aided(raw, [], (), 0.5, 0.0) == (raw, "", ())


@pytest.mark.parametrize(
    ("raw", "points", "ways", "place", "held"),
    [
        (at(7, 0.3), [A], (), at(7, 0), "due east or west"),
        (at(-0.2, 9), [A], (), at(0, 9), "due north or south"),
        (at(20.4, 9), [A, B], (), at(20, 9), "right angle"),
        (at(31, -0.4), [A, B], (), at(31, 0), "straight on"),
        (at(10.2, 9.9), [A], (np.pi / 4,), at(10.05, 10.05), "parallel"),
        (at(-10.2, 9.9), [A], (np.pi / 4,), at(-10.05, 10.05), "square to it"),
        (at(0.3, 10.2), [A, B, C], (), at(0, 10), "right angle, in line with the start"),
    ],
)
def test_what_holds_a_side(raw, points, ways, place, held):
    found = aided(raw, points, ways, 0.5, 0.0)
    assert found.place == pytest.approx(place) and found.held == held
    assert found.guides[0][0] == pytest.approx(points[-1])
    assert found.guides[0][1] == pytest.approx(place)


def test_an_aid_holds_no_farther_than_it_should():
    assert aided(at(7, 0.6), [A], (), 0.5, 0.0).held == ""
    assert aided(at(1, 0.3), [A], (), 0.5, 0.0).held == ""  # a short side is steered less


def test_the_nearest_way_wins():
    ways = (0.0, np.radians(3.0))
    found = aided(at(10, 0.5), [A], ways, 2.0, 0.0)  # 2.9 degrees
    assert np.degrees(np.arctan2(*found.place[::-1])) == pytest.approx(3.0)
    found = aided(at(10, 0.2), [A], ways, 2.0, 0.0)  # 1.1 degrees
    assert found.place == pytest.approx([10, 0])


def test_a_grid_holds_the_first_place_and_lengths_along_an_aid():
    assert aided(at(12.6, 7.4), [], (), 0.5, 5.0).place.tolist() == [15, 5]
    assert aided(at(12.6, 0.1), [A], (), 0.5, 5.0).place == pytest.approx([15, 0])
    assert aided(at(12.6, 7.4), [A], (), 0.5, 5.0)[1] == "grid"


def test_a_repeated_point_does_no_harm():
    found = aided(at(5, 5), [A, A], (), 0.5, 0.0)
    assert np.isfinite(found.place).all()
    assert aided(at(0, 0), [A, B, A], (), 0.5, 0.0).place == pytest.approx([0, 0])
    assert np.isfinite(aided(at(3, 4), [A, A, A], (), 0.5, 0.0).place).all()


@pytest.mark.parametrize(
    ("points", "place", "length", "degrees"),
    [
        ([A], at(0, 5), 5, 0),
        ([A], at(3, 0), 3, 90),
        ([A], at(-3, 0), 3, 270),
        ([A, B], C, 10, 90),
        ([A, B], at(20, -7), 7, 90),
        ([A, B], at(30, 0), 10, 180),
        ([A, B], at(20 - 5, 5), np.hypot(5, 5), 45),
    ],
)
def test_a_side_is_measured_and_typed_alike(points, place, length, degrees):
    assert turned(points, place) == pytest.approx((length, degrees))
    assert typed(points, place, length, degrees) == pytest.approx(place)
    aside = place + 0.5 * (place - points[-1])  # only the way counts
    assert typed(points, aside, length, None) == pytest.approx(place)


def test_what_is_typed_opens_to_the_side_one_points_at():
    assert typed([A, B], at(25, 3), 10, 90) == pytest.approx(at(20, 10))
    assert typed([A, B], at(25, -3), 10, 90) == pytest.approx(at(20, -10))
    assert typed([A, B], at(25, -3), -10, 90) == pytest.approx(at(20, 10))


def test_a_rectangle_has_the_depth_of_the_third_point():
    ring = ring_of("rectangle", [A, B, at(26, 10)])
    assert ring.tolist() == [[0, 0], [20, 0], [20, 10], [0, 10]]
    assert ring_of("rectangle", [A, B]) is None
    assert ring_of("rectangle", [A, A, B]) is None


def test_a_circle_has_sides_of_its_radius():
    ring = ring_of("circle", [A, at(3, 4)])
    assert len(ring) == 20 and np.hypot(*ring.T) == pytest.approx(np.full(20, 5))
    assert len(ring_of("circle", [A, at(1, 0)])) == 16
    assert len(ring_of("circle", [A, at(1000, 0)])) == 64
    assert ring_of("circle", [A]) is None


def test_other_shapes_are_their_points():
    assert ring_of("line", [A, B]).tolist() == [[0, 0], [20, 0]]
    assert ring_of("outline", [A, B, C]).tolist() == [[0, 0], [20, 0], [20, 10]]


def test_the_longest_level_side_tells_the_way():
    wall = np.array([[0, 0, 0], [3, 4, 0], [3, 4, 9], [0, 0, 9]], float)
    assert longest_way(wall) == pytest.approx(np.arctan2(4, 3))
    steep = np.array([[0, 0, 0], [0.1, 0, 5], [0.2, 0, 9]], float)
    assert longest_way(steep) is None


def test_ways_are_remembered_once_the_latest_first():
    ways = remembered((), 0.5)
    ways = remembered(ways, 1.0)
    assert remembered(ways, 0.5 + np.pi) == pytest.approx((0.5 + np.pi, 1.0))
    assert len(remembered(remembered(ways, 1.5), 2.0)) == 3
