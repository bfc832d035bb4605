"""Addresses of brokers: mqtt://host:port/topic/filter, and how a topic filter is written."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import unquote

from importers.live.web import FeedFault

PORTS = {"mqtt": 1883, "mqtts": 8883, "ws": 80, "wss": 443}
ADDRESS = re.compile(r"^([a-z]+)://([^/?#]*)(?:/(.*))?$", re.IGNORECASE | re.DOTALL)
HOST = re.compile(r"^(\[[0-9a-fA-F:.]+\]|[^\s:\[\]]+)(?::(\d{1,5}))?$")
LONGEST = 65_535  # bytes of a topic filter (MQTT 5.0, 4.7.3)


@dataclass(frozen=True, slots=True)
class Address:
    """A broker, and the topic filter that its address names; "" where it names none.

    path: where a server of websockets has its broker.
    """

    scheme: str
    host: str
    port: int
    topics: str
    path: str = "/mqtt"

    @property
    def broker(self) -> str:
        """The broker alone, as people write it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = "" if self.port == PORTS[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{host}{port}"

    @property
    def secure(self) -> bool:
        return self.scheme in ("mqtts", "wss")


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a broker is told so that it lets us in, and whom to tell that it did.

    pair: a name and a password, for each connection anew; None for none. Raises FeedFault.
    """

    pair: Callable[[], tuple[str, str] | None]
    proved: Callable[[], None]


NONE = Credentials(lambda: None, lambda: None)


def is_broker(address: str) -> bool:
    """Whether an address is one of a broker."""
    return address.partition("://")[0].lower() in PORTS


def parsed(address: str) -> Address:
    """What an address names. Raises FeedFault for one that is none, that holds a password (it would
    be shown and kept), or whose topic filter nobody can subscribe to."""
    found = ADDRESS.match(address)
    scheme, authority, topics = (found[1].lower(), found[2], found[3] or "") if found else ("",) * 3
    if "@" in authority:
        raise FeedFault(
            f"{scheme}://{authority.rpartition('@')[2]}: leave name and password out of the "
            "address, where they would be shown and kept; say --sign-in basic --user NAME",
            lasting=True,
        )
    host = HOST.match(authority)
    port = int(host[2] or PORTS[scheme]) if host and scheme in PORTS else 0
    if not host or not 0 < port < 65_536:
        raise FeedFault(
            f"{address.partition('?')[0][:200]}: this is no address of a broker; "
            "write it as mqtt://host:port/topic",
            lasting=True,
        )
    topics = unquote(topics)
    if fault := wrong(topics):
        raise FeedFault(f"{topics[:100]}: this is no topic filter; {fault}", lasting=True)
    return Address(scheme, host[1].strip("[]"), port, topics)


def wrong(topics: str) -> str:
    """Why nobody can subscribe to a topic filter (MQTT 5.0, 4.7); "" if somebody can."""
    levels = topics.split("/")
    if any("#" in level for level in levels[:-1]) or levels[-1][:-1].count("#"):
        return "# stands alone at its end, as in city/#"
    if any(level != one and one in level for one in "#+" for level in levels):
        return "+ and # stand for whole levels, as in city/+/air and city/#"
    if "\0" in topics or len(topics.encode("utf-8", "replace")) > LONGEST:
        return "it is too long, or has letters that no topic has"
    return ""


def signed(headers: Mapping[str, str]) -> tuple[str, str] | None:
    """The name and password that headers carry: Basic, or a bearer's token as the password. None
    where they carry none. Raises FeedFault for what a broker cannot be told."""
    told = next((value for name, value in headers.items() if name.lower() == "authorization"), "")
    kind, _, secret = told.strip().partition(" ")
    if kind.lower() == "bearer":
        return "", secret.strip()
    if kind.lower() == "basic":
        try:
            name, colon, password = base64.b64decode(secret, validate=True).decode().partition(":")
        except (binascii.Error, ValueError):
            colon = ""
        if colon:
            return name, password
    if headers:
        raise FeedFault(
            "a broker is told a name and a password, or a token; sign in with one of them",
            lasting=True,
        )
    return None
