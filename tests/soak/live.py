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
import json
import os
import sys
import tempfile
import threading
import time
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from statistics import median

import numpy as np
import psutil

from tests.shared import ROOT
from tests.soak.curve import draw
from tests.trouble import ANSWERS, LINES, Trouble

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
PUBLISHED, STATIONS = 100, 50  # messages a second, and of how many


class Faster(datetime):
    """The clock of this machine, on which a day passes in minutes, and which somebody may set."""

    speed, begun, off = 1.0, time.monotonic(), timedelta()
    start = datetime.now(UTC) - timedelta(days=1)

    @classmethod
    def now(cls, tz: object = None) -> datetime:
        return cls.elsewhere() + cls.off

    @classmethod
    def elsewhere(cls) -> datetime:
        """What everybody else's clock shows."""
        return cls.start + timedelta(seconds=(time.monotonic() - cls.begun) * cls.speed)


def hasten(speed: float) -> None:
    """Let all that waits wait so many times as short, and keep as much less."""
    from app.live import feeds, link, memory, picture
    from importers.live import feed, watched, web
    from importers.live.mqtt import arrivals, connection
    from importers.live.ngsi_ld import broker

    Faster.speed, Faster.begun = speed, time.monotonic()
    feed.datetime = Faster
    feeds.FAILED, feeds.FIRST = feeds.FAILED / speed, 1.0 / speed
    link.CAPACITY = 2000  # is reached within the first hour
    link.Web = partial(web.Web, silence=1.0, patience=2.0, first_wait=0.05)
    web.AWAY = 0.2
    memory.LARGEST = int(memory.LARGEST / speed)
    broker.RESYNC /= speed
    connection.KEEPALIVE, connection.PATIENCE = 2, 2.0
    connection.FIRST_WAIT, connection.LONGEST_WAIT = 0.1, 1.0
    arrivals.LIMIT = int(arrivals.LIMIT / speed)
    watched.SETTLING = 0.05
    picture.AGES = 200


class Publisher(threading.Thread):
    """Stations that say something over the broker, as long as it is there."""

    def __init__(self, port: int) -> None:
        super().__init__(daemon=True)
        self._port, self.ends = port, threading.Event()

    def run(self) -> None:
        from paho.mqtt.client import Client
        from paho.mqtt.enums import CallbackAPIVersion

        client = Client(CallbackAPIVersion.VERSION2)
        client.reconnect_delay_set(1, 1)
        client.max_queued_messages_set(100)
        client.connect("127.0.0.1", self._port)
        client.loop_start()
        number = 0
        while not self.ends.wait(1 / PUBLISHED):
            number += 1
            said = {"ts": 1000 * Faster.elsewhere().timestamp(), "pm25": number % 40, "lat": 51.9}
            said |= {"lon": 4.4 + number % STATIONS * 0.001}
            garbage = b"\xff\x00{" if number % 97 == 0 else json.dumps(said).encode()
            client.publish(f"city/{number % STATIONS}", garbage, 0, number % 500 == 0)
        client.disconnect()
        client.loop_stop()


def told(name: str) -> bytes:
    """What the platform's stations say now, as GeoJSON."""
    at = Faster.elsewhere().isoformat()
    rows = [
        {"type": "Feature", "id": f"{name} {k}", "properties": {"no2": k, "observedAt": at}}
        | {"geometry": {"type": "Point", "coordinates": [4.45 + 0.001 * k, 51.91]}}
        for k in range(20)
    ]
    return json.dumps({"type": "FeatureCollection", "features": rows}).encode()


class Rig:
    """The servers, and what stands before them."""

    def __init__(self, stack: ExitStack, folder: Path) -> None:
        from importers.live.feed import now
        from importers.live.replay.clock import Clock
        from importers.live.replay.demo import demo_service
        from tests.live_platform import send, serving
        from tests.mosquitto import broker

        clock = Clock(now())
        clock.run(Faster.speed)
        self.mosquitto = stack.enter_context(broker())
        self.service = stack.enter_context(demo_service(clock))
        self.platform = stack.enter_context(serving())
        for path in ("/air", "/noise"):
            self.platform.answers[path] = lambda handler, path=path: send(handler, told(path[1:]))
        self._publisher = Publisher(self.mosquitto.port)
        self._publisher.start()
        stack.callback(self._publisher.join)
        stack.callback(self._publisher.ends.set)
        ports = {
            "broker": self.mosquitto.port,
            "replay": int(self.service.ngsi_ld.split(":")[2].split("/")[0]),
            "platform": self.platform.server.server_port,
        }
        self.troubles = {name: Trouble(port) for name, port in ports.items()}
        for one in self.troubles.values():
            stack.callback(one.close)
        self.folder = folder / "watched"
        self.folder.mkdir()
        self.write()

    def write(self) -> None:
        """A line of a file that is watched."""
        at, path = Faster.elsewhere().isoformat(), self.folder / "levels.csv"
        path.write_text(f"id,lat,lon,time,level\nGauge,51.9,4.45,{at},{time.monotonic() % 9}\n")

    def sources(self) -> dict[str, list[tuple[str, str]]]:
        """The addresses of layers and their timetables, by whose trouble they feel."""
        lead = self.service.ngsi_ld.rpartition(":")[0]
        port = self.service.ngsi_ld.split(":")[2].split("/")[0]

        def here(address: str) -> str:
            return address.replace(
                f"{lead}:{port}", f"http://127.0.0.1:{self.troubles['replay'].port}"
            )

        kinds = ("AirQualityObserved", "WeatherObserved", "NoiseLevelObserved")
        return {
            "broker": [(f"mqtt://127.0.0.1:{self.troubles['broker'].port}/city/#", "")],
            "replay": [
                *((here(f"{self.service.ngsi_ld}/entities?type={kind}"), "") for kind in kinds),
                (here(self.service.sensorthings), ""),
                (here(self.service.gtfs_rt), here(self.service.gtfs)),
            ],
            "platform": [
                (f"http://127.0.0.1:{self.troubles['platform'].port}{path}", "")
                for path in ("/air", "/noise")
            ],
            "": [(str(self.folder), "")],
        }

    def begin(self, name: str, kind: str) -> None:
        if kind == "restart":
            self.mosquitto.stop()
        else:
            self.troubles[name].begin(kind)

    def end(self, name: str, kind: str) -> None:
        if kind == "restart":
            self.mosquitto.start()
        else:
            self.troubles[name].end()


class Window:
    """The live layers of a window without one."""

    def __init__(self, rig: Rig) -> None:
        from app.live.feeds import Feeds
        from app.live.layer import Source
        from app.live.link import Link
        from app.live.picture import LivePicture
        from tests.app.standin import town_document

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
        usual = median if column == 1 else max  # trouble holds threads and files for a moment
        before, after = (usual(one[column] for one in some) for some in (early, late))
        most = before * (1 + GROWTH) if column == 1 else before + MORE
        print(f"{name}: {before:g} after the first hour, {after:g} in the end")
        if after > most:
            found.append(f"{name} have grown from {before:g} to {after:g}")
    return found


if __name__ == "__main__":
    sys.exit(main(*map(float, sys.argv[1:2])))
