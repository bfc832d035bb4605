"""One question to a catalogue, answered part by part: jobs for a worker."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app.cli_feed_words import findings
from app.live.relay import Relay
from city.progress import Progress
from importers.catalogues.entry import Entry
from importers.catalogues.extent import Box
from importers.catalogues.opening import open_catalogue
from importers.live.opening import is_address
from importers.live.web import Web
from importers.report import Report

SOME = 50  # entries that are found before somebody asks for more


@dataclass(frozen=True, slots=True)
class Found:
    """Some entries more. complete: whether these are the last. told: what was wrong until now."""

    title: str
    standard: str
    entries: tuple[Entry, ...]
    complete: bool
    told: tuple[str, ...]


class Search:
    """Asks a catalogue for what has these words and touches this box (degrees)."""

    def __init__(self, address: str, words: str, box: Box | None) -> None:
        self.address = address
        self._words, self._box = words, box
        self._report = Report()
        self._web = Web(address if is_address(address) else "http://localhost")
        self._going = Relay()
        self._pages: Iterator[tuple[Entry, ...]] | None = None
        self._title = self._standard = ""

    def more(self, progress: Progress) -> Found:
        """The next entries. Raises FeedFault; after that, and after it was stopped, a new question
        has to be asked."""
        self._going.job = progress
        if self._pages is None:
            catalogue = open_catalogue(self.address, self._web, self._report, progress)
            self._title, self._standard = catalogue.title, catalogue.standard
            self._pages = catalogue.search(self._words, self._box, self._going)
        entries: list[Entry] = []
        complete = True
        for page in self._pages:
            entries += page
            if len(entries) >= SOME:
                complete = False
                break
        told = tuple(findings(self._report))
        return Found(self._title, self._standard, tuple(entries), complete, told)

    def close(self) -> None:
        """End the connections."""
        self._web.__exit__()
