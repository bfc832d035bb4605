"""Which objects: those that are drawn, and from which level of detail; those that are near."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from city.model import FILLED_TYPES, SHAPE_TYPES, City, Shapes
from city.progress import Progress
from city.strings import runs

Mask = NDArray[np.bool_]
Rows = NDArray[np.intp]

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
    families = _below_roots(city)
    outside = ~_interior(city, families)
    best = np.full(len(city.objects), NOTHING)
    levels = [lod] if lod is not None else city.lods()
    shown = {level: _faces(city, level) for level in levels if level in city.shapes}
    for level, has in shown.items():
        best = np.maximum(best, np.where(has, lod_rank(level), NOTHING))
    seen = outside & (best > NOTHING)
    empty = ~_family_any(city, families, seen)
    seen |= empty & (best > NOTHING)
    if len(shown) > 1:
        seen &= best >= _related(city, families, np.where(seen, best, NOTHING))
    masks = {level: has & seen & (best == lod_rank(level)) for level, has in shown.items()}
    return {level: mask for level, mask in masks.items() if mask.any()}


def _faces(city: City, lod: str) -> Mask:
    """Objects that have faces at a level, or else curves and nothing but curves in all levels."""
    shapes = city.shapes[lod]
    has = _with(city, shapes, shapes.shape_type < FILLED_TYPES)
    curves = shapes.shape_type == SHAPE_TYPES.index("MultiCurve")
    if not curves.any():
        return has
    bare = _with(city, shapes, curves)
    for other in city.shapes.values():
        bare &= ~_with(city, other, other.shape_type < FILLED_TYPES)
    return has | bare


def _with(city: City, shapes: Shapes, some: Mask) -> Mask:
    """Objects that have any of some shapes of a level."""
    owner = np.repeat(np.arange(len(city.objects), dtype=np.int32), np.diff(shapes.object_shapes))
    found = np.zeros(len(city.objects), bool)
    found[owner[some]] = True
    return found


def _interior(city: City, families: Sequence[Rows]) -> Mask:
    """Objects that are inside, or hang under one that is."""
    inside = np.array([bool(INTERIOR.search(k)) for k in city.objects.kinds], bool)
    found = inside[city.objects.kind] if len(inside) else np.zeros(len(city.objects), bool)
    if inside.any():
        for rows in families:
            found[rows] |= found[city.objects.parent[rows]]
    return found


def _below_roots(city: City) -> list[Rows]:
    """The rows of the children of the roots, of theirs, and so on."""
    parent = city.objects.parent
    depth = np.zeros(len(parent), np.int32)
    climb = parent
    while (up := climb >= 0).any():
        depth += up
        climb = np.where(up, parent[climb], -1)
    return [np.flatnonzero(depth == d) for d in range(1, int(depth.max(initial=0)) + 1)]


def _family_any(city: City, families: Sequence[Rows], mask: Mask) -> Mask:
    """True for every object of a family, root to leaf, of which one is in the mask."""
    found = mask.copy()
    parent = city.objects.parent
    for rows in reversed(families):
        found[parent[rows[found[rows]]]] = True
    for rows in families:
        found[rows] |= found[parent[rows]]
    return found


def _related(
    city: City, families: Sequence[Rows], rank: NDArray[np.float64]
) -> NDArray[np.float64]:
    """The highest rank among all above and below each object that stand for the same thing."""
    parent = city.objects.parent
    fixed = np.array([bool(FIXED.search(k)) for k in city.objects.kinds], bool)
    own = np.where(fixed[city.objects.kind], NOTHING, rank) if len(fixed) else rank
    above = np.full(len(rank), NOTHING)
    below = np.full(len(rank), NOTHING)
    for rows in families:
        above[rows] = np.maximum(above[parent[rows]], own[parent[rows]])
    for rows in reversed(families):
        np.maximum.at(below, parent[rows], np.maximum(below[rows], own[rows]))
    related = np.maximum(above, below)
    return np.where(fixed[city.objects.kind], NOTHING, related) if len(fixed) else related


BLOCK = 20_000  # objects whose outlines are compared at once
UPRIGHT = 1e-3  # a face whose share seen from above is less stands upright


class Ground:
    """Where the objects of a city lie in plan, and which lie near others.

    drawn: the objects that count at each level of detail (see `drawn`). boxes: (objects, 2, 3) the
    lowest and highest corner of each, NaN for those without faces.
    """

    def __init__(self, city: City, drawn: Mapping[str, Mask], boxes: NDArray[np.float64]) -> None:
        self._city, self._drawn = city, drawn
        self.boxes = boxes[:, :, :2].reshape(-1, 4)

    def near(self, rows: Mask, metres: float, progress: Progress | None = None) -> Mask:
        """(objects,): which come within so many metres of those of `rows`, these included.

        Measured between the outlines of their faces as seen from above, not their centres.
        """
        import shapely

        progress = progress or Progress()
        placed = np.isfinite(self.boxes).all(1)
        found: Mask = rows & placed
        if not found.any():
            return found
        chosen = np.flatnonzero(found)
        low, high = self.boxes[chosen, :2].min(0) - metres, self.boxes[chosen, 2:].max(0) + metres
        with np.errstate(invalid="ignore"):
            inside: Mask = (self.boxes[:, 2:] >= low).all(1) & (self.boxes[:, :2] <= high).all(1)
        others = np.flatnonzero(inside & ~found)
        whole = shapely.STRtree(shapely.box(*self.boxes[chosen].T))
        faces = shapely.STRtree(self._outlines(chosen)[0])
        for start in range(0, len(others), BLOCK):
            progress.report(start, len(others), "Looking for what is near")
            block = others[start : start + BLOCK]
            plan = shapely.box(*self.boxes[block].T)
            block = block[_any_near(whole, plan, metres)]
            outlines, owner = self._outlines(block)
            found[owner[_any_near(faces, outlines, metres)]] = True
        return found

    def _outlines(self, rows: NDArray[np.integer]) -> tuple[NDArray[Any], NDArray[np.int64]]:
        """The faces of objects as seen from above, and whose each is; a box for one without."""
        import shapely

        wanted = np.zeros(len(self._city.objects), bool)
        wanted[rows] = True
        parts, owners = [], []
        for lod, mask in self._drawn.items():
            geometry, owner = plan_faces(self._city.shapes[lod], mask & wanted)
            parts.append(geometry)
            owners.append(owner)
        owner = np.concatenate(owners)
        wanted[owner] = False
        bare = np.flatnonzero(wanted)
        parts.append(shapely.box(*self.boxes[bare].T))
        return np.concatenate(parts), np.concatenate([owner, bare])


def _any_near(tree: Any, geometry: NDArray[Any], metres: float) -> Mask:
    found = np.zeros(len(geometry), bool)
    found[tree.query(geometry, "dwithin", metres)[0]] = True
    return found


def plan_faces(
    shapes: Shapes, rows: Mask, among: Mask | None = None
) -> tuple[NDArray[Any], NDArray[np.int64]]:
    """The faces of some objects as shapely polygons seen from above, and whose each is.

    among: (polygons,) bool, only these; None: all. Upright faces, and those with coordinates that
    are no numbers, are left out.
    """
    import shapely

    from city.triangulate import normals

    per_object = np.diff(shapes.object_polygons())
    held = np.flatnonzero(rows & (per_object > 0))
    chosen = runs(shapes.object_polygons()[held], per_object[held])
    owner = np.repeat(held, per_object[held])
    fit = shapes.filled()[chosen] & (True if among is None else among[chosen])
    fit &= np.diff(shapes.polygon_rings)[chosen] > 0
    chosen, owner = chosen[fit], owner[fit]

    outer = shapes.polygon_rings[chosen]
    corners = np.diff(shapes.ring_points)[outer]
    points = shapes.points[runs(shapes.ring_points[outer], corners)]
    with np.errstate(all="ignore"):
        vectors = normals(points, np.append(0, np.cumsum(corners)))
        size = np.linalg.norm(vectors, axis=1)
        level = (np.abs(vectors[:, 2]) > UPRIGHT * size) & (size > 0) & np.isfinite(size)
    chosen, owner = chosen[level], owner[level]

    rings = np.diff(shapes.polygon_rings)[chosen]
    ring = runs(shapes.polygon_rings[chosen], rings)
    corners = np.diff(shapes.ring_points)[ring]
    enough = corners >= 3  # a hole of two corners cuts nothing
    kept = np.add.reduceat(enough, np.cumsum(rings) - rings) if len(rings) else rings
    ring, corners = ring[enough], corners[enough]
    first = shapes.ring_points[ring].astype(np.int64)
    point = runs(first, corners + 1)
    ends = np.cumsum(corners + 1)
    point[ends - 1] = first  # a ring of shapely ends where it began
    offsets = (np.append(0, ends), np.append(0, np.cumsum(kept)))
    points = shapes.points[point, :2]
    polygons = shapely.from_ragged_array(shapely.GeometryType.POLYGON, points, offsets)
    return polygons, owner.astype(np.int64)


def inside(outline: NDArray[np.float64], places: NDArray[np.float64]) -> Mask:
    """(n,): which places (n, 2) lie inside a closed outline (k, 2), by the rule of even and odd.

    So the inside of a line that crosses itself is what it goes round an odd number of times.
    """
    found = np.zeros(len(places), bool)
    if len(outline) < 3:
        return found
    low, high = outline.min(0), outline.max(0)
    with np.errstate(invalid="ignore"):
        near = np.flatnonzero(((places >= low) & (places <= high)).all(1))
    x, y = places[near].T
    odd = np.zeros(len(near), bool)
    for (x0, y0), (x1, y1) in zip(outline, np.roll(outline, -1, axis=0), strict=True):
        if y0 != y1:
            crossed = (y0 > y) != (y1 > y)
            odd ^= crossed & (x < (x1 - x0) * (y - y0) / (y1 - y0) + x0)
    found[near] = odd
    return found
