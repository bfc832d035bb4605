"""VTU and VTP files of VTK and ParaView, and PVD collections of them over time."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from lxml import etree
from numpy.typing import NDArray

from city.progress import Progress
from city.simulated.field import Field, Variable
from city.simulated.mesh import Mesh
from city.simulated.run import Run
from city.simulated.volume import FACES, Volume, of_kinds
from city.strings import runs
from importers.intake import ReadError
from importers.simulated.asking import Asking
from importers.simulated.cf_time import LONG
from importers.simulated.results import Need, Options, Results
from importers.simulated.vectors import with_vectors
from importers.simulated.vtk_xml import Grid, grid

FORMAT = "VTK"
SUFFIXES = (".vtu", ".vtp", ".pvd")
FLAT = {5, 7, 9}  # triangle, polygon, quadrilateral
PIXEL = 8  # a quadrilateral whose last two corners change places
MOST = 100_000  # steps of a collection
SIZES = re.compile(rb'NumberOf(?:Points|Cells|Polys)="(\d+)"')
NEVER = np.datetime64("NaT", "ms")
Rows = NDArray[np.int64]


def recognises(path: Path, head: bytes) -> bool:
    kinds = (b'"UnstructuredGrid"', b'"PolyData"', b'"Collection"')
    return b"<VTKFile" in head and any(kind in head for kind in kinds)


def read(path: Path, options: Options, progress: Progress) -> Results:
    asking = Asking(path, options)
    steps = _steps(path, asking) if _is_collection(path) else [(NEVER, path)]
    if not steps:
        raise ReadError(f"{path.name}: none of the files that it names is there")
    first = grid(steps[0][1])
    shape, kept = _shape(first, asking)
    variables = _variables(first, asking)
    frame = asking.done()
    if not variables:
        raise ReadError(f"{path.name}: it has no values that can be shown")
    moments = np.array([moment for moment, _ in steps])
    read_step = _Steps([file for _, file in steps], kept, len(first.kinds), len(first.points))
    title = ", ".join(one.title for one in variables[:3])
    times = moments[~np.isnat(moments)]
    field = Field(title, Run(path.stem, source=path.name), shape, variables, times, read_step)
    return Results(FORMAT, frame, asking.report, (field,))


def _is_collection(path: Path) -> bool:
    with path.open("rb") as file:
        return b'"Collection"' in file.read(8192)


def _steps(path: Path, asking: Asking) -> list[tuple[np.datetime64, Path]]:
    """The files of a collection, in order of time; only those that lie beside or below it."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        told = list(etree.fromstring(path.read_bytes(), parser).iter("DataSet"))[:MOST]
        numbers = [float(one.get("timestep", "0")) for one in told]
    except (etree.XMLSyntaxError, ValueError) as fault:
        raise ReadError(f"{path.name}: this collection is damaged ({fault})") from fault
    unit, start = asking.options.units.get("time", ""), asking.options.start
    long = LONG.get(unit.lower()) or LONG.get(unit.lower().removesuffix("s"))
    if len(told) > 1:
        found = f"timestep from {min(numbers):g} to {max(numbers):g}"
        asking.needs += [Need("unit", "time", found)] if long is None else []
        asking.needs += [Need("start", found=found)] if start is None else []
    begins = np.datetime64("2000-01-01", "ms") if start is None else start.astype("datetime64[ms]")
    steps: list[tuple[np.datetime64, Path]] = []
    sizes: dict[str, tuple[bytes, ...]] = {}
    for number, one in zip(numbers, told, strict=True):
        file = (path.parent / (one.get("file") or "")).resolve()
        if not file.is_relative_to(path.parent.resolve()) or not file.is_file():
            name = (one.get("file") or "")[:80]
            asking.report.error("STEP", name, f"the step {name} is not beside it; left out")
            continue
        mesh = _size(file)
        if mesh != sizes.setdefault("first", mesh):
            asking.report.error(
                "STEP", file.name, f"the step {file.name} has another mesh; left out"
            )
            continue
        away = np.timedelta64(round(number * (long or 1e3)), "ms")
        steps.append((begins + away, file))
    return sorted(steps, key=lambda step: step[0])


def _size(path: Path) -> tuple[bytes, ...]:
    """How many points and cells a file says that it has."""
    with path.open("rb") as file:
        return tuple(SIZES.findall(file.read(1 << 16)))


def _shape(of: Grid, asking: Asking) -> tuple[Mesh | Volume, Rows]:
    """What the cells make, and which of them: solid ones where there are any, else faces."""
    placement = asking.place("", of.points)
    nodes = placement(of.points)
    flat = np.isin(of.kinds, [*FLAT, PIXEL])
    solid = np.isin(of.kinds, list(FACES))
    kept = np.flatnonzero(solid if solid.any() else flat)
    left = len(of.kinds) - len(kept)
    if left:
        kinds = ", ".join(map(str, np.unique(np.delete(of.kinds, kept))[:8]))
        asking.report.error(
            "CELLS", "", f"{left:,} cells are of kinds that are not shown ({kinds})"
        )
    if not len(kept):
        raise ReadError(f"{asking.path.name}: it has no cells that can be shown")
    count = np.diff(of.offsets)[kept]
    corners = of.corners[runs(of.offsets[kept], count)]
    offsets = np.append(0, np.cumsum(count))
    if solid.any():
        return of_kinds(nodes, of.kinds[kept], offsets, corners), kept
    pixels = offsets[:-1][of.kinds[kept] == PIXEL]
    corners[pixels + 2], corners[pixels + 3] = corners[pixels + 3], corners[pixels + 2].copy()
    return Mesh(nodes, offsets, corners, flat=bool(np.ptp(of.points[:, 2]) == 0)), kept


def _variables(of: Grid, asking: Asking) -> tuple[Variable, ...]:
    """The values at cells and at nodes; three numbers are a vector."""
    found: list[Variable] = []
    for at, arrays in (("cells", of.of_cells), ("nodes", of.of_points)):
        for name, values in arrays.items():
            across = 1 if values.ndim == 1 else values.shape[1]
            if across not in (1, 2, 3):
                told = f"{name} has {across} numbers at each place; left out"
                asking.report.error("VALUES", name, told)
                continue
            unit = asking.unit(name, (name,), "")
            if unit is not None:
                names = [name] if across == 1 else [f"{name} {axis}" for axis in "xyz"[:across]]
                found += [Variable(key, key, unit, at=at) for key in names]  # type: ignore[arg-type]
    return with_vectors(found)


@dataclass(frozen=True, slots=True, eq=False)
class _Steps:
    """Reads what `city.simulated.field.Read` asks for. kept: which cells of a file are shown;
    cells, points: how many it has."""

    files: Sequence[Path]
    kept: Rows
    cells: int
    points: int

    def __call__(self, key: str, level: int, first: int, last: int) -> NDArray[np.float32]:
        return np.stack([self._values(file, key) for file in self.files[first:last]])

    def _values(self, file: Path, key: str) -> NDArray[np.float32]:
        of = grid(file)
        if (len(of.kinds), len(of.points)) != (self.cells, self.points):
            raise OSError(f"{file.name} has another mesh now")
        for name, part in ((key, None), (key[:-2], "xyz".find(key[-1]))):
            if name in of.of_cells:
                values: Any = of.of_cells[name][self.kept]
            elif name in of.of_points:
                values = of.of_points[name]
            else:
                continue
            return np.asarray(values if part is None else values[:, part], np.float32)
        raise OSError(f"{file.name} has no {key}")
