"""What a camera sees and how open it lies, judged at places whose answer is known."""

import numpy as np
import pytest
from vtkmodules.vtkRenderingCore import vtkCamera

from city.progress import Cancelled, Progress
from city.rays import Rays
from render.camera import project
from render.sight import look

SIZE = (240, 160)
GROUND = (
    np.array([[-100, -100, 0], [100, -100, 0], [100, 100, 0], [-100, 100, 0]], np.float32),
    np.array([[0, 1, 2], [0, 2, 3]], np.int32),
)
# a wall 10 m high along the y axis
WALL = (
    np.array([[0, -20, 0], [0, 20, 0], [0, 20, 10], [0, -20, 10]], np.float32),
    np.array([[0, 1, 2], [0, 2, 3]], np.int32),
)


@pytest.fixture
def above():
    camera = vtkCamera()
    camera.SetPosition(0.01, -10, 120)
    camera.SetFocalPoint(0, 0, 0)
    camera.SetViewUp(0, 1, 0)
    return camera


def at(camera, values, x, y, z=0.0):
    column, row, _ = project(camera, SIZE, np.array([[x, y, z]]))
    return values[int(row[0]), int(column[0])]


def seen(camera, meshes):
    return look(Rays(meshes), camera, SIZE, Progress())


def test_corners_are_darker_than_open_ground(above):
    sky = seen(above, [GROUND, WALL]).sky
    assert at(above, sky, 40, 30) > 0.99
    assert at(above, sky, -1, 0) < 0.9
    assert at(above, sky, -1, 0) < at(above, sky, -6, 0) < 1.01


def test_what_is_seen_where(above):
    sight = seen(above, [GROUND, WALL])
    assert at(above, sight.mesh, 30, 0) == 0 and at(above, sight.triangle, 30, -20) == 0
    assert at(above, sight.depth, 0, -10) == pytest.approx(120, abs=0.1)
    assert at(above, sight.start, 30, 5) == pytest.approx([30, 5, 0], abs=0.3)
    assert at(above, sight.normal, 30, 5) == pytest.approx([0, 0, 1], abs=1e-6)


def test_looking_can_be_stopped(above):
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        look(Rays([GROUND]), above, SIZE, progress)


def test_shade_fades_with_a_mesh_that_fades(above):
    sight = seen(above, [GROUND, WALL]).fading(0, lambda points: (points[:, 0] < 0) / 2)
    for x, y in ((30, -20), (-30, 20)):
        assert at(above, sight.share, x, y) == (0.5 if x < 0 else 0)
    assert (sight.share[sight.mesh == 1] == 1).all()


def test_points_in_front_are_not_darkened(above):
    dots = np.array([[5.0, 0, 3], [5, 5, -3]])  # one over the ground, one under it
    x, y, away = project(above, SIZE, dots)
    depths = np.full(SIZE[::-1], np.inf, np.float32)
    depths[y.astype(int), x.astype(int)] = away
    clear = seen(above, [GROUND, WALL]).behind(depths)
    assert at(above, clear.share, *dots[0]) == 0
    assert at(above, clear.share, *dots[1]) == 1
