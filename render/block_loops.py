"""The innermost loop of the boxes that stand for buildings, compiled by numba.

Import this module where it is used, on a worker: it takes a second or two the first time, when the
loop is compiled, and a third of a second once numba has kept it.
"""

from __future__ import annotations

from typing import Any

import numba
import numpy as np
from numba import types

SIMPLE = np.float32(2.0)  # metres: what a building's box is wrong by, roofs and all
BARE = np.float32(0.25)  # of the side of a square as large as what is bare in the box


@numba.njit(nogil=True, error_model="numpy")
def _begin(points: Any, rings: Any, first: int, last: int) -> int:
    """The first point of some rings that is a place; -1 for none."""
    for point in range(rings[first], rings[last]):
        if np.isfinite(points[point].sum()):
            return point
    return -1


def _around(
    points: Any, rings: Any, polygons: Any, cuts: Any, seen: Any, first: int, last: int, out: Any
) -> None:
    """Put a box around each of the pieces from the first to before the last.

    points, rings, polygons: of Shapes. cuts: of Pieces. seen: (polygons,) whether each counts. out:
    (pieces, 10), the columns of Blocks; a piece of which nothing counts is left out. The box lies
    along the longest walls: the mean of their directions, each taken four times round, so that
    walls at right angles agree.
    """
    none, half, far = np.float32(0), np.float32(0.5), np.float32(np.inf)
    for piece in range(first, last):
        origin = -1
        across, along, covered = none, none, none
        low, top = far, -far
        for polygon in range(cuts[piece], cuts[piece + 1]):
            if not seen[polygon]:
                continue
            if origin < 0:
                origin = _begin(points, rings, polygons[polygon], polygons[polygon + 1])
                if origin < 0:
                    continue
            for ring in range(polygons[polygon], polygons[polygon + 1]):
                begun, area = False, none
                x0 = y0 = x = y = none
                for point in range(rings[ring], rings[ring + 1]):
                    z = np.float32(points[point, 2])
                    next_x = np.float32(points[point, 0] - points[origin, 0])
                    next_y = np.float32(points[point, 1] - points[origin, 1])
                    if not np.isfinite(next_x + next_y + z):
                        continue
                    low, top = min(low, z), max(top, z)
                    if begun:
                        dx, dy = next_x - x, next_y - y
                        area += (x - x0) * (next_y - y0) - (next_x - x0) * (y - y0)
                        square = dx * dx + dy * dy
                        if square > none:
                            real, imaginary = dx * dx - dy * dy, (dx + dx) * dy
                            length = square * np.sqrt(square)
                            across += (real * real - imaginary * imaginary) / length
                            along += (real + real) * imaginary / length
                    else:
                        begun, x0, y0 = True, next_x, next_y
                    x, y = next_x, next_y
                covered += abs(area) * half  # by floors and by roofs
        if origin < 0:
            continue
        angle = np.arctan2(along, across) / np.float32(4)
        cosine, sine = np.cos(angle), np.sin(angle)
        left, right, back, front = far, -far, far, -far
        middle, upper, above = (low + top) * half, none, none
        for polygon in range(cuts[piece], cuts[piece + 1]):
            if not seen[polygon]:
                continue
            for point in range(rings[polygons[polygon]], rings[polygons[polygon + 1]]):
                z = np.float32(points[point, 2])
                x = np.float32(points[point, 0] - points[origin, 0])
                y = np.float32(points[point, 1] - points[origin, 1])
                if not np.isfinite(x + y + z):
                    continue
                u, v = x * cosine + y * sine, y * cosine - x * sine
                left, right, back, front = min(left, u), max(right, u), min(back, v), max(front, v)
                if z > middle:
                    upper, above = upper + np.float32(1), above + z
        u, v = (left + right) * half, (back + front) * half
        long, wide = (right - left) * half, (front - back) * half
        row = out[piece]
        row[0] = points[origin, 0] + (u * cosine - v * sine)
        row[1] = points[origin, 1] + (u * sine + v * cosine)
        if wide > long:
            long, wide, cosine, sine = wide, long, -sine, cosine
        row[2], row[3], row[4], row[5] = long, wide, cosine, sine
        row[6], row[7], row[8] = low, above / upper if upper > none else top, top
        bare = np.float32(4) * long * wide - covered * half
        row[9] = SIMPLE + BARE * np.sqrt(max(bare, none))


def _given(kind: Any, dimensions: int) -> Any:
    """An array that is only read."""
    return types.Array(kind, dimensions, "C", readonly=True)


_NUMBERS = _given(numba.int32, 1)
around = numba.njit(
    numba.void(
        *(_given(numba.float64, 2), _NUMBERS, _NUMBERS, _NUMBERS, _given(numba.boolean, 1)),
        *(numba.int64, numba.int64, numba.float32[:, ::1]),
    ),
    cache=True,
    nogil=True,
    error_model="numpy",
)(_around)
