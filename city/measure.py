"""How large things are: areas, volumes and heights of a whole city at once.

Curves and points are kept in a city but never counted. All answers are in metres, square metres
and cubic metres, one per polygon, shape or object, in their order.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from city.lineage import below, lineage
from city.model import SHAPE_TYPES, City, Shapes
from city.strings import runs
from city.triangulate import normals

F64 = NDArray[np.float64]
SOLIDS = len([name for name in SHAPE_TYPES if name.endswith("Solid")])  # they come first
GROUND = ("GroundSurface", "OuterFloorSurface")
BLOCK = 20_000  # objects whose hulls are found at once
SPAN = 40_000  # objects that are measured at once, where somebody may want to stop it


def in_blocks(
    measure: Callable[[City, str], F64], city: City, lod: str, check: Callable[[], None]
) -> F64:
    """One of `footprint_areas`, `volumes` and `boxes`, of some objects at a time.

    check: called before each block; what it raises stops the work.
    """
    found = []
    for first in range(0, max(len(city.objects), 1), SPAN):
        check()
        last = min(first + SPAN, len(city.objects))
        part = {lod: city.shapes[lod].part(first, last)}
        found.append(measure(replace(city, shapes=part), lod))
    return np.concatenate(found)


def _sums(owner: NDArray[np.integer], values: F64, count: int) -> F64:
    return np.asarray(np.bincount(owner, values, count), np.float64)


@np.errstate(over="ignore", invalid="ignore", divide="ignore")
def area_vectors(shapes: Shapes) -> F64:
    """(polygons, 3): the area of each polygon without its holes, along its normal.

    Holes count against the outline whichever way they turn. 0 for curves, and for polygons with
    coordinates that are no numbers.
    """
    rings = normals(shapes.points, shapes.ring_points)
    outline = shapes.polygon_rings[:-1]
    has = np.diff(shapes.polygon_rings) > 0
    vectors = np.zeros((shapes.polygons, 3))
    vectors[has] = rings[outline[has]]
    size = np.linalg.norm(rings, axis=1)
    holes = np.ones(len(size), bool)
    holes[outline[has]] = False
    owner = np.repeat(np.arange(shapes.polygons), np.diff(shapes.polygon_rings))
    cut = np.bincount(owner[holes], size[holes], shapes.polygons)
    whole = np.linalg.norm(vectors, axis=1)
    vectors *= np.where(whole > 0, np.maximum(whole - cut, 0) / whole, 0.0)[:, None]
    vectors[~shapes.filled() | ~np.isfinite(vectors).all(1)] = 0
    return vectors


@np.errstate(over="ignore", invalid="ignore", divide="ignore")
def polygon_areas(shapes: Shapes) -> F64:
    """(polygons,): the area of each polygon in its own plane, without its holes."""
    return np.asarray(np.linalg.norm(area_vectors(shapes), axis=1))


@np.errstate(over="ignore", invalid="ignore", divide="ignore")
def surface_areas(city: City, lod: str) -> dict[str, F64]:
    """(objects,) by kind of surface ("RoofSurface"); "" holds what belongs to no surface."""
    shapes = city.shapes[lod]
    areas = polygon_areas(shapes)
    owner = shapes.polygon_object()
    known = shapes.polygon_surface >= 0
    kind = np.full(len(areas), -1)
    kind[known] = city.surfaces.kind[shapes.polygon_surface[known]]
    found = {}
    for code, name in [*enumerate(city.surfaces.kinds), (-1, "")]:
        mine = kind == code
        if mine.any():
            found[name] = _sums(owner[mine], areas[mine], len(city.objects))
    return found


@np.errstate(over="ignore", invalid="ignore", divide="ignore")
def footprint_areas(city: City, lod: str) -> F64:
    """(objects,): the ground that each object covers; NaN where it has no faces at this level.

    The ground surfaces seen from above where there are any; else what of a solid faces downwards;
    else the convex hull of everything, seen from above.
    """
    shapes = city.shapes[lod]
    count = len(shapes.object_shapes) - 1
    flat = area_vectors(shapes)[:, 2]
    owner = shapes.polygon_object()
    codes = [k for k, name in enumerate(city.surfaces.kinds) if name.rsplit(":")[-1] in GROUND]
    surface = shapes.polygon_surface
    ground = np.zeros(len(flat), bool)
    ground[surface >= 0] = np.isin(city.surfaces.kind[surface[surface >= 0]], codes)
    solid = shapes.shape_type[shapes.polygon_shape()] < SOLIDS

    area = np.full(count, np.nan)
    bare = np.ones(count, bool)
    for mine in (solid & (flat < 0), ground & shapes.filled()):
        held = np.bincount(owner[mine], minlength=count) > 0
        area[held] = np.bincount(owner[mine], np.abs(flat[mine]), count)[held]
        bare &= ~held
    _fill_hulls(shapes, area, np.flatnonzero(bare))
    return area


def _fill_hulls(shapes: Shapes, area: F64, rows: NDArray[np.intp]) -> None:
    """Give some objects the area of the convex hull of their faces, seen from above."""
    import shapely

    counted = _counted(shapes) & np.isfinite(shapes.points).all(1)
    start = shapes.ring_points[shapes.polygon_rings[shapes.object_polygons()]]
    corners = np.diff(start)
    for first in range(0, len(rows), BLOCK):  # of a million at once the objects fill the memory
        block = rows[first : first + BLOCK]
        lengths = corners[block]
        point = runs(start[block], lengths)
        good = counted[point]
        of_object = np.repeat(np.arange(len(block)), lengths)[good]
        kept = np.bincount(of_object, minlength=len(block))
        points = shapes.points[point[good], :2]
        area[block] = np.where(kept > 0, 0.0, np.nan)
        enough = kept > 2
        if enough.any():  # a line through the corners has the same hull, and is made at once
            lines = points[np.repeat(enough, kept)]
            offsets = np.append(0, np.cumsum(kept[enough]))
            whole = shapely.from_ragged_array(shapely.GeometryType.LINESTRING, lines, (offsets,))
            area[block[enough]] = shapely.area(shapely.convex_hull(whole))


def _counted(shapes: Shapes) -> NDArray[np.bool_]:
    """(points,): whether each point belongs to a face."""
    faces = np.repeat(shapes.filled(), np.diff(shapes.polygon_rings))
    return np.asarray(np.repeat(faces, np.diff(shapes.ring_points)))


@np.errstate(over="ignore", invalid="ignore", divide="ignore")
def shape_volumes(shapes: Shapes) -> F64:
    """(shapes,): what each solid encloses, its hollows left out; negative where it is inside out.

    0 for surfaces. The sum of signed tetrahedra from the first point of each shape, so that large
    coordinates cost no digits. True only for a solid that is closed.
    """
    of_polygon = shapes.polygon_shape()
    owner = np.repeat(of_polygon, np.diff(shapes.polygon_triangles))
    mine = shapes.shape_type[owner] < SOLIDS
    owner = owner[mine]
    first_ring = shapes.polygon_rings[np.minimum(shapes.shape_polygons[:-1], shapes.polygons)]
    first = np.minimum(shapes.ring_points[first_ring], max(len(shapes.points) - 1, 0))
    if not len(owner):
        return np.zeros(len(shapes.shape_type))
    apex = shapes.points.take(first[owner], axis=0)
    corners = shapes.triangles.compress(mine, axis=0).T
    a, b, c = (shapes.points.take(corner, axis=0) - apex for corner in corners)
    parts = np.einsum("ij,ij->i", a, np.cross(b, c)) / 6.0
    return _sums(owner, parts, len(shapes.shape_type))


@np.errstate(over="ignore", invalid="ignore", divide="ignore")
def volumes(city: City, lod: str) -> F64:
    """(objects,): what each object's solids enclose; NaN where it has none at this level."""
    shapes = city.shapes[lod]
    count = len(shapes.object_shapes) - 1
    owner = np.repeat(np.arange(count), np.diff(shapes.object_shapes))
    solid = shapes.shape_type < SOLIDS
    total = np.bincount(owner[solid], np.abs(shape_volumes(shapes)[solid]), count)
    return np.where(np.bincount(owner[solid], minlength=len(total)) > 0, total, np.nan)


