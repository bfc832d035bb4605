"""A form in which a result lies over the city: laid once on a worker, then asked at moments."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from app.simulated.what import What
from city.base import Base
from city.glyphs import Glyphs, Ribbons, Trails
from city.layer import Layer
from city.layer_colours import Colours
from city.simulated.colouring import coloured
from city.simulated.covers import over_covers
from city.simulated.surfaces import Standing, Surface
from city.view import View

F64 = NDArray[np.float64]

if TYPE_CHECKING:
    from city.simulated.contours import Labels

NOTHING = Glyphs.of("disc", np.zeros((0, 3)), np.zeros((0, 3), np.uint8))


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """What results lie on. standing: the height of the ground at places (n, 2). over: with all that
    lies on it, streets, greens and waters; bed: with all of that but waters. altitude: that local
    height 0 has over the datum. box: (2, 2) local metres that are seen. view: what stands there."""

    standing: Standing
    over: Standing
    bed: Standing
    altitude: float
    box: F64
    view: View


class Covers:
    """What lies on the ground of the city that was asked for last: it is found once."""

    def __init__(self) -> None:
        self._known: tuple[Base, Standing, Standing] | None = None

    def ground(self, view: View, box: F64) -> Ground:
        """The ground of a view, of which a box is seen."""
        base = view.base
        if self._known is None or self._known[0] is not base:
            self._known = base, over_covers(base, water=True), over_covers(base)
        _, over, bed = self._known
        return Ground(base.standing, over, bed, float(base.frame.origin[2]), box, view)


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """How a form is at a moment: the colours of its surface, (values, 4), and its heights, (n,),
    where it has one; else what is drawn over the picture."""

    rgba: NDArray[np.uint8] | None = None
    heights: NDArray[np.float32] | None = None
    glyphs: Glyphs = NOTHING
    trails: Trails | None = None
    ribbons: Ribbons | None = None
    labels: Labels | None = None
    layer: tuple[Layer, Colours] | None = None  # over façades and roofs
    surface: Surface | None = None  # where it is another one at each moment


class Form:
    """surface: that is laid once; None for lines. at: how it is at a moment, on any thread."""

    surface: Surface | None = None

    def __init__(self, what: What) -> None:
        self.what = what

    def at(self, moment: np.datetime64) -> Shown:
        raise NotImplementedError

    def _painted(self, values: NDArray[np.floating]) -> NDArray[np.uint8]:
        scale = self.what.scale
        return coloured(np.ascontiguousarray(values, np.float32), scale.edges, scale.colours)
