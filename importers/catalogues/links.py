"""The links of OGC and STAC services (RFC 8288 in JSON)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from importers.catalogues.entry import many
from importers.live.web import linked


def links(document: Any, rel: str = "") -> Iterator[dict[str, Any]]:
    """The links of a document that lead somewhere, or those of one sort."""
    for one in many(document.get("links")) if isinstance(document, dict) else []:
        leads = isinstance(one, dict) and isinstance(one.get("href"), str) and one["href"]
        if leads and (not rel or one.get("rel") == rel):
            yield one


def next_of(document: Any, url: str) -> str:
    """Where the next page is; "" for nowhere. One that would have to be sent for is not followed:
    it only comes where a question was sent."""
    for one in links(document, "next"):
        if str(one.get("method", "GET")).upper() == "GET":
            return linked(url, one["href"])
    return ""
