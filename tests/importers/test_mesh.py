"""Every mesh format ends as objects in the city, and damaged ones as a plain line."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import trimesh
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from city.model import City
from city.progress import Progress
from importers import mesh
from importers.intake import Intake, NeedsCrs, Options, ReadError
from tests.shared import DATA, files, name, needs_data


def read(path: Path, **options: Any) -> tuple[City, Intake]:
    intake = Intake(Options(**options))
    mesh.read(path, intake, Progress())
    return intake.builder.freeze(intake.report.add), intake


def area(city: City) -> float:
    shapes = city.shapes[""]
    a, b, c = shapes.points[shapes.triangles].transpose(1, 0, 2)
    return float(np.linalg.norm(np.cross(b - a, c - a), axis=1).sum() / 2)


@pytest.fixture(scope="module")
def boxes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The same box of 2 x 3 x 5 m in every format."""
    folder = tmp_path_factory.mktemp("boxes")
    box = trimesh.creation.box((2, 3, 5))
    paths = {suffix: folder / f"box.{suffix}" for suffix in ("obj", "glb", "ply", "stl")}
    for path in paths.values():
        box.export(path)
    return paths


@pytest.mark.parametrize("suffix", ["obj", "glb", "ply", "stl"])
def test_every_format_gives_the_same_box(boxes: dict[str, Path], suffix: str) -> None:
    path = boxes[suffix]
    assert mesh.recognises(path, path.read_bytes()[:8192])
    city, intake = read(path, crs="local")
    assert len(city.shapes[""].triangles) == 12
    assert area(city) == pytest.approx(2 * (6 + 10 + 15))
    extent = intake.extent()
    assert extent is not None
    upright = (2, 5, 3) if suffix == "glb" else (2, 3, 5)  # in glTF the second number is up
    assert np.ptp(extent, axis=0).tolist() == pytest.approx(upright)


def test_a_mesh_has_no_place_of_its_own(boxes: dict[str, Path]) -> None:
    with pytest.raises(NeedsCrs):
        read(boxes["ply"], need_crs=True)
    assert read(boxes["ply"], crs="EPSG:25832")[0].frame.horizontal == "EPSG:25832"


@needs_data
@pytest.mark.parametrize("path", files("mesh-ifc/**/*.obj"), ids=name)
def test_yokosuka_lies_in_japan_with_all_its_faces(path: Path) -> None:
    city, intake = read(path)
    faces = sum(line.startswith(b"f ") for line in path.read_bytes().splitlines())
    assert city.shapes[""].polygons == faces
    assert city.frame.horizontal and not len(intake.report)
    lines = [line.split()[1:4] for line in path.read_bytes().splitlines() if line[:2] == b"v "]
    points = np.array(lines, float)
    extent = intake.extent()
    assert extent is not None
    np.testing.assert_allclose(extent, [points.min(0), points.max(0)], atol=1e-9)


@needs_data
def test_the_station_has_its_pictures() -> None:
    path = DATA / "mesh-ifc/amsterdam_central_station.glb"
    city, _ = read(path)
    truth = trimesh.load_scene(path, process=False).to_mesh()
    assert len(city.shapes[""].triangles) == len(truth.faces)
    assert area(city) == pytest.approx(truth.area, rel=1e-4)
    assert len(city.textures) == 31
    assert all(Path(texture.path).stat().st_size for texture in city.textures)


@pytest.mark.parametrize(
    ("suffix", "data"),
    [
        ("obj", b"not a mesh"),
        ("obj", b"# nothing\n"),
        ("glb", b"glTF"),
        ("glb", b"glTF" + bytes(100)),
        ("gltf", b"{}"),
        ("gltf", b'{"asset": 3}'),
        ("ply", b"ply\nformat ascii 1.0\nelement vertex 9999999999\nend_header\n"),
        ("stl", b"solid nothing"),
        ("stl", bytes(80) + b"\xff\xff\xff\xff" + bytes(50)),
    ],
)
def test_what_is_no_mesh_is_refused(tmp_path: Path, suffix: str, data: bytes) -> None:
    path = tmp_path / f"a.{suffix}"
    path.write_bytes(data)
    with pytest.raises(ReadError, match=rf"a\.{suffix}"):
        read(path)


def test_a_mesh_with_nothing_left_says_what_is_missing(tmp_path: Path) -> None:
    path = tmp_path / "a.gltf"
    path.write_text(
        """{"asset": {"version": "2.0"}, "nodes": [{"mesh": 0}],
        "meshes": [{"primitives": [{"attributes": {"POSITION": 0}}]}],
        "accessors": [{"bufferView": 0, "componentType": 5126, "count": 3, "type": "VEC3"}],
        "bufferViews": [{"buffer": 0, "byteLength": 36}],
        "buffers": [{"byteLength": 36, "uri": "town.bin"}]}"""
    )
    with pytest.raises(ReadError, match=r"town\.bin is missing"):
        read(path)


@settings(max_examples=120, deadline=5_000, suppress_health_check=list(HealthCheck))
@given(
    st.sampled_from(["obj", "glb", "ply", "stl"]),
    st.floats(0, 1),
    st.lists(st.tuples(st.floats(0, 1), st.binary(max_size=8)), max_size=4),
)
def test_damaged_meshes_give_a_plain_line_or_a_report(
    boxes: dict[str, Path],
    tmp_path: Path,
    suffix: str,
    cut: float,
    mutations: list[tuple[float, bytes]],
) -> None:
    data = bytearray(boxes[suffix].read_bytes())
    for where, junk in mutations:
        at = int(where * len(data))
        data[at : at + len(junk)] = junk
    path = tmp_path / f"a.{suffix}"
    path.write_bytes(data[: max(int(len(data) * cut), 1)])
    try:
        city, _ = read(path)
    except ReadError as fault:
        assert path.name in str(fault)
    else:
        assert len(city.objects)
