"""Fields with answers that are known from paper."""

import numpy as np
import pytest

from city import interpolate
from city.grid import Grid
from city.interpolate import Variogram, fitted, inverse_distance, kriged

CORNERS = np.array([[0.0, 0], [100, 0], [100, 100], [0, 100]])
MIDDLE = Grid(50.0, 50.0, 1.0, 1, 1)
SMOOTH = Variogram(0.0, 4.0, 200.0)


def scattered(count, seed=2, side=1000.0):
    """Stations whose values follow a spherical variogram of sill 9 and range 300 m."""
    rng = np.random.default_rng(seed)
    places = rng.uniform(0, side, (count, 2))
    distance = np.hypot(*(places[:, None] - places[None]).transpose(2, 0, 1))
    covariance = 9.0 - Variogram(0.0, 9.0, 300.0).at(distance)
    covariance[np.diag_indices(count)] = 9.0 + 1e-9
    return places, 20 + np.linalg.cholesky(covariance) @ rng.standard_normal(count)


def test_a_spherical_variogram_rises_from_its_nugget_to_its_sill():
    one = Variogram(1.0, 5.0, 100.0)
    assert one.at(np.array([0.0, 50, 100, 900])).tolist() == [0, 1 + 4 * 0.6875, 5, 5]


def test_the_middle_of_a_square_is_the_mean_of_its_corners():
    values = np.array([1.0, 2, 3, 10])
    field = kriged(CORNERS, values, MIDDLE, SMOOTH)
    assert field.value[0, 0] == pytest.approx(4)
    # four equal weights: variance = 2 mean(to the middle) - mean(among corners)
    edge, across, half = SMOOTH.at(np.array([100.0, 100 * 2**0.5, 50 * 2**0.5]))
    variance = 2 * half - (2 * edge + across) / 4
    assert field.deviation[0, 0] == pytest.approx(np.sqrt(variance))
    assert inverse_distance(CORNERS, values, MIDDLE, 500).value[0, 0] == pytest.approx(4)


def test_two_stations_weigh_by_their_distance():
    places, values = np.array([[0.0, 0], [30, 0]]), np.array([0.0, 10])
    at = Grid(10.0, 0.0, 1.0, 1, 1)
    assert inverse_distance(places, values, at, 500).value[0, 0] == pytest.approx(2)
    assert inverse_distance(places, values, at, 500, 1.0).value[0, 0] == pytest.approx(10 / 3)
    # two weights that sum to 1 and differ by the difference of the variogram over twice the pair's
    gamma = Variogram(0.0, 4.0, 100.0)
    near, far, both = gamma.at(np.array([10.0, 20, 30]))
    share = 0.5 + (near - far) / (2 * both)
    assert kriged(places, values, at, gamma).value[0, 0] == pytest.approx(10 * share)


def test_at_a_station_the_field_is_what_it_says_and_sure():
    places, values = scattered(40)
    for row in (0, 7):
        grid = Grid(*places[row], 1.0, 1, 1)
        field = kriged(places, values, grid, Variogram(0.5, 9.0, 300.0))
        assert field.value[0, 0] == pytest.approx(values[row], abs=1e-6)
        assert field.deviation[0, 0] == pytest.approx(0, abs=1e-4)
        exact = inverse_distance(places, values, grid, 300).value
        assert exact[0, 0] == pytest.approx(values[row], abs=1e-6)


def test_a_variogram_is_found_again():
    found = [fitted(*scattered(300, seed)) for seed in range(6)]
    assert np.mean([one.sill for one in found]) == pytest.approx(9, rel=0.25)
    assert np.mean([one.range for one in found]) == pytest.approx(300, rel=0.25)
    assert np.mean([one.nugget for one in found]) < 1.0


def test_noise_without_any_likeness_is_all_nugget():
    rng = np.random.default_rng(5)
    found = fitted(rng.uniform(0, 1000, (400, 2)), rng.normal(0, 2, 400))
    assert found.sill == pytest.approx(4, rel=0.2) and found.nugget > 0.6 * found.sill


def test_kriging_errs_less_than_the_mean_and_about_as_much_as_it_says():
    places, values = scattered(250)
    known = np.arange(250) % 5 > 0
    errors, told = [], []
    gamma = fitted(places[known], values[known])
    for place, value in zip(places[~known], values[~known], strict=True):
        field = kriged(places[known], values[known], Grid(*place, 1.0, 1, 1), gamma)
        errors.append(field.value[0, 0] - value)
        told.append(field.deviation[0, 0])
    off = np.sqrt(np.nanmean(np.square(errors)))
    assert off < 0.75 * values.std()
    assert np.sqrt(np.nanmean(np.square(told))) == pytest.approx(off, rel=0.35)


def test_beyond_the_range_of_every_station_nothing_is_known():
    grid = Grid.over((0, 0, 1000, 100), 20.0)
    places, values = np.array([[10.0, 50], [30, 60]]), np.array([1.0, 2])
    for field in (
        kriged(places, values, grid, Variogram(0.0, 1.0, 200.0)),
        inverse_distance(places, values, grid, 200.0),
    ):
        x = grid.places()[:, 0].reshape(grid.shape)
        assert np.isnan(field.value[x > 240]).all() and np.isfinite(field.value[x < 150]).all()
        assert np.array_equal(np.isnan(field.value), ~(np.isfinite(field.value)))
    kriging = kriged(places, values, grid, Variogram(0.0, 1.0, 200.0))
    assert kriging.deviation[2, 8] > kriging.deviation[2, 1]


def test_gaps_and_doubles_do_no_harm():
    places = np.vstack([CORNERS, CORNERS[:1], [[50.0, 60.0]], [[np.nan, 0]]])
    values = np.array([1.0, 2, 3, 10, 3, np.nan, 5])
    field = kriged(places, values, MIDDLE, SMOOTH)
    assert field.value[0, 0] == pytest.approx((2 + 2 + 3 + 10) / 4)


def test_one_value_everywhere_is_a_flat_field():
    places, _ = scattered(30)
    field = kriged(places, np.full(30, 7.0), Grid(500.0, 500.0, 10.0, 3, 3))
    assert field.value == pytest.approx(7) and field.deviation == pytest.approx(0, abs=1e-5)


def test_too_few_stations_are_refused_and_none_are_an_unknown_field():
    with pytest.raises(ValueError, match="4 stations with a value; a field needs 5 or more"):
        kriged(CORNERS, np.ones(4), MIDDLE)
    field = inverse_distance(np.zeros((0, 2)), np.zeros(0), MIDDLE, 100)
    assert np.isnan(field.value).all()


def test_of_many_stations_the_nearest_are_asked(monkeypatch):
    sizes = []
    solve = np.linalg.solve
    monkeypatch.setattr(np.linalg, "solve", lambda a, b: sizes.append(len(a)) or solve(a, b))
    places, values = scattered(500, side=2000.0)
    grid = Grid.over((0, 0, 2000, 2000), 20.0)
    some = kriged(places, values, grid, Variogram(0.0, 9.0, 300.0))
    assert set(sizes) == {interpolate.NEAREST + 1} and len(sizes) == 4
    monkeypatch.setattr(interpolate, "NEAREST", 500)
    every = kriged(places, values, grid, Variogram(0.0, 9.0, 300.0))
    both = np.isfinite(some.value)
    assert np.abs(some.value - every.value)[both].mean() < 0.1
