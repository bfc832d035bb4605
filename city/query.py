"""Which objects: those that are drawn, and from which level of detail."""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

from city.model import FILLED_TYPES, SHAPE_TYPES, City

Mask = NDArray[np.bool_]

# What lies inside a building, or is a space nobody sees; shown only where there is nothing else.
INTERIOR = re.compile(
    r"(Room|HollowSpace|ClearanceSpace|Storey|BuildingUnit"
    r"|(Building|Bridge|Tunnel)Furniture|Int(Building|Bridge|Tunnel)Installation)$"
)
# What is fixed to its parent and does not stand for it: a chimney in LoD3 replaces no house.
FIXED = re.compile(r"(Installation|Furniture|Marking)$")
INTERIOR_LOD = 4.0
NOTHING = -9.0


def lod_rank(lod: str) -> float:
    """Levels of detail in the order in which an outside view prefers them.

    "2.2" comes after "2"; LoD4, which is a building's inside, comes before all others, and a
    level without a name before LoD0.
    """
    number = re.search(r"\d+(\.\d+)?", lod)
    if number is None:
        return -0.5
    value = float(number.group())
    return value if value < INTERIOR_LOD else value - 6


def drawn(city: City, lod: str | None = None) -> dict[str, Mask]:
    """Which objects are drawn from which level of detail.

    lod: that level alone; None: each object's own highest up to LoD3, except that an object is not
    drawn where one above or below it in its hierarchy stands for the same thing in a higher one
    (a Building in LoD1 whose BuildingPart is in LoD2). Rooms and furniture show only where their
    building has no outside. Returns (objects,) bool by level, levels without any left out.
    """
    outside = ~_interior(city)
    best = np.full(len(city.objects), NOTHING)
    levels = [lod] if lod is not None else city.lods()
    shown = {level: _faces(city, level) for level in levels if level in city.shapes}
    for level, has in shown.items():
        best = np.maximum(best, np.where(has, lod_rank(level), NOTHING))
    seen = outside & (best > NOTHING)
    empty = ~_family_any(city, seen)
    seen |= empty & (best > NOTHING)
    if lod is None:
        seen &= best >= _related(city, np.where(seen, best, NOTHING))
    masks = {level: has & seen & (best == lod_rank(level)) for level, has in shown.items()}
    return {level: mask for level, mask in masks.items() if mask.any()}


def _faces(city: City, lod: str) -> Mask:
    """Objects that have faces at a level, or else curves and nothing but curves in all levels."""
    shapes = city.shapes[lod]
    count = len(city.objects)
    owner = np.repeat(np.arange(count), np.diff(shapes.object_shapes))
    filled = shapes.shape_type < FILLED_TYPES
    curve = shapes.shape_type == SHAPE_TYPES.index("MultiCurve")
    has = np.bincount(owner, filled, count) > 0
    lines = np.bincount(owner, curve, count) > 0
    return np.asarray(has | (lines & ~_filled_anywhere(city)))


def _filled_anywhere(city: City) -> Mask:
    found = np.zeros(len(city.objects), bool)
    for shapes in city.shapes.values():
        owner = np.repeat(np.arange(len(found)), np.diff(shapes.object_shapes))
        found[owner[shapes.shape_type < FILLED_TYPES]] = True
    return found


def _interior(city: City) -> Mask:
    """Objects that are inside, or hang under one that is."""
    inside = np.array([bool(INTERIOR.search(k)) for k in city.objects.kinds], bool)
    found = inside[city.objects.kind] if len(inside) else np.zeros(len(city.objects), bool)
    for rows in _by_depth(city)[1:]:
        found[rows] |= found[city.objects.parent[rows]]
    return found


def _by_depth(city: City) -> list[NDArray[np.intp]]:
    """The rows of the roots, of their children, of theirs, and so on."""
    parent = city.objects.parent
    depth = np.zeros(len(parent), np.int32)
    climb = parent.copy()
    while (up := climb >= 0).any():
        depth[up] += 1
        climb[up] = parent[climb[up]]
    return [np.flatnonzero(depth == d) for d in range(int(depth.max(initial=0)) + 1)]


def _family_any(city: City, mask: Mask) -> Mask:
    """True for every object of a family, root to leaf, of which one is in the mask."""
    found = mask.copy()
    parent = city.objects.parent
    levels = _by_depth(city)[1:]
    for rows in reversed(levels):
        np.logical_or.at(found, parent[rows], found[rows])
    for rows in levels:
        found[rows] |= found[parent[rows]]
    return found


def _related(city: City, rank: NDArray[np.float64]) -> NDArray[np.float64]:
    """The highest rank among all above and below each object that stand for the same thing."""
    parent = city.objects.parent
    fixed = np.array([bool(FIXED.search(k)) for k in city.objects.kinds], bool)
    own = np.where(fixed[city.objects.kind], NOTHING, rank) if len(fixed) else rank
    above = np.full(len(rank), NOTHING)
    below = np.full(len(rank), NOTHING)
    levels = _by_depth(city)[1:]
    for rows in levels:
        above[rows] = np.maximum(above[parent[rows]], own[parent[rows]])
    for rows in reversed(levels):
        np.maximum.at(below, parent[rows], np.maximum(below[rows], own[rows]))
    related = np.maximum(above, below)
    return np.where(fixed[city.objects.kind], NOTHING, related) if len(fixed) else related
