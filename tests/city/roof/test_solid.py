"""Bodies between a floor and a roof, one at a time and thousands at once."""

import time

import numpy as np
import pytest

from city.body import GROUND, ROOF, WALL
from city.roof.outline import outline
from city.roof.solid import closed, prisms
from tests.city.roof.houses import ANGLE, COURT, RECTANGLE, is_a_building, plan


def test_a_wall_takes_up_what_stands_on_it():
    plan = outline(RECTANGLE)
    nodes = np.array([*np.c_[plan.points, np.full(4, 3)], [10, 3, 6], [0, 3, 6]], float)
    roofs = [[[0, 1, 4, 5]], [[2, 3, 5, 4]]]
    body = closed(plan, 0, nodes, roofs, {1: [1, 2, 4], 3: [3, 0, 5]})
    is_a_building(body, RECTANGLE, 45)
    assert body.surface.tolist() == [GROUND, WALL, WALL, WALL, WALL, ROOF, ROOF]
    assert body.polygon_points().tolist() == [4, 4, 5, 4, 5, 4, 4]
    assert body.volume() == pytest.approx(180 + 90)


def test_many_blocks_at_once():
    wrong_way = [ring[::-1] for ring in COURT]
    many = prisms([RECTANGLE, COURT, wrong_way, ANGLE], np.arange(4.0), np.full(4, 10.0))
    for body, rings, walls in zip(
        many, (RECTANGLE, COURT, COURT, ANGLE), (10, 9, 8, 7), strict=True
    ):
        is_a_building(body, rings, walls=walls)
        assert body.high == 10
    areas = [60, 84, 84, 64]
    assert [body.volume() for body in many] == pytest.approx(
        [area * (10 - k) for k, area in enumerate(areas)]
    )
    assert [len(body) for body in many] == [6, 10, 10, 8]


def test_repeated_points_are_left_out():
    (body,) = prisms([plan([*RECTANGLE[0], RECTANGLE[0][0]])], np.zeros(1), np.ones(1))
    assert body.polygon_points().tolist() == [4] * 6


def test_no_blocks_and_no_corners():
    assert prisms([], np.zeros(0), np.zeros(0)) == []
    with pytest.raises(ValueError, match="three corners"):
        prisms([RECTANGLE, plan([(0, 0), (1, 1), (1, 1)])], np.zeros(2), np.ones(2))


def test_ten_thousand_blocks_take_no_time_worth_mentioning():
    footprints = [[ANGLE[0] + np.array([20 * k, 0])] for k in range(10_000)]
    begun = time.process_time()
    bodies = prisms(footprints, np.zeros(10_000), np.full(10_000, 9.0))
    assert time.process_time() - begun < 2  # a fifth of a second on a laptop
    assert bodies[-1].volume() == pytest.approx(64 * 9)
