"""OGC API Records as they come: pages, contacts, licences in links, records that are none."""

from importers.report import Report
from tests.importers.catalogues.catalogues import found

RECORD = {
    "id": "r1",
    "type": "Feature",
    "conformsTo": ["http://www.opengis.net/spec/ogcapi-records-1/1.0/req/record-core"],
    "geometry": None,
    "properties": {
        "title": "Air",
        "contacts": [
            {"name": "A person", "roles": ["author"]},
            {"organization": "City", "roles": ["publisher"]},
        ],
        "keywords": ["air", 5],
        "rights": "ask",
        "updated": "2026-01-01T00:00:00Z",
    },
    "links": [
        {"rel": "license", "href": "https://creativecommons.org/licenses/by/4.0/"},
        {"rel": "item", "href": "data/air.geojson", "type": "application/geo+json", "length": 12},
        {"rel": "service", "href": "https://b.eu/wms", "protocol": "OGC:WMS", "title": "Map"},
        {"rel": "self", "href": "x"},
        {"rel": "item"},
        "odd",
    ],
}


def page(*records, **more):
    return {"type": "FeatureCollection", "features": list(records), **more}


def test_what_a_record_says(platform, asking):
    platform.answers["/items"] = page(RECORD)
    (one,) = found(platform.address + "/items", asking)
    assert (one.title, one.publisher, one.terms, one.box) == ("Air", "City", "ask", None)
    assert one.words == "CC BY 4.0: name the source" and one.keywords == ("air",)
    file, map = one.distributions
    assert (file.address, file.use, file.size) == (
        f"{platform.address}/data/air.geojson",
        "feed",
        12,
    )
    assert (map.title, map.standard) == ("Map", "WMS")


def test_pages_are_followed_and_endless_ones_left(platform, other, asking):
    following = [{"rel": "next", "href": other.address + "/items?page=2"}]
    platform.answers["/items"] = page(RECORD, links=following)
    other.answers["/items"] = page({**RECORD, "id": "r2"}, {"properties": {}}, links=following)
    report = Report()
    entries = found(platform.address + "/items", asking, report=report)
    assert [one.id for one in entries] == ["r1", "r2"]
    assert {one.code for one in report} == {"entry", "paging"}
    assert len(other.asked) == 2 and "authorization" not in other.asked[0][1]


def test_a_page_without_properties_or_that_is_none_ends(platform, asking):
    platform.answers["/items"] = page({**RECORD, "properties": None, "links": None})
    (one,) = found(platform.address + "/items", asking)
    assert (one.title, one.distributions) == ("r1", ())
