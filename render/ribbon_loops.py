"""The innermost loops of ribbons, compiled by numba.

Each pixel belongs to the ribbon that it lies deepest in, so that bends, crossings and finely told
lines have neither gaps nor seams. Import this module where it is used: it takes some seconds the
first time, when the loops are compiled.
"""

from __future__ import annotations

from typing import Any

import numba
import numpy as np

from render.style import INK, PALE

RUBBED = np.float32(0.85)  # how opaque an edge is
OPAQUE = np.uint32(0xFF000000)


def _lay(at: Any, first: int, last: int, depths: Any, deepest: Any, owner: Any, reach: Any) -> None:
    """Find out which piece each pixel of the rows first to last belongs to.

    at: (n, 12) float32: x, y, depth of both ends, in pixels from the lower left corner and from 0
    to 1; half of its width at each; how much farther it is with each pixel to its right; how wide
    its edge is; and how many times as wide as long its round ends are seen. depths: (rows, columns)
    float32 of what hides them. owner: (rows, columns) int32, -1 everywhere, to be filled with rows
    of `at`, and deepest: float32, with pixels from the edge, less than 0 inside. reach: (rows, 2)
    int32, to be filled with the columns from and to which there is any.
    """
    columns = depths.shape[1]
    none, more, one = np.float32(0), np.float32(0.5), np.float32(1)
    for row in range(first, last):
        reach[row, 0], reach[row, 1] = columns, -1
    for k in range(len(at)):
        x, y, z, edge = at[k, 0], at[k, 1], at[k, 2], at[k, 9]
        begin, end, slope, first_end, last_end = at[k, 6], at[k, 7], at[k, 8], at[k, 10], at[k, 11]
        room = max(begin / min(first_end, one), end / min(last_end, one)) + edge + more
        low, high = min(y, at[k, 4]) - room, max(y, at[k, 4]) + room
        if high < first or low >= last:
            continue
        ux, uy = at[k, 3] - x, at[k, 4] - y
        long = max(np.sqrt(ux * ux + uy * uy), np.float32(1e-3))
        ax, ay = ux / long, uy / long
        if long <= np.float32(1e-3):  # a dot
            ax, ay = np.float32(1), none
        deep, grows = (at[k, 5] - z) / long, (end - begin) / long
        west, east = min(x, at[k, 3]) - room, min(max(x, at[k, 3]) + room, np.float32(columns - 1))
        steep = abs(ay) > np.float32(1e-3)
        lean, wide = ax / ay if steep else none, room / abs(ay) if steep else none
        for row in range(max(int(low), first), min(int(high) + 1, last)):
            dy = np.float32(row) + more - y
            left, right = west, east
            if steep:  # the band along it is all that this row has of it
                middle = x + dy * lean
                left, right = max(left, middle - wide), min(right, middle + wide)
            start, stop = int(max(left, none)), int(right) + 1
            if start >= stop:
                continue
            reach[row, 0] = min(reach[row, 0], start)
            reach[row, 1] = max(reach[row, 1], stop)
            dx = np.float32(start) - more - x
            along, across = dx * ax + dy * ay, dx * ay - dy * ax
            i = np.uint64(row)
            for column in range(start, stop):
                along, across = along + ax, across + ay
                nearest = min(max(along, none), long)
                beyond, half = along - nearest, begin + grows * nearest
                beyond *= first_end if beyond < 0 else last_end
                squared, limit = beyond * beyond + across * across, half + edge + more
                if squared >= limit * limit:
                    continue
                j = np.uint64(column)
                d = np.sqrt(squared) - half
                if (owner[i, j] < 0 or d < deepest[i, j]) and (
                    depths[i, j] >= z + along * deep + across * slope
                ):
                    owner[i, j], deepest[i, j] = k, d


def _wear(
    at: Any,
    paint: Any,
    first: int,
    last: int,
    deepest: Any,
    owner: Any,
    reach: Any,
    pixels: Any,
    whole: Any,
) -> None:
    """Paint the rows first to last as `_lay` has found them, and leave `owner` as it was before.

    paint: (n, 4) uint8, the last one 0 without an edge, 1 for a dark one, 2 for a light one.
    pixels: (rows, columns, 4) uint8; whole: the same as one number each.
    """
    one, none, half = np.float32(1), np.float32(0), np.float32(0.5)
    for row in range(first, last):
        for column in range(reach[row, 0], reach[row, 1]):
            i, j = np.uint64(row), np.uint64(column)
            k = owner[i, j]
            if k < 0:
                continue
            owner[i, j] = -1
            d = deepest[i, j]
            if d <= -half:
                own = np.uint32(paint[k, 0]) | np.uint32(paint[k, 1]) << 8
                whole[i, j] = own | np.uint32(paint[k, 2]) << 16 | OPAQUE
                continue
            fill = min(half - d, one) if d < half else none
            edged = paint[k, 3]
            line = min(max(half - d + at[k, 9], none), one) if edged else none
            line *= (one - fill) * RUBBED
            left = one - fill - line
            for c in range(3):
                tint = np.float32(INK[c] if edged == 1 else PALE[c])
                mixed = fill * np.float32(paint[k, c]) + line * tint
                pixels[i, j, c] = np.uint8(left * np.float32(pixels[i, j, c]) + mixed + half)


def _compiled(loop: Any, *arguments: Any) -> Any:
    """A loop over these arguments; fast: no number that it meets is none."""
    kind = numba.void(*arguments)
    return numba.njit(kind, cache=True, nogil=True, error_model="numpy", fastmath=True)(loop)


def _given(kind: Any) -> Any:
    """A table that is only read."""
    return numba.types.Array(kind, 2, "C", readonly=True)


_SINGLE, _BYTE, _WHOLE, _COUNT = numba.float32, numba.uint8, numba.int64, numba.int32
_FOUND = _SINGLE[:, ::1], _COUNT[:, ::1], _COUNT[:, ::1]
lay = _compiled(_lay, _given(_SINGLE), _WHOLE, _WHOLE, _given(_SINGLE), *_FOUND)
wear = _compiled(
    _wear,
    *(_given(_SINGLE), _given(_BYTE), _WHOLE, _WHOLE),
    *(*_FOUND, _BYTE[:, :, ::1], numba.uint32[:, ::1]),
)
