"""Results as surfaces: on the ground, as water, as slices through space."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from app.simulated.form import Form, Ground, Shown
from app.simulated.layer import DEPTH
from app.simulated.what import What
from city.field import scaled
from city.layer import FACADE, ROOF
from city.simulate.obstacles import Area
from city.simulate.samples import Spacing, buildings_in, on_faces
from city.simulated.field import Field
from city.simulated.iso import iso_surface
from city.simulated.onto import Onto
from city.simulated.scale import in_file_unit
from city.simulated.slices import Curtain, of_cells
from city.simulated.surfaces import Surface
from city.simulated.volume import Volume
from city.simulated.water import Water

F64 = NDArray[np.float64]

STEP = 2.0  # metres between the places of a façade


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


class Hung(Form):
    """An upright cut through values that a raster has at several heights."""

    def __init__(self, what: What, ground: Ground, start: F64, end: F64) -> None:
        super().__init__(what)
        assert isinstance(what.thing, Field)
        self._curtain = Curtain(what.thing, start, end, ground.standing, ground.altitude)
        self.surface = self._curtain.surface

    def at(self, moment: np.datetime64) -> Shown:
        values = self._curtain.values(self.what.variable.key, moment)
        return Shown(self._painted(self.what.shown(values).ravel()))


class Flood(Form):
    """Water that rises over the ground and between buildings."""

    def __init__(self, what: What, ground: Ground) -> None:
        super().__init__(what)
        assert isinstance(what.thing, Field)
        quantity = what.of.quantity
        deep = quantity is not None and quantity.key == DEPTH
        depth, level = (what.variable.key, None) if deep else (None, what.variable.key)
        self._water = Water(what.thing, ground.bed, depth, level, ground.altitude)
        self.surface = self._water.surface

    def at(self, moment: np.datetime64) -> Shown:
        heights, depth = self._water.at(moment)
        values = self.what.at(moment).ravel()
        return Shown(self._painted(np.where(np.isnan(depth), np.nan, values)), heights)


class Walled(Form):
    """What a model says of the air, on the façades and roofs before which it says it."""

    def __init__(self, what: What, ground: Ground) -> None:
        super().__init__(what)
        assert isinstance(what.thing, Field)
        west, south, east, north = what.thing.shape.box().ravel().tolist()
        fabric, foot = buildings_in(ground.view, Area(west, south, east, north))
        samples = on_faces(fabric, foot, Spacing(STEP), frozenset({FACADE, ROOF}))
        if not len(samples):
            raise ValueError("no building stands where it lies")
        self._onto = Onto(what.thing, samples, ground.standing, ground.altitude)

    def at(self, moment: np.datetime64) -> Shown:
        what = self.what
        found = self._onto.layer(what.variable.key, moment)
        quantity = replace(found.quantities[0], title=what.subject.title, unit=what.subject.unit)
        values = {quantity.key: what.shown(found.values[quantity.key])}
        told = replace(found, quantities=(quantity,), values=values)
        return Shown(layer=(told, scaled(told, what.scale)))


class Enclosing(Form):
    """The surface in the air on which a variable has one value, in the colour of that."""

    def __init__(self, what: What, ground: Ground, value: float) -> None:
        super().__init__(what)
        self._ground, self._value = ground, value
        self._wanted = in_file_unit(what.of, value)

    def at(self, moment: np.datetime64) -> Shown:
        what, ground = self.what, self._ground
        assert isinstance(what.thing, Field)
        found = iso_surface(
            *(what.thing, what.variable.key, self._wanted, moment),
            *(ground.standing, ground.altitude),
        )
        return Shown(self._painted(np.array([self._value])), surface=found)
