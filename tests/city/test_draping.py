"""Outlines on the ground, and earth moved, against formulas."""

import time

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from city.draping import EVEN, Pad, draped, levelled, with_pads
from city.outline import area_of
from city.terrain import Terrain
from tests.city.toy import FRAME

SQUARE = shapely.box(0, 0, 10, 10)


def level(places):
    return np.zeros(len(places))


def ramp(places):
    """Rises to the east by one in ten."""
    return places[:, 0] * 0.1


def hills(places):
    return 5 * np.sin(places[:, 0] / 30) * np.cos(places[:, 1] / 40)


def star(corners, radius=500.0):
    turn = np.arange(corners) * (2 * np.pi / corners)
    far = radius + 20 * np.sin(turn * 200)
    return shapely.Polygon(np.c_[np.cos(turn), np.sin(turn)] * far[:, None])


def plan(pieces):
    return sum(area_of([ring[:, :2] for ring in piece]) for piece in pieces)


@given(st.floats(-0.5, 0.5), st.floats(-0.5, 0.5), st.floats(-50, 50), st.floats(0, 1))
def test_on_a_plane_an_outline_is_one_piece_that_lies_on_it(east, north, up, lift):
    def ground(places):
        return places @ (east, north) + up

    shape = SQUARE.difference(shapely.box(3, 3, 7, 7))
    ((outer, hole),) = draped(shape, ground, lift)
    for ring in (outer, hole):
        assert ring[:, 2] == pytest.approx(ground(ring[:, :2]) + lift, abs=1e-6)
    assert area_of([outer[:, :2], hole[:, :2]]) == pytest.approx(84)


@pytest.mark.parametrize(
    "shape",
    [
        shapely.box(0, 0, 60, 40).difference(shapely.box(20, 10, 30, 30)),
        shapely.LineString([(0, 0), (1000, 1000)]).buffer(3, cap_style="flat"),
        shapely.MultiPolygon([SQUARE, shapely.box(50, 0, 90, 40)]),
        star(500, 200.0),
    ],
    ids=["courtyard", "street", "several", "star"],
)
def test_over_hills_every_corner_lies_on_the_ground_and_nothing_is_lost(shape):
    pieces = draped(shape, hills, 0.1)
    assert len(pieces) > 20
    corners = np.concatenate([ring for piece in pieces for ring in piece])
    assert corners[:, 2] == pytest.approx(hills(corners[:, :2]) + 0.1)
    assert plan(pieces) == pytest.approx(shape.area, rel=1e-4)
    for piece in pieces:
        assert area_of([piece[0][:, :2]]) > 0  # seen from above
    across = [np.ptp(piece[0][:, :2], axis=0).max() for piece in pieces]
    assert max(across) < 20


def test_a_small_hump_is_no_reason_to_cut_an_outline_up():
    def humped(height):
        return lambda places: height * (np.hypot(*(places - 5).T) < 2)

    assert len(draped(SQUARE, humped(EVEN * 0.8))) == 1
    assert len(draped(SQUARE, humped(EVEN * 3))) == 25


def test_the_ground_is_asked_at_once_and_not_piece_by_piece():
    asked = []

    def ground(places):
        asked.append(len(places))
        return hills(places)

    draped(star(500), ground)
    assert len(asked) == 2


def test_nothing_has_no_pieces():
    assert draped(shapely.Polygon(), hills) == []
    assert draped(shapely.box(0, 0, 0.01, 0.01), lambda p: (p[:, 0] > 0).astype(float)) == []


def test_the_ground_may_be_unknown():
    pieces = draped(SQUARE, lambda places: np.where(places[:, 0] < 5, 0.0, np.nan))
    assert plan(pieces) == pytest.approx(100)


# pads


@pytest.mark.parametrize("slope", [20.0, 33.7, 45.0, 80.0])
@pytest.mark.parametrize("height", [2.0, -1.5])
def test_a_square_pad_on_level_ground(slope, height):
    """A² h for the pad, 2 A h² / tan for its four banks, a cone of π h³ / 3 tan² in the corners."""
    side, h, steep = 10.0, abs(height), np.tan(np.radians(slope))
    expected = side**2 * h + 2 * side * h**2 / steep + np.pi * h**3 / (3 * steep**2)
    cut, fill = Pad(SQUARE, height, slope).moved(level)
    assert (fill if height > 0 else cut) == pytest.approx(expected, rel=2e-3)
    assert (cut if height > 0 else fill) == 0


