"""What a broker is asked: addresses and headers as ETSI GS CIM 009 (clause 6) has them."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

from importers.live import feed
from importers.live.web import FeedFault

HOME = re.compile(r"^(.*?/ngsi-ld/v\d+)(?:/|$)")
REFUSED = frozenset({400, 403, 404, 405, 413, 414, 422, 501})  # what a broker does not understand
# what an address may say of which entities are meant; the rest is ours
MEANT = ("id", "idPattern", "q", "attrs", "scopeQ", "csf", "local", "lang")
PLACED = ("georel", "geometry", "coordinates", "geoproperty")
FLEETING = {"Cache-Control": "no-store"}  # of answers that nobody will ask for again
CONTEXT = 'rel="http://www.w3.org/ns/json-ld#context"; type="application/ld+json"'


@dataclass(frozen=True, slots=True)
class Asking:
    """Which broker, and which of its entities.

    home: .../ngsi-ld/v1. kinds: types of entities, () for all. said: what else an address says of
    them. headers: whose they are (a tenant), and in which words (a context).
    """

    home: str
    kinds: tuple[str, ...]
    said: Mapping[str, str]
    headers: Mapping[str, str]

    def entities(self, kind: str, more: Mapping[str, str], temporal: bool = False) -> str:
        """The address of entities of one type; more: what else is asked of them, a condition `q`
        beside the one that is there already."""
        said = {"type": kind, **self.said, **more}
        if "q" in self.said and "q" in more:
            said["q"] = f"({self.said['q']});{more['q']}"
        where = "temporal/entities" if temporal else "entities"
        return f"{self.home}/{where}?" + "&".join(
            f"{name}={quote(value, safe='')}" for name, value in said.items()
        )


def asking(
    address: str, area: tuple[float, ...] = (), tenant: str = "", context: str = ""
) -> Asking:
    """What an address asks for: .../ngsi-ld/v1/entities?type=A,B&q=...&tenant=...

    area: degrees west, south, east and north of a box, or east and north of a place and metres
    around it; an address has it as area=4.3,50.8,4.4,50.9. context: the address of the words that
    types and attributes are told in; it is named to the broker and never fetched.
    """
    parts = urlsplit(address)
    found = HOME.match(parts.path)
    query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    said = {name: query[name] for name in (*MEANT, *PLACED) if name in query}
    if area := area or _numbers(query.get("area", "")):
        said = {name: value for name, value in said.items() if name not in PLACED}
        said.update(_within(area))
    tenant = tenant or query.get("tenant", query.get("NGSILD-Tenant", ""))
    context = context or query.get("context", "")
    headers = {"Accept": "application/json"}
    if tenant:
        headers["NGSILD-Tenant"] = _header(tenant)
    if context:
        headers["Link"] = f"<{_header(context)}>; {CONTEXT}"
    kinds = tuple(kind for kind in query.get("type", "").split(",") if kind)
    home = f"{parts.scheme}://{parts.netloc}{found[1] if found else parts.path}"
    return Asking(home, kinds, said, headers)


def _within(area: tuple[float, ...]) -> dict[str, str]:
    """A query about a place (4.10)."""
    if len(area) == 3:
        east, north, metres = area
        near = {"georel": f"near;maxDistance=={metres:g}", "geometry": "Point"}
        return {**near, "coordinates": json.dumps([east, north])}
    west, south, east, north = area
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"georel": "within", "geometry": "Polygon", "coordinates": json.dumps([ring])}


def _numbers(text: str) -> tuple[float, ...]:
    numbers = [feed.number(one) for one in text.split(",") if text]
    fine = [one for one in numbers if one is not None and not math.isnan(one)]
    if len(fine) != len(numbers) or len(fine) not in (0, 3, 4):
        raise FeedFault("an area is west,south,east,north or east,north,metres; check it", True)
    return tuple(fine)


def _header(text: str) -> str:
    if not (text.isascii() and text.isprintable()) or ">" in text:
        raise FeedFault("a tenant or a context is told in plain letters; check the address", True)
    return text


def told(fault: FeedFault) -> FeedFault:
    """A fault with what the broker says of it (RFC 7807: title and detail), cut."""
    why = said_in(fault.body)
    if not why:
        return fault
    worded = FeedFault(f"{fault}: the broker says: {why}", fault.lasting, fault.status)
    worded.wait, worded.unheard, worded.body = fault.wait, fault.unheard, fault.body
    return worded


def said_in(body: bytes) -> str:
    """The title and the detail of a problem in one line; "" where there is none."""
    try:
        problem: Any = json.loads(body) if body else None
    except (ValueError, RecursionError):
        return ""
    if not isinstance(problem, dict):
        return ""
    parts = (feed.text(problem.get(name)) for name in ("title", "detail"))
    return ": ".join(part for part in parts if part)[: feed.LONGEST_TEXT]
