"""Numbers for places: the same for the same, others for others."""

import numpy as np

from city.compare.keys import FAR, cells, hashed, mixed, sums


def test_places_of_one_cell_have_one_number_and_all_others_another():
    points = np.array([[0.0, 0, 0], [0.004, -0.004, 0], [0.006, 0, 0], [0, 0.006, 0]])
    assert cells(points, 0.01).tolist() == [[0, 0, 0], [0, 0, 0], [1, 0, 0], [0, 1, 0]]
    numbers = hashed(cells(points, 0.01)).tolist()
    assert numbers[0] == numbers[1] and len(set(numbers)) == 3


def test_what_is_no_place_is_no_cell_of_the_city():
    broken = np.array([[np.nan, 0, 0], [np.inf, 0, 0], [-np.inf, 0, 0], [1e300, 0, 0]])
    assert np.unique(cells(broken, 0.01), axis=0).tolist() == [[int(FAR / 0.01), 0, 0]]


def test_a_million_places_have_a_million_numbers():
    grid = np.stack(np.meshgrid(*[np.arange(-50, 50)] * 3), -1).reshape(-1, 3)
    assert len(np.unique(hashed(grid))) == len(grid)
    assert len(np.unique(mixed(np.arange(1000, dtype=np.uint64)))) == 1000


def test_sums_of_runs_wrap_and_of_nothing_are_nothing():
    top = np.iinfo(np.uint64).max
    values = np.array([top, 1, 5, 7], np.uint64)
    assert sums(values, np.array([2, 0, 1, 1])).tolist() == [0, 0, 5, 7]
