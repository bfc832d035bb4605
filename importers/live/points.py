"""Points with values in one file, by address or from the disk: GeoJSON (RFC 7946) and CSV."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Callable, Iterator
from datetime import UTC

import numpy as np

from city.progress import Progress
from city.series import Readings, Series
from city.statements import Statement
from importers.live import feed, rows
from importers.live.columns import gathered
from importers.live.feed import Offer
from importers.live.geojson import features
from importers.live.rows import Row
from importers.live.statements import Statements
from importers.live.web import Answer, FeedFault, without_secrets
from importers.report import Report

EASTS = ("longitude", "lon", "lng", "long", "x")
NORTHS = ("latitude", "lat", "y")
UPS = ("altitude", "elevation", "height", "z")


def is_json(answer: Answer) -> bool:
    """Whether an answer means to be JSON, or is a page where JSON was expected."""
    return "json" in answer.kind or answer.body[:100].lstrip()[:1] in (b"{", b"[", b"<")


def is_points(answer: Answer) -> bool:
    """Whether an answer is points: a GeoJSON collection, or a table with degrees."""
    if is_json(answer):
        data = answer.data()
        return isinstance(data, dict) and data.get("type") in ("FeatureCollection", "Feature")
    head = {rows.plain(name) for name in _table(answer).fieldnames or ()}
    return not head.isdisjoint(EASTS) and not head.isdisjoint(NORTHS)


class Points:
    """A file of points that is fetched anew whenever it is read.

    A column or property that is a number is measured; its unit stands in brackets behind its name,
    as in "pm25 (ug/m3)". Rows without a moment are as old as the file. label: what rows without an
    id are called by, where several files are read.
    """

    pace = 10.0

    def __init__(
        self,
        title: str,
        answer: Answer,
        fetch: Callable[[Progress], Answer],
        report: Report,
        label: str = "",
    ) -> None:
        self.title = title
        self._label = f"{label}, row" if label else "row"
        self.standard = "GeoJSON" if is_json(answer) else "CSV"
        self._answer = answer
        self._fresh = True  # the answer at hand has not been read yet
        self._fetch = fetch
        self._report = report
        self._said = Statements(title, report)

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

    def statements(self) -> tuple[Statement, ...]:
        """What was said of buildings when it was read last."""
        return self._said.all()

    def close(self) -> None:
        """Nothing was begun."""

    def _readings(self, progress: Progress, report: Report) -> Iterator[Readings]:
        answer, changed = self._answer, None
        if answer.changed is not None:
            changed = np.datetime64(answer.changed.astimezone(UTC).replace(tzinfo=None), "ms")
        found = _features(answer, report) if is_json(answer) else _rows(answer, report)
        self._said = Statements(self.title, report)
        heard = self._said.passing(found, moment=changed)
        fallback = feed.now() if changed is None else changed
        return gathered(heard, self.title, fallback, report, progress, label=self._label)


def _features(answer: Answer, report: Report) -> Iterator[Row]:
    data, name = answer.data(), without_secrets(answer.url)
    whole = {**data, "features": [data]} if data.get("type") == "Feature" else data
    if not isinstance(whole.get("features"), list):
        raise FeedFault(f"{name} has no list of features; it is no GeoJSON", lasting=True)
    return features(whole, name, report, answer.crs)


def _rows(answer: Answer, report: Report) -> Iterator[Row]:
    table = _table(answer)
    columns = {rows.plain(name): name for name in table.fieldnames or ()}
    east, north, up = (rows.first(columns, names) for names in (EASTS, NORTHS, UPS))
    try:
        for row in table:
            if row.pop(None, None):
                report.warning("row", f"line {table.line_num}", "has more fields than the head")
            x, y, z = (feed.number(row.pop(name, None)) for name in (east, north, up))
            nowhere = x is not None and y is not None and math.isnan(x) and math.isnan(y)
            yield row, () if nowhere else feed.on_earth(x, y, z)
    except csv.Error as fault:
        report.error("row", f"line {table.line_num}", f"{fault}; the rest is left out")


def _table(answer: Answer) -> csv.DictReader[str]:
    words = answer.body.decode("utf-8-sig", "replace")
    head = words[: words.find("\n")] if "\n" in words else words
    separator = max(",;\t", key=head.count)
    return csv.DictReader(io.StringIO(words), delimiter=separator)
