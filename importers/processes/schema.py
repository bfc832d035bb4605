"""What a JSON Schema allows: as much of it as descriptions of processes use (OGC 18-062r2, 7.8)."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any, TypeGuard

Schema = Mapping[str, Any]

DEEPEST = 16  # schemas within schemas
PARTS = 5_000  # schemas in one description, references followed
GEOJSON = "geojson-geometry"
COLLECTION = "geojson-feature-collection"
# Schemas that are known by their addresses; others are never fetched.
KNOWN = {
    "geojson.org/schema/Geometry.json": {"format": GEOJSON},
    "geojson.org/schema/FeatureCollection.json": {"format": COLLECTION},
    "geojson.org/schema/GeoJSON.json": {"format": COLLECTION},
    "/bbox.yaml": {"format": "ogc-bbox"},
}
TYPES: Mapping[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "number": (int, float),
    "integer": (int,),
    "boolean": (bool,),
    "null": (type(None),),
}
WORDS = {
    "object": "an object of JSON",
    "array": "a list",
    "string": "a text",
    "number": "a number",
    "integer": "a whole number",
    "boolean": "yes or no",
    "null": "nothing",
}


def resolved(schema: Any, root: Any) -> dict[str, Any]:
    """A schema with its references within the document put in, and what it demands of all at once
    (allOf) made one.

    root: the document that "#/..." points into. What leads elsewhere, or nowhere, demands nothing.
    Raises ValueError where it is larger or deeper than any form could be.
    """
    return _Resolving(root).whole(schema, 0)


class _Resolving:
    def __init__(self, root: Any) -> None:
        self._root = root
        self._parts = 0

    def whole(self, schema: Any, depth: int) -> dict[str, Any]:
        self._parts += 1
        if depth > DEEPEST or self._parts > PARTS:
            raise ValueError("its schema has no end")
        if not isinstance(schema, dict):
            return {}
        found = {key: value for key, value in schema.items() if key not in ("$ref", "allOf")}
        for part in (self._referred(schema.get("$ref")), *_list(schema.get("allOf"))):
            if part is not None:
                found = {**self.whole(part, depth + 1), **found}
        for key in ("oneOf", "anyOf"):
            if key in found:
                found[key] = [self.whole(one, depth + 1) for one in _list(found[key])]
        if isinstance(found.get("items"), dict):
            found["items"] = self.whole(found["items"], depth + 1)
        if isinstance(found.get("properties"), dict):
            found["properties"] = {
                str(name): self.whole(one, depth + 1) for name, one in found["properties"].items()
            }
        return found

    def _referred(self, reference: Any) -> Any:
        if not isinstance(reference, str):
            return None
        known = next((KNOWN[end] for end in KNOWN if reference.endswith(end)), None)
        if known is not None or not reference.startswith("#/"):
            return known
        found = self._root
        for step in reference[2:].split("/"):
            name = step.replace("~1", "/").replace("~0", "~")
            found = found.get(name) if isinstance(found, dict) else None
        return found


def alternatives(schema: Schema) -> Iterator[Schema]:
    """The schemas of which a value must meet one: itself, or those that it lists."""
    listed = [*_list(schema.get("oneOf")), *_list(schema.get("anyOf"))]
    if not listed:
        yield schema
    for one in listed:
        yield from alternatives(one)


def fault(value: Any, schema: Schema) -> str:
    """What a value must be and is not ("must be a number"), "" where it may be as it is.

    Patterns of texts are left to the server, since some take for ever to compare.
    """
    listed = [*_list(schema.get("oneOf")), *_list(schema.get("anyOf"))]
    faults = [fault(value, one) for one in listed]
    if faults and all(faults):
        return faults[0] if len(faults) == 1 else "is of no kind that is taken"
    choices = [schema["const"]] if "const" in schema else schema.get("enum")
    if isinstance(choices, list) and not any(_same(value, one) for one in choices):
        return f"must be one of {', '.join(map(str, choices))[:300]}"
    names = types(schema)
    if names and not any(_is(value, name) for name in names):
        return f"must be {' or '.join(WORDS[name] for name in names)}"
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return _number(value, schema)
    if isinstance(value, str):
        return _size(len(value), "letters", schema.get("minLength"), schema.get("maxLength"))
    if isinstance(value, list):
        return _items(value, schema)
    return _properties(value, schema) if isinstance(value, dict) else ""


def types(schema: Schema) -> list[str]:
    """The types that a schema names, those of JSON alone; none for any."""
    told = schema.get("type")
    listed = told if isinstance(told, list) else [told]
    return [one for one in listed if isinstance(one, str) and one in TYPES]


def _is(value: Any, name: str) -> bool:
    if isinstance(value, bool) and name != "boolean":
        return False
    if name == "integer" and isinstance(value, float):
        return value.is_integer()
    return isinstance(value, TYPES[name])


def _same(value: Any, other: Any) -> bool:
    return isinstance(value, bool) == isinstance(other, bool) and bool(value == other)


def _number(value: float, schema: Schema) -> str:
    if not math.isfinite(value):
        return "must be a number"
    low, high = limits(schema)
    if low is not None and value < low:
        return f"must be at least {low:g}"
    if high is not None and value > high:
        return f"must be at most {high:g}"
    below, above = schema.get("exclusiveMinimum"), schema.get("exclusiveMaximum")
    if below is not None and value == low and (below is True or below == low):
        return f"must be more than {low:g}"
    if above is not None and value == high and (above is True or above == high):
        return f"must be less than {high:g}"
    step = schema.get("multipleOf")
    if _real(step) and step > 0 and abs(value / step - round(value / step)) > 1e-9:
        return f"must be a multiple of {step:g}"
    return ""


def limits(schema: Schema) -> tuple[float | None, float | None]:
    """The least and the largest number, None where there is no such limit; a number that must not
    be reached itself counts too."""
    low = [schema.get(name) for name in ("minimum", "exclusiveMinimum")]
    high = [schema.get(name) for name in ("maximum", "exclusiveMaximum")]
    return max(filter(_real, low), default=None), min(filter(_real, high), default=None)


def _items(value: list[Any], schema: Schema) -> str:
    if told := _size(len(value), "entries", schema.get("minItems"), schema.get("maxItems")):
        return told
    inner = schema.get("items")
    if isinstance(inner, dict):
        for number, one in enumerate(value, 1):
            if told := fault(one, inner):
                return f"entry {number} {told}"
    return ""


def _properties(value: dict[str, Any], schema: Schema) -> str:
    for name in _list(schema.get("required")):
        if isinstance(name, str) and name not in value:
            return f"has no {name}"
    known = schema.get("properties")
    known = known if isinstance(known, dict) else {}
    for name, one in value.items():
        if isinstance(known.get(name), dict) and (told := fault(one, known[name])):
            return f"{name} {told}"
        if name not in known and schema.get("additionalProperties") is False:
            return f"has {name}, which nobody knows"
    return ""


def _size(count: int, what: str, least: Any, most: Any) -> str:
    if _real(least) and count < least:
        return f"must have at least {least:g} {what}"
    if _real(most) and count > most:
        return f"must have at most {most:g} {what}"
    return ""


def _real(value: Any) -> TypeGuard[float]:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
