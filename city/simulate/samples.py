"""Places on façades, roofs, windows and ground at which light and sight are looked at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from city.layer import FACADE, GROUND, ROOF, WINDOW, Faces, Samples
from city.progress import Progress
from city.simulate.fabric import (
    BUILDING,
    UNDERSIDE,
    Fabric,
    fabric_of_city,
    fabric_of_thing,
    tops_of,
    woven,
)
from city.simulate.fabric import WINDOW as A_WINDOW
from city.simulate.obstacles import Area, Obstacles
from city.simulate.on_ground import ground_of, with_ground
from city.view import View

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]
Mask = NDArray[np.bool_]

MOST = 20_000_000  # samples, above which nobody would wait
LEANING = 0.342  # share of a face's normal that is upright, over which it is a roof: sin 20°
SMALLEST = 0.02  # m²: smaller faces are left out
PAIRS = 4_000_000  # triangles by cells that are looked at in one go
CELLS = 200_000  # between two moments at which somebody may cancel


@dataclass(frozen=True, slots=True)
class Spacing:
    """How densely places are taken.

    metres: between places. storeys: on façades one row for each storey, `eye` metres over its
    floor, instead of rows so many metres apart. storey: metres from floor to floor.
    """

    metres: float = 1.0
    storeys: bool = False
    storey: float = 3.0
    eye: float = 1.5


def samples_on(
    view: View,
    area: Area,
    obstacles: Obstacles,
    spacing: Spacing,
    sorts: frozenset[int],
    progress: Progress | None = None,
) -> Samples:
    """The places of some sorts in an area: on the buildings whose middle lies in it, and on its
    ground where no building stands.

    Raises ValueError where there would be more than MOST, and says how to have fewer.
    """
    fabric, foot = buildings_in(view, area)
    found = on_faces(fabric, foot, spacing, sorts, progress)
    if GROUND in sorts:
        wide, long = area.east - area.west, area.north - area.south
        _check(len(found) + wide * long / spacing.metres**2)
        found = with_ground(found, ground_of(view, area, obstacles, spacing.metres))
    return found


def _check(count: float) -> None:
    if count > MOST:
        raise ValueError(
            f"that would be {count / 1e6:,.0f} million places; choose a smaller area or a spacing "
            f"of more metres ({MOST / 1e6:,.0f} million are possible)"
        )


def buildings_in(view: View, area: Area) -> tuple[Fabric, F64]:
    """The faces of the buildings whose middle lies in an area, and the foot of each owner."""
    fabric = standing_in(view, area).only([BUILDING])
    low, high = boxes_of(fabric)
    with np.errstate(invalid="ignore"):
        x, y = ((low + high) / 2)[:, :2].T
    inside = (x >= area.west) & (x < area.east) & (y >= area.south) & (y < area.north)
    return fabric.where(inside[fabric.owner]), low[:, 2]


def standing_in(view: View, area: Area) -> Fabric:
    """The faces of all that a view has in an area or reaches into it, and of all it has built."""
    parts = []
    for number in range(len(view.base.cities)):
        near = area.touches(view.base.measured[number].own_boxes)
        tops = tops_of(view.base, number)
        families = np.zeros(len(near), bool)
        families[tops[near]] = True
        there = np.flatnonzero(families[tops] & ~view.gone[number])
        parts.append(fabric_of_city(view.base, number, there))
    return woven([*parts, *(fabric_of_thing(thing) for thing in view.things.values())])


def boxes_of(fabric: Fabric) -> tuple[F64, F64]:
    """(owners, 3) twice: the lowest and the highest corner of what belongs to each owner."""
    owner = fabric.owner[fabric.face]
    low = np.full((len(fabric.owners), 3), np.inf)
    high = np.full((len(fabric.owners), 3), -np.inf)
    np.minimum.at(low, owner, fabric.corners.min(1))
    np.maximum.at(high, owner, fabric.corners.max(1))
    return low, high


# on faces


def on_faces(
    fabric: Fabric,
    foot: F64,
    spacing: Spacing,
    sorts: frozenset[int],
    progress: Progress | None = None,
) -> Samples:
    """Places on the outsides of faces, each face with a raster of its own.

    foot: (owners,) local metres at which storeys begin to count. progress: that may be cancelled.
    """
    normal, size = _normals(fabric)
    sort = np.where(normal[:, 2] > LEANING, ROOF, FACADE).astype(np.uint8)
    sort[fabric.called == A_WINDOW] = WINDOW
    fit = (size > SMALLEST) & (normal[:, 2] >= -LEANING) & (fabric.called != UNDERSIDE)
    fit &= np.isin(sort, list(sorts))
    fabric, normal, size, sort = fabric.where(fit), normal[fit], size[fit], sort[fit]
    by_storey = (sort == FACADE) & spacing.storeys
    rasters = _rasters(fabric, normal, foot[fabric.owner], by_storey, spacing)
    total = np.append(0, np.cumsum(rasters.columns.astype(np.int64) * rasters.rows))
    _check(float(total[-1]))
    share = np.where(by_storey, spacing.eye / spacing.storey, 0.5)
    cell, face, points = _by_and_by(rasters, total, share, progress or Progress())
    owner = fabric.owner[face]
    storey = np.maximum(np.floor((points[:, 2] - foot[owner]) / spacing.storey), 0)
    return Samples(
        points,
        normal[face].astype(np.float32),
        (size / np.maximum(np.bincount(face, minlength=len(size)), 1))[face].astype(np.float32),
        sort[face],
        owner,
        np.where(sort[face] == ROOF, -1, storey).astype(np.int16),
        face.astype(np.int32),
        cell.astype(np.int32),
        fabric.owners,
        rasters,
        None,
    )


def _normals(fabric: Fabric) -> tuple[F64, F64]:
    """(f, 3) the unit normal of each face outwards, and (f,) its area."""
    a, b, c = np.moveaxis(fabric.corners, 1, 0)
    across = np.cross(b - a, c - a)
    sums = [np.bincount(fabric.face, across[:, k], len(fabric.key)) for k in range(3)]
    whole = np.stack(sums, axis=1)
    whole[fabric.inside_out] *= -1
    length = np.linalg.norm(whole, axis=1)
    return whole / np.maximum(length, 1e-12)[:, None], length / 2


def _rasters(fabric: Fabric, normal: F64, foot: F64, by_storey: Mask, spacing: Spacing) -> Faces:
    """A raster over each face, as fine as is asked for and a whole number of cells wide and high.

    On façades it lies level, on roofs along the eaves.
    """
    face, count = fabric.face, len(fabric.key)
    level = np.hypot(normal[:, 0], normal[:, 1])
    tilted = (level > 0.02)[:, None]
    across = np.where(tilted, np.c_[-normal[:, 1], normal[:, 0], 0 * level], [1.0, 0.0, 0.0])
    across -= normal * np.einsum("ij,ij->i", across, normal)[:, None]
    across /= np.linalg.norm(across, axis=1, keepdims=True)
    up = np.cross(normal, across)
    left, right = _extent(_along(fabric, across), face, count)
    low, high = _extent(_along(fabric, up), face, count)
    columns = np.maximum(np.ceil((right - left) / spacing.metres - 1e-6), 1)
    rows = np.maximum(np.ceil((high - low) / spacing.metres - 1e-6), 1)
    tall = (high - low) / rows
    if by_storey.any():  # a façade leans by 20° at most: a storey is nearly as high on it
        over = _extent(fabric.corners[..., 2], face, count)[0] - foot
        begin = low - (over - np.floor(over / spacing.storey + 1e-6) * spacing.storey)
        low = np.where(by_storey, begin, low)
        tall = np.where(by_storey, spacing.storey, tall)
        storeys = np.maximum(np.ceil((high - low) / spacing.storey - 1e-6), 1)
        rows = np.where(by_storey, storeys, rows)
    depth = np.bincount(face, _along(fabric, normal).mean(1), count)
    height = depth / np.maximum(np.bincount(face, minlength=count), 1)
    corner = across * left[:, None] + up * low[:, None] + normal * height[:, None]
    wide = (right - left) / columns
    return Faces(
        fabric.key,
        corner,
        across * wide[:, None],
        up * tall[:, None],
        columns.astype(np.int32),
        rows.astype(np.int32),
        fabric.corners,
        face,
    )


def _along(fabric: Fabric, way: F64) -> F64:
    """(t, 3): how far along a direction of its face each corner lies."""
    return np.asarray(np.einsum("tkj,tj->tk", fabric.corners, way[fabric.face]))


def _extent(values: F64, face: NDArray[np.int32], count: int) -> tuple[F64, F64]:
    """(f,) twice: the least and the greatest of values (t, 3) among the triangles of each face."""
    low, high = np.full(count, np.inf), np.full(count, -np.inf)
    np.minimum.at(low, face, values.min(1))
    np.maximum.at(high, face, values.max(1))
    return low, high


def _by_and_by(rasters: Faces, total: I64, share: F64, progress: Progress) -> tuple[I64, I64, F64]:
    """The same as of `_inside`, some faces at a time."""
    found = [(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros((0, 3)))]
    order = np.argsort(rasters.face, kind="stable")
    begins = np.searchsorted(rasters.face[order], np.arange(len(share) + 1))
    begin = 0
    while begin < len(share):
        progress.check()
        end = int(np.searchsorted(total, total[begin] + CELLS, side="right")) - 1
        end = min(max(end, begin + 1), len(share))
        mine = order[begins[begin] : begins[end]]
        some = slice(begin, end)
        part = Faces(
            rasters.key[some],
            rasters.corner[some],
            rasters.across[some],
            rasters.up[some],
            rasters.columns[some],
            rasters.rows[some],
            rasters.corners[mine],
            rasters.face[mine] - begin,
        )
        cell, face, points = _inside(part, total[begin : end + 1] - total[begin], share[some])
        found.append((cell, face + begin, points))
        begin = end
    cells, faces, places = zip(*found, strict=True)
    return np.concatenate(cells), np.concatenate(faces), np.concatenate(places)


def _inside(rasters: Faces, total: I64, share: F64) -> tuple[I64, I64, F64]:
    """The cells whose places lie on their face, which face that is, and the places themselves.

    share: of a cell's height, at which its place lies. A face that has no such cell has one all
    the same: that of the middle of its largest triangle.
    """
    face, corners = rasters.face, rasters.corners
    apart = corners - rasters.corner[face][:, None]
    ways = _inverse(rasters.across), _inverse(rasters.up)
    u, v = (np.einsum("tkj,tj->tk", apart, way[face]) for way in ways)
    on = np.full(int(total[-1]), -1, np.int32)  # the triangle that a cell's place lies on
    at = share[face, None]  # places lie in the middle of columns, and at that height of rows
    for of, column, row in _pairs(u, v - at + 0.5, rasters, face):
        hit = (_weights(u[of], v[of], column + 0.5, row + share[face[of]]) > -1e-7).all(0)
        of = of[hit]
        on[total[face[of]] + row[hit] * rasters.columns[face[of]] + column[hit]] = of
    lone = np.setdiff1d(np.arange(len(share)), face_of(np.flatnonzero(on >= 0), total))
    middle_of = _largest(corners, face, len(share))[lone]
    u_of, v_of = u[middle_of].mean(1), v[middle_of].mean(1)
    most = rasters.columns[lone] - 1, rasters.rows[lone] - 1
    column, row = (np.clip(x, 0, m).astype(int) for x, m in zip((u_of, v_of), most, strict=True))
    lone_cell = total[lone] + row * rasters.columns[lone] + column
    on[lone_cell] = middle_of
    cell = np.flatnonzero(on >= 0)
    of, owner = on[cell].astype(np.int64), face_of(cell, total)
    row, column = np.divmod(cell - total[owner], rasters.columns[owner])
    place = _weights(u[of], v[of], column + 0.5, row + share[owner])
    place[:, np.searchsorted(cell, lone_cell)] = 1 / 3
    return cell - total[owner], owner, np.einsum("kn,nkj->nj", place, corners[of])


def _inverse(way: F64) -> F64:
    """Vectors that count in the length of other ones along these."""
    return np.asarray(way / np.maximum((way**2).sum(1, keepdims=True), 1e-18))


def face_of(cell: I64, total: I64) -> I64:
    """Which face each of all cells belongs to. total: (f + 1,) at which its cells begin."""
    return np.asarray(np.searchsorted(total, cell, side="right") - 1)


def _pairs(
    u: F64, v: F64, rasters: Faces, face: NDArray[np.int32]
) -> Iterator[tuple[I64, I64, I64]]:
    """Triangles with each cell that they may cover, so many at a time."""
    first = [np.maximum(np.ceil(x.min(1) - 0.5 - 1e-6), 0).astype(np.int64) for x in (u, v)]
    most = rasters.columns[face] - 1, rasters.rows[face] - 1
    high = (np.floor(x.max(1) - 0.5 + 1e-6).astype(np.int64) for x in (u, v))
    last = [np.minimum(x, m) for x, m in zip(high, most, strict=True)]
    wide, tall = (np.maximum(b - a + 1, 0) for a, b in zip(first, last, strict=True))
    ends = np.append(0, np.cumsum(wide * tall))
    begin = 0
    while begin < len(face):
        end = max(int(np.searchsorted(ends, ends[begin] + PAIRS, side="right")) - 1, begin + 1)
        some = np.arange(begin, end)
        of = np.repeat(some, ends[some + 1] - ends[some])
        row, column = np.divmod(np.arange(ends[begin], ends[end]) - ends[of], wide[of])
        yield of, column + first[0][of], row + first[1][of]
        begin = end


def _weights(
    u: F64, v: F64, x: NDArray[np.floating], y: NDArray[np.floating]
) -> NDArray[np.float64]:
    """(3, n): the shares of a triangle's corners (n, 3) in a place; all positive inside it."""
    a, b = u[:, 1] - u[:, 0], v[:, 1] - v[:, 0]
    c, d = u[:, 2] - u[:, 0], v[:, 2] - v[:, 0]
    whole = a * d - b * c
    whole = np.where(np.abs(whole) > 1e-15, whole, np.inf)  # none of it is inside
    x, y = x - u[:, 0], y - v[:, 0]
    second, third = (x * d - y * c) / whole, (a * y - b * x) / whole
    return np.stack([1 - second - third, second, third])


def _largest(corners: F64, face: NDArray[np.int32], count: int) -> I64:
    """(f,): the largest triangle of each face."""
    a, b, c = np.moveaxis(corners, 1, 0)
    size = np.linalg.norm(np.cross(b - a, c - a), axis=1)
    order = np.lexsort((size, face))
    last = np.searchsorted(face[order], np.arange(count), side="right") - 1
    return np.asarray(order[last], np.int64)
