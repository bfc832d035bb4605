"""What stands and what it stands on, as heights on a grid."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from city.grid import Grid
from city.progress import Progress
from city.simulate.relief import relief
from city.view import View
from exporters.engines import Wanted
from exporters.engines.solids import Solid, solids_of

F32 = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Heights:
    """Of every cell of a grid, at its centre.

    ground, top: (rows, columns) float32 local metres: the ground as it is without buildings, and
    the highest surface; where nothing stands, the two are the same. solids: what stands.
    """

    grid: Grid
    ground: F32
    top: F32
    solids: list[Solid]

    def above(self) -> F32:
        """(rows, columns): metres of what stands above the ground, 0 where nothing stands."""
        return np.asarray(np.maximum(self.top - self.ground, 0), np.float32)


def heights_of(view: View, wanted: Wanted, progress: Progress) -> tuple[Heights, list[str]]:
    """Heights over a box. Raises ValueError where it has no area, or too many cells."""
    grid = Grid.at_steps(wanted.box, wanted.step)
    solids, told = solids_of(view, wanted.box, progress)
    progress.report(0, 0, "Laying out the ground")
    ground = view.ground(grid.places()).reshape(grid.shape).astype(np.float32)
    top = relief(grid, ground, ((one.points, one.triangles) for one in solids))
    return Heights(grid, ground, top, solids), told
