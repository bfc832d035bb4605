"""The city as a plan would have it: the base, what is gone, what was built, what is said anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from city.base import Base, Spot
from city.body import Body
from city.draping import Ground, Pad, levelled, with_pads
from city.terrain import Terrain
from city.thing import Thing

F64 = NDArray[np.float64]
Mask = NDArray[np.bool_]


class Lost(NamedTuple):
    """Something that an edit could not do: the number of the edit, from 0, and why."""

    number: int
    words: str


@dataclass(frozen=True, eq=False)
class View:
    """A base with the edits of a plan over it. It never changes.

    gone: of each city of the base, (objects,) bool: what is not there any more, or stands as one
    of the things. things: by id, in the order in which they came. rubble: sketched things that
    were demolished. said: attributes of objects of the base that have others now, None for those
    taken away. pads: of levelled ground. lost: what could not be done.
    """

    base: Base
    gone: tuple[Mask, ...]
    things: Mapping[str, Thing] = field(default_factory=dict)
    rubble: Mapping[str, Thing] = field(default_factory=dict)
    said: Mapping[Spot, Mapping[str, Any]] = field(default_factory=dict)
    pads: Mapping[str, Pad] = field(default_factory=dict)
    lost: tuple[Lost, ...] = ()

    @classmethod
    def of(cls, base: Base) -> View:
        """The base as it is."""
        gone = tuple(np.zeros(len(city.objects), bool) for city in base.cities)
        for mask in gone:
            mask.setflags(write=False)
        return cls(base, gone)

    def find(self, ident: str) -> Thing | Spot | None:
        """What an id names here: a thing, an object of the base that is still there, or nothing."""
        thing = self.things.get(ident)
        if thing is not None:
            return thing
        spot = self.base.find([ident])[0]
        return None if spot is None or self.gone[spot.city][spot.row] else spot

    def attributes(self, found: Thing | Spot) -> dict[str, Any]:
        """What is said of a thing or an object, with what the plan changed."""
        return _attributes(self.base, self.said, found)

    def body(self, found: Thing | Spot) -> Body:
        """The faces of a thing or an object, without those of its parts that were demolished."""
        if isinstance(found, Thing):
            return found.body
        return self.base.body(found, self.gone[found.city])

    def kind(self, found: Thing | Spot) -> str:
        return found.kind if isinstance(found, Thing) else self.base.kind(found)

    @property
    def ground(self) -> Ground:
        """From places (n, 2) to the height that something stands at there, pads included."""
        return with_pads(self.base.standing, self.pads.values())

    def terrains(self) -> list[Terrain]:
        """The terrains of the base, with the pads of the plan in them."""
        if not self.pads:
            return list(self.base.terrains)
        return [levelled(terrain, self.pads.values()) for terrain in self.base.terrains]

    def demolished(self) -> list[str]:
        """The ids of all that was demolished; of a family of the base, its topmost."""
        return list(self._demolished)

    @cached_property
    def _demolished(self) -> list[str]:
        stand_ins = {thing.was for thing in self.things.values() if thing.was is not None}
        found = []
        for number, mask in enumerate(self.gone):
            objects = self.base.cities[number].objects
            rows = np.flatnonzero(mask)
            top = rows[~mask[objects.parent[rows]] | (objects.parent[rows] < 0)]
            found += [objects.ids[row] for row in top.tolist() if (number, row) not in stand_ins]
        return [*found, *self.rubble]


def _attributes(
    base: Base, said: Mapping[Spot, Mapping[str, Any]], found: Thing | Spot
) -> dict[str, Any]:
    if isinstance(found, Thing):
        return dict(found.attributes)
    told = base.cities[found.city].objects.attributes(found.row) | dict(said.get(found, {}))
    return {name: value for name, value in told.items() if value is not None}


class Site:
    """A view under work: edits change it, and `done` gives the view that they lead to.

    Only what is changed is copied, so one edit over a million objects takes a moment.
    """

    def __init__(self, view: View) -> None:
        self.base = view.base
        self.number = 0  # of the edit at work
        self._view = view
        self._gone = list(view.gone)
        self._own = [False] * len(self._gone)
        self.things = dict(view.things)
        self.fresh: list[Thing] = []  # what was put among them
        self.rubble = dict(view.rubble)
        self.said = dict(view.said)
        self.pads = dict(view.pads)
        self._lost = list(view.lost)

    def done(self) -> View:
        for mask in self._gone:
            mask.setflags(write=False)
        return View(
            self.base,
            tuple(self._gone),
            self.things,
            self.rubble,
            self.said,
            self.pads,
            tuple(self._lost),
        )

    # finding

    def find_all(self, idents: Sequence[str]) -> list[Thing | Spot]:
        """What the ids name, each once; those that name nothing here are told as lost."""
        names = list(dict.fromkeys(idents))
        found: list[Thing | Spot] = []
        for ident, spot in zip(names, self.base.find(names), strict=True):
            thing = self.things.get(ident)
            if thing is not None:
                found.append(thing)
            elif spot is not None and not self._gone[spot.city][spot.row]:
                found.append(spot)
            else:
                why = "is not in the city any more" if spot is None else "has been demolished"
                self.lose(f"{ident} {why}")
        return found

    def lose(self, words: str) -> None:
        """Note what could not be done; the rest of the plan goes on."""
        self._lost.append(Lost(self.number, words))

    def is_gone(self, spot: Spot) -> bool:
        return bool(self._gone[spot.city][spot.row])

    def name(self, found: Thing | Spot) -> str:
        return found.id if isinstance(found, Thing) else self.base.ident(found)

    def body(self, found: Thing | Spot) -> Body:
        """The faces of a thing or an object, without those of its parts that were demolished."""
        if isinstance(found, Thing):
            return found.body
        return self.base.body(found, self._gone[found.city])

    def attributes(self, found: Thing | Spot) -> dict[str, Any]:
        """What is said of a thing or an object, with what the plan changed."""
        return _attributes(self.base, self.said, found)

    # changing

    def put(self, thing: Thing) -> None:
        """Let a thing stand, in place of what had its id."""
        if thing.was is not None and not self.is_gone(Spot(*thing.was)):
            self.vanish(Spot(*thing.was))
        self.things[thing.id] = thing
        self.fresh.append(thing)

    def vanish(self, spot: Spot, gone: bool = True) -> None:
        """Take an object of the base away with all that is part of it, or let it stand again."""
        if not self._own[spot.city]:
            self._gone[spot.city] = self._gone[spot.city].copy()
            self._own[spot.city] = True
        self._gone[spot.city][self.base.family(spot)] = gone

    def say(self, spot: Spot, attributes: Mapping[str, Any]) -> None:
        """Let other things be said of an object of the base; None takes an attribute away."""
        self.said[spot] = {**self.said.get(spot, {}), **attributes}

    # places

    @property
    def ground(self) -> Ground:
        """From places (n, 2) to the height that something stands at there, pads included."""
        return with_pads(self.base.standing, self.pads.values())

    def local(self, places: Sequence[Sequence[float]]) -> F64:
        """(n, 2 or 3): places in the project's system, as local metres."""
        given = np.array(places, np.float64)
        return np.asarray(given - self.base.frame.origin[: given.shape[1]])
