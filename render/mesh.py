"""A neighbourhood as one flat mesh: its faces and colours, and which of its edges are crisp."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from city.model import SHAPE_TYPES, City, Shapes
from city.strings import runs
from render.pieces import Mask, visible_polygons
from render.style import OUTLINED, ground_colours, object_colours, surface_colours, themes_of

F32 = NDArray[np.float32]
I32 = NDArray[np.int32]

SHARP = np.cos(np.radians(22))  # faces that meet more bluntly than this share no edge
GRID = 100.0  # points within a centimetre are the same corner
CURVE = SHAPE_TYPES.index("MultiCurve")


@dataclass(frozen=True, slots=True, eq=False)
class Mesh:
    """Faces with a normal and a colour each, ready for the graphics card and for rays.

    points: (n, 3) local metres; the corners of one polygon belong to no other. normals: (n, 3).
    colours: (n, 3) uint8. triangles: (t, 3) into points. edges: (e, 2) into points.
    triangle_polygon: (t,) polygon of `lods[triangle_lod]`'s shapes. point_source: (n,) the point
    of those shapes. owner: (n,) row of the object that a point belongs to.
    """

    points: F32
    normals: F32
    colours: NDArray[np.uint8]
    triangles: I32
    edges: I32
    triangle_polygon: I32
    triangle_lod: NDArray[np.uint8]
    lods: tuple[str, ...]
    point_source: I32
    owner: I32

    def part(self, triangle: int) -> tuple[str, int]:
        """The level of detail and the polygon that a triangle belongs to."""
        return self.lods[self.triangle_lod[triangle]], int(self.triangle_polygon[triangle])


def mesh_of(
    city: City,
    objects: Mapping[str, Mask],
    spans: Mapping[str, tuple[int, int]] | None = None,
) -> Mesh:
    """The mesh of a city's objects, chosen by level of detail (see city.query.drawn).

    spans: by level, only the polygons from the first to before the last; None: all of them.
    """
    spans = spans or {lod: (0, city.shapes[lod].polygons) for lod in objects}
    parts = [_level(city, city.shapes[lod], mask, *spans[lod]) for lod, mask in objects.items()]
    starts = np.cumsum([0, *(len(p["points"]) for p in parts)])
    empty = np.zeros((0, 3))

    def joined(name: str, dtype: type, shift: bool = False, width: int = 3) -> NDArray[Any]:
        arrays = [p[name] + (s if shift else 0) for p, s in zip(parts, starts, strict=False)]
        return np.concatenate(arrays).astype(dtype) if arrays else empty[:, :width].astype(dtype)

    lod = [np.full(len(p["triangles"]), k, np.uint8) for k, p in enumerate(parts)]
    return Mesh(
        joined("points", np.float32),
        joined("normals", np.float32),
        joined("colours", np.uint8),
        joined("triangles", np.int32, shift=True),
        joined("edges", np.int32, shift=True, width=2),
        joined("polygon", np.int32).ravel(),
        np.concatenate(lod) if lod else np.zeros(0, np.uint8),
        tuple(objects),
        joined("source", np.int32).ravel(),
        joined("owner", np.int32).ravel(),
    )


def _level(city: City, shapes: Shapes, objects: Mask, first: int, last: int) -> dict[str, Any]:
    """The mesh of one level of detail: only the polygons of the wanted objects."""
    wanted, owner, curve = visible_polygons(shapes, objects, first, last)
    ring_at, rings = _chosen(shapes.polygon_rings, wanted)
    point_at, points = _chosen(shapes.ring_points, rings)
    first_point = point_at[ring_at]  # of each wanted polygon, and the end
    base = int(points[0]) if len(points) else 0
    place = np.zeros((int(points[-1]) + 1 - base) if len(points) else 0, np.int32)
    place[points - base] = np.arange(len(points), dtype=np.int32)
    triangle_at, triangles = _chosen(shapes.polygon_triangles, wanted)
    # rows by np.take, with which numpy is three to eight times as quick as with indices
    xyz = np.take(shapes.points, points, axis=0)
    corners = np.take(place, np.take(shapes.triangles, triangles, axis=0) - base)
    number = np.repeat(np.arange(len(wanted)), np.diff(triangle_at))
    normal = _polygon_normals(xyz, corners, number, len(wanted))
    per_polygon = np.diff(first_point)
    colour = _colours(city, shapes, wanted, owner)
    themes = themes_of(city.objects.kinds)
    bare = np.array([t == "Terrain" for t in themes], bool)[city.objects.kind[owner]]
    colour[bare] = ground_colours(normal[bare])
    outlined = np.array([t in OUTLINED for t in themes], bool)
    lines = curve | outlined[city.objects.kind[owner]]
    polygon_of_ring = np.repeat(np.arange(len(wanted)), np.diff(ring_at))
    edges = _edges(xyz, point_at, polygon_of_ring, normal, ~curve, lines)
    return {
        "points": xyz,
        "normals": np.repeat(normal, per_polygon, axis=0),
        "colours": np.repeat(colour, per_polygon, axis=0),
        "triangles": corners,
        "edges": edges,
        "polygon": np.repeat(wanted, np.diff(triangle_at)),
        "source": points,
        "owner": np.repeat(owner, per_polygon),
    }


def _chosen(offsets: I32, rows: NDArray[np.integer]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Offsets within the chosen rows alone, and the items that these rows hold."""
    counts = offsets[rows + 1] - offsets[rows]
    at = np.zeros(len(rows) + 1, np.int64)
    np.cumsum(counts, out=at[1:])
    return at, runs(offsets[rows], counts)


