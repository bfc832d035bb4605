"""The indicators that there are."""

from city.indicators import BY_KEY, INDICATORS, indicators
from tests.city.plans import plan


def test_every_indicator_is_worked_out():
    found = indicators(plan())
    assert found.values.keys() == BY_KEY.keys()
    assert [one.key for one in INDICATORS] == list(BY_KEY)
    assert all(one.formula for one in INDICATORS)
