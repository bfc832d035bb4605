"""Tape and level, against what can be worked out in the head."""

import numpy as np
import pytest

from city.ruler import angle, area, distance, earthwork, plane, slope, solid
from tests.city.toy import box_faces

SQUARE = np.array([[0.0, 0, 5], [10, 0, 5], [10, 10, 5], [0, 10, 5]])


def test_a_line_of_3_4_and_12():
    found = distance(np.array([[0.0, 0, 0], [3, 4, 12]]))
    assert (found.length, found.level, found.rise) == (13, 5, 12)
    assert found.bearing == pytest.approx(np.degrees(np.arctan2(3, 4)))


def test_legs_add_up_and_the_bearing_is_from_end_to_end():
    found = distance(np.array([[0.0, 0, 2], [10, 0, 2], [10, -10, 1]]))
    assert found.level == 20 and found.rise == -1
    assert found.bearing == pytest.approx(135)


@pytest.mark.parametrize("tilt", [0.0, 30.0, 60.0, 90.0])
@pytest.mark.parametrize("turn", [0.0, 25.0, 200.0])
def test_a_square_keeps_its_area_however_it_is_turned(tilt, turn):
    a, b = np.radians([tilt, turn])
    lean = np.array([[1, 0, 0], [0, np.cos(a), -np.sin(a)], [0, np.sin(a), np.cos(a)]])
    spin = np.array([[np.cos(b), -np.sin(b), 0], [np.sin(b), np.cos(b), 0], [0, 0, 1]])
    found = area(SQUARE @ lean.T @ spin.T + 5e5)
    assert found.area == pytest.approx(100, abs=1e-6)
    assert found.level == pytest.approx(100 * np.cos(a), abs=1e-6)
    assert found.around == pytest.approx(40, abs=1e-6)
    assert found.misfit == pytest.approx(0, abs=1e-6)


def test_a_corner_that_sticks_out_is_said():
    bent = SQUARE.copy()
    bent[2, 2] += 1
    assert area(bent).misfit == pytest.approx(0.25, abs=0.01)


def test_sides_that_cross_have_no_area():
    with pytest.raises(ValueError, match="cross"):
        area(SQUARE[[0, 2, 1, 3]])


@pytest.mark.parametrize("points", [SQUARE[:2], np.array([[0.0, 0, 0], [1, 1, 1], [3, 3, 3]])])
def test_two_points_or_a_line_make_no_plane(points):
    with pytest.raises(ValueError, match="three points"):
        plane(points)


@pytest.mark.parametrize(
    ("normal", "degrees", "percent", "aspect"),
    [
        ((0, 0, 2), 0, 0, np.nan),
        ((0, -1, 1), 45, 100, 180),
        ((1, 0, np.sqrt(3)), 30, 57.735, 90),
        ((-1, 0, -np.sqrt(3)), 30, 57.735, 90),  # seen from below
        ((0, 1, 0), 90, np.inf, 0),
    ],
)
def test_slopes_and_where_they_fall_to(normal, degrees, percent, aspect):
    found = slope(np.array(normal, float))
    assert found.degrees == pytest.approx(degrees)
    assert found.percent == pytest.approx(percent, abs=1e-3)
    assert found.aspect == pytest.approx(aspect, nan_ok=True)


def test_angles():
    corner = np.array([5.0, 5, 5])
    east, north, up = np.eye(3)
    assert angle(corner + east, corner, corner + north) == pytest.approx(90)
    assert angle(corner + east, corner, corner + east + up) == pytest.approx(45)
    assert angle(corner + east, corner, corner - 3 * east) == pytest.approx(180)


def box(low, high, without=()):
    """A box as points and triangles, perhaps without some of its faces."""
    faces = [f for k, f in enumerate(box_faces(low, high)) if k not in without]
    points = np.concatenate(faces)
    first = np.arange(len(faces))[:, None] * 4
    return points, np.concatenate([first + np.array(half) for half in ([0, 1, 2], [0, 2, 3])])


def test_a_box_holds_length_times_width_times_height():
    found = solid(*box((1e5, 2e5, 3), (1e5 + 4, 2e5 + 5, 9)))
    assert found.volume == pytest.approx(120) and found.open_edges == 0


def test_a_box_without_its_roof_is_open():
    assert solid(*box((0, 0, 0), (4, 5, 6), without=[5])).open_edges == 4


def test_two_boxes_that_share_a_wall_line_are_closed():
    a, s = box((0, 0, 0), (4, 4, 4))
    b, t = box((4, 4, 0), (8, 8, 4))
    found = solid(np.concatenate([a, b]), np.concatenate([s, t + len(a)]))
    assert found.volume == pytest.approx(128) and found.open_edges == 0


def test_fill_and_cut_on_a_slope_of_one_in_ten():
    """Over 10 x 10 m the ground rises from 0 to 1; up to 0.5 half is cut and half is filled."""
    found = earthwork(SQUARE, lambda places: places[:, 0] / 10, 0.5)
    assert found.known == 1
    assert found.fill == pytest.approx(12.5, rel=1e-3)
    assert found.cut == pytest.approx(12.5, rel=1e-3)
    full = earthwork(SQUARE, lambda places: places[:, 0] / 10, 3.0)
    assert full.fill == pytest.approx(250, rel=1e-6) and full.cut == 0


def test_ground_that_is_known_in_part_counts_in_part():
    def half(places):
        return np.where(places[:, 0] < 5, 0.0, np.nan)

    found = earthwork(SQUARE, half, 2.0)
    assert found.known == pytest.approx(0.5, abs=0.01)
    assert found.fill == pytest.approx(100, rel=0.01)


def test_earthwork_in_a_triangle_and_in_crossing_sides():
    triangle = SQUARE[:3]
    assert earthwork(triangle, lambda p: 0 * p[:, 0], 1.0).fill == pytest.approx(50, rel=1e-6)
    with pytest.raises(ValueError, match="cross"):
        earthwork(SQUARE[[0, 2, 1, 3]], lambda p: 0 * p[:, 0], 1.0)
