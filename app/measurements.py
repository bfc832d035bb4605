"""What was measured: the document keeps it, and this knows where each result lies on the table."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import numpy as np
from PySide6.QtCore import QObject, Signal

from app.document import Document
from app.measures import F64, KINDS, Choices, Context, Kind, Mark, measured
from app.on_the_table import Change, Selection
from city.crs import Crs
from city.frame import Frame
from city.place import place_of
from city.profile import Profile
from city.progress import Progress
from city.project import Measurement
from city.project.viewpoint import places_in_frame


class Measurements(QObject):
    """The results, which stay until they are cleared, as marks on the table.

    The document keeps them, so that they can be undone and are in the project; this knows where
    they lie in local metres, and the sections that were cut since the city was opened.
    """

    changed = Signal()

    def __init__(self, document: Document) -> None:
        super().__init__()
        self.document = document
        self.choices = Choices()
        self.marks: list[Mark] = []
        self._known: dict[str, Mark] = {}  # by ident
        self._frame: Frame | None = None  # in which they lie
        document.changed.connect(self._on_change)
        self._place()

    def job(self, kind: Kind, points: F64, hit: Selection | None) -> Any:
        """What finds the result on any thread: a function of a Progress."""
        document, choices = self.document, self.choices
        frame = document.frame
        things = list(
            {id(y.thing): y.thing for y in document.layers.values() if y.visible}.values()
        )
        place = None
        if frame is not None:
            place = place_of(frame, points.mean(0))
        context = Context(frame, place, things, hit, Choices(choices.system, choices.level))

        def find(progress: Progress) -> Mark:
            return measured(kind, points, context, progress)

        return find

    def add(self, mark: Mark) -> None:
        """Keep a result."""
        frame = self.document.frame
        if frame is None:  # the city was closed while a worker measured
            return
        self._known[mark.ident] = mark
        kept = Measurement(
            mark.ident,
            mark.kind.name,
            tuple((x, y, z) for x, y, z in frame.to_world(mark.points).tolist()),
            mark.value,
            tuple(mark.lines),
            frame.horizontal,
            frame.vertical,
            datetime.now(UTC).isoformat(timespec="seconds"),
        )
        words = f"Measure {mark.kind.title.lower()}"
        self.document.do(words, measurements=(*self.document.measurements, kept))

    def remove(self, mark: Mark) -> None:
        """Take a result away; it can be undone."""
        rest = tuple(m for m in self.document.measurements if m.ident != mark.ident)
        self.document.do(f"Remove {mark.kind.title.lower()}", measurements=rest)

    def clear(self) -> None:
        """Take all results away; it can be undone."""
        if self.document.measurements:
            self.document.do("Clear measurements", measurements=())

    def learn(self, mark: Mark, section: Profile) -> Mark:
        """Remember the section that belongs to a result of earlier days."""
        found = self._known[mark.ident] = replace(mark, section=section)
        self._place()
        return found

    def _on_change(self, change: Change) -> None:
        if change.what in ("opened", "measurements"):
            self._place()

    def _place(self) -> None:
        """Find out where on the table each result lies; some may lie nowhere here."""
        frame = self.document.frame
        if frame != self._frame:
            self._frame = frame
            self._known.clear()
        found = [] if frame is None else [self._mark(m, frame) for m in self.document.measurements]
        self.marks = [mark for mark in found if mark is not None]
        self.changed.emit()

    def _mark(self, one: Measurement, frame: Frame) -> Mark | None:
        known, kind = self._known.get(one.ident), KINDS.get(one.kind)
        if known is not None or kind is None:
            return known
        try:
            points = places_in_frame(one.points, Crs(one.horizontal, one.vertical), frame)
        except ValueError:
            return None
        if not np.isfinite(points).all():
            return None
        mark = Mark(kind, points, one.value, list(one.lines), ident=one.ident)
        return self._known.setdefault(one.ident, mark)
