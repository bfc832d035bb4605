"""Results as surfaces: on the ground, as water, as slices through space."""

from __future__ import annotations

import numpy as np
from city.simulated.slices import of_cells

from app.simulated.form import Form, Ground, Shown
from app.simulated.layer import DEPTH
from app.simulated.what import What
from city.simulated.field import Field
from city.simulated.surfaces import Surface
from city.simulated.volume import Volume
from city.simulated.water import Water


class Draped(Form):
    """Cells or faces on the ground, or at a height in space."""

    def __init__(self, what: What, surface: Surface) -> None:
        super().__init__(what)
        self.surface = surface

    def at(self, moment: np.datetime64) -> Shown:
        values = self.what.at(moment)
        field = self.what.thing
        nodes = self.what.variable.at == "nodes"
        if nodes and isinstance(field, Field) and isinstance(field.shape, Volume):
            values = of_cells(field.shape, values)
        return Shown(self._painted(values))


class Flood(Form):
    """Water that rises over the ground and between buildings."""

    def __init__(self, what: What, ground: Ground) -> None:
        super().__init__(what)
        assert isinstance(what.thing, Field)
        quantity = what.of.quantity
        deep = quantity is not None and quantity.key == DEPTH
        key, rest = what.variable.key, (ground.altitude,)
        keys = (key, None) if deep else (None, key)
        self._water = Water(what.thing, ground.standing, *keys, *rest)
        self.surface = self._water.surface

    def at(self, moment: np.datetime64) -> Shown:
        heights, depth = self._water.at(moment)
        values = self.what.at(moment).ravel()
        return Shown(self._painted(np.where(np.isnan(depth), np.nan, values)), heights)
