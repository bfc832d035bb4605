"""Solid cells in space, as models of the air around buildings have them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray

from city.simulated.mesh import Mesh
from city.strings import runs

F64 = NDArray[np.float64]
Rows = NDArray[np.int64]

# the faces of cells by VTK's numbers for them: tetrahedron, voxel, hexahedron, wedge, pyramid
TETRA, VOXEL, HEXAHEDRON, WEDGE, PYRAMID, POLYHEDRON = 10, 11, 12, 13, 14, 42
FACES: dict[int, tuple[tuple[int, ...], ...]] = {
    TETRA: ((0, 1, 3), (1, 2, 3), (2, 0, 3), (0, 2, 1)),
    VOXEL: ((0, 2, 6, 4), (1, 5, 7, 3), (0, 4, 5, 1), (2, 3, 7, 6), (0, 1, 3, 2), (4, 6, 7, 5)),
    HEXAHEDRON: (
        (0, 4, 7, 3), (1, 2, 6, 5), (0, 1, 5, 4), (3, 7, 6, 2), (0, 3, 2, 1), (4, 5, 6, 7),
    ),
    WEDGE: ((0, 1, 2), (3, 5, 4), (0, 3, 4, 1), (1, 4, 5, 2), (2, 5, 3, 0)),
    PYRAMID: ((0, 3, 2, 1), (0, 1, 4), (1, 2, 4), (2, 3, 4), (3, 0, 4)),
}  # fmt: skip
LONGEST = 200  # corners of a face
SLACK = 1e-6  # metres that a point may lie outside of a face


@dataclass(frozen=True, slots=True, eq=False)
class Faces:
    """The faces of cells that are no kind's own: polyhedra.

    offsets: (c + 1,) where those of each cell begin; sides, corners: of faces, as a Volume has
    them.
    """

    offsets: Rows
    sides: Rows
    corners: Rows

    @classmethod
    def none(cls, cells: int) -> Faces:
        return cls(np.zeros(cells + 1, np.int64), np.zeros(1, np.int64), np.zeros(0, np.int64))

    def solid(self) -> NDArray[np.bool_]:
        """(c,) whether each cell has as many faces and corners as a solid needs; no face of more
        than LONGEST."""
        sizes = np.diff(self.sides)
        odd = np.append(0, np.cumsum((sizes < 3) | (sizes > LONGEST)))
        begin, end = self.offsets[:-1], self.offsets[1:]
        return np.asarray((end - begin >= 4) & (odd[end] == odd[begin]))

    def of(self, cells: Rows) -> Faces:
        """Those of some of the cells."""
        count = np.diff(self.offsets)[cells]
        face = runs(self.offsets[cells], count)
        sizes = np.diff(self.sides)[face]
        offsets, sides = (np.append(0, np.cumsum(one)) for one in (count, sizes))
        return Faces(offsets, sides, self.corners[runs(self.sides[face], sizes)])


@dataclass(frozen=True, eq=False)
class Volume:
    """Convex cells over shared nodes.

    nodes: (n, 3) local metres. sides, corners: the faces of all cells, a face's corners being the
    rows of `nodes` from `sides[f]` to `sides[f + 1]`. offsets: (c + 1,) where each cell's faces
    begin. A face between two cells stands twice.
    """

    nodes: F64
    offsets: Rows
    sides: Rows
    corners: Rows

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def box(self) -> F64:
        """(2, 2): the south-western and the north-eastern corner around all cells, local metres."""
        used = self.nodes[np.unique(self.corners), :2]
        return np.stack([used.min(0), used.max(0)])

    @cached_property
    def reach(self) -> F64:
        """(c, 2, 3): the lowest and the highest corner of the box around each cell."""
        begin = self.sides[self.offsets[:-1]]
        at = self.nodes[self.corners]
        return np.stack([np.minimum.reduceat(at, begin), np.maximum.reduceat(at, begin)], axis=1)

    def heights(self) -> tuple[float, float]:
        """The lowest and the highest of its cells, local metres."""
        return float(self.reach[:, 0, 2].min()), float(self.reach[:, 1, 2].max())

    def skin(self) -> tuple[Mesh, Rows]:
        """The faces that only one cell has, and (f,) whose each is."""
        count = np.diff(self.sides)
        order = np.lexsort((self.corners, np.repeat(np.arange(len(count)), count)))
        ordered = self.corners[order]
        key = np.zeros((len(count), int(count.max())), np.int64) - 1
        row = np.repeat(np.arange(len(count)), count)
        key[row, runs(np.zeros(len(count), np.int64), count)] = ordered
        _, back, times = np.unique(key, axis=0, return_inverse=True, return_counts=True)
        outside = np.flatnonzero(times[back.ravel()] == 1)
        corners = self.corners[runs(self.sides[outside], count[outside])]
        offsets = np.append(0, np.cumsum(count[outside]))
        return Mesh(self.nodes, offsets, corners, flat=False), self._cell_of_face[outside]

    def cut(self, height: float) -> tuple[Mesh, Rows]:
        """Where a level plane cuts the cells: a face for each, and (f,) which cell it is of.

        height: local metres.
        """
        above = self.nodes[:, 2] > height
        face = np.repeat(np.arange(len(self.sides) - 1), np.diff(self.sides))
        following = np.arange(1, len(self.corners) + 1)
        following[self.sides[1:] - 1] = self.sides[:-1]
        one, other = self.corners, self.corners[following]
        crossing = np.flatnonzero(above[one] != above[other])
        low, high = self.nodes[one[crossing]], self.nodes[other[crossing]]
        share = (height - low[:, 2:]) / (high[:, 2:] - low[:, 2:])
        places = low + (high - low) * share
        places[:, 2] = height
        edge = np.sort(np.stack([one[crossing], other[crossing]], axis=1), axis=1)
        cell = self._cell_of_face[face[crossing]]
        _, first = np.unique(np.column_stack([cell, edge]), axis=0, return_index=True)
        cell, places = cell[first], places[first]
        return _rings(cell, places)

    def cells(self, points: F64) -> Rows:
        """In which cell each point (n, 3) of local metres lies; -1 in none."""
        found = np.full(len(points), -1)
        good = np.flatnonzero(np.isfinite(points).all(1))
        which, cell = self._tree.query(shapely.points(points[good, :2]), predicate="intersects")
        row = good[which]
        height = points[row, 2]
        within = (self.reach[cell, 0, 2] - SLACK <= height) & (
            height <= self.reach[cell, 1, 2] + SLACK
        )
        row, cell = row[within], cell[within]
        count = np.diff(self.offsets)[cell]
        face = runs(self.offsets[cell], count)
        pair = np.repeat(np.arange(len(cell)), count)
        middle, normal = self._planes
        outside = ((points[row[pair]] - middle[face]) * normal[face]).sum(1) > SLACK
        inside = np.bincount(pair[outside], minlength=len(cell)) == 0
        found[row[inside][::-1]] = cell[inside][::-1]
        return found

    def nearest_node(self, points: F64) -> Rows:
        """Which node of the cell that it lies in is nearest to each point (n, 3); -1 outside."""
        cell = self.cells(points)
        found = np.full(len(points), -1)
        for row in np.flatnonzero(cell >= 0).tolist():
            first, last = self.offsets[cell[row]], self.offsets[cell[row] + 1]
            own = self.corners[self.sides[first] : self.sides[last]]
            found[row] = own[((self.nodes[own] - points[row]) ** 2).sum(1).argmin()]
        return found

    @cached_property
    def middles(self) -> F64:
        """(c, 3): about the middle of each cell, the mean of the middles of its faces."""
        middle = self._face_middles
        return np.add.reduceat(middle, self.offsets[:-1]) / np.diff(self.offsets)[:, None]

    @cached_property
    def _cell_of_face(self) -> Rows:
        return np.repeat(np.arange(len(self)), np.diff(self.offsets))

    @cached_property
    def _face_middles(self) -> F64:
        whole = np.add.reduceat(self.nodes[self.corners], self.sides[:-1])
        return np.asarray(whole / np.diff(self.sides)[:, None])

    @cached_property
    def _planes(self) -> tuple[F64, F64]:
        """The middle of each face, and the direction away from its cell (unit length)."""
        following = np.arange(1, len(self.corners) + 1)
        following[self.sides[1:] - 1] = self.sides[:-1]
        middle = self._face_middles
        face = np.repeat(np.arange(len(middle)), np.diff(self.sides))
        a = self.nodes[self.corners] - middle[face]
        b = self.nodes[self.corners[following]] - middle[face]
        normal = np.add.reduceat(np.cross(a, b), self.sides[:-1])
        with np.errstate(invalid="ignore", divide="ignore"):
            normal /= np.linalg.norm(normal, axis=1, keepdims=True)
        inwards = ((middle - self.middles[self._cell_of_face]) * normal).sum(1) < 0
        normal[inwards] *= -1
        return middle, np.nan_to_num(normal)

    @cached_property
    def _tree(self) -> shapely.STRtree:
        low, high = self.reach[:, 0], self.reach[:, 1]
        return shapely.STRtree(shapely.box(low[:, 0], low[:, 1], high[:, 0], high[:, 1]))


def _rings(cell: Rows, places: F64) -> tuple[Mesh, Rows]:
    """A face of each cell's places, put in order around their middle; of three at least."""
    cells, back, count = np.unique(cell, return_inverse=True, return_counts=True)
    if not len(cells):
        return Mesh(np.zeros((0, 3)), np.zeros(1, np.int64), np.zeros(0, np.int64), False), cells
    begin = np.cumsum(count) - count
    middle = np.add.reduceat(places, begin) / count[:, None]
    away = places - middle[back]
    order = np.lexsort((np.arctan2(away[:, 1], away[:, 0]), back))
    whole = count >= 3
    corners = order[runs(begin[whole], count[whole])]
    offsets = np.append(0, np.cumsum(count[whole]))
    return Mesh(places, offsets, corners, flat=False), cells[whole]


