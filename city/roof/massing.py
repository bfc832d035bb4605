"""From a footprint, two heights and a wish for a roof to a building."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, cast, get_args

from city.body import Body
from city.roof import shapes
from city.roof.front import Broken
from city.roof.gable import gable
from city.roof.outline import F64, Outline, outline

Shape = Literal["flat", "gable", "hip", "pyramid", "shed", "mansard"]

SLOPE = 35.0
STEEP = 70.0  # the lower slope of a mansard


@dataclass(frozen=True, slots=True)
class Roof:
    """The roof that somebody wishes for.

    slope: degrees from level, 35 where none is given; of a mansard the lower slope, 70 where none
    is given, the upper one being 30. direction: degrees clockwise from north, where a shed falls
    to or along which a gable's ridge runs; None leaves it to the footprint: a shed falls towards
    the outside of its longest edge, a gable's ridge runs along the longer side of the smallest
    rectangle about it, and every wing has its own.
    """

    shape: Shape = "flat"
    slope: float = cast(float, None)  # a number as soon as the roof is made
    direction: float | None = None

    def __post_init__(self) -> None:
        if self.shape not in get_args(Shape):
            raise ValueError(f"A roof is one of {', '.join(get_args(Shape))}, not {self.shape}.")
        if self.slope is None:
            object.__setattr__(self, "slope", STEEP if self.shape == "mansard" else SLOPE)
        if not 0 < self.slope < 90:
            raise ValueError(f"A roof slopes between 0 and 90 degrees, not {self.slope:g}.")
        if self.direction is not None and not math.isfinite(self.direction):
            raise ValueError("A direction is a number of degrees clockwise from north.")


def massing(rings: Sequence[F64], base: float, eaves: float, roof: Roof) -> Body:
    """A closed building over any footprint.

    rings: the outer ring (k, 2) in local metres, then those of courtyards, no first point
    repeated; points on straight lines are left out. base: the height of the floor; eaves: of the
    tops of the walls, the lowest one under a shed. Every roof face lies in one plane of the given
    slope, save a pyramid's over a footprint whose equal slopes would not meet in one point (see
    `shapes.pyramid`), and the upper faces of a mansard. ValueError, in a
    planner's words, where the footprint or the heights make no building, or the footprint has no
    end for a gable. A roof that cannot be worked out becomes a flat one; `built` tells.
    """
    return built(rings, base, eaves, roof)[0]


def built(rings: Sequence[F64], base: float, eaves: float, roof: Roof) -> tuple[Body, Roof]:
    """The same building, and the roof that it really got.

    A pyramid over a footprint that is not convex is a hip, and so is a gable that cannot be worked
    out; what else cannot be worked out is flat.
    """
    if not (math.isfinite(base) and math.isfinite(eaves) and base < eaves):
        raise ValueError("The eaves must lie above the floor.")
    plan = outline(rings)
    try:
        return _shaped(plan, base, eaves, roof)
    except Broken:
        return shapes.flat(plan, base, eaves), replace(roof, shape="flat")


def _shaped(plan: Outline, base: float, eaves: float, roof: Roof) -> tuple[Body, Roof]:
    rise = math.tan(math.radians(roof.slope))
    body: Body | None
    match roof.shape:
        case "flat":
            body = shapes.flat(plan, base, eaves)
        case "shed":
            body = shapes.shed(plan, base, eaves, rise, roof.direction)
        case "mansard":
            body = shapes.mansard(plan, base, eaves, rise)
        case "gable":
            try:
                body = gable(plan, base, eaves, rise, roof.direction)
            except Broken:  # a hip has the same slopes
                body = None
        case "pyramid":
            body = shapes.pyramid(plan, base, eaves, rise)
        case "hip":
            body = None
    if body is not None:
        return body, roof
    return shapes.hip(plan, base, eaves, rise), replace(roof, shape="hip")
