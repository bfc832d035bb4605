"""The part of a base that a plan needs: what it touches, and what lies around that."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from city.base import Base
from city.changes import changes
from city.edits import Edit
from city.lineage import lineage
from city.model import City
from city.subset import subset
from city.terrain import Terrain
from city.view import View


@dataclass(frozen=True, eq=False)
class Extract:
    """Part of a base. area: on the map, in local metres. cities, terrains: of each of the base what
    lies there, None for nothing. count, of: how many objects, of how many.
    """

    area: Any
    cities: tuple[City | None, ...]
    terrains: tuple[Terrain | None, ...]
    count: int
    of: int

    def has(self, places: NDArray[np.float64]) -> bool:
        """Whether one of some places (n, 2 or 3) in local metres lies in it."""
        return bool(shapely.intersects_xy(self.area, places[:, 0], places[:, 1]).any())


def extract(view: View, edits: Iterable[Edit], metres: float) -> Extract | None:
    """What of the base lies within so many metres of what a plan changes, names, or once named.

    Whole families come along. None where the plan touches nothing.
    """
    base = view.base
    names = list({ident for edit in edits for ident in edit.touches()})
    spots = [spot for spot in base.find(names) if spot is not None]
    named = [np.zeros(len(city.objects), bool) for city in base.cities]
    for spot in spots:
        named[spot.city][spot.row] = True
    outlines = [
        state.outline
        for change in changes(view)
        for state in (change.was, change.now)
        if state is not None and not state.outline.is_empty
    ]
    tops = [_tops(city, mask) for city, mask in zip(base.cities, named, strict=True)]
    for number, mask in enumerate(tops):
        boxes, _ = _boxes(base, number)
        outlines += [box for box in boxes[mask].tolist() if box is not None]
    if not outlines:
        return None
    area = shapely.buffer(shapely.GeometryCollection(outlines), metres)
    shapely.prepare(area)
    cities = tuple(_part(base, number, area, mask) for number, mask in enumerate(tops))
    return Extract(
        area,
        cities,
        tuple(terrain.clipped(*area.bounds) for terrain in base.terrains),
        sum(len(city.objects) for city in cities if city is not None),
        sum(len(city.objects) for city in base.cities),
    )


def _tops(city: City, mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The tops of the families that some objects belong to."""
    found = np.zeros(len(mask), bool)
    found[lineage(city.objects.parent)[0][mask]] = True
    return found


def _boxes(base: Base, number: int) -> tuple[NDArray[Any], NDArray[np.bool_]]:
    """(objects,) what the tops of families cover on the map, None for others and for nothing."""
    boxes = base.measured[number].boxes[:, :, :2]
    top = (base.cities[number].objects.parent < 0) & np.isfinite(boxes).all((1, 2))
    found = np.full(len(top), None, object)
    found[top] = shapely.box(*boxes[top, 0].T, *boxes[top, 1].T)
    return found, top


def _part(base: Base, number: int, area: Any, named: NDArray[np.bool_]) -> City | None:
    boxes, top = _boxes(base, number)
    near = named.copy()
    near[top] |= shapely.intersects(area, boxes[top])
    rows = np.flatnonzero(near)
    return subset(base.cities[number], rows) if len(rows) else None
