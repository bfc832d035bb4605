"""Collections behind every sort of page, and chains of pages that are as wrong as they can be."""

import numpy as np
import pytest

from city.progress import Progress
from importers.live import ogc_collections
from importers.live.ogc_collections import Asked, collections, is_api, link, pages
from importers.live.web import FeedFault
from importers.report import Report
from tests.live_platform import send

GEO, JSON = "application/geo+json", "application/json"


def to(href, rel="next", kind=None, **more):
    return {"href": href, "rel": rel, **({"type": kind} if kind else {}), **more}


def collection(id, **more):
    return {"id": id, "links": [to(f"/collections/{id}/items", "items", GEO)], **more}


def found(platform, asking, path, report=None):
    answer = asking.get(platform.address + path, Progress())
    return collections(answer, asking, Report() if report is None else report, Progress())


def read(platform, asking, path, report):
    answer = asking.get(platform.address + path, Progress())
    chain = pages(answer, "features", asking, report, Progress())
    return [row.get("id") for _, _, rows in chain for row in rows]


def test_the_link_that_suits_best_is_taken():
    links = [
        to("/html", "items", "text/html"),
        to("/ld", "items", "application/ld+json"),
        to("/json", "items", JSON),
        to("/geo", "items", GEO + "; charset=utf-8"),
        to("/{id}", "items", GEO, templated=True),
    ]
    assert link({"links": links}, "http://a.eu/x", "items") == "http://a.eu/geo"
    assert link({"links": links[:3]}, "http://a.eu/x", "items") == "http://a.eu/json"
    assert link({"links": links[:2]}, "http://a.eu/x", "items") == ""
    assert link({"links": [to("?p=2"), 5, {"rel": "next"}]}, "http://a.eu/x", "next").endswith(
        "?p=2"
    )


def test_pages_of_an_api_are_told_from_others():
    assert is_api({"links": [to("/collections", "data")]})
    assert is_api({"links": [], "collections": []}) and is_api(collection("a"))
    assert is_api({"type": "FeatureCollection", "features": [], "links": []})
    for other in ({"type": "FeatureCollection"}, {"value": []}, [], {"links": []}, None):
        assert not is_api(other)


def test_collections_are_found_from_every_page(platform, asking):
    answers = platform.answers
    answers["/"] = {"links": [to("/collections", "data", JSON)]}
    answers["/collections"] = {
        "collections": [collection("a"), 7, {"id": "tiles alone", "links": []}],
        "links": [to("/collections?page=2")],
    }
    answers["/collections?page=2"] = {"collections": [collection("b")], "links": []}
    answers["/collections/b"] = collection("b")
    answers["/collections/b/items"] = {
        "type": "FeatureCollection", "features": [], "links": [to("/collections/b", "collection")],
    }  # fmt: skip
    for path in ("/", "/collections"):
        assert [one.id for one in found(platform, asking, path)] == ["a", "b"]
    for path in ("/collections/b", "/collections/b/items"):
        (one,) = found(platform, asking, path)
        assert one.id == "b" and one.items == f"{platform.address}/collections/b/items"


def test_a_collection_says_where_when_and_how(platform, asking):
    platform.answers["/c"] = collection(
        "c",
        extent={
            "spatial": {"bbox": [[4.3, 50.8, 0, 4.4, 50.9, 9]]},
            "temporal": {"interval": [["2026-01-01T00:00:00Z", None]]},
        },
        crs=["http://www.opengis.net/def/crs/EPSG/0/31370"],
        itemType="record",
        data_queries={"locations": {"link": {"href": "/c/locations/{locId}"}}, "cube": 5},
    )
    (one,) = found(platform, asking, "/c")
    assert one.box == (4.3, 50.8, 4.4, 50.9) and one.records
    assert one.span == (np.datetime64("2026-01-01", "ms"), None)
    assert one.crs.endswith("31370")
    assert one.queries == {"locations": f"{platform.address}/c/locations"}


