"""A city as one flat mesh: what is drawn of it, in which colours, with which crisp edges."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from city.model import SHAPE_TYPES, City, Shapes
from city.strings import runs
from render.style import OUTLINED, object_colours, surface_colours, themes_of

F32 = NDArray[np.float32]
I32 = NDArray[np.int32]

SHARP = np.cos(np.radians(22))  # faces that meet more bluntly than this share no edge
GRID = 100.0  # points within a centimetre are the same corner


@dataclass(frozen=True, slots=True, eq=False)
class Mesh:
    """Faces with a normal and a colour each, ready for the graphics card and for rays.

    points: (n, 3) local metres; the corners of one polygon belong to no other. normals: (n, 3).
    colours: (n, 3) uint8. triangles: (t, 3) into points. edges: (e, 2) into points.
    triangle_polygon: (t,) polygon of `lods[triangle_lod]`'s shapes. point_source: (n,) the point
    of those shapes. boxes: (o, 2, 3) the lowest and highest corner of each object. built: (n,)
    whether a point is of something that stands, and no ground. owner: (n,) row of the object that a
    point belongs to. grounded: whether there is terrain.
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
    boxes: F32
    built: NDArray[np.bool_]
    owner: I32
    grounded: bool

    def feet(self) -> F32:
        """(o, 3): the middle of each object's footprint, at its lowest height."""
        middle: F32 = self.boxes.mean(1)
        middle[:, 2] = self.boxes[:, 0, 2]
        return middle

    def part(self, triangle: int) -> tuple[str, int]:
        """The level of detail and the polygon that a triangle belongs to."""
        return self.lods[self.triangle_lod[triangle]], int(self.triangle_polygon[triangle])


def mesh_of(city: City, objects: Mapping[str, NDArray[np.bool_]]) -> Mesh:
    """The mesh of a city's objects, chosen by level of detail (see city.query.drawn)."""
    parts = [_level(city, city.shapes[lod], mask) for lod, mask in objects.items()]
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
        joined("boxes", np.float32).reshape(-1, 2, 3),
        joined("built", np.bool_).ravel(),
        joined("owner", np.int32).ravel(),
        any(bool(p["grounded"].any()) for p in parts),
    )


def _level(city: City, shapes: Shapes, objects: NDArray[np.bool_]) -> dict[str, NDArray[Any]]:
    """The mesh of one level of detail: only the polygons of the wanted objects."""
    owner = shapes.polygon_object()
    curve = shapes.shape_type[shapes.polygon_shape()] == SHAPE_TYPES.index("MultiCurve")
    wanted = np.flatnonzero(objects[owner] & (shapes.filled() | curve))
    ring_at, rings = _chosen(shapes.polygon_rings, wanted)
    point_at, points = _chosen(shapes.ring_points, rings)
    first_point = point_at[ring_at]  # of each wanted polygon, and the end
    place = np.zeros(len(shapes.points), np.int32)
    place[points] = np.arange(len(points), dtype=np.int32)
    triangle_at, triangles = _chosen(shapes.polygon_triangles, wanted)
    xyz = shapes.points[points]
    corners = place[shapes.triangles[triangles]]
    polygon = np.repeat(wanted, np.diff(triangle_at))
    number = np.repeat(np.arange(len(wanted)), np.diff(triangle_at))
    normal = _polygon_normals(xyz, corners, number, len(wanted))
    per_polygon = np.diff(first_point)
    colour = _colours(city, shapes, wanted)
    themes = themes_of(city.objects.kinds)
    outlined = np.array([t in OUTLINED for t in themes], bool)
    lines = curve[wanted] | outlined[city.objects.kind[owner[wanted]]]
    polygon_of_ring = np.repeat(np.arange(len(wanted)), np.diff(ring_at))
    edges = _edges(xyz, point_at, polygon_of_ring, normal, ~curve[wanted])
    edge_polygon = np.searchsorted(first_point, edges[:, 0], side="right") - 1
    ground = np.array([t == "Terrain" for t in themes], bool)
    return {
        "points": xyz,
        "normals": np.repeat(normal, per_polygon, axis=0),
        "colours": np.repeat(colour, per_polygon, axis=0),
        "triangles": corners,
        "edges": edges[lines[edge_polygon]],
        "polygon": polygon,
        "source": points,
        "boxes": _boxes(xyz, np.repeat(owner[wanted], per_polygon)),
        "built": np.repeat(outlined[city.objects.kind[owner[wanted]]], per_polygon),
        "owner": np.repeat(owner[wanted], per_polygon),
        "grounded": ground[city.objects.kind[objects]],
    }


