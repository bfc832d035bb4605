"""The innermost loops of what drifts in a flow, compiled by numba.

Here x counts the columns of a flow's cells and y its rows, from the centre of the first one. Arrays
are C-contiguous and of the types that are said; whoever calls has checked their shapes. Import this
module where it is used: it takes some seconds the first time, when the loops are compiled.
"""

from __future__ import annotations

import math
from typing import Any

import numba
import numpy as np

APART = 0.5  # of how far lines begin apart that they stay apart
AGAIN = 0.9  # of that, for what rounding makes of it
STRAIGHT = 0.97  # the cosine within which a line that comes back to where it began is closed
LOOP = 3.0  # of that, along a line: what is nearer on it does not stop it


@numba.njit(cache=True, nogil=True, error_model="numpy")
def _look(cells: Any, x: float, y: float) -> Any:
    """Columns and rows per metre and second, the height, and whether anything is known there."""
    rows, columns = cells.shape[0], cells.shape[1]
    if not (x >= -0.5 and y >= -0.5 and x <= columns - 0.5 and y <= rows - 0.5):
        return 0.0, 0.0, 0.0, False
    x, y = min(max(x, 0.0), columns - 1.0), min(max(y, 0.0), rows - 1.0)
    column, row = min(int(x), max(columns - 2, 0)), min(int(y), max(rows - 2, 0))
    right, below = x - column, y - row
    nearest = cells[row + int(below + 0.5), column + int(right + 0.5), 0]
    if math.isnan(nearest):
        return 0.0, 0.0, 0.0, False
    east, north, height, whole = 0.0, 0.0, 0.0, 0.0
    for i in range(2):
        for j in range(2):
            share = (below if i else 1 - below) * (right if j else 1 - right)
            if share > 0 and not math.isnan(cells[row + i, column + j, 0]):
                east += share * cells[row + i, column + j, 0]
                north += share * cells[row + i, column + j, 1]
                height += share * cells[row + i, column + j, 2]
                whole += share
    return east / whole, -north / whole, height / whole, True


@numba.njit(cache=True, nogil=True, error_model="numpy")
def _way(cells: Any, x: float, y: float, even: bool) -> Any:
    """Where to, and whether; even: with one and the same speed, whatever it is there."""
    u, v, _, known = _look(cells, x, y)
    if even:
        speed = math.sqrt(u * u + v * v)
        if speed < 1e-9:
            return 0.0, 0.0, False
        u, v = u / speed, v / speed
    return u, v, known


@numba.njit(cache=True, nogil=True, error_model="numpy")
def _moved(cells: Any, x: float, y: float, by: float, even: bool) -> Any:
    """Where a thing drifts to, by the classical method of Runge and Kutta; and whether it does."""
    a, b, one = _way(cells, x, y, even)
    c, d, two = _way(cells, x + a * by / 2, y + b * by / 2, even)
    e, f, three = _way(cells, x + c * by / 2, y + d * by / 2, even)
    g, h, four = _way(cells, x + e * by, y + f * by, even)
    x, y = x + by * (a + 2 * c + 2 * e + g) / 6, y + by * (b + 2 * d + 2 * f + h) / 6
    return x, y, one and two and three and four


def _drift(cells: Any, at: Any, left: Any, heads: Any, speed: Any, by: float, least: float) -> None:
    """Let things drift, and say how much longer each does.

    cells: (rows, columns, 3) float32: metres per second to the east and north, and heights. at:
    (n, 2) float64. left: (n,) int32 steps, 0 for what is gone. heads: (n,) float32, their heights.
    speed: (n,) float32 metres per second. by: seconds, divided by the metres of a cell. least:
    metres per second; what is slower is gone.
    """
    for k in range(len(at)):
        if left[k] <= 0:
            continue
        x, y, known = at[k, 0], at[k, 1], True
        u, v, height, known = _look(cells, x, y)
        fast = math.sqrt(u * u + v * v)
        parts = min(max(math.ceil(fast * by), 1), 16)  # none jumps over a cell
        for _ in range(parts):
            if known:
                x, y, known = _moved(cells, x, y, by / parts, False)
        u, v, height, there = _look(cells, x, y)
        speed[k] = math.sqrt(u * u + v * v)
        at[k, 0], at[k, 1], heads[k] = x, y, height
        left[k] = left[k] - 1 if known and there and speed[k] >= least else 0


def _string(ring: Any, filled: Any, newest: int, heads: Any, points: Any, starts: Any) -> int:
    """String together where things were and where they are, the oldest first.

    ring: (n, length, 3) float32; filled: (n,) how many of them; newest: where the last one lies.
    heads: (n, 3). points: to be filled, and starts: (n + 1,). Returns how many points there are.
    """
    length, count = ring.shape[1], 0
    for k in range(len(heads)):
        starts[k] = count
        for back in range(filled[k] - 1, -1, -1):
            slot = (newest - back) % length
            for axis in range(3):
                points[count, axis] = ring[k, slot, axis]
            count += 1
        for axis in range(3):
            points[count, axis] = heads[k, axis]
        count += 1
    starts[len(heads)] = count
    return count


