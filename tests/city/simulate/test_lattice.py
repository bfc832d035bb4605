"""The ground under a place is as high as a ray from above finds it."""

import numpy as np
import pytest

from city.frame import Frame
from city.rays import Rays
from city.simulate.lattice import CELLS, lattice_of
from city.terrain import Terrain

ORIGIN = np.array([20.0, 10.0, -5.0])
EVERYWHERE = (-1e9, -1e9, 1e9, 1e9)


def hills(rows=30, columns=40, step=(5.0, 3.0)):
    heights = np.random.default_rng(1).uniform(0, 9, (rows, columns)).astype(np.float32)
    return Terrain("hills", Frame(), heights, -10.0, 60.0, step)


def met_from_above(lattice, places):
    start = np.c_[places, np.full(len(places), 50.0)] - ORIGIN
    down = np.tile(np.array([[0, 0, -1]], np.float32), (len(start), 1))
    seen = Rays([lattice.mesh(ORIGIN)]).hit(start.astype(np.float32), down)
    return np.where(seen.mesh >= 0, 50.0 - seen.away, np.nan)


def test_the_ground_is_as_high_as_a_ray_finds_it():
    terrain = hills()
    terrain.heights[4, 5] = terrain.heights[20, 11:14] = np.nan
    lattice = lattice_of(terrain, EVERYWHERE)
    places = np.random.default_rng(2).uniform((-20, -40), (200, 70), (20_000, 2))
    found, expected = lattice.under(places), met_from_above(lattice, places)
    np.testing.assert_array_equal(np.isfinite(found), np.isfinite(expected))
    np.testing.assert_allclose(found, expected, atol=2e-5)
    assert 0.3 < np.isfinite(found).mean() < 0.9


def test_at_its_points_the_ground_has_their_heights():
    terrain = hills()
    lattice = lattice_of(terrain, EVERYWHERE)
    x, y = np.meshgrid(lattice.x, lattice.y)
    found = lattice.under(np.c_[x.ravel(), y.ravel()])
    np.testing.assert_allclose(found, terrain.heights.ravel(), atol=1e-5)


def test_a_single_row_has_no_ground_and_far_away_there_is_none():
    lattice = lattice_of(hills(rows=1), EVERYWHERE)
    assert np.isnan(lattice.under(np.array([[0.0, 60.0]]))).all()
    assert len(lattice.mesh(ORIGIN)[1]) == 0
    assert lattice_of(hills(), (1e6, 1e6, 2e6, 2e6)) is None


def test_very_many_heights_are_thinned_out():
    lattice = lattice_of(hills(1500, 1400, (1.0, 1.0)), EVERYWHERE)
    assert lattice.heights.size <= CELLS
    assert lattice.x[1] - lattice.x[0] == pytest.approx(2.0)
