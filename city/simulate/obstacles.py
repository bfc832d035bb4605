"""What stands between a place and the sky: the city within reach, and what a plan makes of it.

The base is put into a tree for rays once and kept; what a plan has built is a small tree beside
it, and rays pass through what it has demolished. So a plan costs what it changes.
"""

from __future__ import annotations

from dataclasses import astuple, dataclass
from threading import Lock
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from city.base import Base
from city.growth import all_grown
from city.rays import Rays
from city.simulate.fabric import (
    BUILDING,
    OTHER,
    RELIEF,
    TREE,
    Fabric,
    fabric_of_city,
    fabric_of_thing,
    woven,
)
from city.simulate.lattice import Lattice, lattice_of
from city.view import View

F32 = NDArray[np.float32]
F64 = NDArray[np.float64]
Mask = NDArray[np.bool_]

KEPT = 2  # trees of a base that are kept: of its own ground, and of a plan's that has levelled it
OFF = 0.02  # metres off its face that a ray begins
PAST = 1e-3  # metres by which a ray goes on behind something that is not there any more


@dataclass(frozen=True, slots=True)
class Area:
    """The piece of the city that is looked at: a box of local metres."""

    west: float
    south: float
    east: float
    north: float

    def around(self, metres: float) -> Area:
        """The same with so many metres more on each side."""
        return Area(
            self.west - metres, self.south - metres, self.east + metres, self.north + metres
        )

    @property
    def middle(self) -> tuple[float, float]:
        return (self.west + self.east) / 2, (self.south + self.north) / 2

    def touches(self, boxes: F64) -> Mask:
        """(n,): which boxes (n, 2, 3) reach into it; none of those that are nowhere (NaN)."""
        found = (boxes[:, 0, 0] <= self.east) & (boxes[:, 1, 0] >= self.west)
        return np.asarray(found & (boxes[:, 0, 1] <= self.north) & (boxes[:, 1, 1] >= self.south))

    def away(self, low: F64, high: F64) -> F64:
        """(n,): how far boxes, from (n, 2) to (n, 2), are from it; 0 where they overlap."""
        corner = np.array([self.west, self.south]), np.array([self.east, self.north])
        gap = np.maximum(np.maximum(corner[0] - high, low - corner[1]), 0)
        return np.asarray(np.linalg.norm(gap, axis=1))


class Obstacles:
    """What hides the sky from an area, for rays that start there and never come from below.

    solid: what nothing shines through; trees: what some light may pass. Both take local metres
    counted from `origin`, so that float32 is exact to a fraction of a millimetre.
    """

    def __init__(
        self, view: View, area: Area, lowest: float, altitude: float, year: float | None = None
    ) -> None:
        """lowest: local metres at which a ray may start. altitude: degrees over the horizon: what
        is lower seen from the area is left out. year: that planted trees have grown to.
        """
        self._standing = _standing(view, area, lowest, altitude)
        self.origin = self._standing.origin
        things = all_grown(view.things.values(), year)
        fresh = woven([fabric_of_thing(thing) for thing in things])
        solid, trees = self._standing.solid, self._standing.trees
        self.solid = Hurdle(solid, gone_from(view, solid.fabric), fresh.only(SOLID), self.origin)
        self.trees = Hurdle(trees, gone_from(view, trees.fabric), fresh.only([TREE]), self.origin)

    def local(self, points: F64) -> F32:
        """Local metres (n, 3) as rays are told of them."""
        return np.ascontiguousarray(points - self.origin, np.float32)

    def ground_under(self, places: F64) -> F64:
        """(n,): local metres at which the modelled ground lies under places (n, 2); NaN for none.

        Of the very triangles that rays meet, so that nothing lies under them by a hair.
        """
        found = np.full(len(places), np.nan)
        for ground in self._standing.grounds:
            found = np.fmax(found, ground.under(places))
        if self._standing.relief is not None:
            top = self._standing.top - self.origin[2] + 10
            start = self.local(np.c_[places, np.zeros(len(places))])
            start[:, 2] = top
            down = np.tile(np.array([[0, 0, -1]], np.float32), (len(places), 1))
            seen = self._standing.relief.hit(start, down)
            there = seen.mesh >= 0
            found[there] = np.fmax(found[there], top - seen.away[there] + self.origin[2])
        return found


SOLID = (BUILDING, RELIEF, OTHER)


