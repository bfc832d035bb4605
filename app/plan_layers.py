"""Shows the plan on the table: what it builds, what it takes away, what may be built where."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from app.document import PLANNED, Document, Layer
from app.planning import Planning
from city.body import Body
from city.draping import Pad
from city.forms import Shape
from city.model import City
from city.outcome import city_of
from city.terrain import Terrain
from city.thing import Thing
from city.view import View
from city.zoning import beyond

# Added, changed, sticking out: told apart by colour-blind eyes too (Okabe and Ito, 2008).
ADDED, CHANGED, BEYOND = (74, 159, 212), (126, 109, 176), (213, 94, 0)
TINTED = ("Building", "BuildingPart", "BuildingInstallation", "OtherConstruction", "Bridge")
PIECE = 48  # things that are made into a layer together: an edit makes but one of them anew
HAND = 0.05  # metres
ZONES, STICKING = "plan/zones", "plan/beyond"


class PlanLayers:
    """Keeps the layers of the plan as the plan is."""

    def __init__(self, document: Document, planning: Planning) -> None:
        self._document, self._planning = document, planning
        self._piece_of: dict[str, int] = {}
        self._pieces: dict[int, tuple[Thing, ...]] = {}
        self._made: dict[int, Layer] = {}
        self._marked: tuple[tuple[Thing, ...], tuple[NDArray[np.bool_], ...]] = ((), ())
        self._marks: dict[str, Layer] = {}
        self._pads: Mapping[str, Pad] = {}
        self._levelled: dict[int, Terrain] = {}
        planning.changed.connect(self.follow)

    def follow(self) -> None:
        """Make anew what the last edit has touched, and nothing else."""
        document = self._document
        if not document.opened:
            self._clear()
            return
        view = self._planning.view
        zones = [t for t in view.things.values() if t.attributes.get("function") == "zone"]
        self._sort(t for t in view.things.values() if t.attributes.get("function") != "zone")
        layers = {layer.key: self._as_it_looks(layer) for layer in self._made.values()}
        layers |= self._zones(view, tuple(zones))
        gone = {
            id(city): mask
            for city, mask in zip(view.base.cities, view.gone, strict=True)
            if mask.any()
        }
        document.lay_plan(layers, gone, self._ground(view))

    def _sort(self, things: Iterable[Thing]) -> None:
        """Give every thing its piece, for good, and make the pieces that changed into cities."""
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
                city = city_of(members, self._planning.base.frame)
                self._made[piece] = self._layer(f"plan/{piece}", city, _tints(city, members))

    def _layer(
        self, key: str, city: City, tints: NDArray[np.uint8] | None, opacity: float = 1.0
    ) -> Layer:
        return Layer(
            key, PLANNED, "Plan", city, count=len(city.objects), opacity=opacity, tints=tints
        )

    def _as_it_looks(self, layer: Layer) -> Layer:
        """A layer under the name of its plan, visible where it was so before."""
        before, scenario = self._document.layers.get(layer.key), self._planning.scenario
        name = scenario.name if scenario is not None else layer.name
        return replace(layer, name=name, visible=before is None or before.visible)

    def _zones(self, view: View, zones: tuple[Thing, ...]) -> Mapping[str, Layer]:
        """The envelopes, to be seen through, and what sticks out of them."""
        state = (tuple(view.things.values()) if zones else (), view.gone)
        if state[0] == self._marked[0] and all(
            a is b for a, b in zip(state[1], self._marked[1], strict=False)
        ):
            return self._marks
        self._marked, self._marks = state, {}
        if not zones:
            return self._marks
        frame = view.base.frame
        self._marks[ZONES] = self._layer(ZONES, city_of(zones, frame), None, 0.25)
        parts = [
            Thing(f"{zone.id}/{one.id}", "Building", Shape(_around(one.part)))
            for zone in zones
            for one in beyond(view, zone)
        ]
        if parts:
            city = city_of(parts, frame)
            tints = np.full((len(city.objects), 4), (*BEYOND, 255), np.uint8)
            self._marks[STICKING] = self._layer(STICKING, city, tints)
        return self._marks

    def _ground(self, view: View) -> Mapping[int, Terrain]:
        """The terrains that the plan has levelled, by the id of what they were."""
        if dict(view.pads) != self._pads:
            self._pads = dict(view.pads)
            pairs = zip(view.base.terrains, view.terrains(), strict=True)
            self._levelled = {id(old): new for old, new in pairs if old is not new}
        return self._levelled

    def _clear(self) -> None:
        self._piece_of.clear()
        self._pieces.clear()
        self._made.clear()
        self._marked, self._marks = ((), ()), {}
        self._pads, self._levelled = {}, {}


def _around(body: Body) -> Body:
    """A body a hand wider on all sides, so that it is seen over the building that it is part of."""
    middle = (body.points.min(0) + body.points.max(0)) / 2
    size = np.maximum(np.ptp(body.points, axis=0), 1e-3)
    return replace(body, points=middle + (body.points - middle) * (1 + 2 * HAND / size))


def _tints(city: City, things: Iterable[Thing]) -> NDArray[np.uint8]:
    """(objects, 4): buildings in the colour of what was added, or changed; the rest as it is."""
    colours = np.zeros((len(city.objects), 4), np.uint8)
    row = {ident: row for row, ident in enumerate(city.objects.ids)}
    for thing in things:
        if thing.kind in TINTED:
            colours[row[thing.id]] = (*(ADDED if thing.was is None else CHANGED), 255)
    return colours
