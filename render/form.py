"""How much the form of a surface darkens its colours, in loops that numba compiles.

Import this module where it is used: numba takes a third of a second, and once some seconds.
"""

from __future__ import annotations

from typing import Any

import numba
import numpy as np
from numpy.typing import NDArray

from render.light import AMBIENT, SKY_COLOUR, Sun

F32 = NDArray[np.float32]
Bytes = NDArray[np.uint8]

FORM = 0.17  # of its colour that a face in full shade lacks


def _turn(points: Any, triangles: Any, upwards: Any, out: Any) -> None:
    """Add up at each point which way its triangles face, by their size."""
    for t in range(len(triangles)):
        a, b, c = triangles[t, 0], triangles[t, 1], triangles[t, 2]
        ux, vx = points[b, 0] - points[a, 0], points[c, 0] - points[a, 0]
        uy, vy = points[b, 1] - points[a, 1], points[c, 1] - points[a, 1]
        uz, vz = points[b, 2] - points[a, 2], points[c, 2] - points[a, 2]
        x, y, z = uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx
        if upwards and z < 0:
            x, y, z = -x, -y, -z
        for k in (a, b, c):
            out[k, 0] += x
            out[k, 1] += y
            out[k, 2] += z


def _wear(colours: Any, value: Any, form: Any, out: Any) -> None:
    for k in range(len(value)):
        of, share = value[k], form[k]
        for part in range(3):
            out[k, part] = np.uint8(colours[of, part] * share + np.float32(0.5))
        out[k, 3] = colours[of, 3]


def _compiled(loop: Any, *arguments: Any) -> Any:
    return numba.njit(numba.void(*arguments), cache=True, nogil=True)(loop)


def _given(kind: Any, dimensions: int) -> Any:
    """An array that is only read."""
    return numba.types.Array(kind, dimensions, "C", readonly=True)


_PLACES, _WHOLE = _given(numba.float32, 2), numba.int32
_turned = _compiled(_turn, _PLACES, _given(_WHOLE, 2), numba.boolean, numba.types.float32[:, ::1])
_worn = _compiled(
    *(_wear, _given(numba.uint8, 2), _given(_WHOLE, 1), _given(numba.float32, 1)),
    numba.uint8[:, ::1],
)


def form_of(points: F32, triangles: NDArray[np.int32], upwards: bool) -> F32:
    """(n,): how much of its colour each point (n, 3) of triangles (t, 3) shows, in one soft light.

    upwards: whether all are seen from above, however their corners run.
    """
    normals = np.zeros((len(points), 3), np.float32)
    _turned(points, triangles, upwards, normals)
    normals /= np.maximum(np.sqrt(np.einsum("ij,ij->i", normals, normals)), 1e-12)[:, None]
    now, towards = Sun().light(), Sun().direction().astype(np.float32)
    sun = np.float32(now.sun * np.mean(now.colour))
    sky = np.float32(now.sky * np.mean(SKY_COLOUR))
    light = np.maximum(normals @ towards, 0) * sun + np.maximum(normals[:, 2], 0) * sky + AMBIENT
    whole = towards[2] * sun + sky + AMBIENT
    return np.asarray(np.clip(1 - FORM * (1 - light / whole), 1 - FORM, 1), np.float32)


def worn(colours: Bytes, value: NDArray[np.int32], form: F32) -> Bytes:
    """(n, 4): the colour of each point, of (values, 4); value, form: (n,) of each."""
    out = np.empty((len(value), 4), np.uint8)
    _worn(np.ascontiguousarray(colours), value, form, out)
    return out
