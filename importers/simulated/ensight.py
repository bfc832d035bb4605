"""EnSight Gold cases, as text or as C's bytes: parts of cells, and values over time."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from city.progress import Progress
from city.simulated.run import Run
from city.simulated.volume import Faces
from importers.intake import ReadError
from importers.simulated.asking import Asking
from importers.simulated.results import Need, Options, Results
from importers.simulated.unstructured import Grid, Numbers, field_of

FORMAT = "EnSight Gold"
SUFFIXES = (".case", ".encas")
# by EnSight's name: VTK's number, and how many corners
KINDS = {
    "point": (1, 1), "bar2": (3, 2), "tria3": (5, 3), "quad4": (9, 4), "tetra4": (10, 4),
    "pyramid5": (14, 5), "penta6": (13, 6), "hexa8": (12, 8), "nsided": (7, 0),
}  # fmt: skip
MOST = 100_000_000  # numbers of one list
STARS = re.compile(r"\*+")
F64 = NDArray[np.float64]


def recognises(path: Path, head: bytes) -> bool:
    return re.search(rb"(?im)^\s*type:\s*ensight\s+gold", head) is not None


def read(path: Path, options: Options, progress: Progress) -> Results:
    asking = Asking(path, options)
    case = _Case.of(path)
    try:
        geometry = _geometry(case, case.model)
        loads = [partial(_values, case, geometry, step) for step in case.steps]
        first = loads[0]()
    except (ValueError, IndexError, UnicodeDecodeError) as fault:
        said = " ".join(str(fault).split())[:100]
        raise ReadError(f"{path.name}: the case is damaged or half written ({said})") from fault
    start = options.start
    moments = np.zeros(0, "datetime64[ms]")
    if len(case.times) > 1 and start is None:
        found = f"seconds from {case.times[0]:g} to {case.times[-1]:g}"
        asking.needs.append(Need("start", found=found))
    elif start is not None and len(case.times):
        seconds = np.round(case.times * 1000).astype("timedelta64[ms]")
        moments = start.astype("datetime64[ms]") + seconds
    field = field_of(first, loads, moments, Run(path.stem, source=path.name), asking)
    return Results(FORMAT, asking.done(), asking.report, (field,))


@dataclass(frozen=True, slots=True)
class _Variable:
    """across: numbers at each place. at: "node" or "element"."""

    name: str
    across: int
    at: str
    file: str


@dataclass(frozen=True, slots=True, eq=False)
class _Case:
    """What the file of the case says. steps: the numbers that stand in the names of files."""

    folder: Path
    model: str
    variables: tuple[_Variable, ...]
    times: F64
    steps: Sequence[int]

    @classmethod
    def of(cls, path: Path) -> _Case:
        """Source: EnSight user manual, "EnSight Gold Casefile Format"."""
        text = path.read_text("latin-1")
        told = dict(
            re.findall(r"(?m)^\s*([a-z][a-z ]*?)\s*:\s*(.*(?:\n\s*[-+.\d][-+.\deE\s]*$)*)", text)
        )
        if "model" not in told:
            raise ReadError(f"{path.name}: it names no geometry")
        kinds = r"(?m)^\s*(scalar|vector) per (node|element)\s*:\s*(.+)$"
        variables = []
        for kind, at, rest in re.findall(kinds, text):
            name, file = rest.split()[-2:]  # after the number of its times, where it has one
            variables.append(_Variable(name, 3 if kind == "vector" else 1, at, file))
        try:
            times = np.array(told.get("time values", "").split(), np.float64)
            first = int(told.get("filename start number", "0").split()[0])
            apart = int(told.get("filename increment", "1").split()[0])
        except (ValueError, IndexError) as fault:
            raise ReadError(f"{path.name}: its times are no numbers ({fault})") from fault
        steps = [first + at * apart for at in range(max(len(times), 1))]
        return cls(path.parent, told["model"].split()[-1], tuple(variables), times, steps)

    def file(self, name: str, step: int) -> Path:
        """A file of the case at a step, beside or below it."""
        plain = STARS.sub(lambda stars: f"{step:0{len(stars[0])}}", name.strip('"'))
        path = (self.folder / plain).resolve()
        if not path.is_relative_to(self.folder.resolve()) or not path.is_file():
            raise ValueError(f"{plain[:80]} does not lie beside it")
        return path


@dataclass(frozen=True, slots=True, eq=False)
class _Part:
    """number: its own. count: of its nodes. blocks: its cells by name, with how many there are."""

    number: int
    count: int
    blocks: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True, eq=False)
class _Geometry:
    grid: Grid
    parts: tuple[_Part, ...]
    binary: bool


class _Reader:
    """Lines, whole numbers and numbers, from text or from bytes; only a geometry says which."""

    def __init__(self, path: Path, binary: bool | None = None) -> None:
        whole = path.read_bytes()
        told = binary is None and whole[:80].strip(b"\0 ").lower() == b"c binary"
        self.binary = told or bool(binary)
        if b"fortran binary" in whole[:100].lower():
            raise ValueError("it is written as Fortran's bytes, which are not read")
        self._whole, self._at = whole, 80 if told else 0

    @property
    def left(self) -> bool:
        return self._at < len(self._whole) and bool(
            self._whole[self._at : self._at + 80].strip(b"\0 \r\n")
        )

    def line(self) -> str:
        if self.binary:
            told = self._whole[self._at : self._at + 80]
            self._at += 80
            return told.split(b"\0")[0].decode("latin-1").strip()
        end = self._whole.find(b"\n", self._at)
        end = len(self._whole) if end < 0 else end
        told, self._at = self._whole[self._at : end], end + 1
        return told.decode("latin-1").strip()

    def numbers(self, count: int, kind: str, across: int = 1) -> Numbers:
        """The next numbers; of a text, so many on each line."""
        if not 0 <= count <= MOST:
            raise ValueError(f"a list of {count} numbers")
        if self.binary:
            end = self._at + 4 * count
            if end > len(self._whole):
                raise ValueError("it is cut off")
            told = np.frombuffer(self._whole, f"<{kind}4", count, self._at)
            self._at = end
            return told
        lines = [self.line() for _ in range(-(-count // across))]
        values = np.array(" ".join(lines).split(), np.float64)
        if len(values) != count or self._at > len(self._whole):  # within the last number
            raise ValueError("it is cut off")
        return values.astype(f"{kind}8")


def _geometry(case: _Case, name: str) -> _Geometry:
    read = _Reader(case.file(name, case.steps[0]))
    read.line(), read.line()
    nodes, cells = (read.line().lower().split()[-1] for _ in range(2))
    parts: list[_Part] = []
    points: list[F64] = []
    kinds: list[NDArray[np.uint8]] = []
    lengths: list[NDArray[np.int64]] = []
    corners: list[NDArray[np.int64]] = []
    while read.left:
        line = read.line()
        if line == "extents":
            read.numbers(6, "f", 2)
            continue
        if line != "part":
            raise ValueError(f"'{line[:40]}' where a part was expected")
        number = int(read.numbers(1, "i")[0])
        read.line()
        if (what := read.line()) != "coordinates":
            raise ValueError(f"a part of '{what[:40]}', which is not read")
        count = int(read.numbers(1, "i")[0])
        read.numbers(count if nodes in ("given", "ignore") else 0, "i")
        before = sum(map(len, points))
        points.append(read.numbers(3 * count, "f").astype(np.float64).reshape(3, count).T)
        blocks = []
        for name, kind, sizes, own in _blocks(read, cells in ("given", "ignore")):
            if len(own) and (own.min() < 1 or own.max() > count):
                raise ValueError("a corner is not there")
            blocks.append((name, len(sizes)))
            kinds.append(np.full(len(sizes), kind, np.uint8))
            lengths.append(sizes)
            corners.append(own - 1 + before)
        parts.append(_Part(number, count, tuple(blocks)))
    if not kinds:
        raise ValueError("it has no cells")
    offsets = np.append(0, np.cumsum(np.concatenate(lengths)))
    none = Faces.none(len(offsets) - 1)
    grid = Grid(
        np.concatenate(points),
        np.concatenate(kinds),
        offsets,
        np.concatenate(corners),
        {},
        {},
        none,
    )
    return _Geometry(grid, tuple(parts), read.binary)


def _blocks(
    read: _Reader, with_ids: bool
) -> Iterator[tuple[str, int, NDArray[np.int64], NDArray[np.int64]]]:
    """The cells of a part, kind by kind: name, VTK's number, corners of each, and these."""
    while read.left:
        at = read._at
        name = read.line()
        if name in ("part", "extents"):
            read._at = at
            return
        bare = name.removeprefix("g_")  # ghosts
        if bare not in KINDS:
            raise ValueError(f"cells of the kind '{name[:40]}', which are not read")
        kind, across = KINDS[bare]
        count = int(read.numbers(1, "i")[0])
        if with_ids:
            read.numbers(count, "i")
        sizes = np.full(count, across, np.int64)
        if not across:
            sizes = read.numbers(count, "i").astype(np.int64)
            own = [read.numbers(int(size), "i", int(size)) for size in sizes]
            yield name, kind, sizes, np.concatenate(own).astype(np.int64)
        else:
            yield name, kind, sizes, read.numbers(count * across, "i", across).astype(np.int64)


