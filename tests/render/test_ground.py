"""The backdrop under a city that has no terrain."""

import numpy as np

from city.calm_ground import BELOW
from render.ground import Ground, sheet

SLOPE = np.array([[x, y, x / 10] for x in range(0, 400, 20) for y in range(0, 300, 20)], float)


def height_at(points, x, y):
    return points[np.argmin(np.hypot(points[:, 0] - x, points[:, 1] - y)), 2]


def test_the_ground_follows_the_feet_of_the_houses():
    points, triangles, _ = sheet(SLOPE)
    for x in (50, 200, 350):
        assert abs(height_at(points, x, 150) - x / 10) < 3
    assert triangles.max() < len(points)


def test_houses_far_apart_stand_on_their_ground_however_steep():
    far = np.array([[0, 0, 400], [3000, 100, 480], [900, 2500, 610], [2800, 2900, 430]], float)
    points, _, _ = sheet(far)
    for x, y, foot in far:
        assert abs(height_at(points, x, y) - (foot - BELOW)) < 0.01


def test_a_roof_of_its_own_does_not_lift_the_ground():
    roofs = np.concatenate([SLOPE * (1, 1, 0), [[203.0, 150.0, 25.0], [395.0, 150.0, 18.0]]])
    assert sheet(roofs)[0][:, 2].max() < 0.01


def test_the_ground_of_a_flat_city_is_flat_and_just_below_it():
    flat = SLOPE * (1, 1, 0)
    assert np.allclose(sheet(flat)[0][:, 2], -BELOW, atol=1e-5)


def test_the_ground_is_solid_under_the_city_and_gone_at_its_rim():
    points, _, colours = sheet(SLOPE)
    inside = (points[:, 0] > 0) & (points[:, 0] < 380) & (points[:, 1] > 0) & (points[:, 1] < 280)
    rim = (points[:, 0] == points[:, 0].min()) | (points[:, 1] == points[:, 1].max())
    assert (colours[inside, 3] == 255).all() and (colours[rim, 3] == 0).all()


def test_a_single_house_has_ground_too():
    points, _, colours = sheet(np.array([[5.0, 5.0, 12.0]]))
    assert np.isfinite(points).all() and np.ptp(points[:, 0]) >= 20
    assert np.allclose(points[:, 2], 12 - BELOW, atol=1e-4) and colours[:, 3].max() == 255


def test_shadows_know_how_much_of_each_place_is_seen():
    points, _, colours = sheet(SLOPE)
    assert np.allclose(Ground(SLOPE).share(points), colours[:, 3] / 255, atol=1 / 255)


def test_its_height_is_known_everywhere():
    ground = Ground(SLOPE)
    points, triangles = ground.mesh
    middles = points[triangles].mean(1)
    for x, y, z in middles[::50]:
        assert abs(ground.height(x, y) - z) < 1e-3
    assert abs(ground.height(points[0, 0] - 1000, points[0, 1]) - points[0, 2]) < 1e-3
