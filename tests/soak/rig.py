"""The servers of the soak, what stands before them, and a clock on which a day takes minutes."""

from __future__ import annotations

import json
import threading
import time
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from tests.trouble import Trouble

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
