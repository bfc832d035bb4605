"""Points with values: tables and collections as people write them, and what is wrong with them."""

import math
from datetime import UTC, datetime

import numpy as np
import pytest

from city.progress import Progress
from city.series import Measurand, Series
from importers.live.feed import Offer
from importers.live.points import Points
from importers.live.web import Answer, FeedFault
from importers.report import Report

TABLE = """Station ID;Name;Lat;Lon;Time;pm25 (ug/m3);no2 [ug/m3];remark
a;Grand-Place;50.85;4.35;2026-11-22T03:00Z;12.5;;fine
b;Midi;50.83;4.33;2026-11-22T03:01Z;n/a;40;7
c;Nowhere;;;2026-11-22T03:01Z;1;2;
"""
PM, NO2 = Measurand("pm25", "ug/m3"), Measurand("no2", "ug/m3")


def points(body, kind="", report=None, changed=None):
    answer = Answer("https://a.eu/x", kind, body.encode(), changed=changed)
    return Points("x", answer, lambda _: answer, Report() if report is None else report)


def series(feed):
    whole = Series()
    for one in feed.read(Progress()):
        whole = whole.merge(one)
    return whole


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_table_is_read_with_units_and_gaps(separator):
    feed = points("\ufeff" + TABLE.replace(";", separator))
    assert feed.discover(Progress())[:2] == (Offer(NO2, 3), Offer(PM, 3))
    whole = series(feed)
    assert whole.things["a"].place == (4.35, 50.85) and whole.things["a"].name == "Grand-Place"
    assert whole.things["c"].place == ()
    assert whole.of("a", PM)[1].tolist() == [12.5] and math.isnan(whole.of("b", PM)[1][0])
    assert whole.of("b", NO2)[0][0] == np.datetime64("2026-11-22T03:01", "ms")


COLLECTION = """{"type": "FeatureCollection", %s "features": [
 {"type": "Feature", "id": 7, "geometry": {"type": "Point", "coordinates": [4.35, 50.85, 20]},
  "properties": {"name": "Midi", "free": 12, "open": true, "updated": "2026-11-22T04:00+01:00"}},
 {"type": "Feature", "geometry": {"type": "Point", "coordinates": [50.85, 140.35]},
  "properties": {"id": "swapped", "free": 3}},
 {"type": "Feature", "id": "late", "geometry": null, "properties": {"free": 1, "updated": "x"}},
 {"type": "Feature", "id": "bare", "geometry": null, "properties": null}, 5]}"""


def test_a_collection_is_read_and_what_is_wrong_is_told():
    report, changed = Report(), datetime(2026, 11, 22, 2, tzinfo=UTC)
    whole = series(points(COLLECTION % "", "application/geo+json", report, changed))
    free = Measurand("free")
    assert whole.things["7"].place == (4.35, 50.85, 20)
    assert [str(one)[:16] for one in whole.of("7", free)[0]] == ["2026-11-22T03:00"]
    assert str(whole.of("swapped", free)[0][0])[:16] == "2026-11-22T02:00"  # as old as the file
    assert len(whole) == 2
    assert [one.code for one in report] == ["row", "place", "moment"]


def test_places_in_another_system_are_turned_into_degrees_or_told():
    crs = '"crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::%s"}},'
    body = (COLLECTION % crs % 3857).replace("[4.35, 50.85, 20]", "[484239.78, 6594803.23, 20]")
    assert series(points(body)).things["7"].place == pytest.approx((4.35, 50.85, 20), abs=1e-6)
    report = Report()
    whole = series(points(COLLECTION % crs % 1, report=report))
    assert whole.things["7"].place == () and next(one.code for one in report) == "crs"


@pytest.mark.parametrize("wrong", ['{"type": "FeatureCollection", "features": 5}', '{"type": "Fea'])
def test_what_is_no_collection_is_a_fault(wrong):
    with pytest.raises(FeedFault):
        series(points(wrong))


def test_the_file_is_fetched_anew_when_it_is_read_again():
    bodies = iter(["id,lat,lon,v\na,1,2,5", "id,lat,lon,v\na,1,2,6"])

    def fetch(_=None):
        return Answer("x", "text/csv", next(bodies).encode())

    feed = Points("x", fetch(), fetch, Report())
    assert [series(feed).of("a", Measurand("v"))[1].tolist() for _ in range(2)] == [[5], [6]]
