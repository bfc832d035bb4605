"""A broker's changes over MQTT: under a topic that nobody guesses, and without it as before."""

import json
import time
from pathlib import Path

import pytest

from city.progress import Progress
from importers.live.answer import FeedFault
from importers.live.ngsi_ld.broker import Broker
from importers.live.ngsi_ld.subscribed import Subscribed, broker_at
from importers.live.ngsi_ld.topic import Topic
from importers.report import Report
from tests.importers.live.ngsi_ld.test_subscribed import HOME, entity, read, there
from tests.mosquitto import broker as started
from tests.shared import DATA, needs_data

__all__ = ["there"]  # a fixture
CAPTURED = DATA / "live" / "captured" / "ngsi-ld-coraine"


@pytest.fixture(scope="module")
def mosquitto():
    with started() as made:
        yield made


@pytest.fixture
def report():
    return Report()


@pytest.fixture
def feed(there, asking, mosquitto, report):
    to = f"mqtt://127.0.0.1:{mosquitto.port}/city"
    one = broker_at(f"{there.address}{HOME}/entities?type=A&mqtt={to}", asking, report)
    yield one
    one.close()


def until(what, seconds=5.0):
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end
        time.sleep(0.02)


def envelope(*entities):
    """As clause 7.2 has it."""
    body = {"id": "urn:x:n", "type": "Notification", "data": [*entities]}
    return {"metadata": {"Content-Type": "application/json"}, "body": body}


def endpoint(platform):
    return json.loads(platform.told[0][2])["notification"]["endpoint"]


def test_what_changes_comes_under_a_topic_of_our_own(there, feed, mosquitto):
    assert isinstance(feed, Subscribed) and read(feed) == [1]
    to = endpoint(there)
    assert to["uri"].startswith(f"mqtt://127.0.0.1:{mosquitto.port}/city/")
    assert to["notifierInfo"] and "receiverInfo" not in to
    until(lambda: feed._callback.up)
    topic = to["uri"].partition(f":{mosquitto.port}/")[2]
    assert len(topic) > 30
    mosquitto.publish((topic, json.dumps(envelope(entity(1, 2), entity(2, 3)))))
    found: list[float] = []
    until(lambda: found.extend(read(feed)) or len(found) == 2)
    assert sorted(found) == [2, 3]


def test_a_message_that_is_none_is_told_and_others_come(there, feed, mosquitto, report):
    read(feed)
    until(lambda: feed._callback.up)
    topic = endpoint(there)["uri"].partition(f":{mosquitto.port}/")[2]
    mosquitto.publish((topic, b"<html>"), (topic, json.dumps(envelope(entity(1, 9)))))
    found: list[float] = []
    until(lambda: found.extend(read(feed)) or found == [9])
    assert "notification" in [one.code for one in report]


def test_while_its_mqtt_broker_is_away_the_broker_is_polled(there, asking, report, monkeypatch):
    monkeypatch.setattr(Broker, "pace", 0.0)
    address = f"{there.address}{HOME}/entities?type=A&mqtt=mqtt://127.0.0.1:1/city"
    one = broker_at(address, asking, report)
    try:
        assert read(one) == [1] and read(one) == [1]
    finally:
        one.close()


def test_what_is_no_address_of_a_broker_is_refused(report):
    with pytest.raises(FeedFault):
        Topic(lambda _: None, report, "mqtt://user:secret@127.0.0.1/city")


@needs_data
def test_the_recorded_notification_of_a_real_broker_is_read(mosquitto, report):
    told = json.loads(Path(CAPTURED / "notification_mqtt.json").read_bytes())
    payload = told.get("payload", told)
    heard: list[dict] = []
    topic = Topic(heard.extend, report, f"mqtt://127.0.0.1:{mosquitto.port}")
    try:
        until(lambda: topic.up)
        name = topic.url.partition(f":{mosquitto.port}/")[2]
        mosquitto.publish((name, json.dumps(payload)))
        until(lambda: bool(heard))
        data = payload["body"]["data"]
        assert [one["id"] for one in heard] == [one["id"] for one in data]
        assert Progress() and not len(report)
    finally:
        topic.close()
