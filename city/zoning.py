"""What may be built on a plot: the envelope, and what sticks out of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import shapely

from city.base import Spot
from city.blocks import closed
from city.body import Body, joined
from city.outline import Rings, polygon_of, polygons_of
from city.roof import Roof, massing
from city.solid import cut, kept
from city.thing import Thing
from city.view import View

DEEP = 50.0  # metres below the ground that the envelope reaches, so that cellars are no fault
LEAST = 0.05  # cubic metres that count as sticking out


@dataclass(frozen=True, eq=False)
class Envelope:
    """The room that a plan may fill.

    rings: the plot, local metres. ground: local height. height: metres above the ground that
    nothing may rise over. setback: metres from the plot's edge. wall: metres that may stand upright
    at the setback's line; angle: degrees at which light planes rise from there, 90 for none.
    """

    rings: Rings
    ground: float
    height: float
    setback: float = 0.0
    wall: float = 0.0
    angle: float = 90.0

    @property
    def shape(self) -> Any:
        """The plot as a shapely polygon."""
        return polygon_of(self.rings)

    def body(self) -> Body:
        inner = self.shape.buffer(-self.setback, join_style="mitre")
        pieces = polygons_of(inner)
        if not pieces:
            raise ValueError("the setback leaves no room on the plot")
        low, top = self.ground - DEEP, self.ground + self.height
        if self.angle >= 90 or self.wall >= self.height:
            return joined([massing(rings, low, top, Roof()) for rings in pieces])
        eaves = self.ground + self.wall
        found = []
        for rings in pieces:
            tent = massing(rings, low, eaves, Roof("hip", self.angle))
            if tent.high > top:
                frame = polygons_of(
                    shapely.box(*polygon_of(rings).bounds).buffer(1.0, join_style="mitre")
                )[0]
                tent = kept(tent, massing(frame, low - 1.0, top, Roof()))
            found.append(tent)
        return joined(found)


class Beyond(NamedTuple):
    """What sticks out of an envelope: whose, the part that does, how high over it, how much."""

    id: str
    part: Body
    metres: float
    volume: float


def beyond(view: View, zone: Thing) -> Iterator[Beyond]:
    """All buildings on a plot that stick out of its envelope, and by how much."""
    form = zone.form
    if not isinstance(form, Envelope):  # it was pushed or raised by hand, and is a mere body
        return
    shape, envelope = form.shape, zone.body
    for ident, body in _buildings_in(view, shape):
        try:
            part = cut(kept(closed(body), _over(shape, body)), envelope)
        except ValueError:  # nothing of it is on the plot, or nothing sticks out
            continue
        if part.volume() > LEAST:
            yield Beyond(ident, part, max(part.high - form.ground - form.height, 0), part.volume())


def _over(shape: Any, body: Body) -> Body:
    rings = max(polygons_of(shape), key=lambda one: float(polygon_of(one).area))
    return massing(rings, body.low - 1.0, body.high + 1.0, Roof())


def _buildings_in(view: View, shape: Any) -> Iterator[tuple[str, Body]]:
    west, south, east, north = shape.bounds
    for thing in view.things.values():
        if thing.kind.startswith("Building") and len(thing.body):
            low, high = thing.body.points.min(0), thing.body.points.max(0)
            if low[0] < east and high[0] > west and low[1] < north and high[1] > south:
                yield thing.id, thing.body
    for number, measured in enumerate(view.base.measured):
        objects = measured.city.objects
        codes = [k for k, kind in enumerate(objects.kinds) if kind.rsplit(":")[-1] == "Building"]
        with np.errstate(invalid="ignore"):
            low, high = measured.boxes[:, 0], measured.boxes[:, 1]
            near = (low[:, 0] < east) & (high[:, 0] > west)
            near &= (low[:, 1] < north) & (high[:, 1] > south)
        near &= np.isin(objects.kind, codes) & ~view.gone[number]
        for row in np.flatnonzero(near).tolist():
            spot = Spot(number, row)
            yield view.base.ident(spot), view.body(spot)
