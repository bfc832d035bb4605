"""A broker that tells what changes: asked once, renewed in time, ended politely, never trusted
alone."""

import http.client
import json
import time
from urllib.parse import urlsplit

import pytest

from city.progress import Progress
from importers.live.answer import FeedFault
from importers.live.ngsi_ld import subscribed as module
from importers.live.ngsi_ld.broker import Broker
from importers.live.ngsi_ld.subscribed import Subscribed, broker_at
from importers.live.replay.service import Service
from importers.live.web import Web
from importers.report import Report
from tests.importers.live.replay.shared import NOON, SECOND, still, store
from tests.live_platform import send

HOME = "/ngsi-ld/v1"
MINE = f"{HOME}/subscriptions/urn:x:sub"


def entity(number, value):
    v = {"type": "Property", "value": value, "observedAt": "2026-11-22T03:00:00Z"}
    return {"id": f"urn:x:{number}", "type": "A", "v": v}


@pytest.fixture
def there(platform):
    """A broker that knows one entity and takes subscriptions."""
    platform.answers |= {
        f"{HOME}/entities": lambda handler: send(
            handler, json.dumps([entity(1, 1)] if "offset=0" in handler.path else []).encode()
        ),
        f"{HOME}/subscriptions": lambda handler: send(handler, b"", 201, Location=MINE),
        MINE: lambda handler: send(handler, b"", 204),
    }
    return platform


@pytest.fixture
def report():
    return Report()


@pytest.fixture
def feed(there, asking, report):
    broker = Broker(f"{there.address}{HOME}/entities?type=A", asking, report)
    one = Subscribed(broker, asking, report)
    yield one
    one.close()


def notify(platform, *entities):
    """Call back as the broker does, with what it was told."""
    endpoint = json.loads(platform.told[0][2])["notification"]["endpoint"]
    url = urlsplit(endpoint["uri"])
    secrets = {one["key"]: one["value"] for one in endpoint["receiverInfo"]}
    connection = http.client.HTTPConnection(url.hostname, url.port, timeout=5)
    body = json.dumps({"type": "Notification", "data": entities})
    connection.request("POST", url.path, body, secrets)
    status = connection.getresponse().status
    connection.close()
    return status


def read(feed):
    return [value for part in feed.read(Progress()) for value in part.value.tolist()]


def test_all_is_read_once_and_then_what_is_told(there, feed):
    assert [one.things for one in feed.discover(Progress())] == [1]
    assert read(feed) == [1] and read(feed) == []
    assert notify(there, entity(1, 2), entity(2, 3)) == 204
    assert sorted(read(feed)) == [2, 3] and read(feed) == []
    assert [method for method, *_ in there.told] == ["POST"]


def test_it_is_renewed_in_time_and_ended(there, feed, monkeypatch):
    read(feed)
    monkeypatch.setattr(module, "LIFE", 0.0)
    read(feed)
    feed.close()
    assert [(method, path) for method, path, _ in there.told][1:] == [
        ("PATCH", MINE),
        ("DELETE", MINE),
    ]
    assert "expiresAt" in json.loads(there.told[1][2])
    feed._at = ""  # ended already
    monkeypatch.undo()


def test_a_broker_that_forgot_us_is_asked_again_and_read_whole(there, feed, monkeypatch):
    assert read(feed) == [1]
    there.answers[MINE] = lambda handler: send(handler, b"{}", 404)
    monkeypatch.setattr(module, "LIFE", 0.0)
    assert read(feed) == [1]
    assert [method for method, *_ in there.told] == ["POST", "PATCH", "POST"]


def test_all_is_read_again_every_few_minutes(feed, monkeypatch):
    assert read(feed) == [1] and read(feed) == []
    monkeypatch.setattr(module, "RESYNC", 0.0)
    assert read(feed) == [1]


def test_what_nobody_reads_is_bounded_and_told(there, feed, report, monkeypatch):
    monkeypatch.setattr(module, "QUEUE", 2)
    read(feed)
    for value in range(5):
        notify(there, entity(1, value), {"id": "urn:x:1", "type": "A", "w": 7})
    assert sorted(read(feed)) == [4, 7]
    for number in range(5):
        notify(there, entity(number, 10 + number))
    assert read(feed)[0] == 1  # more things than there is room for: all is read again
    assert [one.code for one in report] == ["queue"]


def test_a_broker_without_subscriptions_is_a_fault(there, feed):
    there.answers[f"{HOME}/subscriptions"] = lambda handler: send(handler, b"{}", 501)
    with pytest.raises(FeedFault):
        read(feed)


def test_an_address_says_where_the_broker_calls_back(there, asking, report):
    address = f"{there.address}{HOME}/entities?type=A"
    asked = broker_at(address, asking, report)
    called = broker_at(f"{address}&callback=127.0.0.1", asking, report)
    called.close()
    assert isinstance(asked, Broker) and isinstance(called, Subscribed)


@pytest.mark.parametrize("callback", ["", "&callback=127.0.0.1"])
def test_the_replay_of_a_recording_is_followed_as_a_broker_is(callback):
    """Both ways against another program: what was said anew arrives, and nothing else."""
    service = Service(store(), b"")
    clock = service.store.clock
    still(clock, NOON + 18 * SECOND)
    try:
        address = f"{service.ngsi_ld}/entities?type=AirQualityObserved{callback}"
        with Web(address, service.headers) as web:
            feed = broker_at(address, web, Report())
            try:
                feed.discover(Progress())
                assert sorted(read(feed)) == [11, 20]
                assert read(feed) == []
                still(clock, NOON + 28 * SECOND)
                end = time.monotonic() + 5
                while not (news := read(feed)) and time.monotonic() < end:
                    time.sleep(0.05)
                assert 12 in news
            finally:
                feed.close()
    finally:
        service.close()
