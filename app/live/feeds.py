"""Asks every live layer's platform again and again, and lays on the table what it says."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal

from app.document import Document
from app.live.layer import LiveLayer, Source, State
from app.live.link import LONGEST, Heard, Link, is_played, read_recording, read_result
from app.live.signing import Signing
from app.tasks import Task, Tasks
from city.progress import Progress
from city.terms import NO_TERMS, Terms, forbids_export
from importers.intake import ReadError
from importers.live.feed import now
from importers.live.recording import Recorder
from importers.live.sign_in.entry import SignIn
from importers.live.web import FeedFault

FIRST = 1.0  # seconds at least until a platform that fails is asked again, twice each time
FAILED = 300.0  # seconds at most until a platform that fails is asked again
HOUR = np.timedelta64(3_600_000, "ms")
MANY = 5_000  # things, of which what was is not asked for by itself
MOST = 64  # layers that are asked at once
LEAST = 0.2  # seconds between two questions, however fast a feed is


class Feeds(QObject):
    """Holds the way to each live layer's platform.

    refused: why something could not be done, in a sentence. recorded: a recording began or ended.
    """

    refused = Signal(str)
    recorded = Signal(str)  # the key of the layer

    def __init__(self, document: Document) -> None:
        super().__init__()
        self._document = document
        self.signing = Signing()
        # of its own, one for each layer: a slow platform must hold up no other
        self.tasks = Tasks(self, workers=MOST)
        self._links: dict[str, Link] = {}
        self._at_work: dict[str, Task] = {}
        self._timers: dict[str, QTimer] = {}
        self._failed: dict[str, int] = {}  # how often in a row
        self._read: dict[str, list[tuple[np.datetime64, np.datetime64]]] = {}  # of histories
        self._number = 0
        document.emptying.connect(self.clear)

    # Coming and going

    def look(
        self,
        address: str,
        then: Callable[[Link], None],
        failed: Callable[[Exception], None],
        sign_in: SignIn | None = None,
        secret: str = "",
        terms: Terms = NO_TERMS,
    ) -> Task:
        """Find out what an address offers; nothing is laid on the table.

        sign_in: how, where the platform wants it. secret: as a person has just typed it. terms: as
        far as they are known.
        """
        link = Link(address, self.signing.way(address, sign_in, secret), terms=terms)

        def job(progress: Progress) -> Link:
            link.open(progress)
            if progress.cancelled:  # nobody waits for it any more
                link.close()
            return link

        return self.tasks.start("Asking what there is", job, then, failed)

    def add(self, source: Source, link: Link | None = None, strange: bool = False) -> str:
        """Lay a source on the table, and ask it from now on; returns its key.

        link: the way to it, where it is known. strange: that nobody here has asked for it, so that
        it is not asked before somebody does.
        """
        self._number += 1
        key = f"live/{self._number}"
        if source.result is not None or is_played(source.address):
            self._document.lay_live(LiveLayer(key, source, "recording", "recording"))
            self._play(key)
            return key
        way = self.signing.way(source.address, source.sign_in)
        self._links[key] = link or Link(source.address, way, source.timetable, terms=source.terms)
        standard = link.standard if link is not None else ""
        state: State = "strange" if strange else "asking"
        self._document.lay_live(LiveLayer(key, source, standard, state))
        timer = self._timers[key] = QTimer(self, singleShot=True)
        timer.timeout.connect(partial(self.ask, key))
        self._start(key, self._links[key].recall, self._recalled)
        return key

    def hold(self, source: Source, standard: str, heard: Heard) -> str:
        """Lay on the table what is known wholly, and asked nowhere; returns its key."""
        self._number += 1
        key = f"live/{self._number}"
        told = (heard.findings, heard.series, heard.streams, heard.cadences, heard.tracks)
        self._document.lay_live(LiveLayer(key, source, standard, "recording", "", *told))
        return key

    def resume(self, sources: Iterable[Source], trusts: Callable[[str], bool]) -> None:
        """Lay the sources of a project on the table; those of strangers are not asked yet."""
        for source in sources:
            self.add(source, strange=not trusts(source.address))

    def change(self, key: str, **said: object) -> None:
        """Change how a layer shows, how often it is asked, or its rules."""
        layer = self._document.live[key]
        self._document.lay_live(replace(layer, source=replace(layer.source, **said)))  # type: ignore[arg-type]

    def remove(self, key: str) -> None:
        """Take a layer away, and end what was begun for it."""
        self._end(key)
        self._document.take_live(key)

    def _end(self, key: str) -> None:
        if timer := self._timers.pop(key, None):
            timer.stop()
        if task := self._at_work.pop(key, None):
            task.cancel()
        if link := self._links.pop(key, None):
            self.tasks.start("", lambda _: link.close(), lambda _: None)

    def clear(self) -> None:
        """End all that was begun: the table is emptied."""
        for key in [*self._document.live]:
            self._end(key)

    def close(self) -> None:
        """End everything; what was received is kept."""
        for timer in self._timers.values():
            timer.stop()
        self.tasks.close()
        for link in self._links.values():
            link.close()
        self._links.clear()

    # Asking

    def ask(self, key: str) -> None:
        """Ask a platform now, if it is not being asked."""
        if key not in self._links or key in self._at_work:
            return
        layer = self._document.live[key]
        if layer.state == "strange":
            self._document.lay_live(replace(layer, state="asking"))
        self._timers[key].stop()
        self._start(key, partial(self._links[key].read, _heard(layer)), self._told)

    def remember(self, key: str, start: np.datetime64, end: np.datetime64) -> bool:
        """Ask a platform what was, where that is not known yet; whether it is being asked."""
        link = self._links.get(key)
        if link is None or key in self._at_work or not link.remembers:
            return False
        done = self._read.setdefault(key, [])
        if any(a <= start and end <= b for a, b in done):
            return False
        done.append((start, end))
        self._timers[key].stop()
        job = partial(link.history, _heard(self._document.live[key]), start, end)
        self._start(key, job, self._told, self._forgot)
        return True

    def _start(
        self,
        key: str,
        job: Callable[[Progress], Heard],
        then: Callable[[str, Heard], None],
        failed: Callable[[str, Exception], None] | None = None,
    ) -> None:
        """Let a worker do a job for a layer; there is one at a time for each."""

        def end(last: Callable[[str, Any], None], found: Any) -> None:
            if self._at_work.pop(key, None) is not None and key in self._links:
                last(key, found)

        self._at_work[key] = self.tasks.start(
            "", job, partial(end, then), partial(end, failed or self._fails)
        )

    def _recalled(self, key: str, heard: Heard) -> None:
        state = self._document.live[key].state
        self._lay(key, heard, state)
        if state != "strange":
            self.ask(key)

    def _told(self, key: str, heard: Heard) -> None:
        self._failed[key] = 0
        self._lay(key, heard, "live")
        self._next(key, self._pace(key))
        if key not in self._read:  # what moves has come from somewhere
            self._read[key] = []
            self.look_back(key, now())

    def look_back(self, key: str, at: np.datetime64) -> bool:
        """Ask a platform what was around a moment, where that is not known yet and its things are
        few enough; whether there is still something to ask, and the platform is busy."""
        if len(self._document.live[key].streams.things) > MANY:
            return False
        hour = at.astype("datetime64[h]").astype("datetime64[ms]")
        start, end = hour - HOUR, min(hour + HOUR, now())
        return not self.remember(key, start, end) and key in self._at_work

    def _lay(self, key: str, heard: Heard, state: State, fault: str = "") -> None:
        layer = self._document.live[key]
        told = (heard.findings, heard.series, heard.streams, heard.cadences, heard.tracks)
        standard, source = self._links[key].standard or layer.standard, layer.source
        if source.terms.agreement:  # the connector knows better than a project what was agreed
            source = replace(source, terms=self._links[key].terms)
        said = (heard.statements, self._links[key].lines)
        laid = (key, source, standard, state, fault, *told, *said)
        self._document.lay_live(LiveLayer(*laid))
        if self.records(key) and forbids_export(source.terms):
            self.stop_recording(key)

    def _pace(self, key: str) -> float:
        return self._document.live[key].source.every or self._links[key].pace

    def _next(self, key: str, seconds: float) -> None:
        self._timers[key].start(round(1000 * max(seconds, LEAST)))

    def _fails(self, key: str, fault: Exception) -> None:
        """Wait, longer each time and never as long as another, and ask again."""
        failed = self._failed[key] = self._failed.get(key, 0) + 1
        lasting = isinstance(fault, FeedFault) and fault.lasting
        wait = FAILED if lasting else min(max(self._pace(key), FIRST) * 2.0**failed, FAILED)
        layer = self._document.live[key]
        self._lay(key, _heard(layer), "waiting", str(fault)[:LONGEST])
        self._next(key, wait * (0.75 + random.random() / 2))
        if not isinstance(fault, (ReadError, OSError)):
            raise fault

    def _forgot(self, key: str, fault: Exception) -> None:
        """A platform without a memory, or one that fails: the present goes on."""
        self._next(key, self._pace(key))
        if not isinstance(fault, (ReadError, OSError)):
            raise fault
        if not (isinstance(fault, FeedFault) and fault.status in (404, 501)):
            self._read[key].pop()
            self.refused.emit(f"{self._document.live[key].title}: {fault}")

    # Recordings

    def _play(self, key: str) -> None:
        """Read a recording as a whole."""
        source, frame = self._document.live[key].source, self._document.frame
        path = Path(source.address)
        job = partial(read_recording, path)
        if source.result is not None:
            job = partial(read_result, path, source.result, frame)

        def took(heard: Heard) -> None:
            if (layer := self._document.live.get(key)) is not None:
                told = (heard.findings, heard.series, heard.streams, heard.cadences, heard.tracks)
                source = layer.source
                if heard.terms != NO_TERMS:
                    source = replace(source, terms=heard.terms)
                played = LiveLayer(key, source, layer.standard, "recording", "", *told)
                self._document.lay_live(played)

        self.tasks.start("", job, took, partial(self._unplayed, key))

    def _unplayed(self, key: str, fault: Exception) -> None:
        if not isinstance(fault, (ReadError, OSError)):
            raise fault
        self.remove(key)
        self.refused.emit(str(fault))

    def record(self, key: str, path: Path) -> None:
        """Write down all that a feed tells from now on, besides what is kept anyway."""
        link = self._links.get(key)
        if link is None:  # it went while somebody chose the file
            return
        layer = self._document.live[key]
        if why := forbids_export(layer.source.terms):
            self.refused.emit(f"{layer.title}: {why}")
            return
        try:
            link.recorder = Recorder(path, layer.title, terms=layer.source.terms)
        except (ReadError, OSError) as fault:
            self.refused.emit(str(fault))
        self.recorded.emit(key)

    def stop_recording(self, key: str) -> None:
        """End a recording; it is whole at any time."""
        link = self._links[key]
        if link.recorder is not None:
            recorder, link.recorder = link.recorder, None
            recorder.__exit__()
        self.recorded.emit(key)

    def records(self, key: str) -> bool:
        """Whether what a feed tells is being recorded."""
        return key in self._links and self._links[key].recorder is not None


def _heard(layer: LiveLayer) -> Heard:
    """What a layer has told by now, to be gone on with."""
    told = (layer.series, layer.streams, layer.cadences, layer.tracks, layer.findings)
    return Heard(*told, layer.statements)
