"""The innermost loops that draw points, compiled by numba.

Pictures are (rows, columns) uint64, the lowest row first: the depth above, and below it the colour
as RGBA from its lowest byte on; all bits are set where nothing is. Import this module where it is
used, on a worker: it takes some seconds the first time, when the loops are compiled, and a third of
a second once numba has kept them.
"""

from __future__ import annotations

from typing import Any

import numba
import numpy as np

from render.splat import DEEPEST, EMPTY

NOWHERE = 1 << 25  # a depth that is farther than all
STEEPEST = 12.0  # pixels of depth between neighbours; more makes no point darker
DARKER = 0.06  # by how much a pixel of depth makes a point darker
FINE = 8.0  # steps of a pixel of depth in which shares of light are told
RUN = 512  # points whose places are known before any is put there: these stay in a core's cache
# of 256 parts, what is left of a colour beside so many steps of nearer neighbours
SHARES = (np.exp(np.arange(4 * STEEPEST * FINE + 1) / FINE * -DARKER / 4) * 256).astype(np.uint32)


def _put(points: Any, colours: Any, turn: Any, pixels: Any) -> None:
    """Put points (n, 3), metres, of colours (n,) where they are seen and nothing is nearer.

    turn: (4, 4) float32, from metres to columns, rows and whole numbers of depth.
    """
    rows, columns = pixels.shape
    flat = pixels.reshape(-1)
    place, deep = np.empty(RUN, np.int32), np.empty(RUN, np.int32)
    a0, a1, a2, a3 = turn[0, 0], turn[0, 1], turn[0, 2], turn[0, 3]
    b0, b1, b2, b3 = turn[1, 0], turn[1, 1], turn[1, 2], turn[1, 3]
    c0, c1, c2, c3 = turn[2, 0], turn[2, 1], turn[2, 2], turn[2, 3]
    d0, d1, d2, d3 = turn[3, 0], turn[3, 1], turn[3, 2], turn[3, 3]
    wide, high, deepest = np.float32(columns), np.float32(rows), np.float32(DEEPEST)
    zero, one = np.float32(0), np.float32(1)
    for first in range(0, len(points), RUN):
        count = min(RUN, len(points) - first)
        for i in range(count):
            px, py, pz = points[first + i, 0], points[first + i, 1], points[first + i, 2]
            ahead = d0 * px + d1 * py + d2 * pz + d3
            share = one / ahead
            x = (a0 * px + a1 * py + a2 * pz + a3) * share
            y = (b0 * px + b1 * py + b2 * pz + b3) * share
            z = (c0 * px + c1 * py + c2 * pz + c3) * share
            # all of it is asked of every point: leaping over some would take longer
            seen = (ahead > zero) & (x >= zero) & (x < wide) & (y >= zero) & (y < high)
            seen &= (z >= zero) & (z <= deepest)
            place[i] = np.int32(y) * np.int32(columns) + np.int32(x) if seen else np.int32(0)
            deep[i] = np.int32(z) if seen else np.int32(-1)
        for i in range(count):
            value = np.uint64(np.uint32(deep[i])) << np.uint64(32) | np.uint64(colours[first + i])
            value = value if deep[i] >= 0 else EMPTY
            k = np.uint32(place[i])
            flat[k] = min(flat[k], value)


def _gather(pixels: Any, other: Any, first: int, last: int) -> None:
    """Lay one picture over another, in rows first to last."""
    for row in range(first, last):
        for column in range(pixels.shape[1]):
            pixels[row, column] = min(pixels[row, column], other[row, column])


@numba.njit(nogil=True)
def _lesser(one: Any, other: Any, out: Any) -> None:
    """The lesser of two rows, place by place."""
    for k in range(len(out)):
        out[k] = min(one[k], other[k])


