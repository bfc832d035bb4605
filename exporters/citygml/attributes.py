"""Attributes -> properties: those that CityGML knows as their own elements, the rest generic."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np

from city.column import Column
from city.model import Table
from exporters.citygml.addresses import address
from exporters.citygml.schema import Class
from exporters.citygml.text import element, escape, quoted

Parts = dict[str, list[str]]

# What an element cannot say of a thing, under names that no source uses: its class when CityGML
# has none such, its id when XML forbids it, its parent when that may not hold it, and which of its
# texts are booleans, for which there is no generic attribute.
KIND, ID, PARENT = "maquette:kind", "maquette:id", "maquette:parent"
BOOLEANS = "maquette:booleans"


class Value(NamedTuple):
    """One attribute of one row; a structure's value is parsed."""

    name: str
    type: str
    value: Any
    unit: str


def values(table: Table, first: int, last: int) -> dict[int, list[Value]]:
    """The attributes of the rows from `first` up to `last`, by row."""
    found: dict[int, list[Value]] = defaultdict(list)
    for title, column in table.columns.items():
        start, end = np.searchsorted(column.rows, [first, last]).tolist()
        if start == end:
            continue
        name = title.removesuffix(f" [{column.unit or 'no unit'}]")  # it comes in several units
        rows = column.rows[start:end].tolist()
        for row, value in zip(rows, _plain(column, start, end), strict=True):
            type: str = column.type
            if type == "structure" and not isinstance(value, (dict, list)):
                type = SCALARS[value.__class__]
            found[row].append(Value(name, type, value, column.unit))
    return found


SCALARS = {str: "text", bool: "boolean", int: "integer", float: "number", type(None): "structure"}


def _plain(column: Column, start: int, end: int) -> list[Any]:
    some = column.values[start:end]
    if column.texts is not None:
        texts = {code: column.texts[code] for code in set(some.tolist())}
        if column.type == "structure":
            return [json.loads(texts[code]) for code in some.tolist()]
        return [texts[code] for code in some.tolist()]
    plain: list[Any] = (some.astype(str) if column.type == "date" else some).tolist()
    return plain


# what CityGML has an element for


def _text(name: str, v: Value) -> str | None:
    if v.type in ("text", "integer", "number"):
        return element(name, str(v.value))
    return None


def _count(name: str, v: Value) -> str | None:
    return element(name, str(v.value)) if v.type == "integer" and v.value >= 0 else None


def _number(name: str, v: Value) -> str | None:
    return element(name, repr(v.value)) if v.type in ("number", "integer") else None


def _measure(name: str, v: Value) -> str | None:
    if v.type not in ("number", "integer"):
        return None
    return element(name, repr(v.value), f" uom={quoted(v.unit or 'm')}")


def _measures(name: str, v: Value) -> str | None:
    words = str(v.value).split()
    if v.type not in ("text", "number", "integer") or not all(map(_is_number, words)):
        return None
    return element(name, " ".join(words), f" uom={quoted(v.unit or 'm')}")


