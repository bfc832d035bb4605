import pytest
from vtkmodules.vtkRenderingCore import vtkCamera

from city.project import Eye
from render.viewpoint import eye_of, look_through


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
