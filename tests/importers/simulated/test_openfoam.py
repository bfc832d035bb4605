"""OpenFOAM cases, written here as text and as bytes, against VTK's own reader."""

import gzip
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from city.simulated.volume import Volume
from importers.intake import ReadError
from importers.simulated import NeedsMore, Options, read
from tests.shared import DATA, needs_data

SAID = Options("local", start=np.datetime64("2026-01-01"))
# two cubes side by side: 12 points, 11 faces of which the first lies between them
POINTS = np.array([(x, y, z) for z in (0, 1) for y in (0, 1) for x in (0, 1, 2)], float) * 10
FACES = [
    (1, 4, 10, 7), (0, 3, 9, 6), (0, 1, 7, 6), (3, 4, 10, 9), (0, 1, 4, 3), (6, 7, 10, 9),
    (2, 5, 11, 8), (1, 2, 8, 7), (4, 5, 11, 10), (1, 2, 5, 4), (7, 8, 11, 10),
]  # fmt: skip
OWNER, NEIGHBOUR = [0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1], [1]


def header(what: str, binary: bool) -> bytes:
    form = "binary" if binary else "ascii"
    return (
        "/*------*\\\n| Version:  v2312  |\n\\*-------*/\n"
        f'FoamFile {{ version 2.0; format {form}; arch "LSB;label=32;scalar=64"; class {what}; }}\n'
        "// * * * (1 2) * * //\n"
    ).encode()


def numbers(values: Any, binary: bool, kind: str) -> bytes:
    array = np.asarray(values, kind)
    if binary:
        return f"{len(array)}\n(".encode() + array.tobytes() + b")\n"
    rows = [
        f"({' '.join(map(str, row))})" if array.ndim > 1 else str(row) for row in array.tolist()
    ]
    return f"\n{len(array)}\n(\n".encode() + "\n".join(rows).encode() + b"\n)\n"


def case(path: Path, binary: bool = False, solver: str = "pisoFoam", times: int = 2) -> Path:
    mesh = path / "constant/polyMesh"
    mesh.mkdir(parents=True)
    write = {
        "points": header("vectorField", binary) + numbers(POINTS, binary, "<f8"),
        "owner": header("labelList", binary) + numbers(OWNER, binary, "<i4"),
        "neighbour": header("labelList", binary) + numbers(NEIGHBOUR, binary, "<i4"),
    }
    if binary:
        flat = [corner for face in FACES for corner in face]
        lists = numbers(np.arange(12) * 4, True, "<i4") + numbers(flat, True, "<i4")
        write["faces"] = header("faceCompactList", True) + lists
    else:
        rows = "\n".join(f"4({' '.join(map(str, face))})" for face in FACES)
        write["faces"] = header("faceList", False) + f"11\n(\n{rows}\n)\n".encode()
    for name, whole in write.items():
        (mesh / name).write_bytes(whole)
    (path / "system").mkdir()
    (path / "system/controlDict").write_text(f"application {solver};")
    for at in range(times):
        folder = path / f"{at * 10}"
        folder.mkdir()
        u = np.arange(6.0).reshape(2, 3) + at * 10
        head = b"dimensions [0 1 -1 0 0 0 0];\ninternalField nonuniform List<vector> "
        tail = b";\nboundaryField { walls { value nonuniform List<vector> 1((9 9 9)); } }\n"
        body = header("volVectorField", binary) + head + numbers(u, binary, "<f8") + tail
        (folder / "U").write_bytes(body)
        plain = b"dimensions [0 0 0 1 0 0 0];\ninternalField uniform 293.5;\nboundaryField {}\n"
        (folder / "T").write_bytes(header("volScalarField", binary) + plain)
    return path


@pytest.mark.parametrize("binary", [False, True])
def test_text_and_bytes_are_the_same(tmp_path: Path, binary: bool):
    (field,) = read(case(tmp_path / "street", binary), SAID).fields
    assert isinstance(field.shape, Volume)
    assert len(field.shape) == 2
    points = np.array([[5.0, 5, 5], [15, 5, 5], [25, 5, 5]])
    assert field.probe(points, "U y", 1).tolist() == pytest.approx([11, 14, np.nan], nan_ok=True)
    assert field.values("T").tolist() == [293.5, 293.5]
    vector = next(one for one in field.variables if one.parts)
    assert field.vectors(vector.key, 0).tolist() == [[0, 1, 2], [3, 4, 5]]
    assert (vector.unit, field.variable("T").unit) == ("m/s", "K")
    assert field.times.astype(str).tolist()[1] == "2026-01-01T00:00:10.000"
    assert (field.run.model, field.run.version) == ("OpenFOAM", "v2312")


