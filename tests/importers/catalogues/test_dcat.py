"""DCAT-AP as it comes: pages, services, licences, languages, and what is wrong with it."""

import pytest

from importers.catalogues import dcat
from importers.live.web import FeedFault
from importers.report import Report
from tests.importers.catalogues.catalogues import dataset, found, jsonld
from tests.live_platform import send

TURTLE = """@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
<http://a.eu/trees> a dcat:Dataset ; dct:title "Bäume"@de , "Trees"@en ;
  dct:publisher [ foaf:name "City of A" ] ; dcat:keyword "green", "trees" ;
  dct:accessRights [ rdfs:label "public" ] ; dct:issued "2026-01-01"^^xsd:date ;
  dct:spatial [ dcat:bbox "POLYGON ((4 50, 5 50, 5 51, 4 51, 4 50))" ] ;
  dcat:distribution <http://a.eu/d1> , <http://a.eu/d2> .
<http://a.eu/d1> a dcat:Distribution ; dct:title "file" ; dcat:accessURL <http://a.eu/page> ;
  dcat:downloadURL <http://a.eu/trees.gpkg> ; dcat:byteSize "1234"^^xsd:nonNegativeInteger ;
  dcat:mediaType <https://www.iana.org/assignments/media-types/application/geopackage+sqlite3> ;
  dct:license <http://publications.europa.eu/resource/authority/licence/CC_BY_4_0> .
<http://a.eu/d2> a dcat:Distribution ; dct:title "map" ; dcat:accessURL <http://a.eu/page> ;
  dct:format <http://publications.europa.eu/resource/authority/file-type/WMS_SRVC> ;
  dcat:accessService [ a dcat:DataService ; dcat:endpointURL <http://a.eu/wms> ] .
<http://a.eu/s> a dcat:DataService ; dct:title "Sensors" ; dcat:endpointURL <http://a.eu/v1.1> ;
  dct:license [ dct:title "House rules" ] ;
  dct:conformsTo <http://www.opengis.net/spec/iot_sensing/1.1/SensorThings> .
"""


def serve(platform, path, body, kind="application/ld+json"):
    platform.answers[path] = lambda handler: send(handler, body, kind=kind)


def paged(place, name):
    page = {"@type": "hydra:PagedCollection", "hydra:nextPage": place}
    return jsonld(dataset(name), page)


def test_what_a_data_set_says(platform, asking):
    serve(platform, "/c", TURTLE.encode(), "text/turtle;charset=utf-8")
    service, trees = found(platform.address + "/c", asking)
    assert (trees.title, trees.publisher, trees.keywords) == (
        "Trees",
        "City of A",
        ("green", "trees"),
    )
    assert (trees.words, trees.terms) == ("CC BY 4.0: name the source", "public")
    assert str(trees.updated) == "2026-01-01T00:00:00.000" and trees.box == (4, 50, 5, 51)
    file, map = trees.distributions
    assert (file.address, file.use, file.size) == ("http://a.eu/trees.gpkg", "city model", 1234)
    assert file.media == "application/geopackage+sqlite3"
    assert (map.address, map.use, map.media) == ("http://a.eu/wms", "map", "WMS_SRVC")
    assert (service.title, service.licence) == ("Sensors", "House rules")
    assert [way.standard for way in service.distributions] == ["SensorThings"]


def test_pages_are_followed_also_to_another_origin_which_gets_no_key(platform, other, asking):
    serve(platform, "/c", paged("/c?page=2", "a"))
    serve(platform, "/c?page=2", paged(other.address + "/c?page=3", "b"))
    serve(other, "/c", jsonld(dataset("c")))
    assert [one.title for one in found(platform.address + "/c", asking)] == ["a", "b", "c"]
    assert platform.asked[1][1]["authorization"] == "Bearer s3cret"
    assert "authorization" not in other.asked[0][1]


@pytest.mark.parametrize("after", ["/c", "/c?page=2"])
def test_pages_that_go_round_end(platform, asking, after):
    serve(platform, "/c", paged(after, "a"))
    serve(platform, "/c?page=2", paged("/c", "b"))
    report = Report()
    assert 1 <= len(found(platform.address + "/c", asking, report=report)) <= 2
    assert [one.code for one in report] == ["paging"] and len(platform.asked) <= 2


def test_a_remote_context_is_told_and_not_fetched(platform, other, asking):
    serve(platform, "/c", jsonld(dataset("a"), context=other.address + "/context.jsonld"))
    report = Report()
    (entry,) = found(platform.address + "/c", asking, report=report)
    assert entry.title == "a" and not other.asked
    assert [one.code for one in report] == ["context"] and other.address in next(
        iter(report)
    ).message


def test_what_is_broken_or_never_ends_is_told(platform, asking, monkeypatch):
    serve(platform, "/c", b"@prefix a: <b> . a:b", "text/turtle")
    with pytest.raises(Exception, match="Turtle that is broken"):
        found(platform.address + "/c", asking)
    serve(platform, "/c", paged("/page", "a"))
    serve(platform, "/page", b"<html>", "text/html")
    with pytest.raises(FeedFault, match="no DCAT"):
        found(platform.address + "/c", asking)
    monkeypatch.setattr(dcat, "PATIENCE", 0.0)
    rows = "\n".join(f"<http://a.eu/{n}> a <http://b.eu/c> ." for n in range(30_000))
    serve(platform, "/c", f"@prefix a: <b> .\n{rows}".encode(), "text/turtle")
    with pytest.raises(FeedFault, match="came to no end"):
        found(platform.address + "/c", asking)


def test_hostile_labels_are_cut(platform, asking):
    way = {"@type": "dcat:Distribution", "dcat:accessURL": {"@id": "javascript:alert(1)"}}
    label = "<b>\u202e" + "x" * 100_000
    one = dataset("a", **{"dct:description": label, "dct:title": label, "dcat:distribution": way})
    serve(platform, "/c", jsonld(one))
    (entry,) = found(platform.address + "/c", asking)
    assert len(entry.title) == 200 and len(entry.description) == 2000
    assert (entry.distributions[0].address, entry.distributions[0].use) == ("", "")
