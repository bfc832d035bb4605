"""A calm ground for cities that come without terrain: a smooth sheet through what stands there."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

F64 = NDArray[np.floating]

CELLS = 72
RIM = 9  # of the cells on each side lie around the city, where the ground only fades
WIDER = 0.9  # the ground is so much wider than the city, on each side
BELOW = 0.4  # metres: a little under the lowest points, so that floors do not show through
STEEPEST = 0.5  # metres up per metre: what is higher above its neighbours stands on no ground


class CalmGround:
    """A smooth ground through the feet of objects; it is a backdrop, and no measured terrain.

    x, y: (CELLS,) where its grid lies. heights: (CELLS, CELLS), by y and x. middle: of the city in
    plan, and how far it reaches from there.
    """

    def __init__(self, bases: F64) -> None:
        """bases: (n, 3) the lowest point of each object."""
        centre, half = self.middle = middle(bases)
        beyond = np.linspace(1, 1 + WIDER, RIM + 1)[1:]
        lines = np.concatenate([-beyond[::-1], np.linspace(-1, 1, CELLS - 2 * RIM), beyond])
        self.x, self.y = lines * half[0] + centre[0], lines * half[1] + centre[1]
        column = np.clip(np.searchsorted(self.x, bases[:, 0]), 1, CELLS - 1)
        row = np.clip(np.searchsorted(self.y, bases[:, 1]), 1, CELLS - 1)
        lowest = np.full((CELLS, CELLS), np.inf)
        for dy in (0, 1):
            for dx in (0, 1):
                np.minimum.at(lowest, (row - dy, column - dx), bases[:, 2])
        reached = _reached(lowest, np.diff(self.x), np.diff(self.y))
        known = np.isfinite(lowest) & (lowest <= reached)
        self.heights = _filled(np.where(known, lowest, 0), known.astype(float)) - BELOW

    def at(self, places: F64) -> F64:
        """(n,): how high it is at places (n, 2); around it, as high as at its rim."""
        return height_on(self.x, self.y, self.heights, places)


def height_on(x: F64, y: F64, heights: F64, places: F64) -> F64:
    """(n,): the height at places (n, 2) of a grid whose squares are two triangles each."""
    column = np.interp(places[:, 0], x, np.arange(len(x)))
    row = np.interp(places[:, 1], y, np.arange(len(y)))
    west = np.minimum(column.astype(int), len(x) - 2)
    south = np.minimum(row.astype(int), len(y) - 2)
    east, north = column - west, row - south
    a, b = heights[south, west], heights[south, west + 1]
    d, c = heights[south + 1, west], heights[south + 1, west + 1]
    below = a + (b - a) * east + (c - b) * north  # in the triangle below the square's diagonal
    above = a + (c - d) * east + (d - a) * north
    return np.asarray(np.where(east > north, below, above))


def middle(bases: F64) -> tuple[F64, F64]:
    """The middle of a city in plan, and how far it reaches from there to the east and north."""
    low, high = bases[:, :2].min(0), bases[:, :2].max(0)
    half = np.maximum((high - low) / 2, 10.0)
    return (low + high) / 2, np.maximum(half, half.max() * 0.5)


def _reached(
    lowest: NDArray[np.float64], dx: NDArray[np.float64], dy: NDArray[np.float64]
) -> NDArray[np.float64]:
    """How high the ground can be if it rises from the lowest places around as steeply as it may.

    A bridge, a roof or a bay that is an object of its own would pull the ground up to itself.
    """
    high, east, north = lowest.copy(), STEEPEST * dx, STEEPEST * dy[:, None]
    for _ in range(CELLS):
        before = high.copy()
        np.minimum(high[:, 1:], high[:, :-1] + east, out=high[:, 1:])
        np.minimum(high[:, :-1], high[:, 1:] + east, out=high[:, :-1])
        np.minimum(high[1:], high[:-1] + north, out=high[1:])
        np.minimum(high[:-1], high[1:] + north, out=high[:-1])
        if (high == before).all():
            break
    return high


def _filled(total: NDArray[np.float64], weight: NDArray[np.float64]) -> NDArray[np.float64]:
    """Means where there are values, and ever wider means where there are none."""
    levels = [(total, weight)]
    while len(levels[-1][0]) > 1:
        t, w = (np.pad(v, (0, len(v) % 2), mode="constant") for v in levels[-1])
        levels.append(tuple(v.reshape(len(v) // 2, 2, -1, 2).sum((1, 3)) for v in (t, w)))
    height = levels[-1][0] / np.maximum(levels[-1][1], 1e-9)
    for t, w in reversed(levels[:-1]):
        wide = _twice(height)[: t.shape[0], : t.shape[1]]
        height = (t + wide * 0.5) / (w + 0.5)
    total, weight = levels[0]
    return np.where(weight > 0, total / np.maximum(weight, 1), height)  # or houses hang in the air


def _twice(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Twice as many rows and columns, with linear transitions."""
    for axis in (0, 1):
        v = np.moveaxis(values, axis, 0)
        before, after = np.concatenate([v[:1], v[:-1]]), np.concatenate([v[1:], v[-1:]])
        finer = np.stack([0.75 * v + 0.25 * before, 0.75 * v + 0.25 * after], axis=1)
        values = np.moveaxis(finer.reshape(-1, *v.shape[1:]), 0, axis)
    return values