def _widen(dots: Any, width: int, first: int, last: int, pixels: Any) -> None:
    """Lay dots over a picture, each as a square of so many pixels about its place, in rows first to
    last. What is reached doubles at each step, so the number of steps is hardly the width's."""
    rows, columns = dots.shape
    back = (width - 1) // 2
    ahead = width - 1 - back
    tall = np.full((last - first + width - 1, columns), EMPTY, np.uint64)
    for row in range(max(first - ahead, 0), min(last + back, rows)):
        tall[row - first + ahead] = dots[row]
    reach = 1
    while reach < width:
        step = min(reach, width - reach)
        for k in range(len(tall) - step):
            _lesser(tall[k], tall[k + step], tall[k])
        reach += step
    lines = np.empty((2, columns + width - 1), np.uint64)
    line, wide = lines[0], lines[1]
    for row in range(first, last):
        line[:] = EMPTY
        line[ahead : ahead + columns] = tall[row - first]
        reach = 1
        while reach < width:
            step = min(reach, width - reach)
            _lesser(line[:-step], line[step:], wide[:-step])
            line, wide = wide, line
            reach += step
        _lesser(pixels[row], line[:columns], pixels[row])


@numba.njit(nogil=True)
def _depths(pixels: Any, row: int, line: Any) -> None:
    """How deep each pixel of a row lies, from the second place of a line on; NOWHERE where nothing
    is."""
    columns = pixels.shape[1]
    for column in range(columns):
        depth = np.int32(pixels[row, column] >> np.uint64(32))
        line[column + 1] = depth if depth >= 0 else np.int32(NOWHERE)
    line[0] = line[columns + 1] = np.int32(NOWHERE)


def _shape(pixels: Any, slope: float, end: float, shares: Any, first: int, last: int) -> None:
    """Darken points beside nearer ones, in rows first to last, so that one sees their shape without
    any light; only depths are asked of the rows beside, which nobody changes.

    slope, end: at a depth d a step of depths is `slope / (end - d)` as many pixels deep, and
    without an end `slope` as many. shares: SHARES.
    """
    rows, columns = pixels.shape
    lines = np.full((3, columns + 2), NOWHERE, np.int32)
    low, here, high = lines[0], lines[1], lines[2]
    if first > 0:
        _depths(pixels, first - 1, low)
    if first < last:
        _depths(pixels, first, here)
    share = np.empty(columns, np.int32)
    most, fine, none = np.float32(STEEPEST), np.float32(FINE), np.float32(0)
    steep, far = np.float32(slope), np.float32(end)
    for row in range(first, last):
        if row + 1 < rows:
            _depths(pixels, row + 1, high)
        else:
            high[:] = NOWHERE
        for i in range(columns):
            depth = here[i + 1]
            scale = steep / (far - np.float32(depth)) if far > none else steep
            nearer = min(max(np.float32(depth - here[i]) * scale, none), most)
            nearer += min(max(np.float32(depth - here[i + 2]) * scale, none), most)
            nearer += min(max(np.float32(depth - low[i + 1]) * scale, none), most)
            nearer += min(max(np.float32(depth - high[i + 1]) * scale, none), most)
            share[i] = np.int32(nearer * fine)
        for i in range(columns):
            if share[i] > 0 and here[i + 1] < NOWHERE:
                value, left = pixels[row, i], np.uint64(shares[share[i]])
                red_blue = (value & np.uint64(0xFF00FF)) * left >> np.uint64(8)
                green = (value & np.uint64(0xFF00)) * left >> np.uint64(8)
                kept = value & ~np.uint64(0xFFFFFF)
                pixels[row, i] = kept | red_blue & np.uint64(0xFF00FF) | green & np.uint64(0xFF00)
        low, here, high = here, high, low


def _compiled(loop: Any, *arguments: Any) -> Any:
    kind = numba.void(*arguments)
    return numba.njit(kind, cache=True, nogil=True, error_model="numpy")(loop)


_PIXELS, _WHOLE = numba.uint64[:, ::1], numba.int64
put = _compiled(
    _put,
    numba.types.Array(numba.float32, 2, "A", readonly=True),
    numba.types.Array(numba.uint32, 1, "C", readonly=True),
    numba.float32[:, ::1],
    _PIXELS,
)
gather = _compiled(_gather, _PIXELS, _PIXELS, _WHOLE, _WHOLE)
widen = _compiled(_widen, _PIXELS, _WHOLE, _WHOLE, _WHOLE, _PIXELS)
shape = _compiled(_shape, _PIXELS, *(numba.float64,) * 2, numba.uint32[::1], *(_WHOLE,) * 2)
