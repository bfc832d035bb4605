"""What a statement means for an object: another value, the same, nothing, or nonsense."""

import numpy as np
import pytest

from city.meant import meant
from city.series import Thing
from city.statements import Statement

NOW = np.datetime64("2026-06-01T12:00", "ms")
SAID = {
    "measuredHeight": 12.0,
    "storeysAboveGround": 4,
    "function": "1000",  # residential (CityGML 2.0, C.1)
    "yearOfConstruction": "1932-01-01",
    "owner": "City",
    "units": 12,
    "source": "survey",
    "status": "7",
}


def asked(attribute, value, unit="", said=SAID):
    return meant(Statement(Thing("b"), attribute, value, unit), said, NOW)


@pytest.mark.parametrize(
    ("attribute", "value", "unit", "about", "name", "wanted", "words"),
    [
        ("height", 15.5, "m", "height", "measuredHeight", 15.5, "15.5 m"),
        ("height", 1550.0, "cm", "height", "measuredHeight", 15.5, "15.5 m"),
        ("height", "15.5", "", "height", "measuredHeight", 15.5, "15.5 m"),
        ("floorsAboveGround", 7.0, "", "storeys", "storeysAboveGround", 7, "7"),
        ("category", "office", "", "use", "function", "office", "office"),
        ("function", 1120.0, "", "use", "function", "1120", "1120"),
        ("bouwjaar", 1998, "", "year", "yearOfConstruction", "1998", "1998"),
        ("owner", "Bank", "", "owner", "owner", "Bank", "Bank"),
        ("units", 14.0, "", "units", "units", 14, "14"),
    ],
)
def test_another_value(attribute, value, unit, about, name, wanted, words):
    found = asked(attribute, value, unit)
    assert not found.same
    assert (found.about, found.name, found.value, found.now) == (about, name, wanted, words)
    assert type(found.value) is type(wanted)


@pytest.mark.parametrize(
    ("attribute", "value"),
    [
        ("height", 12.06),
        ("floorsAboveGround", 4),
        ("category", "apartments"),
        ("category", "detached, office"),
        ("function", 1000.0),
        ("yearOfConstruction", "1932"),
        ("start_date", 1932.0),
        ("owner", "city"),
        ("units", "12"),
    ],
)
def test_the_same(attribute, value):
    assert asked(attribute, value).same


@pytest.mark.parametrize(
    ("attribute", "value"),
    [
        ("peopleOccupancy", 12),  # of which the city says nothing
        ("source", "https://example.org"),  # of the data, not of the building
        ("status", "in use"),
        ("state", "1"),
        ("demolished", False),
        ("operationType", "airConditioning"),
    ],
)
def test_nothing(attribute, value):
    assert asked(attribute, value) is None


def test_what_the_city_does_not_know_yet():
    found = asked("yearOfConstruction", 1998, said={})
    assert (found.name, found.was, found.before, found.value) == (
        "yearOfConstruction",
        None,
        "–",
        1998,
    )


@pytest.mark.parametrize(
    ("attribute", "value"),
    [
        ("status", "demolished"),
        ("status", "Pand gesloopt"),
        ("conditionOfConstruction", "http://inspire.ec.europa.eu/codelist/X/demolished"),
        ("demolished", True),
        ("dateDemolished", "2026-05-31T10:00:00Z"),
        ("operationType", "demolition"),
    ],
)
def test_that_something_is_no_more(attribute, value):
    assert asked(attribute, value).about == "demolished"


@pytest.mark.parametrize(
    ("attribute", "value", "unit", "why"),
    [
        ("height", 12.0, "µg/m³", "its unit is µg/m³: an unknown unit|that cannot become m"),
        ("height", 12.0, "furlong", "furlong: an unknown unit"),
        ("height", 15500, "m", "no building is 15,500 m high"),
        ("height", 0, "m", "no building is 0 m high"),
        ("height", -3.0, "m", "high; see to its unit"),
        ("height", "tall", "", "“tall” is no number"),
        ("height", True, "", "“yes” is no number"),
        ("height", float("nan"), "", "is no number"),
        ("floorsAboveGround", 2.5, "", "no building has 2.5 storeys"),
        ("floorsAboveGround", 0, "", "no building has 0 storeys"),
        ("floorsAboveGround", 4000, "", "4000 storeys"),
        ("category", "barn", "", "“barn” is no use that plans know"),
        ("yearOfConstruction", 3026, "", "3026 is no year until now"),
        ("yearOfConstruction", "soon", "", "“soon” is no number"),
        ("yearOfConstruction", 19325.0, "", "19325 is no year until now"),
        ("yearOfConstruction", "19325", "", "19325 is no year until now"),
        ("dateDemolished", "2027-03-01", "", "to be demolished on 2027-03-01"),
        ("dateDemolished", "soon", "", "“soon” is no date"),
        ("units", "many", "", "“many” is no number"),
    ],
)
def test_nonsense_is_refused_with_a_reason(attribute, value, unit, why):
    with pytest.raises(ValueError, match=why):
        asked(attribute, value, unit)
