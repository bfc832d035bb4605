"""Cells and faces of any kind with values at them: what VTK, EnSight and others write."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from city.simulated.field import Field, Variable
from city.simulated.mesh import Mesh
from city.simulated.run import Run
from city.simulated.volume import FACES, POLYHEDRON, Faces, Volume, of_kinds
from city.strings import runs
from importers.intake import ReadError
from importers.simulated.asking import Asking
from importers.simulated.vectors import with_vectors

FLAT = {5, 7, 9}  # VTK's triangle, polygon, quadrilateral
PIXEL = 8  # a quadrilateral whose last two corners change places
Numbers = NDArray[Any]
Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    """points: (n, 3). kinds: (c,) VTK's numbers of the cells; offsets: (c + 1,) where the corners
    of each begin; corners: rows of points. of_points, of_cells: values by name, one row each.
    polyhedra: the faces of cells of that kind, and none of others."""

    points: NDArray[np.float64]
    kinds: NDArray[np.uint8]
    offsets: NDArray[np.int64]
    corners: NDArray[np.int64]
    of_points: Mapping[str, Numbers]
    of_cells: Mapping[str, Numbers]
    polyhedra: Faces


def shape_of(of: Grid, asking: Asking) -> tuple[Mesh | Volume, Rows]:
    """What the cells make, and which of them: solid ones where there are any, else faces."""
    placement = asking.place("", of.points)
    nodes = placement(of.points)
    flat = np.isin(of.kinds, [*FLAT, PIXEL])
    solid = np.isin(of.kinds, list(FACES)) | of.polyhedra.solid()
    kept = np.flatnonzero(solid if solid.any() else flat)
    left = np.delete(of.kinds, kept)
    others = left[left != POLYHEDRON]
    if len(others) < len(left):
        told = f"{len(left) - len(others):,} polyhedra are no solids; left out"
        asking.report.error("CELLS", "", told)
    if len(others):
        kinds = ", ".join(map(str, np.unique(others)[:8]))
        told = f"{len(others):,} cells are of kinds that are not shown ({kinds})"
        asking.report.error("CELLS", "", told)
    if not len(kept):
        raise ReadError(f"{asking.path.name}: it has no cells that can be shown")
    count = np.diff(of.offsets)[kept]
    corners = of.corners[runs(of.offsets[kept], count)]
    offsets = np.append(0, np.cumsum(count))
    if solid.any():
        return of_kinds(nodes, of.kinds[kept], offsets, corners, of.polyhedra.of(kept)), kept
    pixels = offsets[:-1][of.kinds[kept] == PIXEL]
    corners[pixels + 2], corners[pixels + 3] = corners[pixels + 3], corners[pixels + 2].copy()
    return Mesh(nodes, offsets, corners, flat=bool(np.ptp(of.points[:, 2]) == 0)), kept


def variables_of(of: Grid, asking: Asking) -> tuple[Variable, ...]:
    """The values at cells, and at nodes where cells have none of that name; three numbers are a
    vector."""
    found: list[Variable] = []
    for at, arrays in (("cells", of.of_cells), ("nodes", of.of_points)):
        for name, values in arrays.items():
            if at == "nodes" and name in of.of_cells:
                continue
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
class Steps:
    """Reads what `city.simulated.field.Read` asks for. steps: what reads each of them. kept: which
    cells are shown; cells, points: how many there are."""

    steps: Sequence[Callable[[], Grid]]
    kept: Rows
    cells: int
    points: int

    def __call__(self, key: str, level: int, first: int, last: int) -> NDArray[np.float32]:
        return np.stack([self._values(load(), key) for load in self.steps[first:last]])

    def _values(self, of: Grid, key: str) -> NDArray[np.float32]:
        if (len(of.kinds), len(of.points)) != (self.cells, self.points):
            raise OSError("the step has another mesh now")
        for name, part in ((key, None), (key[:-2], "xyz".find(key[-1]))):
            if name in of.of_cells:
                values: Any = of.of_cells[name][self.kept]
            elif name in of.of_points:
                values = of.of_points[name]
            else:
                continue
            return np.asarray(values if part is None else values[:, part], np.float32)
        raise OSError(f"the step has no {key}")


def field_of(
    first: Grid,
    steps: Sequence[Callable[[], Grid]],
    moments: NDArray[np.datetime64],
    run: Run,
    asking: Asking,
) -> Field:
    """The field of a mesh and of what reads each of its steps; `first` is the first of them.

    Raises NeedsMore for all that was asked, and ReadError where there is nothing to show.
    """
    shape, kept = shape_of(first, asking)
    variables = variables_of(first, asking)
    asking.done()
    if not variables:
        raise ReadError(f"{asking.path.name}: it has no values that can be shown")
    read = Steps(steps, kept, len(first.kinds), len(first.points))
    title = ", ".join(one.title for one in variables[:3])
    return Field(title, run, shape, variables, moments, read)
