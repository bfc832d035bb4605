"""Subscriptions to the replay: it tells programs on this machine what was said anew
(GS CIM 009, 5.8)."""

from __future__ import annotations

import ipaddress
import secrets
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from typing import Any
from urllib.parse import urlsplit

import numpy as np
import orjson

from importers.live import feed
from importers.live.replay import entities
from importers.live.replay.entities import Entity
from importers.live.replay.exchange import Asked, Problem, Reply, iso, milliseconds, told

MOST = 50
PACE = 0.25  # seconds between two looks
PATIENCE = 2.0  # seconds for somebody to take a notification
HOME = "/ngsi-ld/v1/subscriptions"

Entities = Callable[[Mapping[str, str]], list[Entity]]


@dataclass
class _Subscription:
    """What was asked for, and how it went."""

    asked: dict[str, Any]
    query: dict[str, str]
    told: int = 0  # up to which moment of the replay
    looked: float = -1e9  # when, by a clock that nobody sets
    sent: int = 0
    failed: bool = False

    def shown(self) -> dict[str, Any]:
        notification = self.asked["notification"] | {
            "status": "failed" if self.failed else "ok",
            "timesSent": self.sent,
        }
        over = (_expires(self.asked) or 1 << 60) <= _wall()
        return self.asked | {
            "notification": notification,
            "status": "expired" if over else "active",
        }


class Subscriptions:
    """All of them; a thread tells subscribers as soon as there is one, until this is closed."""

    def __init__(self, entities_of: Entities) -> None:
        self._entities = entities_of
        self._lock = threading.Lock()
        self._all: dict[str, _Subscription] = {}
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None

    def close(self) -> None:
        """Tell nobody any more."""
        self._ended.set()
        if self._thread is not None:
            self._thread.join()

    def answer(self, asked: Asked, id: str) -> Reply:
        """List, make, show, change or end subscriptions. Raises Problem."""
        with self._lock:
            if not id:
                if asked.method == "POST":
                    return self._make(asked.data())
                return told([one.shown() for one in self._all.values()], Link=entities.LINK)
            if id not in self._all:
                raise Problem(404, f"there is no subscription {id[:200]}")
            if asked.method == "DELETE":
                del self._all[id]
                return Reply(status=204)
            if asked.method == "PATCH":
                changed = asked.data()
                whole = self._all[id].asked | (changed if isinstance(changed, dict) else {})
                self._all[id].query = _query(whole)
                self._all[id].asked = whole | {"id": id}
                return Reply(status=204)
            return told(self._all[id].shown(), Link=entities.LINK)

    def _make(self, data: Any) -> Reply:
        if not isinstance(data, dict):
            raise Problem(400, "a subscription is an object in JSON")
        query = _query(data)
        self._entities(query)  # is it understood?
        id = data.setdefault("id", f"urn:ngsi-ld:Subscription:{secrets.token_hex(8)}")
        if not isinstance(id, str) or not id.startswith("urn:") or len(id) > 200:
            raise Problem(400, "the id of a subscription is a URI")
        if id in self._all:
            raise Problem(409, "there is a subscription of this id")
        if len(self._all) == MOST:
            raise Problem(403, f"there are {MOST} subscriptions; end one of them first")
        self._all[id] = _Subscription(data, query)
        if self._thread is None:
            self._thread = threading.Thread(target=self._tell_all, name="replay notifications")
            self._thread.start()
        return Reply(status=201, headers={"Location": f"{HOME}/{id}"})

    def _tell_all(self) -> None:
        while not self._ended.wait(PACE):
            with self._lock:
                self._all = {
                    id: one
                    for id, one in self._all.items()
                    if (_expires(one.asked) or 1 << 60) > _wall()
                }
                due = [(one, self._due(one)) for one in self._all.values()]
            for one, found in due:
                if found and not self._ended.is_set():
                    one.failed = not _told(one.asked, found)
                    one.sent += not one.failed

    def _due(self, one: _Subscription) -> list[Entity]:
        """What there is to tell a subscriber; at first, all that it asked for."""
        wait = one.asked.get("throttling") or one.asked.get("timeInterval") or 0
        if one.asked.get("isActive") is False or time.monotonic() - one.looked < wait:
            return []
        found = self._entities(one.query)
        newest = max((_changed(entity) for entity in found), default=0)
        if newest < one.told:  # the clock was set back
            one.told = 0
        if "timeInterval" not in one.asked:
            found = [entity for entity in found if _changed(entity) > one.told]
        one.told = newest
        if found:
            one.looked = time.monotonic()
        return found


