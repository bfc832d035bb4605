"""OGC API (Common, 19-072; Features, 17-069r4): the collections behind an address, page by page."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeGuard
from urllib.parse import urlsplit

import numpy as np

from city.progress import Progress
from importers.live import feed
from importers.live.rows import Box
from importers.live.web import Answer, FeedFault, Web, linked, origin, without_secrets
from importers.report import Report

REL = "http://www.opengis.net/def/rel/ogc/1.0/"
PAGES = 10_000  # of one list; a chain that is longer has no end
KINDS = ("application/geo+json", "application/json")  # the better first
SCHEMAS = ("application/schema+json", "application/json")
CRS84 = ("CRS84", "CRS84h")


@dataclass(frozen=True, slots=True)
class Asked:
    """What of a collection is wanted: what lies in a box, what was said from a moment until before
    another; None for all."""

    area: Box | None = None
    start: np.datetime64 | None = None
    end: np.datetime64 | None = None

    def parameters(self) -> dict[str, object]:
        """As all of OGC API writes it (17-069r4, 7.15.3 and 7.15.4)."""
        asked: dict[str, object] = {}
        if self.area is not None:
            asked["bbox"] = ",".join(f"{value:.10g}" for value in self.area)
        if self.start is not None or self.end is not None:
            last = None if self.end is None else self.end - np.timedelta64(1, "ms")
            ends = (".." if one is None else f"{one}Z" for one in (self.start, last))
            asked["datetime"] = "/".join(ends)
        return asked


@dataclass(frozen=True, slots=True)
class Collection:
    """A collection: where its items are, how else it can be asked, what it says of itself.

    items, schema: addresses, "" for none. queries: addresses by kind (EDR). crs: the system of its
    places, "" for degrees. box: where it lies. span: when it began and ended, None where it goes
    on, () where it has no time.
    """

    id: str
    items: str = ""
    queries: Mapping[str, str] = field(default_factory=dict)
    schema: str = ""
    crs: str = ""
    box: Box | None = None
    span: tuple[np.datetime64 | None, ...] = ()
    records: bool = False


def link(data: Mapping[str, Any], base: str, *rels: str, kinds: tuple[str, ...] = KINDS) -> str:
    """The address of the first link of these relations, of the media type that suits best; "" for
    none. A link that names no type will do."""
    links = data.get("links")
    found = []
    for one in links if isinstance(links, list) else ():
        href = one.get("href") if isinstance(one, dict) else None
        if not isinstance(href, str) or one.get("templated") or one.get("rel") not in rels:
            continue
        told = str(one.get("type") or "").partition(";")[0]
        if told in kinds or not told:
            found.append((kinds.index(told) if told else len(kinds), href))
    return linked(base, min(found, key=lambda one: one[0])[1]) if found else ""


def collections(
    answer: Answer, web: Web, report: Report, progress: Progress
) -> tuple[Collection, ...]:
    """Those behind a first page, a list of collections, one of them, or its items.

    Raises FeedFault where a page that is needed cannot be read.
    """
    data = answer.data()
    if data.get("type") == "FeatureCollection":
        return (_of_items(answer, data, web, progress),)
    if _is_collection(data):
        return (_collection(data, answer.url),)
    if isinstance(data.get("collections"), list):
        chain = pages(answer, "collections", web, report, progress)
    else:
        url = link(data, answer.url, "data", REL + "data")
        chain = pages(web.get(url, progress), "collections", web, report, progress)
    found = []
    for page, _, rows in chain:
        found += [_collection(row, page.url) for row in rows if _is_collection(row)]
    return tuple(found)


def is_api(data: Any) -> bool:
    """Whether an answer is a page of an OGC API: its first one, collections, or items."""
    if not isinstance(data, dict) or not isinstance(data.get("links"), list):
        return False
    first = link(data, "", "data", REL + "data") != "" and "type" not in data
    listed = isinstance(data.get("collections"), list)
    return first or listed or _is_collection(data) or data.get("type") == "FeatureCollection"


def _is_collection(row: Any) -> TypeGuard[dict[str, Any]]:
    if not isinstance(row, dict) or not isinstance(row.get("id"), str) or "features" in row:
        return False
    return isinstance(row.get("data_queries"), dict) or link(row, "", "items", REL + "items") != ""


def _collection(row: Mapping[str, Any], base: str) -> Collection:
    systems = row.get("crs")
    told = [one for one in systems if isinstance(one, str)] if isinstance(systems, list) else []
    own = row.get("storageCrs")
    crs = ""
    if told and not any(one.endswith(CRS84) for one in told):
        crs = own if isinstance(own, str) else told[0]
    extent = row.get("extent")
    extent = extent if isinstance(extent, dict) else {}
    return Collection(
        id=feed.text(row["id"]),
        items=link(row, base, "items", REL + "items"),
        queries=_queries(row.get("data_queries"), base),
        schema=link(row, base, REL + "schema", kinds=SCHEMAS)
        or link(row, base, REL + "queryables", "queryables", kinds=SCHEMAS),
        crs=crs,
        box=_box(extent.get("spatial")),
        span=_span(extent.get("temporal")),
        records=row.get("itemType") == "record",
    )


def _queries(told: Any, base: str) -> dict[str, str]:
    found = {}
    for kind, one in told.items() if isinstance(told, dict) else ():
        where = one.get("link") if isinstance(one, dict) else None
        href = where.get("href") if isinstance(where, dict) else None
        if isinstance(href, str):
            found[str(kind)] = linked(base, href.partition("{")[0].rstrip("/?"))
    return found


def _of_items(answer: Answer, data: Mapping[str, Any], web: Web, progress: Progress) -> Collection:
    """The collection that items belong to, with these items alone."""
    whole = None
    if url := link(data, answer.url, "collection"):
        try:
            whole = web.get(url, progress, 2).data()
        except FeedFault as fault:
            if not fault.status:
                raise
    if _is_collection(whole):
        told = _collection(whole, url)
        return Collection(
            told.id, answer.url, {}, told.schema, told.crs, told.box, told.span, told.records
        )
    path = urlsplit(answer.url).path.rstrip("/").removesuffix("/items")
    return Collection(feed.text(path.rpartition("/")[2]), answer.url)


def _box(spatial: Any) -> Box | None:
    boxes = spatial.get("bbox") if isinstance(spatial, dict) else None
    first = boxes[0] if isinstance(boxes, list) and boxes else None
    flat = first if isinstance(first, list) else boxes  # some leave out the outer list
    numbers = [feed.number(one) for one in flat] if isinstance(flat, list) else []
    if len(numbers) not in (4, 6):
        return None
    west, south, east, north = (
        numbers[at] for at in (0, 1, len(numbers) // 2, len(numbers) // 2 + 1)
    )
    if not feed.on_earth(west, south) or not feed.on_earth(east, north):
        return None
    assert west is not None and south is not None and east is not None and north is not None
    return west, south, east, north


def _span(temporal: Any) -> tuple[np.datetime64 | None, ...]:
    intervals = temporal.get("interval") if isinstance(temporal, dict) else None
    first = intervals[0] if isinstance(intervals, list) and intervals else None
    if not isinstance(first, list) or len(first) != 2:
        return ()
    return tuple(feed.moment(one) for one in first)


def pages(
    first: Answer, member: str, web: Web, report: Report, progress: Progress
) -> Iterator[tuple[Answer, dict[str, Any], list[Any]]]:
    """The pages of a list, by their next links: each with what it says, and with those of its rows
    that no page before it had. Rows are told apart by their ids, or else by all they say.

    Raises FeedFault where a page is no such list.
    """
    answer, asked, seen = first, {first.url}, set[int]()
    name = without_secrets(first.url)
    for at in range(PAGES):
        data = answer.data()
        rows = data.get(member) if isinstance(data, dict) else None
        if not isinstance(rows, list):
            raise FeedFault(f"{without_secrets(answer.url)} has no list of {member}", lasting=True)
        before = len(seen)
        yield answer, data, [row for row in rows if new(row, seen)]
        progress.report(at + 1, 0, f"{len(seen):,} read")
        url = link(data, answer.url, "next")
        if not url:
            return
        if len(seen) == before or url in asked:
            report.warning("pages", name, "its pages begin again; each row was taken once")
            return
        if at == 0 and origin(url) != origin(answer.url):
            report.warning(
                "origin", name, f"its links lead to {without_secrets(url)}, where no key is sent"
            )
        asked.add(url)
        answer = web.get(url, progress)
    report.error("pages", name, f"its pages have no end: read were {PAGES:,} of them")


def new(row: Any, seen: set[int]) -> bool:
    """Whether a row has not been seen; then it is from now on."""
    id = row.get("id") if isinstance(row, dict) else None
    try:
        key = hash(str(id)) if isinstance(id, (str, int)) else hash(json.dumps(row))
    except RecursionError:
        key = hash(("deep", len(seen)))  # nobody can compare it: it is taken
    if key in seen:
        return False
    seen.add(key)
    return True
