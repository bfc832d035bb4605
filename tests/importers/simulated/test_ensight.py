"""EnSight Gold cases, written here after its manual, against VTK's own reader."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from city.simulated.volume import Volume
from importers.intake import ReadError
from importers.simulated import NeedsMore, Options, read

SAID = Options("local", units={"T": "K", "U": "m/s"}, start=np.datetime64("2026-01-01"))
CUBE = (
    np.array([(x, y, z) for z in (0, 1) for x, y in ((0, 0), (1, 0), (1, 1), (0, 1))], float) * 10
)


class Writer:
    """Lines and numbers, as text or as C's bytes."""

    def __init__(self, binary: bool, geometry: bool) -> None:
        self.binary, self.parts = binary, []
        if binary and geometry:
            self.line("C Binary")

    def line(self, text: str) -> None:
        self.parts.append(text.ljust(80, "\0").encode() if self.binary else f"{text}\n".encode())

    def numbers(self, values: Any, kind: str, across: int = 1) -> None:
        array = np.asarray(values).ravel()
        if self.binary:
            self.parts.append(array.astype(f"<{kind}4").tobytes())
        else:
            rows = array.reshape(-1, across).tolist()
            form = "{:10d}" if kind == "i" else "{:12.5e}"
            cast = int if kind == "i" else float
            self.parts += [
                "".join(form.format(cast(one)) for one in row).encode() + b"\n" for row in rows
            ]


def case(folder: Path, binary: bool = False, steps: int = 2) -> Path:
    """A cube, and a triangle of a part of its own."""
    folder.mkdir()
    (folder / "run.case").write_text(
        "FORMAT\ntype: ensight gold\n\nGEOMETRY\nmodel: run.geo\n\nVARIABLE\n"
        "scalar per element: 1 T T.***\nvector per node: 1 U U.***\n\nTIME\ntime set: 1\n"
        f"number of steps: {steps}\nfilename start number: 3\nfilename increment: 2\n"
        f"time values: 0.0\n{' '.join(str(10.5 * at) for at in range(1, steps))}\n"
    )
    geo = Writer(binary, True)
    for line in ("A cube", "and a triangle", "node id assign", "element id given"):
        geo.line(line)
    for number, points, name, cells in (
        (1, CUBE, "hexa8", [range(1, 9)]),
        (4, CUBE[:3] + 50, "tria3", [(1, 2, 3)]),
    ):
        geo.line("part")
        geo.numbers([number], "i")
        geo.line("a part")
        geo.line("coordinates")
        geo.numbers([len(points)], "i")
        geo.numbers(points.T, "f")
        geo.line(name)
        geo.numbers([1], "i")
        geo.numbers([99], "i")
        geo.numbers(cells, "i", len(cells[0]))
    (folder / "run.geo").write_bytes(b"".join(geo.parts))
    for at in range(steps):
        t, u = Writer(binary, False), Writer(binary, False)
        for name, writer in (("T", t), ("U", u)):
            writer.line(name)
        for number, kind, count in ((1, "hexa8", 8), (4, "tria3", 3)):
            for writer, line, values in (
                (t, kind, [290.0 + at + number]),
                (u, "coordinates", np.arange(3 * count) + 100.0 * at),
            ):
                writer.line("part")
                writer.numbers([number], "i")
                writer.line(line)
                writer.numbers(values, "f")
        (folder / f"T.{3 + 2 * at:03}").write_bytes(b"".join(t.parts))
        (folder / f"U.{3 + 2 * at:03}").write_bytes(b"".join(u.parts))
    return folder / "run.case"


@pytest.mark.parametrize("binary", [False, True])
def test_text_and_bytes_are_the_same(tmp_path: Path, binary: bool):
    results = read(case(tmp_path / "a", binary), SAID)
    (field,) = results.fields
    assert isinstance(field.shape, Volume) and len(field.shape) == 1
    assert field.values("T", 1).tolist() == [292]
    vector = next(one for one in field.variables if one.parts)
    assert field.vectors(vector.key, 1)[2].tolist() == [102, 110, 118]
    assert field.times.astype(str).tolist()[1] == "2026-01-01T00:00:10.500"
    assert [(one.code, "1 cells" in one.message) for one in results.report] == [("CELLS", True)]


@pytest.mark.parametrize("binary", [False, True])
def test_what_vtk_reads_is_the_same(tmp_path: Path, binary: bool):
    from vtkmodules.util.numpy_support import vtk_to_numpy
    from vtkmodules.vtkIOEnSight import vtkEnSightGoldBinaryReader, vtkEnSightGoldReader

    path = case(tmp_path / "a", binary)
    field = read(path, SAID).fields[0]
    reader = vtkEnSightGoldBinaryReader() if binary else vtkEnSightGoldReader()
    reader.SetCaseFileName(str(path))
    if binary:
        reader.SetByteOrderToLittleEndian()
    reader.UpdateInformation()
    reader.SetTimeValue(10.5)
    reader.Update()
    block = reader.GetOutput().GetBlock(0)
    assert vtk_to_numpy(block.GetCellData().GetArray("T")).tolist() == field.values("T", 1).tolist()
    vector = next(one for one in field.variables if one.parts)
    told = vtk_to_numpy(block.GetPointData().GetArray("U"))
    assert np.array_equal(field.vectors(vector.key, 1)[:8], told)


def test_what_it_does_not_say_is_asked_for(tmp_path: Path):
    with pytest.raises(NeedsMore) as fault:
        read(case(tmp_path / "a"))
    assert {(one.what, one.of) for one in fault.value.needs} == {
        ("start", ""), ("crs", ""), ("unit", "T"), ("unit", "U"),
    }  # fmt: skip


@pytest.mark.parametrize("binary", [False, True])
def test_a_case_half_written_is_a_fault_of_one_line(tmp_path: Path, binary: bool):
    path = case(tmp_path / "a", binary)
    for name in ("run.geo", "T.003", "U.003"):
        file = path.parent / name
        whole = file.read_bytes()
        for part in (0.4, 0.7, 0.97):
            file.write_bytes(whole[: int(len(whole) * part)])
            with pytest.raises(ReadError, match=r"^run\.case: the case is damaged") as fault:
                read(path, SAID)
            assert "\n" not in str(fault.value)
        file.write_bytes(whole)


def test_files_elsewhere_are_not_opened(tmp_path: Path):
    path = case(tmp_path / "a")
    (tmp_path / "T.003").write_text("secret")
    path.write_text(path.read_text().replace("T T.***", "T ../T.***"))
    with pytest.raises(ReadError, match="does not lie beside it"):
        read(path, SAID)
