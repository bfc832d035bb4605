"""The way to one platform: opened, read and closed on workers, one job at a time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from app.cli_feed_words import findings
from app.live.memory import Memory
from app.live.signing import Way
from app.simulated.taken import Taken
from city.frame import Frame
from city.progress import Progress
from city.series import Readings, Series
from city.simulated.moving import Moving
from city.statements import Statement
from city.subjects import F64, Streams
from city.terms import NO_TERMS, Terms
from city.tracks import Tracks, tracks
from city.transit import Lines, Transit
from importers import places, simulated
from importers.dataspace.agreed import Agreed
from importers.dataspace.connector import Connector
from importers.intake import ReadError
from importers.live import recording
from importers.live.feed import Feed, Offer, past, said_by
from importers.live.opening import is_address, open_feed, timetable_at
from importers.live.web import FeedFault, Web
from importers.report import Report

LISTED = 200  # findings that are told, a line for each sort
OF_EACH = 1  # findings that are kept of each sort, however long a feed goes wrong
TOGETHER = 100_000  # values that are merged at once
CAPACITY = 2_000_000  # values of a feed that are at hand; of a history as many as there are
LONGEST = 300  # letters of a line


@dataclass(frozen=True, slots=True, eq=False)
class Heard:
    """What a feed has told until now, what of it could not be understood, what it says of
    buildings themselves, and what the origin of a recording demands."""

    series: Series
    streams: Streams
    cadences: F64
    tracks: Tracks | None  # of what moves
    findings: tuple[str, ...]
    statements: tuple[Statement, ...] = ()
    terms: Terms = NO_TERMS


class Link:
    """A source's feed. Nothing here is known to the window but what it hands back."""

    def __init__(
        self,
        address: str,
        way: Way = lambda: None,
        timetable: str = "",
        headers: Mapping[str, str] | None = None,
        kept: bool = True,
        terms: Terms = NO_TERMS,
    ) -> None:
        """way: how one signs in there, which may take a person. timetable: the address of the GTFS
        that its vehicles follow. headers: what else is said with each question. kept:
        whether what is told stays on this machine. terms: as far as they are known; those of an
        agreement say what is read, and the connector at the address has the last word on them."""
        self.address = address
        self._headers = dict(headers or {})
        self._timetable = timetable
        self._way = way
        self.standard = ""
        self.title = ""
        self.pace = 0.0
        self.offers: tuple[Offer, ...] = ()
        self.lines: Lines | None = None  # the ways of its routes, where it knows any
        self.recorder: recording.Recorder | None = None  # where a person wants it written down
        self._feed: Feed | None = None
        self._web: Web | None = None
        self._report = Report(OF_EACH)
        self._told: tuple[int, tuple[str, ...]] = (0, ())  # of how many findings, in words
        self._ahead: Series | None = None  # with what came before the feed failed
        self.terms = terms
        self._memory: Memory | None = None  # what must not be copied is kept on no disk
        if kept and terms.export:
            self._memory = Memory(f"{address}#{terms.agreement}" if terms.agreement else address)
        self._lost = ""  # why it cannot be kept

    @property
    def remembers(self) -> bool:
        """Whether its platform can be asked what was."""
        return hasattr(self._feed, "history")

    def open(self, progress: Progress) -> None:
        """Find out what an address speaks, and what is there. Raises FeedFault or ReadError."""
        self._hang_up()
        lasting = self._memory is not None and not self.terms.agreement
        kept = places.answers() if lasting else None
        try:
            self._web = Web(self.address, self._headers, access=self._way(), keep=kept)
            self._feed = self._opened(self._web, progress)
            self.offers = self._feed.discover(progress)
            self.lines = self._lines(progress)
        except BaseException:
            self._hang_up()
            raise
        self.standard, self.title, self.pace = (
            self._feed.standard,
            self._feed.title,
            self._feed.pace,
        )

    def _opened(self, web: Web, progress: Progress) -> Feed:
        """What lies at the address, or what an agreement gives through the connector there."""
        if not self.terms.agreement:
            return open_feed(self.address, web, self._report, progress, static=self._timetable)
        connector = Connector(self.address, web, self._report)
        agreement = connector.agreement(self.terms.agreement, progress)
        self.terms = agreement.terms()
        if not self.terms.export and self._memory is not None:
            self._memory.forget()
            self._memory = None
        return Agreed(connector, agreement, self._report, progress)

    def _lines(self, progress: Progress) -> Lines | None:
        """The ways of a timetable's routes, whoever says where its vehicles are."""
        assert self._web is not None
        transit = getattr(self._feed, "transit", None)
        if not isinstance(transit, Transit):
            transit = timetable_at(self._timetable, self._web, self._report, progress)
        return transit.lines if len(transit.lines) else None

    def recall(self, progress: Progress) -> Heard:
        """What was told before this program began."""
        series = Series(CAPACITY)
        if self._memory is not None:
            series = self._memory.recall(series, progress)
        told = self._findings()
        return Heard(series, Streams.of(series), series.cadences(), moving(series), told)

    def read(self, before: Heard, progress: Progress) -> Heard:
        """With what is said now. Raises FeedFault, ReadError or OSError."""
        if self._feed is None:
            self.open(progress)
        assert self._feed is not None
        return self._take(before, self._feed.read(progress))

    def history(
        self, before: Heard, start: np.datetime64, end: np.datetime64, progress: Progress
    ) -> Heard:
        """With what was said from a moment until before another. Raises as `read` does."""
        assert self._feed is not None
        return self._take(before, past(self._feed, start, end, progress), asked=True)

    def _take(self, before: Heard, parts: Iterable[Readings], asked: bool = False) -> Heard:
        """asked: whether a person wants to see just this, so that nothing is dropped for it."""
        series, waiting = self._ahead or before.series, list[Readings]()
        try:
            for readings in parts:
                fresh = series.unknown(readings)
                if not len(fresh):
                    continue
                self._keep(fresh)
                waiting.append(fresh)
                if sum(map(len, waiting)) > TOGETHER:
                    series, waiting = _with(series, waiting, asked), []
        finally:
            self._ahead = _with(series, waiting, asked)
        series, self._ahead = self._ahead, None
        told, said = self._findings(), said_by(self._feed) if self._feed is not None else ()
        said = before.statements if said == before.statements else said
        if series is before.series:
            return replace(before, findings=told, statements=said)
        streams = before.streams.after(series)
        return Heard(series, streams, series.cadences(), moving(series), told, said)

    def _keep(self, fresh: Readings) -> None:
        """Write down what came, before it is shown."""
        if self.recorder is not None and self.terms.export:
            self.recorder.write(fresh)
        if self._memory is None:
            return
        try:
            self._memory.keep(fresh)
            self._lost = ""
        except OSError as fault:
            self._lost = f"what is told cannot be kept on this machine: {fault.strerror or fault}"

    def _findings(self) -> tuple[str, ...]:
        if (found := self._report.found) != self._told[0]:
            told = (line[:LONGEST] for line in findings(self._report)[:LISTED])
            self._told = found, tuple(told)
        return (*self._told[1], *filter(None, [self._lost]))

    def close(self) -> None:
        """End connections, subscriptions and what is recorded."""
        self._hang_up()
        if self.recorder is not None:
            self.recorder.__exit__()
            self.recorder = None

    def _hang_up(self) -> None:
        if self._feed is not None:
            with suppress(FeedFault):
                self._feed.close()
        if self._web is not None:
            self._web.__exit__()
        self._feed = self._web = None


