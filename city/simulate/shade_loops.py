"""The innermost loops of shade in parallel light, compiled by numba.

Light that comes along w is looked at in the plane (u, v) across it, in square texels: a place is
hidden where a triangle lies there, farther along w. A triangle is told by its sides E1, E2 and E3,
positive inside, and its plane P, positive where it is lit from: each a u + b v (+ c w) + d metres,
shortened so that a ray tracer rounds all of them alike in its float32, by less than

    CLOSE + ROUNDING * (metres from the place to the corners)

For that, sides are divided by the longest one, and planes by its square: a tracer finds on which
side of a needle's tip a ray passes from products of its long sides (Higham 2002, section 3.1: an
inner product errs by no more than its roundings of the lengths that go into it). Nearer to a side
or a plane than that, a place is UNSURE, and whoever asks traces its ray.

Arrays are C-contiguous and of the types that are said; whoever calls has checked their shapes.
"""

from __future__ import annotations

import math
from typing import Any

import numba
import numpy as np

NOT_ASKED, ASKED, FREE, HIDDEN, UNSURE = range(5)  # of places
CLOSE = 1e-4  # metres
ROUNDING = 32 * 2.0**-24  # some 12 roundings go into a product of a tracer; the rest is to spare
EDGE_ON = 1e-5  # what leans less towards the light has no side that is lit
LEVELS = 4096  # into which triangles are sorted by how far they reach along the light
BESIDE = 0.1  # metres off a triangle that no rounding bridges
BLOCK = 32  # triangles that are passed over together where none of them can matter
NUMBERS = 16  # that are told of a triangle: see `_tell`


def _extent(starts: Any, state: Any, basis: Any, box: Any) -> None:
    """The part of (u, v) in which the places lie that are ASKED, and the least of their w.

    starts: (n, 3) float32. state: (n,) uint8. basis: (3, 3) float64, u, v and w. box: (6,) float64,
    filled: least and greatest u, the same of v, least w, and no greatest w.
    """
    for j in range(3):
        box[2 * j], box[2 * j + 1] = np.inf, -np.inf
    for i in range(starts.shape[0]):
        if state[i] == ASKED:
            x, y, z = np.float64(starts[i, 0]), np.float64(starts[i, 1]), np.float64(starts[i, 2])
            u = basis[0, 0] * x + basis[0, 1] * y + basis[0, 2] * z
            v = basis[1, 0] * x + basis[1, 1] * y + basis[1, 2] * z
            w = basis[2, 0] * x + basis[2, 1] * y + basis[2, 2] * z
            box[0], box[1] = min(box[0], u), max(box[1], u)
            box[2], box[3] = min(box[2], v), max(box[3], v)
            box[4] = min(box[4], w)
    box[5] = np.inf


def _near(blocks: Any, basis: Any, box: Any, near: Any) -> int:
    """Which blocks of triangles may hide something in a box; how many they are.

    blocks: (k, 2, 3) float64, the middle and half the size of the box around each. near: (k,)
    int32, filled.
    """
    count = 0
    for at in range(blocks.shape[0]):
        meets = True
        for j in range(3):
            middle, half = 0.0, BESIDE
            for i in range(3):
                middle += basis[j, i] * blocks[at, 0, i]
                half += abs(basis[j, i]) * blocks[at, 1, i]
            meets = meets and middle + half >= box[2 * j] and middle - half <= box[2 * j + 1]
        if meets:
            near[count] = at
            count += 1
    return count