def test_what_is_asked_is_written_as_the_standard_has_it():
    start, end = np.datetime64("2026-01-01", "ms"), np.datetime64("2026-01-02", "ms")
    asked = Asked((4.3, 50.8, 4.4, 50.9), start, end).parameters()
    assert asked == {
        "bbox": "4.3,50.8,4.4,50.9",
        "datetime": "2026-01-01T00:00:00.000Z/2026-01-01T23:59:59.999Z",
    }
    assert Asked(start=start).parameters()["datetime"].endswith("Z/..")
    assert Asked().parameters() == {}


def page(*ids, following=""):
    rows = [{"type": "Feature", "id": id, "geometry": None} for id in ids]
    return {
        "type": "FeatureCollection",
        "features": rows,
        "links": [to(following)] if following else [],
    }


def test_pages_are_followed_and_each_row_is_taken_once(platform, asking):
    report = Report()
    platform.answers["/p"] = page(1, 2, following="?page=2")
    platform.answers["/p?page=2"] = page(2, "2", 3, following="/p?page=3")
    platform.answers["/p?page=3"] = page(4)
    assert read(platform, asking, "/p", report) == [1, 2, 3, 4] and not list(report)


@pytest.mark.parametrize("following", ["/p", "/p?page=2", "/p?again"])
def test_pages_that_begin_again_are_noticed(platform, asking, following):
    report = Report()
    platform.answers["/p"] = page(1, 2, following="/p?page=2")
    platform.answers["/p?page=2"] = page(3, following=following)
    platform.answers["/p?again"] = page(3, following="/p?once more")
    assert read(platform, asking, "/p", report) == [1, 2, 3]
    assert [one.code for one in report] == ["pages"]


def test_rows_without_ids_are_told_apart_by_what_they_say(platform, asking):
    report = Report()
    rows = [{"geometry": None, "properties": {"v": v}} for v in (1, 2, 1)]
    platform.answers["/p"] = {"features": rows, "links": [to("/p?again")]}
    assert read(platform, asking, "/p", report) == [None, None]
    assert [one.code for one in report] == ["pages"]


def test_rows_that_are_too_deep_to_compare_are_taken():
    deep = None
    for _ in range(100_000):
        deep = [deep]
    seen = set()
    assert ogc_collections.new({"id": deep}, seen) and ogc_collections.new({"a": deep}, seen)
    assert ogc_collections.new({"id": 1}, seen) and not ogc_collections.new({"id": "1"}, seen)


def test_pages_without_end_are_ended(platform, asking, monkeypatch):
    monkeypatch.setattr(ogc_collections, "PAGES", 5)
    count = iter(range(1000))
    platform.answers["/p"] = lambda handler: send(
        handler,
        __import__("json").dumps(page(n := next(count), following=f"/p?n={n + 1}")).encode(),
    )
    report = Report()
    assert read(platform, asking, "/p", report) == [0, 1, 2, 3, 4]
    assert [one.code for one in report] == ["pages"] and "no end" in next(iter(report)).message


def test_a_link_to_another_origin_gets_no_key(platform, other, asking):
    report = Report()
    platform.answers["/p"] = page(1, following=f"{other.address}/q")
    other.answers["/q"] = page(2)
    assert read(platform, asking, "/p", report) == [1, 2]
    assert "authorization" in platform.asked[0][1] and "authorization" not in other.asked[0][1]
    assert [one.code for one in report] == ["origin"]


@pytest.mark.parametrize(
    "second, says",
    [(b'{"features": [', "cut"), (b"<html>sign in", "HTML"), (b'{"a": 1}', "no list")],
)
def test_a_page_that_is_none_is_a_fault_after_what_was_read(platform, asking, second, says):
    platform.answers["/p"] = page(1, following="/p?page=2")
    platform.answers["/p?page=2"] = second
    answer = asking.get(f"{platform.address}/p", Progress())
    chain = pages(answer, "features", asking, Report(), Progress())
    assert [row["id"] for row in next(chain)[2]] == [1]
    with pytest.raises(FeedFault, match=says):
        next(chain)