def of_kinds(
    nodes: F64,
    kinds: NDArray[np.uint8],
    offsets: Rows,
    corners: Rows,
    polyhedra: Faces | None = None,
) -> Volume:
    """A volume of cells of VTK's kinds, each with its corners in VTK's order; all in FACES, or
    polyhedra, whose faces are given."""
    polyhedra = polyhedra or Faces.none(len(kinds))
    whole = np.diff(offsets)
    faces_of = np.zeros(256, np.int64)
    for kind, faces in FACES.items():
        faces_of[kind] = len(faces)
    count = faces_of[kinds] + np.diff(polyhedra.offsets)
    begin = np.append(0, np.cumsum(count))
    sizes = np.zeros(begin[-1], np.int64)
    many = np.flatnonzero(kinds == POLYHEDRON)
    own = runs(begin[many], count[many])
    sizes[own] = np.diff(polyhedra.sides)
    for kind, faces in FACES.items():
        mine = np.flatnonzero(kinds == kind)
        for at, face in enumerate(faces):
            sizes[begin[mine] + at] = len(face)
    sides = np.append(0, np.cumsum(sizes))
    out = np.zeros(sides[-1], np.int64)
    out[runs(sides[own], sizes[own])] = polyhedra.corners
    for kind, faces in FACES.items():
        mine = np.flatnonzero(kinds == kind)
        if len(mine) and (whole[mine] != max(max(face) for face in faces) + 1).any():
            raise ValueError("a cell has not as many corners as its kind")
        for at, face in enumerate(faces):
            into = sides[begin[mine] + at][:, None] + np.arange(len(face))
            out[into] = corners[offsets[mine][:, None] + np.array(face)]
    return Volume(nodes, begin, sides, out)
