"""OGC Web Feature Service 2.0 (OGC 09-025r2) and 1.1.0 (OGC 04-094): features of its types."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from city.crs_names import spelled
from city.progress import Progress
from city.series import Readings
from importers.live import feed, gml
from importers.live.columns import gathered
from importers.live.geojson import features
from importers.live.gml import local, parsed
from importers.live.ogc_api import OgcService
from importers.live.ogc_collections import Asked, Collection, new
from importers.live.rows import Box, Row, Schema
from importers.live.statements import Statements
from importers.live.systems import DEGREES
from importers.live.web import FeedFault, Web, linked, origin, without_secrets
from importers.maps.wms import with_query
from importers.report import Report

COUNT = 5_000  # features of one page
MOST = 500_000  # of one type
PAGES = 10_000
HREF = "{http://www.w3.org/1999/xlink}href"
FORMATS = (
    "application/geo+json",
    "application/vnd.geo+json",
    "application/json",
    "application/json; subtype=geojson",
    "geojson",
    "json",
)


def is_wfs(address: str) -> bool:
    """Whether an address is one of a WFS."""
    parts = urlsplit(address)
    asked = {name.lower(): value.lower() for name, value in parse_qsl(parts.query)}
    if "service" in asked:
        return asked["service"] == "wfs"
    return parts.path.rstrip("/").rpartition("/")[2].lower() == "wfs"


def open_wfs(address: str, web: Web, report: Report, progress: Progress) -> OgcService:
    """The types that a service has, or those that the address names. Raises FeedFault."""
    query = {name.lower(): value for name, value in parse_qsl(urlsplit(address).query)}
    named = (query.get("typenames") or query.get("typename") or "").split(",")
    # what is empty is left out when more is asked
    plain = with_query(address, {"typenames": "", "typename": "", "request": ""})
    about: dict[str, object] = {"service": "WFS", "request": "GetCapabilities"}
    about["acceptversions"] = "2.0.0,1.1.0"
    answer = web.get(with_query(plain, about), progress)
    name = without_secrets(address)
    root = parsed(answer.body, name)
    if local(root) != "WFS_Capabilities":
        raise FeedFault(f"{name} does not describe itself as a WFS; check the address", True)
    found = [
        one
        for one in _types(root)
        if named == [""] or one.collection.id in named or _short(one.collection.id) in named
    ]
    where = _where(root, address, plain)
    sources = [
        FeatureType(one, where, f"{one.collection.id}/" if len(found) > 1 else "", web, report)
        for one in found
    ]
    return OgcService(name, tuple(sources), report)


@dataclass(frozen=True, slots=True)
class Offered:
    """What a service says of one of its types.

    paged: whether it can be asked for by pages, which is so since 2.0. format: of GeoJSON, "" where
    it has only GML. system: in degrees, as the service spells it; "" where it has none.
    """

    collection: Collection
    paged: bool
    format: str
    system: str


def _types(root: Any) -> Iterator[Offered]:
    whole = _formats(root)
    for one in root.iter():
        if local(one) != "FeatureType":
            continue
        told = {local(child): (child.text or "").strip() for child in one}
        named = ("DefaultCRS", "DefaultSRS", "OtherCRS", "OtherSRS")
        systems = [system for name in named for system in _values(one, name)]
        formats = {name.lower(): name for name in (_values(one, "Format") or whole)}
        yield Offered(
            Collection(told.get("Name", ""), crs=systems[0] if systems else "", box=_box(one)),
            root.get("version", "2.0.0") >= "2",
            next((formats[name] for name in FORMATS if name in formats), ""),
            next((name for name in systems if _in_degrees(name)), ""),
        )


def _values(element: Any, name: str) -> list[str]:
    """The texts of all elements of a name that lie in another."""
    return [one.text.strip() for one in element.iter() if local(one) == name and one.text]


def _formats(root: Any) -> list[str]:
    """The formats that features of all types can be had in."""
    operations = (one for one in root.iter() if local(one) == "Operation")
    parameters = (each for one in operations if one.get("name") == "GetFeature" for each in one)
    return [
        format
        for each in parameters
        if each.get("name", "").lower() == "outputformat"
        for format in _values(each, "Value")
    ]


def _in_degrees(name: str) -> bool:
    try:
        return spelled(name)[0] in DEGREES
    except ValueError:
        return False


def _box(element: Any) -> Box | None:
    corners: list[float | None] = []
    for one in element.iter():
        if local(one) in ("LowerCorner", "UpperCorner"):
            corners += [feed.number(word) for word in (one.text or "").split()[:2]]
    if len(corners) != 4 or any(one is None for one in corners):
        return None
    west, south, east, north = (one or 0.0 for one in corners)
    return west, south, east, north


def _where(root: Any, address: str, plain: str) -> str:
    """Where features are asked for: as the service says, unless it speaks of another server."""
    operations = (one for one in root.iter() if local(one) == "Operation")
    for one in operations:
        for get in one.iter() if one.get("name") == "GetFeature" else ():
            href = get.get(HREF) if local(get) == "Get" else None
            if href and origin(linked(address, href)) == origin(address):
                return linked(address, href)
    return plain


class FeatureType:
    """The features of one type, page by page. prefix: goes before their ids."""

    standard = "WFS"

    def __init__(self, offered: Offered, where: str, prefix: str, web: Web, report: Report) -> None:
        self.collection = offered.collection
        self._offered = offered
        self._where = where
        self._schema = Schema(_short(offered.collection.id), prefix, box=offered.collection.box)
        self._web = web
        self._report = report
        self.said = Statements(offered.collection.id, report)

    def read(self, asked: Asked, progress: Progress) -> Iterator[Readings]:
        """What features are and say, in parts as pages come. Raises FeedFault."""
        self.said = Statements(self.collection.id, self._report)
        found = self.said.passing(self._rows(asked, progress), self._schema)
        return gathered(
            found, self.collection.id, feed.now(), self._report, progress, self._schema, MOST
        )

    def _rows(self, asked: Asked, progress: Progress) -> Iterator[Row]:
        """The features of all pages, each once: pages may end anywhere, or begin again."""
        id, start, seen = self.collection.id, 0, set[int]()
        for _ in range(PAGES):
            before = len(seen)
            try:
                found, count, whole = self._page(asked, start, seen, progress)
            except FeedFault as fault:
                if not start:
                    raise
                self._report.error("pages", id, f"{fault}; read were {start:,} features")
                return
            yield from found
            start += count
            if len(seen) == before or start >= whole or not self._offered.paged:
                return
        self._report.error("pages", id, f"its pages have no end: read were {PAGES:,} of them")

    def _page(
        self, asked: Asked, start: int, seen: set[int], progress: Progress
    ) -> tuple[Iterable[Row], int, float]:
        """The features of a page that are new, how many it has, and how many there are in all."""
        answer = self._web.get(self._question(asked, start), progress)
        id = self.collection.id
        if not self._offered.format:
            root = parsed(answer.body, id)
            crs = self._offered.system or self.collection.crs
            found = list(gml.rows(root, id, self._report, crs))
            fresh = [row for row in found if new({"place": row[1], **row[0]}, seen)]
            return fresh, len(found), _whole(root.get("numberMatched"))
        if answer.body.lstrip()[:1] == b"<":
            parsed(answer.body, id)  # it raises what the service says; a page for people is next
        data = answer.data()
        told = data.get("features") if isinstance(data, dict) else None
        if not isinstance(told, list):
            raise FeedFault(f"{id} has no list of features", lasting=True)
        metres = "" if self._offered.system or not self.collection.crs else self._east_first()
        page = {**data, "features": [one for one in told if new(one, seen)]}
        return (
            features(page, id, self._report, metres),
            len(told),
            _whole(data.get("numberMatched")),
        )

    def _east_first(self) -> str:
        """The type's own system by a short name: in GeoJSON the east comes first."""
        with suppress(ValueError):
            return spelled(self.collection.crs)[0]
        return self.collection.crs

    def _question(self, asked: Asked, start: int) -> str:
        paged = self._offered.paged
        about: dict[str, object] = {
            "service": "WFS",
            "version": "2.0.0" if paged else "1.1.0",
            "request": "GetFeature",
            "typeNames" if paged else "typeName": self.collection.id,
            "count" if paged else "maxFeatures": COUNT if paged else MOST,
        }
        if start:
            about["startIndex"] = start
        if self._offered.format:
            about["outputFormat"] = self._offered.format
        if self._offered.system:
            about["srsName"] = self._offered.system
        if asked.area is not None:
            west, south, east, north = (f"{value:.10g}" for value in asked.area)
            about["bbox"] = ",".join((south, west, north, east, "urn:ogc:def:crs:EPSG::4326"))
        return with_query(self._where, about)


def _short(name: str) -> str:
    """A name without the prefix of its namespace."""
    return name.rpartition(":")[2]


def _whole(told: Any) -> float:
    """How many features there are; "unknown" is infinitely many."""
    found = feed.number(told) if told is not None else None
    return math.inf if found is None or math.isnan(found) else found
