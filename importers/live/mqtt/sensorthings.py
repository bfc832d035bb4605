"""SensorThings 1.1 with MQTT (OGC 18-088, 14): observations come when they are made."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import unquote, urlsplit

from city.progress import Progress
from city.series import Readings
from importers.live.feed import Offer
from importers.live.mqtt.address import NONE, Address, is_broker, parsed, wrong
from importers.live.mqtt.arrivals import Arrivals
from importers.live.mqtt.connection import Connection
from importers.live.mqtt.fields import json_of
from importers.live.sensorthings import SensorThings, Stream
from importers.live.web import FeedFault, Web
from importers.report import Report

UPDATES = "/receive-updates-via-mqtt"
RESYNC = 300.0  # seconds after which the service is asked all the same
TOPIC = re.compile(r"(v\d+\.\d+/)?[^/]+/[^/]+$")


def broker_of(root: str, data: Any) -> Address | None:
    """The broker that a service's first page tells of, one with TLS where the page came with it;
    None where it tells of none."""
    settings = data.get("serverSettings")
    found = []
    for name, told in settings.items() if isinstance(settings, dict) else ():
        endpoints = told.get("endpoints") if UPDATES in name and isinstance(told, dict) else None
        for one in endpoints if isinstance(endpoints, list) else ():
            if isinstance(one, str) and is_broker(one):
                try:
                    address = parsed(one)
                except FeedFault:
                    continue
                found.append(replace(address, path=f"/{address.topics or 'mqtt'}", topics=""))
    if root.startswith("https:"):
        found = [one for one in found if one.secure]
    return found[0] if found else None


class PushedThings(SensorThings):
    """A service that pushes what is observed, and is asked at the beginning, every few minutes,
    and as often as any other while its broker is away.

    Its broker is another server: no key is sent there.
    """

    standard, pace = "SensorThings 1.1 with MQTT", 0.1

    def __init__(self, broker: Address, root: str, data: Any, web: Web, report: Report) -> None:
        super().__init__(root, data, web, report)
        self._broker = broker
        self._arrivals = Arrivals(self.title, report)
        self._topics: dict[bytes, Stream] = {}
        self._connection: Connection | None = None
        self._asked = -RESYNC  # when the service was asked last
        self._pushes = False  # whether the broker was there then
        self._told = ""

    def discover(self, progress: Progress) -> tuple[Offer, ...]:
        offers = super().discover(progress)
        self._listen(progress)
        return offers

    def read(self, progress: Progress) -> Iterator[Readings]:
        connection = self._listen(progress)
        try:
            connection.check()
        except FeedFault as fault:
            if (why := str(fault)) != self._told:
                self._told = why
                self._report.warning("mqtt", self.title, f"{why} (the service is asked meanwhile)")
        if (readings := self._arrivals.taken()) is not None:
            yield readings
        now, pushes = time.monotonic(), connection.up
        # once more when the broker comes back, for what was observed in between
        late = now - self._asked >= (RESYNC if pushes else SensorThings.pace)
        if late or (pushes and not self._pushes):
            self._asked, self._pushes = now, pushes
            yield from super().read(progress)
        self._pushes = pushes

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
        super().close()

    def _listen(self, progress: Progress) -> Connection:
        if self._connection is None:
            for stream in self._known(progress).values():
                topic = _topic(stream)
                if "+" in topic or "#" in topic or wrong(topic):
                    self._report.warning("topic", stream.key, "its observations are not pushed")
                else:
                    self._topics[topic.encode()] = stream
            filters = tuple(topic.decode() for topic in self._topics)
            self._connection = Connection(
                self._broker, filters, NONE, self._take, self._refuse, self._report
            )
            if filters:
                self._connection.begin()
        return self._connection

    def _take(self, topic: bytes, payload: bytes, _again: bool) -> None:
        stream = self._topics.get(topic)
        if stream is None:
            return
        row = json_of(payload)
        if not isinstance(row, dict):
            self._report.error("payload", stream.key, "a pushed observation is none; left out")
            return
        with self._arrivals as gathering:
            self._add(gathering, stream, row)

    def _refuse(self, topic: bytes, size: int) -> None:
        name = topic.decode("utf-8", "replace")[:200]
        self._report.error("large", name, f"a message of {size / (1 << 20):,.1f} MB was left out")


def _topic(stream: Stream) -> str:
    """Under which topic a stream's observations are pushed: its address from the version
    on."""
    path = unquote(urlsplit(stream.observations).path)
    found = TOPIC.search(path)
    return found[0] if found and found[1] else f"v1.1/{found[0] if found else path}"
