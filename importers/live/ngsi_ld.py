"""NGSI-LD (ETSI GS CIM 009, 1.3.1 and later): what a broker's entities are now."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import numpy as np

from city.progress import Progress
from city.series import Measurand, Readings, Series, Thing
from importers.live import feed
from importers.live.feed import Gathering, Offer
from importers.live.web import FeedFault, Web, without_secrets
from importers.report import Report

HOME = re.compile(r"^(.*?/ngsi-ld/v\d+)(?:/|$)")
LIMITS = (1000, 100)  # entities of one page; brokers refuse more than they like
PAGES = 10_000  # of one type; a chain that is longer has no end
BATCH = 20_000  # readings handed on at once
ASSETS = frozenset({"refBuilding", "controlledAsset", "refPointOfInterest"})
OBSERVED = ("dateObserved", "dateObservedTo", "observedAt", "dateLastValueReported", "modifiedAt")
# UN/CEFACT Recommendation 20, those that platforms of cities use
UNITS = {
    "GQ": "µg/m³",
    "GP": "mg/m³",
    "2N": "dB",
    "CEL": "°C",
    "P1": "%",
    "MTS": "m/s",
    "KMH": "km/h",
    "DD": "°",
    "LUX": "lx",
    "KWH": "kWh",
    "KWT": "kW",
    "WTT": "W",
    "VLT": "V",
    "AMP": "A",
    "MTR": "m",
    "CMT": "cm",
    "MMT": "mm",
    "A97": "hPa",
    "59": "ppm",
    "61": "ppb",
    "SEC": "s",
    "MIN": "min",
    "HUR": "h",
    "LTR": "l",
    "MTQ": "m³",
}


def is_broker(address: str) -> bool:
    """Whether an address is one of an NGSI-LD broker."""
    return HOME.match(urlsplit(address).path) is not None


class Broker:
    """A broker, or the types of entities that an address names: .../ngsi-ld/v1/entities?type=A,B.

    Pages are followed until one brings nothing new, and each entity is taken once: real brokers
    send the last one again.
    """

    standard, pace = "NGSI-LD", 10.0

    def __init__(self, address: str, web: Web, report: Report) -> None:
        parts = urlsplit(address)
        found = HOME.match(parts.path)
        path = found[1] if found else parts.path
        self.title = without_secrets(address)
        self._home = f"{parts.scheme}://{parts.netloc}{path}"
        self._types = tuple(parse_qs(parts.query).get("type", [""])[0].split(","))
        self._web = web
        self._report = report
        self._limit = 0
        self._first: list[Readings] | None = None  # read to find out what there is

    def discover(self, progress: Progress) -> tuple[Offer, ...]:
        self._first = list(self._readings(progress))
        series = Series()
        for readings in self._first:
            series = series.merge(readings)
        return feed.offers(series.streams)

    def read(self, progress: Progress) -> Iterator[Readings]:
        first, self._first = self._first, None
        return self._readings(progress) if first is None else iter(first)

    def close(self) -> None:
        """Nothing was begun."""

    def _readings(self, progress: Progress) -> Iterator[Readings]:
        gathering = Gathering()
        for kind in self._asked(progress):
            for entity in self._entities(kind, progress):
                gather(gathering, entity, self._report)
                if len(gathering) >= BATCH:
                    yield gathering.handed(self.title, self._report)
        if len(gathering):
            yield gathering.handed(self.title, self._report)

    def _asked(self, progress: Progress) -> tuple[str, ...]:
        """The types to read: those that the address names, or all that there are."""
        if self._types == ("",):
            try:
                data = self._web.get(f"{self._home}/types", progress).data()
            except FeedFault as fault:
                if fault.status not in (400, 404, 405, 501):
                    raise
                data = None
            told = data.get("typeList") if isinstance(data, dict) else data
            if not isinstance(told, list):
                raise FeedFault(
                    f"{self.title} does not say which types it has; "
                    "name one: .../ngsi-ld/v1/entities?type=AirQualityObserved",
                    lasting=True,
                )
            self._types = tuple(kind for kind in told if isinstance(kind, str) and kind)
        return self._types

    def _entities(self, kind: str, progress: Progress) -> Iterator[Mapping[str, Any]]:
        seen: set[str] = set()
        offset = 0
        for _ in range(PAGES):
            rows = self._page(kind, offset, progress)
            before = len(seen)
            for row in rows:
                id = feed.text(row.get("id")) if isinstance(row, dict) else ""
                if id and id not in seen:
                    seen.add(id)
                    yield row
            progress.report(len(seen), 0, f"{len(seen):,} {_last(kind)}")
            if len(seen) == before:
                return
            offset += len(rows)
        self._report.error(
            "pages", self.title, f"the pages of {_last(kind)} have no end: read were {PAGES:,}"
        )

    def _page(self, kind: str, offset: int, progress: Progress) -> list[Any]:
        while True:
            url = (
                f"{self._home}/entities?type={quote(kind, safe='')}"
                f"&limit={LIMITS[self._limit]}&offset={offset}"
            )
            try:
                rows = self._web.get(url, progress).data()
            except FeedFault as fault:
                if fault.status not in (400, 403, 413) or self._limit + 1 == len(LIMITS):
                    raise
                self._limit += 1
                continue
            if not isinstance(rows, list):
                raise FeedFault(f"{without_secrets(url)} is no list of entities; check the address")
            return rows


def gather(gathering: Gathering, entity: Mapping[str, Any], report: Report) -> None:
    """Add all numbers of an entity, as normalised, concise or simplified JSON writes them.

    A number is as old as it says, or as the entity says, or as this moment.
    """
    id = feed.text(entity.get("id"))
    if not re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", id):
        report.warning("id", id, "its id is no URI; it was read all the same")
    place, kind = _place(id, entity, report), entity.get("type")
    kind = _last(kind) if isinstance(kind, str) else ""
    thing = Thing(id, feed.text(_value(entity.get("name"))), place, kind, _object(entity))
    fallback: np.datetime64 | None = None  # looked for only where an attribute says nothing
    for name, attribute in entity.items():
        if name in ("id", "type", "@context"):
            continue
        for instance in attribute if isinstance(attribute, list) else [attribute]:
            value = _value(instance)
            if isinstance(value, bool) or not isinstance(value, (int, float)):
                continue
            measurand, moment = _said(name, instance)
            if moment is None:
                moment = fallback = _observed(entity) if fallback is None else fallback
            number = feed.number(value)
            if number is not None:
                gathering.add(thing, measurand, moment, number)


def _said(name: str, instance: Any) -> tuple[Measurand, np.datetime64 | None]:
    """What an attribute measures, and when, where it says so."""
    if not isinstance(instance, dict):
        return Measurand(_last(name)), None
    code, data_set = feed.text(instance.get("unitCode")), feed.text(instance.get("datasetId"))
    named = f"{_last(name)}, {_last(data_set)}" if data_set else _last(name)
    moment = feed.moment(instance.get("observedAt"))
    if moment is None:
        moment = feed.moment(instance.get("modifiedAt"))
    return Measurand(named, UNITS.get(code, code)), moment


def _observed(entity: Mapping[str, Any]) -> np.datetime64:
    """When an entity was observed, as it says, or now."""
    told = (feed.moment(_value(entity.get(name))) for name in OBSERVED)
    found = next((one for one in told if one is not None), None)
    return feed.now() if found is None else found


def _place(id: str, entity: Mapping[str, Any], report: Report) -> tuple[float, ...]:
    for name, attribute in entity.items():
        if _last(name) != "location":
            continue
        first = attribute[0] if isinstance(attribute, list) and attribute else attribute
        if isinstance(first, dict) and first.get("type") == "Property":
            report.warning("typed", id, "its location is no GeoProperty; it was read all the same")
        place = feed.place(_value(first))
        if place is None:
            report.warning("place", id, "its location is no point on Earth; it is shown nowhere")
        return place or ()
    return ()


def _object(entity: Mapping[str, Any]) -> str:
    """The object that an entity's values are about, by the relationships that name one."""
    for name, attribute in entity.items():
        if name in ASSETS or _last(name) in ASSETS:
            first = attribute[0] if isinstance(attribute, list) and attribute else attribute
            return feed.text(first.get("object") if isinstance(first, dict) else first)
    return ""


def _value(attribute: Any) -> Any:
    """What an attribute is, however it is wrapped."""
    if isinstance(attribute, list) and attribute:
        attribute = attribute[0]
    for key in ("value", "@value"):
        if isinstance(attribute, dict) and key in attribute:
            attribute = attribute[key]
    return attribute


@lru_cache(maxsize=4096)
def _last(name: str) -> str:
    """The short form of a name that may be an IRI."""
    return feed.text(re.split(r"[/#:]", name.strip().rstrip("/"))[-1]) or feed.text(name)
