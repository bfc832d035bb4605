"""The ground as rays meet it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from city.calm_ground import height_on
from city.terrain import Terrain

F32 = NDArray[np.float32]
F64 = NDArray[np.float64]

CELLS = 1_000_000  # of a terrain, above which it is taken less finely


@dataclass(frozen=True, slots=True, eq=False)
class Lattice:
    """Heights of the ground, with two triangles in each square: their common side runs from the
    north-east to the south-west.

    x: (columns,) and y: (rows,) local metres, y from the north. heights: (rows, columns) local
    metres, NaN where unknown.
    """

    x: F64
    y: F64
    heights: F64

    def mesh(self, origin: F64) -> tuple[F32, NDArray[np.int32]]:
        """Points (n, 3) counted from an origin, and triangles (t, 3) of them."""
        rows, columns = self.heights.shape
        points = np.stack([*np.meshgrid(self.x, self.y), self.heights], axis=2).reshape(-1, 3)
        points -= origin
        number = np.arange(rows * columns, dtype=np.int32).reshape(rows, columns)
        a, b, c, d = number[:-1, :-1], number[:-1, 1:], number[1:, 1:], number[1:, :-1]
        triangles = np.stack([a, d, b, b, d, c], axis=2).reshape(-1, 3)
        known = np.isfinite(points[:, 2])
        return np.where(known[:, None], points, 0).astype(np.float32), triangles[
            known[triangles].all(1)
        ]

    def under(self, places: F64) -> F64:
        """(n,): how high the triangles lie at places (n, 2), local metres; NaN for none."""
        if min(self.heights.shape) < 2:
            return np.full(len(places), np.nan)
        x, y = places[:, 0], places[:, 1]
        on = (x >= self.x[0]) & (x <= self.x[-1]) & (y >= self.y[-1]) & (y <= self.y[0])
        return np.where(on, height_on(self.x, self.y[::-1], self.heights[::-1], places), np.nan)


def lattice_of(terrain: Terrain, box: tuple[float, float, float, float]) -> Lattice | None:
    """That of a terrain within a box (west, south, east, north), None for none; every other height,
    or fewer, where there are very many."""
    part = terrain.clipped(*box)
    if part is None:
        return None
    step = int(np.ceil(np.sqrt(max(part.heights.size / CELLS, 1.0))))
    heights = part.heights[::step, ::step].astype(np.float64)
    rows, columns = heights.shape
    x = np.asarray(part.west + np.arange(columns) * part.step[0] * step, np.float64)
    y = np.asarray(part.north - np.arange(rows) * part.step[1] * step, np.float64)
    return Lattice(x, y, heights)
