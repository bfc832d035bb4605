"""What a process wants to be told: one description for a form, the command line and the check
before anything is sent (OGC 18-062r2, 7.8 and 7.11)."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from city.units import spelt
from importers.live.feed import text
from importers.processes.media import GEO, is_json
from importers.processes.schema import (
    COLLECTION,
    GEOJSON,
    Schema,
    alternatives,
    fault,
    limits,
    types,
)

Kind = Literal[
    "number", "whole", "switch", "choice", "text", "moment", "box", "geometry", "document", "json"
]
UNITS = ("x-ogc-unit", "uom", "unit", "units")  # OGC 23-058, 8.6, and what others write
CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
ABOUT = 1_000  # letters of a description
GEOMETRIES = {
    *("Point", "MultiPoint", "LineString", "MultiLineString"),
    *("Polygon", "MultiPolygon", "GeometryCollection"),
}


class Document(NamedTuple):
    """A whole document to be sent: its media type, and its bytes, or where it can be got from."""

    media: str
    content: bytes
    address: str = ""


@dataclass(frozen=True, slots=True)
class Input:
    """One thing that a process can be told.

    kind: "choice" takes one of `choices`; "moment" is a day or a moment of ISO 8601; "box" is west,
    south, east, north and "geometry" GeoJSON, both in degrees; "document" is a file of one of the
    `media`; "json" anything that the schema allows. low, high: of numbers, None for no limit.
    least, most: how often it is told; most None: as often as one likes. several: whether the value
    is a list of such things.
    """

    key: str
    title: str
    kind: Kind
    about: str = ""
    unit: str = ""
    default: Any = None
    low: float | None = None
    high: float | None = None
    choices: tuple[Any, ...] = ()
    media: tuple[str, ...] = ()
    least: int = 1
    most: int | None = 1
    several: bool = False
    schema: Schema = field(default_factory=dict)

    @property
    def required(self) -> bool:
        """Whether nothing can be computed without it."""
        return self.least > 0 and self.default is None

    def taken(self, value: Any) -> Any:
        """A value, or a text that says it, as it is sent. Raises ValueError with what is wrong."""
        if self.most == 1:
            return self._one(value)
        listed = value if isinstance(value, list) and not self.several else [value]
        if self.most is not None and len(listed) > self.most:
            raise ValueError(f"{self.title} can be told {self.most} times, not {len(listed)}")
        return [self._one(one) for one in listed]

    def allowed(self) -> str:
        """What can be put in, in words."""
        words = {
            "number": "a number",
            "whole": "a whole number",
            "switch": "yes or no",
            "choice": f"one of {', '.join(map(str, self.choices))}"[:500],
            "moment": "a day or a moment, such as 2026-03-21T08:00:00Z",
            "box": "west,south,east,north in degrees",
            "geometry": "a geometry of GeoJSON in degrees",
            "document": f"a file ({', '.join(self.media) or 'of any type'})",
            "json": "JSON",
        }.get(self.kind, "a text")
        if self.kind in ("number", "whole"):
            words += "".join(
                f" {word} {limit:g}"
                for word, limit in (("from", self.low), ("to", self.high))
                if limit is not None
            )
            words = f"{words} {self.unit}".rstrip()
        return f"a list, each {words}" if self.several else words

    def _one(self, value: Any) -> Any:
        try:
            plain = _read(self, value)
        except (ValueError, TypeError, KeyError, RecursionError):
            raise ValueError(f"{self.title} must be {self.allowed()}") from None
        if isinstance(plain, Document):
            return _sent(self, plain)
        if told := fault(plain, self.schema):
            raise ValueError(f"{self.title} {told}")
        if isinstance(plain, dict) and self.kind != "box":  # 7.11.2.3: objects are qualified
            media = GEO if self.kind == "geometry" else "application/json"
            return {"value": plain, "mediaType": media}
        return plain


def settled(inputs: Sequence[Input], given: Mapping[str, Any]) -> dict[str, Any]:
    """The inputs as they are sent, from values or texts that say them; "" and None say nothing.

    Raises ValueError with all that is wrong, and names that no input has.
    """
    found, faults = checked(inputs, given)
    if faults:
        raise ValueError("; ".join(faults.values()))
    return found


def checked(
    inputs: Sequence[Input], given: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, str]]:
    """The inputs as they are sent, as far as they can be, and what is wrong with the others by
    their keys."""
    names = {one.key for one in inputs}
    faults = {key: f"there is nothing called {key} to tell it" for key in given if key not in names}
    found = {}
    for one in inputs:
        value = given.get(one.key)
        if value is None or value == "":
            if one.required:
                faults[one.key] = f"{one.title} ({one.key}) is missing: {one.allowed()}"
            continue
        try:
            found[one.key] = one.taken(value)
        except ValueError as fault:
            faults[one.key] = str(fault)
    return found, faults


def input_of(key: str, told: Mapping[str, Any], schema: Schema) -> Input:
    """An input from its description, with its schema resolved."""
    listed = list(alternatives(schema))
    best = next((one for one in listed if _format(one) or types(one) == ["object"]), listed[0])
    several = "array" in types(best) and not _is_box(key, best)
    inner = best.get("items") if several else best
    inner = inner if isinstance(inner, dict) else {}
    media = tuple(dict.fromkeys(filter(None, map(_media, listed))))
    choices = inner.get("enum")
    low, high = limits(inner)
    default = schema.get("default", best.get("default"))
    return Input(
        key=key,
        title=text(told.get("title")) or key,
        kind=_kind(key, inner, media, listed),
        about=" ".join(str(told.get("description") or "").split())[:ABOUT],
        unit=unit_of(inner) or unit_of(schema) or unit_of(told),
        default=default,
        low=low,
        high=high,
        choices=tuple(choices) if isinstance(choices, list) else (),
        media=media,
        least=_times(told.get("minOccurs"), 1) or 0,
        most=_times(told.get("maxOccurs"), 1),
        several=several,
        schema=schema,
    )


def _kind(key: str, schema: Schema, media: tuple[str, ...], listed: Iterable[Schema]) -> Kind:
    formats = {_format(one) for one in (schema, *listed)}
    if formats & {GEOJSON, COLLECTION, "geojson-feature", "geojson-geometry-collection"}:
        return "geometry"
    if _is_box(key, schema):
        return "box"
    if schema.get("enum"):
        return "choice"
    if media:
        return "geometry" if media == (GEO,) else "document"
    names = [name for name in types(schema) if name != "null"]
    if names == ["string"]:
        return "moment" if schema.get("format") in ("date", "date-time") else "text"
    plain: dict[str, Kind] = {"number": "number", "integer": "whole", "boolean": "switch"}
    return plain.get(names[0], "json") if len(names) == 1 else "json"


def _format(schema: Schema) -> str:
    found = schema.get("format")
    return found if isinstance(found, str) and found.startswith(("geojson", "ogc-bbox")) else ""


def _is_box(key: str, schema: Schema) -> bool:
    properties = schema.get("properties")
    if schema.get("format") == "ogc-bbox" or (
        isinstance(properties, dict) and "bbox" in properties
    ):
        return True
    four = schema.get("minItems") == 4 or schema.get("maxItems") in (4, 6)
    return "array" in types(schema) and four and "bbox" in key.lower()


def _media(schema: Schema) -> str:
    told = schema.get("contentMediaType")
    return told.partition(";")[0].strip().lower() if isinstance(told, str) else ""


def unit_of(told: Mapping[str, Any]) -> str:
    """The unit that a schema or a description names; "" for none."""
    found = next((told[name] for name in UNITS if isinstance(told.get(name), str)), "")
    return spelt(text(found))


def _times(value: Any, fallback: int) -> int | None:
    """How often something is told; None for as often as one likes."""
    if value == "unbounded":
        return None
    good = isinstance(value, int) and not isinstance(value, bool) and value >= 0
    return int(value) if good else fallback


# values


def _read(one: Input, value: Any) -> Any:
    """A value as plain JSON, or the document that it is."""
    if isinstance(value, Document):
        return value
    if isinstance(value, str):
        value = value.strip()
        if one.kind in ("document", "geometry") and value.startswith(("http://", "https://")):
            return Document(one.media[0] if one.media else GEO, b"", value)
        if one.several:
            value = json.loads(value) if value.startswith("[") else value.split(",")
        elif one.kind in ("geometry", "json"):
            value = json.loads(value)
    if one.several:
        return [_plain(one, part) for part in value]
    return _plain(one, value)


def _plain(one: Input, value: Any) -> Any:
    match one.kind:
        case "number" | "whole" if isinstance(value, str):
            number = float(value)
            return int(number) if number.is_integer() else number
        case "switch" if isinstance(value, str):
            return {"yes": True, "true": True, "no": False, "false": False}[value.lower()]
        case "choice":
            return next((known for known in one.choices if str(known) == str(value)), value)
        case "box":
            return _box(one, value)
        case "geometry":
            return _geojson(one, value)
        case "document" if not isinstance(value, dict):
            raise ValueError("no document")
    return value


def _box(one: Input, value: Any) -> Any:
    numbers = value.split(",") if isinstance(value, str) else value
    if isinstance(numbers, dict):
        return numbers
    box = [float(number) for number in numbers]
    if len(box) != 4 or not (-180 <= box[0] <= 180 and -90 <= box[1] <= box[3] <= 90):
        raise ValueError("no box")
    listed = any("array" in types(schema) for schema in alternatives(one.schema))
    return box if listed else {"bbox": box, "crs": CRS84}


def _geojson(one: Input, value: Any) -> Any:
    """GeoJSON as the input wants it: a geometry, or a collection of features."""
    kind = value.get("type") if isinstance(value, dict) else None
    if kind not in (*GEOMETRIES, "Feature", "FeatureCollection"):
        raise ValueError("no GeoJSON")
    formats = {_format(schema) for schema in alternatives(one.schema)}
    if formats == {GEOJSON} and kind not in GEOMETRIES:
        features = value["features"] if kind == "FeatureCollection" else [value]
        (feature,) = features  # of several nobody knows which is meant
        return _geojson(one, feature["geometry"])
    if COLLECTION not in formats or GEOJSON in formats or kind == "FeatureCollection":
        return value
    feature = (
        value if kind == "Feature" else {"type": "Feature", "properties": {}, "geometry": value}
    )
    return {"type": "FeatureCollection", "features": [feature]}


def _sent(one: Input, document: Document) -> dict[str, Any]:
    """A document as it is sent: by its address, as JSON, as text, or as bytes in letters."""
    if one.media and document.media not in one.media:
        raise ValueError(f"{one.title} must be {one.allowed()}, and this is {document.media}")
    if document.address:
        return {"href": document.address, "type": document.media}
    if is_json(document.media):
        try:
            return {"value": json.loads(document.content), "mediaType": document.media}
        except (ValueError, RecursionError):
            raise ValueError(f"{one.title}: this file is no JSON") from None
    if document.media.startswith("text/") or document.media.endswith(("xml", "ndjson")):
        return {"value": document.content.decode("utf-8", "replace"), "mediaType": document.media}
    letters = base64.b64encode(document.content).decode()
    return {"value": letters, "encoding": "base64", "mediaType": document.media}
