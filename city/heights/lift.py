"""Things moved up or down as a whole."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from city.cloud import PointCloud
from city.model import City, Shapes, frozen
from city.terrain import Terrain


def lifted(thing: City | Terrain | PointCloud, metres: NDArray[np.float64]) -> object:
    """The same thing, each of its sources moved up by so many metres.

    metres: (sources,) of a City in the order of City.sources; (1,) for anything else.
    """
    if isinstance(thing, City):
        return _city(thing, metres)
    if isinstance(thing, Terrain):
        return frozen(replace(thing, heights=thing.heights + np.float32(metres[0])))
    up = np.array([0.0, 0.0, float(metres[0])])
    points = (thing.points + up).astype(np.float32)
    octree = None if thing.octree is None else thing.octree.lifted(float(metres[0]))
    return frozen(replace(thing, points=points, extent=thing.extent + up, octree=octree))


def _city(city: City, metres: NDArray[np.float64]) -> City:
    of_object = np.zeros(len(city.objects))
    if len(city.source):
        of_object = np.asarray(metres)[city.source]
    elif len(metres):
        of_object += metres[0]
    shapes = {lod: _shapes(level, of_object) for lod, level in city.shapes.items()}
    moved: City = frozen(replace(city, shapes=shapes))
    return moved


def _shapes(shapes: Shapes, metres: NDArray[np.float64]) -> Shapes:
    """Points lie in the order of their objects, so each object's are a slice."""
    first = shapes.ring_points[shapes.polygon_rings[shapes.object_polygons()]]
    points = shapes.points.copy()
    points[:, 2] += np.repeat(metres, np.diff(first))
    return replace(shapes, points=points)