class Hurdle:
    """Faces of the base, without those that are gone, and fresh ones of a plan."""

    def __init__(self, old: Standing, gone: Mask, fresh: Fabric, origin: F64) -> None:
        self._old, self._new = old, fresh
        self._gone = gone[old.fabric.face] if gone.any() else None  # by triangle
        if self._gone is not None:
            corners = old.fabric.corners[self._gone].reshape(-1, 3) - origin
            self._box = corners.min(0) - 0.01, corners.max(0) + 0.01
        self._fresh = Rays([mesh_of(fresh.corners, origin)]) if len(fresh.corners) else None

    @property
    def empty(self) -> bool:
        """Whether it has no faces at all, apart from the ground."""
        return self._fresh is None and not len(self._old.fabric.key)

    def triangles(self) -> tuple[F32, Mask]:
        """(t, 3, 3) metres from the origin, as rays meet them, with the ground where that is in the
        way; and (t,) which of them are gone."""
        corners = self._old.rays.triangles()
        if self._fresh is not None:
            corners = np.concatenate([corners, self._fresh.triangles()])
        gone = np.zeros(len(corners), bool)
        if self._gone is not None:
            gone[: len(self._gone)] = self._gone
        return corners, gone

    @property
    def sorts(self) -> NDArray[np.uint8]:
        """What each of its faces belongs to, and at the end the ground."""
        return np.concatenate([self._old.fabric.sort, self._new.sort, [np.uint8(RELIEF)]])

    @property
    def owners(self) -> NDArray[np.object_]:
        """The id of what each of its faces is part of, and at the end "" for the ground."""
        names = [np.array([*f.owners, ""], object)[f.owner] for f in (self._old.fabric, self._new)]
        return np.concatenate([*names, np.array([""], object)])

    def blocked(self, origins: F32, directions: F32, reach: F32 | None = None) -> Mask:
        """Whether anything stands in the way of each ray, (n, 3) twice, up to `reach` metres."""
        found = self._old.rays.blocked(origins, directions, reach)
        if self._gone is not None:
            at = np.flatnonzero(found)
            at = at[crosses(origins[at], directions[at], *self._box)]
            far = self._standing(origins[at], directions[at])[0]
            found[at] = np.isfinite(far) if reach is None else far <= reach[at]
        if self._fresh is not None:
            free = np.flatnonzero(~found)
            found[free] = self._fresh.blocked(
                origins[free], directions[free], None if reach is None else reach[free]
            )
        return found

    def first(self, origins: F32, directions: F32) -> tuple[F32, Mask, NDArray[np.int64]]:
        """What each ray meets first: metres to it, infinite for nothing; whether it is met from
        behind; and which face it is, of those that `sorts` and `owners` tell of, -1 for nothing.
        """
        far, behind, face = self._standing(origins, directions)
        if self._fresh is not None:
            seen = self._fresh.hit(origins, directions)
            near = np.flatnonzero((seen.mesh >= 0) & (seen.away < far))
            far[near] = seen.away[near]
            behind[near] = np.einsum("ij,ij->i", seen.normal[near], directions[near]) > 0
            face[near] = len(self._old.fabric.key) + self._new.face[seen.triangle[near]]
        return far, behind, face

    def _standing(self, origins: F32, directions: F32) -> tuple[F32, Mask, NDArray[np.int64]]:
        """The same among the faces of the base alone, past those that are gone."""
        far = np.full(len(origins), np.inf, np.float32)
        behind, face = np.zeros(len(origins), bool), np.full(len(origins), -1, np.int64)
        of = self._old.fabric.face
        left, done = np.arange(len(origins)), np.zeros(len(origins), np.float32)
        while len(left):
            way = directions[left]
            seen = self._old.rays.hit(origins[left] + way * done[left, None], way)
            mesh, number, step = seen.mesh, seen.triangle, seen.away
            through = np.zeros(len(left), bool)
            if self._gone is not None:
                through[mesh == 0] = self._gone[number[mesh == 0]]
            met = (mesh >= 0) & ~through
            rows = left[met]
            far[rows] = done[rows] + step[met]
            behind[rows] = np.einsum("ij,ij->i", seen.normal[met], way[met]) > 0
            face[rows] = len(self._old.fabric.key) + len(self._new.key)  # the ground
            ours = left[met & (mesh == 0)]
            face[ours] = of[number[met & (mesh == 0)]]
            left = left[through]
            done[left] += step[through] + np.float32(PAST)
        return far, behind, face


def crosses(origins: F32, directions: F32, low: NDArray[np.floating], high: F64) -> Mask:
    """Which rays (n, 3) meet a box (Kay & Kajiya 1986: the slabs that it lies between)."""
    with np.errstate(divide="ignore", invalid="ignore"):
        one = (low - origins) / directions
        two = (high - origins) / directions
    into = np.fmax.reduce(np.fmin(one, two), axis=1)
    out = np.fmin.reduce(np.fmax(one, two), axis=1)
    return np.asarray((out >= into) & (out >= 0))


