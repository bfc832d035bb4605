"""Which bodies hold water."""

import numpy as np
import pytest

from importers.ifc.shaping import closed, welded

TETRAHEDRON = [[0, 2, 1], [0, 1, 3], [1, 2, 3], [2, 0, 3]]


@pytest.mark.parametrize(
    ("rings", "body", "expected"),
    [
        (TETRAHEDRON, [0] * 4, [True]),
        (TETRAHEDRON[:3], [0] * 3, [False]),
        ([*TETRAHEDRON[:3], [0, 2, 3]], [0] * 4, [False]),
        (TETRAHEDRON * 2, [0] * 4 + [1] * 4, [True, True]),
        (TETRAHEDRON + TETRAHEDRON[1:], [0] * 4 + [1] * 3, [True, False]),
        ([], [], []),
    ],
    ids=["closed", "open", "one face turned", "two", "one of two", "nothing"],
)
def test_a_body_is_closed_when_every_edge_is_walked_both_ways(rings, body, expected):
    corners = np.array([corner for ring in rings for corner in ring], np.int64)
    sizes = np.array([len(ring) for ring in rings], np.int64)
    assert closed(corners, sizes, np.array(body, np.int64)).tolist() == expected


def test_points_in_one_place_become_one():
    points = np.array([[0, 0, 0], [1, 0, 0], [1e-9, 0, -1e-9], [0, 1, 0], [1, 0, 0]], float)
    kept, row = welded(points)
    assert len(kept) == 3
    np.testing.assert_allclose(kept[row], points, atol=1e-8)


def test_points_beyond_all_numbers_stay_apart():
    points = np.array([[1e300, 0, 0], [np.inf, 0, 0], [0, 0, 0]])
    kept, row = welded(points)
    assert (kept[row] == points).all()
