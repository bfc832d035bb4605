"""Catalogues of STAC 1.0 and 1.1, with city models by its `city3d` extension: behind a service
(STAC API 1.0, Item Search) or as files that lead to each other."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import Any

from city.progress import Progress
from importers.catalogues import extent
from importers.catalogues.assets import entry
from importers.catalogues.entry import PAGE, Entry, asking, many, sifted
from importers.catalogues.extent import Box, overlap
from importers.catalogues.links import links, next_of
from importers.live.feed import text
from importers.live.web import FeedFault, Web, linked, without_secrets
from importers.report import Report

FREE_TEXT = "item-search#free-text"
DOCUMENTS = 2000  # that are fetched of a catalogue of files
PAGES = 1000


def is_stac(document: Any) -> bool:
    """Whether this is a catalogue, a collection or an item of STAC, or a page of items."""
    if not isinstance(document, dict):
        return False
    if document.get("type") == "FeatureCollection":
        return any(is_stac(one) for one in many(document.get("features"))[:1])
    return "stac_version" in document


class Stac:
    """A STAC catalogue whose first document has been fetched."""

    def __init__(self, url: str, root: dict[str, Any], web: Web, report: Report) -> None:
        self.title = without_secrets(url)
        self._url = url
        self._root = root
        self._web = web
        self._report = report
        ways = sorted(
            links(root, "search"), key=lambda one: str(one.get("method")).upper() == "POST"
        )
        self._search = linked(url, ways[0]["href"]) if ways else ""
        self.standard = "STAC API" if self._search else "STAC"

    def search(
        self, words: str, box: Box | None, progress: Progress
    ) -> Iterator[tuple[Entry, ...]]:
        """What the service finds, or all that files lead to: then only boxes make it shorter."""
        asked = self._search and any(
            FREE_TEXT in one for one in many(self._root.get("conformsTo")) if isinstance(one, str)
        )
        if self._search:
            pages = self._found(words if asked else "", box, progress)
        else:
            pages = self._walked(box, progress)
        return sifted(pages, "" if asked else words, box, self.title, self._report)

    # behind a service

    def _found(
        self, words: str, box: Box | None, progress: Progress
    ) -> Iterator[tuple[Entry, ...]]:
        collections = self._collections(progress)
        wanted: dict[str, str | int] = {"limit": PAGE}
        if words:
            wanted["q"] = words
        if box:
            wanted["bbox"] = ",".join(f"{one:g}" for one in box)
        url = asking(self._search, **wanted)
        while url:
            answer = self._web.get(url, progress)
            document = answer.data()
            found = tuple(self._entries(document, answer.url, collections))
            if not found:
                return
            yield found
            url = next_of(document, answer.url)

    def _collections(self, progress: Progress) -> dict[str, dict[str, Any]]:
        """The collections by their id: of them items have licence and owner."""
        url = next((linked(self._url, one["href"]) for one in links(self._root, "data")), "")
        found: dict[str, dict[str, Any]] = {}
        seen: set[str] = set()
        while url and url not in seen and len(seen) < PAGES:
            seen.add(url)
            answer = self._web.get(url, progress)
            document = answer.data()
            listed = document.get("collections") if isinstance(document, dict) else None
            found |= {text(one.get("id")): one for one in many(listed) if isinstance(one, dict)}
            url = next_of(document, answer.url)
        return found

    def _entries(
        self, document: Any, url: str, collections: dict[str, dict[str, Any]]
    ) -> Iterator[Entry]:
        for one in many(document.get("features")) if isinstance(document, dict) else []:
            if isinstance(one, dict) and text(one.get("id")):
                name = text(one.get("collection"))
                yield entry(one, collections.get(name, {}), f"{name}/{text(one['id'])}", url)
            else:
                self._report.error("entry", self.title, "an item without an id was left out")

    # files that lead to each other

    def _walked(self, box: Box | None, progress: Progress) -> Iterator[tuple[Entry, ...]]:
        left: deque[tuple[str, dict[str, Any]]] = deque([(self._url, {})])
        seen = {self._url}
        while left:
            read = len(seen) - len(left)
            if read >= DOCUMENTS:
                told = f"only {DOCUMENTS:,} of its files were read"
                self._report.warning("paging", self.title, told)
                return
            url, owner = left.popleft()
            progress.report(read, len(seen), without_secrets(url))
            document = self._root if not read else self._fetched(url, progress)
            if document.get("type") == "Feature":
                yield (entry(document, owner, url, url),)
                continue
            if document.get("type") == "FeatureCollection":
                yield tuple(self._entries(document, url, {text(owner.get("id")): owner}))
            if document.get("type") == "Collection":
                owner = document
            if document.get("assets"):
                yield (entry(document, document, url, url),)
            for address in _under(document, url) if _near(document, box) else []:
                if address not in seen:
                    seen.add(address)
                    left.append((address, owner))

    def _fetched(self, url: str, progress: Progress) -> dict[str, Any]:
        """One file; what cannot be had goes to the report, and the others are still read."""
        try:
            document = self._web.get(url, progress).data()
        except FeedFault as fault:
            self._report.error("file", without_secrets(url), str(fault))
            return {}
        empty = isinstance(document, dict) and document.get("features") == []
        if not is_stac(document) and not empty:
            self._report.error("file", without_secrets(url), "this is no STAC")
            return {}
        return dict(document)


def _under(document: dict[str, Any], url: str) -> list[str]:
    """Where what lies under a document is: children and items, or a page of items and the next."""
    below = [one for rel in ("child", "item", "items") for one in links(document, rel)]
    after = next_of(document, url) if document.get("type") == "FeatureCollection" else ""
    return [*(linked(url, one["href"]) for one in below), *filter(None, (after,))]


def _near(document: dict[str, Any], box: Box | None) -> bool:
    """Whether what lies under a collection may touch the box; where it does not say, it may."""
    where = document.get("extent")
    spatial = where.get("spatial") if isinstance(where, dict) else None
    boxes = many(spatial.get("bbox")) if isinstance(spatial, dict) else []
    whole = extent.of_bbox(boxes[0]) if boxes else None
    return box is None or whole is None or overlap(whole, box)
