"""Square cells over a part of the table: where they lie, and nothing of what is known there."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

F64 = NDArray[np.float64]
MOST_CELLS = 20_000_000  # for each a map holds 72 horizons
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Grid:
    """Square cells over a part of the table; row 0 is the northernmost, as in a Terrain.

    west, north: local metres of the centre of the first cell; step: metres between centres.
    """

    west: float
    north: float
    step: float
    rows: int
    columns: int

    @classmethod
    def over(cls, box: Box, step: float) -> Grid:
        """The cells that cover a box (west, south, east, north) of local metres.

        Raises ValueError for a box without an area, and for more than MOST_CELLS cells.
        """
        west, south, east, north = box
        wide, high = east - west, north - south
        if not (np.isfinite([wide, high, step]).all() and min(wide, high, step) > 0):
            raise ValueError(f"a map needs an area and a step: {box}, {step} m were given")
        if wide / step * high / step > MOST_CELLS:
            raise ValueError(
                f"a map of {wide:.0f} x {high:.0f} m in steps of {step:g} m is too large: "
                "choose a smaller area or a longer step"
            )
        rows, columns = (max(1, int(np.ceil(side / step - 1e-6))) for side in (high, wide))
        return cls(west + step / 2, north - step / 2, step, rows, columns)

    @classmethod
    def at_steps(cls, box: Box, step: float) -> Grid:
        """The same with sides of cells at whole steps, so that grids over other boxes share cells.

        Raises what `over` does.
        """
        west, south = (float(np.floor(side / step + 1e-9)) * step for side in box[:2])
        east, north = (float(np.ceil(side / step - 1e-9)) * step for side in box[2:])
        return cls.over((west, south, east, north), step)

    @property
    def shape(self) -> tuple[int, int]:
        return self.rows, self.columns

    def places(self) -> F64:
        """(rows * columns, 2): the centres of the cells, row by row, in local metres."""
        x = self.west + np.arange(self.columns) * self.step
        y = self.north - np.arange(self.rows) * self.step
        return np.stack([axis.ravel() for axis in np.meshgrid(x, y)], axis=1)

    def box(self) -> NDArray[np.float64]:
        """(2, 2): the south-western and the north-eastern corner of the cells."""
        west, north = self.west - self.step / 2, self.north + self.step / 2
        east, south = west + self.columns * self.step, north - self.rows * self.step
        return np.array([[west, south], [east, north]])
