"""Dynamizers: what a model tells over time, and where it says to ask."""

import json

import numpy as np
import pytest

from city.builder import CityBuilder
from city.dynamizers import Connection, Table, dynamizers, moment, tabulated
from city.frame import Frame
from city.model import City

REF = "//con:RoofSurface[@gml:id='{}']/genericAttribute/gen:DoubleAttribute[name='{}']/gen:value"


def model(**told) -> City:
    """A house with a room, and a Dynamizer under the house."""
    builder = CityBuilder(Frame())
    house = builder.add_object("Building", "house")
    builder.add_object("BuildingRoom", "room", house)
    row = builder.add_object("Dynamizer", "d", house)
    for name, value in told.items():
        kind = "text" if isinstance(value, str) else "structure"
        builder.objects.set(row, name, kind, value if kind == "text" else json.dumps(value))
    return builder.freeze()


def only(**told):
    city = model(**told)
    (one,) = dynamizers(city)
    return city, one


def pair(when, **value):
    return {"type": "TimeValuePair", "timestamp": when, **value}


def test_a_city_without_any():
    assert dynamizers(CityBuilder(Frame()).freeze()) == ()


def test_values_in_the_model_in_order_of_time():
    series = {
        "type": "GenericTimeseries",
        "uom": "kWh",
        "timeValuePair": [
            pair("2019-02", doubleValue="3.5"),
            pair("2019-01", doubleValue="1.5"),
            pair("2019-03-01T02:00:00+02:00", intValue="4"),
        ],
    }
    city, one = only(attributeRef=REF.format("room", "heat"), dynamicData=series)
    assert city.objects.ids[one.object] == "room" == one.target
    assert (one.id, one.attribute, one.unit, one.fault) == ("d", "heat", "kWh", "")
    assert one.value.tolist() == [1.5, 3.5, 4.0]
    assert one.time.tolist() == [
        np.datetime64(text, "ms").item() for text in ("2019-01", "2019-02", "2019-03-01")
    ]


def test_one_pair_alone_and_values_that_are_none():
    series = {"type": "GenericTimeseries", "timeValuePair": pair("2019", doubleValue="1")}
    assert only(dynamicData=series)[1].value.tolist() == [1.0]
    wrong = [
        pair("2019", stringValue="much"),
        pair("noon", doubleValue="1"),
        pair("2019", doubleValue="INF"),
        "x",
    ]
    _, one = only(dynamicData={"type": "GenericTimeseries", "timeValuePair": wrong})
    assert not len(one.time) and one.fault.startswith("4 of its 4 values")


@pytest.mark.parametrize(
    "path, attribute, owner",
    [
        (REF.format("roof-1", "heat"), "heat", "house"),  # a surface: the house is its object
        ("//bldg:Building[@gml:id='room']/con:height/con:Height/con:value", "Height", "room"),
        (
            '//*[@gml:id="room"]/bldg:storeyHeightsAboveGround/text()',
            "storeyHeightsAboveGround",
            "room",
        ),
        ("height", "height", "house"),
        ("", "value", "house"),
    ],
)
def test_whose_attribute_it_is(path, attribute, owner):
    city, one = only(attributeRef=path)
    assert (one.attribute, city.objects.ids[one.object]) == (attribute, owner)


def test_a_sensor_says_where_to_ask():
    sensor = {
        "type": "SensorConnection",
        "connectionType": "ogc_sta_1.0",
        "uom": "Celsius",
        "datastreamID": "1",
        "baseURL": "http://127.0.0.1:8080/v1.0",
        "linkToObservation": "%baseURL%/Datastreams(%datastreamID%)/Observations?from=%startTime%",
    }
    _, one = only(sensorConnection=sensor, startTime="2019")
    assert one.unit == "Celsius" and not len(one.time)
    assert one.connection == Connection(
        "ogc_sta_1.0",
        "http://127.0.0.1:8080/v1.0",
        "1",
        "",
        "http://127.0.0.1:8080/v1.0/Datastreams(1)/Observations?from=2019",
    )


def test_other_kinds_are_told():
    _, one = only(dynamicData={"type": "CompositeTimeseries"})
    assert one.fault == "a CompositeTimeseries is not read"


def test_a_table_beside_the_model():
    series = {
        "type": "TabulatedFileTimeseries",
        "fileLocation": "heat.csv",
        "fieldSeparator": ";",
        "decimalSymbol": ",",
        "numberOfHeaderLines": "2",
        "idColumnName": "id",
        "idValue": "b",
        "timeColumnNo": "1",
        "valueColumnName": "kW",
    }
    _, one = only(dynamicData=series)
    assert one.table == Table("heat.csv", ";", ",", 2, ("id", "b"), "1", "kW") and one.fault == ""
    lines = "made by hand|when;id;kW|2019-01;b;1,5|2019-01;a;9|2019-03;b;much|2019-02;b;2|noon;b;3"
    time, value, lost = tabulated(one.table, lines.replace("|", "\n"))
    assert value.tolist() == [1.5, 2.0] and lost == 2
    assert str(time[1]) == "2019-02-01T00:00:00.000"


@pytest.mark.parametrize(
    "table, text, told",
    [
        (Table("", ",", ".", 1, time="when", value="kW"), "when,what\n", "no column 'kW'"),
        (Table("", ",", ".", 1, time="when", value="1"), "", "no column 'when'"),
        (Table("", ",", ".", 0, time="0", value="1"), "2019,1", "no column '0'"),
        (Table("", ",", ".", 1, time="1", value="2"), 'a,"' + "x" * 200_000, "no table"),
    ],
)
def test_a_table_that_is_none_is_told(table, text, told):
    with pytest.raises(ValueError, match=told):
        tabulated(table, text)


@pytest.mark.parametrize(
    "text, found",
    [
        ("2019", "2019-01-01"),
        ("2019-05", "2019-05-01"),
        ("2019-05-06", "2019-05-06"),
        ("2019-05-06T07:08:09.5Z", "2019-05-06T07:08:09.5"),
        ("2019-05-06T01:00:00+02:00", "2019-05-05T23:00"),
        ("2019-13", None),
        ("noon", None),
        ("", None),
        ("0001-01-01T00:00:00+14:00", None),
    ],
)
def test_moments(text, found):
    assert moment(text) == (None if found is None else np.datetime64(found, "ms"))
