"""The indicators that there are."""

from city.assumptions import ASSUMPTIONS
from city.indicators import BY_KEY, INDICATORS, indicators
from city.indicators.definitions import GROUPS
from tests.city.plans import plan


def test_every_indicator_is_worked_out():
    found = indicators(plan())
    assert found.values.keys() == BY_KEY.keys()
    assert [one.key for one in INDICATORS] == list(BY_KEY)
    assert all(one.formula for one in INDICATORS)


def test_an_indicator_says_what_it_assumes_and_what_others_call_it():
    named = [name for one in INDICATORS for name in one.assumes]
    assert set(named) == set(ASSUMPTIONS)  # none that would change nothing
    assert (BY_KEY["footprint"].badge, BY_KEY["dwellings"].badge) == ("derived", "assumed")
    assert BY_KEY["far"].named("de") == "GFZ" and BY_KEY["trees"].named("de") == ""


def test_every_indicator_belongs_to_a_group():
    assert {one.group for one in INDICATORS} == set(GROUPS)
