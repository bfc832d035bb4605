"""The lie of the land as a grid of heights."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from city.frame import Frame
from city.model import Source


@dataclass(frozen=True, slots=True, eq=False)
class Terrain:
    """Heights on a regular grid of a frame.

    heights: (rows, columns) float32 local metres, NaN where unknown; row 0 is the northernmost.
    west, north: local metres of the centre of the first cell; step: metres between centres.
    """

    name: str
    frame: Frame
    heights: NDArray[np.float32]
    west: float
    north: float
    step: tuple[float, float]
    source: Source = field(default_factory=lambda: Source("", ""))

    def clipped(self, west: float, south: float, east: float, north: float) -> Terrain | None:
        """The cells that heights within a box of local metres need; None where it has none."""
        rows, columns = self.heights.shape
        left = max(math.floor((west - self.west) / self.step[0]), 0)
        right = min(math.ceil((east - self.west) / self.step[0]) + 1, columns)
        top = max(math.floor((self.north - north) / self.step[1]), 0)
        low = min(math.ceil((self.north - south) / self.step[1]) + 1, rows)
        if left >= right or top >= low or not np.isfinite(self.heights[top:low, left:right]).any():
            return None
        return replace(
            self,
            heights=np.ascontiguousarray(self.heights[top:low, left:right]),
            west=self.west + left * self.step[0],
            north=self.north - top * self.step[1],
        )

    def height_at(self, places: NDArray[np.floating]) -> NDArray[np.float64]:
        """The height under each (x, y) of `places` (n, 2), bilinear; NaN off the grid."""
        rows, columns = self.heights.shape
        x = (places[:, 0] - self.west) / self.step[0]
        y = (self.north - places[:, 1]) / self.step[1]
        inside = (x >= 0) & (y >= 0) & (x <= columns - 1) & (y <= rows - 1)
        x, y = np.where(inside, x, 0.0), np.where(inside, y, 0.0)
        column = np.clip(x.astype(int), 0, max(columns - 2, 0))
        row = np.clip(y.astype(int), 0, max(rows - 2, 0))
        right, below = np.minimum(column + 1, columns - 1), np.minimum(row + 1, rows - 1)
        u, v = x - column, y - row
        height = np.zeros(len(places))
        for corner_row, corner_column, weight in (
            (row, column, (1 - u) * (1 - v)),
            (row, right, u * (1 - v)),
            (below, column, (1 - u) * v),
            (below, right, u * v),
        ):  # an unknown corner without weight does not matter
            height += np.where(weight > 0, self.heights[corner_row, corner_column] * weight, 0.0)
        return np.where(inside, height, np.nan)
