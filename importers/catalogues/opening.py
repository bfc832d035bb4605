"""Finds out what kind of catalogue an address has, and opens it."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Any

from city.progress import Progress
from importers.catalogues import rdf
from importers.catalogues.ckan import Ckan, is_ckan
from importers.catalogues.dcat import Dcat
from importers.catalogues.entry import Catalogue, asking, many
from importers.catalogues.links import links, next_of
from importers.catalogues.records import Records, is_collection, is_page, items_of
from importers.catalogues.stac import Stac, is_stac
from importers.live.opening import is_address
from importers.live.points import is_json
from importers.live.web import Answer, FeedFault, Web, linked, without_secrets
from importers.report import Report

KNOWN = "DCAT-AP, CKAN, OGC API Records and STAC"


def open_catalogue(address: str, web: Web, report: Report, progress: Progress) -> Catalogue:
    """The catalogue at an address, or in a file of DCAT-AP. Raises FeedFault where none is."""
    if not is_address(address):
        return _on_disk(Path(address), report)
    if "/api/3/" in address:
        return Ckan(address, web, report)
    answer = web.get(address, progress)
    if "html" in answer.kind or answer.body[:200].lstrip().lower().startswith(b"<!doctype html"):
        return _behind_a_page(answer, web, report, progress)
    if is_json(answer) and (known := _as_json(answer, web, report, progress)):
        return known
    if rdf.form_of(answer.kind, answer.body):
        return Dcat(answer, web, report)
    raise _unknown(answer.url)


def _unknown(address: str) -> FeedFault:
    return FeedFault(
        f"{without_secrets(address)}: no catalogue that is understood; that would be {KNOWN}", True
    )


def _on_disk(path: Path, report: Report) -> Catalogue:
    try:
        if path.stat().st_size > rdf.LARGEST:
            raise FeedFault(f"{path.name} is larger than {rdf.LARGEST >> 20} MB", True)
        answer = Answer(path.name, "", path.read_bytes())
    except OSError as fault:
        raise FeedFault(f"{path}: {fault.strerror or fault}", True) from fault
    if not rdf.form_of("", answer.body):
        raise FeedFault(f"{path.name}: this is no DCAT-AP; that would be Turtle, JSON-LD or XML")
    return Dcat(answer, None, report)


def _behind_a_page(answer: Answer, web: Web, report: Report, progress: Progress) -> Catalogue:
    """The catalogue of a page for people: some services show it unless they are asked for JSON, and
    many of the others are of CKAN."""
    with contextlib.suppress(FeedFault):
        told = web.get(asking(answer.url, f="json"), progress)
        if is_json(told) and (known := _as_json(told, web, report, progress)):
            return known
    site = Ckan(answer.url, web, report)
    with contextlib.suppress(FeedFault):
        if is_ckan(web.get(f"{site.title}/package_search?rows=0", progress).data()):
            return site
    raise FeedFault(
        f"{without_secrets(answer.url)} is a page for people (HTML) and not of CKAN; give the "
        f"address of the catalogue itself ({KNOWN})",
        lasting=True,
    )


def _as_json(answer: Answer, web: Web, report: Report, progress: Progress) -> Catalogue | None:
    document = answer.data()
    if is_ckan(document):
        return Ckan(answer.url, web, report)
    if is_stac(document):
        return Stac(answer.url, document, web, report)
    if is_collection(document):
        return Records(answer.url, (items_of(document, answer.url),), web, report)
    if is_page(document):
        return Records(answer.url, (answer.url,), web, report)
    items = tuple(_collections_of_records(document, answer.url, web, progress))
    return Records(answer.url, items, web, report) if items else None


def _collections_of_records(document: Any, url: str, web: Web, progress: Progress) -> list[str]:
    """Where the records of a service of OGC are, from its landing page or its collections."""
    lists = "collections"
    if isinstance(document, dict) and lists not in document:
        link = next(links(document, "data"), None)
        if link is None:
            return []
        answer = web.get(linked(url, link["href"]), progress)
        document, url = answer.data(), answer.url
    found: list[str] = []
    seen = {url}
    while isinstance(document, dict):
        for one in many(document.get(lists)):
            if is_collection(one):
                own = next((linked(url, link["href"]) for link in links(one, "self")), url)
                found.append(items_of(one, own))
        url = next_of(document, url)
        if not url or url in seen:
            break
        seen.add(url)
        document = web.get(url, progress).data()
    return found
