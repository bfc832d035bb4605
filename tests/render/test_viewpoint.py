from dataclasses import replace

import numpy as np
import pytest
from vtkmodules.vtkRenderingCore import vtkCamera

from city.camera import Camera
from city.project import Eye
from render.camera import project, rays
from render.lens import lens
from render.viewpoint import eye_of, look_through, stand_as
from tests.render.towns import street


@pytest.mark.parametrize(
    "eye",
    [
        Eye((10.0, 20.0, 300.0), (100.0, 100.0, 5.0), (0.0, 0.0, 1.0), 30.0),
        Eye((0.0, 0.0, 1500.0), (0.0, 0.0, 5.0), (0.0, 1.0, 0.0), 30.0, 420.0),
        Eye((0.0, 0.0, 1.7), (5.0, 0.0, 1.7), (0.0, 0.0, 1.0), 60.0),
    ],
    ids=["perspective", "plan", "street"],
)
def test_a_camera_sees_again_what_it_saw(eye):
    camera = vtkCamera()
    camera.SetParallelProjection(eye.span == 0)  # whatever it saw before
    look_through(camera, eye)
    again = eye_of(camera)
    for part in ("position", "focus", "up", "angle", "span"):
        assert getattr(again, part) == pytest.approx(getattr(eye, part))


def test_the_span_is_the_height_of_a_parallel_picture():
    camera = vtkCamera()
    camera.SetParallelProjection(True)
    camera.SetParallelScale(50)  # VTK: half the height
    assert eye_of(camera).span == 100


PHOTO = Camera((-30.0, -40.0, 12.0), (10.0, 5.0, 3.0), (0.1, 0.0, 1.0), 35.0, (320, 200))


@pytest.mark.parametrize("centre", [None, (120.0, 130.0)])
def test_a_photograph_s_camera_sees_each_place_where_the_photograph_shows_it(stage, centre):
    photo = replace(PHOTO, centre=centre)
    stage.scene.show("city", street(3), "Buildings")
    camera = stage.scene.renderer.GetActiveCamera()
    stand_as(camera, photo)
    places = np.array([[0.0, 0, 0], [10, 5, 3], [25, -5, 8], [2, 20, 1]])
    pixels = photo.project(places)
    x, y, _ = project(camera, photo.size, places)
    np.testing.assert_allclose(np.c_[x, photo.size[1] - y], pixels, atol=1e-6)
    seen, _ = lens(camera, photo.size).places(places)  # what VTK itself makes of it
    np.testing.assert_allclose(seen, pixels, atol=1e-3)
    starts, ways = rays(camera, photo.size, x - 0.5, y - 0.5)
    np.testing.assert_allclose(ways, photo.rays(pixels), atol=1e-9)
    np.testing.assert_allclose(starts[0], photo.position)
