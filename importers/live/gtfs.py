"""Timetables of public transport (GTFS Schedule, gtfs.org/schedule/reference): what runs where."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from array import array
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

import numpy as np

from city.progress import Progress
from city.transit import Lines, Route, Stop, Transit
from importers.live import feed
from importers.live.web import FeedFault
from importers.report import Report
from importers.unpack import DAMAGED, MOST_RATIO, SLACK

LARGEST = 1 << 30  # bytes of one table, unpacked
MOST_POINTS = 10_000_000  # of all lines
# route_type, and the hundreds of the extended types (developers.google.com/transit/gtfs)
MODES = {0: "tram", 1: "metro", 2: "rail", 3: "bus", 4: "ferry", 5: "cable tram", 6: "cable car"}
MODES |= {7: "funicular", 11: "trolleybus", 12: "monorail"}
HUNDREDS = {1: "rail", 2: "coach", 4: "metro", 7: "bus", 8: "trolleybus", 9: "tram", 10: "ferry"}
HUNDREDS |= {11: "aircraft", 12: "ferry", 13: "cable car", 14: "funicular", 15: "taxi"}


def is_timetable(body: bytes) -> bool:
    """Whether bytes begin as a zip does, in which timetables come."""
    return body[:4] == b"PK\x03\x04"


def timetable(source: Path | bytes, name: str, report: Report, progress: Progress) -> Transit:
    """What a timetable says, from a zip on the disk or in memory.

    Times of departure are not read. What is missing or damaged goes to the report. Raises FeedFault
    for what is no timetable, or would unpack to a monstrous size.
    """
    try:
        members = zipfile.ZipFile(source if isinstance(source, Path) else io.BytesIO(source))
    except OSError as fault:
        raise FeedFault(f"{name}: {fault.strerror or fault}", lasting=True) from fault
    except DAMAGED as fault:
        raise FeedFault(f"{name} is no zip, or cut; a GTFS timetable comes in one", True) from fault
    with members:
        tables = _Tables(members, name, report, progress)
        if "routes" not in tables.found:
            raise FeedFault(f"{name} has no routes.txt; it is no GTFS timetable", lasting=True)
        routes = {route.id: route for route in map(_route, tables.rows("routes")) if route.id}
        trips, shapes = {}, {}
        for row in tables.rows("trips"):
            trip, route = feed.text(row.get("trip_id")), feed.text(row.get("route_id"))
            trips[trip] = route
            if row.get("shape_id") and route in routes:
                shapes[row["shape_id"], route] = routes[route]
        stops = {stop.id: stop for row in tables.rows("stops") if (stop := _stop(row, report)).id}
        lines = _lines(shapes, *_shapes(tables, report))
    return Transit(routes, trips, stops, lines)


Row = dict[str, str]


class _Tables:
    """The tables of a timetable by their names; nothing is ever written to the disk."""

    def __init__(
        self, members: zipfile.ZipFile, name: str, report: Report, progress: Progress
    ) -> None:
        self._members, self._name, self._report = members, name, report
        self._progress = progress
        self.found: dict[str, zipfile.ZipInfo] = {}
        for info in sorted(members.infolist(), key=lambda one: -len(one.filename)):
            place = PurePosixPath(info.filename.replace("\\", "/"))
            if place.suffix.lower() == ".txt" and "__MACOSX" not in place.parts:
                self.found[place.stem.lower()] = info  # the one that lies least deep

    def rows(self, table: str) -> Iterator[Row]:
        """The rows of a table; those that cannot be read are told and left out."""
        info = self.found.get(table)
        if info is None:
            self._report.warning("table", self._name, f"it has no {table}.txt")
            return
        if info.file_size > min(LARGEST, info.compress_size * MOST_RATIO + SLACK):
            raise FeedFault(f"{self._name}: {table}.txt would unpack to a monstrous size", True)
        try:
            with self._members.open(info) as raw:
                lines = io.TextIOWrapper(raw, "utf-8-sig", "replace", newline="")
                reader = csv.reader(lines)
                head = [column.strip().lower() for column in next(reader, ())]
                for number, row in enumerate(reader):
                    if number % 10_000 == 0:
                        self._progress.report(0, 0, f"{table}.txt: {number:,} rows")
                    yield dict(zip(head, row, strict=False))
        except (*DAMAGED, csv.Error, OSError) as fault:
            why = " ".join(str(fault).split())[:100]
            self._report.error("table", self._name, f"{table}.txt is damaged ({why}); cut there")


def _route(row: Row) -> Route:
    short, long = (feed.text(row.get(f"route_{name}_name")) for name in ("short", "long"))
    id, colour = feed.text(row.get("route_id")), row.get("route_color", "").strip().lower()
    fine = re.fullmatch("[0-9a-f]{6}", colour)
    return Route(
        id, short or long or id, _mode(row.get("route_type", "")), f"#{colour}" * bool(fine)
    )


def _mode(told: str) -> str:
    number = int(told) if re.fullmatch("[0-9]{1,4}", told.strip()) else -1
    return MODES.get(number) or HUNDREDS.get(number // 100, "")


def _stop(row: Row, report: Report) -> Stop:
    id = feed.text(row.get("stop_id"))
    east, north = (feed.number(row.get(name, "")) for name in ("stop_lon", "stop_lat"))
    place = feed.on_earth(east, north)
    if place is None and row.get("stop_lon"):
        report.warning("place", id, "this stop lies at no place on Earth")
    return Stop(id, feed.text(row.get("stop_name")), place or ())


def _shapes(tables: _Tables, report: Report) -> tuple[dict[str, int], array[float]]:
    """The numbers of all shapes, and a row of shape, sequence, east and north for each point."""
    numbers: dict[str, int] = {}
    points = array("d")
    if "shapes" not in tables.found:
        return numbers, points
    wrong = 0
    for row in tables.rows("shapes"):
        told = ("shape_pt_sequence", "shape_pt_lon", "shape_pt_lat")
        sequence, east, north = (feed.number(row.get(name, "")) for name in told)
        if sequence is None or sequence != sequence or feed.on_earth(east, north) is None:
            wrong += 1
            continue
        if len(points) == 4 * MOST_POINTS:
            report.error("shapes", "shapes.txt", f"more than {MOST_POINTS:,} points; cut there")
            break
        number = numbers.setdefault(row.get("shape_id", ""), len(numbers))
        points.extend((number, sequence, east or 0.0, north or 0.0))
    if wrong:
        report.error("shapes", "shapes.txt", f"{wrong:,} points are none; left out")
    return numbers, points


def _lines(
    shapes: dict[tuple[str, str], Route], numbers: dict[str, int], points: array[float]
) -> Lines:
    """A line for each way that a route takes."""
    table = np.array(points, np.float64).reshape(-1, 4)
    table = table[np.lexsort((table[:, 1], table[:, 0]))]
    ends = np.searchsorted(table[:, 0], np.arange(len(numbers) + 1))
    used = [(route, numbers[shape]) for (shape, _), route in shapes.items() if shape in numbers]
    parts = [table[ends[number] : ends[number + 1], 2:] for _, number in used]
    offsets = np.cumsum([0, *map(len, parts)])
    return Lines(
        tuple(route for route, _ in used), offsets, np.concatenate([table[:0, 2:], *parts])
    )
