"""What messages say, standard by standard, and what is wrong with them."""

import json
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from city.series import Measurand, Series
from city.tracks import HEADING, LATITUDE, LONGITUDE
from importers.live import feed
from importers.live.feed import Gathering
from importers.live.mqtt.layout import Layout, Value
from importers.live.mqtt.payloads import Payloads
from importers.live.statements import Statements
from importers.report import Report
from tests.shared import DATA, needs_data

CAPTURED = DATA / "live" / "captured"
NO2 = Measurand("no2")


def said(topic, payload, report=None, layout=None, again=False):
    """The series that one message makes."""
    gathering = Gathering()
    body = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    name = topic if isinstance(topic, bytes) else topic.encode()
    report = Report() if report is None else report
    Payloads(report, layout).gather(gathering, name, body, again)
    return Series().merge(gathering.readings(feed.now()))


def values(series):
    return {(thing, of.name): value for thing, of, _, value in series}


def when(series):
    return {str(time)[:19] for _, _, time, _ in series}


# standards


@needs_data
def test_a_notification_of_a_real_broker_is_its_entities():
    told = json.loads((CAPTURED / "ngsi-ld-coraine" / "notification_mqtt.json").read_text())
    for payload in (told["payload"], told["payload"]["body"], told["payload"]["body"]["data"]):
        series = said(told["topic"], payload)
        assert values(series) == {("urn:ngsi-ld:AirQualityObserved:3", "no2"): 77.5}
        (thing,) = series.things.values()
        assert (thing.kind, thing.place) == ("AirQualityObserved", (4.38, 50.85))
        assert when(series) == {"2026-11-22T04:40:00"}


def test_what_entities_say_of_buildings_is_heard_beside_their_numbers():
    said, gathering = Statements("city", Report()), Gathering()
    height = {"type": "Property", "value": 12, "unitCode": "MTR"}
    told = {"type": "Notification", "data": [{"id": "urn:b", "type": "Building", "height": height}]}
    Payloads(Report(), None, said).gather(gathering, b"city/b", json.dumps(told).encode(), False)
    (one,) = said.all()
    assert (one.thing.id, one.attribute, one.value, one.unit) == ("urn:b", "height", 12.0, "m")
    assert len(gathering) == 1


@needs_data
@pytest.mark.parametrize(
    "form, time",
    [
        ("normalized", "2026-11-22T04:40:00"),
        ("ldjson", "2026-11-22T04:40:00"),
        ("geojson", "2026-11-22T04:40:00"),
        ("keyvalues", "2026-11-22T04:37:43"),  # when it was notified: nothing else is said
    ],
)
def test_every_form_of_notification_says_the_same(form, time):
    file = CAPTURED / "ngsi-ld-coraine" / f"notification_http_{form}.json"
    series = said("twin/air", json.loads(file.read_text())["body"])
    assert values(series) == {("urn:ngsi-ld:AirQualityObserved:3", "no2"): 77.5}
    assert when(series) == {time}
    (thing,) = series.things.values()
    assert thing.place == (4.38, 50.85)
    if form == "geojson":  # each feature alone is the same entity
        one = json.loads(file.read_text())["body"]["data"]["features"][0]
        assert values(said("twin/air", one)) == values(series)


@needs_data
def test_events_of_a_real_server_are_looked_into():
    report = Report()
    lines = (CAPTURED / "ogcapi-pubsub" / "mqtt_cloudevents.txt").read_text().splitlines()
    for line in lines:
        topic, _, payload = line.partition(" ")
        assert not len(said(topic, payload.encode(), report))
    assert [(one.code, one.object) for one in report] == [
        ("nothing", "city/collections/events"),
        ("nothing", "city/processes/hello-world"),
    ]


def event(**more):
    return {"specversion": "1.0", "type": "t", "source": "s", "id": "1", **more}


def test_what_an_event_carries_is_dated_by_it():
    time = "2026-11-22T04:37:03Z"
    feature = {
        "type": "Feature",
        "id": "e9",
        "geometry": {"type": "Point", "coordinates": [4.36, 50.86]},
        "properties": {"id": "e9", "name": "burst main", "level": 3},
    }
    series = said("city/events", event(time=time, data=feature))
    assert values(series) == {("e9", "level"): 3} and when(series) == {"2026-11-22T04:37:03"}
    assert series.things["e9"].place == (4.36, 50.86) and series.things["e9"].name == "burst main"
    packed = "eyJuIjogNX0="  # {"n": 5}
    for more in (
        {"data_base64": packed},
        {"data": '{"n": 5}', "datacontenttype": "application/json"},
        {"data": event(data={"n": 5})},
    ):
        assert values(said("a", event(**more))) == {("a", "n"): 5}
    batch = [event(data={"n": 5}), event(data={"m": 6})]
    assert values(said("a", batch)) == {("a", "n"): 5, ("a", "m"): 6}


