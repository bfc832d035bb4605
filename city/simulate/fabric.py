"""What stands in a piece of the city, face by face, as light and sight meet it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from city.base import Base
from city.body import SURFACES, Body
from city.kinds import theme
from city.lineage import lineage
from city.model import FILLED_TYPES, City
from city.strings import runs
from city.thing import Thing

F64 = NDArray[np.float64]
Rows = NDArray[np.integer]

# What a face belongs to. What lies flat on the ground hides nothing, and is left out.
BUILDING, TREE, RELIEF, OTHER = range(4)
_SORTS = {"Buildings": BUILDING, "Vegetation": TREE, "Terrain": RELIEF}
_FLAT = ("Transport", "Water", "Land use")
# What a face is called, as far as that says more than how it lies.
PLAIN, UNDERSIDE, WINDOW = range(3)
_CALLED = {"GroundSurface": UNDERSIDE, "OuterCeilingSurface": UNDERSIDE, "Window": WINDOW}
UPRIGHT = 0.5  # share of a face's normal that is upright, under which it stands: 60° and steeper
PLANNED = np.uint64(1) << np.uint64(63)  # of the keys of faces that a plan has made
SPREAD = np.uint64(0x9E3779B97F4A7C15)  # odd, so that the faces of a thing have keys far apart


@dataclass(frozen=True, slots=True, eq=False)
class Fabric:
    """Triangles, the faces that they fill, and whose those are.

    corners: (t, 3, 3) local metres; face: (t,) the face that each fills. key: (f,) uint64, the same
    for the same face in every plan over one base. owner: (f,) of `owners`, the ids of buildings
    and whatever else is no part of anything. sort, called: (f,) uint8. inside_out: (f,) bool, of
    bodies whose faces look inwards.
    """

    corners: F64
    face: NDArray[np.int32]
    key: NDArray[np.uint64]
    owner: NDArray[np.int32]
    sort: NDArray[np.uint8]
    called: NDArray[np.uint8]
    inside_out: NDArray[np.bool_]
    owners: tuple[str, ...]

    def only(self, sorts: Sequence[int]) -> Fabric:
        """The faces of some sorts."""
        return self.where(np.isin(self.sort, sorts))

    def where(self, keep: NDArray[np.bool_]) -> Fabric:
        """Some of the faces, (f,) bool."""
        mine = keep[self.face]
        number = np.cumsum(keep) - 1
        return Fabric(
            self.corners[mine],
            number[self.face[mine]].astype(np.int32),
            self.key[keep],
            self.owner[keep],
            self.sort[keep],
            self.called[keep],
            self.inside_out[keep],
            self.owners,
        )


def sort_of(kind: str) -> int | None:
    """What a class of objects is to light; None for what lies flat on the ground."""
    found = theme(kind)
    return None if found in _FLAT else _SORTS.get(found, OTHER)


def woven(parts: Sequence[Fabric]) -> Fabric:
    """Several fabrics as one."""
    owners = {name: number for number, name in enumerate(_once(p.owners for p in parts))}
    faces = np.cumsum([0, *(len(p.key) for p in parts)])
    number = [np.array([owners[name] for name in p.owners], np.int32) for p in parts]
    return Fabric(
        np.concatenate([np.zeros((0, 3, 3)), *(p.corners for p in parts)]),
        _joined([p.face + n for p, n in zip(parts, faces, strict=False)], np.int32),
        _joined([p.key for p in parts], np.uint64),
        _joined([n[p.owner] for p, n in zip(parts, number, strict=True)], np.int32),
        _joined([p.sort for p in parts], np.uint8),
        _joined([p.called for p in parts], np.uint8),
        _joined([p.inside_out for p in parts], np.bool_),
        tuple(owners),
    )


def _once(names: Iterable[Iterable[str]]) -> list[str]:
    return list(dict.fromkeys(name for some in names for name in some))


def _joined(arrays: Sequence[NDArray[Any]], kind: type) -> NDArray[Any]:
    return np.concatenate([np.zeros(0, kind), *arrays]).astype(kind, copy=False)


# of the base


def tops_of(base: Base, number: int) -> NDArray[np.int32]:
    """(objects,): the row at the top of each object's family."""
    city, measured = base.cities[number], base.measured[number]
    return measured.kept("tops", lambda: lineage(city.objects.parent)[0])  # type: ignore[no-any-return]


def fabric_of_city(base: Base, number: int, rows: Rows, flat: bool = False) -> Fabric:
    """The faces that some objects of a city of the base show, each in its best level of detail.

    flat: of those that lie flat on the ground, lawns among them, and no others.
    """
    city, measured = base.cities[number], base.measured[number]
    tops = tops_of(base, number)
    sorts = [sort_of(kind) for kind in city.objects.kinds]
    stands = np.array([(sort is None) == flat or sort == TREE for sort in sorts] + [False])
    rows = rows[stands[city.objects.kind[rows]]]
    parts = [
        _level(city, number, k, level, rows[mask[rows]], tops, sorts, flat)
        for k, (level, mask) in enumerate(sorted(measured.drawn.items()))
    ]
    return woven([part for part in parts if len(part.key)])


