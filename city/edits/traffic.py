"""Edits that rule traffic: streets closed, and how fast one may drive."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

import shapely

from city.base import Base
from city.draping import draped
from city.edits.edit import Edit, edit, named
from city.edits.parts import LINE, Choice, Line, Number, Word, part
from city.edits.rules import free, on_the_ground
from city.forms import Land
from city.ident import fresh
from city.outline import clean_rings, polygon_of
from city.strips import band, cleaned
from city.thing import Thing
from city.traffic.works import CLOSURE, FURNITURE, LIMIT, WHOM
from city.view import Site

WIDE = 1.0  # metres of the line that is drawn on the ground
LIFT = 0.2  # metres above it


@edit("close")
@dataclass(frozen=True)
class Close(Edit):
    """Close streets to traffic: those that a line crosses, or all in an area."""

    line: Line = part(LINE, words="across the streets; around them where it ends as it begins")
    whom: str = part(Choice(tuple(WHOM)), "all", "that may no longer pass")
    name: str = part(Word(200), "")
    id: str = part(Word(1000), "")

    def settled(self, base: Base) -> Edit:
        on_the_ground(base, self.line, 0.0)
        return named(self, "id", lambda: fresh("closure"))

    def apply(self, site: Site) -> None:
        said = {"function": CLOSURE, "closedTo": self.whom}
        _put(site, self.id, self.name, self.line, said)

    def words(self) -> str:
        whom = "traffic" if self.whom == "all" else self.whom
        return f"closed {_where(self.line)} to {whom}" + (f": {self.name}" if self.name else "")

    def touches(self) -> frozenset[str]:
        return frozenset([self.id])


@edit("limit")
@dataclass(frozen=True)
class Limit(Edit):
    """Say how fast one may drive: on streets that a line crosses, or on all in an area."""

    line: Line = part(LINE, words="across the streets; around them where it ends as it begins")
    speed: float = part(Number(5, 200, "km/h"), 30.0)
    name: str = part(Word(200), "")
    id: str = part(Word(1000), "")

    def settled(self, base: Base) -> Edit:
        on_the_ground(base, self.line, 0.0)
        return named(self, "id", lambda: fresh("limit"))

    def apply(self, site: Site) -> None:
        said = {"function": LIMIT, "maxspeed": self.speed}
        _put(site, self.id, self.name, self.line, said)

    def words(self) -> str:
        where = f"limited {_where(self.line)} to {self.speed:g} km/h"
        return where + (f": {self.name}" if self.name else "")

    def touches(self) -> frozenset[str]:
        return frozenset([self.id])


def _is_area(line: Line) -> bool:
    return len(line) > 3 and line[0] == line[-1]


def _where(line: Line) -> str:
    return "an area" if _is_area(line) else "streets"


def _put(site: Site, ident: str, name: str, line: Line, said: dict[str, Any]) -> None:
    """Let a rule stand where its line is: a strip across streets, or an area with its edge drawn.

    It is furniture, which no indicator counts as ground.
    """
    free(site, ident)
    places = site.local(line)
    if _is_area(line):
        shape = polygon_of(clean_rings(places[:-1], what="area"))
        drawn = shape.boundary.buffer(WIDE / 2, join_style="mitre").intersection(shape)
    else:
        shape = drawn = band(cleaned(places), WIDE / 2, -WIDE / 2)
    pieces = partial(draped, shapely.make_valid(drawn), site.ground, LIFT)
    told = said | ({"name": name} if name else {})
    site.put(Thing(ident, FURNITURE, Land(shape, pieces), told))
