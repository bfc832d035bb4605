"""Attributes of every type, with their units and code lists."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from importers.citygml.attributes import guessed, typed
from tests.importers.citygml.shared import SPACES_3, building, codes, model, read_text


def attributes(folder: Path, inside: str, spaces: str | None = None) -> dict[str, Any]:
    text = model(building(inside), spaces) if spaces else model(building(inside))
    city, report = read_text(folder, text)
    assert len(report) == 0
    return city.objects.attributes(0)


def test_the_attributes_of_a_building(tmp_path: Path):
    inside = """<gml:description>Old town hall</gml:description><gml:name>Rathaus</gml:name>
    <creationDate>2020-12-18</creationDate><terminationDate>2021-02-03T04:05:06Z</terminationDate>
    <bldg:class codeSpace="http://codes.org/class.xml">1000</bldg:class>
    <bldg:function>31001_2723</bldg:function><bldg:yearOfConstruction>1985</bldg:yearOfConstruction>
    <bldg:measuredHeight uom="urn:adv:uom:m">12.5</bldg:measuredHeight>
    <bldg:storeysAboveGround>3</bldg:storeysAboveGround>"""
    city, _ = read_text(tmp_path, model(building(inside)))
    assert city.objects.attributes(0) == {
        "description": "Old town hall",
        "name": "Rathaus",
        "creationDate": "2020-12-18",
        "terminationDate": "2021-02-03T04:05:06",
        "class": "1000",
        "function": "31001_2723",
        "yearOfConstruction": 1985,
        "measuredHeight": 12.5,
        "storeysAboveGround": 3,
    }
    assert city.objects.columns["measuredHeight"].unit == "urn:adv:uom:m"
    assert city.metadata["codeSpaces"] == {"class": "http://codes.org/class.xml"}


def test_an_attribute_given_twice_becomes_a_list(tmp_path: Path):
    inside = "<bldg:function>1000</bldg:function><bldg:function>1010</bldg:function>"
    assert attributes(tmp_path, inside) == {"function": ["1000", "1010"]}


def test_generic_attributes_of_version_2(tmp_path: Path):
    inside = """<gen:stringAttribute name="s"><gen:value>05370024</gen:value></gen:stringAttribute>
    <gen:intAttribute name="i"><gen:value>7</gen:value></gen:intAttribute>
    <gen:doubleAttribute name="d"><gen:value>0.5</gen:value></gen:doubleAttribute>
    <gen:dateAttribute name="t"><gen:value>2020-01-02</gen:value></gen:dateAttribute>
    <gen:uriAttribute name="u"><gen:value>http://x.org/</gen:value></gen:uriAttribute>
    <gen:measureAttribute name="m"><gen:value uom="kWh">8.5</gen:value></gen:measureAttribute>
    <gen:genericAttributeSet name="set"><gen:intAttribute name="a"><gen:value>1</gen:value>
    </gen:intAttribute><gen:measureAttribute name="b"><gen:value uom="m">2</gen:value>
    </gen:measureAttribute></gen:genericAttributeSet>"""
    assert attributes(tmp_path, inside) == {
        "s": "05370024",
        "i": 7,
        "d": 0.5,
        "t": "2020-01-02",
        "u": "http://x.org/",
        "m": 8.5,
        "set": {"a": 1, "b": {"value": 2.0, "uom": "m"}},
    }


def test_generic_attributes_of_version_3(tmp_path: Path):
    inside = """<genericAttribute><gen:IntAttribute><gen:name>i</gen:name><gen:value>7</gen:value>
    </gen:IntAttribute></genericAttribute><genericAttribute><gen:MeasureAttribute>
    <gen:name>m</gen:name><gen:value uom="kWh">8.5</gen:value></gen:MeasureAttribute>
    </genericAttribute><genericAttribute><gen:GenericAttributeSet><gen:name>set</gen:name>
    <gen:genericAttribute><gen:StringAttribute><gen:name>a</gen:name><gen:value>x</gen:value>
    </gen:StringAttribute></gen:genericAttribute></gen:GenericAttributeSet></genericAttribute>"""
    assert attributes(tmp_path, inside, SPACES_3) == {"i": 7, "m": 8.5, "set": {"a": "x"}}


def test_an_external_reference(tmp_path: Path):
    inside = """<externalReference><informationSystem>http://x.org</informationSystem>
    <externalObject><name>DENW1</name></externalObject></externalReference>"""
    wanted = {"informationSystem": "http://x.org", "externalObject": {"name": "DENW1"}}
    assert attributes(tmp_path, inside) == {"externalReference": wanted}


def test_a_value_of_the_wrong_type_is_kept_as_text_and_told(tmp_path: Path):
    inside = "<bldg:storeysAboveGround>three</bldg:storeysAboveGround>"
    city, report = read_text(tmp_path, model(building(inside)))
    assert city.objects.attributes(0) == {"storeysAboveGround": "three"}
    assert codes(report) == ["BAD_VALUE"]


def test_heights_of_several_storeys_stay_a_list_in_words(tmp_path: Path):
    inside = '<bldg:storeyHeightsAboveGround uom="m">3.0 2.5</bldg:storeyHeightsAboveGround>'
    assert attributes(tmp_path, inside) == {"storeyHeightsAboveGround": "3.0 2.5"}


def test_a_link_to_another_object_is_an_attribute(tmp_path: Path):
    inside = '<bldg:interiorRoom xlink:href="#room7"/>'
    assert attributes(tmp_path, inside) == {"interiorRoom": "#room7"}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("12", ("integer", 12)),
        ("-3", ("integer", -3)),
        ("012", ("text", "012")),
        ("+1", ("text", "+1")),
        ("1.50", ("number", 1.5)),
        ("1.5", ("number", 1.5)),
        ("true", ("boolean", True)),
        ("2020-01-02", ("date", "2020-01-02")),
        ("2020-13-02", ("text", "2020-13-02")),
        ("0001-1", ("text", "0001-1")),
        ("99999999999999999999", ("text", "99999999999999999999")),
    ],
)
def test_only_what_cannot_be_a_code_becomes_a_number(text: str, wanted: tuple[str, Any]):
    type, value = guessed(text)
    assert (type, str(value)[:10] if type == "date" else value) == wanted


@pytest.mark.parametrize(
    ("type", "text"),
    [
        ("integer", "1.5"),
        ("integer", "9" * 30),
        ("number", "nan"),
        ("number", "inf"),
        ("boolean", "yes"),
        ("date", "yesterday"),
        ("date", "2020-02-31"),
        ("date", "2020-01-01T25:00:00"),
    ],
)
def test_a_wrong_value_is_refused(type: Any, text: str):
    with pytest.raises(ValueError):
        typed(type, text)


def test_a_date_with_a_time_zone_is_put_to_utc():
    assert typed("date", "2020-01-01T01:00:00+02:00") == "2019-12-31T23:00:00"
    assert typed("date", "2020-01-01Z")[:10] == "2020-01-01"
