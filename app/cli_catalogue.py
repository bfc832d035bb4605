"""`maquette catalogue`: what a catalogue lists, and what can be done with it."""

from __future__ import annotations

import json
from argparse import Namespace
from itertools import islice
from shlex import quote
from typing import Any

from app.cli_feed_words import findings
from app.cli_terminal import Meter, warn
from app.wording import visible
from importers.catalogues.entry import Distribution, Entry
from importers.catalogues.extent import box
from importers.catalogues.opening import open_catalogue
from importers.live.opening import is_address
from importers.live.web import Web
from importers.report import Report

NO_LICENCE = "licence not said: ask before you publish"
USES = {
    "feed": "maquette feed {address}",
    "city model": "download it, then: maquette info FILE",
    "cloud": "download it, then: maquette info FILE",
    "terrain": "download it, then: maquette info FILE",
    "map": "a base map, for the window",
    "": "Maquette cannot open this",
}


def run(asked: Namespace) -> int:
    """Carry out `maquette catalogue`."""
    where = box(*asked.box) if asked.box else None
    if asked.box and where is None:
        warn("--box WEST SOUTH EAST NORTH: degrees, such as 4.3 50.8 4.4 50.9")
        return 2
    if asked.first < 1:
        warn("--first: at least 1")
        return 2
    if asked.header and not is_address(asked.address):
        warn("--header is for a platform; a file needs none")
        return 2
    report = Report()
    home = asked.address if is_address(asked.address) else "http://localhost"
    with Web(home, dict(asked.header)) as web, Meter() as progress:
        catalogue = open_catalogue(asked.address, web, report, progress)
        pages = catalogue.search(" ".join(asked.words), where, progress)
        listed = (one for page in pages for one in page if _serves(one, asked.use))
        found = list(islice(listed, asked.first + 1))
    shown = found[: asked.first]
    if asked.json:
        document = {
            "address": catalogue.title,
            "standard": catalogue.standard,
            "complete": len(found) == len(shown),
            "entries": [_plain(one) for one in shown],
            "findings": [
                {"severity": one.severity, "code": one.code, "object": one.object}
                | {"message": one.message}
                for one in report
            ],
        }
        print(json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False))
    else:
        print(visible(page(catalogue.title, catalogue.standard, shown, len(found) > len(shown))))
    for line in findings(report):
        warn(line)
    return 0


def _serves(entry: Entry, use: str | None) -> bool:
    """Whether an entry can be used as this."""
    return use is None or any(way.use == use.replace("-", " ") for way in entry.distributions)


def page(title: str, standard: str, entries: list[Entry], more: bool) -> str:
    """What was found, for people."""
    lines = [f"{title}  ({standard})"]
    for entry in entries:
        told = (entry.publisher, entry.words or entry.licence or NO_LICENCE)
        updated = f"updated {str(entry.updated)[:10]}" if entry.updated is not None else ""
        lines += ["", entry.title, f"  {', '.join(filter(None, (*told, updated)))}"]
        if entry.description and entry.description != entry.title:
            lines.append(f"  {entry.description[:200]}")
        lines += [line for way in entry.distributions for line in _way(way)]
    if not entries:
        lines += ["", "Nothing that was asked for is listed here."]
    if more:
        lines += ["", "There is more: say words, a --box, or a larger --first."]
    return "\n".join(lines)


def _way(way: Distribution) -> list[str]:
    named = " ".join(filter(None, (way.title, f"({way.standard or way.media or 'no type'})")))
    size = f", {way.size / 1e6:,.1f} MB" if way.size else ""
    lines = [f"  - {named}{size}: {use_of(way)}"]
    if way.address and way.use != "feed":
        lines.append(f"      {way.address}")
    return lines


def use_of(way: Distribution) -> str:
    """What to do with it, in one line; an address cannot become an order of the shell."""
    return USES[way.use].format(address=quote(way.address))


def _plain(entry: Entry) -> dict[str, Any]:
    return {
        "id": entry.id,
        "title": entry.title,
        "description": entry.description,
        "publisher": entry.publisher,
        "licence": entry.licence,
        "words": entry.words,
        "terms": entry.terms,
        "updated": f"{entry.updated}Z" if entry.updated is not None else None,
        "box": entry.box,
        "keywords": entry.keywords,
        "distributions": [
            {
                "title": way.title,
                "address": way.address,
                "media": way.media,
                "use": way.use,
                "standard": way.standard,
                "size": way.size,
            }
            for way in entry.distributions
        ],
    }
