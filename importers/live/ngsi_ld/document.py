"""Entities in one file, by address or from the disk: NGSI-LD in all its forms, and NGSI-v2."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from city.progress import Progress
from city.series import Readings, Series
from city.statements import Statement
from importers.live import feed
from importers.live.answer import Answer, FeedFault
from importers.live.feed import Gathering, Offer
from importers.live.ngsi_ld.attributes import Tell, features
from importers.live.ngsi_ld.entities import gather_all
from importers.live.ngsi_ld.irregular import KNOWN, irregularities
from importers.live.ngsi_ld.statements import hear
from importers.live.statements import Statements
from importers.report import Report

OTHERS = frozenset({"Catalog", "Collection", "Coverage", "CoverageCollection", "Topology"})
VOCABULARY = "w3.org/ns/dcat#"  # of catalogues, whose graphs are lists of things too


def is_entities(data: Any) -> bool:
    """Whether JSON is an entity, or a list of such; GeoJSON is, where its features say of which
    type their entities are."""
    first = next(iter(features(data)), None)
    if not isinstance(first, dict) or not ("id" in first or "@id" in first):
        return False
    kind = first.get("type", first.get("@type"))
    kinds = kind if isinstance(kind, list) else [kind]
    names = [one.rpartition("#")[2].rpartition("/")[2] for one in kinds if isinstance(one, str)]
    if not names or not OTHERS.isdisjoint(names) or any(VOCABULARY in str(one) for one in kinds):
        return False
    if isinstance(data, dict) and data.get("type") in ("Feature", "FeatureCollection"):
        return any(isinstance(one, dict) and one.get("type") in KNOWN for one in first.values())
    return True


class Entities:
    """A file of entities that is read anew whenever it is read.

    What of it a strict broker would refuse is read all the same, and goes to the report.
    """

    pace = 10.0

    def __init__(
        self, title: str, answer: Answer, fetch: Callable[[Progress], Answer], report: Report
    ) -> None:
        self.title, self.standard = title, "NGSI-LD"
        self._answer: Answer | None = answer
        self._fetch = fetch
        self._report = report
        self._said = Statements(title, report)

    def discover(self, progress: Progress) -> tuple[Offer, ...]:
        self._answer = self._answer or self._fetch(progress)
        series = Series().merge(self._readings(self._answer, Report()))
        return feed.offers(series.streams)

    def read(self, progress: Progress) -> Iterator[Readings]:
        answer = self._answer or self._fetch(progress)
        self._answer = None
        yield self._readings(answer, self._report)

    def statements(self) -> tuple[Statement, ...]:
        """What was said of buildings when it was read last."""
        return self._said.all()

    def close(self) -> None:
        """Nothing was begun."""

    def _readings(self, answer: Answer, report: Report) -> Readings:
        entities = []
        for one in features(answer.data()):
            id = feed.text(one.get("id", one.get("@id"))) if isinstance(one, dict) else ""
            if not id:
                report.error("entity", self.title, "an entity has no id; left out")
                continue
            for code, message in irregularities(one):
                report.warning(code, id, message)
            entities.append({**one, "id": id})
        if not entities:
            raise FeedFault(f"{self.title} has no entities", lasting=True)
        gathering, said = Gathering(), Statements(self.title, report)
        gather_all(gathering, entities, _of_places(report))
        hear(said, entities)
        self._said = said
        return gathering.handed(self.title, report)


def _of_places(report: Report) -> Tell:
    """Tells of places that are none; all else that is irregular is told already."""

    def tell(code: str, object: str, message: str) -> None:
        if code == "place":
            report.warning(code, object, message)

    return tell