def _boxes(points: NDArray[np.float64], owner: I32) -> NDArray[np.float64]:
    """(objects, 2, 3): the lowest and highest corner of each object that has points."""
    if not len(points):
        return np.zeros((0, 2, 3))
    start = np.flatnonzero(np.append(True, np.diff(owner) != 0))
    low, high = np.minimum.reduceat(points, start), np.maximum.reduceat(points, start)
    return np.stack([low, high], axis=1)


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
    a, b, c = (points[triangles[:, k]] for k in range(3))
    cross = np.cross(b - a, c - a)
    total = np.stack([np.bincount(polygon, cross[:, k], count) for k in range(3)], axis=1)
    length = np.linalg.norm(total, axis=1, keepdims=True)
    return np.asarray(total / np.maximum(length, 1e-30))


def _colours(city: City, shapes: Shapes, polygons: NDArray[np.integer]) -> NDArray[np.uint8]:
    """(polygons, 3): by the kind of the surface, or else of the object."""
    owner = shapes.polygon_object()[polygons]
    colours: NDArray[np.uint8] = object_colours(city.objects.kinds)[city.objects.kind[owner]]
    surface = shapes.polygon_surface[polygons]
    has = surface >= 0
    if has.any():
        own, known = surface_colours(city.surfaces.kinds)
        kind = city.surfaces.kind[surface[has]]
        colours[has] = np.where(known[kind][:, None], own[kind], colours[has])
    return colours


def _edges(
    points: NDArray[np.float64],
    ring_points: NDArray[np.integer],
    ring_polygon: NDArray[np.integer],
    normals: NDArray[np.float64],
    closed: NDArray[np.bool_],
) -> I32:
    """(e, 2): the sides of the rings where faces end or meet at a sharp angle, each side once.

    Sides are the same where both ends are the same to the centimetre; one that lies between
    faces of nearly the same direction, whichever way round they are, is left out. closed:
    (polygons,) false for curves, whose end does not go back to their start.
    """
    count = int(ring_points[-1])
    if count == 0:
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
    real = low != high
    first, second, polygon = first[real], second[real], polygon[real]
    key = low[real] * count + high[real]
    order = np.argsort(key, kind="stable")
    start = np.flatnonzero(np.append(True, np.diff(key[order]) != 0)) if len(key) else order
    if not len(start):
        return np.zeros((0, 2), np.int32)
    size = np.diff(np.append(start, len(order)))
    leader = np.repeat(polygon[order[start]], size)
    angle = np.abs(np.einsum("ij,ij->i", normals[polygon[order]], normals[leader]))
    bluntest = np.minimum.reduceat(angle, start)
    kept = order[start[(size == 1) | (bluntest < SHARP)]]
    return np.stack([first[kept], second[kept]], axis=1).astype(np.int32)


def _same_corners(points: NDArray[np.float64]) -> NDArray[np.int64]:
    """(n,): a number for each place; points within a centimetre share it."""
    cell = np.round((points - points.min(0)) * GRID).astype(np.int64)
    span = cell.max(0) + 1
    if float(span[0]) * float(span[1]) * float(span[2]) < 2**62:
        key = (cell[:, 0] * span[1] + cell[:, 1]) * span[2] + cell[:, 2]
        return np.asarray(np.unique(key, return_inverse=True)[1])
    return np.asarray(np.unique(cell, axis=0, return_inverse=True)[1]).ravel()