# of the base


@dataclass(frozen=True, slots=True, eq=False)
class Standing:
    """Some faces of a base and, in the same tree for rays, perhaps its ground."""

    fabric: Fabric
    rays: Rays


@dataclass(frozen=True, slots=True, eq=False)
class _Base:
    """What of a base stands within reach of an area."""

    origin: F64
    solid: Standing
    trees: Standing
    grounds: tuple[Lattice, ...]
    relief: Rays | None
    top: float


_KEPT: WeakKeyDictionary[Base, dict[object, _Base]] = WeakKeyDictionary()
_LOCK = Lock()


def _standing(view: View, area: Area, lowest: float, altitude: float) -> _Base:
    """The standing city of a view's base, made once for each area and for each levelled ground."""
    pads = tuple((pad.shape.wkb, pad.height, pad.slope) for pad in view.pads.values())
    key = (area, lowest, altitude, pads)
    with _LOCK:
        kept = _KEPT.setdefault(view.base, {})
        if key in kept:
            return kept[key]
    made = _stand(view, area, lowest, altitude)
    with _LOCK:
        kept[key] = made
        while len(kept) > KEPT:
            del kept[next(iter(kept))]
    return made


def _stand(view: View, area: Area, lowest: float, altitude: float) -> _Base:
    base = view.base
    whole = fabric_within_reach(base, area, lowest, altitude)
    solid, trees = whole.only(SOLID), whole.only([TREE])
    top = float(whole.corners[..., 2].max(initial=lowest))
    origin = np.array([*area.middle, lowest])
    reach = (top - lowest) / np.tan(np.radians(altitude))
    around = area.around(reach)
    lattices = (lattice_of(one, astuple(around)) for one in view.terrains())
    grounds = tuple(one for one in lattices if one is not None)
    relief = solid.only([RELIEF]).corners
    meshes = [mesh_of(solid.corners, origin), *(one.mesh(origin) for one in grounds)]
    return _Base(
        origin,
        Standing(solid, Rays(meshes)),
        Standing(trees, Rays([mesh_of(trees.corners, origin)])),
        grounds,
        Rays([mesh_of(relief, origin)]) if len(relief) else None,
        max(top, float(relief[..., 2].max(initial=lowest))),
    )


def fabric_within_reach(base: Base, area: Area, lowest: float, altitude: float) -> Fabric:
    """The faces of what of a base is `within_reach` of an area."""
    rows = [
        within_reach(base, number, area, lowest, altitude) for number in range(len(base.cities))
    ]
    return woven([fabric_of_city(base, number, near) for number, near in enumerate(rows)])


def within_reach(
    base: Base, number: int, area: Area, lowest: float, altitude: float
) -> NDArray[np.intp]:
    """The rows of a city of the base that rise over an altitude as seen from somewhere in an area.

    lowest: local metres at which one may stand there. altitude: degrees.
    """
    found = base.measured[number].own_boxes
    with np.errstate(invalid="ignore"):
        away = area.away(found[:, 0, :2], found[:, 1, :2])
        high = found[:, 1, 2] - lowest
        return np.flatnonzero(away * np.tan(np.radians(altitude)) <= np.maximum(high, 0))


def gone_from(view: View, fabric: Fabric) -> Mask:
    """(f,): which faces of the base, as they are in its fabric, a view has taken away."""
    found = np.zeros(len(fabric.key), bool)
    city_of = (fabric.key >> np.uint64(50)).astype(np.int64)
    level_of = (fabric.key >> np.uint64(40)).astype(np.int64) & 1023
    polygon = (fabric.key & np.uint64((1 << 40) - 1)).astype(np.int64)
    for number, mask in enumerate(view.gone):
        if not mask.any():
            continue
        shapes, levels = view.base.cities[number].shapes, sorted(view.base.measured[number].drawn)
        for place, level in enumerate(levels):
            mine = np.flatnonzero((city_of == number) & (level_of == place))
            ends = shapes[level].object_polygons()
            found[mine] = mask[np.searchsorted(ends, polygon[mine], side="right") - 1]
    return found


def mesh_of(corners: F64, origin: F64) -> tuple[F32, NDArray[np.int32]]:
    """Triangles (t, 3, 3) in local metres as a mesh for rays, counted from an origin."""
    points = (corners - origin).astype(np.float32).reshape(-1, 3)
    return points, np.arange(len(points), dtype=np.int32).reshape(-1, 3)
