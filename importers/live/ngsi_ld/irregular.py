"""What of an entity a strict broker would refuse (ETSI GS CIM 009, 4.5, 4.6 and 4.7)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from importers.live.ngsi_ld.attributes import NOT_MEASURED, URI, Entity

NAME = re.compile(r"[A-Za-z@][\w.:/#?=&%~+-]*$")
FORBIDDEN = re.compile(r"[<>\"'=;()]")  # in texts, 4.6
SHAPES = frozenset(
    {"Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon"}
)
KNOWN = frozenset(
    {
        "Property",
        "GeoProperty",
        "Relationship",
        "LanguageProperty",
        "VocabProperty",
        "JsonProperty",
        "ListProperty",
        "ListRelationship",
    }
)
READ = "it was read all the same"


def irregularities(entity: Entity) -> Iterator[tuple[str, str]]:
    """The code and the words for each irregularity of an entity in NGSI-LD's normalised form.

    In other forms (simplified, NGSI-v2) only ids, names and empty lists are looked at.
    """
    id = entity.get("id", entity.get("@id"))
    if not isinstance(id, str) or not URI.match(id):
        yield "id", f"its id is no URI; {READ}"
    normalised = any(isinstance(one, dict) and one.get("type") in KNOWN for one in entity.values())
    for name, attribute in entity.items():
        if name in NOT_MEASURED:
            continue
        yield from _odd_names(name, attribute)
        for one in attribute if isinstance(attribute, list) else [attribute]:
            if normalised and isinstance(one, dict):
                yield from _odd_attribute(name, one)


def _odd_names(name: str, attribute: Any) -> Iterator[tuple[str, str]]:
    inner = attribute if isinstance(attribute, dict) else {}
    for one in (name, *inner):
        if not NAME.match(one):
            yield "name", f"its attribute is called {one[:60]!r}; {READ}"
    if _empty(attribute):
        yield "empty", f"{name[:60]} has an empty list; {READ}"


def _empty(attribute: Any) -> bool:
    return isinstance(attribute, dict) and attribute.get("value") == []


def _odd_attribute(name: str, attribute: dict[str, Any]) -> Iterator[tuple[str, str]]:
    kind, value, name = attribute.get("type", "Property"), attribute.get("value"), name[:60]
    shape = value.get("type") if isinstance(value, dict) else None
    if not isinstance(kind, str) or kind not in KNOWN:
        yield "type", f"{name} is of the type {str(kind)[:40]!r}, which there is not; {READ}"
    if shape in SHAPES and kind != "GeoProperty":
        yield "typed", f"{name} is a place but no GeoProperty; {READ}"
    if shape in SHAPES and isinstance(value, dict) and not _fine(shape, value.get("coordinates")):
        yield "position", f"{name} has positions of other than two or three numbers; {READ}"
    if kind == "Relationship" and not _leads(attribute.get("object")):
        yield "relationship", f"{name} leads to nothing that a URI names; {READ}"
    if isinstance(value, str) and FORBIDDEN.search(value):
        yield "letters", f"{name} has letters that are forbidden (one of < > \" ' = ; ( )); {READ}"


def _leads(object: Any) -> bool:
    targets = object if isinstance(object, list) else [object]
    return all(isinstance(one, str) and bool(URI.match(one)) and " " not in one for one in targets)


def _fine(shape: str, coordinates: Any) -> bool:
    """Whether positions lie as deep in lists as they should, with two or three numbers each."""
    depth = {"Point": 0, "MultiPoint": 1, "LineString": 1, "MultiLineString": 2, "Polygon": 2}
    positions = [coordinates]
    for _ in range(depth.get(shape, 3)):
        if not all(isinstance(one, list) for one in positions):
            return False
        positions = [inner for one in positions for inner in one]
    return all(
        isinstance(one, list)
        and len(one) in (2, 3)
        and all(isinstance(number, (int, float)) for number in one)
        for one in positions
    )
