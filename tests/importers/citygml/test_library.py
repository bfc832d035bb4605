"""Library objects in files of their own stand where the model puts them."""

import json
from pathlib import Path

import numpy as np
import pytest

from importers import read
from importers.citygml import library
from tests.importers.citygml.shared import codes, member, model, read_text

OBJ = "v 0 0 0\nv 1 0 0\nv 1 2 0\nv 0 2 3\nf 1 2 3\nf 1 3 4\nf 1 2 99\n"
LAMP = """<gen:GenericCityObject gml:id="{id}"><gen:lod2ImplicitRepresentation><ImplicitGeometry>
<mimeType>model/obj</mimeType>
<transformationMatrix>2 0 0 0 0 2 0 0 0 0 2 0 0 0 0 1</transformationMatrix>
<libraryObject>{uri}</libraryObject><referencePoint><gml:Point><gml:pos>{at}</gml:pos></gml:Point>
</referencePoint></ImplicitGeometry></gen:lod2ImplicitRepresentation></gen:GenericCityObject>"""


def lamps(uri: str, number: int = 1) -> str:
    ats = [f"{458000 + 10 * k} 5438000 100" for k in range(number)]
    return model("".join(member(LAMP.format(id=f"l{k}", uri=uri, at=a)) for k, a in enumerate(ats)))


def test_a_mesh_is_turned_and_put_in_its_place(tmp_path: Path):
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib" / "lamp.obj").write_text(OBJ)
    city, report = read_text(tmp_path, lamps("lib/lamp.obj", 2))
    assert codes(report) == []
    shapes = city.shapes["2"]
    assert shapes.polygon_object().tolist() == [0, 0, 1, 1]
    first = shapes.rings(int(np.flatnonzero(shapes.polygon_object() == 0)[0]))[0]
    wanted = np.array([[458000, 5438000, 100], [458002, 5438000, 100], [458002, 5438004, 100]])
    assert (first + city.frame.origin).tolist() == wanted.tolist()
    assert [len(shapes.rings(k)[0]) for k in range(4)] == [3, 3, 3, 3]
    assert city.objects.columns["libraryObject"].at(0) == "lib/lamp.obj"


def test_a_gltf_stands_upright(tmp_path: Path):
    points = np.array([[0, 0, 0], [1, 0, 0], [0, 5, 0]], "<f4")  # y up
    (tmp_path / "lamp.bin").write_bytes(points.tobytes())
    (tmp_path / "lamp.gltf").write_text(
        json.dumps(
            {
                "asset": {"version": "2.0"},
                "nodes": [{"mesh": 0}],
                "meshes": [{"primitives": [{"attributes": {"POSITION": 0}}]}],
                "accessors": [{"bufferView": 0, "componentType": 5126, "count": 3, "type": "VEC3"}],
                "bufferViews": [{"buffer": 0, "byteLength": 36}],
                "buffers": [{"byteLength": 36, "uri": "lamp.bin"}],
            }
        )
    )
    city, _ = read_text(tmp_path, lamps("lamp.gltf"))
    assert city.shapes["2"].points[:, 2].max() - city.shapes["2"].points[:, 2].min() == 10


@pytest.mark.parametrize(
    ("uri", "words"),
    [
        ("gone.obj", "not there"),
        ("../out.obj", "not there"),
        ("http://example.org/a.obj", "not there"),
        ("oak.wrl", "of a kind that is not read"),
        ("broken.ply", "is damaged"),
        ("text.obj", "no OBJ"),
    ],
)
def test_what_cannot_be_shown_is_told(tmp_path: Path, uri: str, words: str):
    (tmp_path / "out.obj").write_text(OBJ)
    folder = tmp_path / "city"
    folder.mkdir()
    (folder / "oak.wrl").write_text("#VRML V2.0 utf8")
    (folder / "broken.ply").write_text("ply\n")
    (folder / "text.obj").write_text("no mesh")
    city, report = read_text(folder, lamps(uri, 2))
    assert codes(report) == ["LIBRARY_OBJECT", "LIBRARY_OBJECT"]
    assert all(words in finding.message for finding in report)
    assert not city.shapes


def test_an_object_of_too_many_faces_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "lamp.obj").write_text(OBJ)
    monkeypatch.setattr(library, "MOST_FACES", 1)
    _, report = read_text(tmp_path, lamps("lamp.obj"))
    assert "more than 1 faces" in next(iter(report)).message


def test_a_library_object_that_comes_later_is_seen(tmp_path: Path, fresh_folders: Path):
    path = tmp_path / "city.gml"
    path.write_text(lamps("my%20lamp.obj"))
    for _ in range(2):
        city = read(path).city
        assert city is not None
        assert not city.shapes
    (tmp_path / "my lamp.obj").write_text(OBJ)
    city = read(path).city
    assert city is not None
    assert city.shapes["2"].polygons == 2
