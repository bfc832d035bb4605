"""Recorded answers of real catalogues are read to what an independent count finds in them."""

import json
import re

import numpy as np
import pytest
import rdflib

from importers.report import Report
from tests.importers.catalogues.catalogues import CAPTURED, found, recorded
from tests.live_platform import send
from tests.shared import needs_data

pytestmark = needs_data
HERE = (4.3, 50.8, 4.4, 50.9)
KINDS = {"ttl": "text/turtle", "jsonld": "application/ld+json"}
COUNT = """SELECT (COUNT(DISTINCT ?d) AS ?n) (SAMPLE(?t) AS ?title) (SAMPLE(?a) AS ?address)
WHERE { ?d a <http://www.w3.org/ns/dcat#Dataset> ; <http://purl.org/dc/terms/title> ?t ;
<http://www.w3.org/ns/dcat#distribution>/<http://www.w3.org/ns/dcat#accessURL> ?a }"""


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize(
    "place", ["catalog.ttl", "catalog.jsonld", "dataset_air-quality-live.jsonld"]
)
def test_dcat_of_a_real_ckan(platform, asking, place):
    form = place.rpartition(".")[2]
    body = recorded(f"ckan/{place}", platform)
    platform.answers["/c"] = lambda handler: send(handler, body, kind=KINDS[form])
    graph = rdflib.Graph().parse(data=body, format={"ttl": "turtle", "jsonld": "json-ld"}[form])
    ((count, title, address),) = graph.query(COUNT)
    (entry,) = found(platform.address + "/c", asking)
    assert (int(count), str(title)) == (1, entry.title)
    (way,) = entry.distributions
    assert (way.address, way.use, way.standard) == (str(address), "feed", "NGSI-LD")
    assert (entry.publisher, entry.description, entry.licence) == ("City", "x", "")
    assert entry.box == pytest.approx(HERE)
    assert entry.updated == np.datetime64("2026-11-22T04:19:09.167")


def test_ckan(platform, asking):
    body = recorded("ckan/api_3_action_package_search_q_air", platform)
    platform.answers["/api/3/action/package_search"] = body
    package = json.loads(body)["result"]["results"][0]
    (entry,) = found(platform.address + "/api/3/action", asking, "air", (4.35, 50.85, 6, 52))
    assert (entry.id, entry.title) == (package["id"], package["title"])
    assert (entry.publisher, entry.box) == ("City", pytest.approx(HERE))
    assert [way.standard for way in entry.distributions] == ["NGSI-LD"]
    assert "q=air&rows=100&start=0&ext_bbox=4.35,50.85,6,52" in platform.paths()[0]
    assert found(platform.address + "/api/3/action", asking, "air", (6, 50, 7, 51)) == []


def test_records_of_a_real_pygeoapi(platform, asking):
    home = "http://127.0.0.1:15000"
    for path, place in (("/", "landing"), ("/collections", "collections")):
        platform.answers[path] = recorded(f"ogcapi-pygeoapi/{place}.json", platform, home)
    body = recorded("ogcapi-pygeoapi/records.json", platform, home)
    platform.answers["/collections/catalogue/items"] = body
    features = json.loads(body)["features"]
    entries = found(platform.address + "/", asking, "air")
    assert [one.title for one in entries] == [one["properties"]["title"] for one in features]
    assert [one.id for one in entries] == ["ds0", "ds1", "ds2"] and entries[0].box == HERE
    for one in entries:
        (way,) = one.distributions
        assert (way.address, way.standard) == ("http://127.0.0.1:1026/ngsi-ld/v1", "NGSI-LD")
    assert re.search(r"/items\?f=json&limit=100&q=air$", platform.paths()[-1])
    for path in ("/collections", "/collections/catalogue/items"):
        assert len(found(platform.address + path, asking)) == 3


def test_stac_of_a_real_pgstac(platform, asking):
    home = "http://127.0.0.1:18082"
    for path, place in (("/", "root"), ("/collections", "collections"), ("/search", "search")):
        platform.answers[path] = recorded(f"stac-pgstac/{place}.json", platform, home)
    (item,) = json.loads((CAPTURED / "stac-pgstac/search.json").read_text())["features"]
    report = Report()
    (entry,) = found(platform.address + "/", asking, "city", HERE, report)
    assert (entry.id, entry.title) == ("city3d/tile-1", item["id"])
    assert (entry.licence, entry.words) == ("CC-BY-4.0", "CC BY 4.0: name the source")
    assert (
        entry.description
        == "1,234 city objects (Building); level of detail 2.2. 3D city model tiles"
    )
    (way,) = entry.distributions
    assert (way.address, way.use) == (item["assets"]["data"]["href"], "city model")
    assert entry.box == HERE and not len(report)
    assert "/search?limit=100&bbox=4.3,50.8,4.4,50.9" in platform.paths()
    assert found(platform.address + "/", asking, "trees") == []


def test_a_file_of_dcat_is_a_catalogue_too(asking):
    (entry,) = found(CAPTURED / "ckan/catalog.ttl", asking)
    assert entry.title == "Air quality (live NGSI-LD)"
