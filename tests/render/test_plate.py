"""A picture with depths stands among things that are drawn."""

import numpy as np
import pytest
from vtkmodules.vtkRenderingCore import vtkActor, vtkPolyDataMapper

from render import _bridge
from render.lens import lens
from render.plate import Plate
from render.splat import Canvas
from tests.render.towns import SIZE

GREEN, RED = (0, 255, 0), (255, 0, 0)


def wall():
    """A red square of 10 x 10 m at a height of 0."""
    corners = np.array([[-5, -5, 0], [5, -5, 0], [5, 5, 0], [-5, 5, 0]], np.float32)
    mapper = vtkPolyDataMapper()
    mapper.SetInputData(_bridge.surface(corners, np.array([[0, 1, 2], [0, 2, 3]])))
    actor = vtkActor()
    actor.SetMapper(mapper)
    actor.GetProperty().SetColor(1, 0, 0)
    actor.GetProperty().LightingOff()
    return actor


@pytest.fixture
def seen(stage):
    """What is seen of points at two heights, left and right, over and under the wall."""
    renderer = stage.scene.renderer
    plate = Plate()
    plate.bound(np.array([[-5, -5, -4], [5, 5, 4]], np.float32))
    for actor in (wall(), plate.actor):
        renderer.AddActor(actor)
    camera = renderer.GetActiveCamera()
    camera.SetPosition(0, 0, 40)
    camera.SetFocalPoint(0, 0, 0)
    camera.SetViewUp(0, 1, 0)

    def picture(opacity=1.0):
        plate.set_opacity(opacity)
        renderer.ResetCameraClippingRange()
        camera.SetClippingRange(30, 50)
        dots = np.array([[-2, 0, 4], [2, 0, -4]], np.float32)
        parts = [(dots, np.full(2, 0xFF00FF00, np.uint32), 8)]
        Canvas(SIZE).draw(parts, lens(camera, SIZE), plate.pixels(SIZE))
        plate.changed()
        stage.window.SetMultiSamples(0)
        found = stage.picture()
        places = [stage.at(dot) for dot in dots]
        return [tuple(found[SIZE[1] - 1 - y, x].tolist()) for x, y in places]

    return picture


def test_points_hide_what_is_behind_them_and_are_hidden_by_what_is_in_front(seen):
    assert seen() == [GREEN, RED]
    assert seen() == [GREEN, RED]  # drawn again


def test_points_may_be_seen_through(seen):
    over, under = seen(0.5)
    assert under == RED and over == pytest.approx((127, 127, 0), abs=3)
    assert seen(1.0) == [GREEN, RED]
