"""How the numbers of a plan change over the years: planted trees grow, and with them the shade."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray

from city.growth import crowns, grows
from city.indicators.quantities import outline_of
from city.thing import Thing
from city.view import View

F64 = NDArray[np.float64]
STEP, SPAN = 5, 50  # years


def years_from(year: int) -> tuple[int, ...]:
    """The years that are looked at: the first, and every fifth year for half a century."""
    return tuple(range(year, year + SPAN + 1, STEP))


def growth(view: View, years: Sequence[int], plot: Thing | None = None) -> F64:
    """By how many square metres the tree canopy of a plan differs from the first year, (years,).

    plot: only trees whose middle stands on it. Crowns are counted as circles, as always.
    """
    trees = [thing for thing in view.things.values() if grows(thing)]
    if plot is not None:
        shape = outline_of(plot)
        shapely.prepare(shape)
        trees = [one for one in trees if shape.contains(outline_of(one).centroid)]
    if not trees:
        return np.zeros(len(years))
    area = (np.pi / 4 * crowns(trees, years) ** 2).sum(1)
    return np.asarray(area - area[0])
