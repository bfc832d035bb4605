"""Which walls become gables, and what they look like."""

import numpy as np
import pytest

from city.body import WALL
from city.roof import Roof, gable, massing
from city.roof.outline import outline
from tests.city.roof.houses import (
    ANGLE,
    COURT,
    PLUS,
    RECTANGLE,
    SQUARE,
    TEE,
    is_a_building,
    ngon,
    plan,
)


def gables(body):
    """The middles of the walls that rise above the eaves at 3 m, rounded to metres."""
    tops = [face[0] for face, kind in zip(body.faces(), body.surface, strict=True) if kind == WALL]
    return sorted(
        tuple(np.round((ring[0] + ring[1])[:2] / 2, 2).tolist())
        for ring in tops
        if ring[:, 2].max() > 3 + 1e-9
    )


@pytest.mark.parametrize(
    ("rings", "direction", "walls"),
    [
        (RECTANGLE, None, [(0, 3), (10, 3)]),
        (RECTANGLE, 90, [(0, 3), (10, 3)]),
        (RECTANGLE, 280, [(0, 3), (10, 3)]),
        (RECTANGLE, 0, [(5, 0), (5, 6)]),
        (RECTANGLE, 170, [(5, 0), (5, 6)]),
        (SQUARE, 0, [(4, 0), (4, 8)]),
        (ANGLE, None, [(2, 10), (10, 2)]),
        (ANGLE, 90, [(10, 2)]),
        (ANGLE, 0, [(2, 10)]),
        (TEE, None, [(0, 2), (6, 10), (12, 2)]),
        (PLUS, None, [(0, 4.5), (4.5, 0), (4.5, 9), (9, 4.5)]),
        (PLUS, 0, [(4.5, 0), (4.5, 9)]),
    ],
)
def test_the_ends_of_wings_stand_upright(rings, direction, walls):
    body = massing(rings, 0, 3, Roof("gable", 45, direction))
    is_a_building(body, rings, 45)
    assert gables(body) == walls


def test_a_triangle_has_one_gable():
    triangle = plan([(0, 0), (4, 0), (2, 12)])
    body = massing(triangle, 0, 3, Roof("gable", 30))
    is_a_building(body, triangle, 30)
    assert gables(body) == [(2, 0)]


def test_a_wall_of_several_edges_is_one_end():
    bent = plan([(0, 0), (12, 0), (12.1, 3), (12, 6), (0, 6), (0, 4), (0.1, 4), (0.1, 2), (0, 2)])
    body = massing(bent, 0, 3, Roof("gable", 40))
    is_a_building(body, bent, 40)
    assert len(gables(body)) == 2 + 5
    assert body.high == pytest.approx(3 + 3 * np.tan(np.radians(40)), abs=0.05)


def test_a_tooth_at_a_corner_does_not_become_a_wall_through_the_house():
    # at the lower right corner the end has a tooth that faces much as the long wall does
    toothed = plan([(0, 0), (11.9, 0), (11.9, 0.2), (12, 0.19), (12, 6), (0, 6)])
    body = massing(toothed, 0, 3, Roof("gable", 45))
    is_a_building(body, toothed, 45)
    assert body.high == pytest.approx(6, abs=0.1)
    walls = [f[0] for f, kind in zip(body.faces(), body.surface, strict=True) if kind == WALL]
    for ring in walls:
        low = ring[:2, :2]
        assert (ring[:, :2] >= low.min(0) - 1e-3).all() and (ring[:, :2] <= low.max(0) + 1e-3).all()


def test_what_goes_on_beyond_its_edge_is_cut_off_an_end_with_what_lies_outside():
    assert gable._shortened([4, 5, 6, 7, 8], {5}) == [6, 7, 8]
    assert gable._shortened([4, 5, 6, 7, 8], {7}) == [4, 5, 6]
    assert gable._shortened([4, 5, 6, 7, 8], {5, 8}) == [6, 7]
    assert gable._shortened([4], {4}) == []
    assert gable._shortened([4, 5], {9}) == [4, 5]


def test_a_ring_has_no_end_for_a_gable():
    with pytest.raises(ValueError, match="no end for a gable"):
        massing(COURT, 0, 3, Roof("gable"))


@pytest.mark.parametrize(
    "rings",
    [ngon(60), ngon(8), plan([(0.483, 0), (0.561, 1.417), (-0.631, 3.012), (-2, 3.364)])],
    ids=["circle", "octagon", "blunt"],
)
def test_blunt_corners_do_where_there_are_no_others(rings):
    body = massing(rings, 0, 3, Roof("gable"))
    is_a_building(body, rings, 35)
    assert gables(body)


def test_jogs_do_not_count_as_walls():
    jagged = plan([(0, 0), (12, 0), (12, 3), (12.1, 3), (12.1, 6), (0, 6)])
    coarse, walls = gable._walls(outline(jagged))
    assert len(coarse.points) == 4
    assert sorted(map(len, walls)) == [1, 1, 1, 3]
    assert sorted(edge for wall in walls for edge in wall) == list(range(6))
    for corner, wall in zip(coarse.points, walls, strict=True):
        assert corner.tolist() == outline(jagged).points[wall[0]].tolist()
