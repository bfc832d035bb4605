"""How high the ground is with what covers it: streets, greens and squares that lie on it."""

from __future__ import annotations

import numpy as np

from city.base import Base
from city.ground import Relief
from city.rays import Rays, Triangles
from city.simulated.surfaces import F64, Standing

COVERS = ("Land use", "Vegetation", "Transport")
DEEPEST = 20.0  # metres over its bed up to which a water's surface is looked for
KERB = 2.0  # metres off the ground up to which something covers it; what is higher is a bridge


def over_covers(base: Base, water: bool = False) -> Standing:
    """The height (n,) at places (n, 2) of what covers the ground there, or else of the ground.

    Many cities have their streets and greens somewhat off their terrain, or have no terrain. water:
    whether still waters cover it too, however deep they are.
    """
    dry = _rays(base, COVERS)
    wet = _rays(base, ("Water",)) if water else None

    def standing(places: F64) -> F64:
        stands, ground = base.standing(places), base.ground(places)
        if base.calm is not None:
            ground = np.fmax(ground, base.calm.at(places))  # which is drawn there
        found = _met(dry, places, stands, KERB)
        if wet is not None:
            found = np.fmax(found, _met(wet, places, stands, DEEPEST))
        return np.where(np.isnan(found), stands, np.fmax(found, ground))

    return standing


def _rays(base: Base, themes: tuple[str, ...]) -> Rays:
    """What of a city belongs to some themes, for rays."""

    def meshes() -> list[Triangles]:
        found = [Relief(city, of).corners for city in base.cities for of in themes]
        counts = [np.arange(3 * len(one), dtype=np.int32).reshape(-1, 3) for one in found]
        return [(one.reshape(-1, 3), count) for one, count in zip(found, counts, strict=True)]

    return Rays(meshes)


def _met(rays: Rays, places: F64, stands: F64, reach: float) -> F64:
    """(n,) how high the uppermost lies that is not farther off the ground than so many metres; NaN
    where nothing does."""
    above = np.column_stack([places, stands + reach]).astype(np.float32)
    met = rays.hit(above, np.tile(np.array([[0, 0, -1]], np.float32), (len(above), 1)))
    covered = (met.mesh >= 0) & (met.away <= 2 * reach)
    return np.where(covered, above[:, 2] - met.away, np.nan).astype(np.float64)
