"""The blue of what is selected, and the brightness of what is pointed at."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from vtkmodules.vtkRenderingCore import vtkActor

from city.kinds import theme
from city.model import City
from render import _bridge
from render.actors import face_actor
from render.mesh import Mesh
from render.pick import Pick, mesh_of_pick, triangles_of
from render.style import Colour


def highlight(pick: Pick, colours: Sequence[Colour]) -> list[vtkActor]:
    """Actors over the picked surface in the first colour, and its object's rest in the second.

    A terrain is not marked: all ground in one strong colour would drown the city.
    """
    city = pick.thing
    if not isinstance(city, City) or pick.object < 0:
        return []
    if theme(city.objects.kind_of(pick.object)) == "Terrain":
        return []
    mesh = mesh_of_pick(city, pick)
    parts = triangles_of(mesh, city, pick)
    return [
        _painted(mesh, rows, colour)
        for rows, colour in zip(parts, colours, strict=False)
        if len(rows)
    ]


def _painted(mesh: Mesh, rows: NDArray[np.intp], colour: Colour) -> vtkActor:
    points, corners = np.unique(mesh.triangles[rows], return_inverse=True)
    paint = np.tile(np.array(colour, np.uint8), (len(points), 1))
    poly = _bridge.surface(mesh.points[points], corners.reshape(-1, 3), mesh.normals[points], paint)
    return face_actor(poly)
