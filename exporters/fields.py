"""A city's objects as rows of a table: who they are, where, what is said and what is measured."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from city.expression.units import UNITS, unit_of
from city.measured import MEASURES, Measured
from city.model import City
from city.query import lod_rank

# What every object is sent out with beside its attributes.
SIZES = ("height", "ground", "footprint", "volume")


class Field(NamedTuple):
    """One column: (n,) values and where there are none; unit as people write it, "" for none.

    values: int64, float64, bool, datetime64[s], or objects of str for text.
    """

    name: str
    type: Literal["integer", "number", "boolean", "date", "text"]
    values: NDArray[Any]
    missing: NDArray[np.bool_]
    unit: str = ""


def at_level(city: City, lod: str | None) -> Measured:
    """The measures of a city in one level of detail, "2" for "2.2" too, or in its best."""
    if lod is None:
        return Measured(city)
    chosen = {k: v for k, v in city.shapes.items() if k == lod or k.split(".")[0] == lod}
    best = dict([max(chosen.items(), key=lambda item: lod_rank(item[0]))])
    return Measured(replace(city, shapes=best))


def fields(measured: Measured) -> list[Field]:
    """All columns of all objects: identity, attributes, then place and size."""
    city = measured.city
    objects = city.objects
    ids = np.array([*objects.ids, ""], object)
    nobody = np.zeros(len(objects), bool)
    kinds = np.array(objects.kinds or ("",), object)
    found = [
        Field("id", "text", ids[:-1], nobody),
        Field("class", "text", kinds[objects.kind] if len(objects) else ids[:0], nobody),
        Field("part of", "text", ids[objects.parent], objects.parent < 0),
    ]
    found += [_attribute(city, name) for name in objects.columns]
    middle = measured.boxes.mean(1)[:, :2] + city.frame.origin[:2]
    for axis, name in enumerate(("east", "north")):
        found.append(_number(name, middle[:, axis], ""))
    for name in SIZES:
        title = name if name not in objects.columns else f"{name}, measured"
        found.append(_number(title, measured.of(name), unit_text(MEASURES[name].unit)))
    return found


def _number(name: str, values: NDArray[np.float64], unit: str) -> Field:
    return Field(name, "number", values, ~np.isfinite(values), unit)


def _attribute(city: City, name: str) -> Field:
    column = city.objects.columns[name]
    count = len(city.objects)
    missing = np.ones(count, bool)
    missing[column.rows] = False
    if column.texts is not None:
        texts = np.array([*column.texts, None], object)
        if column.type == "structure":
            texts = np.array([*map(_scalar, column.texts), None], object)
        codes = np.full(count, -1)
        codes[column.rows] = column.values
        return Field(name, "text", texts[codes], missing, unit_text(column.unit))
    values = np.zeros(count, column.values.dtype)
    if column.type == "date":
        values = np.full(count, "NaT", "datetime64[s]")
    if column.type == "number":
        values = np.full(count, np.nan)
    values[column.rows] = column.values
    assert column.type != "text" and column.type != "structure"
    return Field(name, column.type, values, missing, unit_text(column.unit))


def _scalar(text: str) -> str:
    """A structure as JSON; a bare text or number inside one as itself."""
    value = json.loads(text)
    return value if isinstance(value, str) else text


def unit_text(unit: str) -> str:
    """A file's unit in short: "urn:adv:uom:m" -> "m"; as it is where nobody knows it."""
    known = unit_of(unit)
    if known is None or not unit:
        return unit
    short = next((name for name, one in UNITS.items() if one == known), unit)
    return short.replace("2", "²").replace("3", "³")
