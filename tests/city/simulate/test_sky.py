"""The sky gives what the formulas of canyons, courtyards and standards give."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from city.simulate.sky import Sky, openness, sky, sky_component, sky_view
from tests.city.simulate.known.skies import behind_ridge

SKY = sky()
UP = np.array([[0.0, 0.0, 1.0]])
CLOSE = 0.005
AZIMUTHS = (0.0, 17.0, 45.0, 90.0, 200.0, 301.0)


def wall(azimuth: float) -> np.ndarray:
    """The normal (1, 3) of a wall that looks that way."""
    turn = np.radians(azimuth)
    return np.array([[np.sin(turn), np.cos(turn), 0.0]])


def above(elevation: float) -> np.ndarray:
    """What is seen above one horizon all around: (1, k)."""
    return (SKY.directions[:, 2] > np.sin(np.radians(elevation)))[None]


def over_ridge(azimuth: float, elevation: float) -> np.ndarray:
    """What is seen over an endless ridge before a wall, and over the like behind it: (1, k)."""
    away = np.abs(SKY.directions @ wall(azimuth)[0])
    return (SKY.directions[:, 2] > np.tan(np.radians(elevation)) * away)[None]


def test_patches_cover_the_upper_half_once():
    assert np.linalg.norm(SKY.directions, axis=1) == pytest.approx(1)
    assert SKY.directions[:, 2].min() > 0
    assert SKY.solid.sum() == pytest.approx(2 * np.pi, rel=1e-12)
    assert SKY.directions.shape == (len(SKY.solid), 3)


def test_patches_lie_evenly():
    """No patch is closer to another than two thirds of a square of its size is wide."""
    cosine = SKY.directions @ SKY.directions.T
    np.fill_diagonal(cosine, -1)
    assert np.arccos(cosine.max()) > 2 / 3 * np.sqrt(SKY.solid[0])


def test_the_sky_is_the_same_every_time_and_nobody_can_change_it():
    np.testing.assert_array_equal(sky().directions, SKY.directions)
    with pytest.raises(ValueError, match="read-only"):
        SKY.directions[0, 0] = 1
    with pytest.raises(ValueError, match="1 or more"):
        sky(0)


def test_an_open_place_sees_all_of_it():
    seen = above(0)
    assert openness(SKY, seen) == pytest.approx(1, abs=1e-5)
    assert sky_view(SKY, seen, UP) == pytest.approx(1, abs=1e-5)
    assert sky_component(SKY, seen, UP) == pytest.approx(1, abs=1e-5)


@pytest.mark.parametrize("azimuth", AZIMUTHS)
def test_an_open_wall_sees_half_and_gets_39_6_percent(azimuth):
    seen = above(0)
    assert sky_view(SKY, seen, wall(azimuth)) == pytest.approx(0.5, abs=1e-3)
    exact = 3 / 14 + 4 / (7 * np.pi)
    assert exact == pytest.approx(0.396, abs=5e-4)
    assert sky_component(SKY, seen, wall(azimuth)) == pytest.approx(exact, abs=1e-3)


def test_a_slope_sees_half_of_one_plus_its_cosine():
    slope = np.radians(30)
    normal = np.array([[np.sin(slope), 0, np.cos(slope)]])
    expected = (1 + np.cos(slope)) / 2
    assert sky_view(SKY, above(0), normal) == pytest.approx(expected, abs=1e-3)


@pytest.mark.parametrize("elevation", [5, 10, 25, 45, 63, 80])
def test_a_horizon_leaves_the_square_of_its_cosine(elevation):
    """Also the middle of a round courtyard, whose rim is such a horizon."""
    theta = np.radians(elevation)
    seen = above(elevation)
    assert sky_view(SKY, seen, UP) == pytest.approx(np.cos(theta) ** 2, abs=1e-3)
    assert openness(SKY, seen) == pytest.approx(1 - np.sin(theta), abs=1e-3)


@pytest.mark.parametrize("azimuth", AZIMUTHS)
@pytest.mark.parametrize("height", [0.25, 1.0, 3.0])
def test_the_middle_of_an_endless_canyon_sees_the_cosine_of_its_walls(azimuth, height):
    """height: of its walls, by its width."""
    theta = np.degrees(np.arctan(2 * height))
    seen = over_ridge(azimuth, theta)
    expected = 1 / np.sqrt(1 + 4 * height**2)
    assert sky_view(SKY, seen, UP) == pytest.approx(expected, abs=CLOSE)


@pytest.mark.parametrize("azimuth", AZIMUTHS)
@pytest.mark.parametrize("left", [0.1, 0.5, 1.0, 2.0])
def test_the_wall_of_an_endless_canyon_sees_half_of_what_its_sine_leaves(azimuth, left):
    """left: height of the wall across above the point, by the width."""
    theta = np.arctan(left)
    seen = over_ridge(azimuth, np.degrees(theta))
    expected = (1 - np.sin(theta)) / 2
    assert sky_view(SKY, seen, wall(azimuth)) == pytest.approx(expected, abs=CLOSE)


@pytest.mark.parametrize("azimuth", AZIMUTHS)
@pytest.mark.parametrize("elevation", [0, 15, 25, 40, 60])
def test_a_ridge_leaves_the_component_of_the_closed_form(azimuth, elevation):
    seen = over_ridge(azimuth, elevation)
    got = sky_component(SKY, seen, wall(azimuth))
    assert got == pytest.approx(behind_ridge(elevation), abs=CLOSE)


@pytest.mark.parametrize("elevation", [0, 25, 50])
def test_the_closed_form_is_what_altitudes_and_azimuths_add_up_to(elevation):
    """Counted over altitude and azimuth, where the closed form went along and across the ridge."""
    step = np.pi / 2 / 900
    altitude = (np.arange(900) + 0.5) * step
    azimuth = (np.arange(-900, 900) + 0.5) * step
    alt, az = np.meshgrid(altitude, azimuth, indexing="ij")
    seen = np.tan(alt) > np.tan(np.radians(elevation)) * np.cos(az)
    bright = (1 + 2 * np.sin(alt)) / 3 * np.cos(alt) * step * step
    level = 2 * np.sum(bright * np.sin(alt))
    upright = np.sum(bright * np.cos(alt) * np.cos(az) * seen)
    assert upright / level == pytest.approx(behind_ridge(elevation), abs=2e-4)


def test_25_degrees_give_the_27_percent_of_the_rule():
    """BR 209 (2022), 2.2: a ridge 25 degrees high leaves a vertical sky component of 27 %."""
    assert behind_ridge(25) == pytest.approx(0.27, abs=0.005)
    got = sky_component(SKY, over_ridge(33, 25), wall(33))
    assert got == pytest.approx(0.27, abs=0.006)


def test_what_stands_behind_a_wall_takes_nothing():
    behind = SKY.directions @ wall(90)[0] < 0
    seen = np.stack([np.ones_like(behind), ~behind])
    normals = np.repeat(wall(90), 2, axis=0)
    view = sky_view(SKY, seen, normals)
    assert view[0] == view[1]


def test_a_crown_that_lets_half_through_takes_half():
    whole = sky_view(SKY, above(0), UP)
    half = sky_view(SKY, np.full((1, len(SKY.solid)), 0.5, np.float32), UP)
    assert half == pytest.approx(whole / 2)


def test_many_points_are_answered_one_by_one_and_none_is_none():
    small = sky(64)
    seen = np.random.default_rng(5).random((5000, 64)) < 0.5
    normals = np.repeat(wall(12), 5000, axis=0)
    for measure in (sky_view, sky_component):
        together = measure(small, seen, normals)
        assert together.shape == (5000,)
        assert measure(small, seen[4999:], normals[4999:]) == pytest.approx(together[4999:])
    assert openness(small, seen) == pytest.approx(seen.mean(1), abs=1e-5)
    assert sky_view(small, seen[:0], normals[:0]).shape == (0,)


@given(st.integers(0, 2**32 - 1), st.floats(0, 360), st.floats(-1, 1))
def test_hiding_a_patch_never_gives_light(seed, azimuth, tilt):
    small: Sky = sky(40)
    normal = wall(azimuth) + tilt * UP
    normal /= np.linalg.norm(normal)
    seen = np.random.default_rng(seed).random((1, 40)) < 0.7
    less = seen & (np.random.default_rng(seed + 1).random((1, 40)) < 0.7)
    for measure in (sky_view, sky_component):
        assert 0 <= measure(small, less, normal)[0] <= measure(small, seen, normal)[0] <= 1.05
