"""Drawn buildings and trees, against areas and volumes worked out by hand."""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from city.body import GROUND, PLAIN, ROOF, WALL
from city.forms import SIDES, Land, Massing, Shape, Tree, block, walls_of, without
from city.outline import clean_rings
from city.roof import Roof, massing
from city.solid import is_closed
from tests.city.test_body import box, courtyard

SQUARE = np.array([(0, 0), (20, 0), (20, 20), (0, 20)], float)
YARD = clean_rings(SQUARE, [SQUARE / 4 + 7.5])  # a yard of 5 by 5
L = (np.array([(0, 0), (20, 0), (20, 8), (8, 8), (8, 20), (0, 20)], float),)


def test_a_shape_is_what_it_is():
    body = box()
    assert Shape(body).body() is body


def test_a_building_of_three_storeys():
    form = Massing(YARD, 2.0, 3, 3.5)
    assert form.eaves == 12.5
    assert form.footprint() == 375
    assert form.floor_area() == 3 * 375
    body = form.body()
    assert body.volume() == pytest.approx(375 * 10.5)
    assert [body.area(k) for k in (GROUND, ROOF, WALL)] == pytest.approx([375, 375, 100 * 10.5])
    assert (body.low, body.high) == (2, 12.5)
    assert is_closed(body)


@pytest.mark.parametrize("rings", [YARD, L, (SQUARE,)])
def test_a_block_is_what_a_flat_roof_makes(rings):
    quick, slow = block(rings, 1.0, 7.0), massing(rings, 1.0, 7.0, Roof())
    assert quick.volume() == pytest.approx(slow.volume())
    for kind in (GROUND, ROOF, WALL):
        assert quick.area(kind) == pytest.approx(slow.area(kind))
    assert sorted(quick.ring_points.tolist()) == sorted(slow.ring_points.tolist())
    assert is_closed(quick)
    walls = quick.area_vectors()[quick.surface == WALL]
    assert walls[:, 2] == pytest.approx(0)
    outwards = quick.area_vectors()[quick.surface == ROOF]
    assert (outwards[:, 2] > 0).all()


def test_setbacks_are_counted_storey_by_storey():
    """20 x 20 for two storeys, 16 x 16 for two, 10 x 10 for the last."""
    form = Massing((SQUARE,), 0.0, 5, 3.0, setbacks=((5, 3.0), (3, 2.0)))
    assert [(a, b) for _, a, b in form.tiers()] == [(0, 2), (2, 4), (4, 5)]
    assert form.floor_area() == pytest.approx(2 * 400 + 2 * 256 + 100)
    body = form.body()
    assert body.volume() == pytest.approx(3 * (2 * 400 + 2 * 256 + 100))
    assert body.area(ROOF) == pytest.approx(400)
    assert body.area(GROUND) == pytest.approx(400)
    assert body.area(WALL) == pytest.approx(6 * 80 + 6 * 64 + 3 * 40)
    assert is_closed(body)


def test_two_setbacks_at_one_storey_add_up():
    twice = Massing((SQUARE,), 0.0, 4, setbacks=((3, 1.0), (3, 2.0)))
    once = Massing((SQUARE,), 0.0, 4, setbacks=((3, 3.0),))
    assert twice.floor_area() == once.floor_area() == pytest.approx(2 * 400 + 2 * 14**2)


def test_setbacks_above_the_roof_and_at_the_ground_are_none():
    for storey in (1, 5, 90):
        assert Massing((SQUARE,), 0.0, 4, setbacks=((storey, 3.0),)).floor_area() == 1600


def test_a_setback_without_room_is_told():
    form = Massing((SQUARE,), 0.0, 5, setbacks=((3, 10.0),))
    with pytest.raises(ValueError, match="storey 3 has no room left: the setback is too large"):
        form.body()


def test_a_setback_may_leave_two_towers_and_widens_a_yard():
    waist = clean_rings(
        np.array([(0, 0), (40, 0), (40, 10), (24, 10), (24, 3), (16, 3), (16, 10), (0, 10)], float)
    )
    form = Massing(waist, 0.0, 4, setbacks=((3, 2.0),))
    (_, _, _), (towers, _, _) = form.tiers()
    assert len(towers) == 2
    assert is_closed(form.body())
    assert form.body().area(ROOF) == pytest.approx(form.footprint())
    yard = Massing(YARD, 0.0, 3, setbacks=((3, 1.0),))
    assert yard.floor_area() == pytest.approx(2 * 375 + 18**2 - 7**2)
    assert is_closed(yard.body())


@given(
    st.lists(st.tuples(st.integers(2, 8), st.floats(0.1, 4)), max_size=4),
    st.integers(1, 9),
    st.floats(2, 6),
    st.sampled_from([YARD, L, (SQUARE,)]),
)
def test_the_volume_is_the_floor_area_times_the_storey_height(setbacks, storeys, height, rings):
    form = Massing(rings, -3.0, storeys, height, setbacks=tuple(setbacks))
    try:
        body = form.body()
    except ValueError as fault:
        assert "has no room left" in str(fault)
        return
    assert body.volume() == pytest.approx(form.floor_area() * height, rel=1e-6)
    assert body.area(ROOF) == pytest.approx(form.footprint(), rel=1e-6)
    assert is_closed(body)


def test_walls_look_outwards():
    walls = walls_of(YARD, 0.0, 3.0)
    assert len(walls) == 8
    middle = np.array([10.0, 10, 1.5])
    for k, wall in enumerate(walls):
        normal = np.cross(wall[1] - wall[0], wall[2] - wall[1])
        away = normal @ (wall.mean(0) - middle)
        assert away > 0 if k < 4 else away < 0


def test_faces_of_one_kind_are_taken_away():
    assert without(courtyard(), WALL).surface.tolist() == [GROUND, ROOF]
    assert len(without(box(), GROUND)) == 5


def test_a_tree_is_as_high_and_as_wide_as_it_says():
    body = Tree((100.0, 50.0, 3.0), 12.0, 6.0).body()
    low, high = body.points.min(0), body.points.max(0)
    assert low == pytest.approx((97, 47, 3))
    assert high == pytest.approx((103, 53, 15))
    assert not body.solid
    assert set(body.surface.tolist()) == {PLAIN}
    crown = body.points[np.hypot(*(body.points[:, :2] - (100, 50)).T) > 2.9]
    assert len(np.unique(crown.round(6), axis=0)) == SIDES
    normals = body.area_vectors()
    assert (np.linalg.norm(normals, axis=1) > 0).all()
    middle = np.array([face[0].mean(0) for face in body.faces()])
    level = np.hypot(normals[:, 0], normals[:, 1]) > 1e-9
    outwards = ((middle - (100, 50, 0))[:, :2] * normals[:, :2]).sum(1)
    assert (outwards[level] > 0).all()


def test_land_is_what_lies_on_the_ground():
    piece = [np.c_[ring, np.full(len(ring), 1.5)] for ring in YARD]
    body = Land(shapely.Polygon(SQUARE), lambda: [piece]).body()
    assert np.array_equal(body.points, Land(shapely.Polygon(SQUARE), [piece]).body().points)
    assert body.area() == pytest.approx(375)
    assert (len(body), body.solid, body.high) == (1, False, 1.5)
