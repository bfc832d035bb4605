"""Which attributes of the same objects differ, by value: 1 is 1.0, and their order says nothing."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from city.column import Column, Type
from city.model import Table

Rows = NDArray[np.integer]
Mask = NDArray[np.bool_]
NUMBERS = ("integer", "number")
NOISE = 1e-9  # of a number: what writing it down and reading it again may change


class Differing(NamedTuple):
    """An attribute that is not the same for some pairs of objects: which pairs, and its values
    there on both sides, None where it is not said."""

    name: str
    pairs: NDArray[np.intp]
    a: list[Any]
    b: list[Any]


def differing(
    a: Table, b: Table, rows_a: Rows, rows_b: Rows
) -> tuple[list[Differing], dict[str, tuple[Type, Type]]]:
    """What differs between rows of two tables, pair by pair.

    Also by name the types of those attributes that the tables hold as different ones, text here and
    numbers there: these are compared by what they say.
    """
    found: list[Differing] = []
    mixed: dict[str, tuple[Type, Type]] = {}
    for name in dict.fromkeys([*a.columns, *b.columns]):
        one, other = a.columns.get(name), b.columns.get(name)
        at, there = _places(one, rows_a), _places(other, rows_b)
        if one is not None and other is not None and not _comparable(one, other):
            mixed[name] = (one.type, other.type)
        wrong = (at >= 0) != (there >= 0)
        both = np.flatnonzero((at >= 0) & (there >= 0))
        if one is not None and other is not None and len(both):
            wrong[both] = _unequal(one, other, at[both], there[both])
        pairs = np.flatnonzero(wrong)
        if len(pairs):
            values = _values(one, at[pairs]), _values(other, there[pairs])
            found.append(Differing(name, pairs, *values))
    return found, mixed


def same(a: Any, b: Any) -> bool:
    """Whether two plain values say the same."""
    if a is None or b is None or isinstance(a, bool) != isinstance(b, bool):
        return a is b
    return a == b or _word(a) == _word(b) or (_is_number(a) and _is_number(b) and _near(a, b))


def _places(column: Column | None, rows: Rows) -> NDArray[np.intp]:
    """Where in a column each row has its value, -1 for none."""
    if column is None or not len(column):
        return np.full(len(rows), -1)
    place = np.minimum(np.searchsorted(column.rows, rows), len(column) - 1)
    return np.where(column.rows[place] == rows, place, -1)


def _comparable(one: Column, other: Column) -> bool:
    return one.type == other.type or {one.type, other.type} <= set(NUMBERS)


def _unequal(one: Column, other: Column, at: NDArray[Any], there: NDArray[Any]) -> Mask:
    """Which of some values differ."""
    if not _comparable(one, other):
        words = ([_word(v) for v in _values(*pair)] for pair in ((one, at), (other, there)))
        return np.array([x != y for x, y in zip(*words, strict=True)], bool)
    if one.texts is not None and other.texts is not None:
        codes: dict[str, int] = {}
        held = []
        for column, places in ((one, at), (other, there)):
            texts = [_in_order(t) if one.type == "structure" else t for t in column.texts or ()]
            code = np.array([codes.setdefault(t, len(codes)) for t in texts], np.int64)
            held.append(code[column.values[places]])
        return np.asarray(held[0] != held[1])
    a, b = one.values[at], other.values[there]
    if "number" not in (one.type, other.type):
        return np.asarray(a != b)
    with np.errstate(invalid="ignore", over="ignore"):
        near = _near(a.astype(float), b.astype(float)) | (np.isnan(a) & np.isnan(b))
        return np.asarray(~near)


def _near(a: Any, b: Any) -> Any:
    return (a == b) | (abs(a - b) <= NOISE * abs(a))


def _in_order(text: str) -> str:
    """A JSON document with its names in order; what is none stays as it is."""
    try:
        return json.dumps(json.loads(text), sort_keys=True, ensure_ascii=False)
    except ValueError:
        return text


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _word(value: Any) -> str:
    """What a value says, whatever its type is: 3, 3.0 and "3" are alike."""
    if isinstance(value, (list, dict)):
        return json.dumps(value, sort_keys=True, ensure_ascii=False)
    if isinstance(value, bool):
        return str(value).lower()
    text = str(value).strip()
    try:
        return repr(float(text))
    except ValueError:
        return text


def _values(column: Column | None, places: NDArray[Any]) -> list[Any]:
    """The plain values at some places of a column, None for -1."""
    if column is None:
        return [None] * len(places)
    if column.texts is None:
        found = Column(column.type, column.rows[places], column.values[places])
        values = [value for _, value in found.items()]
    else:
        codes = column.values[places].tolist()
        known = {code: _held(column, code) for code in set(codes)}
        values = [known[code] for code in codes]
    return [None if at < 0 else v for at, v in zip(places.tolist(), values, strict=True)]


def _held(column: Column, code: int) -> Any:
    assert column.texts is not None
    text = column.texts[code]
    return json.loads(text) if column.type == "structure" else text
