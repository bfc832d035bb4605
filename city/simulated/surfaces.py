"""Where the values of a field are shown: triangles over the ground, or where the cells lie."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
import shapely
from numpy.typing import NDArray

from city.simulated.field import Field
from city.simulated.mesh import Mesh
from city.simulated.points import Points
from city.simulated.raster import Raster
from city.simulated.volume import Volume

F32 = NDArray[np.float32]
F64 = NDArray[np.float64]
I32 = NDArray[np.int32]
Standing = Callable[[F64], F64]  # places (n, 2) in local metres -> the height (n,) of the ground

AT_MOST = 200  # squares along the longer side of a raster; so many by so many faces of a mesh
FINEST = 5.0  # metres: what is smaller is not parted to follow the ground
RAISED = 0.05  # metres over the ground
SIDES = 16  # of the disc about a place
CORNER = 0.75  # of the way between two places to which patches reach: those of squares meet
ALONE = 5.0  # metres of radius of the disc about a place that has no neighbour


@dataclass(frozen=True, slots=True, eq=False)
class Surface:
    """Triangles that show values.

    points: (n, 3) local metres. triangles: (t, 3). value: (n,) which value each point shows, or
    (n, 3) three of them, which count by `share` (n, 3). picture: rows and columns of values, the
    northernmost row first, that lie over the triangles instead; uv: (n, 2) where in it each point
    lies, from its south-western corner to its north-eastern one; smooth: one passes into the next.
    lies: on the ground, so that it is seen before what lies there. shaded: its form can be seen.
    """

    points: F32
    triangles: I32
    value: I32 | None = None
    share: F32 | None = None
    picture: tuple[int, int] | None = None
    uv: F32 | None = None
    smooth: bool = False
    lies: bool = False
    shaded: bool = True

    @classmethod
    def between(
        cls,
        points: F64,
        triangles: NDArray[np.integer],
        value: NDArray[np.integer] | None = None,
        **more: Any,
    ) -> Surface:
        """A surface of what is known of one, without triangles between what is no place."""
        good: NDArray[np.bool_] = np.all(np.isfinite(points), axis=1)
        return cls(
            np.where(good[:, None], points, 0).astype(np.float32),
            np.ascontiguousarray(triangles[good[triangles].all(1)], np.int32),
            None if value is None else value.astype(np.int32),
            **more,
        )

    def shown_at(self, triangle: NDArray[np.integer], second: F32, third: F32) -> NDArray[np.int64]:
        """(n,) which value is seen at places in triangles, where so much of each is of its second
        and of its third corner."""
        weights = np.stack([1 - second - third, second, third], axis=1)
        corners = self.triangles[triangle]
        if self.picture is not None and self.uv is not None:
            right, up = np.einsum("nk,nkc->cn", weights, self.uv[corners])
            rows, columns = self.picture
            row, column = np.floor((1 - up) * rows), np.floor(right * columns)
            found = np.clip(row, 0, rows - 1) * columns + np.clip(column, 0, columns - 1)
            return np.asarray(found, np.int64)
        assert self.value is not None
        point = corners[np.arange(len(corners)), weights.argmax(1)]
        if self.share is None:
            return np.asarray(self.value[point], np.int64)
        return np.asarray(self.value[point, self.share[point].argmax(1)], np.int64)

    def lifted(self, heights: F64 | float) -> Surface:
        """The same so many metres higher, everywhere or (n,) point by point."""
        points = self.points.copy()
        points[:, 2] += heights
        return replace(self, points=points, lies=False)


def draped(
    shape: Raster | Mesh | Points,
    standing: Standing,
    at: Literal["cells", "nodes", "links", "areas"] = "cells",
    at_most: int = AT_MOST,
) -> Surface:
    """A raster, a mesh or places laid on the ground; what says how high it lies, lies there.

    standing: how high the ground is; 0 is taken where it says NaN. at: what of a mesh has values.
    """
    if isinstance(shape, Raster):
        return _raster(shape, standing, at_most)
    if isinstance(shape, Points):
        return _patches(shape, standing)
    return mesh_surface(shape, at) if not shape.flat else _mesh(shape, standing, at, at_most)


def at_level(
    field: Field,
    level: int,
    standing: Standing,
    altitude: float = 0.0,
    at: Literal["cells", "nodes", "links", "areas"] = "cells",
    at_most: int = AT_MOST,
) -> Surface:
    """One of the heights that a field over a raster, a mesh or places has values at, which floats.

    altitude: metres of the frame's origin over the datum.
    """
    assert field.levels is not None and not isinstance(field.shape, Volume)
    height = float(field.levels.heights[level])
    if field.levels.above == "datum":
        flat = draped(field.shape, lambda places: np.zeros(len(places)), at, at_most)
        return flat.lifted(height - altitude - RAISED)
    return draped(field.shape, standing, at, at_most).lifted(height)


def mesh_surface(
    mesh: Mesh, at: str = "cells", of: NDArray[np.integer] | None = None, **more: Any
) -> Surface:
    """The faces of a mesh where they lie. of: (f,) which value each face shows, instead of its own.
    more: what else is so of the surface.

    Faces have a colour each; where the nodes have values, one colour passes into the next.
    """
    triangles, face = mesh.triangles()
    if at == "nodes":
        return Surface.between(mesh.nodes, triangles, np.arange(len(mesh.nodes)), **more)
    shows: NDArray[np.integer] = np.repeat(np.arange(len(mesh)), np.diff(mesh.offsets))
    second = np.arange(len(face)) - np.searchsorted(face, face) + mesh.offsets[face] + 1
    fans = np.stack([mesh.offsets[face], second, second + 1], axis=1)
    shows = shows if of is None else of[shows]
    return Surface.between(mesh.nodes[mesh.corners], fans, shows, **more)


def ground_at(standing: Standing, places: F64) -> F64:
    """(n,) how high the ground is at places (n, 2), 0 where nobody knows; they may be no places."""
    heights = np.zeros(len(places))
    good: NDArray[np.bool_] = np.all(np.isfinite(places), axis=1)
    heights[good] = np.nan_to_num(standing(places[good]), posinf=0.0, neginf=0.0)
    return heights


def squares(rows: int, columns: int) -> I32:
    """(t, 3): two triangles for each square between (rows, columns) of points, which may be seen
    from above."""
    number = np.arange(rows * columns, dtype=np.int32).reshape(rows, columns)
    a, b, c, d = number[1:, :-1], number[1:, 1:], number[:-1, 1:], number[:-1, :-1]
    return np.stack([a, b, c, a, c, d], axis=2).reshape(-1, 3)


def ticks(cells: int, at_most: int) -> F64:
    """Where so many cells are parted into squares: between some cells, or within each."""
    if cells <= at_most:
        return np.linspace(0, cells, cells * max(at_most // cells, 1) + 1)
    return np.append(np.arange(0, cells, -(-cells // at_most)), cells).astype(np.float64)


def _raster(raster: Raster, standing: Standing, at_most: int) -> Surface:
    longer = max(raster.shape)
    rows, columns = (ticks(n, max(at_most * n // longer, 1)) for n in raster.shape)
    rows, columns = _halved(rows), _halved(columns)
    places = raster.at(rows, columns)
    level = ground_at(standing, places).reshape(len(rows), len(columns))
    heights = _over(level) + RAISED
    rows, columns = rows[::2], columns[::2]
    flat = places.reshape(*level.shape, 2)[::2, ::2].reshape(-1, 2)
    down, right = np.meshgrid(rows / raster.shape[0], columns / raster.shape[1], indexing="ij")
    return Surface.between(
        np.column_stack([flat, heights.ravel()]),
        squares(len(rows), len(columns)),
        picture=raster.shape,
        uv=np.column_stack([right.ravel(), 1 - down.ravel()]).astype(np.float32),
        lies=True,
    )


def _halved(at: F64) -> F64:
    """Numbers in order, and those in the middle between two of them."""
    found = np.repeat(at, 2)[:-1]
    found[1::2] = (at[1:] + at[:-1]) / 2
    return found


def _over(level: F64) -> F64:
    """The corners of squares so high that no middle of a square or of its sides is above it.

    level: of the ground, of each second row and column at corners.
    """
    corner = level[::2, ::2]
    north, south = corner[:-1], corner[1:]
    lack = np.zeros((len(north), corner.shape[1] - 1, 4))
    lack[..., 0] = level[1::2, 1::2] - (south[:, :-1] + north[:, 1:]) / 2  # along the diagonal
    lack[..., 1] = (level[::2, 1::2] - (corner[:, 1:] + corner[:, :-1]) / 2)[:-1]
    lack[..., 2] = (level[::2, 1::2] - (corner[:, 1:] + corner[:, :-1]) / 2)[1:]
    lack[..., 3] = np.maximum(
        (level[1::2, ::2] - (north + south) / 2)[:, :-1],
        (level[1::2, ::2] - (north + south) / 2)[:, 1:],
    )
    held = np.pad(np.maximum(lack.max(2), 0), 1)
    around = [held[:-1, :-1], held[:-1, 1:], held[1:, :-1], held[1:, 1:]]
    return np.asarray(corner + np.maximum.reduce(around))


def _mesh(mesh: Mesh, standing: Standing, at: str, at_most: int) -> Surface:
    parts = _parts(mesh, at_most)
    if parts == 1:
        heights = ground_at(standing, mesh.nodes[:, :2]) + RAISED
        nodes = np.column_stack([mesh.nodes[:, :2], heights])
        return mesh_surface(replace(mesh, nodes=nodes), at, lies=True)
    fans, face = mesh.triangles()
    weights, small = _lattice(parts)
    points = np.einsum("kc,tcj->tkj", weights, mesh.nodes[fans]).reshape(-1, 3)
    points[:, 2] = ground_at(standing, points[:, :2]) + RAISED
    begin = np.arange(len(fans), dtype=np.int64)[:, None, None] * len(weights)
    triangles = (begin + small).reshape(-1, 3)
    if at != "nodes":
        value, share = np.repeat(face, len(weights)), None
    else:
        value = np.repeat(fans, len(weights), axis=0)
        share = np.tile(weights.astype(np.float32), (len(fans), 1))
    return Surface.between(points, triangles, value, share=share, lies=True)


def _parts(mesh: Mesh, at_most: int) -> int:
    """How many times the sides of triangles are parted: as many as there is room for."""
    fans, _ = mesh.triangles()
    corners = mesh.nodes[fans][:, :, :2]
    sides = np.linalg.norm(corners - np.roll(corners, 1, axis=1), axis=2)
    longest = float(np.nanmax(sides, initial=0.0))
    room = np.sqrt(2 * at_most**2 / max(len(fans), 1))
    return int(np.clip(min(room, np.ceil(longest / FINEST)), 1, at_most))


def _lattice(parts: int) -> tuple[F64, NDArray[np.int64]]:
    """The shares of a triangle's corners in points (k, 3) over it, and triangles between these."""
    i, j = np.nonzero(np.tri(parts + 1, dtype=bool)[::-1])
    number = np.full((parts + 2, parts + 2), -1)
    number[i, j] = np.arange(len(i))
    a, b, c = number[i, j], number[i + 1, j], number[i, j + 1]
    d = number[np.minimum(i + 1, parts), j + 1]
    up = np.stack([a, b, c], axis=1)
    down = np.stack([b, d, c], axis=1)
    every = np.concatenate([up, down[i + j + 2 <= parts]])
    weights = np.stack([parts - i - j, i, j], axis=1) / parts
    return weights, every[(every >= 0).all(1)]


