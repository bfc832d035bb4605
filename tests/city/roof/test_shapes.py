"""Every shape of roof over footprints whose volumes can be worked out by hand.

What lies farther than t from the edges of a right-angled footprint is A(t) = area - perimeter t +
c t^2, with c the convex corners less the reflex ones; a hip roof at 45 degrees holds its integral.
"""

import numpy as np
import pytest

from city.body import ROOF, WALL
from city.roof import Roof, built, massing
from city.roof.shapes import BREAK, UPPER
from tests.city.roof.houses import (
    ANGLE,
    COMB,
    COURT,
    PLUS,
    RECTANGLE,
    SQUARE,
    TEE,
    is_a_building,
    ngon,
    plan,
    slopes,
)

STEEP, FLAT = np.tan(np.radians(70)), np.tan(np.radians(UPPER))


@pytest.mark.parametrize(
    ("rings", "area", "high", "attic"),
    [
        (RECTANGLE, 60, 3, 6 * 3 / 6 * (2 * 10 + 4)),  # a ridge of 4 m
        (SQUARE, 64, 4, 64 * 4 / 3),
        (ANGLE, 64, 2, 64 * 2 - 40 * 2 + 4 * 8 / 3),
        (TEE, 72, 2, 72 * 2 - 44 * 2 + 4 * 8 / 3),
        (PLUS, 45, 1.5, 45 * 1.5 - 18 * 1.5**2 + 4 * 1.5**3 / 3),
        (COURT, 84, 1.5, 84 * 1.5 - 28 * 1.5**2),
        (COMB, 44, 1, 44 - 24 + 4 / 3),
    ],
    ids=["rectangle", "square", "angle", "tee", "plus", "court", "comb"],
)
def test_a_hip(rings, area, high, attic):
    body = massing(rings, 1, 4, Roof("hip", 45))
    is_a_building(body, rings, 45)
    assert body.volume() == pytest.approx(area * 3 + attic)
    assert body.high == pytest.approx(4 + high)
    assert body.area(ROOF) == pytest.approx(area * np.sqrt(2))
    assert (body.surface == ROOF).sum() == sum(map(len, rings))


def test_points_on_a_line_make_no_faces():
    marked = plan([(0, 0), (5, 0), (10, 0), (10, 2), (10, 6), (0, 6), (0, 3)])
    body = massing(marked, 0, 3, Roof("hip", 45))
    assert body.points.tolist() == massing(RECTANGLE, 0, 3, Roof("hip", 45)).points.tolist()


def test_a_gable():
    body = massing(RECTANGLE, 0, 3, Roof("gable", 45))
    is_a_building(body, RECTANGLE, 45)
    assert body.volume() == pytest.approx(60 * 3 + 10 * 6 * 3 / 2)
    assert body.area(WALL) == pytest.approx(32 * 3 + 2 * 9)


def test_a_gable_of_two_wings_is_a_hip_with_its_ends_filled():
    hip, ends = (massing(ANGLE, 0, 3, Roof(shape, 45)) for shape in ("hip", "gable"))
    # each end takes the pyramid over 4 by 2 out of the hip and puts a prism there
    assert ends.volume() - hip.volume() == pytest.approx(2 * (4 * 2 * 2 / 2 - 4 * 2 * 2 / 3))


@pytest.mark.parametrize(
    ("direction", "volume", "low"),
    [(None, 60 * 6, 0), (180, 60 * 6, 0), (0, 60 * 6, 6), (90, 60 * 8, None), (270, 60 * 8, None)],
)
def test_a_shed_falls_where_it_is_told_to(direction, volume, low):
    body = massing(RECTANGLE, 0, 3, Roof("shed", 45, direction))
    is_a_building(body, RECTANGLE, 45)
    assert body.volume() == pytest.approx(volume)
    assert (body.surface == ROOF).sum() == 1
    roof = body.faces()[-1][0]
    assert roof[:, 2].min() == pytest.approx(3)
    if low is not None:
        assert roof[np.isclose(roof[:, 2], 3), 1].tolist() == [low, low]


def test_a_shed_over_a_courtyard_has_a_hole():
    body = massing(COURT, 0, 3, Roof("shed", 30, 45))
    is_a_building(body, COURT, 30)
    middle = 3 + 10 * np.sqrt(0.5) * np.tan(np.radians(30))  # as high as over its centre
    assert body.volume() == pytest.approx(84 * middle)


def test_a_pyramid_has_one_apex_and_the_mean_of_its_slopes():
    body, roof = built(RECTANGLE, 0, 3, Roof("pyramid", 45))
    is_a_building(body, RECTANGLE)
    high = 2 * 60 / 32
    assert roof.shape == "pyramid"
    assert body.high == pytest.approx(3 + high)
    assert body.points[np.argmax(body.points[:, 2])].tolist() == pytest.approx([5, 3, 3 + high])
    assert body.volume() == pytest.approx(60 * (3 + high / 3))
    weights = np.array([10 * 3, 6 * 5, 10 * 3, 6 * 5]) / 2
    assert np.average(np.tan(np.radians(slopes(body))), weights=weights) == pytest.approx(1)


@pytest.mark.parametrize("rings", [SQUARE, ngon(7), plan([(0, 0), (9, 1), (3, 8)])])
def test_a_pyramid_whose_slopes_meet_anyway_has_equal_ones(rings):
    body, roof = built(rings, 0, 3, Roof("pyramid", 50))
    is_a_building(body, rings, 50)
    assert roof.shape == "pyramid"
    assert body.points[:, 2].tolist().count(body.high) == len(rings[0])


@pytest.mark.parametrize("rings", [ANGLE, COURT])
def test_a_pyramid_over_wings_is_a_hip(rings):
    body, roof = built(rings, 0, 3, Roof("pyramid", 50))
    assert roof == Roof("hip", 50)
    is_a_building(body, rings, 50)


@pytest.mark.parametrize(
    ("rings", "area", "bends", "end"),
    [
        (RECTANGLE, (60, 32, 4), 4, 3),
        (ANGLE, (64, 40, 4), 6, 2),
        (COURT, (84, 56, 0), 8, 1.5),
    ],
    ids=["rectangle", "angle", "court"],
)
def test_a_mansard_is_steep_and_then_flat(rings, area, bends, end):
    body = massing(rings, 0, 3, Roof("mansard"))
    is_a_building(body, rings)
    cut = BREAK / STEEP

    def under(t):
        return area[0] * t - area[1] * t**2 / 2 + area[2] * t**3 / 3

    attic = STEEP * under(cut) + FLAT * (under(end) - under(cut))
    assert body.volume() == pytest.approx(area[0] * 3 + attic)
    seen = slopes(body)
    assert np.isclose(seen, 70).sum() == np.isclose(seen, UPPER).sum() == bends == len(seen) / 2
    assert body.high == pytest.approx(3 + BREAK + (end - cut) * FLAT)


def test_a_mansard_over_a_narrow_house_ends_before_its_break():
    narrow = plan([(0, 0), (10, 0), (10, 1), (0, 1)])
    body = massing(narrow, 0, 3, Roof("mansard"))
    is_a_building(body, narrow, 70)
    assert body.high == pytest.approx(3 + 0.5 * STEEP)


def test_a_mansard_that_breaks_where_its_slopes_meet():
    wide = plan([(0, 0), (10, 0), (10, 2 * BREAK / STEEP), (0, 2 * BREAK / STEEP)])
    body = massing(wide, 0, 3, Roof("mansard"))
    is_a_building(body, wide, 70)
    assert body.high == pytest.approx(3 + BREAK)
