"""What can be measured of every object of a city, found once and kept.

An object is measured with everything below it: a building with its parts, each in the level of
detail it is drawn in, so that a building that stands in LoD1 and in LoD2 counts once.
"""

from __future__ import annotations

from collections.abc import Callable
from threading import RLock
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from city.faces import Faces, faces_of
from city.kinds import theme
from city.lineage import lineage
from city.measure import area_vectors, boxes, footprint_areas, in_blocks, volumes
from city.model import City
from city.query import drawn

F64 = NDArray[np.float64]
STOREY = 3.0  # metres that a storey is taken to be where the file counts none


class Measure(NamedTuple):
    """A measure's name for people, its unit, and whether it may be asked of one kind of surface."""

    title: str
    unit: str
    of_surface: bool = False


MEASURES = {
    "height": Measure("Height", "m"),
    "top": Measure("Highest point", "m"),
    "ground": Measure("Lowest point", "m"),
    "footprint": Measure("Footprint", "m2"),
    "volume": Measure("Volume", "m3"),
    "area": Measure("Surface area", "m2", of_surface=True),
    "slope": Measure("Slope of the roof", "°", of_surface=True),
    "storeys": Measure("Storeys, estimated", ""),
    "floorarea": Measure("Floor area, estimated", "m2"),
}


