"""OGC API Environmental Data Retrieval 1.1 (OGC 19-086r6): series and fields of a collection."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from city.progress import Progress
from city.series import Readings, Thing
from importers.live import coverage_json, feed
from importers.live.geojson import features
from importers.live.ogc_collections import Asked, Collection, pages
from importers.live.web import FeedFault, Web, without_secrets
from importers.maps.wms import with_query
from importers.report import Report

MOST = 1_000  # locations of one collection
WHOLE = ("cube", "area", "position")  # the first that a collection has and answers
GIVING_UP = 3  # locations in a row that cannot be read: then it is the service
RECENT = np.timedelta64(24, "h")  # what is read of a series that goes on


def is_edr(collection: Collection) -> bool:
    """Whether a collection can be asked for series or fields."""
    return any(kind in collection.queries for kind in ("locations", *WHOLE))


class Edr:
    """One collection, asked as fits it best: by its locations, or for all of its box, or else in
    the middle of it. Without a time, fields are read as they are at the last one, series for a day.
    """

    standard = "OGC API EDR"

    def __init__(self, collection: Collection, prefix: str, web: Web, report: Report) -> None:
        self.collection = collection
        self._prefix = prefix
        self._web = web
        self._report = report

    def read(self, asked: Asked, progress: Progress) -> Iterator[Readings]:
        """What the collection says, in parts as answers come. Raises FeedFault."""
        if "locations" in self.collection.queries:
            yield from self._locations(asked, progress)
            return
        kinds = [kind for kind in WHOLE if kind in self.collection.queries]
        for kind in kinds:
            try:
                yield from self._answered(self._question(kind, asked), progress)
                return
            except FeedFault as fault:
                if fault.status not in (400, 404, 405, 501) or kind == kinds[-1]:
                    raise

    def _question(self, kind: str, asked: Asked) -> str:
        """The address that asks for a box, or for its middle."""
        box = asked.area or self.collection.box
        if box is None:
            raise FeedFault(f"{self.collection.id} says not where it lies; ask for an area", True)
        west, south, east, north = (f"{value:.10g}" for value in box)
        if kind == "cube":
            place = {"bbox": ",".join((west, south, east, north))}
        elif kind == "area":
            ring = ((west, south), (east, south), (east, north), (west, north), (west, south))
            place = {"coords": f"POLYGON(({','.join(' '.join(corner) for corner in ring)}))"}
        else:
            x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
            place = {"coords": f"POINT({x:.10g} {y:.10g})"}
        return with_query(
            self.collection.queries[kind], {**place, **self._when(asked, kind == "position")}
        )

    def _locations(self, asked: Asked, progress: Progress) -> Iterator[Readings]:
        url = self.collection.queries["locations"]
        area = Asked(asked.area).parameters()
        first = self._web.get(with_query(url, area) if area else url, progress, 2)
        things: list[Thing] = []
        for answer, data, fresh in pages(first, "features", self._web, self._report, progress):
            found = features({**data, "features": fresh}, url, self._report, answer.crs)
            for values, place in found:
                name = feed.text(values.get("name") or values.get("label"))
                things.append(Thing(feed.text(values.get("id")), name, place or ()))
        if len(things) > MOST:
            self._report.error(
                "most",
                without_secrets(url),
                f"it has {len(things):,} locations; read were {MOST:,}: ask for an area",
            )
        failed = 0
        for at, thing in enumerate(things[:MOST]):
            progress.report(at, min(len(things), MOST), thing.name or thing.id)
            one = Thing(self._prefix + thing.id, thing.name, thing.place, self.collection.id)
            try:
                yield from self._answered(self._location(thing.id, asked), progress, one)
                failed = 0
            except FeedFault as fault:
                failed += 1
                if failed == GIVING_UP or len(things) == 1:
                    raise
                self._report.error("location", thing.id, str(fault))

    def _location(self, id: str, asked: Asked) -> str:
        from urllib.parse import quote

        address, _, query = self.collection.queries["locations"].partition("?")
        url = f"{address.rstrip('/')}/{quote(id, safe='')}" + (f"?{query}" if query else "")
        when = self._when(asked, series=True)
        return with_query(url, when) if when else url

    def _answered(
        self, url: str, progress: Progress, one: Thing | None = None
    ) -> Iterator[Readings]:
        answer = self._web.get(url, progress, 2)
        yield from read(answer.data(), without_secrets(url), self._report, self._prefix, one)

    def _when(self, asked: Asked, series: bool) -> dict[str, object]:
        """The moments to ask for."""
        span = self.collection.span
        if asked.start is not None or asked.end is not None or not span:
            return Asked(None, asked.start, asked.end).parameters()
        last = span[1] if span[1] is not None else feed.now()
        if not series:
            return {"datetime": f"{last}Z"} if span[1] is not None else {}
        return Asked(None, last - RECENT).parameters()


def read(
    data: Any, title: str, report: Report, prefix: str = "", one: Thing | None = None
) -> Iterator[Readings]:
    """The readings of an answer. Raises FeedFault where it is none."""
    if not coverage_json.is_coverage(data):
        raise FeedFault(f"{title} answers with no CoverageJSON; check the address", lasting=True)
    return coverage_json.readings(data, title, report, prefix, one)
