"""What rays meet: all that is drawn and solid."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from vtkmodules.vtkRenderingCore import vtkActor

from city.rays import Rays, Triangles
from render import _bridge
from render.buildings import CityActors
from render.cutaway import Clip
from render.ground import Ground
from render.layer import Layer
from render.terrain import TerrainActors
from render.tree import Cut


def casters(
    layers: Sequence[Layer],
    sides: Sequence[NDArray[np.float64] | None],
    cuts: Sequence[Cut],
    ground: Ground | None,
    clip: Clip | None,
    caps: Iterable[vtkActor],
    stretch: float,
) -> Rays:
    """The rays' scene of what is drawn now; the backdrop is its first mesh, if there is one.

    layers: the solid ones. sides: of each layer the plane (4,) that a curtain cuts it at, if it
    does; cuts: what is drawn of each city among them. clip: what is cut away; caps: the actors that
    close what was cut open. Gathered by the thread that traces the first ray.
    """
    solid = [(layer.drawn, side) for layer, side in zip(layers, sides, strict=True)]
    cities = [(drawn, side) for drawn, side in solid if isinstance(drawn, CityActors)]
    calls = [(city.solids(cut), side) for (city, side), cut in zip(cities, cuts, strict=True)]
    grids = [drawn for drawn, _ in solid if isinstance(drawn, TerrainActors)]
    under = [ground.mesh] if ground is not None else []
    closed = [_bridge.surface_of(actor.GetMapper().GetInput()) for actor in caps]
    higher = np.array([1, 1, stretch], np.float32)

    def gather() -> list[Triangles]:
        meshes = [_inside(mesh, side) for call, side in calls for mesh in call()]
        meshes += [(grid.points, grid.triangles) for grid in grids]
        meshes = [(points * higher, triangles) for points, triangles in meshes]
        if clip is not None:
            meshes = [(points, faces[clip.kept(points, faces)]) for points, faces in meshes]
        return under + [mesh for mesh in meshes + closed if len(mesh[1])]

    return Rays(gather)


def _inside(mesh: Triangles, plane: NDArray[np.float64] | None) -> Triangles:
    """What of a mesh lies on the inner side of a plane, see city.cutaway; all of it without one."""
    if plane is None:
        return mesh
    from trimesh.intersections import slice_faces_plane

    slices: Any = slice_faces_plane  # has no hints
    points, triangles = np.asarray(mesh[0], np.float64), mesh[1]
    found = slices(points, triangles, plane[:3], plane[:3] * -plane[3])
    return np.asarray(found[0], np.float32), np.asarray(found[1], np.int32)
