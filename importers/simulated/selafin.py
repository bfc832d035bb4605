"""SELAFIN, which TELEMAC writes: values at nodes of triangles, in single or double precision."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from city.progress import Progress
from city.simulated.field import Field, Levels, Variable
from city.simulated.mesh import Mesh
from city.simulated.run import Run
from importers.intake import ReadError
from importers.simulated.asking import Asking
from importers.simulated.results import Need, Options, Results
from importers.simulated.vectors import with_vectors

FORMAT = "SELAFIN"
SUFFIXES = (".slf", ".srf", ".res", ".sel")
TITLE = 80  # bytes of the first record; the last 8 name the format
MOST = 100_000_000  # nodes or corners


def recognises(path: Path, head: bytes) -> bool:
    return len(head) >= 84 and _order(head) != "" and head[76:83] in (b"SERAFIN", b"SELAFIN")


def read(path: Path, options: Options, progress: Progress) -> Results:
    with path.open("rb") as file:
        told = _Header.of(file, path)
        times = told.times(file)
    asking = Asking(path, options)
    placement = asking.place("", told.nodes)
    mesh = Mesh(placement(told.nodes), np.arange(len(told.faces) + 1) * 3, told.faces.ravel())
    variables = []
    for name, said in told.variables:
        unit = asking.unit(name, (name,), said)
        if unit is not None:
            title = name.capitalize()
            variables.append(Variable(name, title, unit, at="nodes"))
    start = told.start if options.start is None else options.start
    if start is None and len(times):
        found = f"seconds from {times.min():g} to {times.max():g}"
        asking.needs.append(Need("start", found=found))
    if told.cut:
        asking.report.warning("CUT_OFF", "", f"{path.name} ends within a step, which is left out")
    frame = asking.done()
    if not variables or not len(times):
        raise ReadError(f"{path.name}: it has no values, or none that can be shown")
    assert start is not None  # else it would have been asked for
    moments = start.astype("datetime64[ms]") + np.round(times * 1000).astype("timedelta64[ms]")
    order = np.argsort(moments, kind="stable")
    levels = (
        Levels(np.arange(1, told.planes + 1, dtype=float), "plane", "1")
        if told.planes > 1
        else None
    )
    read_step = _Steps(path, told, order)
    run = Run(told.title or path.stem, "TELEMAC", source=path.name)
    title = ", ".join(one.title for one in variables[:3])
    shown = with_vectors(variables)
    field = Field(title, run, mesh, shown, moments[order], read_step, levels)
    return Results(FORMAT, frame, asking.report, (field,))


def _order(head: bytes) -> str:
    """Which byte of a number comes first; "" where the first record is not as long as a title."""
    first = head[:4]
    return (
        ">"
        if first == TITLE.to_bytes(4, "big")
        else "<"
        if first == TITLE.to_bytes(4, "little")
        else ""
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Header:
    """What stands before the steps. nodes: (n, 3) of one plane, in the system of the file. faces:
    (f, 3) rows of them. begin: where the steps begin; size: bytes of each."""

    title: str
    variables: tuple[tuple[str, str], ...]
    start: np.datetime64 | None
    nodes: NDArray[np.float64]
    faces: NDArray[np.int64]
    planes: int
    real: np.dtype[Any]
    begin: int
    size: int
    steps: int
    cut: bool

    @classmethod
    def of(cls, file: BinaryIO, path: Path) -> _Header:
        """Source: TELEMAC user manual, appendix "Description of the SELAFIN format"."""
        records = _Records(file, path)
        title = records.next(TITLE)
        real = np.dtype(f"{records.order}f{8 if title[72:80].endswith(b'D') else 4}")
        counts = records.numbers(8)
        number = int(counts.sum())
        if not 0 < number <= 1000:
            raise ReadError(f"{path.name}: it says that it has {number} variables")
        names = [records.next(32).decode("latin-1") for _ in range(number)]
        told = records.numbers(40)
        start = _start(records.numbers(24)) if told[9] == 1 else None
        elements, points, corners, _ = (int(one) for one in records.numbers(16))
        planes = max(int(told[6]), 1)
        if not (0 < elements * corners <= MOST and 0 < points <= MOST and points % planes == 0):
            raise ReadError(f"{path.name}: a mesh of {points} nodes and {elements} elements")
        table = (
            records.numbers(4 * elements * corners).reshape(elements, corners).astype(np.int64) - 1
        )
        records.next(4 * points)  # which nodes lie on the shore
        x, y = (np.frombuffer(records.next(real.itemsize * points), real) for _ in range(2))
        flat = points // planes
        faces = table[: elements // max(planes - 1, 1), :3]
        if corners not in (3, 6) or faces.min() < 0 or faces.max() >= flat:
            raise ReadError(f"{path.name}: its elements are no triangles over its nodes")
        world = np.stack(
            [x[:flat] + float(told[2]), y[:flat] + float(told[3]), np.zeros(flat)], axis=1
        )
        begin = file.tell()
        size = 8 + real.itemsize + number * (8 + real.itemsize * points)
        left = path.stat().st_size - begin
        return cls(
            title[:72].decode("latin-1").strip(),
            tuple((one[:16].strip(), one[16:].strip()) for one in names),
            start, world, faces, planes, real, begin, size, left // size, left % size > 0,
        )  # fmt: skip

    def times(self, file: BinaryIO) -> NDArray[np.float64]:
        """(steps,) seconds."""
        found = np.zeros(self.steps)
        for step in range(self.steps):
            file.seek(self.begin + step * self.size + 4)
            found[step] = np.frombuffer(file.read(self.real.itemsize), self.real)[0]
        return found


def _start(told: NDArray[np.int32]) -> np.datetime64 | None:
    year, month, day, hour, minute, second = (int(one) for one in told)
    if told.min() < 0:  # a minus before minutes would be taken for a time zone
        return None
    try:
        text = f"{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}"
        return np.datetime64(text, "ms")
    except ValueError:
        return None


class _Records:
    """Fortran's records: how long, what, and how long again."""

    def __init__(self, file: BinaryIO, path: Path) -> None:
        self._file, self._path = file, path
        self.order = _order(file.read(4))
        file.seek(0)

    def next(self, size: int) -> bytes:
        """The next record, which has to be so long; raises ReadError where it is not."""
        whole = self._file.read(size + 8)
        mark = np.array([size], f"{self.order}i4").tobytes()
        if len(whole) < size + 8 or not whole.startswith(mark) or not whole.endswith(mark):
            raise ReadError(
                f"{self._path.name}: its mesh is damaged or cut off; fetch or compute it again"
            )
        return whole[4:-4]

    def numbers(self, size: int) -> NDArray[np.int32]:
        return np.frombuffer(self.next(size), f"{self.order}i4")


@dataclass(frozen=True, slots=True, eq=False)
class _Steps:
    """Reads what `city.simulated.field.Read` asks for."""

    path: Path
    told: _Header
    order: NDArray[np.intp]

    def __call__(self, key: str, level: int, first: int, last: int) -> NDArray[np.float32]:
        told = self.told
        at = next(row for row, (name, _) in enumerate(told.variables) if name == key)
        flat, long = len(told.nodes), told.real.itemsize
        begin = 8 + long + at * (8 + long * flat * told.planes) + 4 + level * flat * long
        values = np.empty((last - first, flat), np.float32)
        with self.path.open("rb") as file:
            for row, step in enumerate(self.order[first:last].tolist()):
                file.seek(told.begin + step * told.size + begin)
                values[row] = np.frombuffer(file.read(flat * long), told.real)
        return values
