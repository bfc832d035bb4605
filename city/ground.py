"""How high the ground lies: from terrain grids, and from the relief that a city model holds."""

from __future__ import annotations

from collections.abc import Callable, Sequence

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
    cities = [thing for thing in things if isinstance(thing, City)]

    def heights(places: F64) -> F64:
        found = np.full(len(places), np.nan)
        for city in cities:
            here = relief_heights(city, places)
            found = np.where(np.isfinite(here), here, found)
        for terrain in terrains:
            here = terrain.height_at(places)
            found = np.where(np.isfinite(here), here, found)
        return found

    return heights


def relief_heights(city: City, places: F64) -> F64:
    """(n,): the height of a city's relief at places (n, 2); NaN where it has none."""
    import shapely

    found = np.full(len(places), np.nan)
    corners = _relief(city, places.min(0), places.max(0)) if len(places) else np.zeros((0, 3, 3))
    if not len(corners):
        return found
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


def _relief(city: City, low: F64, high: F64) -> F64:
    """(t, 3, 3): the corners of the relief's triangles that may lie within a rectangle."""
    is_relief = np.array([theme(kind) == "Terrain" for kind in city.objects.kinds], bool)
    found = [np.zeros((0, 3, 3))]
    if is_relief.any():
        for level, mask in drawn(city).items():
            shapes = city.shapes[level]
            rows = np.repeat(
                mask & is_relief[city.objects.kind], np.diff(shapes.object_triangles())
            )
            corners = shapes.points[shapes.triangles[rows]]
            near = (corners[..., :2].max(1) >= low).all(1) & (corners[..., :2].min(1) <= high).all(
                1
            )
            found.append(corners[near])
    return np.concatenate(found)
