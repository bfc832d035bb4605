"""The colours of single faces: as each is drawn close by, and what they mix to from afar."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from city.faces import Faces

Bytes = NDArray[np.uint8]
F32 = NDArray[np.float32]
Mask = NDArray[np.bool_]

UPRIGHT = 0.3  # of a normal's length: what looks up less than that is a wall


@dataclass(frozen=True, slots=True, eq=False)
class FaceColours:
    """A colour for each face of a city: row `number[f]` of `table`.

    number: (faces,) int16. table: (n, 4) RGBA as of objects, see Scene.set_colours.
    """

    faces: Faces
    number: NDArray[np.int16]
    table: Bytes

    def of(self, lod: str, polygons: NDArray[np.integer]) -> Bytes:
        """(n, 4): the colours of some polygons of a level of detail."""
        number = self.number[self.faces.spans[lod]][polygons]
        return np.asarray(np.take(self.table, number, axis=0))

    def from_afar(
        self, drawn: Mapping[str, Mask], whose: NDArray[np.integer]
    ) -> tuple[Bytes, Bytes]:
        """(objects, 4) each: what the roofs and the walls of every object mix to by their areas.

        drawn: by level, the objects (objects,) that are drawn from it. whose: (objects,) to which
        object the faces of each are counted. A is 0 where there is nothing to mix.
        """
        faces = self.faces
        seen = np.zeros(len(faces), bool)
        for lod, mask in drawn.items():
            span = faces.spans[lod]
            seen[span] = mask[faces.owner[span]]
        seen &= (self.table[:, 3] > 0)[self.number]
        up = faces.normal[:, 2]
        sides = (up > UPRIGHT, np.abs(up) <= UPRIGHT)
        roof, wall = (self._mixed(np.flatnonzero(seen & side), whose) for side in sides)
        return roof, wall

    def _mixed(self, rows: NDArray[np.intp], whose: NDArray[np.integer]) -> Bytes:
        owner, area = whose[self.faces.owner[rows]], self.faces.area[rows]
        number, count = self.number[rows], len(whose)
        mixed = np.zeros((count, 4), np.uint8)
        whole = np.bincount(owner, area, count)
        some = whole > 0
        mixed[some, 3] = 255
        for channel in range(3):
            total = np.bincount(owner, area * self.table[number, channel], count)
            mixed[some, channel] = np.round(total[some] / whole[some])
        return mixed
