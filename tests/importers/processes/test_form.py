"""What processes want to be told: read from descriptions, checked before anything is sent."""

import base64

import orjson
import pytest

from importers.processes.form import Document, input_of, settled
from importers.processes.schema import resolved
from tests.shared import DATA, needs_data

POINT = {"type": "Point", "coordinates": [4.4, 51.9]}
CITY = "application/city+json"


def one(schema, key="x", **told):
    return input_of(key, told, resolved(schema, {}))


@pytest.mark.parametrize(
    ("schema", "kind", "allowed"),
    [
        ({"type": "number", "minimum": 1, "maximum": 9}, "number", "a number from 1 to 9"),
        ({"type": "integer", "maximum": 9}, "whole", "a whole number to 9"),
        ({"type": "number", "x-ogc-unit": "Cel"}, "number", "a number °C"),
        ({"type": "boolean"}, "switch", "yes or no"),
        ({"type": "string", "enum": ["a", "b"]}, "choice", "one of a, b"),
        ({"type": "integer", "enum": [1, 2]}, "choice", "one of 1, 2"),
        ({"type": "string"}, "text", "a text"),
        ({"type": "string", "format": "date-time"}, "moment", "a day or a moment"),
        ({"allOf": [{"format": "geojson-geometry"}]}, "geometry", "GeoJSON"),
        ({"type": "string", "contentMediaType": "application/geo+json"}, "geometry", "GeoJSON"),
        ({"format": "ogc-bbox"}, "box", "west,south,east,north"),
        ({"type": "object", "properties": {"bbox": {}}, "required": ["bbox"]}, "box", "west"),
        ({"type": "object", "contentMediaType": CITY}, "document", f"a file ({CITY})"),
        ({"type": "string", "contentEncoding": "base64", "contentMediaType": "model/gltf-binary"},
         "document", "a file (model/gltf-binary)"),
        ({"type": "object"}, "json", "JSON"),
        ({}, "json", "JSON"),
        ({"type": "array", "items": {"type": "number", "minimum": 1}}, "number", "a list, each"),
    ],
)  # fmt: skip
def test_kinds(schema, kind, allowed):
    found = one(schema)
    assert found.kind == kind and allowed in found.allowed()


def test_all_that_is_said_of_an_input_is_kept():
    found = one(
        {"type": "number", "default": 50, "minimum": 0, "unit": "m"},
        title="Distance",
        description="Metres\n around it.",
        minOccurs=0,
        maxOccurs="unbounded",
    )
    assert (found.title, found.about, found.unit) == ("Distance", "Metres around it.", "m")
    assert (found.least, found.most, found.low, found.high) == (0, None, 0, None)
    assert found.default == 50 and not found.required
    assert one({"type": "number"}).required


@pytest.mark.parametrize(
    ("schema", "given", "sent"),
    [
        ({"type": "number"}, " 2.5 ", 2.5),
        ({"type": "integer"}, "7", 7),
        ({"type": "boolean"}, "yes", True),
        ({"enum": [1, 2]}, "2", 2),
        ({"type": "string"}, "12", "12"),
        ({"type": "array", "items": {"type": "number"}}, "1, 2.5", [1, 2.5]),
        ({"type": "array", "items": {"type": "string"}}, '["a,b"]', ["a,b"]),
        ({"format": "ogc-bbox"}, "4,51,5,52", {
            "bbox": [4, 51, 5, 52], "crs": "http://www.opengis.net/def/crs/OGC/1.3/CRS84"}),
        ({"type": "object"}, '{"a": 1}', {"value": {"a": 1}, "mediaType": "application/json"}),
        ({"format": "geojson-geometry"}, POINT, {
            "value": POINT, "mediaType": "application/geo+json"}),
        ({"format": "geojson-feature-collection"}, POINT, {
            "value": {"type": "FeatureCollection", "features": [
                {"type": "Feature", "properties": {}, "geometry": POINT}]},
            "mediaType": "application/geo+json"}),
    ],
)  # fmt: skip
def test_values_as_they_are_sent(schema, given, sent):
    assert settled([one(schema)], {"x": given}) == {"x": sent}


def test_a_box_as_a_plain_list():
    box = one({"type": "array", "items": {"type": "number"}, "minItems": 4, "maxItems": 4}, "bbox")
    assert box.kind == "box"
    assert settled([box], {"bbox": "4,51,5,52"}) == {"bbox": [4, 51, 5, 52]}


