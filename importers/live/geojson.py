"""GeoJSON (RFC 7946, and that of 2008 with systems of its own): features as rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from importers.live import feed
from importers.live.rows import Row
from importers.live.systems import Degrees, degrees
from importers.report import Report


def features(data: Mapping[str, Any], source: str, report: Report, crs: str = "") -> Iterator[Row]:
    """The rows of a GeoJSON collection.

    crs: the system of its places as the service tells it; "" for degrees (RFC 7946, 4), unless the
    collection has a crs of its own, as GeoJSON of 2008 does: that is written east first.
    """
    told = data.get("features")
    ways: list[Degrees | None] = []
    try:
        own = _crs(data.get("crs"))
        name = own or crs
        ways = [degrees(name, east_first=bool(own))] if name else [None]
    except ValueError as fault:
        report.error("crs", source, f"{fault}; its places are left out")
    for one in told if isinstance(told, list) else ():
        if not isinstance(one, dict):
            report.error("row", source, "a feature is none; left out")
            continue
        properties = one.get("properties")
        values = dict(properties) if isinstance(properties, dict) else {}
        if one.get("id") is not None:
            values["id"] = one["id"]
        yield values, feed.place(one.get("geometry"), ways[0]) if ways else ()


def _crs(told: Any) -> str:
    """The name in a collection's old-style crs; "" where it has none."""
    properties = told.get("properties") if isinstance(told, dict) else None
    if not isinstance(properties, dict):
        return ""
    return feed.text(properties.get("name") or properties.get("code") or properties.get("href"))
