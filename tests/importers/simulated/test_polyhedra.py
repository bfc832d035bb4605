"""Cells of many sides in VTU files of both ages, against VTK's own reader and against formulas."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from city.simulated.volume import HEXAHEDRON, POLYHEDRON, Volume
from importers.intake import ReadError
from importers.simulated import Options, read
from importers.simulated.polyhedra import faces_of

SAID = Options("local", units={"v": "m"})
SIDE, HIGH = 2.0, 3.0  # of six-sided prisms, metres
AREA = 1.5 * 3**0.5 * SIDE**2
KINDS = np.uint8([POLYHEDRON, HEXAHEDRON, POLYHEDRON])


def prism(low: list[int], high: list[int]) -> list[list[int]]:
    walls = zip(low, low[1:] + low[:1], high, high[1:] + high[:1], strict=True)
    return [low[::-1], high, *([a, b, d, c] for a, b, c, d in walls)]


ANGLES = np.radians(np.arange(6) * 60 + 30)
RING = np.c_[np.cos(ANGLES), np.sin(ANGLES)] * SIDE
CUBE = np.array([[a ^ b, b, c] for c in (0, 1) for b in (0, 1) for a in (0, 1)])  # VTK's order
POINTS = np.concatenate(
    [*(np.c_[RING, np.full(6, level * HIGH)] for level in range(3)), CUBE * 6.0 + [4, -3, 0]]
)
LOW, MIDDLE, HIGHEST = (list(range(at, at + 6)) for at in (0, 6, 12))
BOX = list(range(18, 26))
CELLS: list[tuple[list[int], list[list[int]]]] = [
    (LOW + MIDDLE, prism(LOW, MIDDLE)),
    (BOX, []),
    (MIDDLE + HIGHEST, prism(MIDDLE, HIGHEST)),
]


def streamed(cells: list[tuple[list[int], list[list[int]]]]) -> dict[str, list[int]]:
    """The arrays that VTK wrote before 9.4."""
    stream: list[int] = []
    ends: list[int] = []
    for _, faces in cells:
        if faces:
            stream += [len(faces), *(number for face in faces for number in (len(face), *face))]
        ends.append(len(stream) if faces else -1)
    return {"faces": stream, "faceoffsets": ends}


def old(path: Path, faces: dict[str, list[int]], pieces: int = 1) -> Path:
    def array(name: str, values: Any, kind: str = "Int64", across: int = 1) -> str:
        text = " ".join(map(str, np.ravel(values).tolist()))
        shape = f'NumberOfComponents="{across}"'
        return f'<DataArray type="{kind}" Name="{name}" {shape} format="ascii">{text}</DataArray>'

    lengths = [len(corners) for corners, _ in CELLS]
    told = [
        array("connectivity", [corner for corners, _ in CELLS for corner in corners]),
        array("offsets", np.cumsum(lengths)),
        array("types", KINDS, "UInt8"),
        *(array(name, values) for name, values in faces.items()),
    ]
    piece = f"""<Piece NumberOfPoints="{len(POINTS)}" NumberOfCells="{len(CELLS)}">
    <CellData>{array("v", [1.5, 2.5, 3.5], "Float64")}</CellData>
    <Points>{array("Points", POINTS, "Float64", 3)}</Points>
    <Cells>{"".join(told)}</Cells></Piece>"""
    path.write_text(
        '<?xml version="1.0"?><VTKFile type="UnstructuredGrid" version="1.0" byte_order='
        f'"LittleEndian"><UnstructuredGrid>{piece * pieces}</UnstructuredGrid></VTKFile>'
    )
    return path


def by_vtk(path: Path) -> Any:
    from vtkmodules.vtkIOXML import vtkXMLUnstructuredGridReader

    reader = vtkXMLUnstructuredGridReader()
    reader.SetFileName(str(path))
    reader.Update()
    return reader.GetOutput()


def new(path: Path, mode: str) -> Path:
    """The same by VTK's own writer of today."""
    from vtkmodules.vtkIOXML import vtkXMLUnstructuredGridWriter

    writer = vtkXMLUnstructuredGridWriter()
    writer.SetFileName(str(path))
    writer.SetInputData(by_vtk(old(path.with_name("old.vtu"), streamed(CELLS))))
    getattr(writer, f"SetDataModeTo{mode}")()
    writer.Write()
    assert b"polyhedron_to_faces" in path.read_bytes()
    return path