@pytest.mark.parametrize(
    ("schema", "given", "why"),
    [
        ({"type": "number"}, "far", "x must be a number"),
        ({"type": "number", "maximum": 3}, "4", "x must be at most 3"),
        ({"type": "integer"}, "2.5", "x must be a whole number"),
        ({"type": "boolean"}, "maybe", "x must be yes or no"),
        ({"enum": ["a"]}, "b", "x must be one of a"),
        ({"format": "ogc-bbox"}, "84000,447000,85000,448000", "in degrees"),
        ({"format": "ogc-bbox"}, "1,2,3", "in degrees"),
        ({"format": "geojson-geometry"}, "POINT (1 2)", "GeoJSON"),
        ({"format": "geojson-geometry"}, '{"type": "Thing"}', "GeoJSON"),
        ({"contentMediaType": CITY}, "a.json", f"a file ({CITY})"),
        ({"contentMediaType": CITY}, Document("image/png", b""), "and this is image/png"),
        ({"contentMediaType": CITY}, Document(CITY, b"{"), "no JSON"),
    ],
)
def test_wrong_values_are_told_before_anything_is_sent(schema, given, why):
    with pytest.raises(ValueError) as told:
        settled([one(schema)], {"x": given})
    assert why in str(told.value)


def test_all_that_is_wrong_is_told_at_once():
    form = [one({"type": "number"}, "a"), one({"type": "number"}, "b", title="The other")]
    with pytest.raises(ValueError) as told:
        settled(form, {"b": "x", "c": 1})
    words = str(told.value)
    assert "nothing called c" in words and "a (a) is missing" in words and "The other must" in words


def test_what_may_be_left_out_is_not_sent():
    form = [one({"type": "number", "default": 3}, "a"), one({"type": "string"}, "b", minOccurs=0)]
    assert settled(form, {"a": "", "b": None}) == {}


def test_some_things_are_told_several_times():
    twice = one({"type": "number"}, maxOccurs=2)
    assert settled([twice], {"x": "1"}) == {"x": [1]}
    assert settled([twice], {"x": ["1", "2"]}) == {"x": [1, 2]}
    with pytest.raises(ValueError, match="2 times, not 3"):
        settled([twice], {"x": [1, 2, 3]})


def test_documents_as_they_are_sent():
    form = [one({"oneOf": [{"contentMediaType": CITY}, {"contentMediaType": "application/gml+xml"},
                           {"contentMediaType": "model/gltf-binary"}]})]  # fmt: skip
    assert form[0].media == (CITY, "application/gml+xml", "model/gltf-binary")
    city = orjson.dumps({"type": "CityJSON"})
    assert settled(form, {"x": Document(CITY, city)})["x"] == {
        "value": {"type": "CityJSON"},
        "mediaType": CITY,
    }
    assert settled(form, {"x": Document("application/gml+xml", b"<a/>")})["x"]["value"] == "<a/>"
    sent = settled(form, {"x": Document("model/gltf-binary", b"glTF\0")})["x"]
    assert sent["encoding"] == "base64" and base64.b64decode(sent["value"]) == b"glTF\0"
    assert settled(form, {"x": "https://a.eu/c.json"})["x"] == {
        "href": "https://a.eu/c.json",
        "type": CITY,
    }


@needs_data
def test_the_recorded_description():
    path = DATA / "live" / "captured" / "ogcapi-pygeoapi" / "process_desc.json"
    told = orjson.loads(path.read_bytes())
    form = [
        input_of(key, one, resolved(one["schema"], told)) for key, one in told["inputs"].items()
    ]
    assert [(one.key, one.kind, one.default) for one in form] == [
        ("duration", "whole", 60),
        ("scale", "number", 1.0),
    ]
    assert settled(form, told["example"]["inputs"]) == {"duration": 30}
    assert form[0].allowed() == "a whole number from 1 to 3600"


def test_a_feature_is_reduced_to_its_geometry_where_only_that_is_wanted():
    feature = {"type": "Feature", "properties": {}, "geometry": POINT}
    collection = {"type": "FeatureCollection", "features": [feature]}
    form = [one({"format": "geojson-geometry"})]
    for given in (feature, collection):
        assert settled(form, {"x": given})["x"]["value"] == POINT
    with pytest.raises(ValueError, match="a geometry of GeoJSON"):
        settled(form, {"x": collection | {"features": [feature, feature]}})


def test_what_may_be_null_is_what_else_it_may_be():
    found = one({"type": ["number", "null"], "maximum": 3}, minOccurs=0)
    assert found.kind == "number" and settled([found], {"x": "2"}) == {"x": 2}
    assert one({"type": ["number", "string"]}).kind == "json"
