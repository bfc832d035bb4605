"""The faces of VTK's cells of many sides, as its files of two ages write them."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from city.simulated.volume import POLYHEDRON, Faces
from city.strings import runs

Rows = NDArray[np.int64]
MOST = 10_000  # faces of a cell
NEW = ("face_connectivity", "face_offsets", "polyhedron_to_faces", "polyhedron_offsets")
NAMES = {"faces", "faceoffsets", *NEW}


def faces_of(kinds: NDArray[np.uint8], told: Mapping[str, Rows], points: int) -> Faces:
    """The faces of all polyhedra; other cells have none.

    told: a piece's arrays by name: one stream of faces, or, since VTK 9.4, a table of faces and
    which of them each cell has. points: how many there are. Raises ValueError for arrays that do
    not fit together.

    Source: VTK file formats, "XML file formats", UnstructuredGrid.
    """
    cells = np.flatnonzero(kinds == POLYHEDRON)
    if not len(cells):
        return Faces.none(len(kinds))
    if all(name in told for name in NEW):
        corners, sides, faces, ends = (told[name] for name in NEW)
        found = _listed(corners, sides, faces, ends, len(kinds))
    elif "faces" in told and len(told.get("faceoffsets", ())) == len(kinds):
        found = _streamed(told["faces"], told["faceoffsets"], cells)
    else:
        raise ValueError("its polyhedra have no faces")
    if len(found.corners) and (found.corners.min() < 0 or found.corners.max() >= points):
        raise ValueError("a corner of a face is not there")
    return found


def _listed(corners: Rows, face_ends: Rows, faces: Rows, ends: Rows, cells: int) -> Faces:
    sides, offsets = np.append(0, face_ends), np.append(0, ends)
    rising = (np.diff(sides) >= 0).all() and (np.diff(offsets) >= 0).all()
    fitting = sides[-1] <= len(corners) and offsets[-1] <= len(faces) and len(ends) == cells
    if not rising or not fitting:
        raise ValueError("its polyhedra do not end where their faces do")
    faces = faces[: offsets[-1]]
    if len(faces) and (faces.min() < 0 or faces.max() >= len(face_ends)):
        raise ValueError("a face is not there")
    sizes = np.diff(sides)[faces]
    return Faces(offsets, np.append(0, np.cumsum(sizes)), corners[runs(sides[faces], sizes)])


def _streamed(stream: Rows, ends: Rows, cells: Rows) -> Faces:
    """From how many faces a cell has, then of each face how many corners, and these."""
    ends_here = ends[cells]
    at = np.append(0, ends_here[:-1])
    if (at < 0).any() or (ends_here > len(stream)).any() or (at >= ends_here).any():
        raise ValueError("its polyhedra do not end where their faces do")
    count = stream[at]
    if (count < 0).any() or count.max() > MOST:
        raise ValueError("a polyhedron has not as many faces as it says")
    first = np.cumsum(count) - count
    begins, sizes = np.zeros(count.sum(), np.int64), np.zeros(count.sum(), np.int64)
    at = at + 1
    for face in range(int(count.max())):
        open = np.flatnonzero(count > face)
        here = at[open]
        if (here >= ends_here[open]).any() or (stream[here] < 0).any():
            raise ValueError("a polyhedron has not as many faces as it says")
        begins[first[open] + face], sizes[first[open] + face] = here + 1, stream[here]
        at[open] = here + 1 + stream[here]
    if (at != ends_here).any():
        raise ValueError("its polyhedra do not end where their faces do")
    offsets = np.zeros(len(ends) + 1, np.int64)
    offsets[cells + 1] = count
    sides = np.append(0, np.cumsum(sizes))
    return Faces(np.cumsum(offsets), sides, stream[runs(begins, sizes)])
