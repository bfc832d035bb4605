"""The surface in the air on which a variable has one value."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from city.simulated.field import Field
from city.simulated.raster import Raster
from city.simulated.surfaces import F32, F64, Standing, Surface, ground_at
from city.simulated.volume import Volume

Rows = NDArray[np.int64]
# A cube between eight places, parted into tetrahedra that meet those of its neighbours. Corners are
# counted by 1 for the next column, 2 for the next row and 4 for the next level.
CUBE = np.array([[0, a, a | b, 7] for a, b in ((1, 2), (1, 4), (2, 1), (2, 4), (4, 1), (4, 2))])


def iso_surface(
    field: Field,
    key: str,
    value: float,
    moment: np.datetime64,
    standing: Standing,
    altitude: float = 0.0,
) -> Surface:
    """Where a variable of a volume, or of a raster with heights, has a value at a moment.

    It shows one value, the only one. standing: how high the ground is. altitude: metres of the
    frame's origin over the datum. Raises ValueError for a field that does not fill space.
    """
    if isinstance(field.shape, Volume):
        values = field.at(key, moment)
        tetrahedra = _of_cells(field.shape, values, field.variable(key).at == "nodes", value)
    elif isinstance(field.shape, Raster) and field.levels is not None:
        levels = range(len(field.levels.heights))
        stack = np.stack([field.at(key, moment, level) for level in levels])
        tetrahedra = _of_cubes(field, stack, value, standing, altitude)
    else:
        raise ValueError(f"{field.title}: it does not fill the air, so nothing lies in it")
    corners = _between(*tetrahedra, value)
    triangles = np.arange(3 * len(corners)).reshape(-1, 3)
    points = corners.reshape(-1, 3)
    return Surface.between(points, triangles, np.zeros(len(points), np.int32))


def _of_cells(volume: Volume, values: F32, at_nodes: bool, value: float) -> tuple[F64, F32]:
    """Tetrahedra (m, 4, 3) around the value and what they have at their corners (m, 4): from the
    middle of each cell to a side of one of its faces, and to the middle of that."""
    side_of = np.repeat(np.arange(len(volume.sides) - 1), np.diff(volume.sides))
    cell_of = np.repeat(np.arange(len(volume)), np.diff(volume.sides[volume.offsets]))
    begin = volume.sides[volume.offsets[:-1]]
    if at_nodes:
        nodes = values.astype(np.float64)
        middle = np.add.reduceat(nodes[volume.corners], begin) / np.bincount(cell_of)
    else:
        middle = values.astype(np.float64)
        known = np.isfinite(middle[cell_of])
        corner, of = volume.corners[known], middle[cell_of[known]]
        count = np.bincount(corner, minlength=len(volume.nodes))
        whole = np.bincount(corner, of, len(volume.nodes))
        nodes = whole / np.maximum(count, 1)
    around = nodes[volume.corners]
    with np.errstate(invalid="ignore"):
        low = np.minimum(np.minimum.reduceat(around, begin), middle)
        high = np.maximum(np.maximum.reduceat(around, begin), middle)
    some = np.flatnonzero(((low <= value) & (high > value))[cell_of])
    face = np.add.reduceat(around, volume.sides[:-1]) / np.diff(volume.sides)
    at_face = np.add.reduceat(volume.nodes[volume.corners], volume.sides[:-1])
    at_face /= np.diff(volume.sides)[:, None]
    following = np.arange(1, len(volume.corners) + 1)
    following[volume.sides[1:] - 1] = volume.sides[:-1]
    one, other = volume.corners[some], volume.corners[following[some]]
    side, cell = side_of[some], cell_of[some]
    places = [at_face[side], volume.nodes[one], volume.nodes[other], volume.middles[cell]]
    told = [face[side], nodes[one], nodes[other], middle[cell]]
    return np.stack(places, axis=1), np.stack(told, axis=1).astype(np.float32)


def _of_cubes(
    field: Field, stack: F32, value: float, standing: Standing, altitude: float
) -> tuple[F64, F32]:
    """The same between the middles of cells over each other, (levels, rows, columns)."""
    assert isinstance(field.shape, Raster) and field.levels is not None
    ends = slice(None, -1), slice(1, None)
    corners = [stack[k, j, i] for k in ends for j in ends for i in ends]
    with np.errstate(invalid="ignore"):
        low, high = np.minimum.reduce(corners), np.maximum.reduce(corners)
        level, row, column = np.nonzero((low <= value) & (high > value))
    rows, columns = stack.shape[1:]
    plan = field.shape.places()
    if field.levels.above == "datum":
        ground = np.full(rows * columns, -altitude)
    else:
        ground = ground_at(standing, plan)
    number = np.arange(8)
    cell = (row[:, None] + (number >> 1 & 1)) * columns + column[:, None] + (number & 1)
    over = level[:, None] + (number >> 2)
    heights = ground[cell] + field.levels.heights[over]
    places = np.concatenate([plan[cell], heights[..., None]], axis=2)
    told = stack.reshape(len(stack), -1)[over, cell]
    return places[:, CUBE].reshape(-1, 4, 3), told[:, CUBE].reshape(-1, 4)


def _between(places: F64, told: F32, value: float) -> F64:
    """(t, 3, 3): the triangles at which tetrahedra are cut, seen from where there is less."""
    known = np.isfinite(told).all(1)
    places, told = places[known], told[known]
    more = told > value
    order = np.argsort(~more, axis=1, kind="stable")  # those with more first
    places = np.take_along_axis(places, order[..., None], axis=1)
    told = np.take_along_axis(told, order, axis=1)
    count = more.sum(1)
    found = [np.zeros((0, 3, 3))]
    for many, cuts in (
        (1, (((0, 1), (0, 2), (0, 3)),)),
        (2, (((0, 2), (0, 3), (1, 3)), ((0, 2), (1, 3), (1, 2)))),
        (3, (((0, 3), (1, 3), (2, 3)),)),
    ):
        mine = np.flatnonzero(count == many)
        at, of = places[mine], told[mine].astype(np.float64)
        less = at[:, many:].mean(1) - at[:, :many].mean(1)
        for cut in cuts:
            corners = np.stack([_cut(at, of, a, b, value) for a, b in cut], axis=1)
            facing = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
            turned = (facing * less).sum(1) < 0
            corners[turned] = corners[turned][:, ::-1]
            found.append(corners)
    return np.concatenate(found)


def _cut(at: F64, of: F64, a: int, b: int, value: float) -> F64:
    share = (value - of[:, a]) / (of[:, b] - of[:, a])
    return np.asarray(at[:, a] + (at[:, b] - at[:, a]) * share[:, None])