def _is_number(word: str) -> bool:
    return re.fullmatch(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?", word) is not None


def _year(name: str, v: Value) -> str | None:
    if v.type != "integer" or not 0 < v.value <= 9999:
        return None
    return element(name, f"{v.value:04d}")


def _boolean(name: str, v: Value) -> str | None:
    return element(name, str(v.value).lower()) if v.type == "boolean" else None


def _day(name: str, v: Value) -> str | None:
    whole = v.type == "date" and v.value.endswith("T00:00:00")
    return element(name, v.value[:-9]) if whole else None


def _moment(name: str, v: Value) -> str | None:
    return element(name, v.value) if v.type == "date" else None


Writer = Callable[[str, Value], str | None]
CODES = """description class relativeToTerrain relativeToWater roofType species surfaceMaterial
    waterLevel spaceType conditionOfConstruction relationToConstruction trafficDirection granularity
"""
MANY = ("name", "function", "usage")
MEASURES = """measuredHeight averageHeight minHeight maxHeight height trunkDiameter crownDiameter
    rootBallDiameter maxRootBallDepth
"""
KNOWN: dict[str, Writer] = {
    **dict.fromkeys((*CODES.split(), *MANY), _text),
    **dict.fromkeys(MEASURES.split(), _measure),
    "lod": _count,
    "storeysAboveGround": _count,
    "storeysBelowGround": _count,
    "storeyHeightsAboveGround": _measures,
    "storeyHeightsBelowGround": _measures,
    "sortKey": _number,
    "yearOfConstruction": _year,
    "yearOfDemolition": _year,
    "dateOfConstruction": _day,
    "dateOfDemolition": _day,
    "isMovable": _boolean,
    "isStructuralElement": _boolean,
}
MOMENTS = ("creationDate", "terminationDate", "validFrom", "validTo")

# Data types that may stand more than once: their module, class, and properties in order.
TYPES_3: Mapping[str, tuple[str, str, str]] = {
    "externalReference": ("core", "ExternalReference", "targetResource informationSystem"),
    "constructionEvent": ("con", "ConstructionEvent", "event dateOfEvent description"),
    "elevation": ("con", "Elevation", "elevationReference elevationValue"),
    "height": ("con", "Height", "highReference lowReference status value"),
    "roomHeight": ("bldg", "RoomHeight", "highReference lowReference status value"),
    "occupancy": ("core", "Occupancy", "numberOfOccupants interval occupantType"),
    "volume": ("core", "QualifiedVolume", "volume typeOfVolume"),
    "area": ("core", "QualifiedArea", "area typeOfArea"),
}


def write(parts: Parts, cls: Class, version: str, found: list[Value]) -> None:
    """Put a row's attributes into the properties of its element."""
    booleans = []
    for v in found:
        slot = cls.slots.get(v.name, "")
        texts = _known(slot, version, v) if slot else None
        if texts is None and v.name == "measuredHeight" and "con:height" in cls.rank:
            slot, texts = "con:height", _height(v)
        if texts is None and v.name == "address" and isinstance(v.value, dict):
            v = v._replace(value=[v.value])  # readers give addresses as a list
        if texts is None:
            slot, texts = _generic_slot(version), generic(v, version)
            booleans += [v.name] if v.type == "boolean" else []
        parts.setdefault(slot, []).extend(texts)
    if booleans:
        said = generic(Value(BOOLEANS, "text", "\n".join(booleans), ""), version)
        parts.setdefault(_generic_slot(version), []).extend(said)


def _known(slot: str, version: str, v: Value) -> list[str] | None:
    """The elements of a property that CityGML knows; None when the value does not suit it."""
    name = v.name
    several = v.value if isinstance(v.value, list) else [v.value]
    if name == "address":
        return _all([address(slot, one, version) for one in several])
    if version == "2.0" and name == "externalReference":
        return _all([_reference(slot, one) for one in several])
    if name in TYPES_3 and v.type == "structure":
        return _all([_data(slot, one, *TYPES_3[name]) for one in several])
    if name in MOMENTS:
        return _all([(_moment if version == "3.0" else _day)(slot, v)])
    if slot == "con:height" or name not in KNOWN:
        return None
    if name in MANY and v.type == "structure":
        if len(several) < 2 or not all(isinstance(one, str) for one in several):
            return None
        return [element(slot, one) for one in several]
    return _all([KNOWN[name](slot, v)])


def _all(texts: list[str | None]) -> list[str] | None:
    return None if None in texts else [text for text in texts if text is not None]


def _height(v: Value) -> list[str] | None:
    """A building's measured height as CityGML 3.0 has it."""
    if v.type not in ("number", "integer"):
        return None
    value = element("con:value", repr(v.value), f" uom={quoted(v.unit or 'm')}")
    return [
        "<con:height><con:Height><con:highReference>highestRoofEdge</con:highReference>"
        "<con:lowReference>lowestGroundPoint</con:lowReference><con:status>measured</con:status>"
        f"{value}</con:Height></con:height>"
    ]


def _reference(slot: str, one: Any) -> str | None:
    """A reference to another information system (CityGML 2.0, section 10.1.1)."""
    if not isinstance(one, dict) or not isinstance(one.get("externalObject"), dict):
        return None
    inner = one["externalObject"]
    system = one.get("informationSystem")
    if set(one) - {"informationSystem", "externalObject"} or len(inner) != 1:
        return None
    (key, value), *_ = inner.items()
    if key not in ("name", "uri") or not isinstance(value, str):
        return None
    first = element("core:informationSystem", system) if isinstance(system, str) else ""
    second = f"<core:externalObject>{element(f'core:{key}', value)}</core:externalObject>"
    return f"<{slot}>{first}{second}</{slot}>"


def _data(slot: str, one: Any, module: str, type: str, order: str) -> str | None:
    """A data type of CityGML 3.0 from what a reader made of it: texts, and texts with a unit."""
    words = order.split()
    if not isinstance(one, dict) or set(one) - {"type", *words}:
        return None
    inner = []
    for word in words:
        value = one.get(word)
        unit = ""
        if isinstance(value, dict) and set(value) == {"value", "uom"}:
            unit, value = f" uom={quoted(str(value['uom']))}", value["value"]
        if isinstance(value, (dict, list)):
            return None
        if value is not None:
            inner.append(element(f"{module}:{word}", str(value), unit))
    name = f"{module}:{type}"
    return f"<{slot}><{name}>{''.join(inner)}</{name}></{slot}>"


# what it has none for


def _generic_slot(version: str) -> str:
    return "gen:attribute" if version == "2.0" else "core:genericAttribute"


def generic(v: Value, version: str) -> list[str]:
    """Generic attributes: a list of plain values is repeated, an object of them is a set.

    What neither can say is JSON in a string attribute.
    """
    inside = [_one(v.name, item) for item in v.value] if isinstance(v.value, list) else []
    if len(inside) > 1 and None not in inside:
        found = [_typed(one, version) for one in inside if one is not None]
    elif isinstance(v.value, dict) and (one := _one(v.name, v.value)) is not None:
        found = [_typed(one, version)]
    elif isinstance(v.value, dict) and (members := _members(v.value)) is not None:
        found = [_set(v.name, members, version)]
    elif v.type == "structure":
        text = json.dumps(v.value, ensure_ascii=False, separators=(",", ":"))
        found = [_typed(Value(v.name, "text", text, ""), version)]
    else:
        found = [_typed(v, version)]
    if version == "3.0":
        return [f"<core:genericAttribute>{text}</core:genericAttribute>" for text in found]
    return found


def _one(name: str, item: Any) -> Value | None:
    """A value in a list or a set, None when a generic attribute cannot hold it."""
    if isinstance(item, dict) and set(item) == {"value", "uom"} and isinstance(item["uom"], str):
        number = isinstance(item["value"], float)
        return Value(name, "number", item["value"], item["uom"]) if number else None
    if isinstance(item, (str, int, float)) and not isinstance(item, bool):
        return Value(name, SCALARS[item.__class__], item, "")
    return None


def _members(value: dict[str, Any]) -> list[Value] | None:
    members = [_one(name, item) for name, item in value.items() if name]
    if not members or len(members) < len(value) or None in members:
        return None
    return [member for member in members if member is not None]


def _typed(v: Value, version: str) -> str:
    kind, text, unit = "string", str(v.value), ""
    if v.unit and v.type in ("number", "integer"):
        kind, text, unit = "measure", repr(v.value), f" uom={quoted(v.unit)}"
    elif v.type == "number":
        kind, text = "double", repr(v.value)
    elif v.type == "integer":
        kind = "int"
    elif v.type == "boolean":
        text = text.lower()
    elif v.type == "date":
        whole = text.endswith("T00:00:00")
        kind, text = ("date", text[:-9]) if whole else ("string", text)
    value = f"<gen:value{unit}>{escape(text)}</gen:value>"
    return _wrapped(f"{kind}Attribute", v.name, value, version)


def _set(name: str, members: list[Value], version: str) -> str:
    inner = "".join(_typed(member, version) for member in members)
    if version == "3.0":
        inner = "".join(
            f"<gen:genericAttribute>{_typed(member, version)}</gen:genericAttribute>"
            for member in members
        )
    return _wrapped("genericAttributeSet", name, inner, version)


def _wrapped(local: str, name: str, inner: str, version: str) -> str:
    if version == "2.0":
        return f"<gen:{local} name={quoted(name)}>{inner}</gen:{local}>"
    local = local[0].upper() + local[1:]
    return f"<gen:{local}><gen:name>{escape(name)}</gen:name>{inner}</gen:{local}>"
