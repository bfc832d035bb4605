"""A whole server as one feed: a real one, its history, and collections that fail."""

import json

import numpy as np
import pytest

from city.progress import Progress
from city.series import Measurand, Series
from importers.live.feed import Offer, now
from importers.live.ogc_api import Coverage, open_api
from importers.live.opening import open_feed
from importers.live.web import FeedFault, Web
from importers.report import Report
from tests.importers.live.test_ogc_collections import collection, to
from tests.pygeoapi import STATIONS, STEPS
from tests.shared import DATA, needs_data

FIELD, NO2 = Measurand("air temperature", "°C"), Measurand("no2")


def opened(address, report=None):
    with Web(address, first_wait=0.01) as asking:
        yield open_feed(address, asking, Report() if report is None else report, Progress())


def merged(parts):
    whole, things = Series(), set()
    for one in parts:
        whole = whole.merge(one)
        things |= {thing.id for thing in one.things}
    return whole, things


@pytest.mark.parametrize("page", ["", "/", "/collections"])
def test_a_real_server_is_read_whole(pygeoapi, page):
    report = Report()
    for source in opened(pygeoapi + page, report):
        assert source.standard == "OGC API Features and EDR"
        assert source.discover(Progress()) == (Offer(FIELD, 42), Offer(NO2, STATIONS))
        whole, things = merged(source.read(Progress()))
        again, _ = merged(source.read(Progress()))
        source.close()
    assert len(whole) == len(again) == len(things) == 42 + STATIONS
    assert "stations/7" in things and "field/4.300000,50.800000" in things
    assert [(one.code, one.object) for one in report] == [("records", "records")]


@pytest.mark.parametrize(
    "page, standard, count",
    [
        ("/collections/stations", "OGC API Features", STATIONS),
        ("/collections/stations/items?limit=4", "OGC API Features", STATIONS),
        ("/collections/stations/items?bbox=4.3395,50.8,4.3405,50.9", "OGC API Features", 3),
        ("/collections/field", "OGC API EDR", 42),
        ("/collections/field/position?coords=POINT(4.32 50.82)", "OGC API EDR", 1),
        ("/collections/records", "OGC API Features", 1),
    ],
)
def test_every_address_of_a_real_server_is_understood(pygeoapi, page, standard, count):
    for source in opened(pygeoapi + page):
        assert source.standard == standard
        source.discover(Progress())
        assert len(merged(source.read(Progress()))[1]) == count
        assert len(merged(source.read(Progress()))[1]) == count


def test_a_real_server_remembers(pygeoapi):
    start = np.datetime64("2026-07-01T06:00", "ms")
    for source in opened(f"{pygeoapi}/collections/field"):
        whole, _ = merged(source.history(start, start + np.timedelta64(6, "h"), Progress()))
    hours = sorted({str(time)[11:13] for *_, time, _ in whole})
    assert hours == ["06", "07", "08", "09", "10", "11"] and len(whole) == 6 * 42 and STEPS == 24


def test_a_collection_that_fails_is_told_and_the_others_are_read(platform):
    body = {"type": "FeatureCollection", "features": [{"id": 1, "properties": {"v": 5}}]}
    platform.answers["/collections"] = {
        "links": [],
        "collections": [collection("broken"), collection("good")],
    }
    platform.answers["/collections/good/items"] = body
    report = Report()
    for source in opened(f"{platform.address}/collections", report):
        whole, _ = merged(source.read(Progress()))
        assert [value for *_, value in whole] == [5]
        assert [(one.code, one.object) for one in report] == [("collection", "broken")]
        with pytest.raises(FeedFault, match="no history") as fault:
            source.history(now(), now(), Progress())
        assert fault.value.status == 501
        del platform.answers["/collections/good/items"]
        with pytest.raises(FeedFault, match="good/items"):
            merged(source.read(Progress()))


def test_a_server_with_nothing_to_read_is_a_fault(platform, asking):
    platform.answers["/"] = {"links": [to("/collections", "data")]}
    platform.answers["/collections"] = {"collections": [], "links": []}
    with pytest.raises(FeedFault, match="no features"):
        open_api(asking.get(f"{platform.address}/", Progress()), asking, Report(), Progress())


@needs_data
def test_recorded_servers_are_understood(platform, asking):
    captured = DATA / "live" / "captured"
    for name, expected in (("ogcapi-pygeoapi", 2), ("ogcapi-tipg", 5)):
        told = json.loads((captured / name / "collections.json").read_text())
        platform.answers["/collections"] = told
        answer = asking.get(f"{platform.address}/collections", Progress())
        source = open_api(answer, asking, Report(), Progress())
        ids = [one["id"] for one in told["collections"] if one.get("itemType") != "record"]
        assert [one.collection.id for one in source.sources] == ids and len(ids) == expected


def test_an_answer_of_edr_is_asked_for_again(platform, asking):
    from tests.importers.live.test_ogc_edr import series

    platform.answers["/x"] = series(2)
    url, report = f"{platform.address}/x", Report()
    source = Coverage(asking.get(url, Progress()), lambda going: asking.get(url, going), report)
    assert len(source.discover(Progress())) == 1
    platform.answers["/x"] = series(3)  # what was answered first is not asked for twice
    assert [next(iter(merged(source.read(Progress()))[0]))[3] for _ in range(2)] == [2, 3]


def test_what_features_say_of_buildings_is_told_beside_their_numbers(platform):
    page = {"type": "FeatureCollection", "features": [{"id": "b1", "properties": {"height": 12}}]}
    there = [collection(name) for name in ("buildings", "trees")]
    platform.answers["/collections"] = {"links": [], "collections": there}
    for name in ("buildings", "trees"):
        platform.answers[f"/collections/{name}/items"] = page
    for source in opened(f"{platform.address}/collections"):
        list(source.read(Progress()))
        said = source.statements()
        told = [(one.thing.id, one.attribute, one.value) for one in said]
        assert told == [("buildings/b1", "height", 12.0)]
        assert source.statements() is said
