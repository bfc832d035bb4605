"""A sheet over the ground of a layer, just above what it lies on."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from city.layer import Ground, Samples
from city.rays import Rays, Triangles

F64 = NDArray[np.float64]
I32 = NDArray[np.int32]
Mask = NDArray[np.bool_]

SQUARES = 25_000  # of two triangles each; a finer grid is drawn with several cells to a square
SIDE = 4096  # cells of the picture at most
RAISED = 0.03  # metres that the sheet lies over the places that it tells of
KERB = 2.0  # metres over the terrain up to which streets lie on it; higher ones are bridges
UNDER = 1  # cells that its colours go on under the buildings, so that no gap shows at their walls


def sheet(ground: Ground, paving: list[Triangles]) -> tuple[F64, I32, NDArray[np.float32]]:
    """Points (n, 3) in local metres, triangles (t, 3), and where in the picture each point lies,
    (n, 2), over all cells that are coloured. paving: what lies on the terrain, and under the sheet.
    """
    grid, heights = ground.grid, _over(ground, paving)
    rows, columns = heights.shape
    step = int(np.ceil(np.sqrt(max(rows * columns / SQUARES, 1))))
    blocks = -(-rows // step), -(-columns // step)
    held = np.full((blocks[0] * step, blocks[1] * step), np.nan)
    held[:rows, :columns] = heights
    level = _corners(held, step)
    y, x = (np.arange(n + 1) * step for n in blocks)
    y, x = np.minimum(y, rows), np.minimum(x, columns)
    gx, gy = np.meshgrid(x, y)
    points = np.stack(
        [grid.west + (gx - 0.5) * grid.step, grid.north - (gy - 0.5) * grid.step, level], axis=2
    )
    uv = np.stack([gx / columns, 1 - gy / rows], axis=2).astype(np.float32)
    coloured = np.zeros(held.shape, bool)
    coloured[:rows, :columns] = _grown(np.isfinite(heights), UNDER)
    wanted = coloured.reshape(blocks[0], step, blocks[1], step).any((1, 3))
    number = np.arange(gx.size, dtype=np.int32).reshape(gx.shape)
    a, b, c, d = (
        part[wanted]
        for part in (number[1:, :-1], number[1:, 1:], number[:-1, 1:], number[:-1, :-1])
    )
    triangles = np.concatenate([np.stack([a, b, c], axis=1), np.stack([a, c, d], axis=1)])
    return points.reshape(-1, 3), triangles, uv.reshape(-1, 2)


def _over(ground: Ground, paving: list[Triangles]) -> F64:
    """The heights of cells, those of streets and greens where these lie on the terrain."""
    grid, heights = ground.grid, ground.heights.astype(np.float64)
    if paving:
        row, column = np.nonzero(np.isfinite(heights))
        above = heights[row, column] + KERB
        x, y = grid.west + column * grid.step, grid.north - row * grid.step
        down = np.tile(np.array([[0, 0, -1]], np.float32), (len(row), 1))
        met = Rays(paving).hit(np.stack([x, y, above], axis=1).astype(np.float32), down)
        found = (met.mesh >= 0) & (met.away < KERB)
        heights[row[found], column[found]] = above[found] - met.away[found]
    return heights


def page(samples: Samples) -> I32:
    """(rows, columns): the row of the sample that colours each cell of the ground, -1 for none;
    the southernmost row first. A grid of very many cells is thinned.
    """
    ground = samples.ground
    assert ground is not None
    flat = np.full(ground.heights.size, -1, np.int32)
    rows = np.flatnonzero(samples.face < 0)
    flat[samples.cell[rows]] = rows
    found: I32 = flat.reshape(ground.heights.shape)
    for _ in range(UNDER):
        held = np.pad(found, 1, constant_values=-1)
        around = [held[1 + i :, 1 + j :][: found.shape[0], : found.shape[1]] for i, j in _AROUND]
        best = np.maximum.reduce(around)
        found = np.where(found < 0, best, found)
    thin = -(-max(found.shape) // SIDE)
    return np.ascontiguousarray(found[::-1][::thin, ::thin])


_AROUND = [(i, j) for i in (-1, 0, 1) for j in (-1, 0, 1) if i or j]


def _grown(mask: Mask, cells: int) -> Mask:
    for _ in range(cells):
        wide = np.pad(mask, 1)
        for i, j in _AROUND:
            mask = mask | wide[1 + i :, 1 + j :][: mask.shape[0], : mask.shape[1]]
    return mask


def _corners(heights: F64, step: int) -> F64:
    """The height of the corners of squares of cells, so that no place lies above its square.

    heights: (rows, columns) of the cells, NaN where unknown, whole squares of step by step.
    """
    rows, columns = (n // step for n in heights.shape)
    cells = heights.reshape(rows, step, columns, step)
    known = np.isfinite(cells)
    count = known.sum((1, 3))
    middle = np.where(known, cells, 0).sum((1, 3)) / np.maximum(count, 1)
    level = _around(np.where(count > 0, middle, np.nan))
    level = np.where(np.isfinite(level), level, _around(_around(level)[1:-1, 1:-1]))
    level = np.nan_to_num(level)  # of corners so far from any place that no square has them
    at = (np.arange(step) + 0.5) / step
    down, over = at[:, None, None], at
    north = level[:-1, None, :-1, None] * (1 - over) + level[:-1, None, 1:, None] * over
    south = level[1:, None, :-1, None] * (1 - over) + level[1:, None, 1:, None] * over
    lack = np.where(known, cells - (north * (1 - down) + south * down), 0).max((1, 3))
    held = np.pad(np.maximum(lack, 0), 1)
    raised = np.maximum.reduce([held[:-1, :-1], held[:-1, 1:], held[1:, :-1], held[1:, 1:]])
    return np.asarray(level + raised + RAISED)


def _around(middle: F64) -> F64:
    """(rows + 1, columns + 1): the mean of the known ones of the four squares around a corner."""
    held = np.pad(middle, 1, constant_values=np.nan)
    four = np.stack([held[:-1, :-1], held[:-1, 1:], held[1:, :-1], held[1:, 1:]])
    known = np.isfinite(four)
    count = known.sum(0)
    return np.where(count > 0, np.where(known, four, 0).sum(0) / np.maximum(count, 1), np.nan)
