"""The innermost loops of what is seen and how it is lit, compiled by numba.

Arrays are C-contiguous, the lowest row of a picture first; see `render.sight.Sight` for what they
hold. Import this module where it is used, on a worker: it takes some seconds the first time, when
the loops are compiled, and half a second once numba has kept them. What numba keeps holds what is
imported from `city.ray_loops`, and follows this file's date alone.
"""

from __future__ import annotations

import math
from typing import Any

import numba
import numpy as np

from city.ray_loops import FAR, MESH, NORMAL, TRIANGLE, is_blocked, meets, new_ray, send

OFF, OFF_FAR = np.float32(0.02), np.float32(2e-5)  # metres off a face, and for each that it is away
LIKE = np.float32(0.9)  # cosine between the normals of faces whose pixels share their answers
OWN = np.float32(1e-6)  # weight of a pixel's own answer, which counts where no neighbour is like it


@numba.njit(nogil=True)
def over(x: Any, y: Any, z: Any, a: Any, b: Any, c: Any) -> Any:
    """A direction (a, b, c) about the z axis -> about a normal (Duff et al., JCGT 6(1), 2017)."""
    one = np.float32(1)
    sign = one if z >= 0 else -one
    k = -one / (sign + z)
    m = x * y * k
    return (
        a * (one + sign * x * x * k) + b * m + c * x,
        a * sign * m + b * (sign + y * y * k) + c * y,
        -a * sign * x - b * y + c * z,
    )


def _look(
    tree: Any,
    begins: Any,
    ways: Any,
    into: Any,
    out: Any,
    slope: Any,
    skies: Any,
    reaches: Any,
    spread: Any,
    start: Any,
    normal: Any,
    depth: Any,
    mesh: Any,
    triangle: Any,
    slack: Any,
    sky: Any,
) -> None:
    """What is seen along lines of sight (n,), and how much of the sky reaches it.

    begins: (n, 3), `into` metres along the line; nothing is seen beyond `out`. slope: metres that
    a few pixels are wide at one metre. skies: (rays, places, 3) and reaches: (rays, places):
    directions to the sky and metres along them; spread: (n,) at which place a pixel is.
    """
    ray = new_ray()
    words, far, one = ray.view(np.uint32), np.float32(np.inf), np.float32(1)
    for i in range(len(begins)):
        bx, by, bz = begins[i, 0], begins[i, 1], begins[i, 2]
        wx, wy, wz = ways[i, 0], ways[i, 1], ways[i, 2]
        send(ray, bx, by, bz, wx, wy, wz, far)
        if not meets(tree, ray):
            continue
        away = ray[FAR]
        if away + into[i] > out[i]:
            continue
        nx, ny, nz = ray[NORMAL], ray[NORMAL + 1], ray[NORMAL + 2]
        long = max(np.float32(math.sqrt(nx * nx + ny * ny + nz * nz)), np.float32(1e-20))
        nx, ny, nz = nx / long, ny / long, nz / long
        across = nx * wx + ny * wy + nz * wz
        if across > 0:  # towards the eye
            nx, ny, nz = -nx, -ny, -nz
        mesh[i], triangle[i] = np.int32(words[MESH]), np.int32(words[TRIANGLE])
        depth[i] = away + into[i]
        normal[i, 0], normal[i, 1], normal[i, 2] = nx, ny, nz
        slack[i] = np.float32(0.1) + away * slope / max(abs(across), np.float32(0.02))
        off = OFF + away * OFF_FAR  # a ray that came from far away may be as wrong
        sx, sy, sz = bx + wx * away + nx * off, by + wy * away + ny * off, bz + wz * away + nz * off
        start[i, 0], start[i, 1], start[i, 2] = sx, sy, sz
        place, closed = spread[i], 0
        for k in range(len(skies)):
            a, b, c = skies[k, place, 0], skies[k, place, 1], skies[k, place, 2]
            ux, uy, uz = over(nx, ny, nz, a, b, c)
            send(ray, sx, sy, sz, ux, uy, uz, reaches[k, place])
            closed += is_blocked(tree, ray)
        sky[i] = one - np.float32(closed) / np.float32(len(skies))


