"""The innermost loops of rays, compiled by numba around Embree's own functions.

Arrays are C-contiguous; whoever calls has checked their shapes. Import this module where it is
used, on a worker: it takes some seconds the first time, when the loops are compiled, and half a
second once numba has kept them.
"""

from __future__ import annotations

from typing import Any

import llvmlite.binding
import numba
import numpy as np
from numba import types

from city.embree import library

llvmlite.binding.load_library_permanently(library())

# Embree's RTCRayHit, in numbers of four bytes: where it begins, its way, how far it goes, its mask;
# then the normal of what it meets, where on that, which triangle, which mesh.
BEGIN, NEAR, WAY, TIME, FAR, MASK, ID, FLAGS = 0, 3, 4, 7, 8, 9, 10, 11
NORMAL, U, V, TRIANGLE, MESH = 12, 15, 16, 17, 18
NUMBERS = 32  # that it takes, and some to spare
ALIGNED = 16  # bytes
ALL, NONE = np.uint32(0xFFFFFFFF), np.uint32(0xFFFFFFFF)

_CALL = types.void(types.uintp, types.uintp, types.uintp)  # scene, ray, no arguments
_intersect: Any = types.ExternalFunction("rtcIntersect1", _CALL)
_occluded: Any = types.ExternalFunction("rtcOccluded1", _CALL)


@numba.njit(nogil=True)
def new_ray() -> Any:
    """A ray for Embree, (32,) float32."""
    room = np.zeros(NUMBERS + ALIGNED // 4, np.float32)
    first = (-np.int64(room.ctypes.data) % ALIGNED) // 4
    return room[first : first + NUMBERS]


@numba.njit(nogil=True)
def send(ray: Any, x: Any, y: Any, z: Any, dx: Any, dy: Any, dz: Any, far: Any) -> None:
    """Aim a ray: from a place, along a way, so many times the way far."""
    ray[BEGIN], ray[BEGIN + 1], ray[BEGIN + 2], ray[NEAR] = x, y, z, np.float32(0)
    ray[WAY], ray[WAY + 1], ray[WAY + 2], ray[TIME] = dx, dy, dz, np.float32(0)
    words = ray.view(np.uint32)
    ray[FAR], words[MASK], words[ID], words[FLAGS] = far, ALL, np.uint32(0), np.uint32(0)
    words[MESH] = words[MESH + 1] = words[MESH + 2] = NONE


@numba.njit(nogil=True)
def meets(tree: Any, ray: Any) -> bool:
    """Whether a ray that was aimed meets anything; it then tells what."""
    _intersect(tree, np.uintp(ray.ctypes.data), np.uintp(0))
    return bool(ray.view(np.uint32)[MESH] != NONE)


@numba.njit(nogil=True)
def is_blocked(tree: Any, ray: Any) -> bool:
    """Whether anything lies in the way of a ray that was aimed."""
    _occluded(tree, np.uintp(ray.ctypes.data), np.uintp(0))
    return bool(ray[FAR] < 0)


def _hit(
    tree: Any, origins: Any, ways: Any, mesh: Any, triangle: Any, away: Any, normal: Any, on: Any
) -> None:
    """What rays meet first: see `Rays.hit`. ways: (n, 3), or (1, 3) for all of them."""
    ray, each = new_ray(), np.int64(len(ways) > 1)
    words, far = ray.view(np.uint32), np.float32(np.inf)
    for k in range(len(origins)):
        x, y, z = origins[k]
        dx, dy, dz = ways[k * each]
        send(ray, x, y, z, dx, dy, dz, far)
        if meets(tree, ray):
            mesh[k], triangle[k] = np.int32(words[MESH]), np.int32(words[TRIANGLE])
            away[k] = ray[FAR]
            normal[k, 0], normal[k, 1], normal[k, 2] = ray[NORMAL], ray[NORMAL + 1], ray[NORMAL + 2]
            on[k, 0], on[k, 1] = ray[U], ray[V]


def _blocked(tree: Any, origins: Any, ways: Any, reach: Any, out: Any) -> None:
    """Whether anything lies along rays, as far as `reach` goes: (n,) or (1,), as the ways."""
    ray, each, own = new_ray(), np.int64(len(ways) > 1), np.int64(len(reach) > 1)
    for k in range(len(origins)):
        x, y, z = origins[k]
        dx, dy, dz = ways[k * each]
        send(ray, x, y, z, dx, dy, dz, reach[k * own])
        out[k] = is_blocked(tree, ray)


def _compiled(loop: Any, *arguments: Any) -> Any:
    return numba.njit(numba.void(*arguments), cache=True, nogil=True)(loop)


def _given(kind: Any, dimensions: int) -> Any:
    """An array that is only read."""
    return types.Array(kind, dimensions, "C", readonly=True)


_SINGLE, _WHOLE = numba.float32, numba.int32
_PLACES, _ROW = _given(_SINGLE, 2), _given(_SINGLE, 1)

hit = _compiled(
    _hit,
    *(types.uintp, _PLACES, _PLACES, _WHOLE[::1], _WHOLE[::1], _SINGLE[::1]),
    *(_SINGLE[:, ::1], _SINGLE[:, ::1]),
)
blocked = _compiled(_blocked, types.uintp, _PLACES, _PLACES, _ROW, numba.boolean[::1])
