"""Single places that a model has values at."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray

F64 = NDArray[np.float64]
Rows = NDArray[np.int64]


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
    def _tree(self) -> shapely.STRtree:
        return shapely.STRtree(shapely.points(self.places[:, :2]))
