"""Places of a layer are found again, by what they are and by where they are."""

import numpy as np

from city.layer import FACADE, ROOF
from tests.city.house_layer import box_layer


def test_the_nearest_place_is_the_one_that_is_meant():
    samples = box_layer().samples
    row = samples.nearest((3.4, 0.01, 2.6))
    assert samples.sort[row] == FACADE and samples.points[row].tolist() == [3.5, 0, 2.5]
    distances = np.linalg.norm(samples.points - [7.3, 4.2, 8], axis=1)
    assert samples.nearest((7.3, 4.2, 8)) == distances.argmin()


def test_far_from_every_place_there_is_none():
    samples = box_layer().samples
    assert samples.nearest((5, 5, 20)) == -1
    assert samples.nearest((5, 5, 20), reach=13.0) >= 0
    assert samples.nearest((1.9 + 14.5, -1.4, 1.4), reach=2.0) == -1  # a corner of the cube only


def test_only_places_that_look_towards_the_eye_are_meant():
    samples = box_layer(ground=False).samples
    at_the_eaves = (5.5, 0.1, 7.9)
    assert samples.sort[samples.nearest(at_the_eaves, (0, -1, 0))] == FACADE
    assert samples.sort[samples.nearest(at_the_eaves, (0, 1, 1))] == ROOF
    assert samples.nearest(at_the_eaves, (0, 1, -1)) == -1


def test_the_same_places_of_two_layers_find_each_other():
    here, there = box_layer(ground=False).samples.same_as(box_layer().samples)
    assert len(here) == 180 and (here == there).all()


def test_the_box_of_a_grid_goes_around_its_cells():
    assert box_layer().samples.ground.box().tolist() == [[-5, -6], [15, 0]]
