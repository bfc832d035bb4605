"""Where a broker tells its changes over MQTT: a topic of our own (ETSI GS CIM 009, 7)."""

from __future__ import annotations

import secrets
from collections.abc import Callable

from importers.live.mqtt.address import NONE, parsed
from importers.live.mqtt.connection import Connection
from importers.live.mqtt.fields import json_of
from importers.live.ngsi_ld.attributes import Entity
from importers.live.ngsi_ld.subscription import notified
from importers.report import Report

OURS = "maquette"  # what the topic begins with where nobody names another


class Topic:
    """Takes notifications that an MQTT broker passes on, and hands them to `heard`.

    url: what the NGSI-LD broker is told; nobody can guess it. No key is sent to the MQTT broker,
    which is another server. Raises FeedFault for what is no address of one.
    """

    secret = ""  # MQTT has no headers: the topic itself is not to be guessed

    def __init__(self, heard: Callable[[list[Entity]], None], report: Report, address: str) -> None:
        """address: mqtt://host[:port][/topic]; `heard` is called on a thread of its own."""
        broker = parsed(address)
        topic = f"{broker.topics or OURS}/{secrets.token_hex(16)}"
        self.url = f"{broker.broker}/{topic}"
        self._heard, self._report = heard, report
        self._connection = Connection(broker, (topic,), NONE, self._take, self._refuse, report)
        self._connection.begin()

    @property
    def up(self) -> bool:
        """Whether notifications can arrive now."""
        return self._connection.up

    def close(self) -> None:
        """Stop listening."""
        self._connection.close()

    def _take(self, _topic: bytes, payload: bytes, _again: bool) -> None:
        entities = notified(json_of(payload))
        if entities is None:
            self._report.error("notification", self.url, "a message is no notification; left out")
        else:
            self._heard(entities)

    def _refuse(self, _topic: bytes, size: int) -> None:
        words = f"a notification of {size / (1 << 20):,.1f} MB was left out"
        self._report.error("large", self.url, words)
