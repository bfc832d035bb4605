"""Edits of what is there: demolish, restore, change, move, copy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import shapely

from city.base import Base, Spot
from city.edits.edit import Edit, count, edit
from city.edits.parts import IDENT, IDS, Coordinates, Each, Number, Whole, Words, part
from city.edits.rules import stand_in
from city.forms import Land, Massing, Shape, Tree
from city.ident import fresh
from city.thing import Form, Thing
from city.view import Site
from city.zoning import Envelope

DESIGN = "design model"  # what placed models are said to be for


@edit("demolish")
@dataclass(frozen=True)
class Demolish(Edit):
    """Take objects away, with all that is part of them."""

    objects: tuple[str, ...] = part(IDS, words="the ids of what is demolished")

    def apply(self, site: Site) -> None:
        for found in site.find_all(self.objects):
            if isinstance(found, Spot):
                site.vanish(found)
            else:
                del site.things[found.id]
                if found.was is None:
                    site.rubble[found.id] = found

    def words(self) -> str:
        return f"demolished {count(len(self.objects), 'object')}"

    def touches(self) -> frozenset[str]:
        return frozenset(self.objects)


@edit("restore")
@dataclass(frozen=True)
class Restore(Edit):
    """Let objects stand again as they were before the plan demolished or changed them."""

    objects: tuple[str, ...] = part(IDS, words="the ids of what is to stand again")

    def apply(self, site: Site) -> None:
        spots = site.base.find(self.objects)
        for ident, spot in zip(self.objects, spots, strict=True):
            if ident in site.rubble:
                site.put(site.rubble.pop(ident))
            elif spot is not None:
                site.things.pop(ident, None)
                site.said.pop(spot, None)
                site.vanish(spot, gone=False)
            else:
                site.lose(f"{ident} is not in the city any more")

    def words(self) -> str:
        return f"restored {count(len(self.objects), 'object')}"

    def touches(self) -> frozenset[str]:
        return frozenset(self.objects)


@edit("change")
@dataclass(frozen=True)
class Change(Edit):
    """Say other things of objects: their use, their storeys, any attribute."""

    objects: tuple[str, ...] = part(IDS, words="the ids of what is changed")
    attributes: Mapping[str, Any] = part(Words(), words="by name; null takes one away")

    def apply(self, site: Site) -> None:
        for found in site.find_all(self.objects):
            if isinstance(found, Spot):
                site.say(found, self.attributes)
            else:
                told = {**found.attributes, **self.attributes}
                kept = {name: value for name, value in told.items() if value is not None}
                site.put(replace(found, attributes=kept))

    def words(self) -> str:
        names = ", ".join(
            f"{name} to {value}" if value is not None else f"{name} to nothing"
            for name, value in list(self.attributes.items())[:3]
        )
        return f"changed {names or 'nothing'} of {count(len(self.objects), 'object')}"

    def touches(self) -> frozenset[str]:
        return frozenset(self.objects)


@edit("move")
@dataclass(frozen=True)
class Move(Edit):
    """Move and turn objects, all of them about the same place."""

    objects: tuple[str, ...] = part(IDS, words="the ids of what is moved")
    by: tuple[float, ...] = part(Coordinates(3), (0.0, 0.0, 0.0), "metres east, north and up")
    turn: float = part(Number(-360, 360, "degrees"), 0.0, "clockwise")
    about: tuple[float, ...] | None = part(
        Coordinates(2), None, "the place turned about; the middle of the objects if left out"
    )
    scale: float = part(
        Number(1e-4, 1e4), 1.0, "of design models, from that place and their foot; others have none"
    )

    def apply(self, site: Site) -> None:
        found = site.find_all(self.objects)
        if not found:
            return
        about = _about(site, found, self.about)
        for one in found:
            thing = stand_in(site, one)
            form = thing.form if self.scale == 1.0 else _scaled(thing, self.scale, about)
            site.put(replace(thing, form=moved(form, self.by, self.turn, about)))

    def words(self) -> str:
        what = count(len(self.objects), "object")
        said = [("moved", f"by {np.linalg.norm(self.by):.1f} m")] if any(self.by) else []
        if self.scale != 1.0:
            said.append(("made", f"{self.scale:g} times as large"))
        if self.turn or not said:
            said.append(("turned", f"by {self.turn:g} degrees"))
        (first, how), *more = said
        return ", ".join([f"{first} {what} {how}", *(" ".join(one) for one in more)])

    def touches(self) -> frozenset[str]:
        return frozenset(self.objects)


@edit("copy")
@dataclass(frozen=True)
class Copy(Edit):
    """Put copies of objects beside them, one after the other, each moved and turned on."""

    objects: tuple[str, ...] = part(IDS, words="the ids of what is copied")
    by: tuple[float, ...] = part(Coordinates(3), words="metres from each copy to the next")
    turn: float = part(Number(-360, 360, "degrees"), 0.0, "clockwise, from each to the next")
    about: tuple[float, ...] | None = part(Coordinates(2), None, "the place turned about")
    times: int = part(Whole(1, 1000), 1, "how many copies of each")
    ids: tuple[str, ...] = part(
        Each(IDENT, 0, 100_000, "ids"), (), "of the copies: all of the first round, then the next"
    )

    def settled(self, base: Base) -> Copy:
        missing = len(self.objects) * self.times - len(self.ids)
        return replace(self, ids=(*self.ids, *(fresh("copy") for _ in range(missing))))

    def apply(self, site: Site) -> None:
        found = site.find_all(self.objects)
        if not found:
            return
        about = _about(site, found, self.about)
        place = {ident: k for k, ident in enumerate(self.objects)}
        for one in found:
            thing = stand_in(site, one)
            form, start = thing.form, np.array([*about, 0.0])
            for turn in range(self.times):
                form = moved(form, self.by, self.turn, start[:2])
                start = start + self.by
                ident = self.ids[turn * len(self.objects) + place[site.name(one)]]
                site.put(replace(thing, id=ident, form=form, was=None))

    def words(self) -> str:
        times = f" {self.times} times" if self.times > 1 else ""
        return f"copied {count(len(self.objects), 'object')}{times}"

    def touches(self) -> frozenset[str]:
        return frozenset(self.ids)


def _about(
    site: Site, found: list[Thing | Spot], said: tuple[float, ...] | None
) -> tuple[float, float]:
    """The place that things are turned about, in local metres."""
    if said is not None:
        x, y = site.local([said])[0].tolist()
        return x, y
    points = np.concatenate([site.body(one).points for one in found])
    if not len(points):
        return 0.0, 0.0
    x, y = ((points.min(0) + points.max(0)) / 2)[:2].tolist()
    return x, y


def _scaled(thing: Thing, scale: float, about: tuple[float, float]) -> Form:
    """The form of a design model so many times as large, its foot where it is."""
    if thing.attributes.get("function") != DESIGN:
        raise ValueError(f"{thing.id} is no design model, which alone can be scaled")
    body = thing.form.body()
    fixed = np.array([*about, body.low])
    return Shape(replace(body, points=(body.points - fixed) * scale + fixed))


def moved(form: Form, by: tuple[float, ...], turn: float, about: Any) -> Form:
    """A form turned so many degrees clockwise about a place, then moved."""
    step = np.array(by)
    if isinstance(form, Massing):
        rings = tuple(_turned(ring, turn, about) + step[:2] for ring in form.rings)
        roof = form.roof
        if roof.direction is not None:
            roof = replace(roof, direction=(roof.direction + turn) % 360)
        return replace(form, rings=rings, base=form.base + float(step[2]), roof=roof)
    if isinstance(form, Tree):
        x, y = (_turned(np.array([form.place[:2]]), turn, about)[0] + step[:2]).tolist()
        return replace(form, place=(x, y, form.place[2] + float(step[2])))
    if isinstance(form, Envelope):
        rings = tuple(_turned(ring, turn, about) + step[:2] for ring in form.rings)
        return replace(form, rings=rings, ground=form.ground + float(step[2]))
    body = form.body().moved(step.tolist(), -turn, about)
    if isinstance(form, Land):
        shape = shapely.transform(
            form.shape, lambda places: _turned(places, turn, about) + step[:2]
        )
        return Land(shape, body.faces(), form.lift)
    return Shape(body)


def _turned(ring: np.ndarray[Any, Any], turn: float, about: Any) -> np.ndarray[Any, Any]:
    angle = np.radians(-turn)
    c, s = np.cos(angle), np.sin(angle)
    return np.asarray((ring - about) @ np.array([[c, s], [-s, c]]) + about)
