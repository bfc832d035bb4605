"""What has been pushed and not been read yet: bounded, the newest of each stream at least."""

from __future__ import annotations

import threading

import numpy as np

from city.series import Readings
from city.shelf import Rows
from importers.live import feed
from importers.live.feed import Gathering
from importers.report import Report

LIMIT = 100_000  # values that wait at most; ten seconds of ten thousand a second


class Arrivals:
    """Filled on one thread, emptied on another.

    When nobody reads for so long that LIMIT values wait, only the newest of each stream stay, and
    that is told.
    """

    def __init__(self, title: str, report: Report) -> None:
        self._title = title
        self._report = report
        self._gathering = Gathering()
        self._lock = threading.Lock()

    def __enter__(self) -> Gathering:
        """Where to put what comes; not for long, as whoever takes it waits."""
        self._lock.acquire()
        return self._gathering

    def __exit__(self, *_: object) -> None:
        try:
            if len(self._gathering) > LIMIT:
                self._thin_out()
        finally:
            self._lock.release()

    def taken(self) -> Readings | None:
        """All that has come since, at once; None for nothing."""
        with self._lock:
            if not len(self._gathering):
                return None
            return self._gathering.handed(self._title, self._report)

    def _thin_out(self) -> None:
        waiting = self._gathering.readings(feed.now())
        rows = newest(waiting)
        self._report.warning(
            "overflow",
            self._title,
            f"more came than was read: of {len(waiting):,} values "
            f"the newest of each stream stayed ({len(rows):,})",
        )
        if len(rows) > LIMIT // 2:
            rows = rows[np.argsort(waiting.time[rows], kind="stable")][-LIMIT // 2 :]
            self._report.error(
                "streams",
                self._title,
                f"more streams than can be kept waiting; the newest {LIMIT // 2:,} stayed: "
                "subscribe to a part of the topics",
            )
        for row in rows.tolist():
            self._gathering.add(
                waiting.things[waiting.thing[row]],
                waiting.measurands[waiting.measurand[row]],
                waiting.time[row],
                float(waiting.value[row]),
            )


def newest(readings: Readings) -> Rows:
    """The rows of the newest value of each stream; of one moment the one that came last."""
    order = np.lexsort((readings.time, readings.measurand, readings.thing))
    thing, measurand = readings.thing[order], readings.measurand[order]
    last = np.ones(len(order), bool)
    last[:-1] = (thing[1:] != thing[:-1]) | (measurand[1:] != measurand[:-1])
    return np.sort(order[last])
