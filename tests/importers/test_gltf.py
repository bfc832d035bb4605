"""glTF stands upright, keeps its names, and never reads beyond its buffers."""

import base64
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from city.progress import Progress
from importers.gltf import read_gltf
from importers.intake import Intake, Options, ReadError
from importers.model3d import Model

POINTS = np.array([(0, 0, 0), (2, 0, 0), (0, 3, 0), (0, 0, -4)], "<f4")  # y up
INDEX = np.array([0, 1, 2, 0, 2, 3], "<u2")
PICTURE = b"\x89PNG not really"


def document() -> dict[str, Any]:
    data = POINTS.tobytes() + INDEX.tobytes() + bytes(4) + PICTURE
    uri = "data:application/octet-stream;base64," + base64.b64encode(data).decode()
    view = {"buffer": 0, "byteOffset": 0, "byteLength": 48}
    return {
        "asset": {"version": "2.0"},
        "buffers": [{"uri": uri, "byteLength": len(data)}],
        "bufferViews": [
            view,
            view | {"byteOffset": 48, "byteLength": 12},
            view | {"byteOffset": 64, "byteLength": len(PICTURE)},
        ],
        "accessors": [
            {"bufferView": 0, "componentType": 5126, "count": 4, "type": "VEC3"},
            {"bufferView": 1, "componentType": 5123, "count": 6, "type": "SCALAR"},
        ],
        "images": [{"bufferView": 2, "mimeType": "image/png", "name": "brick"}],
        "textures": [{"source": 0}],
        "materials": [{"pbrMetallicRoughness": {"baseColorTexture": {"index": 0}}}],
        "meshes": [{"primitives": [{"attributes": {"POSITION": 0}, "indices": 1, "material": 0}]}],
        "nodes": [{"name": "house", "mesh": 0}],
    }


def read(folder: Path, content: dict[str, Any]) -> tuple[Model, Intake]:
    path = folder / "a.gltf"
    path.write_text(json.dumps(content))
    intake = Intake(Options())
    return read_gltf(path, intake, Progress()), intake


def test_what_was_up_is_up(tmp_path: Path) -> None:
    model, _ = read(tmp_path, document())
    (faces,) = model.faces
    assert faces.points.tolist() == [[0, 0, 0], [2, 0, 0], [0, 0, 3], [0, 4, 0]]
    assert faces.corners.tolist() == [0, 1, 2, 0, 2, 3]
    assert model.things[0].name == "house"


def test_an_embedded_picture_is_taken_out(tmp_path: Path, fresh_folders: Path) -> None:
    model, _ = read(tmp_path, document())
    texture = model.faces[0].texture
    assert texture is not None and texture.uri == "brick"
    assert Path(texture.path).read_bytes() == PICTURE
    assert Path(texture.path).is_relative_to(fresh_folders)


def test_nodes_hand_their_places_down(tmp_path: Path) -> None:
    content = document()
    quarter = float(np.sqrt(0.5))
    content["nodes"] = [
        {"name": "site", "translation": [1e6, 0, 5e6], "children": [1]},
        {
            "name": "turned",
            "rotation": [0, quarter, 0, quarter],
            "scale": [2, 2, 2],
            "children": [2],
        },
        {"name": "house", "mesh": 0, "children": [3], "extras": {"storeys": 2}},
        {"name": "wing", "mesh": 0, "matrix": [*np.eye(4).ravel()[:12], 0.125, 0, 0, 1]},
    ]
    content["scenes"] = [{"nodes": [0]}]
    model, _ = read(tmp_path, content)
    house, wing = model.things
    assert (house.name, house.parent, house.attributes) == ("house", -1, {"storeys": 2})
    assert (wing.name, wing.parent) == ("wing", 0)
    # 2 east, turned a quarter about the vertical, doubled: 4 north
    np.testing.assert_allclose(model.faces[0].points[1], [1e6, -5e6 + 4, 0], atol=1e-6)
    np.testing.assert_allclose(model.faces[1].points[0], [1e6, -5e6 + 0.25, 0], atol=1e-6)


@pytest.mark.parametrize(
    ("mode", "corners"),
    [(4, [0, 1, 2]), (5, [0, 1, 2, 1, 3, 2]), (6, [0, 1, 2, 0, 2, 3])],
)
def test_strips_and_fans_become_triangles(tmp_path: Path, mode: int, corners: list[int]) -> None:
    content = document()
    primitive = content["meshes"][0]["primitives"][0]
    del primitive["indices"]
    primitive["mode"] = mode
    model, _ = read(tmp_path, content)
    assert model.faces[0].corners.tolist() == corners


def test_lines_are_left_out_with_a_note(tmp_path: Path) -> None:
    content = document()
    content["meshes"][0]["primitives"][0]["mode"] = 1
    model, intake = read(tmp_path, content)
    assert not model.faces
    assert [f.code for f in intake.report] == ["MESH_LINES"]


def test_a_cycle_of_nodes_ends(tmp_path: Path) -> None:
    content = document()
    content["nodes"] = [{"children": [1], "mesh": 0}, {"children": [0]}]
    model, _ = read(tmp_path, content)
    assert len(model.things) == 1


@pytest.mark.parametrize("name", ["KHR_draco_mesh_compression", "EXT_meshopt_compression"])
def test_compressed_meshes_are_refused_by_name(tmp_path: Path, name: str) -> None:
    with pytest.raises(ReadError, match=r"a\.gltf: its meshes are compressed with"):
        read(tmp_path, document() | {"extensionsRequired": [name]})


@pytest.mark.parametrize(
    ("part", "key", "lie"),
    [
        ("accessors", "count", 2**40),
        ("accessors", "count", -1),
        ("accessors", "byteOffset", 10**9),
        ("accessors", "componentType", 1),
        ("accessors", "bufferView", 99),
        ("bufferViews", "byteOffset", 10**9),
        ("bufferViews", "byteStride", 2**40),
        ("buffers", "uri", "../../etc/passwd"),
    ],
)
def test_numbers_that_lie_lose_the_mesh_and_say_so(
    tmp_path: Path, part: str, key: str, lie: Any
) -> None:
    content = document()
    content[part][0][key] = lie
    model, intake = read(tmp_path, content)
    assert not model.faces
    assert ("error", "MESH_LOST", "house") in {
        (f.severity, f.code, f.object) for f in intake.report
    }


def test_an_older_gltf_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match=r"glTF 1\.0"):
        read(tmp_path, {"asset": {"version": "1.0"}})


def test_numbers_in_sparse_storage_are_told_and_not_taken_for_whole(tmp_path: Path) -> None:
    content = document()
    content["accessors"][0]["sparse"] = {"count": 1}
    model, intake = read(tmp_path, content)
    assert not model.faces
    assert "sparse storage" in next(iter(intake.report)).message


def test_a_file_beside_it_by_a_name_with_blanks(tmp_path: Path) -> None:
    content = document()
    (tmp_path / "brick wall.png").write_bytes(PICTURE)
    content["images"] = [{"uri": "brick%20wall.png"}]
    model, intake = read(tmp_path, content)
    texture = model.faces[0].texture
    assert texture is not None
    assert texture.path == str((tmp_path / "brick wall.png").resolve())
    assert len(intake.report) == 0
