"""Results as lines over the picture: contours, arrows, what drifts, streets and pipes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.simulated.form import Form, Ground, Shown
from app.simulated.what import What
from city.scales import Scale
from city.simulated.contours import contours, steps
from city.simulated.field import Field
from city.simulated.flow import Flow, Particles, Region, seen_grid, streamlines
from city.simulated.mesh import Mesh
from city.simulated.nearest import Nearest
from city.simulated.network import Network
from city.simulated.raster import Raster
from city.simulated.ribbons import laid, nodes, strongest, widths
from city.simulated.vectors import Places, arrows, columns, spread
from city.simulated.volume import Volume

F64 = NDArray[np.float64]

ACROSS = 40  # arrows across what is seen
FEWEST = 10  # and across the result at least
LIFT = 1.0  # metres that lines lie over the ground
ABOUT = 8  # contours
WIDEST = 12.0  # pixels of a ribbon
ALOFT = 10.0  # metres over the ground at which wind is drawn that says no height
MOST, LEAST = 4000, 300  # particles over all that is seen, and at least
CROSSED = 12.0  # seconds in which the fastest particle crosses what is seen


class Contoured(Form):
    """Lines of equal values."""

    def __init__(self, what: What, ground: Ground) -> None:
        super().__init__(what)
        self._ground = ground
        edges = what.scale.edges
        step = float(edges[1] - edges[0]) if len(edges) > 1 else 1.0
        low, high = float(edges[0]) - step, float(edges[-1]) + step
        self._levels = edges if what.change else steps(low, high, ABOUT)

    def at(self, moment: np.datetime64) -> Shown:
        thing, scale = self.what.thing, self.what.scale
        assert isinstance(thing, Field) and isinstance(thing.shape, Raster | Mesh)
        at: Any = "nodes" if self.what.variable.at == "nodes" else "cells"
        found = contours(thing.shape, self.what.at(moment), self._levels, at)
        lines = found.ribbons(scale, self._ground.over, LIFT)
        return Shown(ribbons=lines, labels=found.labels())


class Blown(Form):
    """Arrows of a vector field over what is seen."""

    def __init__(self, what: What, ground: Ground, height: float) -> None:
        super().__init__(what)
        assert isinstance(what.thing, Field)
        box = _overlap(ground.box, what.thing.shape.box())
        share = float(np.ptp(box, axis=0).max() / np.ptp(ground.box, axis=0).max())
        places, self._apart = spread(box, max(round(ACROSS * share), FEWEST))
        in_space = isinstance(what.thing.shape, Volume)
        high = np.full(len(places), height) if in_space else ground.standing(places) + _lift(what)
        self._points = np.column_stack([places, high])
        part = what.thing.variable(what.variable.parts[0])
        self._cells = Places.of(what.thing.shape, self._points, part.at)
        self._strongest = _strongest(what)

    def at(self, moment: np.datetime64) -> Shown:
        what = self.what
        assert isinstance(what.thing, Field)
        told = self._cells.values(columns(what.thing, what.variable.key, moment, what.level))
        found = arrows(
            *(told, self._points),
            apart=self._apart,
            scale=_in_file_unit(what),
            strongest=self._strongest,
        )
        return Shown(glyphs=found)


class _Carried(Form):
    """A vector field over what is seen, as that which it carries along sees it."""

    def __init__(self, what: What, ground: Ground, height: float) -> None:
        super().__init__(what)
        field, key = what.thing, what.variable.key
        assert isinstance(field, Field)
        grid = seen_grid(field, ground.box)
        if grid is None:
            raise ValueError("nothing of it is seen from here")
        self._wide = float(np.ptp(ground.box, axis=0).max())
        self._share = min(max(grid.shape) * grid.step / self._wide, 1.0)  # of what is seen
        in_space = isinstance(field.shape, Volume)
        high = height if in_space else ground.standing(grid.places()) + _lift(what)
        self._region = Region.of(field, key, grid, high, height)
        self._scale = _in_file_unit(what)

    def _flow(self, moment: np.datetime64) -> Flow:
        assert isinstance(self.what.thing, Field)
        return self._region.flow(self.what.thing, self.what.variable.key, moment, self.what.level)


class Streaming(_Carried):
    """Lines along a vector field, with an arrow on each."""

    def at(self, moment: np.datetime64) -> Shown:
        apart = self._wide / ACROSS
        found = streamlines(self._flow(moment), apart)
        arrow = found.arrows(self._scale, apart / 2)
        return Shown(glyphs=arrow, ribbons=found.ribbons(self._scale))


class Flowing(_Carried):
    """Particles that a vector field carries along."""

    def __init__(self, what: What, ground: Ground, height: float) -> None:
        super().__init__(what, ground, height)
        self._particles = Particles(max(round(MOST * self._share**2), LEAST))
        self._now: Flow | None = None
        self._pace = self._wide / CROSSED / _strongest(what)

    def at(self, moment: np.datetime64) -> Shown:
        self._now = self._flow(moment)
        return self.step(0.04)

    def step(self, seconds: float) -> Shown:
        """How they lie so many seconds later."""
        if self._now is None:
            return Shown()
        self._particles.step(self._now, seconds * self._pace)
        return Shown(trails=self._particles.trails(self._scale))


class Lined(Form):
    """Streets and pipes: as wide as one variable says, in the colours of another."""

    def __init__(self, what: What, ground: Ground, width: str) -> None:
        super().__init__(what)
        network = what.thing
        assert isinstance(network, Network)
        self._at, self._ground = what.variable.at, ground
        # of all moments together there is no other value than the one that is shown
        self._width = width if width in network.values else ""
        of: Any = "areas" if self._at == "areas" else "links"
        self._lines = laid(network, ground.over, lift=LIFT, of=of)
        self._most = strongest(network, self._width) if self._width else 0.0
        self._nearest = Nearest(network, self._at)

    def told_at(self, place: F64, reach: float, moment: np.datetime64) -> tuple[str, float] | None:
        """The name of the street, pipe or place that is drawn at a place (2,) of local metres, or
        `reach` metres beside it, and its value at a moment; None for nothing."""
        row = self._nearest.at(place, reach)
        return None if row is None else (self._nearest.ids[row], float(self.what.at(moment)[row]))

    def at(self, moment: np.datetime64) -> Shown:
        network, scale = self.what.thing, self.what.scale
        assert isinstance(network, Network)
        values = self.what.at(moment)
        if self._at == "nodes":
            grey = np.full((len(network.links), 3), 150, np.uint8)
            spots = nodes(network, scale.of(values.astype(np.float64)), self._ground.standing)
            return Shown(glyphs=spots, ribbons=self._lines.ribbons(grey, 2.0))
        wide: Any = 4.0
        if self._width and self._most > 0:
            wide = widths(network.at(self._width, moment), self._most, WIDEST)
        return Shown(ribbons=self._lines.ribbons(scale.of(values.astype(np.float64)), wide))


def _linear(what: What) -> tuple[float, float]:
    """What values of the file are multiplied by, and what is added, in the unit that is shown."""
    zero, one = what.shown(np.array([0.0, 1.0], np.float32)).tolist()
    return one - zero, zero


def _lift(what: What) -> float:
    """Metres over the ground at which vectors are drawn: water flows on it, air at its height."""
    field, quantity = what.thing, what.of.quantity
    if quantity is not None and quantity.key.startswith("water"):
        return LIFT
    if isinstance(field, Field) and field.levels is not None and field.levels.above == "ground":
        return max(float(field.levels.heights[what.level]), LIFT)
    return ALOFT


def _in_file_unit(what: What) -> Scale:
    """The scale for values as the file has them."""
    factor, offset = _linear(what)
    return replace(what.scale, edges=(what.scale.edges - offset) / factor)


def _strongest(what: What) -> float:
    assert isinstance(what.thing, Field)
    steps_of = np.unique(np.linspace(0, what.thing.steps - 1, 5).astype(int)).tolist()
    some = [what.thing.values(what.variable.key, step, what.level).ravel() for step in steps_of]
    known = np.concatenate(some)
    known = known[np.isfinite(known)]
    return max(float(np.percentile(known, 99)), 1e-6) if len(known) else 1.0


def _overlap(box: F64, other: F64) -> F64:
    """Where two boxes meet; the second where they do not."""
    low, high = np.maximum(box[0], other[0]), np.minimum(box[1], other[1])
    return np.stack([low, high]) if (low < high).all() else other
