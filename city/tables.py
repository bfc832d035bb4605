"""Rows of many batches -> one table: kinds numbered alike, attributes by name, type and unit."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from city.batch import Rows
from city.column import Column, Type, encode
from city.model import Material, Table, Texture
from city.strings import Strings

I32 = NDArray[np.int32]
Thing = TypeVar("Thing", Material, Texture)
DTYPE = {"integer": "int64", "number": "float64", "boolean": "bool", "date": "datetime64[s]"}


class Numbers(Generic[Thing]):
    """Equal things get one number. Batches share many a thing, so hashing each once pays."""

    def __init__(self) -> None:
        self.things: dict[Thing, int] = {}
        self._known: dict[int, int] = {}  # by address
        self._held: list[Thing] = []  # lest an address be used again

    def of(self, things: Sequence[Thing]) -> I32:
        """The number of each of some things, and -1 behind them, for none."""
        for thing in things:
            if id(thing) not in self._known:
                self._known[id(thing)] = self.things.setdefault(thing, len(self.things))
                self._held.append(thing)
        return np.array([*map(self._known.__getitem__, map(id, things)), -1], np.int32)


def joined(arrays: Sequence[NDArray[Any]], dtype: Any) -> NDArray[Any]:
    """All arrays as one, also when there is none."""
    return np.concatenate(arrays).astype(dtype, copy=False) if arrays else np.zeros(0, dtype)


def table(
    parts: Sequence[Rows],
    at: list[int],
    ids: Strings,
    order: NDArray[np.int64],
    new_row: I32,
    parent: I32,
) -> Table:
    """Rows of many batches as one table.

    at: the first row of each batch. order: old rows in their new order; new_row: the reverse.
    ids and parent are in the new order already.
    """
    names: dict[str, int] = {}
    kinds = []
    for rows in parts:
        code = np.array([names.setdefault(n, len(names)) for n in rows.names], np.uint16)
        local = np.array(rows.kind, np.uint16)
        kinds.append(code[local] if len(code) else local)
    kind = joined(kinds, np.uint16)[order]
    return Table(ids, kind, tuple(names), parent, _columns(parts, at, new_row))


def _columns(parts: Sequence[Rows], at: list[int], new_row: I32) -> dict[str, Column]:
    """Attributes by name; one that comes in several units gets a column for each."""
    gathered: dict[tuple[str, str], dict[Type, list[tuple[I32, list[Any]]]]] = {}
    for rows, first in zip(parts, at, strict=False):
        for (name, type, unit), (where, values) in rows.values.items():
            moved = new_row[np.array(where, np.int32) + first]
            gathered.setdefault((name, unit), {}).setdefault(type, []).append((moved, values))
    columns: dict[str, Column] = {}
    for (name, unit), by_type in gathered.items():
        title = name
        while title in columns:
            title = f"{title} [{unit or 'no unit'}]"
        columns[title] = _column(by_type, unit)
    return columns


def _column(by_type: dict[Type, list[tuple[I32, list[Any]]]], unit: str) -> Column:
    types = set(by_type)
    if len(types) == 1:
        (type,) = types
    elif types == {"integer", "number"}:
        type = "number"
    else:  # "12" here, 12 there: kept as JSON, so that each keeps its own type
        type = "structure"
    rows = np.concatenate([r for runs_ in by_type.values() for r, _ in runs_]).astype(np.int32)
    values: list[Any] = []
    for own, runs_ in by_type.items():
        for _, some in runs_:
            as_json = type == "structure" and own != "structure"
            values.extend(map(json.dumps, some) if as_json else some)
    order = np.argsort(rows, kind="stable")
    rows = rows[order]
    last = np.append(rows[1:] != rows[:-1], True)  # a value set twice: the last one stands
    kept = order[last]
    rows = rows[last]
    if type in DTYPE:
        try:
            return Column(type, rows, np.array(values, DTYPE[type])[kept], None, unit)
        except (OverflowError, ValueError):  # 31 February, or a number of thirty digits
            type = "text" if type == "date" else "structure"
            values = values if type == "text" else list(map(json.dumps, values))
    codes, texts = encode(values)
    return Column(type, rows, codes[kept], texts, unit)
