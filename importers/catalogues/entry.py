"""What catalogues list: data sets, who gives them, under which licence, and how they are had."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import numpy as np

from city.progress import Progress
from importers.catalogues.extent import Box, overlap
from importers.catalogues.uses import Use
from importers.live.feed import text
from importers.report import Report

LONGEST_PASSAGE = 2000  # letters of a description that are kept
LONGEST_ADDRESS = 2000
MOST = 10_000  # entries of one search
PAGE = 100  # entries that are asked for at a time


@dataclass(frozen=True, slots=True)
class Distribution:
    """One way to have the data.

    media: its type or format, as the catalogue writes it. use: what Maquette can do with it, ""
    for nothing. standard: as people call it. size: bytes; 0 where nobody says.
    """

    title: str
    address: str
    media: str
    use: Use
    standard: str
    size: int = 0


@dataclass(frozen=True, slots=True)
class Entry:
    """A data set in a catalogue.

    licence: an address or a short name; words: what that means. terms: further rights, as they are
    written. updated: in UTC. box: degrees; None where nobody says.
    """

    id: str
    title: str
    description: str = ""
    publisher: str = ""
    licence: str = ""
    words: str = ""
    terms: str = ""
    updated: np.datetime64 | None = None
    box: Box | None = None
    keywords: tuple[str, ...] = ()
    distributions: tuple[Distribution, ...] = ()


class Catalogue(Protocol):
    """A catalogue that has been found.

    standard: as people call it. title: where it is, without secrets.
    """

    standard: str
    title: str

    def search(
        self, words: str, box: Box | None, progress: Progress
    ) -> Iterator[tuple[Entry, ...]]:
        """What has these words and touches this box (degrees), page by page; what does not say
        where it is counts as touching. Raises FeedFault."""


def sifted(
    pages: Iterator[tuple[Entry, ...]],
    words: str,
    box: Box | None,
    title: str,
    report: Report,
) -> Iterator[tuple[Entry, ...]]:
    """Of all pages what is asked for, each entry once; ends with the first page that repeats what
    was there, and after 10,000 entries."""
    seen: set[str] = set()
    for page in pages:
        fresh = {one.id: one for one in page if one.id not in seen}
        if page and not fresh:
            report.warning("paging", title, "it repeats itself; the rest was left alone")
            return
        seen.update(fresh)
        found = tuple(one for one in fresh.values() if fits(one, words, box))
        if found:
            yield found
        if len(seen) >= MOST:
            report.warning("paging", title, f"only the first {MOST:,} were read; say more words")
            return


def fits(entry: Entry, words: str, box: Box | None) -> bool:
    """Whether an entry has all words, and may touch the box."""
    if box is not None and entry.box is not None and not overlap(entry.box, box):
        return False
    told = " ".join((entry.title, entry.description, entry.publisher, *entry.keywords)).casefold()
    return all(word in told for word in words.casefold().split())


# what catalogues write


def said(value: Any) -> str:
    """A text in one line of bearable length; of a text in several languages the English one."""
    return text(_in_one(value))


def passage(value: Any) -> str:
    """The same for a description, which may be longer."""
    value = _in_one(value)
    if value is None or isinstance(value, (dict, list)):
        return ""
    return " ".join(str(value)[: 4 * LONGEST_PASSAGE].split())[:LONGEST_PASSAGE]


def _in_one(value: Any) -> Any:
    if isinstance(value, dict):
        return value.get("en") or next((one for one in value.values() if one), "")
    return value


def many(value: Any) -> list[Any]:
    """What may be written as a list, alone, or not at all."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def address(value: Any) -> str:
    """An address in the web; "" for anything else."""
    if not isinstance(value, str) or len(value) > LONGEST_ADDRESS:
        return ""
    where = value.strip().replace(" ", "%20")
    in_the_web = where.lower().startswith(("http://", "https://", "mqtt://", "mqtts://"))
    return where if in_the_web and where.isprintable() else ""


def size(value: Any) -> int:
    """Bytes; 0 where nobody says."""
    try:
        return max(0, int(float(value)))
    except (TypeError, ValueError, OverflowError):
        return 0


def asking(url: str, **questions: str | int) -> str:
    """An address with these questions besides those that it has."""
    parts = urlsplit(url)
    asked = {**dict(parse_qsl(parts.query, keep_blank_values=True)), **questions}
    return str(urlunsplit(parts._replace(query=urlencode(asked, safe=",:/"))))
