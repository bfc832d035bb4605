"""Shows the plan on the table: what it builds, what it takes away, what may be built where."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from app.document import PLANNED, Document, Layer
from app.plan_words import zones_of
from app.planning import Planning
from city.body import Body
from city.draping import Pad
from city.forms import Shape
from city.frame import Frame
from city.model import City
from city.outcome import city_of
from city.terrain import Terrain
from city.thing import Thing
from city.view import View
from city.zoning import Beyond, beyond

Colour = Callable[[Thing], tuple[int, int, int] | None]

# Added, changed, sticking out, demolished: told apart by colour-blind eyes too (Okabe, Ito 2008).
ADDED, CHANGED, BEYOND = (74, 159, 212), (126, 109, 176), (213, 94, 0)
GONE, ZONE = (230, 140, 20), (222, 222, 210)
SWELL = 0.15  # metres
GHOST = 0.35  # the opacity of what is not there any more
TINTED = ("Building", "BuildingPart", "BuildingInstallation", "OtherConstruction", "Bridge")
PIECE = 48  # things that are made into a layer together: an edit makes but one of them anew
ZONES, STICKING = "plan/zones", "plan/beyond"
PLAN, GHOSTS = "plan", "plan/gone"  # what the keys of the pieces begin with


class Pieces:
    """Many things as a few layers, each of which is made anew when one of its things is."""

    def __init__(self, prefix: str, opacity: float = 1.0) -> None:
        self._prefix, self._opacity = prefix, opacity
        self._piece_of: dict[str, int] = {}
        self._pieces: dict[int, tuple[Thing, ...]] = {}
        self._made: dict[int, Layer] = {}

    def layers(self, things: Iterable[Thing], frame: Frame, colour: Colour) -> list[Layer]:
        """Give every thing its piece, for good, and make the pieces that changed into cities.

        colour: of a thing; None leaves it as it is by itself.
        """
        found: dict[int, list[Thing]] = {}
        for thing in things:
            piece = self._piece_of.get(thing.id)
            if piece is None:
                piece = self._piece_of[thing.id] = len(self._piece_of) // PIECE
            found.setdefault(piece, []).append(thing)
        for piece in self._made.keys() - found.keys():
            del self._made[piece], self._pieces[piece]
        for piece, members in found.items():
            if self._pieces.get(piece) != tuple(members):
                self._pieces[piece] = tuple(members)
                city = city_of(members, frame)
                tints = _tints(city, members, colour)
                self._made[piece] = _layer(f"{self._prefix}/{piece}", city, tints, self._opacity)
        return list(self._made.values())

    def clear(self) -> None:
        self._piece_of.clear()
        self._pieces.clear()
        self._made.clear()


class PlanLayers(QObject):
    """Keeps the layers of the plan as the plan is; each part of it can be shown or hidden.

    told: what sticks out of the zones is known anew.
    """

    told = Signal()

    def __init__(self, document: Document, planning: Planning) -> None:
        super().__init__()
        self._document, self._planning = document, planning
        self.shown = {PLAN: True, GHOSTS: False, ZONES: True, STICKING: True}
        self.beyond: list[tuple[Thing, Beyond]] = []  # each zone with what sticks out of it
        self._plan, self._ghosts = Pieces(PLAN), Pieces(GHOSTS, GHOST)
        self._rubble: dict[str, Thing] = {}  # objects of the base that were demolished, as things
        self._marked: tuple[tuple[Thing, ...], tuple[NDArray[np.bool_], ...]] = ((), ())
        self._marks: list[Layer] = []
        self._pads: Mapping[str, Pad] = {}
        self._levelled: dict[int, Terrain] = {}
        planning.changed.connect(self.follow)
        planning.peeked.connect(self.follow)

    def show(self, part: str, on: bool) -> None:
        """Show or hide a part of the plan: a key of `shown`."""
        if self.shown[part] != on:
            self.shown[part] = on
            self.follow()

    def follow(self) -> None:
        """Make anew what the last edit has touched, and nothing else."""
        document, passing = self._document, self._planning.passing
        if not document.opened:
            self._clear()
            return
        if passing is not None and not passing.steps:  # the baseline for a moment: all stays made
            hidden = {k: replace(y, visible=False) for k, y in document.layers.items() if _ours(y)}
            document.lay_plan(hidden, {}, {})
            return
        view = self._planning.seen
        things = [t for t in view.things.values() if t.attributes.get("function") != "zone"]
        frame = view.base.frame
        made = {PLAN: self._plan.layers(things, frame, _changed)}
        ghosts = self._gone(view) if self.shown[GHOSTS] else ()
        made[GHOSTS] = self._ghosts.layers(ghosts, frame, lambda _: GONE)
        made[ZONES] = self._zones(view)
        layers = {
            layer.key: self._named(layer, self.shown[STICKING if layer.key == STICKING else part])
            for part, some in made.items()
            for layer in some
        }
        gone = {
            id(city): mask
            for city, mask in zip(view.base.cities, view.gone, strict=True)
            if mask.any()
        }
        document.lay_plan(layers, gone, self._ground(view))

    def _named(self, layer: Layer, visible: bool) -> Layer:
        scenario = self._planning.scenario
        name = scenario.name if scenario is not None else layer.name
        return replace(layer, name=name, visible=visible)

    def _gone(self, view: View) -> list[Thing]:
        """What was demolished, as things that can be drawn."""
        found = []
        for ident in view.demolished():
            thing = view.rubble.get(ident) or self._rubble.get(ident)
            if thing is None:
                spot = view.base.find([ident])[0]
                assert spot is not None
                form = Shape(view.base.body(spot))
                thing = self._rubble[ident] = Thing(ident, view.base.kind(spot), form)
            found.append(thing)
        return found

    def _zones(self, view: View) -> list[Layer]:
        """The envelopes, to be seen through, and what sticks out of them."""
        zones = zones_of(view)
        state = (tuple(view.things.values()) if zones else (), view.gone)
        if state[0] == self._marked[0] and all(
            a is b for a, b in zip(state[1], self._marked[1], strict=False)
        ):
            return self._marks
        self._marked, self._marks = state, []
        frame = view.base.frame
        self.beyond = [(zone, one) for zone in zones for one in beyond(view, zone)]
        if zones:
            self._marks.append(_layer(ZONES, city_of(zones, frame), None, 0.25))
        if self.beyond:
            parts = [
                Thing(f"{z.id}/{b.id}", "Building", Shape(_swollen(b.part))) for z, b in self.beyond
            ]
            city = city_of(parts, frame)
            tints = np.full((len(city.objects), 4), (*BEYOND, 255), np.uint8)
            self._marks.append(_layer(STICKING, city, tints))
        self.told.emit()
        return self._marks

    def _ground(self, view: View) -> Mapping[int, Terrain]:
        """The terrains that the plan has levelled, by the id of what they were."""
        if dict(view.pads) != self._pads:
            self._pads = dict(view.pads)
            pairs = zip(view.base.terrains, view.terrains(), strict=True)
            self._levelled = {id(old): new for old, new in pairs if old is not new}
        return self._levelled

    def _clear(self) -> None:
        self._plan.clear()
        self._ghosts.clear()
        self._rubble.clear()
        self._marked, self._marks, self.beyond = ((), ()), [], []
        self._pads, self._levelled = {}, {}


def _swollen(part: Body) -> Body:
    """A part a little larger, so that it hides the faces it was cut from."""
    low, high = part.points.min(0), part.points.max(0)
    middle, size = (low + high) / 2, np.maximum(high - low, 0.01)
    return replace(part, points=middle + (part.points - middle) * (1 + 2 * SWELL / size))


def _ours(layer: Layer) -> bool:
    return layer.group == PLANNED


def _layer(key: str, city: City, tints: NDArray[np.uint8] | None, opacity: float = 1.0) -> Layer:
    count = len(city.objects)
    return Layer(key, PLANNED, "Plan", city, count=count, opacity=opacity, tints=tints)


def _changed(thing: Thing) -> tuple[int, int, int] | None:
    """Buildings in the colour of what was added, or changed; the rest as it is."""
    if thing.kind not in TINTED:
        return None
    return ADDED if thing.was is None else CHANGED


def _tints(city: City, things: Iterable[Thing], colour: Colour) -> NDArray[np.uint8]:
    """(objects, 4): the colours of things, 0 where they keep their own."""
    colours = np.zeros((len(city.objects), 4), np.uint8)
    row = {ident: row for row, ident in enumerate(city.objects.ids)}
    for thing in things:
        told = colour(thing)
        if told is not None:
            colours[row[thing.id]] = (*told, 255)
    return colours
