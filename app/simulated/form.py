"""A form in which a result lies over the city: laid once on a worker, then asked at moments."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from app.simulated.what import What
from city.glyphs import Glyphs, Ribbons, Trails
from city.layer import Layer
from city.layer_colours import Colours
from city.simulated.colouring import coloured
from city.simulated.surfaces import Surface
from city.view import View

F64 = NDArray[np.float64]

if TYPE_CHECKING:
    from city.simulated.contours import Labels

NOTHING = Glyphs.of("disc", np.zeros((0, 3)), np.zeros((0, 3), np.uint8))


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """What results lie on. standing: the height of places (n, 2). altitude: that local height 0 has
    over the datum. box: (2, 2) local metres that are seen. view: what stands there."""

    standing: Callable[[F64], F64]
    altitude: float
    box: F64
    view: View


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
