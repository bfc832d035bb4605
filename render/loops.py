"""The innermost loops of a passing sun, compiled by numba.

Arrays are C-contiguous, the lowest row of a picture first. Import this module where it is used, on
a worker: it takes some seconds the first time, when the loops are compiled, and a third of a second
once numba has kept them.
"""

from __future__ import annotations

from typing import Any

import numba
import numpy as np

COARSE = 4  # pixels between those that are asked first, in both directions; a power of two
NEAR, LEVEL = 0.05, 0.1  # metres off a face, and of each metre along it, that still belong to it
LIKE = 0.9  # cosine between the normals of one face, which may be curved
ACROSS, ASLANT = 0b1001, 0b0110  # neighbours that lie opposite each other


@numba.njit(nogil=True)
def _spread(row: int, column: int, step: int) -> Any:
    """How far the neighbours of a pixel lie that were asked before it, in rows and in columns."""
    return step * (row // step % 2), step * (column // step % 2)


def _relate(start: Any, normal: Any, mesh: Any, first: int, last: int, kin: Any) -> None:
    """Find which of its neighbours lie on the face of each pixel, in rows first to last.

    Those are the corners of the square, or the ends of the line, in whose middle it lies once every
    second pixel of a raster is asked. start, normal: (rows, columns, 3) float32, mesh int32, as in
    a Sight. kin: (rows, columns) uint8, a bit for each: lower left, lower right, upper left, right.
    """
    rows, columns = mesh.shape
    for row in range(first, last):
        for column in range(columns):
            kin[row, column] = 0
            if mesh[row, column] < 0:
                continue
            step = COARSE
            while row % step or column % step:
                step //= 2
            dy, dx = _spread(row, column, step)
            for k in range(4):
                y = row + dy if k & 2 else row - dy
                x = column + dx if k & 1 else column - dx
                if y < 0 or x < 0 or y >= rows or x >= columns or mesh[y, x] < 0:
                    continue
                alike, off, away = np.float32(0), np.float32(0), np.float32(0)
                for i in range(3):
                    gap = start[y, x, i] - start[row, column, i]
                    alike += normal[row, column, i] * normal[y, x, i]
                    off += gap * normal[row, column, i]
                    away += gap * gap
                if alike > LIKE and off * off < NEAR * NEAR + LEVEL * LEVEL * away:
                    kin[row, column] |= np.uint8(1 << k)


def _slant(normal: Any, towards: Any, first: int, last: int, lit: Any) -> None:
    """How straight the light from a direction (3,) float32 falls on each pixel's face."""
    x, y, z = towards
    for row in range(first, last):
        for column in range(lit.shape[1]):
            n = normal[row, column]
            lit[row, column] = max(n[0] * x + n[1] * y + n[2] * z, np.float32(0))


def _ask(kin: Any, lit: Any, step: int, first: int, last: int, sun: Any, asked: Any) -> int:
    """Give pixels a step apart what their neighbours two steps apart agree on, and list the others.

    In rows first to last, of pixels that face the sun (lit > 0) and are not two steps apart. kin:
    see `relate`. sun: (rows, columns) float32, 0 or 1. asked: int32, takes the numbers of pixels
    whose neighbours disagree, or do not lie on their face on both sides of them; at the last step
    any two will do. Returns how many those are.
    """
    columns, count = lit.shape[1], 0
    for row in range((first + step - 1) // step * step, last, step):
        between = row // step % 2
        begin, stride = 0, step
        if step < COARSE and not between:
            begin, stride = step, 2 * step
        for column in range(begin, columns, stride):
            if not lit[row, column] > 0:
                continue
            mine = kin[row, column] if step < COARSE else 0
            held = (mine & ACROSS) == ACROSS or (mine & ASLANT) == ASLANT
            if held or (step == 1 and mine & (mine - 1)):
                dy, dx = _spread(row, column, step)
                dark = light = False
                for k in range(4):
                    if mine >> k & 1:
                        y = row + dy if k & 2 else row - dy
                        x = column + dx if k & 1 else column - dx
                        faces = lit[y, x] > 0  # or nobody has asked it
                        dark |= not faces or sun[y, x] == 0
                        light |= not faces or sun[y, x] > 0
                if dark != light:
                    sun[row, column] = np.float32(light)
                    continue
            asked[count] = row * columns + column
            count += 1
    return count


def _relight(
    bare: Any,
    normal: Any,
    mesh: Any,
    share: Any,
    lit: Any,
    dark: Any,
    towards: Any,
    light: Any,
    sky: Any,
    shadow: Any,
    clear: float,
    first: int,
    out: Any,
) -> None:
    """Put rows of a picture, the lowest of which is `first`, under another sun.

    Of these rows: bare: uint8 RGBA, as drawn while the sun stood in the direction towards, (3,);
    normal, mesh and share as in a Sight; lit: how straight the new sun falls on each face; dark:
    how much of the colour `shadow`, (3,), covers it. light: (2, 3, 3), before and now: what shows
    of each colour in any case, what the sky from above adds to it, and the sun. sky: (2, rows, 3)
    levels, of all rows. clear: levels that tell a point before a face from the sky behind it.
    out: the whole picture, uint8 RGBA, the topmost row first.
    """
    zero, full = np.float32(0), np.float32(255)
    tx, ty, tz = towards
    for row in range(lit.shape[0]):
        line = out[out.shape[0] - 1 - first - row]
        for column in range(lit.shape[1]):
            n, was, covers = normal[row, column], bare[row, column], dark[row, column]
            seen = share[row, column] if mesh[row, column] >= 0 else zero
            before = max(n[0] * tx + n[1] * ty + n[2] * tz, zero)
            above, now = max(n[2], zero), lit[row, column]
            dot = False
            line[column, 3] = was[3]
            for k in range(3):
                own = np.float32(was[k]) - (np.float32(1) - seen) * sky[0, first + row, k]
                dot |= seen == zero and mesh[row, column] >= 0 and abs(own) > clear
                fell = light[0, 0, k] + light[0, 1, k] * above + light[0, 2, k] * before
                falls = light[1, 0, k] + light[1, 1, k] * above + light[1, 2, k] * now
                value = own * (falls / fell) + (np.float32(1) - seen) * sky[1, first + row, k]
                value = min(max(value, zero), full)
                line[column, k] = np.uint8(value + covers * (shadow[k] - value))
            if dot:
                line[column] = was


def _compiled(loop: Any, gives: Any, *arguments: Any) -> Any:
    return numba.njit(gives(*arguments), cache=True, nogil=True, error_model="numpy")(loop)


def _given(kind: Any, dimensions: int) -> Any:
    """An array that is only read."""
    return numba.types.Array(kind, dimensions, "C", readonly=True)


_WHOLE, _BYTE, _SINGLE = numba.int64, numba.uint8, numba.float32
_RASTER, _POINTS = _given(_SINGLE, 2), _given(_SINGLE, 3)
_MESH, _KIN, _OUT = _given(numba.int32, 2), _given(_BYTE, 2), _SINGLE[:, ::1]

relate = _compiled(
    _relate, numba.void, _POINTS, _POINTS, _MESH, _WHOLE, _WHOLE, _BYTE[:, ::1]
)
slant = _compiled(_slant, numba.void, _POINTS, _given(_SINGLE, 1), _WHOLE, _WHOLE, _OUT)
ask = _compiled(_ask, _WHOLE, _KIN, _RASTER, *[_WHOLE] * 3, _OUT, numba.int32[::1])
relight = _compiled(
    _relight,
    numba.void,
    *(_given(_BYTE, 3), _POINTS, _MESH, _RASTER, _RASTER, _RASTER),
    *(_given(_SINGLE, 1), _POINTS, _POINTS, _given(_SINGLE, 1)),
    *(_SINGLE, _WHOLE, _BYTE[:, :, ::1]),
)
