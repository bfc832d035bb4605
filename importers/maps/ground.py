"""A map in its own system -> a picture that lies under the city."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from city.frame import Frame
from city.imagery import Imagery
from city.progress import Progress
from importers.maps.fetch import MapFault
from importers.maps.tiles import Box

KNOTS = 33  # on a side, between which the change of system is taken as straight
MOST = 4096  # pixels on a side
BLOCK = 256  # rows that are worked out at a time


class GroundMap(Protocol):
    """A map that can be drawn: what its owner calls it, its system, and whom to name."""

    @property
    def title(self) -> str: ...
    @property
    def crs(self) -> str: ...
    @property
    def attribution(self) -> str: ...

    def picture(
        self, box: Box, metres: float, progress: Progress
    ) -> tuple[NDArray[np.uint8], Box]: ...


def under(source: GroundMap, frame: Frame, box: Box, metres: float, progress: Progress) -> Imagery:
    """The picture of a map under a box of the table.

    box: west, south, east, north in local metres. metres: of a pixel; coarser where the picture
    would have more than 4096 on a side. Raises MapFault, also where the city's place is unknown.
    """
    west, south, east, north = box
    if not (east > west and north > south):
        raise MapFault("there is nothing to lay a map under", lasting=True)
    metres = max(metres, (east - west) / MOST, (north - south) / MOST)
    columns, rows = round((east - west) / metres), round((north - south) / metres)
    knots_x, knots_y = np.linspace(west, east, KNOTS), np.linspace(north, south, KNOTS)
    x, y = _there(source.crs, frame, knots_x, knots_y)
    step = _unit(x, y, (east - west) / (KNOTS - 1)) * metres
    edge = 2 * step
    there = (x.min() - edge, y.min() - edge, x.max() + edge, y.max() + edge)
    pixels, (left, _, right, top) = source.picture(there, step, progress)
    progress.check()
    size = (right - left) / pixels.shape[1]
    picture = np.empty((rows, columns, 4), np.uint8)
    for first in range(0, rows, BLOCK):
        progress.check()
        block = slice(first, min(first + BLOCK, rows))
        px = _spread((x - left) / size, rows, columns, block)
        py = _spread((top - y) / size, rows, columns, block)
        picture[block] = _sampled(pixels, px, py)
    return Imagery(picture, west, south, east, north, source.attribution)


def _there(
    crs: str, frame: Frame, x: NDArray[np.float64], y: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Where the knots (n, n) lie in the map's system, east first."""
    import pyproj

    if not frame.horizontal or frame.horizontal == "local":
        raise MapFault(
            "where on Earth this city lies is not known, so no map can be laid under it", True
        )
    try:
        change = pyproj.Transformer.from_crs(frame.horizontal, crs, always_xy=True)
        grid = np.meshgrid(x + frame.origin[0], y + frame.origin[1])
        there = change.transform(*grid)
    except pyproj.exceptions.ProjError as fault:
        raise MapFault(f"the map's system {crs} cannot be turned into the city's", True) from fault
    if not (np.isfinite(there[0]).all() and np.isfinite(there[1]).all()):
        raise MapFault(f"this place does not exist in the map's system {crs}", True)
    return np.asarray(there[0]), np.asarray(there[1])


def _unit(x: NDArray[np.float64], y: NDArray[np.float64], metres: float) -> float:
    """How many units of the map's system a local metre is, at the middle of the picture."""
    k = KNOTS // 2
    return float(np.hypot(x[k, k + 1] - x[k, k], y[k, k + 1] - y[k, k]) / metres)


def _spread(
    knots: NDArray[np.float64], rows: int, columns: int, block: slice
) -> NDArray[np.float32]:
    """The value at the middle of each pixel of some rows, between the knots."""
    across = (np.arange(columns) + 0.5) / columns * (KNOTS - 1)
    down = (np.arange(block.start, block.stop) + 0.5) / rows * (KNOTS - 1)
    c, r = np.minimum(across.astype(int), KNOTS - 2), np.minimum(down.astype(int), KNOTS - 2)
    u, v = across - c, (down - r)[:, None]
    lines = knots[:, c] * (1 - u) + knots[:, c + 1] * u
    return np.asarray(lines[r] * (1 - v) + lines[r + 1] * v, np.float32)


def _sampled(
    pixels: NDArray[np.uint8], x: NDArray[np.float32], y: NDArray[np.float32]
) -> NDArray[np.uint8]:
    """The picture's colours at places (rows, columns), between its four nearest pixels."""
    rows, columns = pixels.shape[:2]
    inside = (x >= 0) & (x <= columns) & (y >= 0) & (y <= rows)
    x, y = np.clip(x - 0.5, 0, columns - 1), np.clip(y - 0.5, 0, rows - 1)
    c = np.minimum(x.astype(np.int32), max(columns - 2, 0))
    r = np.minimum(y.astype(np.int32), max(rows - 2, 0))
    u, v = (x - c)[..., None], (y - r)[..., None]
    flat = pixels.reshape(-1, 4)
    at = r * columns + c
    right, below = min(1, columns - 1), columns * min(1, rows - 1)
    upper = flat[at] * (1 - u) + flat[at + right] * u
    lower = flat[at + below] * (1 - u) + flat[at + below + right] * u
    picture = np.asarray((upper * (1 - v) + lower * v).round(), np.uint8)
    picture[~inside, 3] = 0
    return picture