def _values(case: _Case, geometry: _Geometry, step: int) -> Grid:
    """The mesh with the values of a step; what a part does not have is NaN."""
    of_points: dict[str, Numbers] = {}
    of_cells: dict[str, Numbers] = {}
    for variable in case.variables:
        read = _Reader(case.file(variable.file, step), geometry.binary)
        told = dict(_of_parts(read, geometry, variable))
        into = of_points if variable.at == "node" else of_cells
        into[variable.name] = _together(told, geometry, variable)
    return replace(geometry.grid, of_points=of_points, of_cells=of_cells)


def _of_parts(
    read: _Reader, geometry: _Geometry, variable: _Variable
) -> Iterator[tuple[tuple[int, str], Numbers]]:
    """The values by part and kind of cell ("" for nodes): (n,) or (n, 3)."""
    read.line()
    parts = {part.number: part for part in geometry.parts}
    number = 0
    while read.left:
        line = read.line()
        if line == "part":
            number = int(read.numbers(1, "i")[0])
            continue
        part = parts.get(number)
        if part is None or (line != "coordinates" and line not in dict(part.blocks)):
            raise ValueError(f"values of '{line[:40]}', which the geometry does not have")
        count = part.count if line == "coordinates" else dict(part.blocks)[line]
        values = read.numbers(count * variable.across, "f")
        name = "" if line == "coordinates" else line
        yield (number, name), values if variable.across == 1 else values.reshape(3, count).T


def _together(
    told: Mapping[tuple[int, str], Numbers], geometry: _Geometry, variable: _Variable
) -> Numbers:
    found = []
    for part in geometry.parts:
        for name, count in (("", part.count),) if variable.at == "node" else part.blocks:
            shape = (count, 3) if variable.across == 3 else (count,)
            found.append(told.get((part.number, name), np.full(shape, np.nan)))
    return np.concatenate(found)
