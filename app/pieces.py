"""Many things of a plan as a few layers, each of which is made anew when one of its things is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from app.on_the_table import PLANNED, Layer
from city.frame import Frame
from city.growth import all_grown
from city.model import City
from city.outcome import city_of
from city.thing import Thing

Colour = Callable[[Thing], tuple[int, int, int] | None]

PIECE = 48  # things that are made into a layer together: an edit makes but one of them anew


class Pieces:
    """The layers of things that come and go.

    prefix: what their keys begin with. colour: of a thing; None leaves it as it is by itself.
    drawn: whether a thing has a place among them; `others` are those that have none.
    """

    def __init__(
        self,
        prefix: str,
        colour: Colour,
        opacity: float = 1.0,
        drawn: Callable[[Thing], bool] = lambda _: True,
    ) -> None:
        self._prefix, self._colour, self._opacity, self._drawn = prefix, colour, opacity, drawn
        self.others: dict[str, Thing] = {}
        self._things: Mapping[str, Thing] = {}
        self._piece_of: dict[str, int] = {}
        self._pieces: dict[int, dict[str, Thing]] = {}
        self._stale: dict[int, None] = {}  # pieces whose things are others than their layer shows
        self._made: dict[int, Layer] = {}

    @property
    def layers(self) -> list[Layer]:
        """The layers that are made by now."""
        return list(self._made.values())

    def take(self, things: Mapping[str, Thing]) -> None:
        """Hold these things by their ids; only what differs from before is looked at."""
        if things is self._things:
            return
        for ident in self._things.keys() - things.keys():
            self._put(ident, None)
            self.others.pop(ident, None)
        before = self._things.get
        for ident, thing in things.items():
            if before(ident) is thing:
                continue
            if self._drawn(thing):
                self._put(ident, thing)
                self.others.pop(ident, None)
            else:
                self._put(ident, None)
                self.others[ident] = thing
        self._things = things

    def _put(self, ident: str, thing: Thing | None) -> None:
        piece = self._piece_of.get(ident)
        if thing is not None:
            if piece is None:  # for good: it comes back to where it was
                piece = self._piece_of[ident] = len(self._piece_of) // PIECE
            self._pieces.setdefault(piece, {})[ident] = thing
        elif piece is None or self._pieces.get(piece, {}).pop(ident, None) is None:
            return
        self._stale[piece] = None

    def renew(self, some: Callable[[Thing], bool]) -> None:
        """Let the pieces be made anew that hold some of the things."""
        for piece, members in self._pieces.items():
            if any(map(some, members.values())):
                self._stale[piece] = None

    def make(self, frame: Frame, until: float, year: float | None = None) -> bool:
        """Make layers of the pieces that changed, one at least, until a moment of perf_counter.

        year: that trees have grown to. Returns whether all of them are made.
        """
        for piece in list(self._stale):
            del self._stale[piece]
            members = all_grown(self._pieces[piece].values(), year)
            if members:
                city = city_of(members, frame)
                tints = _tints(city, members, self._colour)
                key = f"{self._prefix}/{piece}"
                self._made[piece] = layer_of(key, city, tints, self._opacity)
            else:
                self._made.pop(piece, None)
            if perf_counter() > until:
                break
        return not self._stale

    def clear(self) -> None:
        """Hold nothing."""
        for held in (self.others, self._piece_of, self._pieces, self._stale, self._made):
            held.clear()
        self._things = {}


def layer_of(key: str, city: City, tints: NDArray[np.uint8] | None, opacity: float = 1.0) -> Layer:
    """A layer of a plan."""
    count = len(city.objects)
    return Layer(key, PLANNED, "Plan", city, count=count, opacity=opacity, tints=tints)


def _tints(city: City, things: Iterable[Thing], colour: Colour) -> NDArray[np.uint8]:
    """(objects, 4): the colours of things, 0 where they keep their own."""
    colours = np.zeros((len(city.objects), 4), np.uint8)
    row = {ident: row for row, ident in enumerate(city.objects.ids)}
    for thing in things:
        told = colour(thing)
        if told is not None:
            colours[row[thing.id]] = (*told, 255)
    return colours
