"""The kinds of actors that a city is drawn with."""

import numpy as np
import pytest
from vtkmodules.vtkCommonCore import reference

from render import _bridge
from render.actors import box_actor, edge_actor, face_actor, nearer, picture_actor
from render.mesh import mesh_of
from render.paint import Painted
from tests.render.towns import street

POINTS = np.array([[0, 0, 0], [1, 0, 0], [0, 1, 0]], np.float32)


def test_faces_are_lit_boxes_and_edges_are_not():
    surface = _bridge.surface(POINTS, np.array([[0, 1, 2]]))
    lines = _bridge.segments(POINTS, np.array([[0, 1]]))
    assert face_actor(surface).GetProperty().GetLighting()
    assert not box_actor(surface).GetProperty().GetLighting()
    assert box_actor(surface).GetProperty().GetBackfaceCulling()
    assert not edge_actor(lines).GetProperty().GetLighting()


def test_what_lies_on_something_is_drawn_nearer():
    actor = face_actor(_bridge.surface(POINTS, np.array([[0, 1, 2]])))
    factor, near, far = reference(0.0), reference(0.0), reference(0.0)
    nearer(actor, 0.5, 100.0, 1.0)
    actor.GetMapper().GetRelativeCoincidentTopologyPolygonOffsetParameters(factor, near)
    nearer(actor, 0.5, 200.0, 1.0)
    actor.GetMapper().GetRelativeCoincidentTopologyPolygonOffsetParameters(factor, far)
    assert float(near) == pytest.approx(-0.5 / 100**2 / 0.000016)
    assert float(far) == pytest.approx(float(near) / 4)


def test_a_picture_lies_on_its_triangles_alone():
    city = street(1)
    mesh = mesh_of(city, {"2": np.ones(1, bool)})
    pixels = np.zeros((4, 4, 3), np.uint8)
    painted = Painted(pixels, np.array([2, 3]), np.zeros((2, 3, 2), np.float32), False)
    actor = picture_actor(mesh, painted)
    assert actor.GetMapper().GetInput().GetNumberOfPolys() == 2
    assert actor.GetTexture() is not None
