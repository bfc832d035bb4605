"""How high the ground lies: from terrain grids, and from the relief that a city model holds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from city.cloud import PointCloud
from city.kinds import theme
from city.model import City
from city.query import drawn
from city.terrain import Terrain

F64 = NDArray[np.float64]


def ground_of(things: Sequence[City | Terrain | PointCloud]) -> Callable[[F64], F64]:
    """A function from places (n, 2) to the local height of the ground there, NaN where unknown.

    A grid goes before a relief of triangles; of several, the last that knows a place.
    """
    terrains = [thing for thing in things if isinstance(thing, Terrain)]
    reliefs = [Relief(thing) for thing in things if isinstance(thing, City)]

    def heights(places: F64) -> F64:
        found = np.full(len(places), np.nan)
        for relief in reliefs:
            here = relief.heights(places)
            found = np.where(np.isfinite(here), here, found)
        for terrain in terrains:
            here = terrain.height_at(places)
            found = np.where(np.isfinite(here), here, found)
        return found

    return heights


class Relief:
    """The relief of one city; its triangles are looked for once, when somebody first asks."""

    def __init__(self, city: City, of: str = "Terrain") -> None:
        """of: the theme that it is made of."""
        self._city, self._of = city, of

    def heights(self, places: F64) -> F64:
        """(n,): how high it lies at places (n, 2); NaN where it does not reach."""
        import shapely

        found = np.full(len(places), np.nan)
        if not len(places) or not len(self.corners):
            return found
        low, high = self._boxes
        near = ((low <= places.max(0)) & (high >= places.min(0))).all(1)
        corners = self.corners[near]
        tree = shapely.STRtree(shapely.polygons(corners[:, :, :2]))
        place, face = tree.query(shapely.points(places), predicate="intersects")
        a, b, c = (corners[face, k] for k in range(3))
        at = places[place]
        u, v, w = b[:, :2] - a[:, :2], c[:, :2] - a[:, :2], at - a[:, :2]
        whole = u[:, 0] * v[:, 1] - u[:, 1] * v[:, 0]
        upright = np.abs(whole) > 1e-12
        whole = np.where(upright, whole, 1)
        s = (w[:, 0] * v[:, 1] - w[:, 1] * v[:, 0]) / whole
        t = (u[:, 0] * w[:, 1] - u[:, 1] * w[:, 0]) / whole
        height = a[:, 2] + s * (b[:, 2] - a[:, 2]) + t * (c[:, 2] - a[:, 2])
        top = np.full(len(places), -np.inf)
        np.maximum.at(top, place[upright], height[upright])
        return np.where(np.isfinite(top), top, np.nan)

    @cached_property
    def corners(self) -> F64:
        """(t, 3, 3): the corners of its triangles."""
        city = self._city
        found = [np.zeros((0, 3, 3))]
        is_relief = np.array([theme(kind) == self._of for kind in city.objects.kinds] + [False])
        mine = is_relief[city.objects.kind]
        if mine.any():
            for level, mask in drawn(city).items():
                shapes = city.shapes[level]
                rows = np.repeat(mask & mine, np.diff(shapes.object_triangles()))
                found.append(shapes.points[shapes.triangles[rows]])
        return np.concatenate(found)

    @cached_property
    def _boxes(self) -> tuple[F64, F64]:
        """(t, 2) twice: the lowest and the highest corner of each triangle."""
        return self.corners[..., :2].min(1), self.corners[..., :2].max(1)
