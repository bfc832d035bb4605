"""What feeds say of buildings themselves, beside what is measured: the newest of each attribute."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from threading import Lock
from typing import Any, NamedTuple

import numpy as np

from city.series import Thing
from city.statements import Statement, is_building
from city.units import spelt
from importers.live import feed
from importers.live.rows import Columns, Row, Schema, columns_of, first, measurand, plain
from importers.report import Report

MOST = 200_000  # statements of one feed that are kept
SHAPES = 256  # sorts of rows that are remembered
OBJECTS = (  # columns that name the object of the city that a row is about
    "gmlid",
    "buildingid",
    "refbuilding",
    "cityobjectid",
    "pandid",
    "identificatie",
    "gebaeudeid",
    "egid",
)


class Statements:
    """Keeps what was said last of each attribute of each thing; heard on one thread, read on
    another."""

    def __init__(self, source: str, report: Report) -> None:
        self._source = source
        self._report = report
        self._known: dict[tuple[str, str], Statement] = {}
        self._all: tuple[Statement, ...] | None = ()
        self._full = False
        self._lock = Lock()

    def hear(
        self, thing: Thing, attribute: str, value: Any, unit: str, moment: np.datetime64 | None
    ) -> None:
        """Keep a value that is a number, a text or yes or no; of a list of such all in a line.

        attribute: its name in one line of bearable length.
        """
        said = _plain(value)
        if said is None:
            return
        one = Statement(thing, attribute, said, spelt(unit), moment, self._source)
        with self._lock:
            self._keep(one)

    def _keep(self, one: Statement) -> None:
        key = (one.thing.id, one.attribute)
        if key not in self._known and len(self._known) >= MOST:
            if not self._full:
                self._full = True
                words = f"more is said of buildings than {MOST:,} attributes; the rest is left out"
                self._report.error("statements", self._source, words)
            return
        before = self._known.get(key)
        if before is None or (before != one and not _is_older(one, before)):
            self._known[key] = one
            self._all = None

    def all(self) -> tuple[Statement, ...]:
        """All of them: the same tuple as before where nothing else was said."""
        with self._lock:
            if self._all is None:
                self._all = tuple(self._known.values())
            return self._all

    def passing(
        self, rows: Iterable[Row], schema: Schema = Schema(), moment: np.datetime64 | None = None
    ) -> Iterator[Row]:
        """Rows as they pass, those that are about buildings heard. moment: how old rows are that do
        not say."""
        shapes: dict[tuple[str, ...], _Shape] = {}
        for row in rows:
            values, names = row[0], tuple(row[0])
            if (shape := shapes.get(names)) is None:
                if len(shapes) > SHAPES:
                    shapes.clear()
                shape = shapes[names] = _Shape.of(names, schema)
            told = values.get("type")
            kind = told[: feed.LONGEST_TEXT] if isinstance(told, str) and told else schema.kind
            if shape.object or is_building(kind):
                self._hear_row(row, kind, shape, schema.prefix, moment)
            yield row

    def _hear_row(
        self, row: Row, kind: str, shape: _Shape, prefix: str, moment: np.datetime64 | None
    ) -> None:
        values, place = row
        of = feed.text(values.get(shape.object))
        if not (id := feed.text(values.get(shape.columns.id)) or of):
            return
        name = feed.text(values.get(shape.columns.name))
        thing = Thing(prefix + id, name, place or (), feed.text(kind), of)
        when = feed.moment(values.get(shape.columns.moment))
        when = moment if when is None else when
        for column, attribute, unit in shape.said:
            self.hear(thing, attribute, values[column], unit, when)


class _Shape(NamedTuple):
    """What the columns of rows are that have the same.

    object: the one that names an object of the city, "" for none. said: of those that say
    something: the column, its attribute and its unit.
    """

    columns: Columns
    object: str
    said: tuple[tuple[str, str, str], ...]

    @classmethod
    def of(cls, names: tuple[str, ...], schema: Schema) -> _Shape:
        columns, units = columns_of(names, schema), dict(schema.units)
        object = first({plain(name): name for name in names}, OBJECTS)
        said = [
            (name, (one := measurand(name)).name, one.unit or units.get(name, ""))
            for name in names
            if name not in (columns.id, columns.moment, object, "type")
        ]
        return cls(columns, object, tuple(said))


def _plain(value: Any) -> float | str | bool | None:
    """A value in a line; None for one that says nothing, and for what is built of parts."""
    if isinstance(value, list):
        told = [feed.text(one) for one in value[:20]]
        return feed.text(", ".join(told)) if all(told) and told else None
    if isinstance(value, bool):
        return value
    if isinstance(value, (int, float)):
        number = feed.number(value)
        return None if number is None or number != number else number
    return feed.text(value) or None


def _is_older(one: Statement, other: Statement) -> bool:
    """Whether something was known before another; of what has no moment nobody knows."""
    if one.moment is None or other.moment is None:
        return False
    return bool(one.moment < other.moment)
