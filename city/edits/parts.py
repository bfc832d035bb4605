"""What an edit may say: numbers, words, places and outlines, each with its limits.

A Part reads a value that came as JSON, says in a planner's words what is wrong with one that it
does not understand, writes it as JSON again, and describes itself as JSON Schema (2020-12).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, dataclass, field, fields
from typing import Any

Place = tuple[float, float]
Line = tuple[Place, ...]
Json = dict[str, Any]

MOST_POINTS = 10_000  # of one outline or line
MOST_PLACES = 100_000  # that trees are planted at in one edit
MOST_IDS = 1_000_000
LONGEST_ID = 1_000
LONGEST_WORD = 10_000
FARTHEST = 1e9  # metres from the origin of a coordinate system in metres


class EditError(Exception):
    """An edit that cannot be done, and why, in words for the person who wanted it."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number from `low` to `high`, in a unit."""

    low: float
    high: float
    unit: str = ""

    def read(self, value: Any) -> float:
        good = isinstance(value, (int, float)) and not isinstance(value, bool)
        if not good or not math.isfinite(value) or not self.low <= value <= self.high:
            unit = f" {self.unit}" if self.unit else ""
            raise EditError(f"a number from {self.low:g} to {self.high:g}{unit}, not {told(value)}")
        return float(value)

    def write(self, value: Any) -> Any:
        return value

    def schema(self) -> Json:
        unit = {"description": f"in {self.unit}"} if self.unit else {}
        return {"type": "number", "minimum": self.low, "maximum": self.high, **unit}


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number from `low` to `high`."""

    low: int
    high: int

    def read(self, value: Any) -> int:
        good = isinstance(value, (int, float)) and not isinstance(value, bool)
        if not good or value != value // 1 or not self.low <= value <= self.high:
            raise EditError(f"a whole number from {self.low} to {self.high}, not {told(value)}")
        return int(value)

    def write(self, value: Any) -> Any:
        return value

    def schema(self) -> Json:
        return {"type": "integer", "minimum": self.low, "maximum": self.high}


@dataclass(frozen=True, slots=True)
class Word:
    """A text, not too long."""

    most: int = LONGEST_WORD
    least: int = 0

    def read(self, value: Any) -> str:
        if not isinstance(value, str) or not self.least <= len(value) <= self.most:
            raise EditError(f"a text of {self.least} to {self.most} letters, not {told(value)}")
        return value

    def write(self, value: Any) -> Any:
        return value

    def schema(self) -> Json:
        return {"type": "string", "minLength": self.least, "maxLength": self.most}


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a few words."""

    words: tuple[str, ...]

    def read(self, value: Any) -> str:
        if not isinstance(value, str) or value not in self.words:
            raise EditError(f"one of {', '.join(self.words)}, not {told(value)}")
        return value

    def write(self, value: Any) -> Any:
        return value

    def schema(self) -> Json:
        return {"enum": list(self.words)}


@dataclass(frozen=True, slots=True)
class Each:
    """A list of values that are all alike."""

    part: Part
    least: int
    most: int
    what: str  # what the values are called, in the plural

    def read(self, value: Any) -> tuple[Any, ...]:
        if not isinstance(value, (list, tuple)) or not self.least <= len(value) <= self.most:
            raise EditError(f"a list of {self.least} to {self.most} {self.what}, not {told(value)}")
        return tuple(self.part.read(one) for one in value)

    def write(self, value: Any) -> Any:
        return [self.part.write(one) for one in value]

    def schema(self) -> Json:
        items = self.part.schema()
        return {"type": "array", "items": items, "minItems": self.least, "maxItems": self.most}


@dataclass(frozen=True, slots=True)
class Coordinates:
    """East and north, and up where `count` is 3, in the system of the project."""

    count: int = 2

    def read(self, value: Any) -> tuple[float, ...]:
        if isinstance(value, (list, tuple)) and len(value) == self.count:
            good = [v for v in value if v.__class__ in (float, int) and -FARTHEST <= v <= FARTHEST]
            if len(good) == self.count:
                return tuple(map(float, good))
        what = "[east, north]" if self.count == 2 else "[east, north, up]"
        raise EditError(f"{what} in metres, not {told(value)}")

    def write(self, value: Any) -> Any:
        return list(value)

    def schema(self) -> Json:
        limits = {"type": "number", "minimum": -FARTHEST, "maximum": FARTHEST}
        return {"type": "array", "items": limits, "minItems": self.count, "maxItems": self.count}


