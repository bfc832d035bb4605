"""Where in a message what stands: a small JSON file of pointers (RFC 6901) for JSON of any form."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from importers.intake import ReadError
from importers.live.feed import text

LARGEST = 1 << 20  # bytes of such a file
EXAMPLE = '{"id": "/device", "time": "/at", "values": {"temperature": {"at": "/t", "unit": "°C"}}}'
PLACES = ("id", "name", "time", "longitude", "latitude")

Pointer = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a message: its name, where it stands, and its unit or where that stands."""

    name: str
    at: Pointer
    unit: str | Pointer = ""


@dataclass(frozen=True, slots=True)
class Layout:
    """Where each thing stands in a message; None where it does not."""

    values: tuple[Value, ...]
    id: Pointer | None = None
    name: Pointer | None = None
    time: Pointer | None = None
    longitude: Pointer | None = None
    latitude: Pointer | None = None


def read(path: Path) -> Layout:
    """The layout that a file describes, such as EXAMPLE. Raises ReadError with the line to mend."""
    try:
        if path.stat().st_size > LARGEST:
            raise ReadError(f"{path.name}: this is too large for a mapping; write it as {EXAMPLE}")
        told = json.loads(path.read_bytes())
    except OSError as fault:
        raise ReadError(f"{path}: {fault.strerror or fault}") from fault
    except (ValueError, RecursionError) as fault:
        raise ReadError(f"{path.name}: this is no JSON; write it as {EXAMPLE}") from fault
    values = told.get("values") if isinstance(told, dict) else None
    if not isinstance(values, dict) or not values:
        raise ReadError(f"{path.name}: it names no values; write it as {EXAMPLE}")
    if strange := set(told) - {"values", *PLACES}:
        raise ReadError(
            f"{path.name}: {text(min(strange))} is nothing that can be mapped; "
            f"that would be values, {', '.join(PLACES)}"
        )
    places = {key: _pointer(path, key, told[key]) for key in PLACES if key in told}
    return Layout(tuple(_value(path, *one) for one in values.items()), **places)


def _value(path: Path, name: str, told: Any) -> Value:
    if not isinstance(told, dict):
        return Value(text(name), _pointer(path, name, told))
    unit = told.get("unit", "")
    if isinstance(unit, str) and unit.startswith("/"):
        unit = _pointer(path, name, unit)
    return Value(
        text(name),
        _pointer(path, name, told.get("at")),
        unit if unit.__class__ is tuple else text(unit),
    )


def _pointer(path: Path, name: str, told: Any) -> Pointer:
    if not isinstance(told, str) or not (told == "" or told.startswith("/")):
        raise ReadError(
            f"{path.name}: {text(name)} needs a pointer such as /data/temperature (RFC 6901)"
        )
    return tuple(one.replace("~1", "/").replace("~0", "~") for one in told.split("/")[1:])


def found(data: Any, pointer: Pointer) -> Any:
    """What a pointer leads to; KeyError where it leads to nothing."""
    for step in pointer:
        if isinstance(data, Mapping):
            data = data[step]
        elif isinstance(data, list) and step.isdecimal() and int(step[:9]) < len(data):
            data = data[int(step)]
        else:
            raise KeyError(step)
    return data
