"""Rows of tables and of features: what their columns mean, as people call them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from city.series import Measurand
from importers.live import feed

IDS = (
    "id",
    "stationid",
    "sensorid",
    "entityid",
    "deviceid",
    "station",
    "sensor",
    "fid",
    "gid",
    "objectid",
    "code",
    "name",
)
KEYS = ("id", "fid", "gid", "objectid")  # numbers that measure nothing
NAMES = ("name", "title", "label", "stationname")
MOMENTS = (
    "phenomenontime",
    "dateobserved",
    "observedat",
    "observed",
    "timestamp",
    "datetime",
    "time",
    "date",
    "resulttime",
    "lastupdated",
    "updated",
)
UNIT = re.compile(r"^(.*?)\s*[\[(]([^\[\]()]{1,40})[\])]\s*$")
IN_FULL = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d")  # a moment, and nothing else

Box = tuple[float, float, float, float]  # degrees west, south, east and north
Row = tuple[Mapping[str, Any], tuple[float, ...] | None]  # values, and a place as feed.place has it


@dataclass(frozen=True, slots=True)
class Schema:
    """What is known of rows beyond what their names say.

    kind: what the things are. prefix: before each id, where several sources share one feed. moment:
    the column with the moment. units: by column. box: where things lie.
    """

    kind: str = ""
    prefix: str = ""
    moment: str = ""
    units: tuple[tuple[str, str], ...] = ()
    box: Box | None = None


@dataclass(frozen=True, slots=True)
class Columns:
    """What each column of a row is: "" where there is none."""

    id: str
    name: str
    moment: str
    measured: tuple[tuple[str, Measurand], ...]


@lru_cache(maxsize=256)
def columns_of(names: tuple[str, ...], schema: Schema) -> Columns:
    """What columns of these names are."""
    plain_names = {plain(name): name for name in names}
    id, name, when = (first(plain_names, known) for known in (IDS, NAMES, MOMENTS))
    if schema.moment in names:
        when = schema.moment
    units = dict(schema.units)
    measured = []
    for column in names:
        if column not in (id, name, when) and plain(column) not in KEYS:
            of = measurand(column)
            measured.append((column, Measurand(of.name, of.unit or units.get(column, ""))))
    return Columns(id, name, when, tuple(measured))


def in_full(rows: Iterable[Mapping[str, Any]]) -> str:
    """The only column with dates and times, whatever it is called; "" for none."""
    found = {
        name
        for values in rows
        for name, one in values.items()
        if isinstance(one, str) and IN_FULL.match(one[:16])
    }
    return found.pop() if len(found) == 1 else ""


def measurand(column: str) -> Measurand:
    """What a column measures: "pm25 (ug/m3)" is pm25 in ug/m3."""
    found = UNIT.match(column)
    name, unit = found.groups() if found else (column, "")
    return Measurand(feed.text(name), feed.text(unit))


def first(columns: Mapping[str, str], names: tuple[str, ...]) -> str:
    """The column that has one of these names, the earlier the better; "" for none."""
    return next((columns[name] for name in names if name in columns), "")


@lru_cache(maxsize=4096)
def plain(name: str) -> str:
    """A name without what people write differently."""
    return re.sub(r"[^a-z0-9]", "", name.lower())