def _polygon_normals(
    points: NDArray[np.float64], triangles: I32, polygon: NDArray[np.integer], count: int
) -> NDArray[np.float64]:
    """(polygons, 3): unit normals, each the sum over its polygon's triangles."""
    a, b, c = (np.take(points, corner, axis=0) for corner in triangles.T)
    (ux, uy, uz), (vx, vy, vz) = (b - a).T, (c - a).T
    cross = (uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx)
    total = np.stack([np.bincount(polygon, part, count) for part in cross], axis=1)
    length = np.sqrt(np.einsum("ij,ij->i", total, total))
    return np.asarray(total / np.maximum(length, 1e-30)[:, None])


def _colours(
    city: City, shapes: Shapes, polygons: NDArray[np.integer], owner: NDArray[np.integer]
) -> NDArray[np.uint8]:
    """(polygons, 3): by the kind of the surface, or else of the object."""
    colours: NDArray[np.uint8]
    colours = np.take(object_colours(city.objects.kinds), city.objects.kind[owner], axis=0)
    surface = shapes.polygon_surface[polygons]
    has = surface >= 0
    if has.any():
        own, known = surface_colours(city.surfaces.kinds)
        kind = city.surfaces.kind[np.maximum(surface, 0)]
        np.copyto(colours, np.take(own, kind, axis=0), where=(has & known[kind])[:, None])
    return colours


def _edges(
    points: NDArray[np.float64],
    ring_points: NDArray[np.integer],
    ring_polygon: NDArray[np.integer],
    normals: NDArray[np.float64],
    closed: NDArray[np.bool_],
    lines: NDArray[np.bool_],
) -> I32:
    """(e, 2): the sides of the rings where faces end or meet at a sharp angle, each side once.

    Sides are the same where both ends are the same to the centimetre; one that lies between
    faces of nearly the same direction, whichever way round they are, is left out. closed:
    (polygons,) false for curves, whose end does not go back to their start. lines: (polygons,)
    whether their sides are drawn at all.
    """
    count = int(ring_points[-1])
    if count == 0 or not lines.any():
        return np.zeros((0, 2), np.int32)
    first = np.arange(count)
    second = first + 1
    filled = np.diff(ring_points) > 0
    last = ring_points[1:][filled] - 1
    second[last] = np.where(closed[ring_polygon[filled]], ring_points[:-1][filled], last)
    polygon = np.repeat(ring_polygon, np.diff(ring_points))
    corner = _same_corners(points)
    low = np.minimum(corner[first], corner[second])
    high = np.maximum(corner[first], corner[second])
    real = (low != high) & lines[polygon]
    first, second, polygon = first[real], second[real], polygon[real]
    key = low[real] * count + high[real]
    order = np.argsort(key, kind="stable")
    start = np.flatnonzero(np.append(True, np.diff(key[order]) != 0)) if len(key) else order
    if not len(start):
        return np.zeros((0, 2), np.int32)
    size = np.diff(np.append(start, len(order)))
    leader = np.repeat(polygon[order[start]], size)
    own, other = (np.take(normals, of, axis=0) for of in (polygon[order], leader))
    angle = np.abs(np.einsum("ij,ij->i", own, other))
    bluntest = np.minimum.reduceat(angle, start)
    kept = order[start[(size == 1) | (bluntest < SHARP)]]
    return np.stack([first[kept], second[kept]], axis=1).astype(np.int32)


def _same_corners(points: NDArray[np.float64]) -> NDArray[np.int64]:
    """(n,): a number for each place; points within a centimetre share it."""
    # column by column: along three columns at once numpy takes ten times as long
    x, y, z = (np.round((c - c.min()) * GRID).astype(np.int64) for c in points.T)
    wide, deep, high = (int(c.max()) + 1 for c in (x, y, z))
    if wide * deep * high < 2**62:
        return np.asarray(np.unique((x * deep + y) * high + z, return_inverse=True)[1])
    cell = np.stack([x, y, z], axis=1)
    return np.asarray(np.unique(cell, axis=0, return_inverse=True)[1]).ravel()
