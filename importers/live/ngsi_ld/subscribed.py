"""A broker that tells what changes of its own accord, over HTTP or MQTT."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import numpy as np

from city.progress import Cancelled, Progress
from city.series import Readings
from city.statements import Statement
from importers.live.feed import Gathering, Offer
from importers.live.mqtt.address import is_broker as is_mqtt
from importers.live.ngsi_ld.attributes import Entity
from importers.live.ngsi_ld.broker import RESYNC, Broker
from importers.live.ngsi_ld.callback import Callback
from importers.live.ngsi_ld.entities import gather_all
from importers.live.ngsi_ld.statements import hear
from importers.live.ngsi_ld.subscription import LIFE, expiry, subscription
from importers.live.ngsi_ld.topic import Topic
from importers.live.web import FeedFault, Web
from importers.report import Report

QUEUE = 20_000  # entities that wait to be read
GOODBYE = 3.0  # seconds that ending a subscription may take


class Subscribed:
    """A broker whose changes arrive by themselves; all is read again every few minutes.

    to: the address of this machine that the broker can reach; nobody else can, unless asked. Or
    the one of an MQTT broker, mqtt://host/topic; while that is away, the broker is polled. Of
    notifications that nobody reads in time the newest of each entity are kept.
    """

    standard, pace = "NGSI-LD", 0.1

    def __init__(self, broker: Broker, web: Web, report: Report, to: str = "127.0.0.1") -> None:
        self.title = broker.title
        self._broker = broker
        self._web = web
        self._report = report
        self._waiting: list[Entity] = []
        self._lock = threading.Lock()
        inbox = Topic if is_mqtt(to) else Callback
        self._callback: Callback | Topic = inbox(self._heard, report, to)
        self._at = ""  # where the broker keeps our subscription
        self._renewed = self._whole = -np.inf

    def discover(self, progress: Progress) -> tuple[Offer, ...]:
        self._subscribe(progress)  # first, so that nothing is missed in between
        return self._broker.discover(progress)

    def read(self, progress: Progress) -> Iterator[Readings]:
        self._subscribe(progress)
        pause = RESYNC if self._callback.up else Broker.pace
        if time.monotonic() - self._whole >= pause:
            yield from self._broker.read(progress)
            self._whole = time.monotonic()
        with self._lock:
            entities, self._waiting = self._waiting, []
        if entities:
            gathering = Gathering()
            gather_all(gathering, entities, self._broker.tell)
            hear(self._broker.said, entities)
            yield gathering.handed(self.title, self._report)

    def history(
        self, start: np.datetime64, end: np.datetime64, progress: Progress, every: str = ""
    ) -> Iterator[Readings]:
        """As the broker has it."""
        return self._broker.history(start, end, progress, every)

    def statements(self) -> tuple[Statement, ...]:
        """As the broker has it."""
        return self._broker.statements()

    def close(self) -> None:
        if self._at:
            with contextlib.suppress(FeedFault, Cancelled):  # it ends by itself, soon
                self._web.send("DELETE", self._at, None, _Hurry(), self._headers(), 1)
        self._callback.close()
        self._broker.close()

    def _headers(self) -> dict[str, str]:
        return dict(self._broker.asking.headers)

    def _subscribe(self, progress: Progress) -> None:
        """Ask for notifications, or for more of them before they end."""
        if time.monotonic() - self._renewed < LIFE / 2:
            return
        if self._at:
            try:
                more = {"type": "Subscription", "expiresAt": expiry()}
                self._web.send("PATCH", self._at, more, progress, self._headers())
                self._renewed = time.monotonic()
                return
            except FeedFault as fault:
                if fault.status not in (404, 410):
                    raise
        self._whole = -np.inf  # what changed while nobody told us
        asking = self._broker.asking
        body = subscription(
            asking, self._broker.kinds(progress), self._callback.url, self._callback.secret
        )
        answer = self._web.send(
            "POST", f"{asking.home}/subscriptions", body, progress, self._headers()
        )
        self._at = answer.location
        self._renewed = time.monotonic()

    def _heard(self, entities: list[Entity]) -> None:
        with self._lock:
            self._waiting += entities
            if len(self._waiting) <= QUEUE:
                return
            newest: dict[str, Entity] = {}
            for one in self._waiting:  # attributes that were told before are kept
                newest[str(one["id"])] = {**newest.get(str(one["id"]), {}), **one}
            self._waiting = list(newest.values())[-QUEUE:]
            if len(newest) > QUEUE:
                self._whole = -np.inf
        self._broker.tell(
            "queue", "", "more came than was read in time; of each entity the newest was kept"
        )


def broker_at(address: str, web: Web, report: Report) -> Broker | Subscribed:
    """A broker, asked for what has changed; or, where the address says mqtt=mqtt://host/topic, one
    that tells it there, or to callback=127.0.0.1 (or another address of this machine)."""
    broker = Broker(address, web, report)
    said = parse_qs(urlsplit(address).query)
    to = said.get("mqtt", said.get("callback", [""]))[0]
    return Subscribed(broker, web, report, to) if to else broker


class _Hurry(Progress):
    """For the last words, which must not take long."""

    def __init__(self) -> None:
        super().__init__()
        self._end = time.monotonic() + GOODBYE

    def check(self) -> None:
        if time.monotonic() > self._end:
            raise Cancelled
