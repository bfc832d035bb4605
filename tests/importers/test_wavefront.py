"""OBJ keeps its groups, its polygons and every digit of its coordinates."""

from pathlib import Path

import numpy as np

from city.progress import Progress
from importers.intake import Intake, Options
from importers.model3d import Model, sound
from importers.wavefront import read_obj

SQUARE = """v 690000.123456 5335000.654321 512.000001
v 690010 5335000 512
v 690010 5335010 512
v 690000 5335010 512
"""


def model(folder: Path, text: str) -> tuple[Model, Intake]:
    path = folder / "site.obj"
    path.write_text(text)
    intake = Intake(Options())
    return read_obj(path, intake, Progress()), intake


def test_large_coordinates_keep_every_digit(tmp_path: Path) -> None:
    found, _ = model(tmp_path, SQUARE + "f 1 2 3 4\n")
    (faces,) = found.faces
    assert faces.points[0].tolist() == [690000.123456, 5335000.654321, 512.000001]
    assert (faces.corners.tolist(), faces.sizes.tolist()) == ([0, 1, 2, 3], [4])
    assert found.things[0].name == "site"


def test_groups_become_things(tmp_path: Path) -> None:
    text = SQUARE + "o house A\nf 1 2 3\ng garden\nf 3 4 1\no house A\nf -4 -3 -2\n"
    found, _ = model(tmp_path, text)
    assert [thing.name for thing in found.things] == ["house A", "garden"]
    assert [f.corners.tolist() for f in found.faces] == [[0, 1, 2, 0, 1, 2], [2, 3, 0]]


def test_without_groups_the_materials_are_things(tmp_path: Path) -> None:
    found, _ = model(tmp_path, SQUARE + "usemtl brick\nf 1 2 3\nusemtl glass\nf 3 4 1\n")
    assert [thing.name for thing in found.things] == ["brick", "glass"]


def test_a_closing_corner_is_dropped(tmp_path: Path) -> None:
    found, _ = model(tmp_path, SQUARE + "f 1 2 3 1\n")
    assert found.faces[0].sizes.tolist() == [3]


def test_a_line_may_go_on_in_the_next(tmp_path: Path) -> None:
    text = "# kept in C:\\models\\\n" + SQUARE + "f 1 2 \\\n3 \\\r\n 4\nf 1 2 3\n"
    found, intake = model(tmp_path, text)
    assert found.faces[0].corners.tolist() == [0, 1, 2, 3, 0, 1, 2]
    assert len(intake.report) == 0


def test_a_corner_beyond_all_numbers_costs_its_face_only(tmp_path: Path) -> None:
    found, intake = model(tmp_path, SQUARE + f"f 1 2 {10**30}\nf -{10**30} 1 2\nf 1 2 3\n")
    faces = sound(found.faces[0], "site", intake)
    assert faces.corners.tolist() == [0, 1, 2]
    assert [finding.code for finding in intake.report] == ["FACE_LOST"]


def test_materials_and_pictures_are_found_beside_the_file(tmp_path: Path) -> None:
    (tmp_path / "a b.mtl").write_text(
        "newmtl red\nKd 1 0.5 0\nd 0.25\nmap_Kd -s 1 1 1 roof.png\nnewmtl odd\nKd one two\n"
    )
    (tmp_path / "roof.png").write_bytes(b"x")
    text = (
        SQUARE + "mtllib a b.mtl\nvt 0 0\nvt 1 0.5\nvt 1 1\nusemtl red\nf 1/1 2/2/1 3/3\nf 1 2 3\n"
    )
    found, intake = model(tmp_path, text)
    (faces,) = found.faces
    assert faces.material is not None and faces.texture is not None and faces.uv is not None
    assert faces.material.diffuse == (1.0, 0.5, 0.0)
    assert faces.material.transparency == 0.75
    assert faces.texture.path == str((tmp_path / "roof.png").resolve())
    assert faces.uv[:3].tolist() == [[0, 0], [1, 0.5], [1, 1]]
    assert np.isnan(faces.uv[3:]).all()
    assert [f.code for f in intake.report] == ["MATERIAL_LINE"]


def test_what_lies_outside_of_the_folder_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "outside.mtl").write_text("newmtl red\nKd 1 0 0\n")
    (tmp_path / "in").mkdir()
    text = SQUARE + "mtllib ../outside.mtl\nusemtl red\nf 1 2 3\n"
    found, intake = model(tmp_path / "in", text)
    assert found.faces[0].material is None
    assert [f.code for f in intake.report] == ["MATERIALS_MISSING"]


def test_lines_without_sense_are_counted(tmp_path: Path) -> None:
    text = SQUARE + "v one two three\nv 1\nf a b c\nf 1 2 3\nwhatever 3\nvt 1\n"
    found, intake = model(tmp_path, text)
    assert found.faces[0].corners.tolist() == [0, 1, 2]
    assert [(f.code, f.severity) for f in intake.report] == [("OBJ_LINES", "error")]
    assert np.isnan(found.faces[0].points[4:]).any()


def test_the_system_that_fme_writes_is_read(tmp_path: Path) -> None:
    found, _ = model(tmp_path, '# COORDINATE_SYSTEM:  OGC_DEF PROJCS["x"]\n' + SQUARE + "f 1 2 3\n")
    assert found.crs == 'PROJCS["x"]'
