"""The formula over the inputs gives the number."""

import pytest

from city.assumptions import ASSUMPTIONS
from city.indicators import BY_KEY
from city.indicators.inputs import inputs_of
from tests.city.indicators.boards import HOUSE, boarded
from tests.city.plans import square

OFFICE = {**HOUSE, "use": "office", "footprint": square(230, 0, 10, 8), "id": "office"}


@pytest.fixture(scope="module")
def plan():
    found = boarded([HOUSE, OFFICE])
    return found.plans[1].tally, found.numbers[1]


def test_formulas_hold_of_what_is_said_to_be_counted(plan):
    tally, numbers = plan
    usual = {name: one.value for name, one in ASSUMPTIONS.items()}

    def told(key):
        return {one.title: one.value for one in inputs_of(key, tally, numbers)}

    value = numbers.values
    assert sum(told("gfa").values()) == value["gfa"]
    assert next(iter(told("gfa"))) == "Floor area, use unknown"  # the largest
    assert (
        told("dwellings")["Residential floor area"] / usual["dwelling_size"] == (value["dwellings"])
    )
    assert told("inhabitants")["Dwellings"] * usual["household"] == value["inhabitants"]
    assert told("jobs") == {"Floor area, office": 240} and value["jobs"] == 240 / 25
    need = told("parking_need")
    assert value["parking_need"] == need["Dwellings"] * 0.7 + need["Other floor area"] / 100
    assert sum(told("sealed").values()) == value["sealed"]
    assert told("carbon") == {
        "New floor area, office": 240,
        "New floor area, residential": 240,
    }
    assert told("cost_low")["New floor area"] * usual["cost_low"] == value["cost_low"]


def test_every_indicator_can_be_asked(plan):
    for key in BY_KEY:
        assert all(one.title for one in inputs_of(key, *plan))
    assert inputs_of("volume", *plan) == () and len(inputs_of("far", *plan)) == 1  # no plot