def test_a_case_is_opened_by_its_folder_or_by_the_empty_file_in_it(tmp_path: Path):
    folder = case(tmp_path / "street")
    (folder / "street.foam").touch()
    assert read(folder / "street.foam", SAID).fields[0].run.title == "street"


def test_packed_files_are_read(tmp_path: Path):
    folder = case(tmp_path / "street")
    for path in (folder / "constant/polyMesh/faces", folder / "0/U"):
        (path.parent / f"{path.name}.gz").write_bytes(gzip.compress(path.read_bytes()))
        path.unlink()
    assert read(folder, SAID).fields[0].steps == 2


def test_a_steady_run_has_one_state(tmp_path: Path):
    results = read(case(tmp_path / "street", solver="simpleFoam"), Options("local"))
    assert results.fields[0].values("U x").tolist() == [10, 13]
    assert [one.code for one in results.report] == ["STEADY"]
    assert not len(results.fields[0].times)


def test_times_need_a_start_and_places_a_system(tmp_path: Path):
    with pytest.raises(NeedsMore) as fault:
        read(case(tmp_path / "street"))
    assert [one.what for one in fault.value.needs] == ["crs", "start"]


@pytest.mark.parametrize("binary", [False, True])
@pytest.mark.parametrize("part", [0.0, 0.5, 0.9])
def test_what_a_run_has_left_half_written_is_told(tmp_path: Path, binary: bool, part: float):
    folder = case(tmp_path / "street", binary, times=3)
    path = folder / "20/U"
    whole = path.read_bytes()
    path.write_bytes(whole[: int(whole.index(b"boundaryField") * part)])
    results = read(folder, SAID)
    assert results.fields[0].steps == 2
    assert [(one.code, one.object) for one in results.report] == [("HALF_WRITTEN", "20")]
    assert {one.key for one in results.fields[0].variables} >= {"T", "U x"}


def test_a_half_written_mesh_is_a_fault_of_one_line(tmp_path: Path):
    folder = case(tmp_path / "street")
    for name in ("points", "faces", "owner", "neighbour"):
        path = folder / "constant/polyMesh" / name
        whole = path.read_bytes()
        for length in (0, len(whole) // 2, len(whole) - 4):
            path.write_bytes(whole[:length])
            with pytest.raises(ReadError, match=r"^street: its mesh is damaged"):
                read(folder, SAID)
        path.write_bytes(whole)


def test_a_case_in_parts_is_told_how_to_be_put_together(tmp_path: Path):
    folder = case(tmp_path / "street", times=0)
    (folder / "processor0").mkdir()
    with pytest.raises(ReadError, match="reconstructPar"):
        read(folder, SAID)


@needs_data
def test_the_case_of_one_cell_is_what_vtk_reads(tmp_path: Path):
    from vtkmodules.util.numpy_support import vtk_to_numpy
    from vtkmodules.vtkIOGeometry import vtkOpenFOAMReader

    results = read(DATA / "live/sim/foam/c.foam", Options("local"))
    (field,) = results.fields
    shutil.copytree(DATA / "live/sim/foam", tmp_path / "foam", copy_function=shutil.copyfile)
    reader = vtkOpenFOAMReader()
    reader.SetFileName(str(tmp_path / "foam/c.foam"))
    reader.UpdateInformation()
    reader.SetTimeValue(10.0)
    reader.Update()
    cells = reader.GetOutput().GetBlock(0)
    expected = vtk_to_numpy(cells.GetCellData().GetArray("U"))
    vector = next(one for one in field.variables if one.parts)
    assert np.array_equal(field.vectors(vector.key), expected.astype(np.float32))
    assert isinstance(field.shape, Volume)
    assert np.isclose(field.probe(np.array([[0.5, 0.5, 0.5]]), "U z")[0], expected[0, 2])
