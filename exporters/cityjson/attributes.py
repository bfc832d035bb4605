"""Attributes of a stretch of rows -> the members of JSON objects."""

from __future__ import annotations

import math
from collections import defaultdict
from typing import Any

import numpy as np
import orjson

from city.column import Column
from city.model import Table

# Plain numbers in CityJSON, by the specification in metres.
IN_METRES = frozenset({"measuredHeight", "averageHeight", "trunkDiameter", "crownDiameter"})
METRE = frozenset(("m", "#m", "metre", "meter", "urn:adv:uom:m", "urn:ogc:def:uom:UCUM::m"))


def attributes(table: Table, first: int, last: int) -> dict[int, dict[str, Any]]:
    """The attributes of the rows from `first` up to `last`, by row; structures stay JSON text."""
    found: dict[int, dict[str, Any]] = defaultdict(dict)
    for title, column in table.columns.items():
        start, end = np.searchsorted(column.rows, (first, last)).tolist()
        if start == end:
            continue
        name = title.removesuffix(f" [{column.unit}]") if column.unit else title
        values = _values(column, start, end)
        unit = "" if name in IN_METRES and column.unit in METRE else column.unit
        for row, value in zip(column.rows[start:end].tolist(), values, strict=True):
            if value is not None:
                found[row][name] = {"value": value, "uom": unit} if unit else value
    return found


def _values(column: Column, start: int, end: int) -> list[Any]:
    """Plain values; None for what JSON has no word for."""
    some = column.values[start:end]
    if column.texts is not None:
        texts = {code: column.texts[code] for code in set(some.tolist())}
        if column.type == "structure":
            return [orjson.Fragment(texts[code]) for code in some.tolist()]
        return [texts[code] for code in some.tolist()]
    if column.type == "date":
        return [moment.removesuffix("T00:00:00") for moment in some.astype(str).tolist()]
    if column.type == "number":
        return [value if math.isfinite(value) else None for value in some.tolist()]
    return list(some.tolist())
