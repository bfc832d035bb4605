"""Whether two things have the same faces, in whatever order and however turned they are written.

The first point of a ring, the way round it, the order of the faces and noise below a tolerance
make no difference. Two things are looked at closely only where a quick look finds them different.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from city.batch import offsets
from city.body import Body
from city.compare.keys import cells, hashed, mixed, sums
from city.model import FILLED_TYPES, Shapes
from city.strings import runs

F64 = NDArray[np.float64]
U64 = NDArray[np.uint64]
Rows = NDArray[np.integer]
Mask = NDArray[np.bool_]

TOLERANCE = 0.01  # metres: what nobody would call a change, and what a file in centimetres loses
CELL = 10  # times the tolerance: the cells in which near corners are looked for
NOBODY = np.uint64(np.iinfo(np.uint64).max)


@dataclass(frozen=True, slots=True, eq=False)
class Faces:
    """The faces of several things, one thing after the other.

    points: (n, 3) metres. ring_points: (rings,) how many points each ring has. polygon_rings:
    (polygons,) how many rings each face has. thing_polygons: (things,) how many faces each has.
    """

    points: F64
    ring_points: NDArray[np.int64]
    polygon_rings: NDArray[np.int64]
    thing_polygons: NDArray[np.int64]

    @classmethod
    def of(cls, shapes: Shapes, rows: Rows) -> Faces:
        """What some objects of a city have at one level of detail; of those without any faces
        their lines and points."""
        polygons, polygon_counts = polygons_of(shapes, rows)
        ring_first = shapes.polygon_rings
        ring_counts = ring_first[polygons + 1] - ring_first[polygons]
        rings = runs(ring_first[polygons], ring_counts)
        point_first = shapes.ring_points
        point_counts = point_first[rings + 1] - point_first[rings]
        points = shapes.points[runs(point_first[rings], point_counts)]
        whole = (count.astype(np.int64) for count in (point_counts, ring_counts, polygon_counts))
        return cls(points, *whole)

    @classmethod
    def of_bodies(cls, bodies: Sequence[Body]) -> Faces:
        """The faces of bodies, each a thing."""
        return cls(
            np.concatenate([np.zeros((0, 3)), *(body.points for body in bodies)]),
            np.concatenate([np.zeros(0, np.int64), *(body.ring_points for body in bodies)]),
            np.concatenate([np.zeros(0, np.int64), *(body.polygon_rings for body in bodies)]),
            np.array([len(body) for body in bodies], np.int64),
        )

    def __len__(self) -> int:
        return len(self.thing_polygons)

    def thing_points(self) -> NDArray[np.int64]:
        """(things + 1,): thing k has points [k]:[k + 1]."""
        rings = offsets(self.polygon_rings)[offsets(self.thing_polygons)]
        return np.asarray(offsets(self.ring_points)[rings], np.int64)

    def thing_rings(self) -> NDArray[np.int64]:
        """(things,): how many rings each thing has."""
        return np.diff(offsets(self.polygon_rings)[offsets(self.thing_polygons)]).astype(np.int64)

    def take(self, things: Rows) -> Faces:
        """Some of the things, in that order."""
        first = offsets(self.thing_polygons)[things]
        polygons = runs(first, self.thing_polygons[things])
        rings = runs(offsets(self.polygon_rings)[polygons], self.polygon_rings[polygons])
        points = runs(offsets(self.ring_points)[rings], self.ring_points[rings])
        return Faces(
            self.points[points],
            self.ring_points[rings],
            self.polygon_rings[polygons],
            self.thing_polygons[things],
        )


def polygons_of(shapes: Shapes, rows: Rows) -> tuple[NDArray[np.int64], NDArray[np.integer]]:
    """The faces of some objects, or else their lines and points; and how many each has."""
    first = shapes.object_polygons()
    counts = first[rows + 1] - first[rows]
    polygons = runs(first[rows], counts)
    if (shapes.shape_type < FILLED_TYPES).all():
        return polygons, counts
    of_shape = np.searchsorted(shapes.shape_polygons, polygons, side="right") - 1
    face = shapes.shape_type[of_shape] < FILLED_TYPES
    owner = np.repeat(np.arange(len(rows)), counts)
    faces = np.bincount(owner, face, len(rows))
    kept = face | (faces[owner] == 0)
    return polygons[kept], np.bincount(owner[kept], minlength=len(rows))


class Alike(NamedTuple):
    """How things compare, one by one.

    same: (things,) bool, whether they have the same faces. ordered: (things,) bool, whether these
    are written in the same order too. moved: (things, 3) metres from the one to the other for
    things that are the same but for their place, NaN for all others.
    """

    same: Mask
    ordered: Mask
    moved: F64


def compared(a: Faces, b: Faces, tolerance: float = TOLERANCE) -> Alike:
    """Whether the things of a have the faces of those of b, thing by thing."""
    ordered, moved = _in_order(a, b, tolerance)
    same = ordered.copy()
    rest = np.flatnonzero(~same)
    if len(rest):
        some, others = a.take(rest), b.take(rest)
        alike = signatures(some, tolerance) == signatures(others, tolerance)
        same[rest[alike]] = True
        close = np.flatnonzero(~alike)
        if len(close):
            some, others = some.take(close), others.take(close)
            same[rest[close]] = _closely(some, others, tolerance)
    moved[same] = np.nan
    return Alike(same, ordered, moved)


def signatures(faces: Faces, tolerance: float = TOLERANCE) -> U64:
    """(things,): a number that follows from the faces alone, their points taken to the tolerance.

    Things without faces have 0.
    """
    return _of_things(faces, polygon_signatures(faces, tolerance))


def polygon_signatures(faces: Faces, tolerance: float = TOLERANCE) -> U64:
    """(polygons,): a number that follows from each face alone, 0 for one that has no side."""
    return _polygon_keys(faces, hashed(cells(faces.points, tolerance)))


# a quick look: everything in the same order


def _in_order(a: Faces, b: Faces, tolerance: float) -> tuple[Mask, F64]:
    """Which things are the same face by face and point by point, and how far they moved."""
    moved = np.full((len(a), 3), np.nan)
    same = (a.thing_polygons == 0) & (b.thing_polygons == 0)
    points, others = np.diff(a.thing_points()), np.diff(b.thing_points())
    alike = (a.thing_polygons == b.thing_polygons) & (a.thing_rings() == b.thing_rings())
    which = np.flatnonzero(alike & (points == others) & (points > 0))
    if not len(which):
        return same, moved
    if len(which) < len(a):
        a, b = a.take(which), b.take(which)
    start = a.thing_points()[:-1]
    apart = b.points - a.points
    low, high = np.minimum.reduceat(apart, start), np.maximum.reduceat(apart, start)
    of_polygon = np.repeat(np.arange(len(a)), a.thing_polygons)
    of_ring = np.repeat(of_polygon, a.polygon_rings)
    fits = np.ones(len(a), bool)
    fits[of_polygon[a.polygon_rings != b.polygon_rings]] = False
    fits[of_ring[a.ring_points != b.ring_points]] = False
    near = (low >= -tolerance).all(1) & (high <= tolerance).all(1)
    rigid = (high - low <= 2 * tolerance).all(1)
    same[which[fits & near]] = True
    moved[which[fits & rigid]] = (low + high)[fits & rigid] / 2
    return same, moved


# a number for the faces, whatever their order


def _polygon_keys(faces: Faces, corner: U64) -> U64:
    """(polygons,): a number for each face, of its sides as pairs of corners; 0 for no side."""
    after = np.arange(1, len(corner) + 1)
    ends = np.cumsum(faces.ring_points)
    full = faces.ring_points > 0
    after[ends[full] - 1] = (ends - faces.ring_points)[full]
    side = mixed(corner + corner[after])
    alone = np.repeat(faces.ring_points == 1, faces.ring_points)
    side[(corner == corner[after]) & ~alone] = 0
    ring = sums(side, faces.ring_points)
    ring = np.where(ring > 0, mixed(ring), ring)
    polygon = sums(ring, faces.polygon_rings)
    return np.where(polygon > 0, mixed(polygon), polygon)


def _of_things(faces: Faces, keys: U64) -> U64:
    return sums(keys, faces.thing_polygons)


# a close look: which corner of the one is which corner of the other


def _closely(a: Faces, b: Faces, tolerance: float) -> Mask:
    """Which things have the same set of faces where corners that are near are taken as one."""
    if not len(a.points):
        return np.asarray(signatures(b, tolerance) == 0)
    owner_a, owner_b = (
        np.repeat(np.arange(len(f)), np.diff(f.thing_points())).astype(np.uint64) for f in (a, b)
    )
    (places_a, held_a, of_a), (places_b, held_b, of_b) = (
        _distinct(*some) for some in ((a.points, owner_a), (b.points, owner_b))
    )
    corners = _Corners(places_a, held_a, tolerance)
    keys_a = _polygon_keys(a, corners.names(places_a, held_a)[of_a])
    keys_b = _polygon_keys(b, corners.names(places_b, held_b)[of_b])
    return np.asarray(_once(a, keys_a) == _once(b, keys_b))


def _distinct(points: F64, owner: U64) -> tuple[F64, U64, NDArray[np.intp]]:
    """The places of some things, each once for a thing; whose they are; and which each point is."""
    keys = (owner << np.uint64(40)) | (_exactly(points, owner) >> np.uint64(24))
    _, first, which = np.unique(keys, return_index=True, return_inverse=True)
    return points[first], owner[first], which


def _once(faces: Faces, keys: U64) -> U64:
    """A number for the faces of each thing where a face that is there twice counts once."""
    owner = np.repeat(np.arange(len(faces)), faces.thing_polygons)
    order = np.lexsort((keys, owner))
    owner, keys = owner[order], keys[order]
    first = np.ones(len(keys), bool)
    first[1:] = (owner[1:] != owner[:-1]) | (keys[1:] != keys[:-1])
    return sums(keys[first], np.bincount(owner[first], minlength=len(faces)))


class _Corners:
    """The corners of some things, found again by whoever has one that is near.

    They lie in the cells of a grid, thing after thing, so that a corner that is looked for is
    nearly always in one cell, and never far from where the last one was found.
    """

    def __init__(self, points: F64, owner: U64, tolerance: float) -> None:
        self._tolerance = tolerance
        keys = _in_thing(cells(points, CELL * tolerance), owner)
        order = np.argsort(keys, kind="stable")
        self._keys, self._points = keys[order], points[order]
        self._names = _exactly(self._points, owner[order])
        self._names = self.names(self._points, owner[order])

    def names(self, points: F64, owner: U64) -> U64:
        """(n,): the name of the corner that each is near to, or one that nobody else has.

        Where several are near, the least of their names.
        """
        size = CELL * self._tolerance
        low, high = (cells(points + way, size) for way in (-self._tolerance, self._tolerance))
        found = np.full(len(points), NOBODY, np.uint64)
        for corner in range(8):
            pick = np.array([corner >> axis & 1 for axis in range(3)], bool)
            which = np.flatnonzero((low != high)[:, pick].all(1))
            keys = _in_thing(np.where(pick, high[which], low[which]), owner[which])
            self._look(points, found, which, keys)
        none = found == NOBODY
        found[none] = _exactly(points[none], owner[none])
        return found

    def _look(self, points: F64, found: U64, which: NDArray[np.intp], keys: U64) -> None:
        """Look for some points among all corners of one cell each."""
        place = np.searchsorted(self._keys, keys)
        while len(which):
            there = place < len(self._keys)
            there[there] = self._keys[place[there]] == keys[there]
            which, place, keys = which[there], place[there], keys[there]
            with np.errstate(invalid="ignore"):
                off = np.abs(points[which] - self._points[place]).max(1, initial=0.0)
            near = ~(off > self._tolerance * (1 + 1e-9))
            found[which[near]] = np.minimum(found[which[near]], self._names[place[near]])
            place = place + 1


def _in_thing(places: NDArray[np.int64], owner: U64) -> U64:
    """(n,): a number for each cell of a thing, those of a thing together."""
    return np.asarray((owner << np.uint64(40)) | (hashed(places) >> np.uint64(24)))


def _exactly(points: F64, owner: U64) -> U64:
    """(n,): a number for the very place of each point of a thing."""
    bits = (points + 0.0).view(np.int64)
    return mixed(hashed(bits) ^ mixed(owner))
