"""What a model says of the air before façades, over roofs and over the ground, as a layer."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from city.layer import Layer, Quantity, Samples
from city.simulated.field import Field, Variable
from city.simulated.mesh import Mesh
from city.simulated.raster import edges
from city.simulated.slices import of_cells
from city.simulated.surfaces import F32, F64, Standing, ground_at
from city.simulated.volume import Volume

# Metres before a face at which the model is asked, the next where it has nothing: its buildings
# are not quite those of the city, and where its cells are large it begins farther out.
BEFORE = (0.5, 1.0, 2.0, 4.0)
Rows = NDArray[np.int64]


class Onto:
    """The cells of a field that lie before the places of a study, found once for all moments."""

    def __init__(
        self, field: Field, samples: Samples, standing: Standing, altitude: float = 0.0
    ) -> None:
        """standing: how high the ground is, of local metres. altitude: metres of the frame's
        origin over the datum.
        """
        self._field, self._samples = field, samples
        self._asked: list[tuple[Rows, Rows]] = []  # cells, and their levels
        for before in BEFORE:
            points = samples.points + samples.normals.astype(np.float64) * before
            cell = field.shape.cells(points)
            level = _levels(field, points, standing, altitude)
            self._asked.append((np.where(level >= 0, cell, -1), level))

    def layer(self, key: str, moment: np.datetime64) -> Layer:
        """The places with the values of a variable at a moment, NaN where the model says none."""
        of = self._field.variable(key)
        values = np.full(len(self._samples), np.nan, np.float32)
        for cell, level in self._asked:
            lack = np.isnan(values) & (cell >= 0)
            for number in np.unique(level[lack]).tolist():
                mine = lack & (level == number)
                values[mine] = self._told(of, moment, number)[cell[mine]]
        quantity, run = _quantity(of), self._field.run
        told = (("Model", f"{run.model} {run.version}".strip()), ("Source", run.source))
        return Layer(
            "model",
            of.title,
            self._samples,
            (quantity,),
            {key: values},
            badge=run.badge,
            settings={"moment": str(moment)},
            facts=tuple((name, words) for name, words in told if words),
        )

    def _told(self, of: Variable, moment: np.datetime64, level: int) -> F32:
        """(cells,): the values of cells, of their corners' where nodes have them."""
        values, shape = self._field.at(of.key, moment, level), self._field.shape
        if of.at == "nodes" and isinstance(shape, Volume):
            return of_cells(shape, values)
        if of.at == "nodes" and isinstance(shape, Mesh):
            return shape.over_faces(values.astype(np.float64)).astype(np.float32)
        return values.ravel()


def _levels(field: Field, points: F64, standing: Standing, altitude: float) -> Rows:
    """(n,) which level of a field each point (n, 3) is nearest to, -1 where it is beyond them."""
    if field.levels is None:
        return np.zeros(len(points), np.int64)
    height = points[:, 2] + altitude
    if field.levels.above != "datum":
        height = points[:, 2] - ground_at(standing, points[:, :2])
    ends = edges(field.levels.heights)
    if field.levels.above != "datum":
        ends[0] = -np.inf  # nothing is below the lowest but the ground
    level = np.searchsorted(ends, height, "right") - 1
    return np.where(level < len(field.levels.heights), level, -1)


def _quantity(of: Variable) -> Quantity:
    """A variable as layers have quantities."""
    if of.names:
        return Quantity(of.key, of.title, scale="classes", names=of.names)
    unit = "" if of.unit == "1" else of.unit
    known = of.quantity
    if known is None or known.unit != unit:
        return Quantity(of.key, of.title, unit)
    return Quantity(of.key, of.title, unit, low=known.low, high=known.high)
