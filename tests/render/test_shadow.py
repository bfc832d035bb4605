"""Shadows and ambient occlusion, judged at places whose answer is known."""

import numpy as np
import pytest
from vtkmodules.vtkRenderingCore import vtkCamera

from city.progress import Progress
from render.camera import project
from render.light import Sun
from render.rays import Rays
from render.shadow import _over, shade

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


def found(camera, meshes, azimuth=270.0, altitude=45.0):
    sun = Sun(azimuth, altitude).direction()
    return shade(Rays(meshes), camera, SIZE, sun, Progress())


def test_a_wall_of_ten_metres_casts_ten_metres_of_shadow_at_45_degrees(above):
    lit = found(above, [GROUND, WALL]).sun
    assert at(above, lit, -8, 0) == 1  # the sunny side: the sun is in the west
    assert at(above, lit, 5, 0) == 0
    assert at(above, lit, 8.5, 0) == 0
    assert at(above, lit, 11.5, 0) == 1
    assert at(above, lit, 5, 25) == 1  # past the wall's end


def test_the_edge_of_a_shadow_is_soft(above):
    lit = found(above, [GROUND, WALL]).sun
    row = lit[SIZE[1] // 2 + 13]
    partial = (row > 0.05) & (row < 0.95)
    assert 1 <= partial.sum() <= 12


def test_corners_are_darker_than_open_ground(above):
    sky = found(above, [GROUND, WALL]).sky
    assert at(above, sky, 40, 30) > 0.99
    assert at(above, sky, -1, 0) < 0.9
    assert at(above, sky, -1, 0) < at(above, sky, -6, 0) < 1.01


def test_open_ground_is_not_darkened_at_all(above):
    picture = found(above, [GROUND]).overlay()
    assert picture.shape == (SIZE[1], SIZE[0], 4) and picture[..., 3].max() <= 2


def test_the_sky_is_never_darkened(above):
    above.SetFocalPoint(0.01, 200, 121)
    seen = found(above, [GROUND, WALL])
    assert (seen.mesh == -1).any() and np.isinf(seen.depth[seen.mesh == -1]).all()
    assert (seen.overlay()[seen.mesh == -1, 3] == 0).all()


def test_what_is_seen_where(above):
    seen = found(above, [GROUND, WALL])
    assert at(above, seen.mesh, 30, 0) == 0 and at(above, seen.triangle, 30, -20) == 0
    assert at(above, seen.depth, 0, -10) == pytest.approx(120, abs=0.1)
    assert at(above, seen.lit, 30, 0) == pytest.approx(np.sin(np.radians(45)), abs=1e-3)


def test_shade_fades_with_a_mesh_that_fades(above):
    seen = found(above, [GROUND, WALL])
    faded = seen.fading(0, np.array([0.0, 0.5]))
    dark = (5.0, 2.0)
    triangle = at(above, seen.triangle, *dark)
    assert at(above, seen.sun, *dark) == 0
    assert at(above, faded.sun, *dark) == (1.0, 0.5)[triangle]


def test_points_in_front_are_not_darkened(above):
    seen = found(above, [GROUND, WALL])
    dots = np.array([[5.0, 0, 3], [5, 5, -3]])  # one over the shadow, one under the ground
    clear = seen.behind(dots, above, 3)
    assert at(above, clear.sun, *dots[0]) == 1
    assert at(above, clear.sun, *dots[1]) == 0


@pytest.mark.parametrize("normal", [(0, 0, 1), (0, 0, -1), (1, 0, 0), (0.6, -0.8, 0)])
def test_a_hemisphere_stands_on_its_face(normal):
    normal = np.array([normal], np.float32)
    local = np.array([[0, 0, 1], [0.6, 0, 0.8], [0, 1, 0]], np.float32)
    turned = _over(np.repeat(normal, 3, axis=0), local)
    assert turned @ normal[0] == pytest.approx(local[:, 2], abs=1e-6)
    assert np.linalg.norm(turned, axis=1) == pytest.approx(1, abs=1e-6)