def _changed(entity: Entity) -> int:
    return milliseconds(entity["modifiedAt"]) or 0


def _wall() -> int:
    return int(feed.now().astype(np.int64))


def _expires(asked: Mapping[str, Any]) -> int | None:
    return milliseconds(asked.get("expiresAt", ""))


def _query(asked: Mapping[str, Any]) -> dict[str, str]:
    """A subscription as the query that it stands for. Raises Problem where it cannot be kept."""
    rows = asked.get("entities")
    rows = rows if isinstance(rows, list) else []
    notification = asked.get("notification")
    endpoint = notification.get("endpoint") if isinstance(notification, dict) else None
    uri = endpoint.get("uri") if isinstance(endpoint, dict) else None
    if not isinstance(notification, dict) or not isinstance(uri, str) or not _is_local(uri):
        raise Problem(400, "notifications are sent to http addresses on this machine alone")
    if "expiresAt" in asked and (_expires(asked) or 0) <= _wall():
        raise Problem(400, "expiresAt must lie ahead")
    for name in ("throttling", "timeInterval"):
        if not isinstance(asked.get(name, 0), (int, float)):
            raise Problem(400, f"{name} is a number of seconds")
    query = {
        name: ",".join(str(one[name]) for one in rows if isinstance(one, dict) and one.get(name))
        for name in ("type", "id")
    }
    watched = asked.get("watchedAttributes") or notification.get("attributes")
    query["watched"] = ",".join(map(str, watched)) if isinstance(watched, list) else ""
    if isinstance(asked.get("q"), str):
        query["q"] = asked["q"]
    where = asked.get("geoQ")
    if isinstance(where, dict):
        query |= {name: str(where.get(name, "")) for name in ("georel", "geometry", "coordinates")}
    if not (query["type"] or query["id"] or query["watched"]):
        raise Problem(400, "say what to tell of: entities or watchedAttributes")
    return {name: value for name, value in query.items() if value}


def _is_local(uri: str) -> bool:
    try:
        parts = urlsplit(uri)
        host = parts.hostname or ""
        return (
            parts.scheme == "http"
            and (parts.port or 80) > 0
            and (host == "localhost" or ipaddress.ip_address(host).is_loopback)
        )
    except ValueError:
        return False


def _told(asked: Mapping[str, Any], found: list[Entity]) -> bool:
    """Send one notification; whether it was taken."""
    notification = asked["notification"]
    form = str(notification.get("format"))
    names = notification.get("attributes")
    if isinstance(names, list):
        found = [entities.only(one, names) for one in found]
    body = {
        "id": f"urn:ngsi-ld:Notification:{secrets.token_hex(8)}",
        "type": "Notification",
        "subscriptionId": asked["id"],
        "notifiedAt": iso(_wall()),
        "data": [entities.formed(entities.without_system(one), form) for one in found],
    }
    headers = {"Content-Type": "application/json", "Link": entities.LINK}
    for pair in notification["endpoint"].get("receiverInfo") or ():
        if isinstance(pair, dict):
            headers[str(pair.get("key", ""))] = str(pair.get("value", ""))
    address = urlsplit(notification["endpoint"]["uri"])
    path = f"{address.path or '/'}?{address.query}".removesuffix("?")
    line = HTTPConnection(address.hostname or "", address.port or 80, timeout=PATIENCE)
    try:
        line.request("POST", path, orjson.dumps(body), headers)
        return 200 <= line.getresponse().status < 300
    except (OSError, HTTPException, ValueError):
        return False
    finally:
        line.close()
