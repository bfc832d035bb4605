import numpy as np
import pytest

from city.simulated.points import Points

POINTS = Points(np.array([[0.0, 0, 2], [10, 0, 2], [20, 0, 2], [20, 10, 3]]))


def test_a_point_is_told_the_nearest_place_and_none_that_is_far():
    asked = np.array([[1.0, 1], [9, -2], [26, 3], [20, 25], [np.nan, 0]])
    assert POINTS.cells(asked).tolist() == [0, 1, 2, -1, -1]


def test_places_lie_as_far_apart_as_the_median_neighbour():
    assert POINTS.apart == 10
    assert POINTS.box().tolist() == [[0, 0], [20, 10]]
    assert Points(np.zeros((1, 3))).cells(np.zeros((1, 2))).tolist() == [0]


def test_around_a_point_are_the_places_of_its_triangle():
    east, north = np.meshgrid(np.arange(0.0, 30, 10), np.arange(0.0, 30, 10))
    grid = np.column_stack([east.ravel(), north.ravel(), np.zeros(9)])
    places = Points(np.vstack([grid, [[200, 0, 0]]]))
    assert len(places.mesh) == 8  # none leads to the place far off
    rows, share = places.around(np.array([[12.0, 7], [198, 1], [100, 0]]))
    assert share.sum(1) == pytest.approx([1, 1, 0])
    assert (share[0] @ grid[rows[0], :2]).tolist() == pytest.approx([12, 7])
    assert rows[1, share[1].argmax()] == 9
