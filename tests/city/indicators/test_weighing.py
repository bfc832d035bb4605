"""Weighing: scales whose ends are said, and scores by hand."""

import json

import numpy as np
import pytest

from city.indicators.targets import Target
from city.indicators.weighing import Criterion, Scale, read, said, scale_of, weigh
from tests.city.indicators.boards import HOUSE, TALL, boarded

GFA, CARBON = Criterion("gfa", 75, "more"), Criterion("carbon", 25, "less")


def test_without_a_target_a_scale_goes_from_the_worst_plan_to_the_best():
    scale = scale_of("more", [10, 30, 20], 10, None)
    assert scale == Scale((10, 30), (0, 100), False)
    assert [scale.of(x) for x in (0, 10, 20, 30, 99)] == [0, 0, 50, 100, 100]
    assert scale_of("less", [10, 30], None, None).of(15) == 75
    assert scale_of("more", [7, 7], 7, None).of(7) == 100
    assert scale_of("more", [], 7, None) is None


def test_from_the_baseline_to_a_target_a_scale_hangs_on_no_plan():
    target = Target("gfa", 50.0)
    few, many = (scale_of("more", values, 10, target) for values in ([20, 30], [20, 30, 400]))
    assert few == many == Scale((10, 50), (0, 100), True)
    less = scale_of("less", [20, 30], 60, Target("gfa", None, 40.0))
    assert less.fixed and [less.of(x) for x in (30, 40, 50, 60)] == [100, 100, 50, 0]
    met = scale_of("more", [60, 70], 55, target)  # the baseline meets it: no help
    assert met == Scale((60, 70), (0, 100), False)
    assert scale_of("less", [20, 30], 10, target) == Scale((20, 30), (100, 0), False)


def test_towards_a_target_from_both_sides():
    scale = scale_of("target", [0, 25], 4, Target("gfa", 10.0, 20.0))
    assert scale.fixed and [scale.of(x) for x in (0, 4, 7, 10, 20, 23, 26)] == [
        0,
        0,
        50,
        100,
        100,
        50,
        0,
    ]
    farthest = scale_of("target", [2, 25], 15, Target("gfa", 10.0, 20.0))
    assert not farthest.fixed and farthest.of(2) == 0
    assert scale_of("target", [12, 15], 15, Target("gfa", 10.0, 20.0)).of(12) == 100
    assert scale_of("target", [1], 1, None) is None


def test_scores_by_hand():
    """The baseline is best by carbon, the tall house by floor; the low one lies in the middle."""
    found = weigh(boarded([HOUSE], [TALL]), [GFA, CARBON], {})
    assert found.points == pytest.approx(np.array([[0, 100], [50, 50], [100, 0]]))
    assert found.low == pytest.approx([25, 50, 75]) and found.low == pytest.approx(found.high)
    assert found.first == 2 and found.certain
    some = weigh(boarded([HOUSE], [TALL]), [GFA, CARBON], {}, plans=[1, 2])
    assert some.low == pytest.approx([25, 75])


def test_what_is_not_known_makes_a_score_an_interval():
    found = boarded([HOUSE], [TALL])
    found.rows["gfa"] = (*found.rows["gfa"][:2], found.rows["far"][2])
    weighed = weigh(found, [GFA, CARBON], {})
    assert weighed.points[:2, 0] == pytest.approx([0, 100])
    assert (weighed.low[2], weighed.high[2]) == pytest.approx((0, 75))
    assert weighed.first == 1 and weighed.certain  # 87.5 against 75 at the best
    half = weigh(found, [Criterion("gfa", 100)], {})
    assert (half.low[2], half.high[2]) == (0, 100) and not half.certain


def test_what_the_model_does_not_say_is_alike_in_all_plans_but_meets_no_target():
    """Of what dwellings there are nothing is known; 240 m² and 480 m² of new ones are."""
    found = boarded([HOUSE], [TALL])
    target = {"dwellings": Target("dwellings", 4.0)}
    weighed = weigh(found, [Criterion("dwellings")], target)
    assert weighed.points[:, 0] == pytest.approx([0, 50, 100]) and not weighed.scales[0].fixed
    assert weigh(found, [Criterion("dwellings", 50, "target")], target).unused


def test_what_no_plan_knows_counts_for_nothing_and_is_told():
    weighed = weigh(boarded([HOUSE]), [GFA, Criterion("far"), Criterion("gfa", 10, "target")], {})
    assert [one.key for one in weighed.unused] == ["far", "gfa"] and len(weighed.criteria) == 1
    nothing = weigh(boarded([HOUSE]), [Criterion("gfa", 0)], {})
    assert not nothing.counts and not nothing.certain
    assert not weigh(boarded([HOUSE]), [], {}).counts


def test_criteria_travel_as_json():
    assert read(json.loads(json.dumps(said([GFA, CARBON])))) == ((GFA, CARBON), [])
    assert read(None) == ((), [])
    assert read("x")[0] == () and len(read("x")[1]) == 1
    bad = [
        3,
        {"key": "nonsense", "weight": 1, "way": "more"},
        {"key": "gfa", "weight": 101, "way": "more"},
        {"key": "gfa", "weight": float("nan"), "way": "more"},
        {"key": "gfa", "weight": True, "way": "more"},
        {"key": "gfa", "weight": 1, "way": "up"},
        {"key": ["gfa"], "weight": 1, "way": "more"},
    ]
    found, faults = read([*bad, *said([GFA])])
    assert found == (GFA,) and len(faults) == len(bad)
