"""Subscriptions tell programs on this machine what was said anew."""

import queue
import threading
import time
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import orjson
import pytest

from importers.live.replay import subscriptions
from tests.importers.live.replay.shared import BUS, NOON, SECOND, A, B, iso, still

SECRET = "s3cret"


@pytest.fixture
def told(monkeypatch):
    """Who hears notifications: its address, and a queue of headers and bodies."""
    heard = queue.Queue()

    class Ear(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            heard.put((dict(self.headers), orjson.loads(body)))
            self.send_response_only(self.server.status)
            self.end_headers()

        def log_message(self, *_):
            pass

    monkeypatch.setattr(subscriptions, "PACE", 0.02)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Ear)
    server.status = 200
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/ear", heard, server
    server.shutdown()
    server.server_close()
    thread.join()


def wanted(uri, **more):
    return {
        "type": "Subscription",
        "entities": [{"type": "AirQualityObserved"}],
        "notification": {
            "endpoint": {
                "uri": uri,
                "accept": "application/json",
                "receiverInfo": [{"key": "X-Secret", "value": SECRET}],
            }
        },
    } | more


def waited_for(holds):
    end = time.monotonic() + 3
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.02)


@pytest.fixture
def subscribe(client, service):
    made = []

    def subscribe(data):
        answer = client.post(f"{service.ngsi_ld}/subscriptions", json=data)
        if answer.status_code == 201:
            path = answer.headers["location"].removeprefix("/ngsi-ld/v1")
            made.append(f"{service.ngsi_ld}{path}")
        return answer, made[-1] if made else ""

    yield subscribe
    for address in made:
        client.delete(address)


def test_all_at_first_and_then_what_changed(subscribe, client, service, told):
    uri, heard, _ = told
    answer, address = subscribe(wanted(uri))
    assert answer.status_code == 201
    headers, body = heard.get(timeout=3)
    assert headers["X-Secret"] == SECRET and body["type"] == "Notification"
    assert body["subscriptionId"] == client.get(address).json()["id"]
    assert [one["id"] for one in body["data"]] == [A.id, B.id]
    assert body["data"][0]["pm25"]["value"] == 12 and "modifiedAt" not in body["data"][0]
    with pytest.raises(queue.Empty):
        heard.get(timeout=0.1)  # nothing has changed
    still(service.store.clock, NOON + 41 * SECOND)
    _, body = heard.get(timeout=3)
    assert [(one["id"], one.get("pm25", {}).get("value")) for one in body["data"]] == [
        (A.id, 14),
        (B.id, None),
    ]
    still(service.store.clock, NOON + 2 * SECOND)  # set back: all is new again
    _, body = heard.get(timeout=3)
    assert body["data"][0]["pm25"]["observedAt"] == iso(0)


def test_what_is_watched_and_how_it_is_told(subscribe, told):
    uri, heard, _ = told
    data = wanted(uri, entities=[], watchedAttributes=["heading"])
    data["notification"] |= {"attributes": ["location"], "format": "keyValues"}
    subscribe(data)
    _, body = heard.get(timeout=3)
    (one,) = body["data"]
    assert one.keys() == {"id", "type", "location"} and one["id"] == BUS.id
    assert one["location"]["type"] == "Point"


def test_filters(subscribe, told):
    uri, heard, _ = told
    subscribe(wanted(uri, q="pm25>15"))
    assert [one["id"] for one in heard.get(timeout=3)[1]["data"]] == [B.id]
    place = {"georel": "near;maxDistance==5", "geometry": "Point", "coordinates": "[4.45,51.91]"}
    subscribe(wanted(uri, geoQ=place))
    assert [one["id"] for one in heard.get(timeout=3)[1]["data"]] == [A.id]


def test_it_is_shown_changed_and_ended(subscribe, client, service, told):
    uri, heard, _ = told
    _, address = subscribe(wanted(uri, id="urn:x:1", expiresAt="2999-01-01T00:00:00Z"))
    heard.get(timeout=3)
    assert [one["id"] for one in client.get(f"{service.ngsi_ld}/subscriptions").json()] == [
        "urn:x:1"
    ]
    assert subscribe(wanted(uri, id="urn:x:1"))[0].status_code == 409
    assert client.patch(address, json={"expiresAt": "2998-01-01T00:00:00Z"}).status_code == 204
    assert client.get(address).json()["expiresAt"] == "2998-01-01T00:00:00Z"
    assert client.patch(address, json={"isActive": False}).status_code == 204
    still(service.store.clock, NOON + 55 * SECOND)
    with pytest.raises(queue.Empty):
        heard.get(timeout=0.1)
    assert client.delete(address).status_code == 204
    assert client.get(address).status_code == 404


def test_who_does_not_take_it_is_remembered(subscribe, client, told):
    uri, heard, server = told
    server.status = 500
    _, address = subscribe(wanted(uri))
    heard.get(timeout=3)
    waited_for(lambda: client.get(address).json()["notification"]["status"] == "failed")
    assert client.get(address).json()["notification"]["timesSent"] == 0


@pytest.mark.parametrize(
    "uri",
    [
        "http://example.org/ear",
        "https://127.0.0.1/ear",
        "mqtt://127.0.0.1/x",
        "http://10.0.0.1/",
        "",
        7,
        "http://127.0.0.1.example.org/",
        "http://user@192.168.0.1/",
    ],
)
def test_nobody_elsewhere_is_told(subscribe, uri):
    answer, _ = subscribe(wanted(uri))
    assert answer.status_code == 400 and "this machine" in answer.json()["detail"]


@pytest.mark.parametrize(
    "more",
    [
        {"entities": []},
        {"entities": "all"},
        {"expiresAt": "2020-01-01T00:00:00Z"},
        {"expiresAt": 7},
        {"q": "(("},
        {"geoQ": {"georel": "near"}},
        {"throttling": "often"},
        {"id": 7},
        {"notification": None},
    ],
)
def test_what_cannot_be_kept_is_refused(subscribe, more):
    assert subscribe(wanted("http://127.0.0.1:9/", **more))[0].status_code == 400


def test_there_is_an_end_to_them(subscribe, monkeypatch):
    monkeypatch.setattr(subscriptions, "MOST", 1)
    assert subscribe(wanted("http://127.0.0.1:9/"))[0].status_code == 201
    assert subscribe(wanted("http://127.0.0.1:9/"))[0].status_code == 403


def test_those_that_are_over_are_forgotten(subscribe, client, told):
    soon = datetime.now(UTC) + timedelta(seconds=0.3)
    _, address = subscribe(wanted(told[0], expiresAt=soon.isoformat()))
    waited_for(lambda: client.get(address).status_code == 404)
