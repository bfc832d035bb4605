"""A sparse city is seen where it is densest; any other as a whole."""

import numpy as np
import pytest

from render.neighbourhood import VIEW, densest


def houses(*places):
    """A box of 10 x 10 x 6 metres at each place."""
    low = np.array([[x, y, 0.0] for x, y in places])
    return np.stack([low, low + np.array([10.0, 10.0, 6.0])], axis=1)


VILLAGE = [(4000 + 30 * x, 7000 + 30 * y) for x in range(5) for y in range(4)]
FARMS = [(900 * k, 1300 * ((5 * k) % 7)) for k in range(10)]


@pytest.mark.parametrize("shift", [(0, 0), (-5e5, 3e6), (117.3, -41.9)])
def test_of_a_village_among_farms_the_village_is_seen(shift):
    boxes = houses(*VILLAGE, *FARMS) + np.array([*shift, 0.0])
    near = densest(boxes)
    assert near is not None
    assert near[: len(VILLAGE)].all()
    seen = boxes[near][:, :, :2]
    assert np.ptp(seen.reshape(-1, 2), axis=0).max() <= VIEW * 10 + 10


def test_a_town_is_seen_as_a_whole():
    assert densest(houses(*[(40 * x, 40 * y) for x in range(60) for y in range(60)])) is None


def test_a_few_houses_near_each_other_are_all_seen():
    assert densest(houses((0, 0), (550, 0), (0, 550))) is None
    assert densest(houses((0, 0), (650, 0), (0, 650))) is not None


def test_without_objects_there_is_nothing_to_see():
    assert densest(np.zeros((0, 2, 3))) is None


def test_points_have_no_size_to_judge_by():
    places = houses(*FARMS)
    places[:, 1] = places[:, 0]
    assert densest(places) is None
