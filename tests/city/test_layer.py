"""Samples are known again wherever they are taken."""

from dataclasses import replace

import numpy as np
import pytest

from city.layer import FACADE, GROUND, ROOF, Layer, Quantity
from city.simulate.obstacles import Area, Obstacles
from city.simulate.samples import Spacing, samples_on
from tests.city.house_layer import box_layer
from tests.city.plans import plan, square

EVERYTHING = frozenset(range(4))
BUILT = {"edit": "build", "footprint": square(40, 0, 10, 10), "storeys": 2, "id": "new"}


def taken(view, *box, spacing=2.0):
    area = Area(*(box or (-20, -20, 130, 30)))
    return samples_on(view, area, Obstacles(view, area, -2.0, 1.0), Spacing(spacing), EVERYTHING)


def test_the_same_places_are_found_again_in_the_same_order():
    one = taken(plan())
    here, there = one.same_as(taken(plan()))
    assert sorted(here) == list(range(len(one)))
    np.testing.assert_array_equal(here, there)


def test_a_plan_has_all_that_it_does_not_touch():
    before, after = taken(plan()), taken(plan(BUILT))
    here, there = after.same_as(before)
    np.testing.assert_array_equal(after.points[here], before.points[there])
    owner = np.array([*after.owners, ""])[after.owner]
    fresh = np.setdiff1d(np.arange(len(after)), here)
    assert (owner[fresh] == "new").all() and (owner[here] != "new").all()
    gone = np.setdiff1d(np.arange(len(before)), there)
    assert (before.sort[gone] == GROUND).all()
    inside = before.points[gone, :2] - [45, 5]
    assert (np.abs(inside) < 5).all() and len(gone) == 25


def test_other_areas_share_what_lies_in_both():
    wide, small = taken(plan(), -20, -20, 130, 30), taken(plan(), -6, -6, 14, 14)
    here, there = small.same_as(wide)
    assert sorted(here) == list(range(len(small)))
    np.testing.assert_array_equal(small.points[here], wide.points[there])


def test_what_moved_is_not_the_same():
    one = taken(plan())
    moved = replace(one, points=one.points + np.array([0, 0, 1e-3]))
    assert not len(one.same_as(moved)[0])
    assert not len(one.same_as(taken(plan(), spacing=1.7))[0])


def test_a_quantity_is_found_by_its_key():
    hours = Quantity("hours", "Hours", "h")
    layer = Layer("sun", "Sun", taken(plan(), -6, -6, 14, 14), (hours,), {})
    assert layer.quantity("hours") is hours and layer.badge == "simulated"
    with pytest.raises(StopIteration):
        layer.quantity("other")


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
    assert box_layer().samples.ground.grid.box().tolist() == [[-5, -6], [15, 0]]
