"""JSON Schemas of descriptions: put together, and held against values."""

import pytest

from importers.processes.schema import alternatives, fault, limits, resolved


def test_references_within_the_document_are_put_in():
    root = {"defs": {"a/b": {"type": "number", "minimum": 3}}}
    assert resolved({"$ref": "#/defs/a~1b"}, root) == {"type": "number", "minimum": 3}
    assert resolved({"allOf": [{"$ref": "#/defs/a~1b"}, {"maximum": 5}]}, root) == {
        "type": "number",
        "minimum": 3,
        "maximum": 5,
    }
    assert resolved({"$ref": "#/nowhere", "type": "string"}, root) == {"type": "string"}


def test_other_documents_are_known_or_demand_nothing():
    assert resolved({"$ref": "https://geojson.org/schema/Geometry.json"}, {}) == {
        "format": "geojson-geometry"
    }
    assert resolved({"$ref": "https://evil.example/schema.json"}, {}) == {}
    assert resolved("nonsense", {}) == {} and resolved(None, None) == {}


def test_a_schema_that_never_ends_is_refused():
    root = {"a": {"properties": {"b": {"$ref": "#/a"}}}}
    with pytest.raises(ValueError, match="no end"):
        resolved({"$ref": "#/a"}, root)
    wide = {"oneOf": [{"oneOf": [{"type": "string"}] * 100}] * 100}
    with pytest.raises(ValueError, match="no end"):
        resolved(wide, {})


def test_alternatives_lie_open():
    schema = {"oneOf": [{"type": "string"}, {"anyOf": [{"type": "number"}, {"type": "boolean"}]}]}
    assert [one["type"] for one in alternatives(schema)] == ["string", "number", "boolean"]
    assert list(alternatives({"type": "string"})) == [{"type": "string"}]


@pytest.mark.parametrize(
    ("schema", "good", "bad", "why"),
    [
        ({"type": "number"}, 1.5, "1", "must be a number"),
        ({"type": "number"}, 1, True, "must be a number"),
        ({"type": "number"}, 1, float("nan"), "must be a number"),
        ({"type": "integer"}, 2.0, 2.5, "must be a whole number"),
        ({"type": ["string", "null"]}, None, 1, "must be a text or nothing"),
        ({"type": "boolean"}, False, 0, "must be yes or no"),
        ({"type": "number", "minimum": 2}, 2, 1.9, "must be at least 2"),
        ({"type": "number", "maximum": 2}, 2, 2.1, "must be at most 2"),
        ({"exclusiveMinimum": 2}, 2.1, 2, "must be more than 2"),
        ({"minimum": 2, "exclusiveMinimum": True}, 3, 2, "must be more than 2"),
        ({"exclusiveMaximum": 2}, 1.9, 2, "must be less than 2"),
        ({"multipleOf": 0.1}, 0.3, 0.35, "must be a multiple of 0.1"),
        ({"enum": [1, "a"]}, "a", "b", "must be one of 1, a"),
        ({"enum": [1]}, 1, True, "must be one of 1"),
        ({"const": "x"}, "x", "y", "must be one of x"),
        ({"maxLength": 3}, "abc", "abcd", "must have at most 3 letters"),
        ({"minItems": 2}, [1, 2], [1], "must have at least 2 entries"),
        ({"items": {"type": "number"}}, [1], [1, "a"], "entry 2 must be a number"),
        ({"required": ["a"]}, {"a": 1}, {}, "has no a"),
        ({"properties": {"a": {"type": "string"}}}, {"b": 1}, {"a": 1}, "a must be a text"),
        ({"properties": {}, "additionalProperties": False}, {}, {"a": 1}, "has a, which nobody"),
        ({"oneOf": [{"type": "string"}]}, "a", 1, "must be a text"),
        ({"anyOf": [{"type": "string"}, {"type": "number"}]}, 1, [], "is of no kind that is taken"),
    ],
)
def test_values_are_held_against_a_schema(schema, good, bad, why):
    assert fault(good, schema) == ""
    assert why in fault(bad, schema)


def test_limits():
    assert limits({}) == (None, None)
    assert limits({"minimum": 1, "exclusiveMinimum": 3, "maximum": 9}) == (3, 9)
    assert limits({"minimum": True, "maximum": "9"}) == (None, None)
