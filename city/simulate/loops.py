"""The innermost loops of maps over the ground, compiled by numba.

Arrays are C-contiguous and of the types that are said; whoever calls has checked their shapes.
Import this module where it is used: it takes some seconds the first time, when the loops are
compiled, and a third of a second once numba has kept them.
"""

from __future__ import annotations

import math
from typing import Any

import numba
import numpy as np

EDGE = 1e-9  # cells: a centre on the side of a triangle belongs to it
FULL = 255  # a horizon straight overhead


def _raise_surface(
    points: Any,
    triangles: Any,
    west: float,
    north: float,
    step: float,
    heights: Any,
    first: int,
    last: int,
) -> None:
    """Lift the cells of rows first to last to the triangles that lie over their centres.

    points: (n, 3) float64 metres. triangles: (t, 3) int32. west, north: of the centre of the first
    cell; step: metres from cell to cell. heights: (rows, columns) float32, NaN where there is
    nothing yet.
    """
    columns = heights.shape[1]
    for t in range(triangles.shape[0]):
        a, b, c = triangles[t, 0], triangles[t, 1], triangles[t, 2]
        # from here on x counts columns and y rows
        ax, ay, az = (points[a, 0] - west) / step, (north - points[a, 1]) / step, points[a, 2]
        bx, by = (points[b, 0] - points[a, 0]) / step, (points[a, 1] - points[b, 1]) / step
        cx, cy = (points[c, 0] - points[a, 0]) / step, (points[a, 1] - points[c, 1]) / step
        bz, cz = points[b, 2] - az, points[c, 2] - az
        area = bx * cy - by * cx
        lowest, highest = min(0.0, bz, cz), max(0.0, bz, cz)
        if not (abs(area) > 0.0 and math.isfinite(area) and math.isfinite(az + bz + cz)):
            continue
        if area < 0.0:
            bx, by, bz, cx, cy, cz, area = cx, cy, cz, bx, by, bz, -area
        begin = math.ceil(max(ay + min(0.0, by, cy) - EDGE, np.float64(first)))
        end = math.floor(min(ay + max(0.0, by, cy) + EDGE, last - 1.0))
        in_x, in_y = (bz * cy - cz * by) / area, (cz * bx - bz * cx) / area
        for row in range(begin, end + 1):
            y = row - ay
            # A place inside lies to the left of all three sides, each of which cuts the row once.
            left, right = min(0.0, bx, cx), max(0.0, bx, cx)
            for side in range(3):
                if side == 0:
                    px, py, dx, dy = 0.0, 0.0, bx, by
                elif side == 1:
                    px, py, dx, dy = bx, by, cx - bx, cy - by
                else:
                    px, py, dx, dy = cx, cy, -cx, -cy
                if dy > 0.0:
                    right = min(right, px + dx * (y - py) / dy)
                elif dy < 0.0:
                    left = max(left, px + dx * (y - py) / dy)
            start = math.ceil(max(ax + left - EDGE, 0.0))
            stop = math.floor(min(ax + right + EDGE, columns - 1.0))
            for column in range(start, stop + 1):
                rise = in_x * (column - ax) + in_y * y
                z = np.float32(az + min(max(rise, lowest), highest))
                if not heights[row, column] >= z:
                    heights[row, column] = z


def _sweep(
    stands: Any, eye: Any, shift: Any, forward: bool, spacing: float, wall: float, out: Any
) -> None:
    """The horizon in one direction, along lines that follow the columns of a raster.

    stands, eye: (rows, columns) float32. shift: (columns,) int64, the row of line 0 in each column.
    forward: whether the eye looks towards the last column. spacing: metres from column to column
    along a line. wall: metres of rise from cell to cell that are a wall. out: (rows, columns)
    uint8, FULL times the sine of the horizon.
    """
    rows, columns = stands.shape
    place, height = np.empty(columns), np.empty(columns)  # the upper hull of what lies ahead
    onward = -1 if forward else 1
    for line in range(-shift.max(), rows - shift.min()):
        size = 0
        for i in range(columns):
            column = columns - 1 - i if forward else i
            row = line + shift[column]
            if row < 0 or row >= rows:
                continue
            level = np.float64(eye[row, column])
            sine = 0.0
            if size > 0:
                t = size - 1
                rise, run = height[t] - level, i - place[t]
                while t > 0:
                    farther, longer = height[t - 1] - level, i - place[t - 1]
                    if farther * run <= rise * longer:
                        break
                    t, rise, run = t - 1, farther, longer
                if rise > 0.0:
                    run *= spacing
                    sine = rise / math.sqrt(rise * rise + run * run)
            out[row, column] = np.uint8(FULL * sine + 0.5)
            top = np.float64(stands[row, column])
            if not math.isfinite(top):
                continue
            # The side of a wall lies between two centres; a slope runs from one to the other.
            here = np.float64(i)
            nearer = column + onward
            if 0 <= nearer < columns:
                beside = line + shift[nearer]
                if 0 <= beside < rows and top - stands[beside, nearer] > wall:
                    here += 0.5
            while size >= 2:
                back, up = here - place[size - 2], top - height[size - 2]
                span, lift = place[size - 1] - place[size - 2], height[size - 1] - height[size - 2]
                if lift * back > up * span:
                    break
                size -= 1
            place[size], height[size] = here, top
            size += 1


def _shine(
    horizons: Any, low: Any, high: Any, share: Any, limit: Any, weights: Any, hours: Any, row: int
) -> None:
    """Add up the weights of the suns that stand above the horizon, along one row.

    horizons: (azimuths, rows, columns) uint8. Of each sun: low, high: int64, the azimuths beside
    it; share: uint16, how much of 256 the higher one counts; limit: uint16, 256 FULL times the sine
    of its altitude, rounded up; weights: float32. hours: (rows, columns) float32, added to.
    """
    total = hours[row]
    for sun in range(low.shape[0]):
        one, other = horizons[low[sun], row], horizons[high[sun], row]
        second, above, weight = share[sun], limit[sun], weights[sun]
        first = np.uint16(256 - second)
        for column in range(total.shape[0]):
            between = np.uint16(one[column] * first + other[column] * second)
            total[column] += weight if between < above else np.float32(0.0)


def _compiled(loop: Any, *arguments: Any) -> Any:
    return numba.njit(numba.void(*arguments), cache=True, nogil=True)(loop)


def _given(kind: Any, dimensions: int) -> Any:
    """An array that is only read: those of a City cannot be written to."""
    return numba.types.Array(kind, dimensions, "C", readonly=True)


_REAL, _WHOLE, _SINGLE = numba.float64, numba.int64, numba.float32
_RASTER, _ROWS, _SHARES = _given(_SINGLE, 2), _given(_WHOLE, 1), _given(numba.uint16, 1)

raise_surface = _compiled(
    _raise_surface,
    _given(_REAL, 2),
    _given(numba.int32, 2),
    *(_REAL, _REAL, _REAL),
    _SINGLE[:, ::1],
    *(_WHOLE, _WHOLE),
)
sweep = _compiled(_sweep, _RASTER, _RASTER, _ROWS, numba.boolean, _REAL, _REAL, numba.uint8[:, ::1])
shine = _compiled(
    _shine,
    _given(numba.uint8, 3),
    *(_ROWS, _ROWS, _SHARES, _SHARES),
    _given(_SINGLE, 1),
    _SINGLE[:, ::1],
    _WHOLE,
)
