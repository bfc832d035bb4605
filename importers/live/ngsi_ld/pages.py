"""Entities page by page: each once, and the next page comes while the last one is read."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from city.progress import Progress
from importers.live import feed
from importers.live.ngsi_ld import attributes
from importers.live.ngsi_ld.asking import FLEETING, REFUSED, Asking, told
from importers.live.ngsi_ld.attributes import Entity, Tell, short
from importers.live.web import Answer, FeedFault, Web, without_secrets

PAGES = 10_000  # of one type; a chain that is longer has no end
LOOK = 20  # entities that are looked at to find out whether values say when they were observed
# Entities of one page: brokers refuse more than they like, and some do not count.
SIZES: tuple[dict[str, str], ...] = (
    {"limit": "1000", "count": "true"},
    {"limit": "100", "count": "true"},
    {"limit": "100"},
)


class Pages:
    """The pages of a broker's entities.

    skew: seconds that its clock is ahead of ours. total: how many entities of the type that is read
    there are, 0 where the broker does not count; read_now: how many of them were read. filled: a
    type that there are entities of, "" before any was found.
    """

    def __init__(self, asking: Asking, web: Web, tell: Tell) -> None:
        self.skew, self.total, self.read_now, self.filled = 0.0, 0, 0, ""
        self._asking = asking
        self._web = web
        self._tell = tell
        self._size = 0
        self._full = True  # whether pages are as long as was asked for
        self._cached = False  # whether the last answer is one of before, for nobody answers now
        self._dated: dict[str, dict[str, str]] = {}  # by type: what lets values say a moment

    def read(
        self, kind: str, more: Mapping[str, str], progress: Progress
    ) -> Iterator[list[Entity]]:
        """All entities of a type, page by page; pages end where one brings nothing new. A page is
        gone when the next one is asked for, and must be taken soon.

        Raises FeedFault.
        """
        seen: set[str] = set()
        offset = 0
        self.total = self.read_now = 0
        answer = self._first(kind, more, progress)
        with ThreadPoolExecutor(1, "page") as ahead:

            def come(start: int) -> Future[Answer]:
                return ahead.submit(self._page, kind, more, start, progress)

            for _ in range(PAGES):
                self.total, size = _count(answer), int(SIZES[self._size]["limit"])
                full = self._full and offset + size < self.total
                coming = come(offset + size) if full else None  # as if this page were a full one
                with collecting(False):
                    rows = self._rows(answer)
                    offset += len(rows)
                    if coming is not None and len(rows) != size:
                        self._full, coming = False, None
                    if coming is None and rows and not 0 < self.total <= offset:
                        coming = come(offset)
                    if not (fresh := self._unseen(rows, seen)):
                        return
                    self.read_now, self.filled = len(seen), kind
                    yield fresh
                    rows.clear()
                    fresh.clear()
                if coming is None:
                    return
                try:
                    answer = coming.result()
                except FeedFault as fault:
                    if fault.lasting or not self._cached:
                        raise
                    return  # the answers of before end here
        self._tell("pages", "", f"the pages of {short(kind)} have no end: read were {PAGES:,}")

    def some(self, kind: str, more: Mapping[str, str], progress: Progress) -> bool:
        """Whether there are entities that a question is answered with; not where it is refused."""
        url = self._asking.entities(kind, {**more, "limit": "1", "offset": "0"})
        try:
            rows = self._rows(self._asked(url, progress, FLEETING))
        except FeedFault as fault:
            if fault.status not in REFUSED:
                raise
            return False
        return bool(rows)

    def _first(self, kind: str, more: Mapping[str, str], progress: Progress) -> Answer:
        """The first page, with the moments of the broker itself where values say none."""
        answer = self._page(kind, more, 0, progress)
        if kind in self._dated or not (rows := self._rows(answer)):
            return answer
        self._dated[kind] = {}
        if not _are_dated(rows):
            self._dated[kind] = {"options": "sysAttrs"}
            try:
                better = self._page(kind, more, 0, progress)
                if _are_dated(self._rows(better)):
                    return better
            except FeedFault as fault:
                if fault.status not in REFUSED:
                    raise
            self._dated[kind] = {}
        return answer

    def _page(self, kind: str, more: Mapping[str, str], offset: int, progress: Progress) -> Answer:
        while True:
            url = self._asking.entities(
                kind,
                {**more, **self._dated.get(kind, {}), **SIZES[self._size], "offset": str(offset)},
            )
            try:
                return self._asked(url, progress, FLEETING if more else {})
            except FeedFault as fault:
                if fault.status not in (400, 403, 413) or self._size + 1 == len(SIZES):
                    raise
                self._size += 1

    def _asked(self, url: str, progress: Progress, said: Mapping[str, str]) -> Answer:
        try:
            answer = self._web.get(url, progress, headers={**self._asking.headers, **said})
        except FeedFault as fault:
            raise told(fault) from fault
        self.skew, self._cached = answer.skew, answer.cached is not None
        return answer

    def _rows(self, answer: Answer) -> list[Any]:
        data = answer.data()
        if attributes.is_collection(data):
            return list(attributes.features(data))
        if not isinstance(data, list):
            name = without_secrets(answer.url)
            raise FeedFault(f"{name} is no list of entities; check the address")
        return data

    def _unseen(self, rows: list[Any], seen: set[str]) -> list[Entity]:
        """Those rows that are entities not seen before: real brokers send the last one again."""
        try:
            ids = [row["id"] for row in rows]
            if len({*ids}) == len(ids) and seen.isdisjoint(ids) and set(map(type, ids)) == {str}:
                seen.update(ids)
                return rows
        except (KeyError, TypeError):
            pass  # something is no entity, or has a strange id
        fresh = []
        for row in rows:
            id = feed.text(row.get("id", row.get("@id"))) if isinstance(row, dict) else ""
            if not id:
                self._tell("entity", "", "an entity has no id; left out")
            elif id not in seen:
                seen.add(id)
                fresh.append(row)
        return fresh


@contextmanager
def collecting(wanted: bool) -> Iterator[None]:
    """Look for cycles among objects, or do not for a while: JSON has none, and looking for them
    among its many objects takes as long as reading it.

    Other feeds do the same at the same time: what was found here is not what to leave, and who
    ends a while without always lets it go on.
    """
    (gc.enable if wanted else gc.disable)()
    try:
        yield
    finally:
        (gc.disable if wanted else gc.enable)()


def _count(answer: Answer) -> int:
    """How many entities there are, as the broker says; 0 where it does not count (6.3.13)."""
    said = answer.headers.get("ngsild-results-count", "")[:12]
    return int(said) if said.isdecimal() else 0


def _are_dated(entities: list[Any]) -> bool:
    """Whether the first entities say of their numbers when they were observed."""
    for entity in entities[:LOOK]:
        if not isinstance(entity, dict) or attributes.dated(entity) is not None:
            continue
        for name, attribute in entity.items():
            for instance in attributes.instances(attribute):
                number = isinstance(attributes.value_of(instance), (int, float))
                said = name in attributes.NOT_MEASURED or not number
                if not said and attributes.moment_of(instance) is None:
                    return False
    return bool(entities)
