"""Properties of a feature -> typed values: plain ones, generic ones, addresses, nested data."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import Any

from city.batch import Rows
from city.column import Type
from importers.citygml.names import GENERIC, GENERIC_TYPES, HREF, KEPT, Meaning, id_of, local_name

Value = tuple[Type, Any, str]  # type, value, unit
BadValue = Callable[[str, str, Type], None]

_INTEGER = re.compile(r"-?(?:0|[1-9]\d{0,17})")
_NUMBER = re.compile(r"-?(?:0|[1-9]\d{0,14})\.\d{1,15}(?:[eE][-+]?\d{1,2})?")
_DAY = re.compile(r"(-?\d{4,}-\d\d-\d\d)(?:T(\d\d:\d\d(?::\d\d)?)(?:\.\d+)?)?(Z|[-+]\d\d:\d\d)?$")
_YEAR = re.compile(r"\s*(-?\d{1,4})(?:-\d\d){0,2}(?:Z|[-+]\d\d:\d\d)?\s*$")


class Values:
    """The attributes of one feature while it is read; a name met again makes a list.

    ours: among them are notes that our own writer left.
    """

    __slots__ = ("_more", "_values", "ours")

    def __init__(self) -> None:
        self.ours = False
        self._values: dict[str, Value] = {}
        self._more: dict[str, list[Value]] | None = None

    def add(self, name: str, type: Type, value: Any, unit: str = "") -> None:
        one = (type, value, unit)
        before = self._values.setdefault(name, one)
        if before is not one:
            if self._more is None:
                self._more = {}
            self._more.setdefault(name, [before]).append(one)

    def put(self, name: str, item: Any) -> None:
        """One more item of a list, such as a group's members."""
        self._values.setdefault(name, ("structure", [], ""))[1].append(item)

    def take(self, name: str) -> str:
        """Remove a text and give it back; "" when there is none."""
        _, value, _ = self._values.pop(name, ("text", "", ""))
        return value if isinstance(value, str) else ""

    def become_boolean(self, name: str) -> None:
        """Read a text that says true or false as what it says."""
        text = self._values.get(name, ("text", "", ""))[1]
        if text in ("true", "false"):
            self._values[name] = ("boolean", text == "true", "")

    def names(self) -> Iterable[str]:
        return self._values

    def items(self) -> Iterator[tuple[str, Value]]:
        """Every name with its value, as a list where there are several."""
        if self._more is None:
            yield from self._values.items()
            return
        for name, one in self._values.items():
            several = self._more.get(name)
            yield name, ("structure", [_in_list(*v) for v in several], "") if several else one

    def write(self, rows: Rows, row: int) -> None:
        """Put everything into a row of a table."""
        if self._values:
            for name, (type, value, unit) in self.items():
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


@lru_cache(maxsize=4096)  # the same few days stand on thousands of walls
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

    Digits with a zero or a plus in front are a code and stay text.
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


def plain(element: Any, what: Meaning, values: Values, bad: BadValue) -> str:
    """A property without children: its text, or what it links to; returns its code list."""
    text = (element.text or "").strip()
    if not text:
        href = element.get(HREF)
        if href is not None:
            values.add(what.local, "text", href)
        return ""
    uom, space = element.get("uom") or "", element.get("codeSpace") or ""
    values.add(what.local, *plain_value(text, what, uom, space, bad))
    return space if what.type in (None, "text") else ""


def plain_value(text: str, what: Meaning, uom: str, space: str, bad: BadValue) -> Value:
    """What the text of a simple property means; uom, space: its unit and code list, or ""."""
    type = what.type
    if type == "text":
        return "text", text, ""
    unit = uom if type is None or type == "number" else ""
    if type == "integer" and what.local.startswith("yearOf"):
        year = _YEAR.match(text)
        text = year.group(1) if year else text
    try:
        if unit:
            return "number", typed("number", text), unit
        if type is not None:
            return type, typed(type, text), ""
        return ("text", text, "") if space else (*guessed(text), "")
    except ValueError:
        if not unit:  # with one it may be a list of measures, or the word for none
            bad(what.local, text, type or "number")
        return "text", text, unit


def generic(element: Any, what: Meaning, values: Values, bad: BadValue) -> None:
    """A generic attribute: <gen:intAttribute name=..> of 1.0 and 2.0, <gen:IntAttribute> of 3.0."""
    if what.local == "genericAttribute":
        for inner in element:
            generic(inner, _GENERIC_CLASS, values, bad)
        return
    name, value = element.get("name"), None
    for part in element:
        local = local_name(part)
        if local == "value":
            value = part
        elif local == "name" and name is None:
            name = (part.text or "").strip()
    local = what.local or local_name(element)
    name = name or local
    if name.startswith(KEPT):
        values.ours = True
    if value is None:
        if local.lower().endswith("set"):
            values.add(name, "structure", _generic_set(element, bad))
        return
    text = (value.text or "").strip()
    type = GENERIC_TYPES.get(local.lower(), "text")
    unit = value.get("uom") or "" if type == "number" else ""
    if not text and type != "text":
        return
    if type == "text" and text[:1] in ("{", "[") and (data := _json(text)) is not None:
        values.add(name, "structure", data)
        return
    values.add(name, *generic_value(name, type, text, unit, bad))


def generic_value(name: str, type: Type, text: str, unit: str, bad: BadValue) -> Value:
    """What the text of a generic attribute means."""
    try:
        return type, typed(type, text), unit
    except ValueError:
        bad(name, text, type)
        return "text", text, unit


_GENERIC_CLASS = Meaning(GENERIC, "", "")


def _json(text: str) -> Any:
    """What a text that is a JSON document says (as our writer keeps structures), else None."""
    try:
        return json.loads(text)
    except ValueError:
        return None


def _generic_set(element: Any, bad: BadValue) -> dict[str, Any]:
    inner = Values()
    for part in element:
        if len(part):
            what = _GENERIC_CLASS
            for one in part if local_name(part) == "genericAttribute" else (part,):
                generic(one, what, inner, bad)
    return {name: _in_list(*value) for name, value in inner.items()}


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
