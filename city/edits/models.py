"""Edits that place a design model: a building as its architect has drawn it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from city.base import Base, Spot
from city.body import Body, joined
from city.edits.edit import Edit, edit
from city.edits.objects import DESIGN
from city.edits.parts import Coordinates, Number, Word, part
from city.edits.rules import free
from city.forms import Shape
from city.ident import fresh
from city.model import City
from city.thing import Thing
from city.view import Site

INSIDE = ("BuildingRoom", "Room", "BuildingFurniture")  # what a city sees nothing of


@edit("place")
@dataclass(frozen=True)
class Place(Edit):
    """Place a design model: IFC, glTF, OBJ, CityJSON, CityGML."""

    path: str = part(Word(4096, 1), words="of the file, as seen from the project's folder")
    hash: str = part(Word(128), "", "of its content")
    at: tuple[float, ...] | None = part(
        Coordinates(3), None, "where its own origin lies; by its georeference if left out"
    )
    turn: float = part(Number(-360, 360, "degrees"), 0.0, "clockwise")
    scale: float = part(Number(1e-4, 1e4), 1.0)
    name: str = part(Word(200), "")
    id: str = part(Word(1000), "")

    def settled(self, base: Base) -> Place:
        return self if self.id else replace(self, id=fresh("model"))

    def apply(self, site: Site) -> None:
        free(site, self.id)
        model = site.base.models.get(self.hash)
        if model is None:
            site.lose(f"the model {self.path} is not at hand; find it again, or place another")
            return
        body = body_of(model)
        if not len(body):
            raise ValueError(f"the model {self.path} has no faces")
        own = np.subtract(model.frame.origin, site.base.frame.origin)
        by = own if self.at is None else site.local([self.at])[0]
        scaled = replace(body, points=body.points * self.scale)
        form = Shape(scaled.moved(by.tolist(), -self.turn, (0.0, 0.0)))
        said = {"function": DESIGN, "name": self.name or self.path, "source": self.path}
        site.put(Thing(self.id, "Building", form, said))

    def words(self) -> str:
        return f"placed the model {self.name or self.path}"

    def touches(self) -> frozenset[str]:
        return frozenset([self.id])


@lru_cache(maxsize=32)  # as many as a plan may place, so that they are joined on a worker
def body_of(model: City) -> Body:
    """All faces of a design model but its rooms and furniture, counted from its own origin."""
    alone, objects = Base(model.frame, (model,)), model.objects
    inside = np.isin(objects.kind, [k for k, kind in enumerate(objects.kinds) if kind in INSIDE])
    roots = np.flatnonzero(objects.parent < 0).tolist()
    return joined([part for row in roots if len(part := alone.body(Spot(0, row), inside))])