FILES = ["old", "Ascii", "Binary", "Appended"]


def made(folder: Path, how: str) -> Path:
    path = folder / "a.vtu"
    return old(path, streamed(CELLS)) if how == "old" else new(path, how)


def volumes(of: Volume) -> Iterator[float]:
    """How much room each cell has: what its faces span with a place within it."""
    for cell, middle in enumerate(of.middles):
        room = 0.0
        for face in range(of.offsets[cell], of.offsets[cell + 1]):
            corners = of.nodes[of.corners[of.sides[face] : of.sides[face + 1]]] - middle
            for one, other in pairwise(corners[1:]):
                room += abs(np.linalg.det([corners[0], one, other])) / 6
        yield room


def area(faces: Any) -> float:
    whole = 0.0
    for face in range(len(faces)):
        at = faces.nodes[faces.corners[faces.offsets[face] : faces.offsets[face + 1]]]
        across = np.cross(at[1:-1] - at[0], at[2:] - at[0]).sum(0)
        whole += float(np.linalg.norm(across)) / 2
    return whole


@pytest.mark.parametrize("how", FILES)
def test_their_faces_values_and_room_are_what_formulas_and_vtk_say(tmp_path: Path, how: str):
    from vtkmodules.vtkFiltersCore import vtkMassProperties, vtkTriangleFilter
    from vtkmodules.vtkFiltersGeometry import vtkGeometryFilter

    path = made(tmp_path, how)
    results = read(path, SAID)
    field, theirs = results.fields[0], by_vtk(path)
    shape = field.shape
    assert isinstance(shape, Volume) and not list(results.report)
    assert len(shape) == theirs.GetNumberOfCells() == 3
    assert list(volumes(shape)) == pytest.approx([AREA * HIGH, 216, AREA * HIGH])
    skin, cells = shape.skin()
    assert np.bincount(cells).tolist() == [7, 6, 7]
    assert area(skin) == pytest.approx(2 * AREA + 6 * SIDE * 2 * HIGH + 216)
    outer, triangles, mass = vtkGeometryFilter(), vtkTriangleFilter(), vtkMassProperties()
    outer.SetInputData(theirs)
    triangles.SetInputConnection(outer.GetOutputPort())
    mass.SetInputConnection(triangles.GetOutputPort())
    mass.Update()
    assert len(skin) == outer.GetOutput().GetNumberOfCells()
    assert area(skin) == pytest.approx(mass.GetSurfaceArea())
    assert sum(volumes(shape)) == pytest.approx(mass.GetVolume())


def corners_of(face: Any) -> list[int]:
    return [face.GetPointId(at) for at in range(face.GetNumberOfPoints())]


@pytest.mark.parametrize("how", FILES)
def test_every_face_is_the_one_that_vtk_reads(tmp_path: Path, how: str):
    path = made(tmp_path, how)
    shape, theirs = read(path, SAID).fields[0].shape, by_vtk(path)
    assert isinstance(shape, Volume)
    for cell in range(3):
        expected = [
            sorted(corners_of(theirs.GetCell(cell).GetFace(at)))
            for at in range(theirs.GetCell(cell).GetNumberOfFaces())
        ]
        first, last = shape.offsets[cell : cell + 2]
        ends = pairwise(shape.sides[first : last + 1])
        found = [sorted(shape.corners[begin:end].tolist()) for begin, end in ends]
        assert sorted(found) == sorted(expected)


@pytest.mark.parametrize("how", FILES)
def test_values_at_places_are_those_of_the_cells_around_them(tmp_path: Path, how: str):
    """VTK takes places near a polyhedron for inside, so it is only asked about those within."""
    from vtkmodules.vtkCommonCore import reference

    path = made(tmp_path, how)
    results, theirs = read(path, SAID), by_vtk(path)
    points = np.random.default_rng(4).uniform([-3, -3, -1], [11, 3, 7], (400, 3))
    x, y, z = points.T
    across = np.radians(np.arange(6) * 60)
    ring = np.max(np.outer(np.cos(across), x) + np.outer(np.sin(across), y), 0) < SIDE * 0.75**0.5
    expected = np.full(400, np.nan)
    expected[ring & (z > 0) & (z < HIGH)] = 1.5
    expected[ring & (z > HIGH) & (z < 2 * HIGH)] = 3.5
    expected[(x > 4) & (x < 10) & (z > 0) & (z < 6)] = 2.5
    found = results.fields[0].probe(points - results.frame.origin, "v")
    assert np.array_equal(found, expected, equal_nan=True)
    values = theirs.GetCellData().GetArray("v")
    for place, value in zip(points[found > 0], found[found > 0], strict=True):
        cell = theirs.FindCell(place, None, 0, 1e-9, reference(0), [0.0] * 3, [0.0] * 40)
        assert values.GetValue(cell) == value


