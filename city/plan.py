"""A small plan of the city: how much of each spot is built on."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from city.measure import boxes
from city.model import City
from city.query import drawn

Box = tuple[float, float, float, float]  # west, south, east, north


def built_up(cities: Iterable[City], kinds: set[str], extent: Box, size: int) -> NDArray[np.uint8]:
    """(rows, columns) how much of each cell is covered, 0 to 255; the northernmost row first.

    kinds: of objects that count. extent: west, south, east, north. size: cells on the longer side.
    Objects count by the boxes around them, so that a million of them take a moment only.
    """
    west, south, east, north = extent
    cell = max(east - west, north - south, 1e-6) / size
    columns = max(int(np.ceil((east - west) / cell)), 1)
    rows = max(int(np.ceil((north - south) / cell)), 1)
    change = np.zeros((rows + 2, columns + 2))
    for city in cities:
        wanted = np.array([kind in kinds for kind in city.objects.kinds] + [False])
        for lod, mask in drawn(city).items():
            found = boxes(city, lod)[mask & wanted[city.objects.kind]]
            found = found[np.isfinite(found[:, :, :2]).all((1, 2))]
            low = (found[:, 0, :2] - (west, south)) / cell
            high = (found[:, 1, :2] - (west, south)) / cell
            _add(change, low, high)
    cover = change.cumsum(0).cumsum(1)[:rows, :columns]
    return np.asarray(np.clip(cover, 0, 1)[::-1] * 255, np.uint8)


def _add(change: NDArray[np.float64], low: NDArray[np.float64], high: NDArray[np.float64]) -> None:
    """Add boxes to a plan that is summed up afterwards; a cell's share is that of its area.

    A box is the difference of steps at its sides, and a step between two cells is shared by them.
    """
    limit = np.array(change.shape[::-1]) - 2.0
    low, high = np.clip(low, 0, limit), np.clip(high, 0, limit)
    for x, way_x in ((low[:, 0], 1.0), (high[:, 0], -1.0)):
        for y, way_y in ((low[:, 1], 1.0), (high[:, 1], -1.0)):
            column, row = np.floor(x).astype(int), np.floor(y).astype(int)
            u, v = x - column, y - row
            for dc, share_x in ((0, 1 - u), (1, u)):
                for dr, share_y in ((0, 1 - v), (1, v)):
                    amount = way_x * way_y * share_x * share_y
                    np.add.at(change, (row + dr, column + dc), amount)
