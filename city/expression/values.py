"""Columns of a city as values of a question: one for every object, or one for all."""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from city.column import Column, encode
from city.expression.truth import Mask
from city.expression.units import PLAIN, Unit, unit_of
from city.measured import Measured
from city.search import plain_text
from city.strings import Strings

Kind = Literal["number", "text", "date", "truth"]
DAY = re.compile(r"\d{4}-\d\d-\d\d(T|$)")


@dataclass(frozen=True, slots=True)
class Value:
    """What an expression is worth.

    data: (objects,), or (1,) where it is the same for all: float64, datetime64[s], bool, or for
    text int32 codes into `texts`. known: bool of the same length. scope: the objects it may be
    asked of, None for all. name: the attribute it comes from, "" for anything worked out.
    unit: of the number; None where the file gives one that nobody knows.
    """

    kind: Kind
    data: NDArray[Any]
    known: Mask
    texts: Strings | None = None
    unit: Unit | None = PLAIN
    scope: Mask | None = None
    name: str = ""
    literal: bool = False


def number(value: float, unit: Unit = PLAIN) -> Value:
    """One number for all objects, in the SI unit."""
    data = np.array([value * unit.size])
    return Value("number", data, np.isfinite(data), unit=Unit(unit.kind), literal=True)


def measure(values: NDArray[np.float64], unit: Unit, name: str) -> Value:
    return Value("number", values, np.isfinite(values), unit=unit, name=name)


def attribute(column: Column, name: str, measured: Measured, handed_down: bool = True) -> Value:
    """An attribute of every object; a part without a value of its own takes its building's.

    It is kept, for the next letter of the question.
    """
    key = ("attribute", name, handed_down)
    return measured.kept(key, lambda: _attribute(column, name, measured, handed_down))  # type: ignore[no-any-return]


def _attribute(column: Column, name: str, measured: Measured, handed_down: bool) -> Value:
    count = len(measured.city.objects)
    data = np.zeros(count, column.values.dtype)
    known = np.zeros(count, bool)
    if len(column.rows) == count:
        data, known[:] = column.values, True
    else:
        data[column.rows], known[column.rows] = column.values, True
    if handed_down and len(measured.generations) > 1:
        data, known = _inherited(data, known, measured)
    if column.texts is not None:
        texts = column.texts
        if column.type == "structure":
            codes, texts = measured.kept(("plain", name), lambda: _plainly(column))
            data = codes[data] if len(codes) else data
        return Value("text", data, known, texts, name=name)
    if column.type == "boolean":
        return Value("truth", data, known, name=name)
    if column.type == "date":
        return Value("date", data, known & ~np.isnat(data), name=name)
    unit = unit_of(column.unit)
    size = 1.0 if unit is None else unit.size
    data = data.astype(np.float64)  # a copy, ours to change
    if size != 1.0:
        data *= size
    if column.type == "number":
        known = known & np.isfinite(data)
    return Value("number", data, known, unit=unit and Unit(unit.kind), name=name)


def _inherited(data: NDArray[Any], known: Mask, measured: Measured) -> tuple[NDArray[Any], Mask]:
    parent = measured.city.objects.parent
    data, known = data.copy(), known.copy()
    for rows in measured.generations[1:]:
        heirs = rows[~known[rows] & known[parent[rows]]]
        data[heirs], known[heirs] = data[parent[heirs]], True
    return data, known


def ids(measured: Measured) -> Value:
    """The id of every object."""
    count = len(measured.city.objects)
    texts = measured.city.objects.ids
    return Value("text", np.arange(count), np.ones(count, bool), texts, name="id")


def kinds(measured: Measured) -> Value:
    """The class of every object."""
    objects = measured.city.objects
    known = np.ones(len(objects), bool)
    return Value("text", objects.kind, known, Strings.of(objects.kinds), name="kind")


def _plainly(column: Column) -> tuple[NDArray[np.int32], Strings]:
    """The plain texts of a structure, each once, and which of them each code stands for."""
    return encode([plain_text(json.loads(text)) for text in column.texts or ()])


def read_numbers(texts: Iterable[str]) -> NDArray[np.float64]:
    """Texts as numbers, NaN for those that are none."""
    found: list[float] = []
    for text in texts:
        try:
            found.append(float(text))
        except ValueError:
            found.append(np.nan)
    numbers = np.array(found, np.float64)
    numbers[~np.isfinite(numbers)] = np.nan
    return numbers


def read_dates(texts: Strings) -> NDArray[np.datetime64]:
    """Distinct texts as moments, NaT for those that are none; time zones are left out."""
    found = np.full(len(texts), "NaT", "datetime64[s]")
    for place, text in enumerate(texts):
        if DAY.match(text):  # numpy takes "now" for a date, too
            with contextlib.suppress(ValueError):
                found[place] = np.datetime64(text[:19], "s")
    return found


def as_numbers(value: Value, measured: Measured) -> Value:
    """A text attribute whose texts are numbers, as numbers."""
    texts = value.texts
    assert texts is not None
    found = measured.kept(("numbers", value.name), lambda: read_numbers(texts))
    data = found[value.data] if len(found) else np.full(len(value.data), np.nan)
    known = value.known & np.isfinite(data)
    return replace(value, kind="number", data=data, known=known, texts=None)


def as_dates(value: Value, measured: Measured) -> Value:
    """A text attribute whose texts are dates, as dates."""
    texts = value.texts
    assert texts is not None
    found = measured.kept(("dates", value.name), lambda: read_dates(texts))
    data = found[value.data] if len(found) else np.full(len(value.data), "NaT", "datetime64[s]")
    known = value.known & ~np.isnat(data)
    return replace(value, kind="date", data=data, known=known, texts=None)


def years(value: Value) -> Value:
    """The year of every date."""
    data = value.data.astype("datetime64[Y]").astype(np.int64) + 1970.0
    return replace(value, kind="number", data=data, unit=PLAIN)