def _patches(points: Points, standing: Standing) -> Surface:
    """Around each place what is nearer to it than to any other, as far as they lie apart."""
    plan = points.places[:, :2]
    some = np.flatnonzero(np.isfinite(points.places).all(1))
    spots = shapely.points(plan[some])
    whole = shapely.multipoints(spots)
    threes = shapely.area(shapely.get_parts(shapely.delaunay_triangles(whole)))
    if len(threes):  # on a grid there are two of them to each place
        reach, nearest = np.sqrt(2 * np.median(threes)) * CORNER, shapely.voronoi_polygons(whole)
        parts = shapely.get_parts(nearest)
        at, part = shapely.STRtree(parts).query(spots, predicate="within")
        patches = shapely.intersection(parts[part], _discs(spots[at], reach))
    else:
        at, patches = np.arange(len(some)), _discs(spots, points.apart / 2 or ALONE)
    corners, patch = shapely.get_coordinates(patches, return_index=True)
    last = np.append(np.diff(patch) > 0, True)[: len(patch)]  # which is the first once more
    corners, patch = corners[~last], patch[~last]
    shows = some[at]
    lies = not points.places[some, 2].any()
    height = ground_at(standing, corners) + RAISED if lies else points.places[shows[patch], 2]
    offsets = np.append(0, np.cumsum(np.bincount(patch, minlength=len(patches))))
    mesh = Mesh(np.column_stack([corners, height]), offsets, np.arange(len(corners)), flat=False)
    return mesh_surface(mesh, of=shows, lies=lies, shaded=lies)


def _discs(spots: NDArray[np.object_], radius: float) -> NDArray[np.object_]:
    return np.asarray(shapely.buffer(spots, radius, quad_segs=SIDES // 4))
