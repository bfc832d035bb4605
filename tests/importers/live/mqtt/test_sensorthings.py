"""A service that pushes: what comes by its broker, what is asked for, and who gets which key."""

import json
import time

import pytest

from city.progress import Progress
from city.series import Measurand, Series
from importers.live.mqtt import connection
from importers.live.mqtt.sensorthings import broker_of
from importers.live.opening import open_feed
from importers.live.sensorthings import SensorThings
from importers.report import Report
from tests.importers.live.mqtt.test_connection import stranger
from tests.importers.live.test_sensorthings import LIST, stream
from tests.mosquitto import broker, free_port

SPEC = "http://www.opengis.net/spec/iot_sensing/1.1/req/receive-updates-via-mqtt/receive-updates"
PM = Measurand("PM2.5", "ug/m3")


def settings(*endpoints):
    return {"serverSettings": {"conformance": [SPEC], SPEC: {"endpoints": list(endpoints)}}}


@pytest.fixture
def opened(platform, asking):
    """Opens the service of this test, whose broker is at an address, with some streams."""
    feeds = []

    def opens(address, report, *rows):
        lists = [{"name": "Datastreams", "url": platform.address + LIST}]
        platform.answers["/v1.1"] = {"value": lists, **settings(address)}
        platform.answers[LIST] = {"value": list(rows)}
        feeds.append(open_feed(platform.address + "/v1.1", asking, report, Progress()))
        return feeds[-1]

    yield opens
    for one in feeds:
        one.close()


def drained(feed, true, seconds=5.0):
    series, end = Series(), time.monotonic() + seconds
    while not true(series):
        assert time.monotonic() < end
        for readings in feed.read(Progress()):
            series = series.merge(readings)
        time.sleep(0.01)
    return series


def observation(minute, result):
    return json.dumps({"phenomenonTime": f"2026-11-22T04:{minute:02d}:00Z", "result": result})


def test_a_broker_is_found_on_the_first_page():
    both = settings("mqtt://a.eu:1883", "ws://a.eu/sta", "wss://a.eu/sta", "nonsense", 5)
    found = broker_of("http://a.eu/v1.1", both)
    assert (found.broker, found.topics) == ("mqtt://a.eu", "")
    found = broker_of("https://a.eu/v1.1", both)
    assert (found.broker, found.path) == ("wss://a.eu", "/sta")
    for none in ({}, {"serverSettings": 5}, settings(), settings("mqtt://me:s3cret@a.eu")):
        assert broker_of("http://a.eu", none) is None
    assert broker_of("https://a.eu", settings("mqtt://a.eu")) is None


def test_what_is_observed_comes_by_itself(platform, mosquitto, opened):
    report = Report()
    feed = opened(mosquitto.address, report, stream(platform, 1, 10.0), stream(platform, 2, 20.0))
    assert feed.standard == "SensorThings 1.1 with MQTT"
    assert [offer.things for offer in feed.discover(Progress())] == [2]
    drained(feed, lambda series: feed._connection.up and len(series) == 2)
    drained(feed, lambda _: feed._pushes)
    before = len(platform.asked)
    mosquitto.publish(
        ("v1.1/Datastreams(1)/Observations", observation(1, 11.5)),
        ("v1.1/Datastreams(2)/Observations", observation(2, None)),
        ("v1.1/Datastreams(2)/Observations", b"\xff"),
        ("v1.1/Datastreams(3)/Observations", observation(2, 30)),
    )
    series = drained(feed, lambda series: len(series) == 2 and len(report))
    assert series.of("s1", PM)[1].tolist() == [11.5]
    assert [(one.code, one.object) for one in report] == [("payload", "2")]
    assert len(platform.asked) == before  # nobody asked for them


def test_no_key_of_the_service_goes_to_its_broker(platform, opened):
    heard = []

    def listens(line, ended):
        heard.append(line.recv(1000))
        ended.wait(5)

    with stranger(listens) as address:
        feed = opened(address.removesuffix("/x"), Report(), stream(platform, 1, 10.0))
        feed.discover(Progress())
        drained(feed, lambda _: heard)
        feed.close()
    assert b"MQTT" in heard[0] and b"s3cret" not in heard[0]
    assert "s3cret" in platform.asked[-1][1]["authorization"]


def test_without_its_broker_the_service_is_asked(platform, opened, monkeypatch):
    monkeypatch.setattr(connection, "FIRST_WAIT", 0.05)
    monkeypatch.setattr(SensorThings, "pace", 0.1)
    report = Report()
    port = free_port()
    feed = opened(f"mqtt://127.0.0.1:{port}", report, stream(platform, 1, 10.0))
    feed.discover(Progress())
    drained(feed, lambda series: len(series) == 1)
    platform.answers[LIST] = {"value": [stream(platform, 1, 10.0, 12.0)]}
    drained(feed, lambda series: len(series) == 2 and len(report))
    (told,) = report
    assert told.code == "mqtt" and "cannot be reached" in told.message


def test_what_was_observed_while_the_broker_was_away_is_asked_for(platform, opened, monkeypatch):
    monkeypatch.setattr(connection, "FIRST_WAIT", 0.05)
    with broker() as one:
        feed = opened(one.address, Report(), stream(platform, 1, 10.0))
        feed.discover(Progress())
        drained(feed, lambda series: len(series) == 1 and feed._pushes)
        one.stop()
        drained(feed, lambda _: not feed._pushes)
        platform.answers[LIST] = {"value": [stream(platform, 1, 10.0, 12.0)]}
        one.start()
        series = drained(feed, lambda series: len(series) == 2)
        assert feed._pushes and series.of("s1", PM)[1].tolist() == [10, 12]


def test_streams_without_a_topic_are_told(platform, mosquitto, opened):
    report = Report()
    row = stream(platform, 1, 10.0)
    row["Observations@iot.navigationLink"] = (
        platform.address + "/v1.1/Datastreams('a%23')/Observations"
    )
    feed = opened(mosquitto.address, report, row)
    feed.discover(Progress())
    drained(feed, lambda series: len(series) == 1)
    assert [one.code for one in report] == ["topic"]
