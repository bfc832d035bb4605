"""Single places that a model has values at."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray

from city.simulated.mesh import Mesh

F64 = NDArray[np.float64]
Rows = NDArray[np.int64]
LINKED = 5.0  # times the distance of near places: grids of twice as many columns as rows are common


@dataclass(frozen=True, eq=False)
class Points:
    """Places in space. places: (n, 3) local metres, the third 0 where nobody says how high."""

    places: F64

    def __len__(self) -> int:
        return len(self.places)

    def box(self) -> F64:
        """(2, 2): the south-western and the north-eastern corner around all, local metres."""
        return np.stack([self.places[:, :2].min(0), self.places[:, :2].max(0)])

    @cached_property
    def apart(self) -> float:
        """How many metres they lie apart: the median from each to its nearest neighbour."""
        if len(self) < 2:
            return 0.0
        _, away = self._tree.query_nearest(
            self._tree.geometries, exclusive=True, all_matches=False, return_distance=True
        )
        return float(np.median(away)) if len(away) else 0.0

    def cells(self, points: F64) -> Rows:
        """Which place is nearest to each point (n, 2) of local metres; -1 where it lies farther off
        than places lie apart."""
        found = np.full(len(points), -1)
        good = np.flatnonzero(np.isfinite(points[:, :2]).all(1))
        near, away = self._tree.query_nearest(
            shapely.points(points[good, :2]), all_matches=False, return_distance=True
        )
        close = away <= max(self.apart, 1e-6)
        found[good[near[0, close]]] = near[1, close]
        return found

    @cached_property
    def mesh(self) -> Mesh:
        """Triangles between neighbours, of those that lie at most LINKED times as far apart as
        places do."""
        flat = self.places[:, :2]
        parts = shapely.get_parts(shapely.delaunay_triangles(shapely.multipoints(flat)))
        corners = shapely.get_coordinates(shapely.get_exterior_ring(parts)).reshape(-1, 4, 2)
        sides = np.hypot(*np.moveaxis(np.diff(corners, axis=1), -1, 0))
        near = corners[(sides <= LINKED * self.apart).all(1), :3].reshape(-1, 2)
        found = self._tree.query_nearest(shapely.points(near), all_matches=False)[1]
        return Mesh(self.places, np.arange(0, len(found) + 1, 3), found)

    def around(self, points: F64) -> tuple[Rows, F64]:
        """(n, 3) the places around each point (n, 2) of local metres, and how much each of them
        counts there, 1 in all: linear within `mesh`, beyond it the nearest; nothing farther off."""
        rows, share = self.mesh.around(points)
        beyond = np.flatnonzero(~share.any(1))
        nearest = self.cells(points[beyond])
        rows[beyond, 0], share[beyond, 0] = np.maximum(nearest, 0), nearest >= 0
        return rows, share

    @cached_property
    def _tree(self) -> shapely.STRtree:
        return shapely.STRtree(shapely.points(self.places[:, :2]))
