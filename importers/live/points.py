"""Points with values in one file, by address or from the disk: GeoJSON (RFC 7946) and CSV."""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC
from typing import Any

import numpy as np

from city.progress import Progress
from city.series import Measurand, Readings, Series, Thing
from importers.live import feed
from importers.live.feed import Gathering, Offer
from importers.live.web import Answer, FeedFault, without_secrets
from importers.report import Report

BATCH = 50_000  # readings handed on at once
IDS = ("id", "stationid", "sensorid", "entityid", "deviceid", "station", "sensor", "code", "name")
NAMES = ("name", "title", "label", "stationname")
EASTS = ("longitude", "lon", "lng", "long", "x")
NORTHS = ("latitude", "lat", "y")
UPS = ("altitude", "elevation", "height", "z")
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


def is_json(answer: Answer) -> bool:
    """Whether an answer means to be JSON, or is a page where JSON was expected."""
    return "json" in answer.kind or answer.body[:100].lstrip()[:1] in (b"{", b"[", b"<")


def is_points(answer: Answer) -> bool:
    """Whether an answer is points: a GeoJSON collection, or a table with degrees."""
    if is_json(answer):
        data = answer.data()
        return isinstance(data, dict) and data.get("type") in ("FeatureCollection", "Feature")
    head = {_plain(name) for name in _table(answer).fieldnames or ()}
    return not head.isdisjoint(EASTS) and not head.isdisjoint(NORTHS)


class Points:
    """A file of points that is fetched anew whenever it is read.

    A column or property that is a number is measured; its unit stands in brackets behind its name,
    as in "pm25 (ug/m3)". Rows without a moment are as old as the file.
    """

    pace = 10.0

    def __init__(
        self, title: str, answer: Answer, fetch: Callable[[Progress], Answer], report: Report
    ) -> None:
        self.title = title
        self.standard = "GeoJSON" if is_json(answer) else "CSV"
        self._answer = answer
        self._fresh = True  # the answer at hand has not been read yet
        self._fetch = fetch
        self._report = report

    def discover(self, progress: Progress) -> tuple[Offer, ...]:
        series = Series()
        for readings in self._readings(progress, Report()):
            series = series.merge(readings)
        return feed.offers(series.streams)

    def read(self, progress: Progress) -> Iterator[Readings]:
        if not self._fresh:
            self._answer = self._fetch(progress)
        self._fresh = False
        return self._readings(progress, self._report)

    def close(self) -> None:
        """Nothing was begun."""

    def _readings(self, progress: Progress, report: Report) -> Iterator[Readings]:
        answer, received = self._answer, feed.now()
        changed = answer.changed
        fallback = received
        if changed is not None:
            fallback = np.datetime64(changed.astimezone(UTC).replace(tzinfo=None), "ms")
        gathering = Gathering()
        rows = _features(answer, report) if is_json(answer) else _rows(answer, report)
        for at, (values, place) in enumerate(rows):
            if at % 1000 == 0:
                progress.report(at, 0, f"{at:,} points")
            _add(gathering, values, place, f"row {at + 1}", fallback, report)
            if len(gathering) >= BATCH:
                yield gathering.readings(received)
        if ahead := gathering.ahead(received):
            report.warning(
                "future", self.title, f"{ahead:,} values lie in the future: see to the clocks"
            )
        if len(gathering):
            yield gathering.readings(received)


Row = tuple[Mapping[str, Any], tuple[float, ...] | None]


def _features(answer: Answer, report: Report) -> Iterator[Row]:
    data, name = answer.data(), without_secrets(answer.url)
    features = [data] if data.get("type") == "Feature" else data.get("features")
    if not isinstance(features, list):
        raise FeedFault(f"{name} has no list of features; it is no GeoJSON", lasting=True)
    degrees = _in_degrees(data.get("crs"))
    if not degrees:
        report.error("crs", name, "its places are not in degrees (WGS 84); they are left out")
    for one in features:
        if not isinstance(one, dict):
            report.error("row", name, "a feature is none; left out")
            continue
        told = one.get("properties")
        values = dict(told) if isinstance(told, dict) else {}
        if one.get("id") is not None:
            values["id"] = one["id"]
        yield values, feed.place(one.get("geometry")) if degrees else ()


def _rows(answer: Answer, report: Report) -> Iterator[Row]:
    table = _table(answer)
    columns = {_plain(name): name for name in table.fieldnames or ()}
    east, north, up = (_first(columns, names) for names in (EASTS, NORTHS, UPS))
    try:
        for row in table:
            if row.pop(None, None):
                report.warning("row", f"line {table.line_num}", "has more fields than the head")
            x, y, z = (feed.number(row.pop(name, None)) for name in (east, north, up))
            nowhere = x is not None and y is not None and math.isnan(x) and math.isnan(y)
            yield row, () if nowhere else feed.on_earth(x, y, z)
    except csv.Error as fault:
        report.error("row", f"line {table.line_num}", f"{fault}; the rest is left out")


def _add(
    gathering: Gathering,
    values: Mapping[str, Any],
    place: tuple[float, ...] | None,
    row: str,
    fallback: np.datetime64,
    report: Report,
) -> None:
    columns = {_plain(name): name for name in values}
    key, name, when = (_first(columns, names) for names in (IDS, NAMES, MOMENTS))
    id = (feed.text(values[key]) if key else "") or row
    if place is None:
        report.warning("place", id, "its place is no point on Earth; are east and north swapped?")
    told = values[when] if when else None
    moment = fallback if told in (None, "") else feed.moment(told)
    if moment is None:
        report.error("moment", id, f"{feed.text(told)[:40]} is no moment; left out")
        return
    thing = Thing(id, feed.text(values[name]) if name else "", place or ())
    for column, value in values.items():
        read = None if column in (key, name, when) else feed.number(value)
        if read is not None:
            gathering.add(thing, measurand(column), moment, read)


def measurand(column: str) -> Measurand:
    """What a column measures: "pm25 (ug/m3)" is pm25 in ug/m3."""
    found = UNIT.match(column)
    name, unit = found.groups() if found else (column, "")
    return Measurand(feed.text(name), feed.text(unit))


def _first(columns: Mapping[str, str], names: tuple[str, ...]) -> str:
    return next((columns[name] for name in names if name in columns), "")


def _plain(name: Any) -> str:
    return re.sub(r"[^a-z0-9]", "", str(name).lower())


def _in_degrees(crs: Any) -> bool:
    """Whether a collection's old-style crs, if it has one, is WGS 84 in degrees."""
    if not isinstance(crs, dict):
        return True
    named = crs.get("properties")
    name = str(named.get("name", "")).upper() if isinstance(named, dict) else ""
    return name.endswith(("CRS84", ":4326", "CRS84H", ":4979"))


def _table(answer: Answer) -> csv.DictReader[str]:
    words = answer.body.decode("utf-8-sig", "replace")
    head = words[: words.find("\n")] if "\n" in words else words
    separator = max(",;\t", key=head.count)
    return csv.DictReader(io.StringIO(words), delimiter=separator)
