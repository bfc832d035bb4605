"""Catalogues of CKAN, asked through its action API (CKAN 2.10, API guide: package_search)."""

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
from importers.catalogues.uses import use_of
from importers.live.feed import moment, text
from importers.live.web import FeedFault, Web, without_secrets
from importers.report import Report

ACTIONS = "/api/3/action"


def actions(url: str) -> str:
    """Where the action API of a CKAN site is, from any of its addresses."""
    from urllib.parse import urlsplit, urlunsplit

    parts = urlsplit(url)
    home = parts.path.partition("/api/")[0].partition("/dataset")[0].rstrip("/")
    return urlunsplit((parts.scheme, parts.netloc, home + ACTIONS, "", ""))


class Ckan:
    """A CKAN site."""

    standard = "CKAN"

    def __init__(self, url: str, web: Web, report: Report) -> None:
        self._actions = actions(url)
        self.title = without_secrets(self._actions)
        self._web = web
        self._report = report

    def search(
        self, words: str, box: Box | None, progress: Progress
    ) -> Iterator[tuple[Entry, ...]]:
        """What the site finds; it knows words better than we do, but not always boxes."""
        pages = self._pages(words, box, progress)
        return sifted(pages, "", box, self.title, self._report)

    def _pages(
        self, words: str, box: Box | None, progress: Progress
    ) -> Iterator[tuple[Entry, ...]]:
        begin = 0
        where = {"ext_bbox": ",".join(f"{one:g}" for one in box)} if box else {}
        while True:
            url = asking(
                f"{self._actions}/package_search", q=words, rows=PAGE, start=begin, **where
            )
            packages, total = _result(self._web.get(url, progress).data(), self.title)
            if not packages:
                return
            yield tuple(self._entries(packages))
            begin += len(packages)
            if begin >= total:
                return

    def _entries(self, packages: list[Any]) -> Iterator[Entry]:
        for package in packages:
            if isinstance(package, dict) and text(package.get("id") or package.get("name")):
                yield _entry(package)
            else:
                self._report.error("entry", self.title, "an entry without an id was left out")


def is_ckan(document: Any) -> bool:
    """Whether an answer is one of the action API."""
    return isinstance(document, dict) and "success" in document and "help" in document


def _result(document: Any, title: str) -> tuple[list[Any], int]:
    result = document.get("result") if isinstance(document, dict) else None
    if not isinstance(result, dict) or not isinstance(result.get("results"), list):
        error = document.get("error") if isinstance(document, dict) else None
        why = text(error.get("message")) if isinstance(error, dict) else ""
        raise FeedFault(f"{title} does not answer the search ({why or 'no result'})", True)
    return result["results"], size(result.get("count"))


def _entry(package: dict[str, Any]) -> Entry:
    owner = package.get("organization")
    extras = {
        one.get("key"): one.get("value")
        for one in many(package.get("extras"))
        if isinstance(one, dict) and isinstance(one.get("key"), str)
    }
    licence = text(package.get("license_url") or package.get("license_id"))
    words = in_words(licence)
    name = text(package.get("license_title"))
    publisher = owner.get("title") or owner.get("name") if isinstance(owner, dict) else ""
    spatial = package.get("spatial") or extras.get("spatial")
    return Entry(
        id=text(package.get("id") or package.get("name")),
        title=said(package.get("title")) or text(package.get("name")),
        description=passage(package.get("notes")),
        publisher=said(publisher) or text(package.get("author")),
        licence=licence,
        words=name if name and words == licence else words or name,
        terms=passage(extras.get("rights") or extras.get("access_rights")),
        updated=moment(package.get("metadata_modified") or package.get("metadata_created")),
        box=extent.of_text(spatial) if isinstance(spatial, str) else extent.of_geojson(spatial),
        keywords=tuple(
            said(one.get("display_name") or one.get("name"))
            for one in many(package.get("tags"))
            if isinstance(one, dict)
        ),
        distributions=tuple(
            _way(one) for one in many(package.get("resources")) if isinstance(one, dict)
        ),
    )


def _way(resource: dict[str, Any]) -> Distribution:
    where = address(resource.get("url"))
    media = text(resource.get("format") or resource.get("mimetype"))
    use, standard = use_of(where, media, text(resource.get("conforms_to")))
    title = said(resource.get("name"))
    return Distribution(title, where, media, use, standard, size(resource.get("size")))
