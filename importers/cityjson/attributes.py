"""The attributes of many things, gathered by name and put into typed columns all at once."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import orjson

from city.batch import Rows
from city.column import Type
from importers.cityjson.faces import Tell

TYPES: dict[type, Type] = {
    bool: "boolean",
    int: "integer",
    float: "number",
    str: "text",
    list: "structure",
    dict: "structure",
}
# Whole days and whole seconds: what a date column gives back letter by letter.
_DATE = re.compile(r"\d{4}-\d\d-\d\d(?:T(?!00:00:00)\d\d:\d\d:\d\d)?")
# Plain numbers that CityGML gives in metres (CityJSON 2.0, section 2.2 names no unit of theirs).
IN_METRES = frozenset({"measuredHeight", "averageHeight", "trunkDiameter", "crownDiameter"})


class Attributes:
    """Values by name and row, until `pour` puts them into a table."""

    def __init__(self) -> None:
        self._values: dict[str, tuple[list[int], list[Any]]] = {}

    def take(self, row: int, attributes: dict[str, Any]) -> None:
        """All attributes of one row."""
        found = self._values
        for name, value in attributes.items():
            column = found.get(name)
            if column is None:
                column = found[name] = ([], [])
            column[0].append(row)
            column[1].append(value)

    def gather(
        self, rows: Sequence[int], things: Sequence[dict[str, Any]], names: Iterable[str]
    ) -> None:
        """The members of these names of many rows."""
        for name in names:
            column = self._values.setdefault(name, ([], []))
            column[0].extend(
                [row for row, thing in zip(rows, things, strict=True) if name in thing]
            )
            column[1].extend([thing[name] for thing in things if name in thing])

    def pour(self, table: Rows, tell: Tell) -> None:
        """Put everything into the table; what cannot be kept is told."""
        for name, (rows, values) in self._values.items():
            kinds = set(map(type, values))
            if len(kinds) == 1 and kinds <= {bool, str, int, float}:
                _same(table, name, rows, values, next(iter(kinds)), tell)
                continue
            for kind in sorted(kinds, key=str):
                here = [k for k, v in enumerate(values) if type(v) is kind]
                some = [values[k] for k in here]
                if kind is not type(None):
                    _same(table, name, [rows[k] for k in here], some, kind, tell)
        self._values = {}


def _same(
    table: Rows, name: str, rows: list[int], values: list[Any], kind: type, tell: Tell
) -> None:
    """Values of one Python type become columns of one type each."""
    unit = "m" if name in IN_METRES else ""
    if kind is str and is_date(name):
        dates = [v for v in values if _day(v)]
        texts = [(r, v) for r, v in zip(rows, values, strict=True) if not _day(v)]
        whole = [r for r, v in zip(rows, values, strict=True) if _day(v)]
        table.fill(name, "date", whole, dates)
        table.fill(name, "text", [r for r, _ in texts], [v for _, v in texts])
    elif kind is int and not -(2**63) <= min(values) <= max(values) < 2**63:
        _same(table, name, rows, [float(v) for v in values], float, tell)
    elif kind is float and not all(map(math.isfinite, values)):
        for row, value in zip(rows, values, strict=True):
            if math.isfinite(value):
                table.set(row, name, "number", value, unit)
            else:
                tell("error", "NOT_A_NUMBER", row, f"its attribute {name} is no number ({value})")
    elif kind is dict or kind is list:
        for row, value in zip(rows, values, strict=True):
            if kind is dict and _is_measure(value):
                type_ = TYPES[type(value["value"])]
                table.set(row, name, type_, value["value"], value["uom"])
            else:
                table.set(row, name, "structure", orjson.dumps(value).decode())
    else:
        table.fill(name, TYPES[kind], rows, values, unit if kind in (int, float) else "")


def is_date(name: str) -> bool:
    """Whether an attribute of this name holds dates (creationDate, terminationDate ...)."""
    return name.lower().endswith("date")


def _day(text: str) -> bool:
    if not _DATE.fullmatch(text):
        return False
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def _is_measure(value: dict[str, Any]) -> bool:
    """A value with its unit, as extensions write it: {"value": 4.1, "uom": "dB"}."""
    if value.keys() != {"value", "uom"} or not isinstance(value["uom"], str) or not value["uom"]:
        return False
    amount = value["value"]
    if isinstance(amount, str):
        return True
    return type(amount) in (int, float) and abs(amount) < 2**63
