"""The moment of live layers while it passes: as it was told, or faster, and round again."""

from __future__ import annotations

from time import monotonic

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal

from app.document import Document
from importers.live.feed import now

TICK = 40  # milliseconds
SPEEDS = {1.0: "as it was", 10.0: "10 seconds a second", 60.0: "a minute a second",
          600.0: "10 minutes a second", 3600.0: "an hour a second",
          86400.0: "a day a second"}  # fmt: skip

Span = tuple[np.datetime64, np.datetime64]


def told_span(document: Document) -> Span | None:
    """From when until when live layers and results tell anything; None where they do not."""
    spans = [span for one in document.live.values() if (span := one.series.span()) is not None]
    spans += [
        (one.times[0], until)
        for one in document.results.values()
        if (until := one.until) is not None
    ]
    if not spans:
        return None
    return min(first for first, _ in spans), max(last for _, last in spans)


class LiveClock(QObject):
    """Lets the moment of live layers pass; at the end of what was told it begins again."""

    ended = Signal()  # there is nothing to pass through

    def __init__(self, document: Document) -> None:
        super().__init__()
        self._document = document
        self._timer = QTimer(self, interval=TICK)
        self._timer.timeout.connect(self._tick)
        self._speed, self._before = 60.0, 0.0

    @property
    def playing(self) -> bool:
        return self._timer.isActive()

    def play(self, speed: float) -> None:
        """Let time pass so many times as fast as it does, from the moment on show."""
        self._speed, self._before = speed, monotonic()
        self._timer.start()
        self._tick()

    def pause(self) -> None:
        """Stand still."""
        self._timer.stop()

    def _tick(self) -> None:
        span = told_span(self._document)
        if span is None:
            self.pause()
            self.ended.emit()
            return
        start, end = span
        if not self._document.results:  # but a model's time may lie anywhere
            end = min(end, now())
        passed, self._before = monotonic() - self._before, monotonic()
        at = self._document.shown_at if self._document.shown_at is not None else start
        at = at + np.timedelta64(round(1000 * passed * self._speed), "ms")
        self._document.show_at(at if start <= at <= end else start)
