"""Features of a collection: as real servers tell them, and as none should."""

import json

import pytest

from city.progress import Progress
from city.series import Measurand, Series
from importers.live import web
from importers.live.ogc_collections import Asked, Collection
from importers.live.ogc_features import Features, schema
from importers.live.web import FeedFault
from importers.report import Report
from tests.live_platform import send
from tests.pygeoapi import STATIONS, features
from tests.shared import DATA, needs_data

CAPTURED = DATA / "live" / "captured"
ALL = Asked()
BOX = (4.3, 50.8, 4.4, 50.9)


def read(source, asked=ALL):
    whole, things = Series(), {}
    for one in source.read(asked, Progress()):
        whole = whole.merge(one)
        things.update({thing.id: thing for thing in one.things})
    return whole, things


def source(platform, asking, report=None, **more):
    known = Collection("c", f"{platform.address}/items", **more)
    return Features(known, "", asking, Report() if report is None else report)


def collection(*places, **more):
    points = [place and {"type": "Point", "coordinates": place} for place in places]
    rows = [
        {"type": "Feature", "id": at, "properties": {"v": at}, "geometry": point}
        for at, point in enumerate(points)
    ]
    return {"type": "FeatureCollection", "features": rows, "links": [], **more}


def test_a_real_server_is_read_page_by_page(pygeoapi):
    address = f"{pygeoapi}/collections/stations"
    with web.Web(address) as asking:
        known = Collection("stations", f"{address}/items", schema=f"{address}/queryables?f=json")
        report = Report()
        whole, things = read(Features(known, "", asking, report))
        west = read(Features(known, "", asking, report), Asked((4.3395, 50.8, 4.3415, 50.9)))[1]
    expected = features()["features"]
    assert len(things) == STATIONS == len(expected) and not list(report)
    for one in expected:  # 23 stations in pages of 10: three pages
        id, properties = str(one["id"]), one["properties"]
        times, values = whole.of(id, Measurand("no2"))
        assert values.tolist() == [properties["no2"]] and things[id].name == properties["name"]
        assert str(times[0])[:10] == properties["when"][:10] and things[id].kind == "stations"
    assert things["1"].place == (4.341, 50.84) and things["3"].place == ()
    assert things["4"].place == pytest.approx((4.35, 50.84))  # half-way along a street
    assert {"0", "1"} <= set(west) <= {"0", "1", "3", "4"}  # it counts in what lies nowhere


@needs_data
@pytest.mark.parametrize(
    "name",
    ["ogcapi-pygeoapi/items.json", "ogcapi-pygeoapi/records.json", "ogcapi-tipg/flood_items.json"],
)
def test_recorded_answers_hold_as_many_as_an_independent_count(platform, asking, name):
    told = json.loads((CAPTURED / name).read_text())
    told["links"] = []  # what was recorded is one page
    platform.answers["/items"] = told
    whole, things = read(source(platform, asking))
    assert sorted(things) == sorted(str(one["id"]) for one in told["features"])
    assert all(one.place for one in things.values())
    numbers = [
        value
        for one in told["features"]
        for key, value in one["properties"].items()
        if isinstance(value, (int, float)) and key != "id"
    ]
    assert sorted(value for *_, value in whole) == sorted(numbers)


def test_a_schema_says_which_is_the_moment_and_the_unit():
    told = {
        "properties": {
            "from": {"x-ogc-role": "primary-interval-start"},
            "until": {"x-ogc-role": "primary-interval-end"},
            "lux": {"x-ogc-unit": "lx"},
            "broken": 5,
        }
    }
    made = schema(told, Collection("light"), "a/")
    assert (made.kind, made.prefix, made.moment) == ("light", "a/", "until")
    assert made.units == (("lux", "lx"),)
    assert schema({"properties": []}, Collection("x"), "") == schema(None, Collection("x"), "")


def test_a_schema_that_cannot_be_read_is_told_and_done_without(platform, asking):
    report = Report()
    platform.answers["/items"] = collection(BOX[:2])
    one = source(platform, asking, report, schema=f"{platform.address}/nowhere")
    assert len(read(one)[0]) == 1 and [told.code for told in report] == ["schema"]


def test_fewer_are_asked_for_where_a_server_wants_that(platform, asking):
    def choosy(handler):
        many = "limit=5000" in handler.path
        send(
            handler,
            b"{}" if many else json.dumps(collection(BOX[:2])).encode(),
            400 if many else 200,
        )

    platform.answers["/items"] = choosy
    one = source(platform, asking)
    assert len(read(one)[1]) == len(read(one, Asked(BOX))[1]) == 1
    limits = [path.partition("limit=")[2] for path in platform.paths()]
    assert limits == ["5000", "500", "500"]
    assert "bbox=4.3%2C50.8%2C4.4%2C50.9" in platform.paths()[-1]


def test_a_page_too_large_is_asked_for_in_parts(platform, asking, monkeypatch):
    monkeypatch.setattr(web, "LARGEST", 1000)
    platform.answers["/items"] = lambda handler: send(
        handler, json.dumps(collection(*[BOX[:2]] * (50 if "5000" in handler.path else 1))).encode()
    )
    assert len(read(source(platform, asking))[1]) == 1


def test_places_in_other_systems_are_turned_or_told(platform, asking):
    metres = collection((484239.78, 6594803.23))
    mercator = "http://www.opengis.net/def/crs/EPSG/0/3857"
    platform.answers["/items"] = metres
    for crs, header in ((mercator, {}), ("", {"Content_Crs": f"<{mercator}>"})):
        body = json.dumps(metres).encode()
        platform.answers["/items"] = lambda handler, b=body, h=header: send(handler, b, **h)
        things = read(source(platform, asking, crs=crs))[1]
        assert things["0"].place == pytest.approx((4.35, 50.85), abs=1e-6)
    report = Report()
    unknown = source(platform, asking, report, crs="http://www.opengis.net/def/crs/EPSG/0/1")
    platform.answers["/items"] = metres
    assert read(unknown)[1]["0"].place == () and [told.code for told in report] == ["crs"]


def test_swapped_places_and_places_nowhere_are_told(platform, asking):
    report = Report()
    platform.answers["/items"] = collection((50.85, 4.35), (50.86, 4.36), None, (50, 104))
    _, things = read(source(platform, asking, report, box=BOX))
    assert [told.code for told in report] == ["swapped", "place"]
    assert things["2"].place == things["3"].place == ()


def test_more_features_than_anybody_can_use_are_bounded(platform, asking, monkeypatch):
    monkeypatch.setattr("importers.live.ogc_features.MOST", 2)
    report = Report()
    more = [{"rel": "next", "href": "/items?page=2"}]
    platform.answers["/items"] = collection(BOX[:2], BOX[:2], links=more)
    platform.answers["/items?page=2"] = collection(BOX[:2], None, None)
    assert len(read(source(platform, asking, report))[1]) == 2
    assert [told.code for told in report] == ["most"]


@pytest.mark.parametrize(
    "answer, says",
    [(b"<html>", "HTML"), (b'{"features": [{"ty', "cut"), (b'{"features": 5}', "no list")],
)
def test_what_is_no_collection_is_a_fault(platform, asking, answer, says):
    platform.answers["/items"] = answer
    with pytest.raises(FeedFault, match=says):
        read(source(platform, asking))
