"""A day of live layers in a few minutes, while everything that can go wrong does.

Run by `make soak`. Feeds of every kind read real servers on this machine: a broker, the replay
service, a platform, a folder. Time goes faster: for the clock, for how often is asked, for how long
is waited and for how much is kept. Each trouble comes to each server, once before the day begins so
that all is loaded, and then again and again, and must be got over; after the first hour neither
memory nor threads nor open files may grow. What was measured lies in bench/soak_live.csv and .png.
"""

from __future__ import annotations

import contextlib
import csv
import ctypes
import gc
import os
import sys
import tempfile
import threading
import time
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import numpy as np
import psutil
from PySide6.QtCore import QObject, Signal

from app import heaps
from tests.shared import ROOT
from tests.soak.curve import draw
from tests.soak.rig import Faster, Rig, hasten
from tests.trouble import ANSWERS, LINES

DAY = 24 * 3600.0
MINUTES = 8.0  # that a day takes
EVERY = {
    "broker": (*LINES, "restart"),
    "replay": (*LINES, *ANSWERS),
    "platform": (*LINES, *ANSWERS),
}
LASTS, PAUSE = 1.5, 1.0  # seconds of one trouble, and after it
BRIEF = 0.3  # seconds of one before the day begins
RECOVERY = 20.0  # seconds in which what was troubled must tell something new
GROWTH, MORE = 0.05, 3  # of memory; of threads and files
HEADER = ("hour", "memory", "threads", "files", "values", "findings", "waiting")


class Window(QObject):
    """The live layers of a window without one."""

    moving = False
    drawn = Signal(float)

    def __init__(self, rig: Rig) -> None:
        from app.live.feeds import Feeds
        from app.live.layer import Source
        from app.live.link import Link
        from app.live.picture import LivePicture
        from tests.app.standin import town_document

        super().__init__()
        self.document = town_document()
        self.feeds = Feeds(self.document)
        self.shown = 0
        self.picture = LivePicture(
            self.document, self, self.feeds.tasks, lambda at: np.zeros(len(at)), lambda _: None
        )
        self.keys: dict[str, list[str]] = {}
        every = 60.0 / Faster.speed
        for name, sources in rig.sources().items():
            for address, timetable in sources:
                headers = rig.service.headers if name == "replay" else None
                link = Link(address, timetable=timetable, headers=headers)
                source = Source(address, every=every, timetable=timetable)
                self.keys.setdefault(name, []).append(self.feeds.add(source, link))

    def show_things(self, *_: object) -> None:
        self.shown += 1

    def hide_things(self, _: str) -> None:
        pass

    def newest(self, key: str) -> np.datetime64:
        span = self.document.live[key].series.span()
        return np.datetime64(0, "ms") if span is None else span[1]

    def well(self, key: str, since: np.datetime64) -> bool:
        """Whether a layer is live and has told something new."""
        return self.document.live[key].state == "live" and self.newest(key) > since

    def close(self) -> None:
        self.picture.close()
        self.feeds.close()