def _shine(
    tree: Any, start: Any, normal: Any, told: Any, disc: Any, towards: Any, spread: Any, lit: Any,
    light: Any,
) -> None:  # fmt: skip
    """How straight the sun falls on pixels (n,), and whether it reaches them.

    disc: (places, 3) directions to points of it; spread: (n,) at which place a pixel is; towards:
    (3,) its middle. What tells a value is lit wherever the sun stands.
    """
    ray = new_ray()
    x, y, z = towards[0], towards[1], towards[2]
    one, zero, far = np.float32(1), np.float32(0), np.float32(np.inf)
    for i in range(len(start)):
        straight = max(normal[i, 0] * x + normal[i, 1] * y + normal[i, 2] * z, zero)
        lit[i], light[i] = one if told[i] else straight, one
        if told[i] or straight <= zero:
            continue
        k = spread[i]
        send(ray, start[i, 0], start[i, 1], start[i, 2], disc[k, 0], disc[k, 1], disc[k, 2], far)
        if is_blocked(tree, ray):
            light[i] = zero


def _share(
    depth: Any, slack: Any, normal: Any, value: Any, steps: Any, weights: Any, first: int,
    last: int, out: Any,
) -> None:  # fmt: skip
    """The mean of each pixel's neighbours that lie on the same face or one like it, in rows first
    to last. steps: to which neighbours, in rows and in columns alike; weights: of these."""
    rows, columns = value.shape
    for row in range(first, last):
        for column in range(columns):
            own = value[row, column]
            low = high = value[
                min(max(row + steps[0], 0), rows - 1), min(max(column + steps[0], 0), columns - 1)
            ]
            for dy in steps:
                y = min(max(row + dy, 0), rows - 1)
                for dx in steps:
                    other = value[y, min(max(column + dx, 0), columns - 1)]
                    low, high = min(low, other), max(high, other)
            out[row, column] = own
            if low == high:  # where all of them say the same they are not asked
                continue
            here, far = depth[row, column], slack[row, column]
            nx, ny, nz = normal[row, column, 0], normal[row, column, 1], normal[row, column, 2]
            total, weight = own * OWN, OWN
            for i in range(len(steps)):
                y = min(max(row + steps[i], 0), rows - 1)
                for j in range(len(steps)):
                    x = min(max(column + steps[j], 0), columns - 1)
                    alike = nx * normal[y, x, 0] + ny * normal[y, x, 1] + nz * normal[y, x, 2]
                    if abs(here - depth[y, x]) < far and alike > LIKE:  # the sky is infinitely far
                        share = weights[i] * weights[j]
                        weight += share
                        total += share * value[y, x]
            out[row, column] = total / weight


def _compiled(loop: Any, *arguments: Any) -> Any:
    return numba.njit(numba.void(*arguments), cache=True, nogil=True, error_model="numpy")(loop)


def _given(kind: Any, dimensions: int) -> Any:
    """An array that is only read."""
    return numba.types.Array(kind, dimensions, "C", readonly=True)


_SINGLE, _WHOLE = numba.float32, numba.int32
_ROW, _TABLE, _CUBE = (_given(_SINGLE, dimensions) for dimensions in (1, 2, 3))
_NUMBERS = _given(_WHOLE, 1)

look = _compiled(
    _look,
    *(numba.types.uintp, _TABLE, _TABLE, _ROW, _ROW, _SINGLE, _CUBE, _TABLE, _NUMBERS),
    *(_SINGLE[:, ::1], _SINGLE[:, ::1], _SINGLE[::1], _WHOLE[::1], _WHOLE[::1]),
    *(_SINGLE[::1], _SINGLE[::1]),
)
shine = _compiled(
    _shine,
    *(numba.types.uintp, _TABLE, _TABLE, _given(numba.boolean, 1), _TABLE, _ROW, _NUMBERS),
    *(_SINGLE[::1], _SINGLE[::1]),
)
share = _compiled(
    _share,
    *(_TABLE, _TABLE, _CUBE, _TABLE, _NUMBERS, _ROW, numba.int64, numba.int64, _SINGLE[:, ::1]),
)
