"""The edit that closes streets to traffic."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import shapely

from city.base import Base
from city.draping import draped
from city.edits.edit import Edit, edit, named
from city.edits.parts import LINE, Choice, Line, Word, part
from city.edits.rules import free, on_the_ground
from city.forms import Land
from city.ident import fresh
from city.outline import clean_rings, polygon_of
from city.strips import band, cleaned
from city.thing import Thing
from city.traffic.works import CLOSURE, WHOM
from city.view import Site

WIDE = 1.0  # metres of the barrier that is drawn


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
        return named(self, "id", lambda: fresh(CLOSURE))

    def apply(self, site: Site) -> None:
        free(site, self.id)
        places = site.local(self.line)
        if self._is_area():
            shape = polygon_of(clean_rings(places[:-1], what="closed area"))
            drawn = shape.boundary.buffer(WIDE / 2, join_style="mitre").intersection(shape)
        else:
            shape = drawn = band(cleaned(places), WIDE / 2, -WIDE / 2)
        pieces = partial(draped, shapely.make_valid(drawn), site.ground, 0.2)
        said = {"function": CLOSURE, "name": self.name, "closedTo": self.whom}
        told = {name: value for name, value in said.items() if value}
        site.put(Thing(self.id, "CityFurniture", Land(shape, pieces), told))

    def _is_area(self) -> bool:
        return len(self.line) > 3 and self.line[0] == self.line[-1]

    def words(self) -> str:
        where = "an area" if self._is_area() else "streets"
        whom = "traffic" if self.whom == "all" else self.whom
        return f"closed {where} to {whom}" + (f": {self.name}" if self.name else "")

    def touches(self) -> frozenset[str]:
        return frozenset([self.id])
