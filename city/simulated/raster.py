"""Cells in rows and columns, upright in a coordinate system of their own."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from city.crs import NOWHERE, Crs
from city.crs_names import between, known
from city.frame import Frame
from city.placement import Placement

F64 = NDArray[np.float64]
Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Raster:
    """Cells whose centres lie along two axes; the first row is the northernmost.

    x: (columns,) rising, y: (rows,) falling: centres in the units of `crs`, evenly apart or not.
    crs: "EPSG:28992", a WKT (rotated poles too), or "local". matrix: (2, 3) from x, y and 1 to the
    coordinates of `crs`, east first, None where they are those. frame: of the local metres.
    """

    x: F64
    y: F64
    crs: str
    frame: Frame
    matrix: F64 | None = None

    @property
    def shape(self) -> tuple[int, int]:
        return len(self.y), len(self.x)

    def __len__(self) -> int:
        return len(self.y) * len(self.x)

    def places(self) -> F64:
        """(rows * columns, 2): the centres of the cells, row by row, in local metres."""
        return self._local(self.x, self.y)

    def corners(self) -> F64:
        """((rows + 1) * (columns + 1), 2): where cells meet, row by row, in local metres."""
        return self._local(edges(self.x), edges(self.y))

    def at(self, rows: F64, columns: F64) -> F64:
        """(r * c, 2): where lines across rows and columns meet, row by row, in local metres.

        rows, columns: (r,), (c,) counted in cells from the north-western corner.
        """
        x, y = edges(self.x), edges(self.y)
        across = np.interp(columns, np.arange(len(x)), x)
        return self._local(across, np.interp(rows, np.arange(len(y)), y))

    def box(self) -> F64:
        """(2, 2): the south-western and the north-eastern corner around all cells, local metres."""
        x, y = edges(self.x), edges(self.y)
        rim = np.concatenate(
            [self._local(x, y[[0, -1]]), self._local(x[[0, -1]], y)]
        )  # parallels of latitude bend
        rim = rim[np.isfinite(rim).all(1)]
        return np.stack([rim.min(0), rim.max(0)]) if len(rim) else np.full((2, 2), np.nan)

    def cells(self, points: F64) -> Rows:
        """In which cell, counted row by row, each point (n, 2) of local metres lies; -1 in none."""
        east, north = self._own(points)
        x, y = edges(self.x), edges(self.y)
        column = np.searchsorted(x, east, "right") - 1
        row = np.searchsorted(-y, -north, "right") - 1
        inside = (column >= 0) & (column < len(self.x)) & (row >= 0) & (row < len(self.y))
        return np.where(inside, row * len(self.x) + column, -1)

    def around(self, points: F64) -> tuple[Rows, F64]:
        """(n, 4) the cells whose centres are around each point (n, 2) of local metres, and how much
        each of them counts there, linear between them and 1 in all; nothing outside of all cells.
        """
        east, north = self._own(points)
        column, right = _between(self.x, east)
        row, below = _between(-self.y, -north)
        east_of, south_of = (
            np.minimum(k + 1, len(of) - 1) for k, of in ((column, self.x), (row, self.y))
        )
        one, other = row * len(self.x), south_of * len(self.x)
        four = [one + column, one + east_of, other + column, other + east_of]
        share = [(1 - below) * (1 - right), (1 - below) * right, below * (1 - right), below * right]
        return np.stack(four, axis=1), np.nan_to_num(np.stack(share, axis=1))

    def _own(self, points: F64) -> tuple[F64, F64]:
        """Where points (n, 2) of local metres lie along its axes."""
        east, north = (points[:, :2] + self.frame.origin[:2]).T
        if self._elsewhere():
            east, north = between(self.frame.horizontal, self.crs).transform(east, north)
        if self.matrix is not None:
            turned = np.linalg.solve(
                self.matrix[:, :2], np.stack([east, north]) - self.matrix[:, 2:]
            )
            east, north = turned
        if self._in_degrees():
            first = edges(self.x)[0]
            east = first + (east - first) % 360
        return east, north

    def local(self, x: F64, y: F64) -> F64:
        """(n, 2): places along its axes, (n,) each, in local metres."""
        east, north = x, y
        if self.matrix is not None:
            east, north = self.matrix @ np.stack([x, y, np.ones(len(x))])
        flat = np.stack([east, north, np.zeros(len(east))], axis=1)
        declared = Crs(self.crs if self._elsewhere() else self.frame.horizontal)
        return Placement(declared, self.frame, north_first=False)(flat)[:, :2]

    def _local(self, x: F64, y: F64) -> F64:
        east, north = np.meshgrid(x, y)
        return self.local(east.ravel(), north.ravel())

    def _elsewhere(self) -> bool:
        nowhere = self.crs in NOWHERE or self.frame.horizontal in NOWHERE
        return not nowhere and self.crs != self.frame.horizontal

    def _in_degrees(self) -> bool:
        return self.crs not in NOWHERE and self.matrix is None and known(self.crs).is_geographic


def edges(centres: F64) -> F64:
    """(n + 1,): half way between centres (n,), and as far beyond the first and the last."""
    if len(centres) == 1:  # nobody says how wide it is
        return np.array([centres[0] - 0.5, centres[0] + 0.5])
    between_them = (centres[1:] + centres[:-1]) / 2
    first, last = (3 * centres[0] - centres[1]) / 2, (3 * centres[-1] - centres[-2]) / 2
    return np.concatenate([[first], between_them, [last]])


def _between(centres: F64, at: F64) -> tuple[Rows, F64]:
    """After which of rising centres each value lies, and how far on its way to the next; of one
    before the first or after the last that centre counts alone, and beyond its cell nothing."""
    first = np.clip(np.searchsorted(centres, at, "right") - 1, 0, max(len(centres) - 2, 0))
    rim = edges(centres)
    if len(centres) == 1:
        share = np.zeros(len(at))
    else:
        share = np.clip((at - centres[first]) / (centres[first + 1] - centres[first]), 0, 1)
    return first, np.where((at >= rim[0]) & (at <= rim[-1]), share, np.nan)
