"""Shadows and ambient occlusion, judged at places whose answer is known."""

import numpy as np
import pytest
from vtkmodules.vtkRenderingCore import vtkCamera

from city.progress import Progress
from city.rays import Rays
from render.camera import project
from render.light import Sun
from render.shadow import shade
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


def mast(azimuth, height):
    """A square mast, 2 m thick, that turns one side to the sun, as points and triangles."""
    a = np.radians(azimuth)
    turn = np.array([[np.cos(a), -np.sin(a)], [np.sin(a), np.cos(a)]])
    foot = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)]) @ turn
    points = [(x, y, z) for z in (0, height) for x, y in foot]
    walls = [[k, (k + 1) % 4, (k + 1) % 4 + 4] for k in range(4)]
    walls += [[k, (k + 1) % 4 + 4, k + 4] for k in range(4)]
    return np.array(points, np.float32), np.array([*walls, [4, 5, 6], [4, 6, 7]], np.int32)


def found(camera, meshes, azimuth=270.0, altitude=45.0):
    rays = Rays(meshes)
    return shade(rays, look(rays, camera, SIZE, Progress()), Sun(azimuth, altitude), Progress())


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


def test_open_ground_is_not_darkened_at_all(above):
    picture = found(above, [GROUND]).overlay()
    assert picture.shape == (SIZE[1], SIZE[0], 4) and picture[..., 3].max() <= 2


def test_the_sky_is_never_darkened(above):
    above.SetFocalPoint(0.01, 200, 121)
    seen = found(above, [GROUND, WALL])
    nothing = seen.sight.mesh == -1
    assert nothing.any() and np.isinf(seen.sight.depth[nothing]).all()
    assert (seen.overlay()[nothing, 3] == 0).all()


def test_the_sun_falls_the_straighter_the_higher_it_stands(above):
    seen = found(above, [GROUND, WALL])
    assert at(above, seen.lit, 30, 0) == pytest.approx(np.sin(np.radians(45)), abs=1e-3)


def test_by_night_nothing_is_lit_and_nothing_is_darker_than_the_rest(above):
    night = found(above, [GROUND, WALL], altitude=-5.0)
    assert not night.sun.any() and not night.lit.any()
    picture = night.overlay()[..., 3]
    assert at(above, picture, 40, 25) <= 2 < at(above, picture, -1, 0)  # but corners are


def test_a_low_sun_throws_fainter_shadows(above):
    noon, evening = (found(above, [GROUND, WALL], altitude=h).overlay()[..., 3] for h in (45, 4))
    assert 10 < at(above, evening, 5, 0) < at(above, noon, 5, 0)


@pytest.mark.parametrize(
    ("azimuth", "altitude"), [(0, 15), (60, 45), (135, 70), (200, 15), (270, 45), (333, 70)]
)
def test_a_mast_throws_a_shadow_of_height_over_tangent(azimuth, altitude):
    """A square mast, 2 m thick and 20 m high, straight from above: 4 pixels to the metre."""
    size, metres = (720, 720), 0.25
    camera = vtkCamera()
    camera.SetPosition(0, 0, 500)
    camera.SetViewUp(0, 1, 0)
    camera.ParallelProjectionOn()
    camera.SetParallelScale(size[1] * metres / 2)
    rays = Rays([(GROUND[0] * 10, GROUND[1]), mast(azimuth, 20)])
    light = shade(rays, look(rays, camera, size, Progress()), Sun(azimuth, altitude), Progress())
    row, column = np.nonzero((light.sun < 0.5) & (light.sight.mesh == 0))
    x, y = (column + 0.5 - size[0] / 2) * metres, (row + 0.5 - size[1] / 2) * metres
    a = np.radians(azimuth)
    along = -(x * np.sin(a) + y * np.cos(a))  # away from the sun
    length = 20 / np.tan(np.radians(altitude))
    assert along.max() == pytest.approx(length + 1, abs=1.5 * metres)
    near = (along > 1.5) & (along < 3)
    assert np.ptp((x * np.cos(a) - y * np.sin(a))[near]) == pytest.approx(2, abs=2 * metres)
    assert along.min() > 1 - 2 * metres  # and nothing on the sunny side
