from pathlib import Path

import numpy as np
import pytest

from city.simulated.mesh import Mesh
from city.simulated.volume import Faces
from importers.simulated.asking import Asking
from importers.simulated.results import Options
from importers.simulated.unstructured import Grid, Steps, shape_of, variables_of

POINTS = np.array([[0.0, 0, 0], [1, 0, 0], [0, 1, 0], [1, 1, 0]])


def grid(kinds: list[int], **values: np.ndarray) -> Grid:
    offsets = np.arange(len(kinds) + 1) * 4
    corners, none = np.tile(np.arange(4), len(kinds)), Faces.none(len(kinds))
    return Grid(POINTS, np.uint8(kinds), offsets, corners, {}, values, none)


def asking() -> Asking:
    return Asking(Path("a.vtu"), Options("local", units={"h": "m", "U": "m/s"}))


def test_a_pixel_has_its_corners_in_another_order():
    shape, _ = shape_of(grid([8]), asking())
    assert isinstance(shape, Mesh)
    assert shape.corners.tolist() == [0, 1, 3, 2]
    assert shape.cells(np.array([[0.5, 0.9]])).tolist() == [0]


def test_numbers_that_are_no_vector_are_told():
    given = asking()
    variables = variables_of(grid([9], h=np.zeros(1), stress=np.zeros((1, 6))), given)
    assert [one.key for one in variables] == ["h"]
    assert [one.object for one in given.report] == ["stress"]


def test_a_step_of_another_mesh_is_a_fault_and_not_a_picture():
    steps = Steps([lambda: grid([9, 9], h=np.zeros(2))], np.array([0]), 1, 4)
    with pytest.raises(OSError, match="another mesh"):
        steps("h", 0, 0, 1)


def test_polyhedra_that_are_no_solids_are_told_and_the_others_shown():
    given = asking()
    tetra = [[0, 1, 3], [1, 2, 3], [2, 0, 3], [0, 2, 1]]
    sides = np.append(0, np.cumsum([3] * 7))
    faces = Faces(np.array([0, 4, 7]), sides, np.concatenate([*tetra, *tetra[:3]]))
    points = np.array([[0.0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1]])
    of = Grid(points, np.uint8([42, 42]), np.array([0, 4, 8]), np.tile(range(4), 2), {}, {}, faces)
    shape, kept = shape_of(of, given)
    assert (len(shape), kept.tolist()) == (1, [0])
    assert [(one.code, one.message) for one in given.report] == [
        ("CELLS", "1 polyhedra are no solids; left out")
    ]
