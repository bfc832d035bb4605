"""The lie of the land as a grid of heights."""

from __future__ import annotations

from dataclasses import dataclass, field

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

    def height_at(self, places: NDArray[np.floating]) -> NDArray[np.float64]:
        """The height under each (x, y) of `places` (n, 2), bilinear; NaN off the grid."""
        rows, columns = self.heights.shape
        x = (places[:, 0] - self.west) / self.step[0]
        y = (self.north - places[:, 1]) / self.step[1]
        inside = (x >= 0) & (y >= 0) & (x <= columns - 1) & (y <= rows - 1)
        column = np.clip(np.nan_to_num(x).astype(int), 0, max(columns - 2, 0))
        row = np.clip(np.nan_to_num(y).astype(int), 0, max(rows - 2, 0))
        u, v = np.clip(x - column, 0, 1), np.clip(y - row, 0, 1)
        height = np.zeros(len(places))
        for down, right in ((0, 0), (0, 1), (1, 0), (1, 1)):
            weight = (v if down else 1 - v) * (u if right else 1 - u)
            r, c = np.minimum(row + down, rows - 1), np.minimum(column + right, columns - 1)
            cell = self.heights[r, c]
            height += np.where(weight == 0, 0, cell * weight)  # not even an unknown cell counts
        return np.where(inside, height, np.nan)
