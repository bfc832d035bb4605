"""The boundaries of many geometries as columns of polygons."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from city.batch import offsets
from city.finding import Severity
from city.strings import runs
from importers.cityjson.nested import (
    JUNK,
    Ints,
    fits,
    fitted,
    flatten,
    in_halves,
    numbered,
    sums,
    totals,
    whole_numbers,
)
from importers.cityjson.pool import Share

# tell(severity, code, row of the object, what is wrong)
Tell = Callable[[Severity, str, int, str], None]

# How many lists deep the vertices lie in the boundaries (CityJSON 2.0, section 3.2).
DEPTH = {
    "MultiPoint": 1,
    "MultiLineString": 2,
    "MultiSurface": 3,
    "CompositeSurface": 3,
    "Solid": 4,
    "MultiSolid": 5,
    "CompositeSolid": 5,
}


LODS = frozenset(f"{n}" for n in range(10)) | {f"{n / 10}" for n in range(100)}


class Owned(NamedTuple):
    """One geometry, the row of its object, its level of detail, and what it may point into."""

    row: int
    lod: str
    geometry: dict[str, Any]
    share: Share


def lod_of(value: Any) -> str | None:
    """A level of detail as text: 2 -> "2", 2.2 -> "2.2", null -> ""; None for what is none."""
    if value.__class__ is str:
        return value if value in LODS else None
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = str(value) if isinstance(value, (int, float)) else ""
    return text if text in LODS else None


@dataclass(frozen=True, slots=True)
class Faces:
    """The polygons of many geometries of one type.

    levels: how many lists each list above the polygons holds, outermost first. per_geometry,
    per_polygon, per_ring: how many polygons, rings, points. shell: (polygons,) the running number
    of the shell within its geometry. index: (points,) as the file has them.
    """

    owned: Sequence[Owned]
    levels: list[Ints]
    per_geometry: Ints
    per_polygon: Ints
    per_ring: Ints
    shell: Ints
    index: Ints

    def geometry_of(self) -> Ints:
        """(polygons,) the geometry that each polygon belongs to."""
        return np.repeat(np.arange(len(self.owned)), self.per_geometry)

    def values(self, given: Sequence[tuple[int, Any]], what: str, tell: Tell) -> Ints:
        """(polygons,) the number that the nested values give each polygon, -1 for none.

        given: (which geometry, its nested values), as semantics and materials have them.
        """
        out = np.full(len(self.per_polygon), -1, np.int64)
        where = offsets(self.per_geometry)

        def work(some: Sequence[tuple[int, Any]]) -> None:
            counts, flat = flatten([values for _, values in some], len(self.levels))
            numbers = whole_numbers(flat)
            mine = np.array([k for k, _ in some])
            here = totals(counts)
            if (here != self.per_geometry[mine]).any():
                raise ValueError("as many values as polygons")
            out[runs(where[mine], here)] = numbers

        def junk(one: tuple[int, Any]) -> None:
            boundaries = self.owned[one[0]].geometry["boundaries"]
            if not fits(one[1], boundaries, len(self.levels)):
                self.misfit(one[0], what, tell)
            try:
                work([(one[0], fitted(one[1], boundaries, len(self.levels)))])
            except JUNK:
                self.misfit(one[0], what, tell)

        in_halves(given, work, junk)
        return out

    def misfit(self, geometry: int, what: str, tell: Tell) -> None:
        """Say that values do not have the form of the boundaries."""
        message = f"the values of its {what} do not have the form of the boundaries"
        tell("warning", "VALUES_MISFIT", self.owned[geometry].row, message)


def opened(type: str, owned: Sequence[Owned]) -> Faces:
    """Open the boundaries of geometries of one type; raises one of JUNK where they are none."""
    depth = DEPTH[type]
    counts, flat = flatten([one.geometry.get("boundaries") for one in owned], depth)
    index = whole_numbers(flat)
    per_ring = counts.pop() if depth > 1 else np.ones(len(flat), np.int64)
    per_polygon = counts.pop() if depth > 2 else np.ones(len(per_ring), np.int64)
    shell = np.zeros(len(per_polygon), np.int64)
    if depth > 3:
        shells = sums(counts[1], counts[0]) if depth == 5 else counts[0]
        shell = np.repeat(numbered(shells), counts[-1])
    return Faces(owned, counts, totals(counts), per_polygon, per_ring, shell, index)
