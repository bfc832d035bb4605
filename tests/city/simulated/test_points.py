import numpy as np

from city.simulated.points import Points

POINTS = Points(np.array([[0.0, 0, 2], [10, 0, 2], [20, 0, 2], [20, 10, 3]]))


def test_a_point_is_told_the_nearest_place_and_none_that_is_far():
    asked = np.array([[1.0, 1], [9, -2], [26, 3], [20, 25], [np.nan, 0]])
    assert POINTS.cells(asked).tolist() == [0, 1, 2, -1, -1]


def test_places_lie_as_far_apart_as_the_median_neighbour():
    assert POINTS.apart == 10
    assert POINTS.box().tolist() == [[0, 0], [20, 10]]
    assert Points(np.zeros((1, 3))).cells(np.zeros((1, 2))).tolist() == [0]
