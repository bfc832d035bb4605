"""OGC API Features 1.0 (OGC 17-069r4, with Parts 2 and 5): the items of a collection."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from city.progress import Progress
from city.series import Readings
from importers.live import feed, rows
from importers.live.feed import Gathering
from importers.live.ogc_collections import Asked, Box, Collection, pages
from importers.live.rows import Schema
from importers.live.web import Answer, FeedFault, Web, without_secrets
from importers.maps.wms import with_query
from importers.report import Report

LIMITS = (5000, 500, 0)  # features of one page; 0: as many as the server likes
MOST = 500_000  # features of one collection
BATCH = 50_000  # readings handed on at once
INSTANTS = ("primary-instant", "primary-interval-end", "primary-interval-start")


class Features:
    """The items of one collection. prefix: goes before their ids."""

    standard = "OGC API Features"

    def __init__(self, collection: Collection, prefix: str, web: Web, report: Report) -> None:
        self.collection = collection
        self._prefix = prefix
        self._web = web
        self._report = report
        self._limit = 0
        self._schema: Schema | None = None

    def read(self, asked: Asked, progress: Progress) -> Iterator[Readings]:
        """What items are and say, in parts as pages come. Raises FeedFault."""
        title, report = without_secrets(self.collection.items), self._report
        schema, gathering, count, told = self._known(progress), Gathering(), 0, False
        first = self._first(asked, progress)
        for answer, data, fresh in pages(first, "features", self._web, report, progress):
            crs = answer.crs or self.collection.crs
            for row in rows.features({**data, "features": fresh}, title, report, crs):
                count += 1
                rows.gather(gathering, row, f"row {count}", feed.now(), report, schema)
                if not told and _turned(row[1], self.collection.box):
                    told = True
                    report.warning(
                        "swapped",
                        title,
                        "its places lie where its box is with east and north "
                        "swapped; tell the operator",
                    )
            if len(gathering) >= BATCH:
                yield gathering.handed(title, report)
            if count >= MOST:
                report.error("most", title, f"it has more than {MOST:,} features; ask for an area")
                break
        yield gathering.handed(title, report)  # things without numbers are listed in it

    def _first(self, asked: Asked, progress: Progress) -> Answer:
        """The first page, of as many features as the server lets be asked for."""
        while True:
            limit = LIMITS[self._limit]
            parameters = asked.parameters()
            if limit and "limit=" not in self.collection.items.lower():
                parameters["limit"] = limit
            url = (
                with_query(self.collection.items, parameters)
                if parameters
                else self.collection.items
            )
            try:
                return self._web.get(url, progress, 2)
            except FeedFault as fault:
                if fault.status not in (400, 413, 422) or self._limit + 1 == len(LIMITS):
                    raise
                self._limit += 1

    def _known(self, progress: Progress) -> Schema:
        """What the collection's schema tells of its properties, asked for once."""
        if self._schema is None:
            told: Any = None
            if self.collection.schema:
                try:
                    told = self._web.get(self.collection.schema, progress, 1).data()
                except FeedFault as fault:
                    self._report.warning("schema", self.collection.id, str(fault))
            self._schema = schema(told, self.collection.id, self._prefix)
        return self._schema


def schema(told: Any, kind: str, prefix: str) -> Schema:
    """Moments and units of properties, as a JSON Schema tells them (x-ogc-role, x-ogc-unit)."""
    found = told.get("properties") if isinstance(told, dict) else None
    moments: dict[str, str] = {}
    units = []
    for name, one in found.items() if isinstance(found, dict) else ():
        if not isinstance(one, dict):
            continue
        moments.setdefault(str(one.get("x-ogc-role")), name)
        if unit := feed.text(one.get("x-ogc-unit")):
            units.append((name, unit))
    moment = next((moments[role] for role in INSTANTS if role in moments), "")
    return Schema(kind, prefix, moment, tuple(units))


def _turned(place: tuple[float, ...] | None, box: Box | None) -> bool:
    """Whether a place lies outside a box, and inside with east and north swapped."""
    if not place or box is None:
        return False
    west, south, east, north = box

    def within(x: float, y: float) -> bool:
        return west <= x <= east and south <= y <= north

    return not within(*place[:2]) and within(place[1], place[0])
