"""Which street, pipe or place of a network lies at a place on the map."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray

from city.simulated.network import Network

F64 = NDArray[np.float64]


class Nearest:
    """The lines, outlines or places of a network, found by where they lie."""

    def __init__(self, network: Network, of: str) -> None:
        """of: "links", "areas" or "nodes"."""
        if of == "nodes":
            self.ids = network.nodes.ids
            shapes = shapely.points(network.nodes.points[:, :2])
        else:
            lines = network.areas if of == "areas" else network.links
            self.ids = lines.ids
            counts = np.diff(lines.offsets)
            shapes = np.full(len(lines), None, object)
            whole = counts > 1
            rows = np.repeat(np.cumsum(whole) - 1, np.where(whole, counts, 0))
            points = lines.points[np.repeat(whole, counts), :2]
            shapes[whole] = shapely.linestrings(points, indices=rows)
            if of == "areas":
                for row in np.flatnonzero(counts > 3).tolist():
                    shapes[row] = shapely.Polygon(lines.line(row)[:, :2])
        self._tree = shapely.STRtree(shapes)

    def at(self, place: F64, reach: float) -> int | None:
        """The row of what lies at a place (2,) of local metres, or not farther away than `reach`
        metres; None for nothing."""
        found = self._tree.query_nearest(shapely.Point(place), max_distance=reach)
        return int(found[0]) if len(found) else None