def test_an_observation_of_sensorthings_is_of_its_stream():
    told = {"phenomenonTime": "2026-11-22T03:00:00Z/2026-11-22T03:15:00Z", "result": 12.5}
    series = said("v1.1/Datastreams(7)/Observations", told)
    assert values(series) == {("Datastreams(7)", "result"): 12.5}
    assert when(series) == {"2026-11-22T03:15:00"}


def test_features_are_points_with_values():
    one = {"type": "Feature", "geometry": None, "properties": {"pm25 (ug/m3)": 5}}
    series = said("a", {"type": "FeatureCollection", "features": [one, {**one, "id": "b"}]})
    assert values(series) == {("a", "pm25"): 5, ("b", "pm25"): 5}


# JSON that follows no standard


def test_a_topic_is_a_thing_and_its_fields_are_measured():
    told = {
        "temperature": 21.5,
        "humidity (%)": "55",
        "wind": {"speed": 3, "gust": None},
        "ts": 1_795_316_400,
        "lat": 50.85,
        "lon": 4.35,
        "bearing": 90,
        "state": "on",
        "ok": True,
        "tags": ["a", {"b": "c"}],
        "uptime": 12,
    }
    series = said("city/a", told)
    found = {of: value for _, of, _, value in series}
    assert math.isnan(found.pop(Measurand("wind.gust")))
    assert found == {
        Measurand("temperature"): 21.5,
        Measurand("humidity", "%"): 55,
        Measurand("wind.speed"): 3,
        Measurand("uptime"): 12,
        LONGITUDE: 4.35,
        LATITUDE: 50.85,
        HEADING: 90,
    }
    assert series.things["city/a"].place == (4.35, 50.85)
    assert when(series) == {"2026-11-22T03:00:00"}


def test_points_and_lists_within_are_read_too():
    told = {"where": {"type": "Point", "coordinates": [4.35, 50.85]}, "sensors": [{"v": 5}, 6]}
    series = said("a", told)
    assert values(series) == {("a", "sensors.0.v"): 5, ("a", "sensors.1"): 6}
    assert series.things["a"].place == (4.35, 50.85)


@pytest.mark.parametrize(
    "topic, payload, thing, name, value",
    [
        ("city/a/pm10", b"12.5", "city/a", "pm10", 12.5),
        ("pm10", b" 12 \n", "pm10", "value", 12),
        ("a/b", b'"7"', "a", "b", 7),
        ("a/t (m)", b"1e3", "a", "t", 1000),
    ],
)
def test_a_number_alone_is_named_by_its_topic(topic, payload, thing, name, value):
    assert values(said(topic, payload)) == {(thing, name): value}


@pytest.mark.parametrize("payload", [b"NaN", b"nan", b'{"b": NaN}', b"null", b'{"b": null}'])
def test_nothing_is_a_gap(payload):
    ((*_, value),) = said("a/b", payload)
    assert math.isnan(value)


def test_a_place_that_is_not_known_yet_is_a_gap():
    report = Report()
    series = said("a", {"lat": None, "lon": None, "n": 5}, report)
    assert len(series) == 3 and not len(report) and series.things["a"].place == ()


def test_a_mapping_says_where_things_stand():
    layout = Layout(
        (Value("temperature", ("d", "t"), "°C"), Value("level", ("d", "l"), ("u",))),
        id=("dev", "0"),
        name=("label",),
        time=("at",),
        longitude=("x",),
        latitude=("y",),
    )
    told = {
        "dev": ["s1"],
        "label": "Station",
        "at": 1_795_316_400,
        "x": 4.35,
        "y": 50.85,
        "d": {"t": 21.5, "l": "3"},
        "u": "m",
        "other": 99,
    }
    series = said("a", told, layout=layout)
    assert {of: value for _, of, _, value in series} == {
        Measurand("temperature", "°C"): 21.5,
        Measurand("level", "m"): 3,
        LONGITUDE: 4.35,
        LATITUDE: 50.85,
    }
    thing = series.things["s1"]
    assert (thing.name, thing.place) == ("Station", (4.35, 50.85))
    report = Report()
    assert not len(said("a", {"else": 1}, report, layout))
    assert {one.code for one in report} == {"moment", "nothing"}
    report = Report()
    assert len(said("a", {"d": {"t": 5}, "at": "2026-11-22", "x": 4, "y": 95}, report, layout)) == 1
    assert [one.code for one in report] == ["place"]


