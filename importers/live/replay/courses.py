"""What the replay says over time, as NGSI-LD tells it (ETSI GS CIM 009, 4.5.6 to 4.5.8, 4.5.19)."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from city.tracks import LATITUDE, LONGITUDE
from importers.live.replay.entities import Entity, attribute_of, code_of
from importers.live.replay.exchange import Problem
from importers.live.replay.store import F64, Moments, Store, Stream

PERIOD = re.compile(r"P(?:(\d{1,4})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,6})S)?)?")
METHODS: dict[str, Callable[[F64, Any], F64]] = {
    "avg": lambda values, cuts: np.add.reduceat(values, cuts) / np.diff([*cuts, len(values)]),
    "sum": np.add.reduceat,
    "min": np.minimum.reduceat,
    "max": np.maximum.reduceat,
    "totalCount": lambda values, cuts: np.diff([*cuts, len(values)]).astype(np.float64),
}


@dataclass(frozen=True, slots=True, eq=False)
class Course:
    """An attribute over time: (n,) numbers, or (n, 2) places in degrees, when they were observed,
    and the code of their unit."""

    values: F64
    moments: Moments
    code: str = ""

    def instances(self) -> list[Entity]:
        """Each value as an attribute of its own."""
        more = {"unitCode": self.code} if self.code else {}
        pairs = zip(self._values(), isos(self.moments), strict=True)
        return [{"type": self._type, "value": v, "observedAt": when, **more} for v, when in pairs]

    def pairs(self) -> Entity:
        """The simplified form (temporalValues)."""
        pairs = zip(self._values(), isos(self.moments), strict=True)
        return {"type": self._type, "values": list(map(list, pairs))}

    def aggregated(self, methods: Sequence[str], period: int, start: int) -> Entity:
        """Means and the like of periods (milliseconds) from a moment on; none of places."""
        if self.values.ndim > 1:
            return {"type": self._type}
        number = (self.moments - start) // period if period else np.zeros_like(self.moments)
        cuts = np.flatnonzero(np.diff(number, prepend=number[0] - 1))
        begins = start + number[cuts] * period
        ends = begins + period if period else np.full(len(cuts), self.moments[-1])
        spans = list(zip(isos(begins), isos(ends), strict=True))
        told: Entity = {"type": self._type}
        for method in methods:
            values = METHODS[method](self.values, cuts).tolist()
            told[method] = [[value, *span] for value, span in zip(values, spans, strict=True)]
        return told

    @property
    def _type(self) -> str:
        return "GeoProperty" if self.values.ndim > 1 else "Property"

    def _values(self) -> list[Any]:
        values: list[Any] = self.values.tolist()
        if self.values.ndim == 1:
            return values
        return [{"type": "Point", "coordinates": place} for place in values]


def courses(
    store: Store, streams: list[Stream], names: list[str], start: int, end: int, last: int
) -> dict[str, Course]:
    """The attributes of an entity from a moment until before another, without those that say
    nothing; last: how many of the newest of each, 0 for all."""
    columns = {one.measurand: store.history(one, start, end) for one in streams}
    found: dict[str, Course] = {}
    if store.moves(streams[0].thing.id):
        (moments, east), (_, north) = columns.pop(LONGITUDE), columns.pop(LATITUDE)
        found["location"] = Course(np.stack([east, north], axis=1)[-last:], moments[-last:])
    for measurand, (moments, values) in columns.items():
        known = ~np.isnan(values[-last:])
        found[attribute_of(measurand)] = Course(
            values[-last:][known], moments[-last:][known], code_of(measurand)
        )
    return {
        name: course
        for name, course in found.items()
        if len(course.moments) and (not names or name in names)
    }


def duration(text: str) -> int:
    """Milliseconds of an ISO 8601 duration of days to seconds. Raises Problem for anything else."""
    found = PERIOD.fullmatch(text)
    if found is None or not any(found.groups()):
        raise Problem(400, f"this is no duration such as PT1H: {text[:40]}")
    sizes = (86_400_000, 3_600_000, 60_000, 1000)
    return sum(int(part or 0) * size for part, size in zip(found.groups(), sizes, strict=True))


def isos(moments: Moments) -> list[str]:
    """Milliseconds since 1970 as ISO 8601 writes them, in UTC."""
    texts: list[str] = np.datetime_as_string(
        moments.astype("datetime64[ms]"), timezone="UTC"
    ).tolist()
    return texts
