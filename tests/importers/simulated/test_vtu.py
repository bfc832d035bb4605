"""VTK's files against VTK's own readers."""

import base64
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from city.simulated.mesh import Mesh
from city.simulated.volume import Volume
from importers.intake import ReadError
from importers.simulated import NeedsMore, Options, read
from importers.simulated.vtk_xml import grid
from tests.shared import DATA, needs_data

PVD = DATA / "live/sim/pvd"
SAID = Options(
    "local", units={"U": "m/s", "h": "m", "time": "s"}, start=np.datetime64("2026-01-01")
)


def by_vtk(path: Path) -> Any:
    from vtkmodules.vtkIOXML import vtkXMLUnstructuredGridReader

    reader = vtkXMLUnstructuredGridReader()
    reader.SetFileName(str(path))
    reader.Update()
    return reader.GetOutput()


def written(
    path: Path, mode: str, packed: bool, wide: bool, kinds: tuple[int, ...] = (9, 5)
) -> Path:
    """A square and a triangle, by VTK's own writer."""
    from vtkmodules.util.numpy_support import numpy_to_vtk
    from vtkmodules.vtkCommonCore import vtkPoints
    from vtkmodules.vtkCommonDataModel import vtkUnstructuredGrid
    from vtkmodules.vtkIOXML import vtkXMLUnstructuredGridWriter

    places = vtkPoints()
    for place in ((0, 0, 1), (10, 0, 1), (10, 10, 2), (0, 10, 1), (20, 0, 1)):
        places.InsertNextPoint(*place)
    made = vtkUnstructuredGrid()
    made.SetPoints(places)
    for kind, corners in zip(kinds, ((0, 1, 2, 3), (1, 4, 2)), strict=True):
        made.InsertNextCell(kind, len(corners), corners)
    for name, values, of in (
        ("h", np.array([5.0, 7.0]), made.GetCellData()),
        ("U", np.arange(15, dtype=np.float32).reshape(5, 3), made.GetPointData()),
    ):
        array = numpy_to_vtk(values, deep=True)
        array.SetName(name)
        of.AddArray(array)
    writer = vtkXMLUnstructuredGridWriter()
    writer.SetFileName(str(path))
    writer.SetInputData(made)
    getattr(writer, f"SetDataModeTo{mode}")()
    writer.SetEncodeAppendedData("raw" not in path.name)
    writer.SetHeaderTypeToUInt64() if wide else writer.SetHeaderTypeToUInt32()
    if not packed:
        writer.SetCompressorTypeToNone()
    writer.Write()
    return path


@pytest.mark.parametrize("mode", ["Ascii", "Binary", "Appended"])
@pytest.mark.parametrize("packed", [True, False])
@pytest.mark.parametrize("name", ["a.vtu", "raw.vtu"])
def test_however_it_is_written_it_is_read(tmp_path: Path, mode: str, packed: bool, name: str):
    (field,) = read(written(tmp_path / name, mode, packed, wide=packed), SAID).fields
    assert isinstance(field.shape, Mesh)
    assert field.probe(np.array([[5.0, 5], [12, 1], [19, 9]]), "h").tolist() == pytest.approx(
        [5, 7, np.nan], nan_ok=True
    )
    vector = next(one for one in field.variables if one.parts)
    assert field.vectors(vector.key).tolist() == np.arange(15).reshape(5, 3).tolist()
    assert vector.at == "nodes"


def test_cells_of_unknown_kinds_are_told_and_the_others_shown(tmp_path: Path):
    path = written(tmp_path / "a.vtu", "Ascii", False, False, kinds=(9, 22))
    results = read(path, SAID)
    assert results.fields[0].values("h").tolist() == [5]
    assert [(one.code, "22" in one.message) for one in results.report] == [("CELLS", True)]
    with pytest.raises(ReadError, match="no cells that can be shown"):
        read(written(tmp_path / "b.vtu", "Ascii", False, False, kinds=(4, 22)), SAID)