def _level(
    city: City,
    number: int,
    place: int,
    level: str,
    rows: Rows,
    tops: NDArray[np.int32],
    sorts: Sequence[int | None],
    flat: bool,
) -> Fabric:
    shapes = city.shapes[level]
    first, last = (shapes.shape_polygons[shapes.object_shapes[rows + k]] for k in (0, 1))
    polygon = runs(first, last - first)
    row = np.repeat(rows, last - first)
    filled = shapes.shape_type[_shape_of(shapes.shape_polygons, polygon)] < FILLED_TYPES
    polygon, row = polygon[filled], row[filled]
    begin, end = (shapes.polygon_triangles[polygon + k] for k in (0, 1))
    corners = shapes.points[shapes.triangles[runs(begin, end - begin)]]
    face = np.repeat(np.arange(len(polygon), dtype=np.int32), end - begin)
    called = np.array([_CALLED.get(k.rsplit(":")[-1], PLAIN) for k in city.surfaces.kinds] + [0])
    surface = shapes.polygon_surface[polygon]
    code = np.where(surface >= 0, np.append(city.surfaces.kind, 0)[surface], len(called) - 1)
    names, owner = np.unique(tops[row], return_inverse=True)
    sort = np.array([OTHER if s is None else s for s in sorts] + [OTHER], np.uint8)
    key = (np.uint64(number) << np.uint64(50)) | (np.uint64(place) << np.uint64(40))
    fabric = Fabric(
        corners,
        face,
        polygon.astype(np.uint64) | key,
        owner.astype(np.int32),
        sort[city.objects.kind[row]],
        called[code].astype(np.uint8),
        np.zeros(len(polygon), bool),
        tuple(city.objects.ids[int(name)] for name in names),
    )
    fabric = _sound(fabric)
    lawn = _lawns(fabric, row)
    if flat:
        return fabric.where(lawn | (fabric.sort != TREE))
    return _turned(fabric, row).where(~lawn)


def _shape_of(shape_polygons: NDArray[np.int32], polygon: Rows) -> Rows:
    return np.searchsorted(shape_polygons, polygon.astype(np.int32), side="right") - 1


# of a plan


def fabric_of_thing(thing: Thing) -> Fabric:
    """The faces of a thing of a plan; none where it lies flat on the ground."""
    known = _MADE.get(thing)
    if known is None:
        known = _MADE[thing] = _of_body(thing)
    return known


def _of_body(thing: Thing) -> Fabric:
    sort, body = sort_of(thing.kind), thing.body
    if sort is None or not len(body):
        return woven([])
    corners, face = body.triangles()
    called = np.array([_CALLED.get(name, PLAIN) for name in SURFACES], np.uint8)
    faces = np.arange(len(body), dtype=np.uint64)
    fabric = Fabric(
        body.points[corners],
        face,
        (np.uint64(digest_of(thing)) + faces * SPREAD) | PLANNED,
        np.zeros(len(body), np.int32),
        np.full(len(body), sort, np.uint8),
        called[body.surface],
        np.zeros(len(body), bool),
        (thing.id,),
    )
    fabric, row = _sound(fabric), np.zeros(len(body), np.int64)
    return _turned(fabric, row).where(~_lawns(fabric, row))


_MADE: WeakKeyDictionary[Thing, Fabric] = WeakKeyDictionary()


def digest_of(thing: Thing) -> int:
    """63 bits that follow from where a thing stands and what shape it has, and from its id."""
    body: Body = thing.body
    told = blake2b(digest_size=8)
    told.update(f"{thing.id}\0{thing.kind}".encode())
    told.update(np.ascontiguousarray(body.points).data)
    told.update(np.ascontiguousarray(body.ring_points).data)
    return int.from_bytes(told.digest(), "little") >> 1


# mending


def _sound(fabric: Fabric) -> Fabric:
    """Without triangles that have no area, or corners that are no places."""
    a, b, c = np.moveaxis(fabric.corners, 1, 0)
    with np.errstate(invalid="ignore", over="ignore"):
        size = np.linalg.norm(np.cross(b - a, c - a), axis=1)
    good = np.isfinite(size) & (size > 1e-9)
    if good.all():
        return fabric
    return replace(fabric, corners=fabric.corners[good], face=fabric.face[good])


def _lawns(fabric: Fabric, body: Rows) -> NDArray[np.bool_]:
    """(f,): the faces of vegetation that has nothing upright: a park or a lawn, which hides
    nothing. body: (f,) which faces belong together."""
    _, of = np.unique(body, return_inverse=True)
    a, b, c = np.moveaxis(fabric.corners, 1, 0)
    across = np.cross(b - a, c - a)
    steep = np.abs(across[:, 2]) < UPRIGHT * np.linalg.norm(across, axis=1)
    stands = np.bincount(of[fabric.face], steep, len(of)) > 0
    return np.asarray((fabric.sort == TREE) & ~stands[of])


def _turned(fabric: Fabric, body: Rows) -> Fabric:
    """Told which bodies are inside out: the room that they enclose counts less than nothing.

    body: (f,) whose faces are counted together. What has no floor is closed by the level of its
    lowest point, so that a building open below counts as well.
    """
    names, of = np.unique(body, return_inverse=True)
    mine, count = of[fabric.face], len(names)
    foot = np.full((count, 3), np.inf)
    np.minimum.at(foot, mine, fabric.corners.min(1))
    a, b, c = (fabric.corners[:, k] - foot[mine] for k in range(3))
    room = np.bincount(mine, np.einsum("ij,ij->i", a, np.cross(b, c)), count)
    return replace(fabric, inside_out=(room < -1e-6)[of])
