"""Blocks are closed, look outwards and have the volume of footprint times height."""

import numpy as np
import pytest

from city.extrude import Rings, chosen, flat, following, turned, walls

SQUARE = [(0, 0, 7), (10, 0, 7), (10, 10, 7), (0, 10, 7)]
HOLE = [(2, 2, 7), (4, 2, 7), (4, 4, 7), (2, 4, 7)]
TRIANGLE = [(20, 0, 1), (20, 6, 1), (26, 0, 1)]  # clockwise
FAR = np.array([690_000.0, 5_335_000.0, 0.0])


@pytest.fixture
def rings() -> Rings:
    """A square with a hole that runs the wrong way, and a triangle that does too."""
    points = np.array([*SQUARE, *HOLE, *TRIANGLE], float) + FAR
    return Rings(points, np.array([4, 4, 3]), np.array([2, 1]))


def area(points: np.ndarray) -> float:
    x, y = (points[:, :2] - points[0, :2]).T
    return float(x @ np.roll(y, -1) - y @ np.roll(x, -1)) / 2


def volume(rings: Rings, floor: np.ndarray, roof: np.ndarray) -> float:
    """By the divergence theorem over all faces of all polygons, fanned into triangles."""
    faces = []
    for level, down in ((floor, True), (roof, False)):
        at = flat(rings, level, down)
        ends = np.cumsum(at.ring_points)
        faces += [at.points[a:b] for a, b in zip(ends - at.ring_points, ends, strict=True)]
    faces += list(walls(rings, floor, roof)[0].reshape(-1, 4, 3))
    total = 0.0
    for face in faces:
        local = face - FAR
        for k in range(1, len(local) - 1):
            total += float(np.linalg.det(local[[0, k, k + 1]])) / 6
    return total


def test_outer_rings_run_anticlockwise_and_holes_clockwise(rings: Rings) -> None:
    points = turned(rings).points
    assert [area(points[a:b]) for a, b in ((0, 4), (4, 8), (8, 11))] == [100, -4, 18]


def test_the_next_point_of_the_last_is_the_first() -> None:
    assert following(np.array([3, 4])).tolist() == [1, 2, 0, 4, 5, 6, 3]


def test_blocks_enclose_footprint_times_height(rings: Rings) -> None:
    floor, roof = np.array([1.0, 2.0]), np.array([6.0, 12.0])
    assert volume(turned(rings), floor, roof) == pytest.approx(96 * 5 + 18 * 10)


def test_every_edge_gets_one_wall(rings: Rings) -> None:
    points, polygon = walls(turned(rings), np.zeros(2), np.ones(2))
    assert polygon.tolist() == [0] * 8 + [1] * 3
    assert len(points) == 11 * 4


def test_an_edge_without_length_gets_no_wall() -> None:
    doubled = Rings(np.array([*SQUARE[:1], *SQUARE], float), np.array([5]), np.array([1]))
    assert len(walls(doubled, np.zeros(1), np.ones(1))[1]) == 4


def test_some_polygons_can_be_chosen(rings: Rings) -> None:
    only = chosen(rings, np.array([1]))
    assert (only.ring_points.tolist(), only.polygon_rings.tolist()) == ([3], [1])
    np.testing.assert_array_equal(only.points, rings.points[8:])
