"""Faces of any number of corners, as finite volumes and finite elements have them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray

from city.strings import runs

F32 = NDArray[np.float32]
F64 = NDArray[np.float64]
Rows = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Mesh:
    """Faces over the ground, or anywhere in space; each is a polygon over shared nodes.

    nodes: (n, 3) local metres, the third 0 where nobody says how high. offsets: (f + 1,) where the
    corners of each face begin; corners: (c,) rows of `nodes`. flat: nobody says how high it lies.
    """

    nodes: F64
    offsets: Rows
    corners: Rows
    flat: bool = True

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def box(self) -> F64:
        """(2, 2): the south-western and the north-eastern corner around all faces, local metres."""
        used = self.nodes[np.unique(self.corners), :2]
        used = used[np.isfinite(used).all(1)]
        return np.stack([used.min(0), used.max(0)]) if len(used) else np.full((2, 2), np.nan)

    def middles(self) -> F64:
        """(f, 3): the mean of the corners of each face."""
        return self.over_faces(self.nodes)

    def over_faces(self, of_nodes: F64) -> F64:
        """(f, ...): the mean over each face's corners of values (n, ...) at nodes."""
        whole = np.add.reduceat(of_nodes[self.corners], self.offsets[:-1], axis=0)
        count = np.diff(self.offsets).reshape(-1, *([1] * (of_nodes.ndim - 1)))
        return np.asarray(whole / count)

    def triangles(self) -> tuple[Rows, Rows]:
        """(t, 3) rows of `nodes`, and (t,) which face each is a part of: fans."""
        count = np.diff(self.offsets) - 2
        face = np.repeat(np.arange(len(self)), np.maximum(count, 0))
        second = runs(self.offsets[:-1] + 1, np.maximum(count, 0))
        fans = np.stack([self.offsets[face], second, second + 1], axis=1)
        return self.corners[fans], face

    def cells(self, points: F64) -> Rows:
        """In which face, seen from above, each point (n, 2) of local metres lies; -1 in none."""
        _, face = self._fans
        triangle = self._triangle_at(points)
        return np.where(triangle >= 0, face[triangle], -1)

    def between(self, points: F64, of_nodes: F32) -> F64:
        """Values (n,) at points (n, 2), linear between those (nodes,) at the nodes around each."""
        nodes, weights = self.around(points)
        at = of_nodes[nodes].astype(np.float64)
        value = np.where(weights == 0, 0, weights * at).sum(1)
        return np.where(weights.any(1), value, np.nan)

    def around(self, points: F64) -> tuple[Rows, F64]:
        """(n, 3) the nodes around each point (n, 2) of local metres, and how much each of them
        counts there, 1 in all; nothing outside of all faces."""
        fans, _ = self._fans
        if not len(fans):
            return np.zeros((len(points), 3), np.int64), np.zeros((len(points), 3))
        triangle = self._triangle_at(points)
        nodes = fans[triangle]
        a, b, c = np.moveaxis(self.nodes[nodes, :2], 1, 0)
        p = points[:, :2] - a
        u, v = b - a, c - a
        area = u[:, 0] * v[:, 1] - u[:, 1] * v[:, 0]
        with np.errstate(divide="ignore", invalid="ignore"):
            second = (p[:, 0] * v[:, 1] - p[:, 1] * v[:, 0]) / area
            third = (u[:, 0] * p[:, 1] - u[:, 1] * p[:, 0]) / area
        weights = np.stack([1 - second - third, second, third], axis=1)
        weights[triangle < 0] = 0
        return nodes, weights

    @cached_property
    def _fans(self) -> tuple[Rows, Rows]:
        return self.triangles()

    @cached_property
    def _tree(self) -> shapely.STRtree:
        corners = self.nodes[self._fans[0]][:, [0, 1, 2, 0], :2]
        return shapely.STRtree(shapely.polygons(corners))

    def _triangle_at(self, points: F64) -> Rows:
        """The row of the triangle over each point, -1 where there is none."""
        found = np.full(len(points), -1)
        good = np.flatnonzero(np.isfinite(points[:, :2]).all(1))
        inside = shapely.points(points[good, :2])
        which, triangle = self._tree.query(inside, predicate="intersects")
        found[good[which[::-1]]] = triangle[::-1]
        return found
