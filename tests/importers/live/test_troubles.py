"""Every connector, and everything that can go wrong on the way: told in a line, and got over."""

import json
from contextlib import suppress

import pytest

from city.progress import Progress
from importers.live.mqtt import connection
from importers.live.opening import open_feed
from importers.live.replay.demo import demo_service
from importers.live.web import FeedFault, Web
from importers.report import Report
from tests.importers.live.test_coverage_json import T, coverage
from tests.importers.live.test_wfs import Service, capabilities, kind
from tests.live_platform import send, serving
from tests.mosquitto import broker
from tests.trouble import ANSWERS, LINES, Trouble

NOW = Progress()
PATIENCE = (0.3, 0.45, 0.001)  # seconds: silence, one answer, and before it is tried again
KINDS = (*LINES, *ANSWERS)
TABLE = b"id,lat,lon,time,level\na,51,4,2026-06-01T12:00Z,3\n"


def stations():
    place = {"type": "Point", "coordinates": [4.35, 50.85]}
    told = {"v": 1, "observedAt": "2026-06-01T12:00:00Z"}
    rows = [{"type": "Feature", "id": str(k), "properties": told, "geometry": place} for k in "ab"]
    return {"type": "FeatureCollection", "features": rows}


def api(handler):
    """The first page of an OGC API, with one collection."""
    lead = f"http://{handler.headers['Host']}"
    items = {"rel": "items", "type": "application/geo+json", "href": f"{lead}/items"}
    data = {"rel": "data", "type": "application/json", "href": f"{lead}/collections"}
    conforms = ["http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core"]
    collections = [{"id": "c", "itemType": "feature", "links": [items]}]
    told = {"conformsTo": conforms, "links": [data], "collections": collections}
    send(handler, json.dumps(told).encode())


@pytest.fixture(scope="module")
def servers():
    """The addresses of connectors behind what makes trouble, and what to say with each question."""
    axes = {"x": {"values": [4.35]}, "y": {"values": [50.85]}, "t": {"values": T}}
    field = coverage(axes, [1.0, 2.0], ["t"], [2])
    with demo_service() as service, serving() as platform:
        platform.answers.update({"/air": stations(), "/items": stations()})
        platform.answers.update({"/api": api, "/collections": api, "/field": field})
        platform.answers["/level.csv"] = lambda handler: send(handler, TABLE, kind="text/csv")
        Service(platform, capabilities(kind("app:light")))
        port = service.ngsi_ld.split(":")[2].partition("/")[0]
        played, served = Trouble(int(port)), Trouble(platform.server.server_port)
        known = {
            "NGSI-LD": f"{service.ngsi_ld}/entities?type=AirQualityObserved",
            "SensorThings": service.sensorthings,
            "GTFS Realtime": service.gtfs_rt,
        }
        addresses = {name: at.replace(port, str(played.port)) for name, at in known.items()}
        for name, path in PATHS.items():
            addresses[name] = f"http://127.0.0.1:{served.port}{path}"
        yield addresses, service.headers, played, served
        played.close()
        served.close()


PATHS = {
    "GeoJSON": "/air",
    "CSV": "/level.csv",
    "OGC API": "/api",
    "CoverageJSON": "/field",
    "WFS": "/wfs?service=WFS&request=GetCapabilities",
}
NAMES = ("NGSI-LD", "SensorThings", "GTFS Realtime", *PATHS)


@pytest.fixture
def way(servers, request):
    """The address, the trouble before it, and a way to ask it."""
    name = request.param
    addresses, headers, played, served = servers
    trouble = served if name in PATHS else played
    with Web(addresses[name], headers if trouble is played else {}, *PATIENCE) as web:
        yield addresses[name], trouble, web
    trouble.end()


def values(feed):
    return sum(map(len, feed.read(NOW)))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("way", NAMES, indirect=True)
def test_an_address_that_is_in_trouble_is_told_and_opens_afterwards(way, kind):
    address, trouble, web = way
    trouble.begin(kind)
    with pytest.raises(FeedFault) as fault:
        feed = open_feed(address, web, Report(), NOW)
        feed.discover(NOW)
        values(feed)
    said = str(fault.value)
    assert said == " ".join(said.split()) and 20 < len(said) < 400 and "s3cret" not in said
    trouble.end()
    feed = open_feed(address, web, Report(), NOW)
    assert feed.discover(NOW) and values(feed) > 0
    feed.close()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("way", NAMES, indirect=True)
def test_a_feed_that_gets_into_trouble_says_so_and_goes_on_afterwards(way, kind):
    address, trouble, web = way
    report = Report()
    feed = open_feed(address, web, report, NOW)
    feed.discover(NOW)
    assert values(feed) > 0
    found = report.found
    trouble.begin(kind)
    with pytest.raises(FeedFault):
        values(feed)
        if report.found > found:  # a part of it is told, what is missing is in the report
            raise FeedFault("told")
    trouble.end()
    values(feed)
    feed.close()


@pytest.mark.parametrize("kind", [*LINES, "restart"])
def test_a_subscription_that_gets_into_trouble_goes_on_afterwards(kind, monkeypatch):
    monkeypatch.setattr(connection, "FIRST_WAIT", 0.02)
    monkeypatch.setattr(connection, "PATIENCE", 0.5)
    monkeypatch.setattr(connection, "KEEPALIVE", 1)
    monkeypatch.setattr("importers.live.mqtt.subscription.LISTEN", 0.1)
    with broker() as one, Web("http://127.0.0.1") as web:
        trouble = Trouble(one.port)
        feed = open_feed(f"mqtt://127.0.0.1:{trouble.port}/a/#", web, Report(), NOW)
        try:
            feed.discover(NOW)
            if kind == "restart":
                one.restart()
            else:
                trouble.begin(kind)
                one.publish(("a/lost", "1"))
                trouble.end()
            came = 0
            for number in range(200):
                one.publish(("a/b", str(number)))
                with suppress(FeedFault):
                    came += values(feed)
                if came > 1:
                    break
            assert came > 1
        finally:
            feed.close()
            trouble.close()
