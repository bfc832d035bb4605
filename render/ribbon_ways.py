"""Where the pieces of ribbons are seen, found by a loop that numba has compiled.

Import this module where it is used: it takes some seconds the first time, when the loop is
compiled.
"""

from __future__ import annotations

from typing import Any

import numba
import numpy as np

from render.strokes import CLOSEST, DEEPEST, FARTHEST, OUTLINE

DENSE = 2.0  # pixels that the points of a line are seen apart at least
FLOATS = 0.3, 0.35  # metres, and widths, that they are nearer than they are
BROADEST, SLIM = 90.0, 0.7  # metres that pixels cover at most, and pixels that are kept to a side
ROUNDEST = 20.0  # times that an end which lies on the ground is seen wider than long, or less
X, Y, Z, W, EAST, NORTH, HALF, EDGE, RIGHTWARDS, UPWARDS, ROUND, RIGHT, UP = range(13)


@numba.njit(cache=True, nogil=True, error_model="numpy")
def _lie(seen: Any, known: Any, count: int, wide: float, matrix: Any, eye: Any) -> None:
    """How wide a line is seen at each of its places, how near it is, and how it lies there."""
    half_x, half_y, pixel, parallel, unit = eye[0], eye[1], eye[4], eye[5] > 0, eye[6]
    for k in range(count):
        if not known[k]:
            continue
        one = seen[k]
        u, v, deep, ahead = (one[X] - half_x) / half_x, (one[Y] - half_y) / half_y, one[Z], one[W]
        metres = pixel if parallel else max(ahead, 1e-3) * pixel
        a, b = matrix[0, 0] - u * matrix[3, 0], matrix[0, 1] - u * matrix[3, 1]
        c, d = matrix[1, 0] - v * matrix[3, 0], matrix[1, 1] - v * matrix[3, 1]
        e, f = matrix[2, 0] - deep * matrix[3, 0], matrix[2, 1] - deep * matrix[3, 1]
        flat = a * d - b * c
        if abs(flat) > 1e-18:  # else it is seen from the side
            one[RIGHTWARDS] = (e * d - f * c) / flat / half_x / 2
            one[UPWARDS] = (f * a - e * b) / flat / half_y / 2
        # pixels to the right and upwards of a metre to the east, and of one to the north
        a, b, c, d = a * half_x / ahead, b * half_x / ahead, c * half_y / ahead, d * half_y / ahead
        size = abs(a * d - b * c)
        if eye[7] > 0:
            end = k + 1 if k + 1 < count and known[k + 1] else k
            begin = max(end - 1, 0)
            x, y = seen[end, EAST] - seen[begin, EAST], seen[end, NORTH] - seen[begin, NORTH]
            long = max(np.sqrt(x * x + y * y), 1e-9)
            right, up = (a * x + b * y) / long, (c * x + d * y) / long
            along = max(np.sqrt(right * right + up * up), 1e-9)
            one[HALF] = max(wide / 2 * size / along, eye[8] / 2 * unit)
            one[ROUND] = min(max(size / along / along, 1 / ROUNDEST), ROUNDEST)
        else:
            shortest = size / np.sqrt(a * a + b * b + c * c + d * d + 1e-30)
            one[HALF] = min(wide / 2 * unit, max(BROADEST / 2 * shortest, SLIM * unit))
            one[ROUND] = 1.0
        one[EDGE] = min(OUTLINE, one[HALF] / 4 + 0.5) * unit * eye[9]
        near = FLOATS[0] + (1 + 2 * FLOATS[1] * one[HALF]) * metres
        raised = (deep * ahead - near * eye[2]) / max(ahead - near * eye[3], 1e-6)
        one[Z] = min(max(raised, -1.0), DEEPEST) / 2 + 0.5


@numba.njit(cache=True, nogil=True, error_model="numpy")
def _move(seen: Any, known: Any, count: int, share: float, apart: float, eye: Any) -> None:
    """Move the places of a line to its right, by a share of half its width, less the metres that it
    lies there already; it keeps its distance from both sides of a bend."""
    for k in range(count):
        x, y, ways = 0.0, 0.0, 0
        for one in range(max(k - 1, 0), min(k + 1, count - 1)):
            if known[one] and known[one + 1]:
                dx, dy = seen[one + 1, X] - seen[one, X], seen[one + 1, Y] - seen[one, Y]
                long = max(np.sqrt(dx * dx + dy * dy), 1e-6)
                x, y, ways = x + dy / long, y - dx / long, ways + 1
        metres = eye[4] if eye[5] > 0 else max(seen[k, W], 1e-3) * eye[4]
        by = share * max(seen[k, HALF] + seen[k, EDGE] / 2 - apart / metres, 0.0)
        whole = max((x * x + y * y) / 2, 0.5) if ways == 2 else 1.0
        seen[k, RIGHT], seen[k, UP] = x / whole * by, y / whole * by
    for k in range(count):
        right, up = seen[k, RIGHT], seen[k, UP]
        seen[k, X] += right
        seen[k, Y] += up
        seen[k, Z] += right * seen[k, RIGHTWARDS] + up * seen[k, UPWARDS]


