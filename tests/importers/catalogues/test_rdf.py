"""RDF of strangers: nothing is fetched for it, entities are refused, what is broken is told."""

import json

import pytest

from importers.catalogues import rdf
from importers.intake import ReadError
from tests.importers.catalogues.catalogues import dataset, jsonld

BOMB = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>"""
WIDE = BOMB.decode().replace('"1.0"', '"1.0" encoding="utf-16"').encode("utf-16")


@pytest.mark.parametrize(
    "kind, body, form",
    [
        ("text/turtle", b"", "turtle"),
        ("text/plain", b"@prefix dcat: <x> .", "turtle"),
        ("", b"\xef\xbb\xbf\nPREFIX dcat: <x>", "turtle"),
        ("application/xml", b'<?xml version="1.0"?>\n<rdf:RDF xmlns', "xml"),
        ("application/json", b'{"@context": {}}', "json-ld"),
        ("application/json", b'[{"@id": "x"}]', "json-ld"),
        ("application/json", b'{"a": 1}', ""),
        ("text/plain", b"<html>", ""),
    ],
)
def test_a_form_is_recognised(kind, body, form):
    assert rdf.form_of(kind, body) == form


def test_no_context_is_ever_fetched(platform):
    there = f"{platform.address}/context.jsonld"
    scoped = {"dct:title": {"@id": "http://purl.org/dc/terms/title", "@context": there}}
    deep = {"y": {"@id": "http://y", "@context": there}}
    documents = [
        jsonld(dataset("a"), context=there),
        jsonld(dataset("a"), context=[there, {"x": "http://x/"}, [there]]),
        jsonld(dataset("a"), context={"@import": there, "x": "http://x/"}),
        jsonld(dataset("a", **{"dcat:distribution": {"@context": there, "@id": "http://b"}})),
        jsonld(dataset("a"), context={**json.loads(jsonld())["@context"], **scoped}),
        jsonld(dataset("a", **{"@included": [{"@context": [deep]}]})),
        b'{"@context": "/etc/passwd", "@id": "http://a"}',
        b'{"@context": "context.jsonld", "@id": "http://a"}',
    ]  # fmt: skip
    for document in documents:
        told: list[str] = []
        rdf.graph(document, "json-ld", platform.address + "/x", told)
        assert told
    assert not platform.asked


def test_a_context_that_was_not_fetched_is_taken_as_dcat_means_it():
    told: list[str] = []
    body = json.dumps(
        {"@context": "https://b.eu/x.jsonld", "@type": "Dataset", "@id": "http://a", "title": "T"}
    )  # fmt: skip
    graph = rdf.graph(body.encode(), "json-ld", "http://a", told)
    assert told == [
        "what its words mean is said at https://b.eu/x.jsonld; taken as DCAT means them"
    ]
    assert ("http://purl.org/dc/terms/title", "T") in {(str(p), str(o)) for _, p, o in graph}


@pytest.mark.parametrize(
    "form, body, says",
    [
        ("xml", BOMB, "document type"),
        ("xml", WIDE, "document type"),
        ("xml", b"<rdf:RDF", "RDF/XML that is broken"),
        ("turtle", b"@prefix a: <b> . a:b a:c [", "Turtle that is broken"),
        ("turtle", b"<a> <b> " + b"[ <c> " * 100_000, "Turtle that is broken"),
        ("json-ld", b'{"@context": {}', "JSON-LD that is broken"),
        ("json-ld", b"[" * 100_000, "JSON-LD that is broken"),
        ("nt", b"nonsense", "N-Triples that is broken"),
    ],
)  # fmt: skip
def test_what_is_broken_or_dangerous_is_told_in_one_line(form, body, says):
    with pytest.raises(ReadError, match=says) as told:
        rdf.graph(body, form, "http://a.eu/x", [])
    assert len(str(told.value)) < 300 and "\n" not in str(told.value)


def test_more_than_a_page_should_have_is_refused(monkeypatch):
    monkeypatch.setattr(rdf, "LARGEST", 1 << 20)
    with pytest.raises(ReadError, match="more than 1 MB"):
        rdf.graph(bytes(2 << 20), "turtle", "x", [])


@pytest.mark.parametrize(
    "form, body",
    [
        ("turtle", b"<http://a.eu/my file> <http://b> <http://a.eu/my page> ."),
        ("nt", b"<http://a.eu/my file> <http://b> <http://a.eu/my page> .\n"),
        ("json-ld", b'{"@id": "http://a.eu/my file", "http://b": {"@id": "http://a.eu/my page"}}'),
        ("json-ld", b'{"@context":"","@id":"http://a.eu/my file","rights":"http://a.eu/my page"}'),
    ],
)  # fmt: skip
def test_addresses_with_spaces_are_not_lost(form, body):
    ((one, _, other),) = rdf.graph(body, form, "http://a.eu/x", [])
    assert (str(one), str(other)) == ("http://a.eu/my%20file", "http://a.eu/my%20page")
