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
DARK, LIGHT = 1, 2
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


def _slant(normal: Any, told: Any, towards: Any, first: int, last: int, lit: Any) -> None:
    """How straight the light from a direction (3,) float32 falls on each pixel's face.

    On none that tells a value: so no shadow is looked for there.
    """
    x, y, z = towards
    for row in range(first, last):
        for column in range(lit.shape[1]):
            n = normal[row, column]
            falls = max(n[0] * x + n[1] * y + n[2] * z, np.float32(0))
            lit[row, column] = np.float32(0) if told[row, column] else falls


@numba.njit(nogil=True)
def _said(kin: int, lit: Any, sun: Any, row: Any, column: Any) -> int:
    """What a neighbour says of the sun, if it is kin: both where nobody has asked it."""
    if not kin:
        return 0
    y, x = np.uint64(row), np.uint64(column)  # not counted from the end, which takes time
    if not lit[y, x] > 0:
        return DARK | LIGHT
    return LIGHT if sun[y, x] > 0 else DARK


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
                said = _said(mine & 1, lit, sun, row - dy, column - dx)
                said |= _said(mine & 2, lit, sun, row - dy, column + dx)
                said |= _said(mine & 4, lit, sun, row + dy, column - dx)
                said |= _said(mine & 8, lit, sun, row + dy, column + dx)
                if said != DARK | LIGHT:
                    sun[row, column] = np.float32(said == LIGHT)
                    continue
            asked[count] = row * columns + column
            count += 1
    return count


def _relight(
    bare: Any,
    normal: Any,
    mesh: Any,
    share: Any,
    told: Any,
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
    normal, mesh, share and told as in a Sight; lit: how straight the new sun falls on each face;
    dark: how much of the colour `shadow`, (3,), covers it. light: (2, 3, 3), before and now: what
    shows of each colour in any case, what the sky from above adds to it, and the sun. sky: (2,
    rows, 3) levels, of all rows. clear: levels that tell a point before a face from the sky behind
    it. out: the whole picture, uint8 RGBA, the topmost row first.
    """
    zero, one = np.float32(0), np.float32(1)
    tx, ty, tz = towards[0], towards[1], towards[2]
    # One number for each light and colour: to look into arrays for each pixel doubles the time.
    e0, e1, e2 = light[0, 0, 0], light[0, 0, 1], light[0, 0, 2]
    a0, a1, a2 = light[0, 1, 0], light[0, 1, 1], light[0, 1, 2]
    s0, s1, s2 = light[0, 2, 0], light[0, 2, 1], light[0, 2, 2]
    f0, f1, f2 = light[1, 0, 0], light[1, 0, 1], light[1, 0, 2]
    b0, b1, b2 = light[1, 1, 0], light[1, 1, 1], light[1, 1, 2]
    t0, t1, t2 = light[1, 2, 0], light[1, 2, 1], light[1, 2, 2]
    c0, c1, c2 = shadow[0], shadow[1], shadow[2]
    for row in range(lit.shape[0]):
        line = out.shape[0] - 1 - first - row
        o0, o1, o2 = sky[0, first + row, 0], sky[0, first + row, 1], sky[0, first + row, 2]
        n0, n1, n2 = sky[1, first + row, 0], sky[1, first + row, 1], sky[1, first + row, 2]
        for column in range(lit.shape[1]):
            x, y, z = normal[row, column, 0], normal[row, column, 1], normal[row, column, 2]
            up, was, now = max(z, zero), max(x * tx + y * ty + z * tz, zero), lit[row, column]
            face, covers = mesh[row, column] >= 0, dark[row, column]
            gone = one - share[row, column] if face else one
            r, g, b = bare[row, column, 0], bare[row, column, 1], bare[row, column, 2]
            own0, own1, own2 = _own(r, gone, o0), _own(g, gone, o1), _own(b, gone, o2)
            if not (face and gone == one and max(abs(own0), abs(own1), abs(own2)) > clear):
                if not told[row, column]:
                    own0 *= (f0 + b0 * up + t0 * now) / (e0 + a0 * up + s0 * was)
                    own1 *= (f1 + b1 * up + t1 * now) / (e1 + a1 * up + s1 * was)
                    own2 *= (f2 + b2 * up + t2 * now) / (e2 + a2 * up + s2 * was)
                r = _level(own0 + gone * n0, covers, c0)
                g = _level(own1 + gone * n1, covers, c1)
                b = _level(own2 + gone * n2, covers, c2)
            out[line, column, 0], out[line, column, 1], out[line, column, 2] = r, g, b
            out[line, column, 3] = bare[row, column, 3]


@numba.njit(nogil=True)
def _own(level: Any, gone: Any, sky: Any) -> Any:
    """What a face shows of a colour itself, without the sky behind it."""
    return np.float32(level) - gone * sky


@numba.njit(nogil=True)
def _level(value: Any, covers: Any, shadow: Any) -> Any:
    """A level of a colour, under so much of the shadow's."""
    bright = min(max(value, np.float32(0)), np.float32(255))
    return np.uint8(np.int32(bright + covers * (shadow - bright)))


def _compiled(loop: Any, gives: Any, *arguments: Any) -> Any:
    return numba.njit(gives(*arguments), cache=True, nogil=True, error_model="numpy")(loop)


def _given(kind: Any, dimensions: int) -> Any:
    """An array that is only read."""
    return numba.types.Array(kind, dimensions, "C", readonly=True)


_WHOLE, _BYTE, _SINGLE = numba.int64, numba.uint8, numba.float32
_RASTER, _POINTS = _given(_SINGLE, 2), _given(_SINGLE, 3)
_MESH, _KIN, _OUT = _given(numba.int32, 2), _given(_BYTE, 2), _SINGLE[:, ::1]
_TOLD = _given(numba.boolean, 2)

relate = _compiled(_relate, numba.void, _POINTS, _POINTS, _MESH, _WHOLE, _WHOLE, _BYTE[:, ::1])
slant = _compiled(_slant, numba.void, _POINTS, _TOLD, _given(_SINGLE, 1), _WHOLE, _WHOLE, _OUT)
ask = _compiled(_ask, _WHOLE, _KIN, _RASTER, *[_WHOLE] * 3, _OUT, numba.int32[::1])
relight = _compiled(
    _relight,
    numba.void,
    *(_given(_BYTE, 3), _POINTS, _MESH, _RASTER, _TOLD, _RASTER, _RASTER),
    *(_given(_SINGLE, 1), _POINTS, _POINTS, _given(_SINGLE, 1)),
    *(_SINGLE, _WHOLE, _BYTE[:, :, ::1]),
)
