import numpy as np
import pytest

from city.simulated.volume import FACES, HEXAHEDRON, PYRAMID, TETRA, WEDGE, Volume, of_kinds

CUBE = np.array(
    [[0, 0, 0], [1, 0, 0], [1, 1, 0], [0, 1, 0], [0, 0, 1], [1, 0, 1], [1, 1, 1], [0, 1, 1]], float
)


def two_boxes() -> Volume:
    """Two cubes of 10 m, one upon the other."""
    nodes = np.concatenate([CUBE[:4], CUBE[4:], CUBE[4:] + np.array([0, 0, 1])]) * 10
    corners = np.concatenate([np.arange(8), np.arange(4, 12)])
    return of_kinds(nodes, np.uint8([HEXAHEDRON] * 2), np.array([0, 8, 16]), corners)


def test_points_find_the_cell_around_them():
    points = np.array([[5.0, 5, 2], [5, 5, 18], [5, 5, 21], [11, 5, 5], [0, 0, 0]])
    assert two_boxes().cells(points).tolist() == [0, 1, -1, -1, 0]


def test_only_the_outer_faces_are_its_skin():
    mesh, cell = two_boxes().skin()
    assert len(mesh) == 10
    assert np.bincount(cell).tolist() == [5, 5]


@pytest.mark.parametrize(("height", "cells"), [(3.0, [0]), (17.0, [1]), (25.0, [])])
def test_a_level_cut_goes_through_the_cells_at_its_height(height: float, cells: list[int]):
    mesh, cell = two_boxes().cut(height)
    assert cell.tolist() == cells
    if cells:
        assert mesh.box().tolist() == [[0, 0], [10, 10]]
        assert mesh.cells(np.array([[5.0, 5], [12, 5]])).tolist() == [0, -1]
        assert set(mesh.nodes[:, 2]) == {height}


@pytest.mark.parametrize(
    ("kind", "nodes", "inside", "corners_of_cut"),
    [
        (TETRA, [[0, 0, 0], [4, 0, 0], [0, 4, 0], [0, 0, 4]], [0.5, 0.5, 0.5], 3),
        (WEDGE, [[0, 0, 0], [4, 0, 0], [0, 4, 0], [0, 0, 4], [4, 0, 4], [0, 4, 4]], [1, 1, 1], 3),
        (PYRAMID, [[0, 0, 0], [4, 0, 0], [4, 4, 0], [0, 4, 0], [2, 2, 4]], [2, 2, 1], 4),
    ],
)
def test_cells_of_every_kind(
    kind: int, nodes: list[list[float]], inside: list[float], corners_of_cut: int
):
    corners = np.arange(len(nodes))
    volume = of_kinds(np.array(nodes, float), np.uint8([kind]), np.array([0, len(nodes)]), corners)
    assert len(volume.skin()[0]) == len(FACES[kind])
    assert volume.cells(np.array([inside, [3.9, 3.9, 3.9]])).tolist() == [0, -1]
    assert len(volume.cut(1.0)[0].corners) == corners_of_cut


def test_a_cell_with_too_few_corners_is_refused():
    with pytest.raises(ValueError, match="corners"):
        of_kinds(CUBE, np.uint8([HEXAHEDRON]), np.array([0, 7]), np.arange(7))


def test_heights_are_those_of_the_cells():
    assert two_boxes().heights() == (0, 20)
    assert two_boxes().middles.tolist() == [[5, 5, 5], [5, 5, 15]]