def test_what_the_file_does_not_say_is_asked_for(tmp_path: Path):
    with pytest.raises(NeedsMore) as fault:
        read(written(tmp_path / "a.vtu", "Binary", True, True))
    assert [(one.what, one.of) for one in fault.value.needs] == [
        ("crs", ""),
        ("unit", "h"),
        ("unit", "U"),
    ]


def collection(tmp_path: Path, *files: str) -> Path:
    rows = "".join(f'<DataSet timestep="{10 * at}" file="{f}"/>' for at, f in enumerate(files))
    path = tmp_path / "run.pvd"
    path.write_text(f'<VTKFile type="Collection"><Collection>{rows}</Collection></VTKFile>')
    return path


def test_steps_that_are_missing_or_elsewhere_are_told(tmp_path: Path):
    (tmp_path / "in").mkdir()
    outside = written(tmp_path / "out.vtu", "Ascii", False, False)
    written(tmp_path / "in/a.vtu", "Ascii", False, False)
    results = read(
        collection(tmp_path / "in", "a.vtu", "../out.vtu", "gone.vtu", str(outside)), SAID
    )
    assert results.fields[0].steps == 1
    assert [one.code for one in results.report] == ["STEP"] * 3


@pytest.mark.parametrize("keep", [0.3, 0.6, 0.95])
@pytest.mark.parametrize("mode", ["Ascii", "Binary", "Appended"])
def test_a_file_that_is_cut_off_is_a_fault_of_one_line(tmp_path: Path, keep: float, mode: str):
    path = written(tmp_path / "raw.vtu", mode, True, True)
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * keep)])
    with pytest.raises(ReadError, match=r"raw\.vtu: ") as fault:
        read(path, SAID)
    assert "\n" not in str(fault.value)


def test_blocks_that_unpack_to_more_than_they_say_are_refused(tmp_path: Path):
    packed = zlib.compress(bytes(50_000_000))
    head = np.array([1, 24, 24, len(packed)], "<u4").tobytes()
    text = (base64.b64encode(head) + base64.b64encode(packed)).decode()
    path = tmp_path / "bomb.vtu"
    path.write_text(
        '<VTKFile type="UnstructuredGrid" byte_order="LittleEndian" header_type="UInt32" '
        'compressor="vtkZLibDataCompressor"><UnstructuredGrid><Piece NumberOfPoints="1" '
        'NumberOfCells="0"><Points><DataArray type="Float64" NumberOfComponents="3" '
        f'format="binary">{text}</DataArray></Points></Piece></UnstructuredGrid></VTKFile>'
    )
    with pytest.raises(ReadError, match="not as long as it says"):
        grid(path)


def test_a_document_type_is_refused(tmp_path: Path):
    path = tmp_path / "a.vtu"
    path.write_text('<!DOCTYPE x [<!ENTITY a "b">]><VTKFile type="UnstructuredGrid"/>')
    with pytest.raises(ReadError, match="document type"):
        read(path)


@needs_data
def test_a_series_over_time_is_what_vtk_reads():
    from vtkmodules.util.numpy_support import vtk_to_numpy

    with pytest.raises(NeedsMore):
        read(PVD / "series.pvd")
    field = read(PVD / "series.pvd", SAID).fields[0]
    assert isinstance(field.shape, Volume)
    assert field.times.astype(str).tolist()[2] == "2026-01-01T00:00:20.000"
    for step in range(3):
        other = by_vtk(PVD / f"s{step}.vtu")
        expected = vtk_to_numpy(other.GetCellData().GetArray("U")).astype(np.float32)
        assert np.array_equal(field.values("U", step), expected)
        places = field.shape.middles[::31]
        assert np.array_equal(field.probe(places, "U", step), expected[::31])
        low, high = field.shape.heights()
        bounds = other.GetBounds()
        assert (low, high) == bounds[4:]
