import numpy as np
import pytest

from city.simulated.volume import (
    FACES,
    HEXAHEDRON,
    POLYHEDRON,
    PYRAMID,
    TETRA,
    WEDGE,
    Faces,
    Volume,
    of_kinds,
)

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


def faces(*cells: list[list[int]]) -> Faces:
    sizes = [len(face) for cell in cells for face in cell]
    count = [len(cell) for cell in cells]
    corners = [corner for cell in cells for face in cell for corner in face]
    ends = (np.append(0, np.cumsum(one)).astype(int) for one in (count, sizes))
    return Faces(*ends, np.array(corners, int))


BOX = [[corner + 4 for corner in face] for face in FACES[HEXAHEDRON]]


def test_polyhedra_lie_beside_cells_of_other_kinds_in_their_order():
    nodes = np.concatenate([CUBE[:4], CUBE[4:], CUBE[4:] + np.array([0, 0, 1])]) * 10
    corners = np.concatenate([np.arange(8), np.arange(4, 12)])
    kinds = np.uint8([HEXAHEDRON, POLYHEDRON])
    volume = of_kinds(nodes, kinds, np.array([0, 8, 16]), corners, faces([], BOX))
    known = two_boxes()
    for name in ("offsets", "sides", "corners"):
        assert getattr(volume, name).tolist() == getattr(known, name).tolist()


def test_a_solid_has_four_faces_of_three_corners_at_least():
    long = [[0, 1, 2], [0, 1, 3], [1, 2, 3], list(range(201))]
    given = faces(BOX, BOX[:3], [], [*BOX[:4], [0, 1]], BOX[:4], long)
    assert given.solid().tolist() == [True, False, False, False, True, False]


def test_the_faces_of_some_cells_are_their_own():
    given = faces(BOX, BOX[:3], BOX[3:]).of(np.array([2, 0]))
    known = faces(BOX[3:], BOX)
    assert given.offsets.tolist() == known.offsets.tolist()
    assert given.sides.tolist() == known.sides.tolist()
    assert given.corners.tolist() == known.corners.tolist()
