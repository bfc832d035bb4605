"""Bands along lines, against areas that a formula gives."""

import itertools

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from city.strips import along, band, beside, cleaned

EAST = np.array([(0, 0), (10, 0)], float)
offsets = st.tuples(st.floats(-8, 8), st.floats(-8, 8)).filter(lambda o: o[0] - o[1] > 0.1)


def bent(turn, long=100.0):
    """A line east, then on turned left by so many degrees."""
    a = np.radians(turn)
    return np.array([(0, 0), (long, 0), (long + long * np.cos(a), long * np.sin(a))])


@given(st.floats(1, 500), st.floats(0, 360), offsets)
def test_on_a_straight_line_a_band_is_a_rectangle(long, way, sides):
    a, (left, right) = np.radians(way), sides
    line = np.array([(3, 4), (3 + long * np.cos(a), 4 + long * np.sin(a))])
    shape = band(line, left, right)
    assert shape.area == pytest.approx(long * (left - right), rel=1e-4)
    assert shape.distance(shapely.Point(line[0])) == pytest.approx(max(-left, right, 0), abs=1e-5)


def test_left_is_left():
    assert band(EAST, 3, 1).bounds == (0, 1, 10, 3)
    assert band(EAST, -1, -3).bounds == (0, -3, 10, -1)
    assert band(EAST, 2, -1).bounds == (0, -1, 10, 2)


@given(st.floats(-150, 150), offsets)
def test_corners_are_mitred(turn, sides):
    """Turning left by t takes d² tan(t/2) from what lies d to the left, and adds it right."""
    left, right = sides
    half = np.tan(np.radians(turn) / 2)
    expected = 200 * (left - right) - half * (left**2 - right**2)
    assert band(bent(turn), left, right).area == pytest.approx(expected, rel=1e-4)


@pytest.mark.parametrize("turn", [160, 175, 179.9, -170])
def test_a_hairpin_does_not_reach_out(turn):
    line = bent(turn)
    for left, right in ((2, -2), (2, 0), (0, -2)):
        shape = band(line, left, right)
        assert shape.is_valid
        assert shape.area <= 200 * (left - right) + 1e-3
        assert shape.area >= 90 * (left - right)
        assert shape.bounds[2] <= 100 + 2 * 5


def test_a_line_that_ends_where_it_began_is_a_ring():
    square = np.array([(0, 0), (10, 0), (10, 10), (0, 10), (0, 0)], float)
    assert band(square, 1, -1).area == pytest.approx(12**2 - 8**2)
    assert band(square, 2, 1).area == pytest.approx(8**2 - 6**2)
    assert band(square, -1, -2).area == pytest.approx(14**2 - 12**2)
    assert len(band(square, 1, -1).interiors) == 1


def test_a_line_may_cross_itself():
    cross = np.array([(0, 0), (10, 0), (10, 5), (5, 5), (5, -5)], float)
    shape = band(cross, 0.5, -0.5)
    assert shape.is_valid
    assert shape.area == pytest.approx(30 - 1)


def test_what_has_no_room_in_a_tight_turn_is_left_out():
    turn = np.arange(41) * (2 * np.pi / 40)
    circle = np.c_[np.cos(turn), np.sin(turn)] * 10
    assert band(circle, 15, 12).area == pytest.approx(0, abs=1e-3)
    inner = band(circle, 15, 3)  # up to the middle and no farther
    assert inner.area == pytest.approx(np.pi * 7**2, rel=0.02)


def test_the_parts_of_a_street_lie_side_by_side():
    walk = np.array([(0, 0), (40, 5), (80, -10), (100, 40), (60, 70)], float)
    edges = [7, 5, 3.5, -3.5, -7]
    parts = [band(walk, left, right) for left, right in itertools.pairwise(edges)]
    whole = band(walk, 7, -7)
    assert sum(part.area for part in parts) == pytest.approx(whole.area, rel=1e-6)
    assert shapely.union_all(parts).symmetric_difference(whole).area < 1e-3


@given(st.lists(st.tuples(st.integers(-50, 50), st.integers(-50, 50)), min_size=2, max_size=8))
def test_any_line_gives_a_valid_band_no_larger_than_its_sides(points):
    try:
        line = cleaned(np.array(points, float))
    except ValueError:
        assert len(set(points)) == 1
        return
    shape = band(line, 3, -2)
    long = np.hypot(*np.diff(line, axis=0).T).sum()
    assert shape.is_valid
    assert 0 < shape.area <= 5 * long + 5 * 5 * 5 * len(line)


def test_a_line_moved_keeps_its_sides_parallel():
    line = np.array([(0, 0), (10, 0), (10, 10)], float)
    assert beside(line, 2) == pytest.approx(np.array([(0, 2), (8, 2), (8, 10)]))
    assert beside(line, -2) == pytest.approx(np.array([(0, -2), (12, -2), (12, 10)]))
    square = np.array([(0, 0), (10, 0), (10, 10), (0, 10), (0, 0)], float)
    assert beside(square, 1)[[0, -1]] == pytest.approx(np.ones((2, 2)))


def test_a_corner_moves_out_five_times_the_offset_at_the_most():
    for turn in (170, 179, 180):
        line = bent(turn)
        away = np.hypot(*(beside(line, 2.0) - line).T)
        assert np.isfinite(away).all()
        assert away.max() <= 10 + 1e-9


def test_repeated_points_are_left_out():
    line = np.array([(0, 0), (0, 0), (1e-4, 0), (5, 0), (5, 0), (5, 5)], float)
    assert cleaned(line).tolist() == [[0, 0], [5, 0], [5, 5]]
    slow = np.c_[np.arange(0, 1, 5e-4), np.zeros(2000)]  # no step is long, but the way is
    assert len(cleaned(slow)) > 300
    with pytest.raises(ValueError, match="the line has no length"):
        cleaned(np.zeros((7, 2)))


def test_places_along_a_line():
    assert along(EAST, 2.5).tolist() == [[0, 0], [2.5, 0], [5, 0], [7.5, 0], [10, 0]]
    assert along(EAST, 4, 2).tolist() == [[2, 0], [6, 0], [10, 0]]
    assert along(EAST, 4, 11).shape == (0, 2)
    corner = np.array([(0, 0), (3, 0), (3, 4)], float)
    assert along(corner, 3.5).tolist() == [[0, 0], [3, 0.5], [3, 4]]
