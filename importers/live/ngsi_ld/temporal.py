"""What entities were: the temporal queries of ETSI GS CIM 009 (5.7.4), as far as a broker has
them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from city.progress import Progress
from city.series import Measurand, Readings, Thing
from city.tracks import LATITUDE, LONGITUDE
from importers.live import feed
from importers.live.feed import Gathering
from importers.live.ngsi_ld import attributes
from importers.live.ngsi_ld.asking import FLEETING, Asking, told
from importers.live.ngsi_ld.attributes import NOT_MEASURED, Entity, Tell, short
from importers.live.ngsi_ld.pages import PAGES
from importers.live.web import Answer, FeedFault, Web, without_secrets

ENTITIES = (100, 10)  # of one page; brokers refuse more than they like
BATCH = 50_000  # readings handed on at once
NO_HISTORY = frozenset({404, 405, 501})


@dataclass(frozen=True, slots=True)
class Period:
    """From a moment until before another, in UTC; every: means of so long (ISO 8601), "" for each
    value."""

    start: np.datetime64
    end: np.datetime64
    every: str = ""

    def query(self) -> dict[str, str]:
        """As brokers are asked for it."""
        at, until = (np.datetime_as_string(one, "ms") for one in (self.start, self.end))
        said = {"timerel": "between", "timeAt": f"{at}Z", "endTimeAt": f"{until}Z"}
        if self.every:
            means = {"aggrMethods": "avg", "aggrPeriodDuration": self.every}
            return {**said, "options": "aggregatedValues", **means}
        return {**said, "options": "temporalValues"}


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of things and measurands from what they say now: histories tell neither names,
    nor places, nor units."""

    things: dict[str, Thing] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)

    def learn(self, readings: Readings) -> None:
        """Keep what readings say of their things and units."""
        self.things.update((thing.id, thing) for thing in readings.things)
        self.units.update((of.name, of.unit) for of in readings.measurands)

    def named(self, of: Measurand) -> Measurand:
        """The same measurand with its unit."""
        unit = of.unit or self.units.get(of.name.partition(", mean of ")[0], "")
        return Measurand(of.name, unit)


def history(
    asking: Asking,
    kind: str,
    period: Period,
    known: Known,
    web: Web,
    progress: Progress,
    tell: Tell,
) -> Iterator[Gathering]:
    """What entities of a type said in a period, in parts. Raises FeedFault, with status 501 where
    the broker keeps no history."""
    gathering = Gathering()
    for entity in _entities(asking, kind, period, web, progress, tell):
        _gather(gathering, entity, known, period.every, tell)
        if len(gathering) >= BATCH:
            yield gathering
    if len(gathering):
        yield gathering


def _entities(
    asking: Asking, kind: str, period: Period, web: Web, progress: Progress, tell: Tell
) -> Iterator[Entity]:
    """All pages, and of each page all parts of the period that the broker cuts it into."""
    size, offset, seen = 0, 0, set[str]()
    for _ in range(PAGES):
        left, cut = period, False
        while True:
            more = {**left.query(), "limit": str(ENTITIES[size]), "offset": str(offset)}
            try:
                answer = _asked(asking.entities(kind, more, temporal=True), asking, web, progress)
            except FeedFault as fault:
                if fault.status not in (400, 403, 413) or size + 1 == len(ENTITIES):
                    raise
                size += 1
                continue
            rows = _rows(answer)
            yield from rows
            end = _reached(answer)
            if end is None or not left.start < end < left.end:
                break
            left, cut = replace(left, start=end), True
        ids = {feed.text(row.get("id")) for row in rows}
        progress.report(len(seen | ids), 0, f"{len(seen | ids):,} {short(kind)}")
        if not ids - seen and not cut:
            return
        seen |= ids
        offset += max(len(rows), 1)
    tell("pages", "", f"the history of {short(kind)} has no end: read were {PAGES:,} pages")


