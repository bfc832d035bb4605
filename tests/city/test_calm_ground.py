"""The sheet under a city that has no ground of its own."""

import numpy as np
import pytest

from city.calm_ground import BELOW, CELLS, CalmGround, height_on


def test_it_lies_a_little_below_the_feet_of_a_flat_city():
    rng = np.random.default_rng(3)
    bases = np.c_[rng.uniform(0, 1000, (500, 2)), np.full(500, 12.0)]
    calm = CalmGround(bases)
    assert calm.heights.shape == (CELLS, CELLS)
    assert calm.at(bases[:, :2]) == pytest.approx(12 - BELOW)
    assert calm.at(np.array([(1e6, -1e6)])) == pytest.approx(12 - BELOW)  # as at its rim


def test_heights_on_a_grid_are_those_of_its_triangles():
    x, y = np.array([0.0, 10, 20]), np.array([0.0, 10])
    heights = np.array([[0.0, 10, 0], [0, 0, 30]])
    places = np.array([(0, 0), (10, 0), (5, 0), (7.5, 2.5), (2.5, 7.5), (20, 10), (99, 99)])
    assert height_on(x, y, heights, places) == pytest.approx([0, 10, 5, 5, 0, 30, 30])
