"""OGC API Features 1.0 (OGC 17-069r4, with Parts 2 and 5): the items of a collection."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from city.progress import Progress
from city.series import Readings
from importers.live import feed
from importers.live.columns import gathered
from importers.live.geojson import features
from importers.live.ogc_collections import Asked, Collection, pages
from importers.live.rows import Row, Schema
from importers.live.statements import Statements
from importers.live.web import Answer, FeedFault, Web, without_secrets
from importers.maps.wms import with_query
from importers.report import Report

LIMITS = (5000, 500, 0)  # features of one page; 0: as many as the server likes
MOST = 500_000  # features of one collection
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
        self.said = Statements(without_secrets(collection.items), report)

    def read(self, asked: Asked, progress: Progress) -> Iterator[Readings]:
        """What items are and say, in parts as pages come. Raises FeedFault."""
        title, schema = without_secrets(self.collection.items), self._known(progress)
        found = self._rows(title, asked, progress)
        if asked.start is None:  # history says nothing of what is
            self.said = Statements(title, self._report)
            found = self.said.passing(found, schema)
        yield from gathered(found, title, feed.now(), self._report, progress, schema, most=MOST)

    def _rows(self, title: str, asked: Asked, progress: Progress) -> Iterator[Row]:
        first = self._first(asked, progress)
        for answer, data, fresh in pages(first, "features", self._web, self._report, progress):
            crs = answer.crs or self.collection.crs
            yield from features({**data, "features": fresh}, title, self._report, crs)

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
            self._schema = schema(told, self.collection, self._prefix)
        return self._schema


def schema(told: Any, collection: Collection, prefix: str) -> Schema:
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
    return Schema(collection.id, prefix, moment, tuple(units), collection.box)
