"""Catalogues in DCAT-AP 3, as Turtle, JSON-LD or RDF/XML, on pages (Hydra) or in one file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from city.progress import Progress
from importers.apart import Broken, apart
from importers.catalogues import rdf
from importers.catalogues.datasets import Datasets
from importers.catalogues.entry import Entry, sifted
from importers.catalogues.extent import Box
from importers.live.web import Answer, FeedFault, Web, linked, without_secrets
from importers.report import Report

if TYPE_CHECKING:
    from rdflib import Graph

PATIENCE = 120.0  # seconds for reading one page
PAGES = 1000


class Dcat:
    """A catalogue whose first page has been fetched; a file has no other."""

    standard = "DCAT-AP"

    def __init__(self, answer: Answer, web: Web | None, report: Report) -> None:
        self.title = without_secrets(answer.url)
        self._first = answer
        self._web = web
        self._report = report

    def search(
        self, words: str, box: Box | None, progress: Progress
    ) -> Iterator[tuple[Entry, ...]]:
        """Of all pages what is asked for: such a catalogue cannot be asked itself."""
        return sifted(self._pages(progress), words, box, self.title, self._report)

    def _pages(self, progress: Progress) -> Iterator[tuple[Entry, ...]]:
        answer, seen = self._first, set()
        while True:
            seen.add(answer.url)
            form = rdf.form_of(answer.kind, answer.body)
            if not form:
                raise FeedFault(f"{without_secrets(answer.url)}: this page is no DCAT", True)
            entries, after = self._read(answer, form, progress)
            yield entries
            if not after or self._web is None:
                return
            address = linked(answer.url, after)
            if address in seen or len(seen) >= PAGES:
                self._report.warning("paging", self.title, "its pages go round in a circle")
                return
            answer = self._web.get(address, progress)

    def _read(self, answer: Answer, form: str, progress: Progress) -> tuple[tuple[Entry, ...], str]:
        """The data sets of a page, and where the next one is; read in a process of its own, since
        what strangers write may take long or forever."""
        entries: list[Entry] = []
        after, name = "", without_secrets(answer.url)
        try:
            for what, value in apart(page, (answer.body, form, answer.url), PATIENCE, progress):
                if what == "entry":
                    entries.append(value)
                elif what == "next":
                    after = value
                else:
                    self._report.warning("context", name, value)
        except Broken as fault:
            raise FeedFault(f"{name}: reading it {fault}; ask its operator", True) from None
        return tuple(entries), after


def page(body: bytes, form: str, address: str) -> Iterator[tuple[str, Any]]:
    """What stands on a page: ("entry", Entry), ("told", what was left alone), ("next", address)."""
    told: list[str] = []
    graph = rdf.graph(body, form, address, told)
    for sentence in told:
        yield "told", sentence
    for entry in Datasets(graph).entries():
        yield "entry", entry
    if after := _next(graph):
        yield "next", after


def _next(graph: Graph) -> str:
    """Where the next page is (Hydra: `next`, before 2014 `nextPage`)."""
    from rdflib import URIRef

    from importers.catalogues.vocabulary import HYDRA

    for word in ("next", "nextPage"):
        for value in graph.objects(None, URIRef(HYDRA + word)):
            return str(value)[:2000]
    return ""
