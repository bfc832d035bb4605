"""Objects in the order of what is said or measured of them, for tables of any length."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from city.expression.units import unit_of
from city.measured import MEASURES, Measured
from city.search import fold, lowered, plain_text
from city.strings import Strings

OWN = ("id", "class")
FEW = 1000  # texts that are sorted one by one
SHOWN = 12  # columns that are shown until others are picked
WIDE = 80  # letters of the longest text that is sorted as bytes
BLOCK = 100_000  # texts whose letters are moved at once
Key = tuple[str, str]  # ("own", "id"), ("attribute", "roofType") or ("measure", "height")


def ordered(
    measured: Measured, key: Key, rows: NDArray[np.integer], descending: bool = False
) -> NDArray[np.int32]:
    """Some rows in the order of a column; equal ones stay as they are, unknown ones come last.

    Texts go by their letters, capitals and accents aside.
    """
    worth, known = ranks(measured, key)
    held, rest = rows[known[rows]], rows[~known[rows]]
    value = worth[held]
    if not descending:
        place = np.argsort(value, kind="stable")
    else:  # the last of equals stays last
        place = len(value) - 1 - np.argsort(value[::-1], kind="stable")[::-1]
    return np.concatenate([held[place], rest]).astype(np.int32)


def ranks(measured: Measured, key: Key) -> tuple[NDArray[Any], NDArray[np.bool_]]:
    """(objects,) numbers in the order of a column's values, and where there are any."""
    return measured.kept(("ranks", key), lambda: _ranks(measured, key))  # type: ignore[no-any-return]


def _ranks(measured: Measured, key: Key) -> tuple[NDArray[Any], NDArray[np.bool_]]:
    objects = measured.city.objects
    what, name = key
    if what == "measure":
        values = measured.of(*measure_of(name))
        return values, np.isfinite(values)
    everywhere = np.ones(len(objects), bool)
    if name == "id" and what == "own":
        return _alphabet(objects.ids), everywhere
    if what == "own":
        return _alphabet(objects.kinds)[objects.kind], everywhere
    column = objects.columns[name]
    known = np.zeros(len(objects), bool)
    known[column.rows] = True
    values = column.values
    if column.texts is not None:
        texts: Strings | list[str] = column.texts
        if column.type == "structure":
            texts = [plain_text(json.loads(text)) for text in column.texts]
        values = _alphabet(texts)[values]
    whole = np.zeros(len(objects), values.dtype)
    whole[column.rows] = values
    if column.type == "number":
        known &= np.isfinite(whole)
    return whole, known


def _alphabet(texts: Strings | Sequence[str]) -> NDArray[np.int32]:
    """The place of each text in the order of their letters, the same for the same letters."""
    small = lowered(texts) if isinstance(texts, Strings) else None
    if small is not None and len(small) > FEW:
        width = int(np.diff(small.offsets).max())
        if width <= WIDE:
            return _by_bytes(small, max(width, 1))
    folded = [fold(text) for text in texts]
    place = {text: k for k, text in enumerate(sorted(set(folded)))}
    return np.array([place[text] for text in folded], np.int32)


def _by_bytes(texts: Strings, width: int) -> NDArray[np.int32]:
    """The same without a Python text of each, and without holding up other threads."""
    count = len(texts)
    letters = np.zeros((count, width), np.uint8)
    for first in range(0, count, BLOCK):
        rows = np.arange(first, min(first + BLOCK, count))
        start, end = texts.offsets[rows[0]], texts.offsets[rows[-1] + 1]
        lengths = np.diff(texts.offsets)[rows]
        column = np.arange(start, end) - np.repeat(texts.offsets[rows], lengths)
        letters[np.repeat(rows, lengths), column] = texts.blob[start:end]
    spelt = letters.view(f"S{width}").ravel()
    order = np.argsort(spelt, kind="stable")
    step = np.append(False, spelt[order][1:] != spelt[order][:-1])
    place = np.empty(count, np.int32)
    place[order] = np.cumsum(step)
    return place


def measure_of(name: str) -> tuple[str, str]:
    """A measure's name and its kind of surface: "area(roof)" -> ("area", "roof")."""
    word, _, surface = name.rstrip(")").partition("(")
    return word, surface


def numbers_of(measured: Measured, key: Key) -> NDArray[np.float64]:
    """(objects,) the numbers of a column in the unit it names, NaN where there are none."""
    what, name = key
    if what == "measure":
        return measured.of(*measure_of(name))
    column = measured.city.objects.columns[name]
    values = np.full(len(measured.city.objects), np.nan)
    values[column.rows] = column.values
    return values


def columns_of(measured: Measured) -> list[Key]:
    """Everything a table of the city can show: identity, the commonest attributes, measures."""
    columns = measured.city.objects.columns
    named = sorted(columns, key=lambda name: -len(columns[name]))
    surfaces = [f"area({s})" for s in ("roof", "wall") if s in measured.surfaces]
    sizes = [name for name in MEASURES if name not in ("area", "slope")]
    slope = ["slope"] if "roof" in measured.surfaces else []
    return [
        *(("own", name) for name in OWN),
        *(("attribute", name) for name in named),
        *(("measure", name) for name in (*sizes, *surfaces, *slope)),
    ]


def usual_columns(measured: Measured, rows: NDArray[np.integer], every: bool) -> list[Key]:
    """The columns that are shown at first of the objects in some rows: the fullest attributes that
    any of them has, and a few measures. every: whether they are of several classes."""
    there = np.zeros(len(measured.city.objects), bool)
    there[rows] = True
    columns = measured.city.objects.columns
    plain = [
        key
        for key in columns_of(measured)
        if key[0] == "attribute"
        and columns[key[1]].type != "structure"
        and there[columns[key[1]].rows].any()
    ]
    own: list[Key] = [("own", "id"), ("own", "class")] if every else [("own", "id")]
    sizes: list[Key] = [("measure", "height"), ("measure", "footprint")]
    return [*own, *sizes, *plain[: SHOWN - len(own) - len(sizes)]]


def unit_of_column(measured: Measured, key: Key) -> str:
    """The unit of a column as its source spells it, "" for none."""
    what, name = key
    if what == "measure":
        return MEASURES[measure_of(name)[0]].unit
    column = measured.city.objects.columns.get(name) if what == "attribute" else None
    return column.unit if column is not None else ""


def is_number(measured: Measured, key: Key) -> bool:
    """Whether a column holds numbers that can be added up or measured against each other."""
    what, name = key
    if what != "attribute":
        return what == "measure"
    column = measured.city.objects.columns[name]
    return column.type in ("integer", "number") and unit_of(column.unit) is not None
