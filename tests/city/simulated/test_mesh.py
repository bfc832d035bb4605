import numpy as np
import pytest

from city.simulated.mesh import Mesh

# a square of 10 m, and a triangle to its right
NODES = np.array([[0.0, 0, 1], [10, 0, 1], [10, 10, 3], [0, 10, 3], [20, 0, 1], [99, 99, 99]])
MESH = Mesh(NODES, np.array([0, 4, 7]), np.array([0, 1, 2, 3, 1, 4, 2]), flat=False)


def test_points_find_their_face_seen_from_above():
    points = np.array([[2.0, 8], [8, 2], [12, 1], [18, 9], [-1, 5], [np.nan, 0]])
    assert MESH.cells(points).tolist() == [0, 0, 1, -1, -1, -1]


def test_faces_of_any_number_of_corners_fall_into_triangles():
    corners, face = MESH.triangles()
    assert corners.tolist() == [[0, 1, 2], [0, 2, 3], [1, 4, 2]]
    assert face.tolist() == [0, 0, 1]


def test_a_face_of_two_corners_has_no_triangle():
    corners, face = Mesh(NODES, np.array([0, 2, 5]), np.array([0, 1, 1, 4, 2])).triangles()
    assert corners.tolist() == [[1, 4, 2]] and face.tolist() == [1]


def test_values_at_nodes_are_linear_between_them_and_exact_at_them():
    values = np.float32([0, 10, 10, 0, 20, np.nan])  # the number of metres to the right
    points = np.array([[5.0, 5], [12.5, 2], [20, 0], [30, 0]])
    assert MESH.between(points, values).tolist() == [
        5,
        12.5,
        20,
        pytest.approx(np.nan, nan_ok=True),
    ]


def test_a_node_without_a_value_leaves_the_places_around_it_without_one_but_not_its_fellows():
    values = np.float32([np.nan, 10, 10, 0, 20, 0])
    got = MESH.between(np.array([[10.0, 0], [5, 2]]), values)
    assert got[0] == 10 and np.isnan(got[1])


def test_the_box_is_that_of_the_faces_and_not_of_nodes_that_none_has():
    assert MESH.box().tolist() == [[0, 0], [20, 10]]
    assert MESH.middles()[0].tolist() == [5, 5, 2]
