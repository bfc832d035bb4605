"""What an address speaks is found out, and what nobody understands is said."""

import time
from contextlib import closing
from email.utils import formatdate

import pytest

from city.progress import Progress
from importers.live.opening import open_feed
from importers.live.web import FeedFault, Web
from importers.report import Report
from tests.importers.live.test_ogc_collections import collection
from tests.importers.live.test_wfs import capabilities, kind
from tests.live_platform import send
from tests.mosquitto import broker

TABLE = b"id,lat,lon,v\na,1,2,5\n"


def opened(address, asking, report=None):
    return open_feed(str(address), asking, Report() if report is None else report, Progress())


def test_each_standard_is_recognised(platform, asking, tmp_path):
    platform.answers["/sta"] = {"value": [{"name": "Datastreams", "url": "/sta/Datastreams"}]}
    platform.answers["/geo"] = {"type": "FeatureCollection", "features": []}
    platform.answers["/csv"] = lambda handler: send(handler, TABLE, kind="text/csv")
    file = tmp_path / "points.csv"
    file.write_bytes(TABLE)
    platform.answers["/items"] = {"type": "FeatureCollection", "features": [], "links": []}
    platform.answers["/edr"] = {"type": "CoverageCollection"}
    platform.answers["/wfs"] = capabilities(kind("app:light"))
    paths = ("/sta", "/geo", "/csv", "/items", "/edr", "/wfs")
    found = [opened(platform.address + path, asking) for path in paths]
    found += [opened(file, asking), opened(tmp_path, asking)]
    standards = ["SensorThings 1.1", "GeoJSON", "CSV", "OGC API Features", "OGC API EDR", "WFS"]
    assert [one.standard for one in found] == [*standards, "CSV", "folder"]
    assert found[6].title == "points.csv"


def test_a_slash_that_was_forgotten_is_added(platform, asking):
    platform.answers["/v1.1/"] = {"value": [{"name": "Datastreams", "url": "Datastreams"}]}
    assert opened(platform.address + "/v1.1", asking).standard == "SensorThings 1.1"
    with pytest.raises(FeedFault, match="/v1 has nothing"):
        opened(platform.address + "/v1", asking)


def test_a_page_for_people_is_asked_for_as_data(platform, asking):
    page = {"links": [], "collections": [collection("a")]}
    platform.answers["/api"] = lambda handler: send(handler, b"<html>", kind="text/html")
    platform.answers["/api?f=json"] = page
    assert opened(platform.address + "/api", asking).standard == "OGC API Features"
    platform.answers["/api?f=json"] = {"title": "something else"}
    with pytest.raises(FeedFault, match="HTML"):
        opened(platform.address + "/api", asking)


@pytest.mark.parametrize(
    "answer, says",
    [
        (b"{}", "understood"),
        (b"", "understood"),
        (b"a,b\n1,2", "understood"),
        (b"<html>", "HTML"),
        (b'{"value"', "cut"),
        (b"\x00\x01\xff", "understood"),
    ],
)
def test_what_nobody_understands_is_said(platform, asking, answer, says):
    platform.answers["/x"] = (
        answer
        if answer.startswith((b"{", b"<"))
        else (lambda handler: send(handler, answer, kind="text/plain"))
    )
    with pytest.raises(FeedFault, match=says):
        opened(platform.address + "/x?key=s3cret", asking)


def test_files_that_are_not_there_and_other_schemes_are_refused(asking, tmp_path):
    for address in (tmp_path / "none.csv", "file:///etc/passwd", "ftp://a.eu/x"):
        with pytest.raises(FeedFault):
            opened(address, asking)


def test_a_clock_that_is_off_is_told(platform, asking):
    report = Report()
    date = formatdate(time.time() - 900, usegmt=True)
    platform.answers["/x"] = lambda h: send(h, TABLE, kind="text/csv", Date=date)
    opened(platform.address + "/x", asking, report)
    (told,) = report
    assert told.code == "clock" and "behind ours" in told.message


def test_topics_of_a_broker_are_recognised_and_asked_for(monkeypatch):
    monkeypatch.setattr("importers.live.mqtt.subscription.LISTEN", 0.1)
    with broker() as one, Web(one.address, {"Authorization": "Bearer s3cret"}) as web:
        one.publish(("city/a/pm10", b"5"), retain=True)
        with closing(opened(one.address + "/city/#", web)) as feed:
            assert (feed.standard, feed.title) == ("MQTT", one.address + "/city/#")
            assert [offer.measurand.name for offer in feed.discover(Progress())] == ["pm10"]
            assert feed._connection._credentials.pair() == ("", "s3cret")
        with pytest.raises(FeedFault, match="heard were city/a/pm10"):
            opened(one.address, web)