def _with(series: Series, parts: list[Readings], asked: bool) -> Series:
    if asked:
        room = len(series) + sum(map(len, parts))
        series = replace(series, capacity=max(series.capacity, room))
    return series.merge(*parts)


def read_recording(path: Path, progress: Progress) -> Heard:
    """All that a recording holds. Raises ReadError."""
    report = Report(OF_EACH)
    heard = heard_of(recording.merged(Series(), path, report, progress), report)
    return replace(heard, terms=recording.terms(path))


def read_result(path: Path, taken: Taken, frame: Frame | None, progress: Progress) -> Heard:
    """What moves, or tells of things, in the file of a model. Raises ReadError."""
    found = simulated.read(path, taken.said.options(frame), progress)
    things = found.moving if taken.sort == "moving" else found.told
    if taken.part >= len(things):
        raise ReadError(f"{path.name}: the file holds no such result any more")
    thing = things[taken.part]
    series = thing.series() if isinstance(thing, Moving) else thing.series
    return heard_of(series, found.report)


def heard_of(series: Series, report: Report) -> Heard:
    """A series as it is laid on the table, with what of it could not be understood."""
    told = tuple(findings(report))
    return Heard(series, Streams.of(series), series.cadences(), moving(series), told)


def moving(series: Series) -> Tracks | None:
    """The ways of all that moves; None where nothing does."""
    found = tracks(series)
    return found if found.ids else None


def is_played(address: str) -> bool:
    """Whether an address is a recording on this machine."""
    return not is_address(address) and recording.is_recording(Path(address))