@numba.njit(cache=True, nogil=True, error_model="numpy")
def _free(
    x: float,
    y: float,
    limit: float,
    apart: float,
    first: Any,
    following: Any,
    placed: Any,
    tags: Any,
    line: int,
    step: int,
    gap: int,
) -> bool:
    """Whether no line is as near as the limit, but for the part of one's own just behind."""
    row, column = int(y / apart) + 1, int(x / apart) + 1
    for i in range(max(row - 1, 0), min(row + 2, first.shape[0])):
        for j in range(max(column - 1, 0), min(column + 2, first.shape[1])):
            k = first[i, j]
            while k >= 0:
                dx, dy = placed[k, 0] - x, placed[k, 1] - y
                near = dx * dx + dy * dy < limit * limit
                if near and not (tags[k, 0] == line and abs(tags[k, 1] - step) < gap):
                    return False
                k = following[k]
    return True


def _lines(
    cells: Any, seeds: Any, apart: float, by: float, most: int, points: Any, starts: Any
) -> int:
    """Lines along a flow that lie evenly, each beginning beside one that is there already.

    After B. Jobard and W. Lefer, Creating Evenly-Spaced Streamlines of Arbitrary Density, 1997.

    seeds: (s, 2) float64, tried where there is no other. apart, by: columns: between lines, and
    along them from point to point. most: points of a line to either side. points: (p, 2) float64
    and starts: (l + 1,), both to be filled; it ends where they are full. Returns how many lines.
    """
    room = len(points)
    high, wide = int(cells.shape[0] / apart) + 3, int(cells.shape[1] / apart) + 3
    first = np.full((high, wide), -1, np.int32)
    following, tags = np.empty(room, np.int32), np.empty((room, 2), np.int32)
    placed = np.empty((room, 2), np.float64)
    back = np.empty((most + 1, 2), np.float64)
    gap, stride = int(LOOP * apart / by) + 1, max(int(apart / by), 1)
    total, seen, count, asked, next_seed, candidate = 0, 0, 0, 0, 0, 0
    while True:
        # the next place to begin at: beside a line, or else a seed
        if asked < count:
            k = starts[asked] + candidate // 2
            if k >= starts[asked + 1]:
                asked, candidate = asked + 1, 0
                continue
            u, v, known = _way(cells, points[k, 0], points[k, 1], True)
            side = apart if candidate % 2 else -apart
            x, y = points[k, 0] - v * side, points[k, 1] + u * side
            candidate += 1 if candidate % 2 == 0 else 2 * stride - 1
        elif next_seed < len(seeds):
            x, y, known = seeds[next_seed, 0], seeds[next_seed, 1], True
            next_seed += 1
        else:
            break
        known = known and _way(cells, x, y, True)[2]
        if not known or not _free(
            x, y, AGAIN * apart, apart, first, following, placed, tags, -1, 0, 0
        ):
            continue
        if count + 1 >= len(starts) or total + 2 * most + 2 >= room or seen + 2 * most + 2 >= room:
            break
        begin, closed, behind = total, False, 0
        for sign in (-1, 1):
            px, py, steps, away, returns = x, y, 0, 0.0, False
            while steps < most and not closed:
                nx, ny, known = _moved(cells, px, py, sign * by, True)
                steps += 1
                gone, away = away, math.sqrt((nx - x) ** 2 + (ny - y) ** 2)
                if not known:
                    break
                if not returns and not _free(
                    *(nx, ny, APART * apart, apart, first, following, placed, tags),
                    *(count, sign * steps, gap),
                ):
                    ahead = (x - px) * (nx - px) + (y - py) * (ny - py)
                    returns = steps > gap and away < apart and ahead > STRAIGHT * gone * by
                    if not returns:
                        break
                if steps > 3 and (away < 0.6 * by or (returns and away > gone)):
                    closed, nx, ny = True, x, y
                if sign < 0:
                    back[behind, 0], back[behind, 1] = nx, ny
                    behind += 1
                else:
                    points[total, 0], points[total, 1] = nx, ny
                    total += 1
                row, column = int(ny / apart) + 1, int(nx / apart) + 1
                if 0 <= row < high and 0 <= column < wide:
                    placed[seen, 0], placed[seen, 1] = nx, ny
                    tags[seen, 0], tags[seen, 1] = count, sign * steps
                    following[seen], first[row, column] = first[row, column], seen
                    seen += 1
                px, py = nx, ny
            if sign < 0:  # from the far end to where it began
                for k in range(behind - 1, -1, -1):
                    points[total, 0], points[total, 1] = back[k, 0], back[k, 1]
                    total += 1
                points[total, 0], points[total, 1] = x, y
                total += 1
        if (total - begin) * by < apart:
            total = begin
        else:
            count += 1
            starts[count] = total
    return count


def _compiled(loop: Any, kind: Any) -> Any:
    return numba.njit(kind, cache=True, nogil=True, error_model="numpy")(loop)


_CELLS, _REAL, _WHOLE = numba.float32[:, :, ::1], numba.float64, numba.int64
_PLACES, _SINGLES, _COUNTS = _REAL[:, ::1], numba.float32[::1], numba.int32[::1]
drift = _compiled(_drift, numba.void(_CELLS, _PLACES, _COUNTS, _SINGLES, _SINGLES, _REAL, _REAL))
string = _compiled(
    _string,
    _WHOLE(_CELLS, _COUNTS, _WHOLE, *(numba.float32[:, ::1],) * 2, _WHOLE[::1]),
)
lines = _compiled(_lines, _WHOLE(_CELLS, _PLACES, _REAL, _REAL, _WHOLE, _PLACES, _WHOLE[::1]))