def _tell(
    corners: Any, gone: Any, near: Any, basis: Any, box: Any, texel: float, told: Any, spans: Any
) -> int:
    """Tell of the triangles that may hide something in a box; how many they are.

    corners: (t, 3, 3) float32. gone: (t,) bool, those that do not stand any more. near: (k,) int32,
    which blocks of BLOCK triangles to look at. texel: metres. told: (t, NUMBERS) float64, filled:
    E1, E2, E3 (a, b, d of each), P (a, b, c, d), its part of the rounding, its greatest w, and
    whether it is gone. spans: (t, 4) int32, filled: the columns of texels that it may lie in, from
    and to, and the rows.
    """
    p, low, high, count = np.empty((3, 3)), np.empty(3), np.empty(3), 0
    for at in range(near.shape[0] * BLOCK):
        t = near[at // BLOCK] * BLOCK + at % BLOCK
        meets = t < corners.shape[0]
        for j in range(3):
            if not meets:
                break
            for k in range(3):
                x, y = np.float64(corners[t, k, 0]), np.float64(corners[t, k, 1])
                z = np.float64(corners[t, k, 2])
                p[k, j] = basis[j, 0] * x + basis[j, 1] * y + basis[j, 2] * z
            low[j] = min(p[0, j], p[1, j], p[2, j]) - BESIDE
            high[j] = max(p[0, j], p[1, j], p[2, j]) + BESIDE
            meets = high[j] >= box[2 * j] and low[j] <= box[2 * j + 1]
        if not meets:
            continue
        ax, ay, az = p[1, 0] - p[0, 0], p[1, 1] - p[0, 1], p[1, 2] - p[0, 2]
        bx, by, bz = p[2, 0] - p[0, 0], p[2, 1] - p[0, 1], p[2, 2] - p[0, 2]
        cx, cy, cz = bx - ax, by - ay, bz - az
        square = max(ax * ax + ay * ay + az * az, bx * bx + by * by + bz * bz)
        square = max(square, cx * cx + cy * cy + cz * cz)
        if not square > 0.0:
            continue
        one, longest = told[count], math.sqrt(square)
        nx, ny, nz = ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx
        turn = 1.0 if nz > 0.0 else -1.0
        share = turn / longest
        for k in range(3):
            j = (k + 1) % 3
            a, b = share * (p[k, 1] - p[j, 1]), share * (p[j, 0] - p[k, 0])
            one[3 * k], one[3 * k + 1], one[3 * k + 2] = a, b, -(a * p[k, 0] + b * p[k, 1])
        share = turn / square if abs(nz) > EDGE_ON * square else 0.0
        one[9], one[10], one[11] = nx * share, ny * share, nz * share
        one[12] = -(one[9] * p[0, 0] + one[10] * p[0, 1] + one[11] * p[0, 2])
        one[13] = CLOSE + ROUNDING * 3.0 * (longest + texel)
        one[14], one[15] = high[2], 1.0 if gone[t] else 0.0
        for j in range(2):
            spans[count, 2 * j] = int(max(low[j] - box[2 * j], 0.0) / texel)
            spans[count, 2 * j + 1] = int((min(high[j], box[2 * j + 1]) - box[2 * j]) / texel)
        count += 1
    return count


def _rank(told: Any, lowest: float, order: Any) -> float:
    """Put triangles in order: what is gone, then from the greatest w downwards.

    told: (t, NUMBERS). lowest: w of the lowest place. order: (t,) int32, filled. Answers by how
    many metres a triangle may reach higher than one before it.
    """
    highest, count = lowest, told.shape[0]
    for t in range(count):
        highest = max(highest, told[t, 14])
    width = max((highest - lowest) / LEVELS, 1e-6)
    level, ends = np.zeros(count, np.int32), np.zeros(LEVELS + 3, np.int64)
    for t in range(count):
        if told[t, 15] == 0.0:
            level[t] = 1 + min(int((highest - told[t, 14]) / width), LEVELS)
        ends[level[t] + 1] += 1
    for k in range(LEVELS + 2):
        ends[k + 1] += ends[k]
    for t in range(count):
        order[ends[level[t]]] = t
        ends[level[t]] += 1
    return 2.0 * width + BESIDE


def _run(
    told: Any, spans: Any, order: Any, box: Any, texel: float, columns: int, runs: Any, first: Any
) -> int:
    """The texels that each triangle may touch, in runs along rows; how many runs they are.

    runs: (r, 3) int32, filled: first and last texel, and the triangle. first: (texels + 3,) int64,
    zero, filled: how many more runs lie in a texel than in the one before, two texels on.
    """
    left, right, slope = np.empty(3), np.empty(3), np.empty(3)
    half, count = 0.5 * texel, 0
    for at in range(order.shape[0]):
        t = order[at]
        west, east, south, north = spans[t, 0], spans[t, 1], spans[t, 2], spans[t, 3]
        left[:], right[:], slope[:] = west, east, 0.0
        if (east - west) * (north - south) > 1:
            pad = told[t, 13] + ROUNDING * max(told[t, 14] - box[4], 0.0)
            for k in range(3):
                # the column, from row to row, in which a texel still touches the inside of a side
                a, b, d = told[t, 3 * k], told[t, 3 * k + 1], told[t, 3 * k + 2]
                far = pad + d + a * (box[0] + half) + b * (box[2] + half)
                far += (abs(a) + abs(b)) * half
                if a > 1e-9:
                    left[k], right[k], slope[k] = -far / (a * texel), np.inf, -b / a
                elif a < -1e-9:
                    left[k], right[k], slope[k] = -np.inf, -far / (a * texel), -b / a
        for row in range(south, north + 1):
            y = np.float64(row)
            x0 = max(max(left[0] + slope[0] * y, left[1] + slope[1] * y), left[2] + slope[2] * y)
            x1 = min(min(right[0] + slope[0] * y, right[1] + slope[1] * y), right[2] + slope[2] * y)
            begin, end = math.ceil(max(x0, np.float64(west))), math.floor(min(x1, np.float64(east)))
            if begin <= end:
                runs[count, 0] = row * columns + begin
                runs[count, 1] = row * columns + end
                runs[count, 2] = t
                first[row * columns + begin + 2] += 1
                first[row * columns + end + 3] -= 1
                count += 1
    return count


def _fill(runs: Any, first: Any, ids: Any) -> None:
    """Put the triangles of runs into lists, one after the other.

    first: (texels + 3,) int64, where the list of the texel before begins; then, where its own does.
    ids: (entries,) int32, filled.
    """
    for at in range(runs.shape[0]):
        t = runs[at, 2]
        for cell in range(runs[at, 0] + 1, runs[at, 1] + 2):
            ids[first[cell]] = t
            first[cell] += 1


def _look(
    starts: Any,
    state: Any,
    basis: Any,
    box: Any,
    texel: float,
    columns: int,
    told: Any,
    first: Any,
    ids: Any,
    slack: float,
) -> None:
    """Which places that are ASKED are FREE, which HIDDEN, and which UNSURE.

    slack: metres by which a triangle of a list may reach higher than one before it.
    """
    for i in range(starts.shape[0]):
        if state[i] != ASKED:
            continue
        x, y, z = np.float64(starts[i, 0]), np.float64(starts[i, 1]), np.float64(starts[i, 2])
        u = basis[0, 0] * x + basis[0, 1] * y + basis[0, 2] * z
        v = basis[1, 0] * x + basis[1, 1] * y + basis[1, 2] * z
        w = basis[2, 0] * x + basis[2, 1] * y + basis[2, 2] * z
        if not (box[0] <= u <= box[1] and box[2] <= v <= box[3]):
            state[i] = UNSURE  # it is no number
            continue
        cell = int((v - box[2]) / texel) * columns + int((u - box[0]) / texel)
        found = FREE
        for at in range(first[cell], first[cell + 1]):
            t = ids[at]
            over = told[t, 14] - w
            if over < -slack and told[t, 15] == 0.0:
                break
            close = told[t, 13] + ROUNDING * max(over, 0.0)
            lit = told[t, 9] * u + told[t, 10] * v + told[t, 11] * w + told[t, 12]
            if lit > close:
                continue
            inside = told[t, 0] * u + told[t, 1] * v + told[t, 2]
            if inside < -close:
                continue
            inside = min(inside, told[t, 3] * u + told[t, 4] * v + told[t, 5])
            if inside < -close:
                continue
            inside = min(inside, told[t, 6] * u + told[t, 7] * v + told[t, 8])
            if inside < -close:
                continue
            if told[t, 15] > 0.0:
                found = UNSURE
                break
            if inside > close and lit < -close:
                found = HIDDEN
                break
            found = UNSURE
        state[i] = found


def _compiled(loop: Any, answer: Any, *arguments: Any) -> Any:
    return numba.njit(answer(*arguments), cache=True, nogil=True, error_model="numpy")(loop)


def _given(kind: Any, dimensions: int) -> Any:
    """An array that is only read: those of a City cannot be written to."""
    return numba.types.Array(kind, dimensions, "C", readonly=True)


_NONE, _REAL, _WHOLE, _INDEX = numba.void, numba.float64, numba.int64, numba.int32
_PLACES, _STATE = _given(numba.float32, 2), numba.uint8[::1]
_BASIS, _BOX, _TOLD, _IDS = _given(_REAL, 2), _given(_REAL, 1), _given(_REAL, 2), _given(_INDEX, 1)

extent = _compiled(_extent, _NONE, _PLACES, _given(numba.uint8, 1), _BASIS, _REAL[::1])
near = _compiled(_near, _WHOLE, _given(_REAL, 3), _BASIS, _BOX, _INDEX[::1])
tell = _compiled(
    _tell,
    _WHOLE,
    _given(numba.float32, 3),
    _given(numba.boolean, 1),
    _IDS,
    *(_BASIS, _BOX, _REAL, _REAL[:, ::1], _INDEX[:, ::1]),
)
rank = _compiled(_rank, _REAL, _TOLD, _REAL, _INDEX[::1])
run = _compiled(
    _run,
    _WHOLE,
    *(_TOLD, _given(_INDEX, 2), _IDS, _BOX, _REAL, _WHOLE, _INDEX[:, ::1], _WHOLE[::1]),
)
fill = _compiled(_fill, _NONE, _given(_INDEX, 2), _WHOLE[::1], _INDEX[::1])
look = _compiled(
    _look,
    _NONE,
    *(_PLACES, _STATE, _BASIS, _BOX, _REAL, _WHOLE, _TOLD, _given(_WHOLE, 1), _IDS, _REAL),
)
