"""Embree's scenes, made of whole arrays by Embree's own functions (embree.org/api.html, version 4).

The library lies where embreex brings it. embreex itself takes a mesh in corner by corner, through
Python's numbers: 1.5 s for a million triangles, in which no other thread gets on.
"""

from __future__ import annotations

import ctypes
import weakref
from collections.abc import Iterable
from ctypes.util import find_library
from functools import cache
from pathlib import Path

import embreex.rtcore  # brings the libraries that Embree itself needs
import numpy as np
from numpy.typing import NDArray

ROBUST = 1 << 2  # RTC_SCENE_FLAG_ROBUST: no ray slips through between two triangles
TRIANGLES = 0  # RTC_GEOMETRY_TYPE_TRIANGLE
INDICES, CORNERS = 0, 1  # RTC_BUFFER_TYPE_INDEX and _VERTEX
THREE_NUMBERS, THREE_METRES = 0x5003, 0x9003  # RTC_FORMAT_UINT3 and _FLOAT3
EACH = 12  # bytes of three of them

_POINTER, _SIZE, _KIND, _NUMBER = ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int, ctypes.c_uint
# What each function gives, and what it takes.
FUNCTIONS = {
    "rtcNewDevice": (_POINTER, ctypes.c_char_p),
    "rtcGetDeviceError": (_KIND, _POINTER),
    "rtcNewScene": (_POINTER, _POINTER),
    "rtcSetSceneFlags": (None, _POINTER, _KIND),
    "rtcCommitScene": (None, _POINTER),
    "rtcReleaseScene": (None, _POINTER),
    "rtcNewGeometry": (_POINTER, _POINTER, _KIND),
    "rtcSetSharedGeometryBuffer": (
        *(None, _POINTER, _KIND, _NUMBER, _KIND),
        *(_POINTER, _SIZE, _SIZE, _SIZE),
    ),
    "rtcCommitGeometry": (None, _POINTER),
    "rtcAttachGeometryByID": (None, _POINTER, _POINTER, _NUMBER),
    "rtcReleaseGeometry": (None, _POINTER),
}


def library() -> str:
    """Where Embree's library lies; OSError if nothing has brought it."""
    package = Path(embreex.__file__).parent
    # beside the package on Linux and Windows, within it on macOS
    for folder in (package.parent / "embreex.libs", package / ".dylibs"):
        for path in sorted(folder.glob("*embree4*")):
            return str(path)
    found = find_library("embree4")
    if found is None:
        raise OSError(f"Embree 4 is not beside {package}: install embreex again")
    return found


@cache
def _functions() -> ctypes.CDLL:
    found = ctypes.CDLL(library())
    for name, (gives, *takes) in FUNCTIONS.items():
        function = getattr(found, name)
        function.restype, function.argtypes = gives, takes
    return found


@cache
def _device() -> int:
    """What all scenes of this process share."""
    return int(_functions().rtcNewDevice(None))


class EmbreeScene:
    """A tree over the triangles of meshes, each (points (n, 3), triangles (t, 3)), for rays.

    pointer: what Embree knows it by. Triangles of points that there are not: ValueError; no room
    for the tree: MemoryError.
    """

    def __init__(self, meshes: Iterable[tuple[NDArray[np.floating], NDArray[np.integer]]]) -> None:
        embree = _functions()
        self.pointer = int(embree.rtcNewScene(_device()))
        weakref.finalize(self, embree.rtcReleaseScene, self.pointer).atexit = False
        embree.rtcSetSceneFlags(self.pointer, ROBUST)
        self._held = [_arrays(*mesh) for mesh in meshes]  # Embree reads them where they lie
        for number, (corners, faces) in enumerate(self._held):
            mesh = embree.rtcNewGeometry(_device(), TRIANGLES)
            for kind, form, array, count in (
                (CORNERS, THREE_METRES, corners, len(corners) - 1),
                (INDICES, THREE_NUMBERS, faces, len(faces)),
            ):
                place = array.ctypes.data
                embree.rtcSetSharedGeometryBuffer(mesh, kind, 0, form, place, 0, EACH, count)
            embree.rtcCommitGeometry(mesh)
            embree.rtcAttachGeometryByID(self.pointer, mesh, number)
            embree.rtcReleaseGeometry(mesh)
        embree.rtcCommitScene(self.pointer)
        error = embree.rtcGetDeviceError(_device())
        if error:
            raise MemoryError(f"Embree could not make its tree (error {error})")


def _arrays(
    points: NDArray[np.floating], triangles: NDArray[np.integer]
) -> tuple[NDArray[np.float32], NDArray[np.uint32]]:
    """As Embree reads them: four numbers of each point, so there is one point more at the end.

    It takes no empty mesh: of nothing there is one triangle without an area, that no ray meets.
    """
    if not len(triangles):
        points, triangles = np.zeros((1, 3)), np.zeros((1, 3), np.uint32)
    if not 0 <= triangles.min() <= triangles.max() < len(points):
        raise ValueError("triangles of points that there are not")
    corners = np.zeros((len(points) + 1, 3), np.float32)
    corners[:-1] = points
    return corners, np.ascontiguousarray(triangles, np.uint32)
