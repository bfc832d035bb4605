"""The city that plans are made over; no plan changes it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from city.body import SURFACES, Body, joined
from city.calm_ground import CalmGround
from city.directory import Directory
from city.frame import Frame
from city.ground import ground_of
from city.kinds import theme
from city.lineage import below
from city.measure import SOLIDS
from city.measured import Measured
from city.model import FILLED_TYPES, City, Shapes
from city.strings import runs
from city.terrain import Terrain

F64 = NDArray[np.float64]
SAMPLE = 20_000  # of a city, which tell where it lies and how high it stands


class Spot(NamedTuple):
    """An object of the base: the number of its city, and its row there."""

    city: int
    row: int


@dataclass(frozen=True, eq=False)
class Base:
    """Everything that lies on the table before anybody plans: cities and terrains in one frame.

    models: design models that plans may place, by the hash of their content.
    """

    frame: Frame
    cities: tuple[City, ...] = ()
    terrains: tuple[Terrain, ...] = ()
    models: Mapping[str, City] = field(default_factory=dict)

    @classmethod
    def of(cls, things: Sequence[object], frame: Frame) -> Base:
        """What there is of cities and terrains among some things of a frame."""
        cities = tuple(thing for thing in things if isinstance(thing, City))
        return cls(frame, cities, tuple(thing for thing in things if isinstance(thing, Terrain)))

    # objects

    def find(self, idents: Sequence[str]) -> list[Spot | None]:
        """The object that each id names, of the first city that has it; None for no object.

        Many at once are found much sooner than one by one, and what was found is known.
        """
        known = self._found
        new = list({ident: None for ident in idents if ident not in known})
        if new:
            known.update(dict.fromkeys(new))
            for number, directory in reversed(list(enumerate(self._directories))):
                rows = directory.rows(new)
                pairs = zip(new, rows, strict=True)
                known.update({ident: Spot(number, row) for ident, row in pairs if row >= 0})
        return [known[ident] for ident in idents]

    @cached_property
    def _found(self) -> dict[str, Spot | None]:
        return {}

    @cached_property
    def _directories(self) -> list[Directory]:
        return [Directory(city.objects.ids) for city in self.cities]

    def ident(self, spot: Spot) -> str:
        return self.cities[spot.city].objects.ids[spot.row]

    def kind(self, spot: Spot) -> str:
        return self.cities[spot.city].objects.kind_of(spot.row)

    def family(self, spot: Spot) -> NDArray[np.int64]:
        """The rows of an object and of everything below it."""
        parent, roots = self.cities[spot.city].objects.parent, self._roots[spot.city]
        at = int(np.searchsorted(roots, spot.row, side="right"))
        first = int(roots[at - 1])
        last = int(roots[at]) if at < len(roots) else len(parent)
        mine = np.zeros(last - first, bool)
        mine[spot.row - first] = True
        inner = np.maximum(parent[first:last] - first, -1).astype(np.int32)
        return np.flatnonzero(below(inner, mine)) + first

    @cached_property
    def _roots(self) -> list[NDArray[np.intp]]:
        return [np.flatnonzero(city.objects.parent < 0) for city in self.cities]

    @cached_property
    def measured(self) -> list[Measured]:
        """Of each city, what can be measured of its objects."""
        return [Measured(city) for city in self.cities]

    def body(self, spot: Spot, gone: NDArray[np.bool_] | None = None) -> Body:
        """The faces of an object and of everything below it, in their best level of detail.

        gone: (objects,) what of its city is left out. Faces with points that are no places are
        left out too; a solid that is inside out is turned over.
        """
        city, rows = self.cities[spot.city], self.family(spot)
        if gone is not None:
            rows = rows[~gone[rows]]
        names = {name: code for code, name in enumerate(SURFACES)}
        codes = [names.get(kind.rsplit(":")[-1], 0) for kind in city.surfaces.kinds]
        parts = [
            _faces(city.shapes[level], rows[mask[rows]], city, np.array([*codes, 0], np.uint8))
            for level, mask in self.measured[spot.city].drawn.items()
        ]
        found = joined([part for part in parts if len(part)])
        return found.turned_over() if found.volume() < 0 else found

    # ground

    @cached_property
    def ground(self) -> Callable[[F64], F64]:
        """A function from places (n, 2) to the local height of the ground, NaN where unknown."""
        return ground_of([*self.cities, *self.terrains])

    def standing(self, places: F64) -> F64:
        """(n,): the height that something built at places (n, 2) stands at.

        The ground's; where that is unknown, the foot of the nearest building, but never below the
        calm ground that is seen there; 0 without any building.
        """
        found = self.ground(places)
        unknown = ~np.isfinite(found)
        if unknown.any():
            there = places[unknown]
            found[unknown] = self._nearest_foot(there)
            if self.calm is not None:
                found[unknown] = np.maximum(found[unknown], self.calm.at(there))
        return found

    @cached_property
    def calm(self) -> CalmGround | None:
        """The ground that is shown under cities which have none of their own; None for others."""
        kinds = {
            city.objects.kinds[k] for city in self.cities for k in np.unique(city.objects.kind)
        }
        if self.terrains or any(theme(kind) == "Terrain" for kind in kinds):
            return None
        feet = np.concatenate([np.zeros((0, 3)), *(sample[3] for sample in self._samples)])
        return CalmGround(feet) if len(feet) else None

    def _nearest_foot(self, places: F64) -> F64:
        """The foot of the building nearest to each place, 0 where there is none.

        Looked for among the neighbours along the Morton curve of the nearest ones of a sample.
        """
        feet = [np.zeros((0, 3))]
        for city, roots, (step, tree, rows, _) in zip(
            self.cities, self._roots, self._samples, strict=True
        ):
            if not len(rows):
                continue
            near = np.unique(rows[tree.nearest(_points(places))])
            window = np.unique(near[:, None] + np.arange(-2 * step, 2 * step + 1))
            window = window[(window >= 0) & (window < len(roots))]
            feet.append(_feet(city, roots, window)[0])
        around = np.concatenate(feet)
        if not len(around):
            return np.zeros(len(places))
        import shapely

        return np.asarray(around[shapely.STRtree(_points(around)).nearest(_points(places)), 2])

    @cached_property
    def _samples(self) -> list[tuple[int, Any, NDArray[np.intp], F64]]:
        """Of each city: how many families one of a sample stands for, a tree of the sampled ones,
        which they are, and their feet."""
        import shapely

        found = []
        for city, roots in zip(self.cities, self._roots, strict=True):
            step = max(1, len(roots) // SAMPLE)
            feet, which = _feet(city, roots, np.arange(0, len(roots), step))
            found.append((step, shapely.STRtree(_points(feet)), which, feet))
        return found

    @cached_property
    def extent(self) -> F64 | None:
        """(2, 2): the south-western and north-eastern corner of all there is; None for nothing.

        Of an even sample of the objects: good enough to say what lies far away.
        """
        samples = [sample for city in self.cities if len(sample := _sampled(city))]
        boxes = [np.stack([sample.min(0), sample.max(0)])[:, :2] for sample in samples]
        for terrain in self.terrains:
            rows, columns = terrain.heights.shape
            east = terrain.west + (columns - 1) * terrain.step[0]
            south = terrain.north - (rows - 1) * terrain.step[1]
            boxes.append(np.array([[terrain.west, south], [east, terrain.north]]))
        if not boxes:
            return None
        return np.stack([np.min([b[0] for b in boxes], 0), np.max([b[1] for b in boxes], 0)])


def _sampled(city: City) -> F64:
    """(n, 3): an even sample of the points of a city, those that are places."""
    found = [np.zeros((0, 3))]
    for shapes in city.shapes.values():
        step = max(1, len(shapes.points) // (10 * SAMPLE))
        found.append(shapes.points[::step])
    points = np.concatenate(found)
    return points[np.isfinite(points).all(1)]


def _feet(
    city: City, roots: NDArray[np.intp], which: NDArray[np.integer]
) -> tuple[F64, NDArray[np.intp]]:
    """(n, 3): the lowest point of some families, and which of them have any."""
    begin = roots[which]
    end = np.append(roots, len(city.objects))[which + 1]
    found, has = np.full((len(which), 3), np.inf), np.zeros(len(which), bool)
    for shapes in city.shapes.values():
        first, last = (
            shapes.ring_points[shapes.polygon_rings[shapes.shape_polygons[shapes.object_shapes[o]]]]
            for o in (begin, end)
        )
        count = last - first
        full = np.flatnonzero(count)
        if not len(full):
            continue
        points = shapes.points[runs(first[full], count[full])]
        points[~np.isfinite(points).all(1)] = np.inf
        at = np.cumsum(count[full]) - count[full]
        low = np.minimum.reduceat(points[:, 2], at)
        place = points[at]
        better = np.isfinite(place).all(1) & np.isfinite(low) & (low < found[full, 2])
        found[full[better]] = np.c_[place[better, :2], low[better]]
        has[full[better]] = True
    return found[has], np.asarray(which[has], np.intp)


def _points(places: F64) -> Any:
    import shapely

    return shapely.points(places[:, :2])


def _faces(shapes: Shapes, rows: NDArray[np.integer], city: City, codes: NDArray[np.uint8]) -> Body:
    """The faces that some objects have at one level of detail."""
    own = shapes.object_shapes[rows]
    shape = runs(own, shapes.object_shapes[rows + 1] - own)
    shape = shape[shapes.shape_type[shape] < FILLED_TYPES]
    first = shapes.shape_polygons[shape]
    polygons = runs(first, shapes.shape_polygons[shape + 1] - first)
    good = shapes.polygon_triangles[polygons + 1] > shapes.polygon_triangles[polygons]
    polygons = polygons[good]
    rings_of = shapes.polygon_rings[polygons + 1] - shapes.polygon_rings[polygons]
    rings = runs(shapes.polygon_rings[polygons], rings_of)
    per_ring = shapes.ring_points[rings + 1] - shapes.ring_points[rings]
    real = per_ring >= 3  # a hole of two points cuts nothing
    owner = np.repeat(np.arange(len(polygons)), rings_of)
    rings_of = np.bincount(owner[real], minlength=len(polygons))
    rings, per_ring = rings[real], per_ring[real]
    points = shapes.points[runs(shapes.ring_points[rings], per_ring)]
    of = shapes.polygon_surface[polygons]
    kinds = city.surfaces.kind[of] if len(city.surfaces) else of
    surface = codes[np.where(of >= 0, kinds, len(codes) - 1)]
    whole = bool((shapes.shape_type[shape] < SOLIDS).all() and good.all())
    return Body(points, per_ring.astype(np.int64), rings_of.astype(np.int64), surface, whole)
