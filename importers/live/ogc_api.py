"""A server of OGC API: features and environmental data of all its collections as one feed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Protocol

import numpy as np

from city.progress import Progress
from city.series import Readings, Series
from city.statements import Statement
from importers.live import feed, ogc_edr
from importers.live.feed import Offer
from importers.live.ogc_collections import Asked, Collection, collections
from importers.live.ogc_edr import Edr, is_edr
from importers.live.ogc_features import Features
from importers.live.rows import Box
from importers.live.web import Answer, FeedFault, Web, without_secrets
from importers.report import Report

NOTHING = "it has no features and no environmental data that can be read"


class Source(Protocol):
    """What one collection, or one type of features, can be read by."""

    standard: str
    collection: Collection

    def read(self, asked: Asked, progress: Progress) -> Iterator[Readings]:
        """What is wanted of it, in parts as they come. Raises FeedFault."""


class OgcService:
    """All that lies behind an address, as one feed; what of it cannot be read is told.

    area: what lies in a box of degrees alone is read; None for all.
    """

    pace = 10.0

    def __init__(self, title: str, sources: tuple[Source, ...], report: Report) -> None:
        if not sources:
            raise FeedFault(f"{title}: {NOTHING}", lasting=True)
        self.title = title
        self.area: Box | None = None
        self.sources = sources
        self._report = report
        standards = sorted({source.standard for source in sources}, reverse=True)
        self.standard = " and ".join(standards).replace("and OGC API ", "and ")
        self._first: list[Readings] | None = None  # read to find out what there is
        self._parts: list[tuple[Statement, ...]] = []  # what each collection has said
        self._said: tuple[Statement, ...] = ()

    def discover(self, progress: Progress) -> tuple[Offer, ...]:
        self._first = list(self._read(Asked(self.area), progress))
        series = Series()
        for readings in self._first:
            series = series.merge(readings)
        return feed.offers(series.streams)

    def read(self, progress: Progress) -> Iterator[Readings]:
        first, self._first = self._first, None
        return self._read(Asked(self.area), progress) if first is None else iter(first)

    def history(
        self, start: np.datetime64, end: np.datetime64, progress: Progress
    ) -> Iterator[Readings]:
        if not any(source.collection.span for source in self.sources):
            raise FeedFault(f"{self.title} keeps no history", lasting=True, status=501)
        return self._read(Asked(self.area, start, end), progress)

    def statements(self) -> tuple[Statement, ...]:
        """What was said of buildings when it was read last."""
        said = (getattr(one, "said", None) for one in self.sources)
        parts = [one.all() for one in said if one is not None]
        if tuple(map(id, parts)) != tuple(map(id, self._parts)):
            self._parts, self._said = parts, tuple(one for part in parts for one in part)
        return self._said

    def close(self) -> None:
        """Nothing was begun."""

    def _read(self, asked: Asked, progress: Progress) -> Iterator[Readings]:
        """All collections; those that cannot be read are told, unless none can."""
        read = 0
        for source in self.sources:
            if asked.start is not None and not source.collection.span:
                continue
            try:
                yield from source.read(asked, progress)
                read += 1
            except FeedFault as fault:
                if len(self.sources) == 1 or (not read and source is self.sources[-1]):
                    raise
                self._report.error("collection", source.collection.id, str(fault))


def open_api(answer: Answer, web: Web, report: Report, progress: Progress) -> OgcService:
    """The collections behind a first page, a list, a collection, or its items. Raises FeedFault."""
    found, sources = collections(answer, web, report, progress), list[Source]()
    for one in found:
        prefix = f"{one.id}/" if len(found) > 1 else ""
        if one.records and len(found) > 1:
            report.note("records", one.id, "a catalogue: its records are not measured")
        elif is_edr(one):
            sources.append(Edr(one, prefix, web, report))
        elif one.items:
            sources.append(Features(one, prefix, web, report))
    return OgcService(without_secrets(answer.url), tuple(sources), report)


class Coverage:
    """What one question to an EDR service answers, asked again whenever it is read."""

    standard, pace = "OGC API EDR", 10.0

    def __init__(self, answer: Answer, fetch: Callable[[Progress], Answer], report: Report) -> None:
        self.title = without_secrets(answer.url)
        self._fetch = fetch
        self._answer: Answer | None = answer
        self._report = report

    def discover(self, progress: Progress) -> tuple[Offer, ...]:
        self._answer = self._answer or self._fetch(progress)
        series = Series()
        for readings in ogc_edr.read(self._answer.data(), self.title, Report()):
            series = series.merge(readings)
        return feed.offers(series.streams)

    def read(self, progress: Progress) -> Iterator[Readings]:
        answer, self._answer = self._answer or self._fetch(progress), None
        return ogc_edr.read(answer.data(), self.title, self._report)

    def close(self) -> None:
        """Nothing was begun."""
