"""Streams find the objects they tell of: by a list, by ids, by place."""

import numpy as np
import pytest

from city.bindings import Pair, bindings, by_ids, by_place, listed
from city.model import City
from city.place import place_of
from city.series import Measurand, Readings, Series, Thing
from city.strings import Strings
from city.tracks import LATITUDE, LONGITUDE
from tests.city.toy import town

NOON = np.datetime64("2026-06-01T12:00", "ms")
POWER, HEAT = Measurand("power", "kW"), Measurand("heat", "kW")


@pytest.fixture(scope="module")
def city() -> City:
    return town().freeze()


def ids(city, rows):
    return [city.objects.ids[row] if row >= 0 else "" for row in rows.tolist()]


def at(city, x, y, id="s"):
    """A thing at local metres of the town."""
    place = place_of(city.frame, np.array([x, y, 0.0]))
    return Thing(id, place=(place.lon, place.lat))


def series(*streams):
    whole = Series()
    for thing, measurand in streams:
        row = np.zeros(1, np.int64)
        times = np.array([NOON], "datetime64[ms]")
        whole = whole.merge(Readings((thing,), (measurand,), row, row, times, np.ones(1), NOON))
    return whole


def bound(found, whole, city):
    """{(thing, measurand): object}."""
    names = [(thing, measurand.name) for thing, measurand in whole.streams]
    objects = ids(city, found.object)
    return {names[s]: o for s, o in zip(found.stream.tolist(), objects, strict=True)}


# lists


@pytest.mark.parametrize(
    "text",
    [
        "object,thing,measurand\nhouse,meter 1,power\ntower,meter 2,\n",
        "\ufeffEntity ID;Object-ID;Attribute\r\nmeter 1;house;power\r\nmeter 2;tower;\r\n\r\n",
        "gml_id\tstation\tproperty\nhouse\tmeter 1\tpower\ntower\tmeter 2\n,\n",
    ],
)
def test_lists_are_read_however_they_are_written(text):
    assert listed(text) == (Pair("house", "meter 1", "power"), Pair("tower", "meter 2"))


@pytest.mark.parametrize("text", ["", "house,meter", "object,colour\nhouse,red\n"])
def test_a_list_without_its_columns_is_told(text):
    with pytest.raises(ValueError, match="columns object and thing"):
        listed(text)


def test_what_is_no_table_is_told():
    with pytest.raises(ValueError, match="no table"):
        listed('object,thing\nhouse,"' + "x" * 200_000)


def test_a_list_binds_all_of_a_thing_or_one_measurand(city):
    whole = series((Thing("m"), POWER), (Thing("m"), HEAT), (Thing("n"), POWER))
    pairs = [Pair("tower", "m", "heat"), Pair("house", "m")]
    found = bindings(whole, city, pairs)
    assert bound(found, whole, city) == {("m", "power"): "house", ("m", "heat"): "tower"}
    assert found.lost == ()


def test_what_nobody_knows_is_told(city):
    whole = series((Thing("m"), POWER))
    pairs = (Pair("castle", "m"), Pair("house", "x"), Pair("house", "m", "heat"))
    found = bindings(whole, city, pairs)
    assert not len(found) and set(found.lost) == set(pairs)


# ids


@pytest.mark.parametrize(
    "thing, objects, row",
    [
        (Thing("m", of="b-2"), ["b-1", "b-2"], 1),
        (Thing("b-2"), ["b-1", "b-2"], 1),
        (Thing("m", of="urn:ngsi-ld:Building:10A31B7E"), ["{10a31b7e}"], 0),
        (Thing("m", of="urn:ngsi-ld:Building:%7BA%201%7D"), ["{A 1}"], 0),
        (Thing("m", of="https://city.eu/id/building/7"), ["x:7", "8"], 0),
        (Thing("urn:ngsi-ld:Building:0599100000012345"), ["NL:0599100000012345"], 0),
        (Thing("urn:ngsi-ld:EnergyMeter:7"), ["urn:ngsi-ld:Building:7"], -1),  # by chance
        (Thing("m", of="urn:x:7"), ["a:7", "b:7"], -1),  # nobody knows which
        (Thing("m", of="urn:b:7"), ["a:7", "URN:B:7"], 1),
        (Thing("b-1", of="elsewhere"), ["b-1"], -1),  # it says of whom, and that is another
        (Thing("", of=""), ["", "b"], 0),
    ],
)
def test_ids(thing, objects, row):
    assert by_ids([thing], Strings.of(objects)).tolist() == [row]


def test_many_ids_are_found_soon():
    objects = Strings.of(f"{{{n:012d}}}" for n in range(100_000))
    things = [Thing(f"m{n}", of=f"urn:ngsi-ld:Building:{n:012d}") for n in range(0, 100_000, 100)]
    assert by_ids(things, objects).tolist() == list(range(0, 100_000, 100))


# places


@pytest.mark.parametrize(
    "x, y, metres, object_",
    [
        (5, 4, 0, "house"),
        (5, 8.5, 0, ""),
        (5, 8.5, 1, "house"),
        (115, 15, 0, "tower"),  # within its podium
        (60, 4, 45, "tower"),
        (60, 4, 30, ""),
        (15, 110, 5, ""),  # on a square, which is no building
    ],
)
def test_places(city, x, y, metres, object_):
    assert ids(city, by_place([at(city, x, y)], city, metres)) == [object_]


def test_nowhere_is_in_no_building(city):
    assert by_place([Thing("a"), Thing("b", place=(0.0, 91.0))], city, 5).tolist() == [-1, -1]
    assert by_place([], city, 5).tolist() == []


def test_a_list_comes_before_ids_and_ids_before_places(city):
    whole = series(
        (at(city, 5, 4, "in the house"), POWER),
        (Thing("says tower", place=at(city, 5, 4).place, of="tower"), POWER),
        (Thing("listed", place=at(city, 5, 4).place, of="tower"), POWER),
        (at(city, 5, 4, "bus"), LONGITUDE),
        (at(city, 5, 4, "bus"), LATITUDE),
    )
    pairs = [Pair("podium", "listed")]
    assert bound(bindings(whole, city, pairs, metres=2.0), whole, city) == {
        ("in the house", "power"): "house",
        ("says tower", "power"): "tower",
        ("listed", "power"): "podium",
    }
    assert len(bindings(whole, city, pairs)) == 2
    assert not len(bindings(Series(), city, metres=2.0))