class Measured:
    """The measures of one city, (objects,) float64 each, NaN where there is nothing to measure.

    Each is worked out when it is first asked for, and kept.
    """

    def __init__(self, city: City) -> None:
        self.city = city
        self._kept: dict[object, Any] = {}
        self._locks: dict[object, RLock] = {}

    def kept(self, key: object, make: Callable[[], Any]) -> Any:
        """What was made under this key before, or is made now; two threads make it once."""
        if key not in self._kept:
            with self._locks.setdefault(key, RLock()):
                if key not in self._kept:
                    self._kept[key] = make()
        return self._kept[key]

    def has(self, name: str, surface: str = "") -> bool:
        """Whether a measure is at hand already."""
        return (name, surface) in self._kept

    def of(self, name: str, surface: str = "") -> F64:
        """A measure of MEASURES; surface: "roof", "wall" ... for "area" and "slope", "" for all."""
        if name in ("area", "slope"):
            return self.kept((name, surface), lambda: getattr(self, f"_{name}")(surface))  # type: ignore[no-any-return]
        return self.kept((name, ""), getattr(self, f"_{name}"))  # type: ignore[no-any-return]

    @property
    def surfaces(self) -> list[str]:
        """The kinds of surfaces that the city has, as they are asked for: "roof", "wall" ..."""
        return sorted({surface_name(kind) for kind in self.city.surfaces.counts()})

    @property
    def drawn(self) -> dict[str, NDArray[np.bool_]]:
        """Which objects count in which level of detail."""
        return self.kept("drawn", lambda: drawn(self.city))  # type: ignore[no-any-return]

    @property
    def faces(self) -> Faces:
        """The faces of the city one by one."""
        return self.kept("faces", lambda: faces_of(self.city, self.drawn))  # type: ignore[no-any-return]

    @property
    def knows_faces(self) -> bool:
        """Whether the faces are at hand already."""
        return "faces" in self._kept

    @property
    def knows_boxes(self) -> bool:
        """Whether the boxes are at hand already."""
        return "boxes" in self._kept

    @property
    def generations(self) -> list[NDArray[np.intp]]:
        """The rows of the roots, of their children, of theirs, and so on."""

        def find() -> list[NDArray[np.intp]]:
            steps = lineage(self.city.objects.parent)[1]
            return [np.flatnonzero(steps == s) for s in range(int(steps.max(initial=0)) + 1)]

        return self.kept("generations", find)  # type: ignore[no-any-return]

    @property
    def own_boxes(self) -> F64:
        """(objects, 2, 3): the lowest and highest corner of each object alone; NaN for none."""
        return self.find_boxes(lambda: None)

    def find_boxes(self, check: Callable[[], None]) -> F64:
        """The same; `check` is called now and then, and what it raises stops the work."""

        def find() -> F64:
            found = np.full((len(self.city.objects), 2, 3), np.nan)
            for lod, rows in self.drawn.items():
                found[rows] = in_blocks(boxes, self.city, lod, check)[rows]
            return found

        return self.kept("own boxes", find)  # type: ignore[no-any-return]

    @property
    def boxes(self) -> F64:
        """(objects, 2, 3): the lowest and highest corner of each object with all below it."""

        def find() -> F64:
            found = self.own_boxes.copy()
            self._gather(found[:, 0], np.fmin)
            self._gather(found[:, 1], np.fmax)
            return found

        return self.kept("boxes", find)  # type: ignore[no-any-return]

    def _gather(self, values: NDArray[Any], how: np.ufunc) -> None:
        """Let every object's value count for those above it, in place."""
        parent = self.city.objects.parent
        for rows in reversed(self.generations[1:]):
            how.at(values, parent[rows], values[rows])

    def _totals(self, measure: Callable[[City, str], F64]) -> F64:
        """A measure summed over families; NaN where nobody in the family has it."""
        total = np.full(len(self.city.objects), np.nan)
        for lod, rows in self.drawn.items():
            total[rows] = measure(self.city, lod)[rows]
        known = np.isfinite(total)
        total[~known] = 0
        self._gather(total, np.add)
        self._gather(known, np.logical_or)
        total[~known] = np.nan
        return total

    # The measures

    def _height(self) -> F64:
        return np.asarray(self.boxes[:, 1, 2] - self.boxes[:, 0, 2])

    def _top(self) -> F64:
        return np.asarray(self.boxes[:, 1, 2] + self.city.frame.origin[2])

    def _ground(self) -> F64:
        return np.asarray(self.boxes[:, 0, 2] + self.city.frame.origin[2])

    def _footprint(self) -> F64:
        return self._totals(footprint_areas)

    def _volume(self) -> F64:
        return self._totals(volumes)

    def _area(self, surface: str) -> F64:
        return self._totals(lambda city, lod: self._faces(lod, surface)[0])

    def _slope(self, surface: str) -> F64:
        """Degrees against the level, each face with the weight of its area."""
        areas = self._totals(lambda city, lod: self._faces(lod, surface or "roof")[0])
        tilted = self._totals(lambda city, lod: self._faces(lod, surface or "roof")[1])
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.where(areas > 0, tilted / areas, np.nan)

    def _faces(self, lod: str, surface: str) -> tuple[F64, F64]:
        """Per object, NaN for none: the area of its faces, and its product with their slope."""
        city, shapes = self.city, self.city.shapes[lod]
        vectors = area_vectors(shapes)
        mine = shapes.filled()
        if surface:
            named = [surface_name(kind) == surface for kind in city.surfaces.kinds]
            codes = np.flatnonzero(named)
            of = shapes.polygon_surface
            mine &= of >= 0
            mine[mine] = np.isin(city.surfaces.kind[of[mine]], codes)
        owner = shapes.polygon_object()[mine]
        level = np.hypot(vectors[mine, 0], vectors[mine, 1])
        areas = np.linalg.norm(vectors[mine], axis=1)
        slopes = np.degrees(np.arctan2(level, np.abs(vectors[mine, 2])))
        count = len(city.objects)
        nobody = np.bincount(owner, minlength=count) == 0
        sums = [np.bincount(owner, w, count).astype(float) for w in (areas, areas * slopes)]
        return np.where(nobody, np.nan, sums[0]), np.where(nobody, np.nan, sums[1])

    def _storeys(self) -> F64:
        """A building's height divided by STOREY, at least one; of nothing but buildings."""
        kinds = self.city.objects.kinds
        house = np.array([theme(kind) == "Buildings" for kind in kinds] + [False])
        whole = np.maximum(np.round(self.of("height") / STOREY), 1)
        return np.where(house[self.city.objects.kind], whole, np.nan)

    def _floorarea(self) -> F64:
        """The footprint times the storeys: those that the file counts, or else the estimate."""
        storeys = self.of("storeys").copy()
        column = self.city.objects.columns.get("storeysAboveGround")
        if column is not None and column.type in ("integer", "number"):
            counted = column.values > 0
            storeys[column.rows[counted]] = column.values[counted]
        return np.asarray(self.of("footprint") * storeys)


def surface_name(kind: str) -> str:
    """What a kind of surface is called in a question: "RoofSurface" -> "roof"."""
    return kind.rsplit(":", 1)[-1].lstrip("+").removesuffix("Surface").lower()
