"""What rays meet: all that is drawn and solid."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from vtkmodules.vtkRenderingCore import vtkActor

from city.rays import Rays, Triangles
from render import _bridge
from render.buildings import CityActors
from render.cutaway import Clip
from render.effort import Effort
from render.ground import Ground
from render.layer import Layer
from render.terrain import TerrainActors


def casters(
    layers: Iterable[Layer],
    effort: Effort,
    ground: Ground | None,
    clip: Clip | None,
    caps: Iterable[vtkActor],
    stretch: float,
) -> Rays:
    """The rays' scene of what is drawn now; the backdrop is its first mesh, if there is one.

    clip: what is cut away; caps: the actors that close what was cut open. Gathered by the thread
    that traces the first ray.
    """
    solid = [layer.drawn for layer in layers if layer.solid]
    cities = [drawn for drawn in solid if isinstance(drawn, CityActors)]
    calls = [city.solids(one) for city, one in zip(cities, effort.casters(cities), strict=True)]
    grids = [drawn for drawn in solid if isinstance(drawn, TerrainActors)]
    under = [ground.mesh] if ground is not None else []
    closed = [_bridge.surface_of(actor.GetMapper().GetInput()) for actor in caps]
    higher = np.array([1, 1, stretch], np.float32)

    def gather() -> list[Triangles]:
        meshes = [mesh for call in calls for mesh in call()]
        meshes += [(grid.points, grid.triangles) for grid in grids]
        meshes = [(points * higher, triangles) for points, triangles in meshes]
        if clip is not None:
            meshes = [(points, faces[clip.kept(points, faces)]) for points, faces in meshes]
        return under + [mesh for mesh in meshes + closed if len(mesh[1])]

    return Rays(gather)
