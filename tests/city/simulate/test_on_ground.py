"""Cells of the ground, at whole steps and free of buildings."""

import numpy as np

from city.layer import GROUND
from city.simulate.obstacles import Area, Obstacles
from city.simulate.on_ground import ground_of, nowhere, with_ground
from tests.city.simulate.towns import view_of

AREA = Area(-10.2, -10, 20, 20.3)


def test_cells_under_buildings_are_left_out_and_the_rest_is_taken():
    view = view_of(((0, 0, 0), (10, 6, 4)), ((14, 0, 3), (18, 4, 6)), height=2.0)
    ground = ground_of(view, AREA, Obstacles(view, AREA, 0.0, 1.0), 1.0)
    assert ground.grid.shape == (31, 31)
    assert np.isnan(ground.heights).sum() == 60 + 16  # one of them stands on stilts
    found = with_ground(nowhere(), ground)
    assert len(found) == 31 * 31 - 76 and (found.sort == GROUND).all()
    lying = np.c_[ground.grid.places(), ground.heights.ravel()]
    np.testing.assert_array_equal(found.points, lying[found.cell])
    assert (found.points[:, 2] == 2).all() and found.area.sum() == len(found)
    twice = with_ground(found, ground)
    assert len(twice) == 2 * len(found) and twice.ground is ground


def test_nowhere_is_nowhere():
    assert len(nowhere()) == 0 and nowhere().owners == ()