@dataclass(frozen=True, slots=True)
class Words:
    """Values by name: what is to be said of an object; null takes a value away."""

    most: int = 1_000

    def read(self, value: Any) -> Mapping[str, Any]:
        if not isinstance(value, Mapping) or len(value) > self.most:
            raise EditError(f"names with values, at most {self.most} of them, not {told(value)}")
        for name, one in value.items():
            if not name or len(name) > LONGEST_ID:
                raise EditError(f"a name of 1 to {LONGEST_ID} letters, not {told(name)}")
            plain = one is None or isinstance(one, (bool, int, str))
            plain = plain or (isinstance(one, float) and math.isfinite(one))
            if not plain or (isinstance(one, str) and len(one) > LONGEST_WORD):
                raise EditError(f"a number, a text, true, false or null for {name!r}")
            if isinstance(one, int) and abs(one) >= 1 << 63:
                raise EditError(f"a smaller number for {name!r}")
        return dict(value)

    def write(self, value: Any) -> Any:
        return dict(value)

    def schema(self) -> Json:
        return {
            "type": "object",
            "maxProperties": self.most,
            "additionalProperties": {"type": ["number", "string", "boolean", "null"]},
        }


@dataclass(frozen=True, slots=True)
class Record:
    """Several named parts together, as the fields of the dataclass `of` declare them."""

    of: type

    def read(self, value: Any) -> Any:
        if not isinstance(value, Mapping):
            raise EditError(f"named values in braces, not {told(value)}")
        return self.of(**read_fields(self.of, value))

    def write(self, value: Any) -> Any:
        return write_fields(value)

    def schema(self) -> Json:
        return schema_of(self.of)


Part = Number | Whole | Word | Choice | Each | Coordinates | Words | Record


# Records: dataclasses whose fields say which Part they are


def part(kind: Part, default: Any = MISSING, words: str = "") -> Any:
    """A field of an edit: what it may hold, its default if it may be left out, what it means.

    With the default None it may be absent, or null.
    """
    return field(default=default, metadata={"part": kind, "words": words})


_PARTS: dict[type, list[tuple[str, Part, Any, str]]] = {}


def parts_of(kind: type) -> list[tuple[str, Part, Any, str]]:
    """The fields of a record: name, part, default (MISSING for none), what it means."""
    if kind not in _PARTS:
        _PARTS[kind] = [
            (f.name, f.metadata["part"], f.default, f.metadata["words"])
            for f in fields(kind)
            if "part" in f.metadata
        ]
    return _PARTS[kind]


def read_fields(kind: type, said: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a record from JSON; EditError names what is missing, unknown or wrong."""
    known = parts_of(kind)
    found: dict[str, Any] = {}
    seen = 0
    for name, one, default, _ in known:
        if name not in said:
            if default is MISSING:
                raise EditError(f"has no {name}")
            continue
        seen += 1
        if said[name] is None and default is None:
            continue
        try:
            found[name] = one.read(said[name])
        except EditError as fault:
            inner = one.part if isinstance(one, Each) else one
            joint = ":" if isinstance(inner, Record) and "must be" in str(fault) else " must be"
            raise EditError(f"{name}{joint} {fault}") from None
    if seen < len(said):
        unknown = said.keys() - {name for name, *_ in known}
        raise EditError(f"knows no {told(min(unknown, key=str))}")
    return found


def write_fields(value: Any) -> Json:
    """A record as JSON, its defaults too, so that it means the same when these change."""
    found = ((name, one, getattr(value, name)) for name, one, *_ in parts_of(type(value)))
    return {name: one.write(held) for name, one, held in found if held is not None}


def schema_of(kind: type) -> Json:
    """A record as JSON Schema."""
    properties: Json = {}
    needed = []
    for name, one, default, words in parts_of(kind):
        properties[name] = one.schema() | ({"description": words} if words else {})
        if default is MISSING:
            needed.append(name)
    return {
        "type": "object",
        "properties": properties,
        "required": needed,
        "additionalProperties": False,
    }


IDENT = Word(LONGEST_ID, 1)
IDS = Each(IDENT, 1, MOST_IDS, "ids")
RING = Each(Coordinates(2), 3, MOST_POINTS, "corners")
RINGS = Each(RING, 0, MOST_POINTS, "outlines")
LINE = Each(Coordinates(2), 2, MOST_POINTS, "points")
PLACES = Each(Coordinates(2), 1, MOST_PLACES, "places")


def told(value: Any) -> str:
    """A value as a message may show it: short, and on one line."""
    text = repr(value) if not isinstance(value, (list, tuple, Mapping)) else _count(value)
    return text if len(text) <= 40 else text[:37] + "..."


def _count(value: Sequence[Any] | Mapping[str, Any]) -> str:
    kind = "names" if isinstance(value, Mapping) else "values"
    return f"{len(value)} {kind}"