def _asked(url: str, asking: Asking, web: Web, progress: Progress) -> Answer:
    try:
        return web.get(url, progress, headers={**asking.headers, **FLEETING})
    except FeedFault as fault:
        if fault.status in NO_HISTORY:
            name = without_secrets(asking.home)
            raise FeedFault(f"{name} keeps no history", lasting=True, status=501) from fault
        raise told(fault) from fault


def _rows(answer: Answer) -> list[Any]:
    data = answer.data()
    rows = data if isinstance(data, list) else [data]
    if not all(isinstance(row, dict) for row in rows):
        raise FeedFault(f"{without_secrets(answer.url)} is no list of entities; check the address")
    return [row for row in rows if "id" in row]


def _reached(answer: Answer) -> np.datetime64 | None:
    """Until when a part of a period was told, where the broker cut it (206, 6.3.10):
    "DateTime 2020-08-01T12:03:00Z-2020-08-01T12:05:00Z/5"."""
    said = answer.headers.get("content-range", "")
    if answer.status != 206 or not said.lower().startswith("date"):
        return None
    span = said.split(None, 1)[-1].partition("/")[0]
    middle = len(span) // 2
    return feed.moment(span[middle + 1 :]) if span[middle : middle + 1] == "-" else None


# what an entity said


def _gather(gathering: Gathering, entity: Entity, known: Known, every: str, tell: Tell) -> None:
    """Add what an entity said: values with their moments, means with theirs, or instances."""
    id, kind = feed.text(entity["id"]), attributes.kind_of(entity)
    thing = known.things.get(id) or Thing(id, "", _last_place(id, entity, tell), kind)
    for name, attribute in entity.items():
        if name in NOT_MEASURED:
            continue
        columns: dict[Measurand, tuple[list[float], list[Any]]] = {}
        for instance in attributes.instances(attribute):
            for of, value, moment in _said(name, instance, thing.kind, every):
                values, moments = columns.setdefault(known.named(of), ([], []))
                values.append(value)
                moments.append(moment)
        for of, (values, moments) in columns.items():
            _add(gathering, thing, of, values, moments, tell)


def _said(
    name: str, instance: Any, kind: str, every: str
) -> Iterator[tuple[Measurand, float, Any]]:
    """The numbers of an instance, of a list of values, or of means, and the words for when; places
    of things that move are numbers too."""
    if not isinstance(instance, dict):
        return
    of = attributes.measurand_of(name, instance)
    if every:
        of = Measurand(f"{of.name}, mean of {every}", of.unit)
    listed = instance.get("values", instance.get("avg"))
    if isinstance(listed, list):
        pairs = [(one[0], one[-1]) for one in listed if isinstance(one, list) and len(one) > 1]
    else:
        pairs = [(attributes.value_of(instance), attributes.about(instance, "observedAt"))]
    moving = short(name) == "location" and "vehicle" in kind.lower()
    for value, moment in pairs:
        number = attributes.number_of(name, kind, value)
        if number is not None:
            yield of, number, moment
        elif moving and (place := feed.place(value)):
            yield LONGITUDE, place[0], moment
            yield LATITUDE, place[1], moment


def _last_place(id: str, entity: Entity, tell: Tell) -> tuple[float, ...]:
    for name, attribute in entity.items():
        if short(name) == "location":
            newest = attributes.instances(attribute)[-1:]
            listed = newest[0].get("values") if newest and isinstance(newest[0], dict) else None
            last = listed[-1] if isinstance(listed, list) and listed else newest
            return attributes.place_of(id, last, tell)
    return ()


def _add(
    gathering: Gathering,
    thing: Thing,
    of: Measurand,
    values: list[float],
    moments: list[Any],
    tell: Tell,
) -> None:
    times = feed.moments(moments)
    if times is None:
        told = [feed.moment(one) for one in moments]
        if lost := told.count(None):
            name = f"{thing.id}, {of.name}"
            tell("moment", name, f"{lost:,} values say not when they were; left out")
        values = [value for value, one in zip(values, told, strict=True) if one is not None]
        times = np.array([one for one in told if one is not None], "datetime64[ms]")
    if len(times):
        rows = np.full(len(times), gathering.meet(thing))
        gathering.add_column(rows, of, times, np.array(values, np.float64))