def test_the_pieces_of_a_file_are_put_together(tmp_path: Path):
    field = read(old(tmp_path / "a.vtu", streamed(CELLS), pieces=2), SAID).fields[0]
    assert isinstance(field.shape, Volume)
    assert list(volumes(field.shape)) == pytest.approx([AREA * HIGH, 216, AREA * HIGH] * 2)
    assert field.values("v").tolist() == [1.5, 2.5, 3.5] * 2


FACES_OF_BOTH = streamed(CELLS)
LAST = len(FACES_OF_BOTH["faces"])


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"faces": []}, "do not end where their faces do"),
        ({"faceoffsets": [-1, -1, LAST]}, "do not end where their faces do"),
        ({"faceoffsets": [LAST // 2, -1, LAST + 1]}, "do not end where their faces do"),
        ({"faces": [9, *FACES_OF_BOTH["faces"][1:]]}, "not as many faces as it says"),
        ({"faces": [10**12, *FACES_OF_BOTH["faces"][1:]]}, "not as many faces as it says"),
        ({"faces": [8, -6, *FACES_OF_BOTH["faces"][2:]]}, "not as many faces as it says"),
        ({"faces": [7, *FACES_OF_BOTH["faces"][1:]]}, "do not end where their faces do"),
        ({"faces": [8, 6, 26, *FACES_OF_BOTH["faces"][3:]]}, "a corner of a face is not there"),
    ],
)
def test_faces_that_do_not_fit_together_are_told(
    tmp_path: Path, changed: dict[str, list[int]], told: str
):
    with pytest.raises(ReadError, match=f"^a.vtu: this VTK file is damaged .*{told}"):
        read(old(tmp_path / "a.vtu", FACES_OF_BOTH | changed), SAID)


def test_polyhedra_without_faces_are_told(tmp_path: Path):
    with pytest.raises(ReadError, match="its polyhedra have no faces"):
        read(old(tmp_path / "a.vtu", {}), SAID)


TABLE = {
    "face_connectivity": np.array([0, 1, 2, 0, 1, 3, 1, 2, 3, 0, 2, 3]),
    "face_offsets": np.array([3, 6, 9, 12]),
    "polyhedron_to_faces": np.arange(4),
    "polyhedron_offsets": np.array([4]),
}


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("face_connectivity", [0, 1, 2]),
        ("face_connectivity", [0, 1, 2, 0, 1, 3, 1, 2, 3, 0, 2, 4]),
        ("face_offsets", [3, 9, 6, 12]),
        ("polyhedron_to_faces", [0, 1, 2, 4]),
        ("polyhedron_to_faces", [0, 1, 2, -1]),
        ("polyhedron_offsets", [5]),
        ("polyhedron_offsets", [2, 4]),
    ],
)
def test_a_table_of_faces_that_does_not_fit_together_is_refused(name: str, values: list[int]):
    kinds = np.uint8([POLYHEDRON])
    assert len(faces_of(kinds, TABLE, 4).corners) == 12
    with pytest.raises(ValueError, match=r"do not end|not there"):
        faces_of(kinds, TABLE | {name: np.array(values)}, 4)


def test_faces_may_serve_several_cells():
    table = TABLE | {
        "polyhedron_to_faces": np.array([0, 1, 2, 3, 3, 2, 1, 0]),
        "polyhedron_offsets": np.array([4, 4, 8]),
    }
    faces = faces_of(np.uint8([POLYHEDRON, HEXAHEDRON, POLYHEDRON]), table, 4)
    assert faces.offsets.tolist() == [0, 4, 4, 8]
    assert (
        faces.corners[12:].reshape(4, 3).tolist() == faces.corners[:12].reshape(4, 3)[::-1].tolist()
    )
