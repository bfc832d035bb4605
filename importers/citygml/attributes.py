"""Properties of a feature -> typed values: plain ones, generic ones, addresses, nested data."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable
from typing import Any

from city.batch import Rows
from city.column import Type
from importers.citygml.names import GENERIC_TYPES, HREF, Meaning, id_of, local_name

Value = tuple[Type, Any, str]  # type, value, unit
BadValue = Callable[[str, str, Type], None]

_INTEGER = re.compile(r"-?(?:0|[1-9]\d{0,17})")
_NUMBER = re.compile(r"-?(?:0|[1-9]\d{0,14})\.\d{1,15}(?:[eE][-+]?\d{1,2})?")
_DAY = re.compile(r"(-?\d{4,}-\d\d-\d\d)(?:T(\d\d:\d\d(?::\d\d)?)(?:\.\d+)?)?(Z|[-+]\d\d:\d\d)?$")
_YEAR = re.compile(r"\s*(-?\d{1,4})(?:-\d\d){0,2}(?:Z|[-+]\d\d:\d\d)?\s*$")


class Values:
    """The attributes of one feature while it is read; a name met again makes a list."""

    def __init__(self) -> None:
        self._values: dict[str, Value] = {}
        self._more: dict[str, list[Value]] = {}

    def add(self, name: str, type: Type, value: Any, unit: str = "") -> None:
        if name in self._values:
            self._more.setdefault(name, [self._values[name]]).append((type, value, unit))
        else:
            self._values[name] = (type, value, unit)

    def put(self, name: str, item: Any) -> None:
        """One more item of a list, such as a group's members."""
        self._values.setdefault(name, ("structure", [], ""))[1].append(item)

    def write(self, rows: Rows, row: int) -> None:
        """Put everything into a row of a table."""
        for name, (type, value, unit) in self._values.items():
            if self._more and name in self._more:
                several = [_in_list(*one) for one in self._more[name]]
                rows.set(row, name, "structure", as_text(several))
            else:
                rows.set(row, name, type, as_text(value) if type == "structure" else value, unit)


def _in_list(type: Type, value: Any, unit: str) -> Any:
    return {"value": value, "uom": unit} if unit else value


def as_text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def typed(type: Type, text: str) -> Any:
    """The value that `text` spells; ValueError when it is none of this type."""
    if type == "text":
        return text
    if type == "integer":
        value = int(text)
        if abs(value) >= 2**63:
            raise ValueError(text)
        return value
    if type == "number":
        number = float(text)
        if not math.isfinite(number):
            raise ValueError(text)
        return number
    if type == "boolean":
        if text in ("true", "1"):
            return True
        if text in ("false", "0"):
            return False
        raise ValueError(text)
    return _date(text)


def _date(text: str) -> str:
    found = _DAY.match(text)
    if not found:
        raise ValueError(text)
    day, time, zone = found.groups()
    year, month, date = day.rsplit("-", 2)
    if not (1 <= int(month) <= 12 and 1 <= int(date) <= 31 and len(year) <= 5):
        raise ValueError(text)
    import numpy as np

    moment = np.datetime64(f"{day}T{time}" if time else day, "s")
    if zone and zone != "Z" and time:
        hours, minutes = int(zone[1:3]), int(zone[4:6])
        shift = np.timedelta64(60 * hours + minutes, "m")
        moment = moment - shift if zone[0] == "+" else moment + shift
    return str(moment)


def guessed(text: str) -> tuple[Type, Any]:
    """Type and value of an extension's property, whose schema nobody has at hand.

    Only what would be spelled the same again becomes a number; the rest stays text.
    """
    if text in ("true", "false"):
        return "boolean", text == "true"
    if _INTEGER.fullmatch(text):
        return "integer", int(text)
    if _NUMBER.fullmatch(text):
        return "number", float(text)
    if _DAY.match(text) and text[4:5] == "-":
        try:
            return "date", _date(text)
        except ValueError:
            return "text", text
    return "text", text


