"""Rows as readings: what their names mean, in tables, in GeoJSON (RFC 7946) and in GML."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from city.progress import Progress
from city.series import Measurand, Readings, Thing
from importers.live import feed
from importers.live.feed import Gathering
from importers.live.systems import Degrees, degrees
from importers.report import Report

IDS = ("id", "stationid", "sensorid", "entityid", "deviceid", "station", "sensor", "code", "name")
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

BATCH = 50_000  # readings handed on at once

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


def gather(
    gathering: Gathering,
    row: Row,
    label: str,
    fallback: np.datetime64,
    report: Report,
    schema: Schema = Schema(),
) -> None:
    """Add all numbers of a row; a row without an id is called by its label, one without a moment
    is as old as the fallback. The thing of a row without numbers is listed all the same."""
    values, place = row
    columns = _columns(tuple(values), schema)
    id = (feed.text(values[columns.id]) if columns.id else "") or label
    if place is None:
        report.warning("place", id, "its place is no point on Earth; are east and north swapped?")
    when = columns.moment or _in_full(values)
    told = values[when] if when else None
    moment = fallback if told in (None, "") else feed.moment(told)
    if moment is None:
        report.error("moment", id, f"{feed.text(told)[:40]} is no moment; left out")
        return
    name = feed.text(values[columns.name]) if columns.name else ""
    kind = values.get("type")
    kind = feed.text(kind) if isinstance(kind, str) and kind else schema.kind
    thing = Thing(schema.prefix + id, name, place or (), kind)
    gathering.meet(thing)
    for column, measurand in columns.measured:
        read = feed.number(values[column])
        if read is not None and column != when:
            gathering.add(thing, measurand, moment, read)


def gathered(
    found: Iterable[Row],
    title: str,
    fallback: np.datetime64,
    report: Report,
    progress: Progress,
    schema: Schema = Schema(),
    most: float = math.inf,
    label: str = "row",
) -> Iterator[Readings]:
    """The readings of rows, in parts as they come; more rows than `most` are left and told.

    fallback: how old rows are that do not say. label: what goes before the number of a row that has
    no id.
    """
    gathering, told = Gathering(), False
    for at, row in enumerate(found):
        if at >= most:
            report.error("most", title, f"it has more than {most:,} features; ask for an area")
            break
        if at % 1000 == 0:
            progress.report(at, 0, f"{at:,} read")
        gather(gathering, row, f"{label} {at + 1}", fallback, report, schema)
        if not told and _turned(row[1], schema.box):
            told = True
            report.warning("swapped", title, "east and north of its places seem to be swapped")
        if len(gathering) >= BATCH:
            yield gathering.handed(title, report)
    yield gathering.handed(title, report)  # things without numbers are listed in it


def _turned(place: tuple[float, ...] | None, box: Box | None) -> bool:
    """Whether a place lies outside a box, and inside with east and north swapped."""
    if not place or box is None:
        return False
    west, south, east, north = box

    def within(x: float, y: float) -> bool:
        return west <= x <= east and south <= y <= north

    return not within(*place[:2]) and within(place[1], place[0])


@lru_cache(maxsize=256)
def _columns(names: tuple[str, ...], schema: Schema) -> Columns:
    plain_names = {plain(name): name for name in names}
    id, name, when = (first(plain_names, known) for known in (IDS, NAMES, MOMENTS))
    if schema.moment in names:
        when = schema.moment
    units = dict(schema.units)
    measured = []
    for column in names:
        if column not in (id, name, when):
            of = measurand(column)
            measured.append((column, Measurand(of.name, of.unit or units.get(column, ""))))
    return Columns(id, name, when, tuple(measured))


def _in_full(values: Mapping[str, Any]) -> str:
    """The only column with a date and a time, whatever it is called."""
    found = [
        name for name, one in values.items() if isinstance(one, str) and IN_FULL.match(one[:16])
    ]
    return found[0] if len(found) == 1 else ""


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


def features(data: Mapping[str, Any], source: str, report: Report, crs: str = "") -> Iterator[Row]:
    """The rows of a GeoJSON collection.

    crs: the system of its places as the service tells it; "" for degrees (RFC 7946, 4), unless the
    collection has a crs of its own, as GeoJSON of 2008 does: that is written east first.
    """
    told = data.get("features")
    ways: list[Degrees | None] = []
    try:
        own = _crs(data.get("crs"))
        name = own or crs
        ways = [degrees(name, east_first=bool(own))] if name else [None]
    except ValueError as fault:
        report.error("crs", source, f"{fault}; its places are left out")
    for one in told if isinstance(told, list) else ():
        if not isinstance(one, dict):
            report.error("row", source, "a feature is none; left out")
            continue
        properties = one.get("properties")
        values = dict(properties) if isinstance(properties, dict) else {}
        if one.get("id") is not None:
            values["id"] = one["id"]
        yield values, feed.place(one.get("geometry"), ways[0]) if ways else ()


def _crs(told: Any) -> str:
    """The name in a collection's old-style crs; "" where it has none."""
    properties = told.get("properties") if isinstance(told, dict) else None
    if not isinstance(properties, dict):
        return ""
    return feed.text(properties.get("name") or properties.get("code") or properties.get("href"))
