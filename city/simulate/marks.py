"""What a plan has changed, as far as light and sight can tell, and where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from city.base import Base
from city.draping import with_pads
from city.growth import grown, grows
from city.model import City
from city.simulate.fabric import SPREAD, digest_of, fabric_of_thing, sort_of
from city.simulate.lattice import CELLS
from city.terrain import Terrain
from city.thing import Thing
from city.view import View

F64 = NDArray[np.float64]
U64 = NDArray[np.uint64]

FULL = 1e6  # years: by then every tree has grown
GROWING = ("yearPlanted", "yearsToGrow", "heightGrown", "crownGrown")
DEEP = 200.0  # metres over and under a pad that the ground may have been moved


@dataclass(frozen=True, slots=True, eq=False)
class Marks:
    """The changes of a plan: digests (m,) uint64 in rising order, and where each is, (m, 2, 3)."""

    digests: U64
    boxes: F64

    def apart(self, other: Marks) -> F64:
        """(k, 2, 3): where one of two plans has something that the other has not."""
        mine = ~np.isin(self.digests, other.digests)
        theirs = ~np.isin(other.digests, self.digests)
        return np.concatenate([self.boxes[mine], other.boxes[theirs]])


def marks_of(view: View, flat: bool = False) -> Marks:
    """The changes of a view against its base. flat: those too that lie flat on the ground."""
    found: list[tuple[U64, F64]] = [(np.zeros(0, np.uint64), np.zeros((0, 2, 3)))]
    for number, gone in enumerate(view.gone):
        if gone.any():
            found.append(_gone(view.base, number, gone, flat))
    things = [one for one in view.things.values() if len(one.body)]
    things = [one for one in things if flat or len(fabric_of_thing(one).key)]
    if things:
        numbers = np.array([_digest(one) for one in things], np.uint64)
        found.append((numbers, np.stack([_box(one) for one in things])))
    for number, pad in enumerate(view.pads.values()):  # a later one goes over an earlier one
        ground = with_pads(view.base.standing, list(view.pads.values())[:number])
        west, south, east, north = pad.reach(ground).buffer(_coarse(view.base)).bounds
        low, high = pad.height - DEEP, pad.height + DEEP
        digest = np.array([_told(f"{number}|{pad.shape.wkt}|{pad.height}|{pad.slope}")], np.uint64)
        found.append((digest, np.array([[[west, south, low], [east, north, high]]])))
    digests = np.concatenate([digest for digest, _ in found])
    order = np.argsort(digests, kind="stable")
    return Marks(digests[order], np.concatenate([boxes for _, boxes in found])[order])


def _gone(base: Base, number: int, gone: NDArray[np.bool_], flat: bool) -> tuple[U64, F64]:
    objects, boxes = base.cities[number].objects, base.measured[number].own_boxes
    rows = np.flatnonzero(gone)
    rows = rows[np.isfinite(boxes[rows]).all((1, 2))]
    if not flat:
        stands = np.array([sort_of(kind) is not None for kind in objects.kinds])
        rows = rows[stands[objects.kind[rows]]]
    return ((rows.astype(np.uint64) << np.uint64(8)) + np.uint64(number + 1)) * SPREAD, boxes[rows]


def _digest(thing: Thing) -> int:
    """A number that follows from all that decides where a thing is, now and once it has grown."""
    said = [thing.attributes.get(name) for name in GROWING] if grows(thing) else []
    return digest_of(thing) ^ (_told(repr(said)) if said else 0)


def _told(words: str) -> int:
    return int.from_bytes(blake2b(words.encode(), digest_size=8).digest(), "little")


def _coarse(base: Base) -> float:
    """How far from where it is moved the ground may rise or fall: a side of its triangles."""
    fine = [
        max(one.step) * np.ceil(np.sqrt(max(one.heights.size / CELLS, 1.0)))
        for one in base.terrains
    ]
    return float(max(fine, default=0.0))


def _box(thing: Thing) -> F64:
    """(2, 3): where a thing is, or will be once it has grown."""
    points = np.concatenate([thing.body.points, grown(thing, FULL).body.points])
    return np.stack([points.min(0), points.max(0)])


def digest_of_base(base: Base) -> str:
    """32 letters that follow from the shapes, classes and ids of a base, and from where it lies."""
    known = _KNOWN.get(base)
    if known is None:
        told = blake2b(repr(base.frame).encode(), digest_size=16)
        things: Sequence[City | Terrain] = (*base.cities, *base.terrains)
        for one in things:
            for part in _parts(one):
                told.update(np.ascontiguousarray(part).data)
        known = _KNOWN[base] = told.hexdigest()
    return known


def _parts(one: City | Terrain) -> Sequence[NDArray[np.generic]]:
    if isinstance(one, Terrain):
        place = np.array([one.west, one.north, *one.step])
        return [place, one.heights]
    kinds = np.frombuffer("\0".join([*one.objects.kinds, *one.surfaces.kinds]).encode(), np.uint8)
    parts: list[NDArray[np.generic]] = [kinds, one.objects.ids.blob, one.objects.kind]
    parts += [one.objects.parent, one.surfaces.kind]
    for shapes in one.shapes.values():
        parts += [shapes.points, shapes.triangles, shapes.polygon_triangles]
        parts += [shapes.object_shapes, shapes.polygon_surface]
    return parts


_KNOWN: WeakKeyDictionary[Base, str] = WeakKeyDictionary()
