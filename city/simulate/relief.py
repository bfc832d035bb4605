"""What stands on the ground as a raster of heights: roofs, trees and all that triangles show."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

F32 = NDArray[np.float32]
F64 = NDArray[np.float64]
Mesh = tuple[NDArray[np.floating], NDArray[np.integer]]
MOST_CELLS = 20_000_000  # for each a map holds 72 horizons
THREADS = 2


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
    def over(cls, box: tuple[float, float, float, float], step: float) -> Grid:
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

    @property
    def shape(self) -> tuple[int, int]:
        return self.rows, self.columns

    def places(self) -> F64:
        """(rows * columns, 2): the centres of the cells, row by row, in local metres."""
        x = self.west + np.arange(self.columns) * self.step
        y = self.north - np.arange(self.rows) * self.step
        return np.stack([axis.ravel() for axis in np.meshgrid(x, y)], axis=1)


def relief(grid: Grid, ground: NDArray[np.floating], meshes: Iterable[Mesh]) -> F32:
    """The height of the topmost surface at the centre of every cell.

    ground: (rows, columns) local metres, NaN where nobody knows it. meshes: points (n, 3) in local
    metres and triangles (t, 3). Gives (rows, columns) float32, NaN where there is nothing. Upright
    triangles and those without finite corners show nothing; what a triangle hides below it, such as
    the street under a bridge, is lost. Raises ValueError for rasters of other shapes and triangles
    of points that there are not.
    """
    from city.simulate.loops import raise_surface

    if ground.shape != grid.shape:
        raise ValueError(f"the ground is {ground.shape} cells, the map {grid.shape}")
    heights = np.array(ground, np.float32, order="C")
    west, north, step = float(grid.west), float(grid.north), float(grid.step)
    bands = np.linspace(0, grid.rows, THREADS + 1).astype(int).tolist()
    with ThreadPoolExecutor(THREADS) as pool:
        for points, triangles in meshes:
            faces = np.ascontiguousarray(triangles, np.int32)
            if faces.size and not 0 <= faces.min() <= faces.max() < len(points):
                raise ValueError(f"a mesh of {len(points)} points has triangles of others")
            corners = np.ascontiguousarray(points, np.float64)
            done = [
                pool.submit(raise_surface, corners, faces, west, north, step, heights, first, last)
                for first, last in pairwise(bands)
            ]
            for band in done:
                band.result()
    return heights
