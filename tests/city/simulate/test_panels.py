"""Modules lie on the roof, inside its edges, and never on one another."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from city.assumptions import assumed
from city.simulate.panels import LIFT, lay
from city.simulate.photovoltaics import SYSTEM

USUAL = assumed({}, SYSTEM)
BARE = assumed({"margin": 0, "gap": 0}, SYSTEM)
LONG, SHORT = USUAL["module_long"], USUAL["module_short"]
LAT = 51.92


def roof(width, length, slope=35.0, turn=0.0, away=(90.0, 40.0, 7.0)):
    """A rectangle that rises by its slope towards +y, then turned around z."""
    rise = np.radians(slope)
    flat = np.array([[0, 0], [width, 0], [width, length], [0, length]], float)
    ring = np.stack(
        [flat[:, 0], flat[:, 1] * np.cos(rise), flat[:, 1] * np.sin(rise)],
        axis=1,
    )
    c, s = np.cos(np.radians(turn)), np.sin(np.radians(turn))
    return ring @ np.array([[c, s, 0], [-s, c, 0], [0, 0, 1]]) + away


def level(points):
    return shapely.polygons(points[..., :2])


def check(panels, rings, margin=0.0, pitched=True):
    """Within the roof less its margin as seen from above, apart from each other, of their size."""
    whole = shapely.Polygon(rings[0][:, :2], [r[:, :2] for r in rings[1:]])
    on_roof = panels.corners - (panels.normal * LIFT if pitched else 0)
    flat = level(on_roof)
    assert shapely.covers(whole.buffer(1e-5), flat).all()
    pairs = shapely.STRtree(flat).query(flat)
    pairs = pairs[:, pairs[0] < pairs[1]]
    both = shapely.area(shapely.intersection(flat[pairs[0]], flat[pairs[1]]))
    assert (both < 1e-4).all()
    sides = np.linalg.norm(np.diff(panels.corners, axis=1), axis=2)
    assert np.sort(sides[:, :2], axis=1) == pytest.approx(np.tile([SHORT, LONG], (len(sides), 1)))
    turned = np.cross(*(panels.corners[:, k] - panels.corners[:, 0] for k in (1, 3)))
    assert turned / (SHORT * LONG) == pytest.approx(np.tile(panels.normal, (len(sides), 1)))
    assert panels.peak == pytest.approx(len(panels) * SHORT * LONG * 0.22)
    if margin:
        edge = shapely.boundary(whole)
        assert shapely.distance(edge, flat).min() >= margin * 0.5  # a slope seen from above


@pytest.mark.parametrize("turn", [0, 33, 250])
def test_a_roof_of_just_six_modules_takes_six(turn):
    ring = roof(3 * SHORT, 2 * LONG, turn=turn)
    panels = lay([ring], LAT, BARE)
    assert len(panels) == 6
    check(panels, [ring])
    assert panels.normal[2] == pytest.approx(np.cos(np.radians(35)))
    over = (panels.corners - ring[0]) @ panels.normal
    assert over == pytest.approx(LIFT)


def test_landscape_where_more_lie_so():
    panels = lay([roof(3 * LONG, 2 * SHORT)], LAT, BARE)
    assert len(panels) == 6
    first = panels.corners[0]
    assert np.linalg.norm(first[1] - first[0]) == pytest.approx(LONG)
    assert first[0, 2] == pytest.approx(first[1, 2])  # their lower edge is level


def test_the_margin_and_the_gap_cost_modules():
    ring = roof(10, 6)
    bare, usual = lay([ring], LAT, BARE), lay([ring], LAT, USUAL)
    assert 0 < len(usual) < len(bare)
    check(usual, [ring], USUAL["margin"])
    wide = lay([ring], LAT, assumed({"margin": 3}, SYSTEM))
    assert len(wide) == 0 and wide.peak == 0


def test_nothing_lies_over_a_dormer():
    ring = roof(12, 8, away=(0, 0, 0))
    hole = roof(3, 3, away=(4.0, 2.0 * np.cos(np.radians(35)), 2.0 * np.sin(np.radians(35))))[::-1]
    free, holed = lay([ring], LAT, USUAL), lay([ring, hole], LAT, USUAL)
    assert 0 < len(holed) < len(free)
    check(holed, [ring, hole], USUAL["margin"])


def test_rows_on_a_flat_roof_do_not_shade_each_other_at_noon_in_winter():
    ring = roof(30, 20, slope=0, turn=15)
    panels = lay([ring], LAT, assumed({"flat_tilt": 20}, SYSTEM))
    check(panels, [ring], 0.3, pitched=False)
    assert panels.normal[2] == pytest.approx(np.cos(np.radians(20)))
    facing = panels.normal[:2] / np.linalg.norm(panels.normal[:2])
    assert facing[1] < -0.7  # about south
    low, high = panels.corners[:, 0], panels.corners[:, 3]
    assert low[:, 2] == pytest.approx(7 + LIFT)
    along = -(low[:, :2] @ facing)
    rows = np.unique(np.round(along, 4))
    tall = (high - low)[0, 2]
    deep = np.linalg.norm((high - low)[0, :2])
    sun = np.radians(90 - LAT - 23.44)
    assert np.diff(rows).min() - deep == pytest.approx(tall / np.tan(sun), abs=1e-3)


def test_flat_roofs_of_the_south_face_north_and_near_the_equator_rows_stand_close():
    ring = roof(20, 20, slope=0)
    south, tropics = lay([ring], -33.9, USUAL), lay([ring], 1.3, USUAL)
    assert south.normal[1] > 0 and tropics.normal[1] < 0
    assert len(tropics) > len(south)
    assert len(lay([ring], 89.0, USUAL)) > 0


def test_the_equator_is_south_of_true_north_and_not_of_the_grid():
    ring = roof(20, 20, slope=0)
    more = assumed({"flat_tilt": 30}, SYSTEM)
    turned = lay([roof(20, 20, slope=0, turn=3)], LAT, more, turn=3.0)
    facing = np.degrees(np.arctan2(turned.normal[0], turned.normal[1])) % 360
    assert facing == pytest.approx(177)
    assert len(turned) == len(lay([ring], LAT, more))


def test_a_flat_roof_that_slopes_a_little_is_stood_on():
    ring = roof(20, 12, slope=4)
    panels = lay([ring], LAT, USUAL)
    normal = np.cross(ring[1] - ring[0], ring[3] - ring[0])
    normal /= np.linalg.norm(normal)
    over = (panels.corners - ring[0]) @ normal
    assert over.min() == pytest.approx(LIFT * normal[2], abs=1e-6)


def test_faces_that_look_down_or_have_no_area_take_none():
    ring = roof(10, 6)
    assert len(lay([ring[::-1]], LAT, USUAL)) == 0
    assert len(lay([np.zeros((4, 3))], LAT, USUAL)) == 0
    bow = ring[[0, 2, 1, 3]]
    assert len(lay([bow], LAT, USUAL)) >= 0
    with pytest.raises(ValueError, match="outer ring"):
        lay([], LAT, USUAL)
    with pytest.raises(ValueError, match="three corners"):
        lay([ring[:2]], LAT, USUAL)


@settings(max_examples=40)
@given(st.integers(0, 10_000), st.integers(3, 9), st.sampled_from([0.0, 3.0, 12.0, 45.0, 70.0]))
def test_on_any_roof_they_lie_inside_and_apart(seed, corners, slope):
    rng = np.random.default_rng(seed)
    angle = np.sort(rng.uniform(0, 2 * np.pi, corners))
    reach = rng.uniform(3, 15, corners)
    x, y = reach * np.cos(angle), reach * np.sin(angle)
    ring = np.stack([x, y, y * np.tan(np.radians(slope)) + 5], axis=1)
    if not shapely.Polygon(ring[:, :2]).is_valid:
        return
    panels = lay([ring], LAT, USUAL)
    if len(panels):
        check(panels, [ring], pitched=slope > 10)
