"""What feeds say of buildings themselves, beside what is measured: the newest of each attribute."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from threading import Lock
from typing import Any

import numpy as np

from city.series import Thing
from city.statements import Statement, is_building
from city.units import spelt
from importers.live import feed
from importers.live.rows import Columns, Row, Schema, columns_of, first, measurand, plain
from importers.report import Report

MOST = 200_000  # statements of one feed that are kept
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
        """Keep a value that is a number, a text or yes or no; of a list of such all in a line."""
        said = _plain(value)
        if said is None:
            return
        one = Statement(thing, feed.text(attribute), said, spelt(unit), moment, self._source)
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
        for row in rows:
            self._hear_row(*row, schema, moment)
            yield row

    def _hear_row(
        self,
        values: Mapping[str, Any],
        place: tuple[float, ...] | None,
        schema: Schema,
        moment: np.datetime64 | None,
    ) -> None:
        columns, object = _columns(tuple(values), schema)
        told = values.get("type")
        kind = feed.text(told) if isinstance(told, str) and told else schema.kind
        if not (object or is_building(kind)):
            return
        if not (id := feed.text(values.get(columns.id)) or feed.text(values.get(object))):
            return
        name = feed.text(values.get(columns.name))
        thing = Thing(schema.prefix + id, name, place or (), kind, feed.text(values.get(object)))
        when = feed.moment(values.get(columns.moment))
        units = dict(schema.units)
        for column, value in values.items():
            if column not in (columns.id, columns.moment, object):
                of = measurand(column)
                unit = of.unit or units.get(column, "")
                self.hear(thing, of.name, value, unit, moment if when is None else when)


@lru_cache(maxsize=256)
def _columns(names: tuple[str, ...], schema: Schema) -> tuple[Columns, str]:
    """What columns of these names are, and the one that names an object of the city."""
    return columns_of(names, schema), first({plain(name): name for name in names}, OBJECTS)


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
