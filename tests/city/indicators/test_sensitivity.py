"""Sensitivity: known answers by formula, and that drawing agrees with them."""

import numpy as np
import pytest

from city.indicators.board import board
from city.indicators.sensitivity import bands, ranks, swings
from city.indicators.weighing import Criterion, Scale, Weighed, weigh
from tests.city.indicators.boards import HOUSE, TALL, boarded, counted
from tests.city.plans import base

LINE = Scale((0.0, 100.0), (0.0, 100.0), True)


def weighed(points, weights):
    criteria = tuple(Criterion("gfa", weight) for weight in weights)
    points = np.array(points, float)
    return Weighed(tuple(range(len(points))), criteria, (LINE,) * len(weights), points)


def test_a_band_ends_where_two_plans_are_alike():
    """60 a + 40 b against 100 c: with other weights 50, the first criterion turns at a weight of
    50 * 40 / 60."""
    found = weighed([[80, 20], [20, 60]], [50, 50])
    low, high = bands(found)[0]
    assert (low, high) == pytest.approx((50 * 40 / 60, 100))
    assert bands(found)[1] == pytest.approx((0, 50 * 60 / 40))
    for weight, first in ((low - 0.1, 1), (low + 0.1, 0)):
        assert weighed([[80, 20], [20, 60]], [weight, 50]).first == first


def test_a_plan_that_is_better_in_all_stays_first_whatever_weighs():
    assert bands(weighed([[80, 60], [20, 20]], [1, 99])) == [(0, 100), (0, 100)]


def test_a_band_holds_whatever_is_not_known_or_is_none():
    assert bands(weighed([[80, np.nan], [20, 60]], [80, 20])) == [(20, 100), (0, 80)]
    assert bands(weighed([[80, np.nan], [80, 60]], [80, 20])) == [None, (0, 0)]
    assert bands(weighed([[80], [20]], [0])) == [None]


def test_two_criteria_are_shared_out_exactly():
    """One plan wins where 80 t + 20 (1 - t) > 20 t + 60 (1 - t): from t = 0.4 on."""
    found = ranks(weighed([[80, 20], [20, 60]], [50, 50]))
    assert found == pytest.approx(np.array([[0.6, 0.4], [0.4, 0.6]]))
    three = ranks(weighed([[100, 0], [60, 60], [0, 100]], [1, 1]))
    assert three[:, 0] == pytest.approx([0.4, 0.2, 0.4])  # turns at t = 0.6 and 0.4
    assert three.sum(0) == pytest.approx(np.ones(3)) and three.sum(1) == pytest.approx(np.ones(3))


def test_drawing_agrees_with_what_is_known():
    """A third criterion in which all are alike changes nothing but t: its share of the rest is
    uniform still."""
    drawn = ranks(weighed([[80, 20, 50], [20, 60, 50]], [1, 1, 1]))
    assert drawn[0, 0] == pytest.approx(0.6, abs=0.02)
    thirds = ranks(weighed(np.eye(3) * 100, [5, 1, 90]))  # whatever the weights are now
    assert thirds[:, 0] == pytest.approx(np.full(3, 1 / 3), abs=0.02)
    assert np.array_equal(thirds, ranks(weighed(np.eye(3) * 100, [1, 1, 1])))


def test_plans_that_are_alike_share_their_places():
    assert ranks(weighed([[50, 50], [50, 50]], [1, 1])) == pytest.approx(np.full((2, 2), 0.5))
    assert ranks(weighed([[50]], [1])) == pytest.approx(np.ones((1, 1)))
    assert ranks(weighed(np.zeros((2, 0)), [])).sum() == 0


def test_what_is_not_known_is_drawn():
    """Against 50 points, a value that may be anything wins half of the time."""
    assert ranks(weighed([[np.nan], [50]], [1]))[0, 0] == pytest.approx(0.5, abs=0.02)


def test_an_assumption_that_turns_the_ranking_is_found():
    """The tall house has more homes, for more carbon. Dwellings do not move the ranking: they are
    put between the worst and the best. Carbon of homes against that of offices does."""
    ground = base()
    office = {**HOUSE, "use": "office", "storeys": 4}
    plans = [counted("a", HOUSE, over=ground), counted("b", office, over=ground)]
    criteria = [Criterion("carbon", 100, "less")]

    def again(taken):
        return weigh(board(plans, taken), criteria, {})

    now = again({})
    assert now.first == 0  # 240 m² at 800 against 320 m² at 1,000
    found = {swing.name: swing for swing in swings(now, again, {})}
    assert set(found) == {"carbon_residential", "carbon_other"}
    homes = found["carbon_residential"]
    assert homes.turns and (homes.first_low, homes.first_high) == (0, 1)  # at 2,000
    assert (homes.low, homes.high) == (100, -100)
    assert found["carbon_other"].turns and found["carbon_other"].first_low == 1  # at 50
    assert swings(weigh(boarded([HOUSE], [TALL]), [], {}), again, {}) == []