def plain(element: Any, what: Meaning, values: Values, bad: BadValue) -> None:
    """A property without children: its text, or what it links to."""
    text = (element.text or "").strip()
    if not text:
        href = element.get(HREF)
        if href is not None:
            values.add(what.local, "text", href)
        return
    unit = element.get("uom") or ""
    type = what.type
    if type == "integer" and what.local.startswith("yearOf"):
        year = _YEAR.match(text)
        text = year.group(1) if year else text
    try:
        if unit and type in (None, "text"):
            values.add(what.local, "number", typed("number", text), unit)
        elif type is None:
            if element.get("codeSpace") is not None:
                values.add(what.local, "text", text)
            else:
                values.add(what.local, *guessed(text))
        else:
            values.add(what.local, type, typed(type, text), unit)
    except ValueError:
        if not unit:
            bad(what.local, text, type or "number")
        values.add(what.local, "text", text, unit)


def generic(element: Any, values: Values, bad: BadValue) -> None:
    """A generic attribute: <gen:intAttribute name=..> of 1.0 and 2.0, <gen:IntAttribute> of 3.0."""
    if local_name(element) == "genericAttribute":
        for inner in element:
            generic(inner, values, bad)
        return
    name, value = _generic_parts(element)
    if local_name(element).lower().endswith("set"):
        values.add(name or "genericAttributeSet", "structure", _generic_set(element, bad))
        return
    if value is None:
        return
    text = (value.text or "").strip()
    type = GENERIC_TYPES.get(local_name(element).lower(), "text")
    unit = value.get("uom") or ""
    if not text and type != "text":
        return
    try:
        values.add(name, type, typed(type, text), unit)
    except ValueError:
        bad(name, text, type)
        values.add(name, "text", text, unit)


def _generic_parts(element: Any) -> tuple[str, Any]:
    name, value = element.get("name") or "", None
    for part in element:
        local = local_name(part)
        if local == "value":
            value = part
        elif local == "name" and not name:
            name = (part.text or "").strip()
    return name or local_name(element), value


def _generic_set(element: Any, bad: BadValue) -> dict[str, Any]:
    inner: dict[str, Any] = {}
    for part in element:
        if len(part):
            members = Values()
            generic(part, members, bad)
            for name, (_, value, unit) in members._values.items():
                more = members._more.get(name)
                inner[name] = (
                    [_in_list(*m) for m in more] if more else _in_list("text", value, unit)
                )
    return inner


def nested(element: Any) -> Any:
    """Data inside data, as JSON has it: texts, and objects of them; repeated names make lists.

    A data type keeps its class as "type"; units and links are kept beside a value.
    """
    text = (element.text or "").strip()
    if len(element) == 0:
        extra = {
            key: value
            for key, value in (("href", element.get(HREF)), ("uom", element.get("uom")))
            if value
        }
        if not extra:
            return text
        return {**({"value": text} if text else {}), **extra}
    inner: dict[str, Any] = {}
    local = local_name(element)
    if local[:1].isupper():
        inner["type"] = local
        id = id_of(element)
        if id:
            inner["id"] = id
    for part in element:
        name = local_name(part)
        if name[:1].isupper() and len(element) == 1 and not inner:
            return nested(part)
        value = nested(part)
        if name in inner:
            if not isinstance(inner[name], list):
                inner[name] = [inner[name]]
            inner[name].append(value)
        else:
            inner[name] = value
    return inner


def address(element: Any) -> dict[str, Any]:
    """One postal address, its parts named as xAL names them (as in CityJSON)."""
    href = element.get(HREF)
    if href and len(element) == 0:
        return {"href": href}
    parts: dict[str, Any] = {}
    for inner in element:
        id = id_of(inner)
        if id:
            parts["id"] = id
        for part in inner:
            if local_name(part) == "multiPoint":
                places = [_place(leaf.text) for leaf in part.iter() if _is_place(leaf)]
                parts["location"] = [place for place in places if place]
            else:
                _address_leaves(part, parts)
    return parts


def _is_place(leaf: Any) -> bool:
    return local_name(leaf) in ("pos", "posList")


def _place(text: str | None) -> list[float]:
    try:
        return [float(word) for word in (text or "").split()]
    except ValueError:
        return []


def _address_leaves(part: Any, parts: dict[str, Any]) -> None:
    for leaf in part.iter():
        text = (leaf.text or "").strip()
        if len(leaf) or not text:
            continue
        name = local_name(leaf)
        if name in ("NameElement", "Identifier"):
            name = local_name(leaf.getparent())
        while name in parts:
            name += "_"
        parts[name] = text
