"""What stands on the ground as a raster of heights: roofs, trees and all that triangles show."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from city.grid import Grid

F32 = NDArray[np.float32]
Mesh = tuple[NDArray[np.floating], NDArray[np.integer]]
THREADS = 2


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
