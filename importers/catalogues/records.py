"""Catalogues of OGC API - Records (OGC 20-004, part 1: searchable catalogue, clauses 7 to 11)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from city.progress import Progress
from importers.catalogues import extent
from importers.catalogues.entry import (
    PAGE,
    Distribution,
    Entry,
    address,
    asking,
    many,
    passage,
    said,
    sifted,
    size,
)
from importers.catalogues.extent import Box
from importers.catalogues.licences import in_words
from importers.catalogues.links import links, next_of
from importers.catalogues.uses import use_of
from importers.live.feed import moment, text
from importers.live.web import Web, linked, without_secrets
from importers.report import Report

# links that lead around in the catalogue, and not to the data
ABOUT = frozenset({
    "self", "alternate", "collection", "root", "parent", "license", "next", "prev", "search",
    "queryables", "conformance", "about", "up", "first", "last", "icon", "preview", "thumbnail",
})  # fmt: skip


def is_collection(document: Any) -> bool:
    """Whether this tells of a collection of records."""
    return isinstance(document, dict) and document.get("itemType") in ("record", ["record"])


def is_page(document: Any) -> bool:
    """Whether this is a page of records."""
    features = document.get("features") if isinstance(document, dict) else None
    first = features[0] if isinstance(features, list) and features else None
    follows = many(first.get("conformsTo")) if isinstance(first, dict) else []
    return any("ogcapi-records" in one for one in follows if isinstance(one, str))


def items_of(collection: dict[str, Any], url: str) -> str:
    """Where the records of a collection are."""
    for link in links(collection, "items"):
        if "json" in text(link.get("type")) and "ld+json" not in text(link.get("type")):
            return linked(url, link["href"])
    return f"{url.partition('?')[0].rstrip('/')}/items"


class Records:
    """The collections of records that a service has."""

    standard = "OGC API Records"

    def __init__(self, url: str, items: tuple[str, ...], web: Web, report: Report) -> None:
        self.title = without_secrets(url)
        self._items = items
        self._web = web
        self._report = report

    def search(
        self, words: str, box: Box | None, progress: Progress
    ) -> Iterator[tuple[Entry, ...]]:
        """What the service finds; words in quotes would be a phrase to it."""
        for items in self._items:
            pages = self._pages(items, words, box, progress)
            yield from sifted(pages, "", box, self.title, self._report)

    def _pages(
        self, items: str, words: str, box: Box | None, progress: Progress
    ) -> Iterator[tuple[Entry, ...]]:
        wanted: dict[str, str | int] = {"limit": PAGE}
        if words:
            wanted["q"] = words
        if box:
            wanted["bbox"] = ",".join(f"{one:g}" for one in box)
        url = asking(items, **wanted)
        while url:
            answer = self._web.get(url, progress)
            document = answer.data()
            features = document.get("features") if isinstance(document, dict) else None
            found = []
            for one in many(features):
                if isinstance(one, dict) and text(one.get("id")):
                    found.append(_entry(one, answer.url))
                else:
                    self._report.error("entry", self.title, "a record without an id was left out")
            if not found:
                return
            yield tuple(found)
            url = next_of(document, answer.url)


def _entry(record: dict[str, Any], url: str) -> Entry:
    told = record.get("properties")
    told = told if isinstance(told, dict) else {}
    linked_licence = next((text(one["href"]) for one in links(record, "license")), "")
    licence = text(told.get("license")) or linked_licence
    contacts = [one for one in many(told.get("contacts")) if isinstance(one, dict)]
    given = [one for one in contacts if "publisher" in many(one.get("roles"))] or contacts
    named = (said(one.get("organization") or one.get("name")) for one in given)
    return Entry(
        id=text(record["id"]),
        title=said(told.get("title")) or text(record["id"]),
        description=passage(told.get("description")),
        publisher=next(filter(None, named), said(told.get("publisher"))),
        licence=licence,
        words=in_words(licence),
        terms=passage(told.get("rights")),
        updated=moment(told.get("updated") or told.get("recordUpdated") or told.get("created")),
        box=extent.of_geojson(record.get("geometry")),
        keywords=tuple(said(one) for one in many(told.get("keywords")) if isinstance(one, str)),
        distributions=tuple(
            _way(one, url) for one in links(record) if text(one.get("rel")) not in ABOUT
        ),
    )


def _way(link: dict[str, Any], url: str) -> Distribution:
    where = address(linked(url, link["href"]))
    media = text(link.get("type"))
    use, standard = use_of(where, media, text(link.get("protocol")), text(link.get("rel")))
    title = said(link.get("title") or link.get("name"))
    return Distribution(title, where, media, use, standard, size(link.get("length")))