@np.errstate(over="ignore", invalid="ignore")
def boxes(city: City, lod: str) -> F64:
    """(objects, 2, 3): the lowest and highest corner of each object's own faces; NaN for none."""
    shapes = city.shapes[lod]
    points, counted = shapes.points, _counted(shapes)
    if not counted.all() or not np.isfinite(points.sum()):
        points = np.where(counted[:, None], points, np.nan)
        points[~np.isfinite(points).all(1)] = np.nan
    start = shapes.ring_points[shapes.polygon_rings[shapes.object_polygons()]]
    has = np.diff(start) > 0
    found = np.full((len(has), 2, 3), np.nan)
    if has.any():
        for axis, column in enumerate(np.ascontiguousarray(points.T)):
            found[has, 0, axis] = np.fmin.reduceat(column, start[:-1][has])
            found[has, 1, axis] = np.fmax.reduceat(column, start[:-1][has])
    return found


@np.errstate(over="ignore", invalid="ignore", divide="ignore")
def heights(city: City, lod: str) -> F64:
    """(objects,): from the lowest to the highest point of each object; NaN where it has none."""
    found = boxes(city, lod)
    return np.asarray(found[:, 1, 2] - found[:, 0, 2])


def families(city: City) -> NDArray[np.int32]:
    """(objects,): the row at the top of each object's hierarchy, itself for a root."""
    return lineage(city.objects.parent)[0]


def box(city: City, rows: NDArray[np.integer]) -> F64 | None:
    """(2, 3): what the objects of `rows` and everything below them fill, over all levels of detail.

    None where none of them has a face.
    """
    inside = np.zeros(len(city.objects), bool)
    inside[rows] = True
    inside = below(city.objects.parent, inside)
    found = [boxes(city, lod)[inside] for lod in city.shapes]
    corners = np.concatenate(found) if found else np.zeros((0, 2, 3))
    corners = corners[np.isfinite(corners).all((1, 2))]
    if not len(corners):
        return None
    return np.stack([corners[:, 0].min(0), corners[:, 1].max(0)])
