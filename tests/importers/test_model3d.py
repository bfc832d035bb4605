"""Faces that cannot be are left out and said."""

from pathlib import Path

import numpy as np
import pytest

from importers.intake import Intake, Options
from importers.model3d import Faces, Model, Thing, add, kept_picture, sound, typed

POINTS = np.array([(0, 0, 0), (4, 0, 0), (0, 3, 0), (np.nan, 0, 0)], float)


@pytest.mark.parametrize(
    ("corners", "sizes", "kept"),
    [
        ([0, 1, 2], [3], [0, 1, 2]),
        ([0, 1, 2, 0, 1, 3], [3, 3], [0, 1, 2]),
        ([0, 1, 9, 0, 1, 2], [3, 3], [0, 1, 2]),
        ([0, 1, -1, 2, 1, 0], [3, 3], [2, 1, 0]),
        ([0, 1, 0, 1, 2], [2, 3], [0, 1, 2]),
    ],
)
def test_faces_with_impossible_corners_are_left_out(
    corners: list[int], sizes: list[int], kept: list[int]
) -> None:
    intake = Intake(Options())
    faces = sound(Faces(0, POINTS, np.array(corners), np.array(sizes)), "a", intake)
    assert faces.corners.tolist() == kept
    assert intake.report.count("error") == (len(sizes) > 1)


def test_things_become_objects_with_parents() -> None:
    model = Model(things=[Thing("house"), Thing("wing", "BuildingPart", 0, {"storeys": 3})])
    model.faces.append(Faces(1, POINTS, np.array([0, 1, 2]), np.array([3])))
    intake = Intake(Options(crs="local"))
    intake.begin(Path("a.obj"), "OBJ")
    assert add(Path("a.obj"), model, intake)
    city = intake.builder.freeze()
    wing = city.objects.ids.find("wing")
    assert city.objects.ids[int(city.objects.parent[wing])] == "house"
    assert city.objects.attributes(wing) == {"storeys": 3}
    assert np.ptp(city.shapes[""].points, axis=0).tolist() == [4, 3, 0]


def test_a_model_without_faces_is_none() -> None:
    assert not add(Path("a.obj"), Model(things=[Thing("a")]), Intake(Options()))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (True, ("boolean", True)),
        (7, ("integer", 7)),
        (2**70, ("number", 2.0**70)),
        (1.5, ("number", 1.5)),
        ("x", ("text", "x")),
        ([1, {"a": None}], ("structure", '[1,{"a":null}]')),
    ],
)
def test_json_values_have_types(value: object, expected: tuple[str, object]) -> None:
    assert typed(value) == expected


def test_an_embedded_picture_is_kept_once() -> None:
    first, second = kept_picture(b"picture", ".png"), kept_picture(b"picture", ".png")
    assert first == second
    assert Path(first).read_bytes() == b"picture"
