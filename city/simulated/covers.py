"""How high the ground is with what covers it: streets, greens and squares that lie on it."""

from __future__ import annotations

import numpy as np

from city.base import Base
from city.ground import Relief
from city.simulated.surfaces import F64, Standing

COVERS = ("Land use", "Vegetation", "Transport")
KERB = 2.0  # metres off the ground up to which something covers it; what is higher is a bridge


def over_covers(base: Base, water: bool = False) -> Standing:
    """The height (n,) at places (n, 2) of what covers the ground there, or else of the ground.

    Many cities have their streets and greens somewhat off their terrain, or have no terrain. water:
    whether still waters cover it too.
    """
    themes = (*COVERS, "Water") if water else COVERS
    reliefs = [Relief(city, of) for city in base.cities for of in themes]

    def standing(places: F64) -> F64:
        stands, ground = base.standing(places), base.ground(places)
        found = np.full(len(places), np.nan)
        with np.errstate(invalid="ignore"):
            for relief in reliefs:
                height = relief.heights(places)
                found = np.fmax(found, np.where(np.abs(height - stands) <= KERB, height, np.nan))
        if base.calm is not None:
            ground = np.fmax(ground, base.calm.at(places))  # which is drawn there
        covered = np.isfinite(found)
        return np.where(covered, np.fmax(found, ground), stands)

    return standing