def main(minutes: float = MINUTES) -> int:
    """Let a day pass; 1 where something has grown, or was not got over."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    heaps.share()  # as the program does
    with tempfile.TemporaryDirectory(prefix="maquette-soak-") as scratch, ExitStack() as stack:
        os.environ["MAQUETTE_HOME"] = scratch
        from PySide6.QtWidgets import QApplication

        app = QApplication.instance() or QApplication([])
        hasten(DAY / (60 * minutes))
        rig = Rig(stack, Path(scratch))
        window = Window(rig)
        stack.callback(window.close)
        samples, lost = Day(app, rig, window, 60 * minutes).pass_by()
    folder = ROOT / "bench"
    folder.mkdir(exist_ok=True)
    with (folder / "soak_live.csv").open("w", newline="") as file:
        csv.writer(file).writerows([HEADER, *samples])
    draw(samples, folder / "soak_live.png")
    grown = growth(samples)
    for line in (*lost, *grown):
        print(line)
    return 1 if lost or grown else 0


class Day:
    """What happens in it: troubles one after the other, and samples of what it costs."""

    def __init__(self, app, rig: Rig, window: Window, seconds: float) -> None:  # type: ignore[no-untyped-def]
        self._app, self._rig, self._window = app, rig, window
        self._seconds, self._begin = seconds, time.monotonic()
        self._me = psutil.Process()
        self._sample_at = 0.0
        self.samples: list[tuple[float, ...]] = []
        self.lost: list[str] = []

    def pass_by(self) -> tuple[list[tuple[float, ...]], list[str]]:
        """The samples, and what was not got over."""
        window = self._window
        every = [key for keys in window.keys.values() for key in keys]
        self._until(every, np.datetime64(0, "ms"), "before anything went wrong")
        turns, done = [(name, kind) for name, kinds in EVERY.items() for kind in kinds], 0
        for name, kind in turns:
            self._rig.begin(name, kind)
            self._wait(BRIEF)
            self._rig.end(name, kind)
        self._wait(PAUSE)
        self._begin, self.samples = time.monotonic(), []
        while time.monotonic() < self._begin + self._seconds and not self.lost:
            name, kind = turns[done % len(turns)]
            self._rig.begin(name, kind)
            if done % 10 == 9:  # and somebody sets the clock
                Faster.off = timedelta(hours=0 if Faster.off else 1)
            self._wait(LASTS)
            self._rig.end(name, kind)
            since = np.datetime64(Faster.elsewhere().replace(tzinfo=None), "ms")
            self._until(window.keys[name], since, f"{name}: {kind}")
            self._wait(PAUSE)
            done += 1
        hours = self._hours()
        print(
            f"{hours:.1f} hours, {done} troubles, {len(self.lost)} not got over, "
            f"{window.shown:,} looks, {self.samples[-1][4]:,.0f} values at hand"
        )
        return self.samples, self.lost

    def _until(self, keys: list[str], since: np.datetime64, what: str) -> None:
        end = time.monotonic() + RECOVERY
        while left := [key for key in keys if not self._window.well(key, since)]:
            if time.monotonic() > end:
                for key in left:
                    layer = self._window.document.live[key]
                    self.lost.append(f"{what}: {layer.title} is {layer.state} ({layer.fault})")
                return
            self._wait(0.05)

    def _wait(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self._app.processEvents()
            if time.monotonic() > self._sample_at:
                self._sample_at = time.monotonic() + 1.0
                self._sample()
            time.sleep(0.005)

    def _hours(self) -> float:
        return (time.monotonic() - self._begin) * Faster.speed / 3600

    def _sample(self) -> None:
        self._rig.write()
        self._rig.platform.asked.clear()
        gc.collect()
        with contextlib.suppress(AttributeError):  # Linux: what is free is given back, and not ours
            ctypes.CDLL(None).malloc_trim(0)
        layers = self._window.document.live.values()
        self.samples.append(
            (
                round(self._hours(), 2),
                round(self._me.memory_info().rss / 1e6, 1),
                threading.active_count(),
                self._me.num_fds(),
                sum(len(one.series) for one in layers),
                sum(len(one.findings) for one in layers),
                len(self._window.feeds.tasks.running),
            )
        )


def growth(samples: list[tuple[float, ...]]) -> list[str]:
    """What has grown since the first hour, in sentences."""
    early = [one for one in samples if 1 <= one[0] < 4]
    late = [one for one in samples if one[0] >= samples[-1][0] - 3]
    found = []
    for column, name in ((1, "megabytes of memory"), (2, "threads"), (3, "open files")):
        # of four samples the third: trouble ends some threads for a moment, and begins others
        before, after = (np.quantile([one[column] for one in some], 0.75) for some in (early, late))
        most = before * (1 + GROWTH) if column == 1 else before + MORE
        print(f"{name}: {before:g} after the first hour, {after:g} in the end")
        if after > most:
            found.append(f"{name} have grown from {before:g} to {after:g}")
    return found


if __name__ == "__main__":
    sys.exit(main(*map(float, sys.argv[1:2])))
