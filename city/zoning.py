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
    for found in suspects(view, zone):
        one = beyond_of(view, zone, found)
        if one is not None:
            yield one


def suspects(view: View, zone: Thing) -> Iterator[Thing | Spot]:
    """The buildings that may stick out of an envelope, by the boxes round them."""
    form = zone.form
    if not isinstance(form, Envelope):  # it was pushed or raised by hand, and is a mere body
        return
    upright = form.height if form.angle >= 90 else min(form.wall, form.height)
    top = form.ground + upright if not form.setback else -np.inf  # what is lower is surely within
    west, south, east, north = form.shape.bounds
    for thing in view.things.values():
        if thing.kind.startswith("Building") and len(thing.body):
            low, high = thing.body.points.min(0), thing.body.points.max(0)
            beside = low[0] >= east or high[0] <= west or low[1] >= north or high[1] <= south
            if not beside and high[2] > top:
                yield thing
    for number, measured in enumerate(view.base.measured):
        objects = measured.city.objects
        codes = [k for k, kind in enumerate(objects.kinds) if kind.rsplit(":")[-1] == "Building"]
        with np.errstate(invalid="ignore"):
            low, high = measured.boxes[:, 0], measured.boxes[:, 1]
            near = (low[:, 0] < east) & (high[:, 0] > west) & (high[:, 2] > top)
            near &= (low[:, 1] < north) & (high[:, 1] > south)
        near &= np.isin(objects.kind, codes) & ~view.gone[number]
        for row in np.flatnonzero(near).tolist():
            yield Spot(number, row)


def beyond_of(view: View, zone: Thing, found: Thing | Spot) -> Beyond | None:
    """What of a building sticks out of the envelope of a zone; None where nothing does."""
    form, body = zone.form, view.body(found)
    assert isinstance(form, Envelope)
    try:
        part = cut(kept(closed(body), _over(form.shape, body)), zone.body)
    except ValueError:  # nothing of it is on the plot, or nothing sticks out
        return None
    volume = part.volume()
    if volume <= LEAST:
        return None
    ident = found.id if isinstance(found, Thing) else view.base.ident(found)
    return Beyond(ident, part, max(part.high - form.ground - form.height, 0), volume)


def _over(shape: Any, body: Body) -> Body:
    rings = max(polygons_of(shape), key=lambda one: float(polygon_of(one).area))
    return massing(rings, body.low - 1.0, body.high + 1.0, Roof())