def test_a_pad_halfway_up_a_ramp_cuts_as_much_as_it_fills():
    """Of the strip between the pad and each side bank, prisms; where ramp and pad cross, none."""
    pad = Pad(shapely.box(-10, -10, 10, 10), 0.0, 89.0)  # banks as good as upright
    cut, fill = pad.moved(ramp)
    assert cut == pytest.approx(fill, rel=1e-3)
    assert cut == pytest.approx(20 * 10 * 1.0 / 2, rel=1e-2)  # a wedge 10 long, 1 high, 20 wide


def test_a_pad_at_the_height_of_the_ground_moves_nothing():
    pad = Pad(SQUARE, 0.0, 33.7)
    assert pad.moved(level) == (0, 0)
    assert pad.reach(level).area == pytest.approx(100)


def test_the_ground_is_level_on_the_pad_and_slopes_beside_it():
    ground = Pad(SQUARE, 2.0, 45.0).over(level)
    places = np.array([(5, 5), (10, 10), (11, 5), (12, 5), (13, 5), (5, -0.5), (500, 5)], float)
    assert ground(places) == pytest.approx([2, 2, 1, 0, 0, 1.5, 0])


def test_a_pad_with_a_hole_leaves_the_hole():
    ring = SQUARE.difference(shapely.box(2, 2, 8, 8))
    ground = Pad(ring, 1.0, 45.0).over(level)
    assert ground(np.array([(1, 1), (5, 5), (2.5, 5)], float)) == pytest.approx([1, 0, 0.5])


def test_banks_reach_as_far_as_they_need():
    flat = Pad(SQUARE, 2.0, 45.0).reach(level)
    assert flat.area == pytest.approx(100 + 4 * 20 + np.pi * 4, rel=1e-2)
    downhill = Pad(SQUARE, 2.0, 45.0)
    reach = downhill.reach(ramp)
    before, after = (downhill.over(ramp), ramp)
    edge = shapely.get_coordinates(reach.exterior)
    assert before(edge) == pytest.approx(after(edge), abs=0.02)


def test_banks_that_never_meet_the_ground_are_refused_in_words():
    pad = Pad(SQUARE, 5.0, 10.0)
    with pytest.raises(ValueError, match="make them steeper"):
        pad.reach(lambda places: -places[:, 0] * 0.5)


def test_a_later_pad_lies_over_an_earlier_one_and_many_lie_side_by_side():
    ground = with_pads(level, [Pad(SQUARE, 3.0, 45.0), Pad(shapely.box(2, 2, 4, 4), 1.0, 80.0)])
    assert ground(np.array([(3.0, 3), (8, 8)])) == pytest.approx([1, 3])
    many = with_pads(
        level, [Pad(shapely.box(k * 30, 0, k * 30 + 20, 20), 1, 45) for k in range(2000)]
    )
    assert many(np.array([(10.0, 10), (30 * 1999 + 10, 10), (25, 10)])) == pytest.approx([1, 1, 0])
    assert with_pads(level, [])(np.zeros((2, 2))) == pytest.approx([0, 0])


def test_a_square_kilometre_with_five_thousand_corners_takes_a_moment():
    shape = star(5_000)
    pad = Pad(shape, 2.0, 33.7)
    start = time.process_time()
    cut, fill = pad.moved(hills)
    assert len(draped(shape, hills)) < 4_000
    assert time.process_time() - start < 3.0
    assert 0 < cut < fill


def test_a_terrain_takes_its_pads_cell_by_cell():
    heights = np.zeros((41, 41), np.float32)
    heights[0, 0] = np.nan
    terrain = Terrain("ground", FRAME, heights, 0.0, 40.0, (1.0, 1.0))
    pad = Pad(shapely.box(10, 10, 20, 20), 2.0, 45.0)
    found = levelled(terrain, [pad])
    assert found.height_at(np.array([[15.0, 15], [9, 15], [8, 15], [5, 15], [30, 30]])) == (
        pytest.approx([2, 1, 0, 0, 0], abs=1e-6)
    )
    assert np.isnan(found.heights[0, 0])
    assert (terrain.heights[1:] == 0).all()


def test_a_pad_as_large_as_a_country_asks_the_ground_no_more_often():
    asked = []

    def flat(places):
        asked.append(len(places))
        return np.zeros(len(places))

    cut, fill = Pad(shapely.box(0, 0, 1e6, 1e6), 1.0, 45.0).moved(flat)
    assert cut == 0 and fill == pytest.approx(1e12, rel=0.01)
    assert sum(asked) < 50_000
