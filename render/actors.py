"""The few kinds of actors that a city is drawn with."""

from __future__ import annotations

import numpy as np
from vtkmodules.vtkRenderingCore import vtkActor, vtkPolyDataMapper, vtkTexture

from render import _bridge
from render.light import matte
from render.mesh import Mesh
from render.paint import Painted
from render.style import EDGE

EDGE_WIDTH = 1.2
EDGE_OPACITY = 0.55
PICTURE_AMBIENT, PICTURE_DIFFUSE = 0.8, 0.6


def nearer(actor: vtkActor, metres: float, away: float, near: float, slope: float = 0.0) -> None:
    """Draw an actor as if it were nearer to the eye, so that it wins over what it lies on.

    VTK counts in steps of 0.000016 of the depth buffer, in which a metre is worth less and less
    with the square of the distance. slope: pixels by which a face that is seen at a glance is
    nearer still; of two triangulations each has depths of its own within a pixel.
    """
    mapper = actor.GetMapper()
    units = -metres * near / (away * away) / 0.000016
    mapper.SetRelativeCoincidentTopologyLineOffsetParameters(0, units)
    mapper.SetRelativeCoincidentTopologyPolygonOffsetParameters(-slope, units)


def face_actor(poly: object) -> vtkActor:
    """An actor of matte faces."""
    mapper = vtkPolyDataMapper()
    mapper.SetInputData(poly)
    mapper.SetScalarModeToUsePointData()
    mapper.SetColorModeToDirectScalars()
    mapper.SetResolveCoincidentTopologyToPolygonOffset()
    actor = vtkActor()
    actor.SetMapper(mapper)
    matte(actor.GetProperty())
    return actor


def box_actor(poly: object) -> vtkActor:
    """An actor of closed boxes whose colours have the light in them: the quickest there is."""
    actor = face_actor(poly)
    actor.GetProperty().LightingOff()
    actor.GetProperty().SetAmbient(0)  # or VTK adds it to what the colours hold already
    actor.GetProperty().BackfaceCullingOn()
    return actor


def picture_actor(mesh: Mesh, painted: Painted) -> vtkActor:
    """An actor of faces under a picture, which brings some light and shade of its own."""
    corners = mesh.triangles[painted.triangles].ravel()
    triangles = np.arange(len(corners), dtype=np.int32).reshape(-1, 3)
    uv = painted.uv.reshape(-1, 2)
    poly = _bridge.surface(mesh.points[corners], triangles, mesh.normals[corners], uv=uv)
    actor = face_actor(poly)
    texture = vtkTexture()
    texture.SetInputData(_bridge.image(painted.pixels))
    texture.SetColorModeToDirectScalars()
    texture.InterpolateOn()
    texture.MipmapOn()
    texture.SetRepeat(painted.repeats)
    texture.SetEdgeClamp(not painted.repeats)
    actor.SetTexture(texture)
    actor.GetProperty().SetAmbient(PICTURE_AMBIENT)
    actor.GetProperty().SetDiffuse(PICTURE_DIFFUSE)
    return actor


def edge_actor(poly: object) -> vtkActor:
    """An actor of thin unlit lines."""
    mapper = vtkPolyDataMapper()
    mapper.SetInputData(poly)
    mapper.SetResolveCoincidentTopologyToPolygonOffset()
    mapper.ScalarVisibilityOff()
    actor = vtkActor()
    actor.SetMapper(mapper)
    look = actor.GetProperty()
    look.SetColor(*(c / 255 for c in EDGE))
    look.LightingOff()
    look.SetLineWidth(EDGE_WIDTH)
    look.SetOpacity(EDGE_OPACITY)
    return actor