# what is wrong


@pytest.mark.parametrize(
    "payload, code",
    [
        (b"\xff\xfe\x00", "payload"),
        (b"{", "payload"),
        (b'{"a": "\xff"}', "payload"),
        (b"[" * 50 + b"1" + b"]" * 50, "deep"),
        (b'{"a": ' * 500 + b"1" + b"}" * 500, "nothing"),
        (b"hello", "payload"),
        (b'"hello"', "nothing"),
        (b"true", "nothing"),
        (b"{}", "nothing"),
        (b'{"lat": 95, "lon": 4}', "place"),
        (b'{"lat": 95, "lon": 4}', "nothing"),
        (b'{"type": "Feature", "geometry": {"type": "Line"}, "properties": 5}', "place"),
        (b"[" + b"1," * 2000 + b"1]", "much"),
        (json.dumps({str(n): n for n in range(2000)}).encode(), "much"),
        (b'{"a": ' + b"9" * 6000 + b"}", "payload"),
    ],
)
def test_what_cannot_be_understood_is_told(payload, code):
    report = Report()
    said("a/b", payload, report)
    assert code in {one.code for one in report}
    assert all(one.object and "\n" not in one.message for one in report)


def test_what_is_nested_without_end_is_told_whatever_python_makes_of_it():
    report = Report()
    said("a/b", b"[" * 5000 + b"]" * 5000, report)
    assert {one.code for one in report} & {"payload", "deep"}  # from 3.12 on it can be read


def test_numbers_that_are_too_large_are_gaps():
    series = said("a", b'{"a": 1e999, "b": ' + b"9" * 400 + b"}")
    assert all(math.isnan(value) for *_, value in series) and len(series) == 2


@pytest.mark.parametrize("topic", [b"", b"a/#", b"a/+/b", b"a\0", b"a" * 201, b" "])
def test_topics_that_cannot_be_are_told_and_left_out(topic):
    report = Report()
    assert not len(said(topic, b"5", report))
    assert [one.code for one in report] == ["topic"]


def test_hostile_topics_are_one_line():
    series = said("a\n\t<b>\u202e/x".encode() + b"\xff", {"n": 1})
    ((thing, *_),) = series
    assert "\n" not in thing and "\t" not in thing


def test_what_was_kept_and_says_no_moment_is_told():
    for payload, codes in (
        ({"n": 5}, ["retained"]),
        ({"n": 5, "ts": 1_795_316_400}, []),
        ({"id": "urn:a:b", "type": "T", "n": {"type": "Property", "value": 5}}, ["retained"]),
    ):
        report = Report()
        assert len(said("a", payload, report, again=True)) == 1
        assert [one.code for one in report] == codes
    assert not len(said("a", b"", report, again=True)) and len(report) == 1


LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
ANYTHING = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                [
                    *("id", "type", "data", "body", "metadata", "specversion", "source", "result"),
                    *("features", "geometry", "properties", "coordinates", "time", "lat", "lon"),
                    *("location", "value", "observedAt", "data_base64", "@context", "notifiedAt"),
                ]
            ),
            inner
            | st.sampled_from(["Notification", "Feature", "FeatureCollection", "Point", "1.0"]),
            max_size=6,
        )
    ),
    max_leaves=20,
)


@given(ANYTHING, st.sampled_from(["a/b", "v1.1/Datastreams(1)/Observations"]))
def test_nothing_that_a_stranger_says_does_harm(data, topic):
    layout = Layout((Value("v", ("data", "0")),), id=("id",), time=("time",))
    for how in (None, layout):
        for _, _, time, _ in said(topic, json.dumps(data).encode(), layout=how):
            assert not np.isnat(time)


@given(st.binary(max_size=50), st.binary(max_size=20))
def test_nor_do_bytes(payload, topic):
    report = Report()
    series = said(topic, payload, report)
    assert len(series) or len(report) or not payload