@numba.njit(cache=True, nogil=True, error_model="numpy")
def _project(point: Any, matrix: Any, eye: Any, one: Any) -> bool:
    """Where a point is seen, and whether it lies before the eye and not too far beside it."""
    x, y, z = np.float64(point[0]), np.float64(point[1]), np.float64(point[2])
    w = matrix[3, 0] * x + matrix[3, 1] * y + matrix[3, 2] * z + matrix[3, 3]
    one[:] = 0.0
    if not w > (0.0 if eye[5] > 0 else CLOSEST):
        return False
    u = matrix[0, 0] * x + matrix[0, 1] * y + matrix[0, 2] * z + matrix[0, 3]
    v = matrix[1, 0] * x + matrix[1, 1] * y + matrix[1, 2] * z + matrix[1, 3]
    deep = matrix[2, 0] * x + matrix[2, 1] * y + matrix[2, 2] * z + matrix[2, 3]
    one[X], one[Y], one[Z], one[W] = (u / w + 1) * eye[0], (v / w + 1) * eye[1], deep / w, w
    one[EAST], one[NORTH] = x, y
    return bool(abs(one[X]) < FARTHEST and abs(one[Y]) < FARTHEST)


def _place(
    points: Any,
    starts: Any,
    width: Any,
    aside: Any,
    apart: Any,
    matrix: Any,
    eye: Any,
    at: Any,
    source: Any,
) -> int:
    """Find out where the pieces of lines are seen; what lies beside the picture is left out.

    points: (m, 3), starts: (k + 1,), width, aside, apart: (k,) as Ribbons has them. matrix: (4, 4)
    from local metres to clip space. eye: what Eye.numbers says, 1 for widths in metres, the least
    of these, and 1 for an edge. at: (m, 12) see render.ribbon_loops, and source: (m, 2), rows of
    points and of lines, both to be filled. Returns how many pieces there are.
    """
    total, longest = 0, 0
    for line in range(len(starts) - 1):
        longest = max(longest, starts[line + 1] - starts[line])
    seen, known = np.zeros((longest, 13)), np.zeros(longest, np.bool_)
    rows = np.zeros(longest, np.int64)
    for line in range(len(starts) - 1):
        if not width[line] > 0:
            continue
        count, last = 0, starts[line + 1]
        for p in range(starts[line], last):
            known[count] = _project(points[p], matrix, eye, seen[count])
            if known[count] and count and known[count - 1] and p < last - 1:
                dx, dy = seen[count, X] - seen[count - 1, X], seen[count, Y] - seen[count - 1, Y]
                if dx * dx + dy * dy < DENSE * DENSE:
                    continue
            rows[count] = p
            count += 1
        _lie(seen, known, count, width[line], matrix, eye)
        if aside[line] != 0:
            _move(seen, known, count, aside[line], apart[line], eye)
        for k in range(count - 1):
            one, other = seen[k], seen[k + 1]
            room = max(one[HALF], other[HALF]) + one[EDGE] + 1
            right, up = max(one[X], other[X]), max(one[Y], other[Y])
            left, down = min(one[X], other[X]), min(one[Y], other[Y])
            beside = right < -room or up < -room
            beside = beside or left > 2 * eye[0] + room or down > 2 * eye[1] + room
            if beside or not (known[k] and known[k + 1]):
                continue
            dx, dy = other[X] - one[X], other[Y] - one[Y]
            long = max(np.sqrt(dx * dx + dy * dy), 1e-6)
            for axis in range(3):
                at[total, axis], at[total, axis + 3] = one[axis], other[axis]
            at[total, 6], at[total, 7] = one[HALF], other[HALF]
            at[total, 8] = (one[RIGHTWARDS] * dy - one[UPWARDS] * dx) / long
            at[total, 9], at[total, 10], at[total, 11] = one[EDGE], one[ROUND], other[ROUND]
            source[total, 0], source[total, 1] = rows[k], line
            total += 1
    return total


def _given(kind: Any, dimensions: int, layout: Any = "C") -> Any:
    """An array that is only read."""
    return numba.types.Array(kind, dimensions, layout, readonly=True)


_SINGLE, _WHOLE, _REAL = numba.float32, numba.int64, numba.float64
place = numba.njit(
    _WHOLE(
        *(_given(_SINGLE, 2), _given(_WHOLE, 1), *(_given(_SINGLE, 1, "A"),) * 3),
        *(_given(_REAL, 2), _given(_REAL, 1), _SINGLE[:, ::1], numba.int32[:, ::1]),
    ),
    cache=True,
    nogil=True,
    error_model="numpy",
)(_place)
