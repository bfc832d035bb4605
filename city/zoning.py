"""What may be built on a plot: the envelope, and what sticks out of it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from city.base import Base, Spot
from city.blocks import closed
from city.body import Body, joined
from city.outline import Rings, polygon_of, polygons_of
from city.progress import Progress
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

    def seen(self) -> Body:
        """What of it is above the ground; it reaches below only so that cellars are no fault."""
        body = self.body()
        points = body.points.copy()
        points[:, 2] = np.maximum(points[:, 2], self.ground)
        return replace(body, points=points)

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
    watch = Watch()
    watch.look(watch.follow(view, [zone]))
    return (one for _, one in watch.found)


class Look(NamedTuple):
    """A building that may stick out of a zone: how it is known, its id, and what gives its body."""

    zone: Thing
    key: Hashable
    id: str
    body: Callable[[], Body]


class Watch:
    """Keeps what sticks out of zones: each building is looked at once, until it changes."""

    def __init__(self) -> None:
        self._known: dict[tuple[Thing, Hashable], Beyond | None] = {}
        self._base: Base | None = None
        self._things: Mapping[str, Thing] = {}
        self._over: dict[Thing, dict[str, Look]] = {}  # things of the plan on each plot
        self._below: dict[Thing, _Standing] = {}  # and buildings of the base
        self._looks: list[Look] = []

    @property
    def found(self) -> list[tuple[Thing, Beyond]]:
        """Each zone with what sticks out of it, as far as that has been looked at."""
        pairs = ((look.zone, self._known.get((look.zone, look.key))) for look in self._looks)
        return [(zone, one) for zone, one in pairs if one is not None]

    def follow(self, view: View, zones: Sequence[Thing]) -> list[Look]:
        """Hold what stands on the plots of these zones now; returns what is still to be looked at.

        A zone that was pushed or raised by hand is a mere body, and nothing sticks out of it.
        """
        rules = [zone for zone in zones if isinstance(zone.form, Envelope)]
        if view.base is not self._base:
            self._base = view.base
            self._known.clear()
            self._over.clear()
        before, now = self._things, view.things if rules else {}
        touched = [thing for ident, thing in now.items() if before.get(ident) is not thing]
        gone = before.keys() - now.keys()
        self._things = now
        self._over = {zone: self._over[zone] for zone in rules if zone in self._over}
        self._below = {zone: self._below[zone] for zone in rules if zone in self._below}
        for zone, over in self._over.items():
            for ident in gone:
                over.pop(ident, None)
            _put(over, zone, touched)
        for zone in rules:
            if zone not in self._over:
                self._over[zone] = {}
                self._below[zone] = _Standing(view.base, zone)
                _put(self._over[zone], zone, now.values())
        self._looks = [
            look
            for zone in rules
            for look in (*self._over[zone].values(), *self._below[zone].looks(view))
        ]
        wanted = {(look.zone, look.key) for look in self._looks}
        for pair in [pair for pair in list(self._known) if pair not in wanted]:
            self._known.pop(pair, None)
        return [look for look in self._looks if (look.zone, look.key) not in self._known]

    def look(self, looks: Sequence[Look], progress: Progress | None = None) -> None:
        """Look at some buildings, on any thread; what is found is known at once."""
        for done, look in enumerate(looks):
            if progress is not None:
                progress.report(done, len(looks))
            self._known[look.zone, look.key] = _beyond(look.zone, look.id, look.body())


class _Standing:
    """The buildings of the base that stand on the plot of a zone."""

    def __init__(self, base: Base, zone: Thing) -> None:
        self._zone = zone
        self._spot_of: dict[Spot, Spot] = {}  # of a building and its parts, the building
        self._looks: dict[Spot, Look] = {}
        for spot in _near(base, zone.form.shape.bounds):  # type: ignore[attr-defined]
            parts = (Spot(spot.city, row) for row in base.family(spot).tolist())
            self._spot_of.update(dict.fromkeys(parts, spot))
        self._gone: tuple[NDArray[np.bool_], ...] = ()

    def looks(self, view: View) -> Iterable[Look]:
        """What is to be looked at of a view; worked out anew of what an edit has touched."""
        if not self._gone:
            touched = set(self._spot_of.values())
        else:
            touched = {
                self._spot_of[spot]
                for number, (before, now) in enumerate(zip(self._gone, view.gone, strict=True))
                if before is not now
                for row in np.flatnonzero(before != now).tolist()
                if (spot := Spot(number, row)) in self._spot_of
            }
        self._gone = view.gone
        for spot in sorted(touched):
            self._looks.pop(spot, None)
            if not view.gone[spot.city][spot.row]:
                self._looks[spot] = self._look(view, spot)
        return self._looks.values()

    def _look(self, view: View, spot: Spot) -> Look:
        base, gone = view.base, view.gone[spot.city]
        parts = gone[base.family(spot)].tobytes()  # a building without a part is another one
        body = partial(base.body, spot, gone)
        return Look(self._zone, (spot, parts), base.ident(spot), body)


def _put(over: dict[str, Look], zone: Thing, things: Iterable[Thing]) -> None:
    """Keep those of some things that are buildings on the plot of a zone."""
    west, south, east, north = zone.form.shape.bounds  # type: ignore[attr-defined]
    for thing in things:
        over.pop(thing.id, None)
        if thing.kind.startswith("Building") and len(thing.body):
            low, high = thing.body.points.min(0), thing.body.points.max(0)
            if low[0] < east and high[0] > west and low[1] < north and high[1] > south:
                over[thing.id] = Look(zone, thing, thing.id, partial(getattr, thing, "body"))


def _near(base: Base, bounds: tuple[float, float, float, float]) -> Iterator[Spot]:
    """The buildings of a base whose boxes overlap another one."""
    west, south, east, north = bounds
    for number, measured in enumerate(base.measured):
        objects = measured.city.objects
        codes = [k for k, kind in enumerate(objects.kinds) if kind.rsplit(":")[-1] == "Building"]
        with np.errstate(invalid="ignore"):
            low, high = measured.boxes[:, 0], measured.boxes[:, 1]
            near = (low[:, 0] < east) & (high[:, 0] > west)
            near &= (low[:, 1] < north) & (high[:, 1] > south)
        near &= np.isin(objects.kind, codes)
        yield from (Spot(number, row) for row in np.flatnonzero(near).tolist())


def _beyond(zone: Thing, ident: str, body: Body) -> Beyond | None:
    """What of a building on a plot sticks out of its envelope; None for nothing."""
    form = zone.form
    assert isinstance(form, Envelope)
    try:
        part = cut(kept(closed(body), _over(form.shape, body)), zone.body)
    except ValueError:  # nothing of it is on the plot, or nothing sticks out
        return None
    if part.volume() <= LEAST:
        return None
    return Beyond(ident, part, max(part.high - form.ground - form.height, 0), part.volume())


def _over(shape: Any, body: Body) -> Body:
    rings = max(polygons_of(shape), key=lambda one: float(polygon_of(one).area))
    return massing(rings, body.low - 1.0, body.high + 1.0, Roof())
