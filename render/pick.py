"""What lies under the pointer."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from city.cloud import PointCloud
from city.model import City
from city.terrain import Terrain
from render.hit import Hit
from render.mesh import Mesh, mesh_of

Thing = City | PointCloud | Terrain


@dataclass(frozen=True, slots=True)
class Pick:
    """A place that was pointed at, and what is there.

    key: the layer's. thing: what the layer shows. object, surface: rows of a City's tables, -1
    for none. polygon: of the shapes of `lod`; for a PointCloud the number of the point; -1 for
    none. point: local metres.
    """

    key: str
    thing: Thing
    object: int
    surface: int
    polygon: int
    lod: str | None
    point: tuple[float, float, float]

    def same_place(self, other: Pick | None) -> bool:
        """Whether another pick means the same surface, or point, of the same layer."""
        return (
            other is not None
            and self.key == other.key
            and self.thing is other.thing
            and (self.object, self.surface, self.lod) == (other.object, other.surface, other.lod)
            and (self.surface >= 0 or self.polygon == other.polygon)
        )


def city_pick(key: str, city: City, hit: Hit, point: tuple[float, float, float]) -> Pick:
    """The pick of a face of a city."""
    surface = int(city.shapes[hit.lod].polygon_surface[hit.polygon])
    return Pick(key, city, hit.object, surface, hit.polygon, hit.lod, point)


def mesh_of_pick(city: City, pick: Pick) -> Mesh:
    """The mesh of the picked object alone, in the level of detail that it was picked in."""
    mask = np.zeros(len(city.objects), bool)
    if pick.lod is None or pick.lod not in city.shapes or pick.object < 0:
        return mesh_of(city, {})
    mask[pick.object] = True
    shapes = city.shapes[pick.lod]
    ends = shapes.object_shapes[pick.object : pick.object + 2]
    first, last = shapes.shape_polygons[ends].tolist()
    return mesh_of(city, {pick.lod: mask}, {pick.lod: (first, last)})


def triangles_of(mesh: Mesh, city: City, pick: Pick) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The triangles of the picked surface in its object's mesh, and those of the rest."""
    if pick.lod is None or not len(mesh.triangles):
        nothing = np.zeros(0, np.intp)
        return nothing, nothing
    polygons = mesh.triangle_polygon
    if pick.surface >= 0:
        mine = city.shapes[pick.lod].polygon_surface[polygons] == pick.surface
    else:
        mine = polygons == pick.polygon
    return np.flatnonzero(mine), np.flatnonzero(~mine)


def triple(point: NDArray[np.floating]) -> tuple[float, float, float]:
    """A point as three plain numbers."""
    return float(point[0]), float(point[1]), float(point[2])
