"""Edits that draw buildings, raise them, and change their roofs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, cast, get_args

from city.base import Base
from city.blocks import covered
from city.edits.edit import Edit, count, edit, named
from city.edits.parts import (
    IDS,
    RING,
    RINGS,
    Choice,
    Each,
    Json,
    Line,
    Number,
    Record,
    Whole,
    Word,
    Words,
    part,
)
from city.edits.rules import HEIGHT, each, free, on_the_ground
from city.expression.names import ALIASES
from city.forms import Massing, Shape
from city.ident import fresh
from city.outline import clean_rings
from city.reshape import raised
from city.roof import Roof
from city.roof import Shape as RoofShape
from city.thing import Thing
from city.view import Site

STOREYS = Whole(1, 200)
STOREY = Number(2, 20, "metres")
STOREY_HEIGHT = 3.0
SHAPES = get_args(RoofShape)


@dataclass(frozen=True)
class SaidRoof:
    """A roof as an edit says it."""

    shape: str = part(Choice(SHAPES), "flat")
    slope: float | None = part(Number(1, 85, "degrees"), None, "35; of a mansard's walls 70")
    direction: float | None = part(
        Number(0, 360, "degrees"), None, "clockwise from north; along the ridge, or down a shed"
    )

    def roof(self) -> Roof:
        shape = cast(RoofShape, self.shape)
        if self.slope is None:
            return Roof(shape, direction=self.direction)
        return Roof(shape, self.slope, self.direction)


@dataclass(frozen=True)
class RoofPart(Record):
    """A roof, or just the word for its shape."""

    of: type = field(default=SaidRoof)

    def read(self, value: Any) -> Any:
        return super().read({"shape": value} if isinstance(value, str) else value)

    def schema(self) -> Json:
        return {"anyOf": [{"enum": list(SHAPES)}, super().schema()]}


@dataclass(frozen=True)
class Setback:
    """From a storey upwards, walls that stand back."""

    storey: int = part(Whole(2, 200), words="the first storey that stands back; ground is 1")
    metres: float = part(Number(0.1, 100, "metres"))


@edit("build")
@dataclass(frozen=True)
class Build(Edit):
    """Draw a building."""

    footprint: Line = part(RING, words="the corners of its outline, in either direction")
    holes: tuple[Line, ...] = part(RINGS, (), "outlines of its courtyards")
    storeys: int = part(STOREYS, 3)
    storey_height: float = part(STOREY, STOREY_HEIGHT)
    use: str = part(Word(200), "residential", "what it is for: residential, office, retail ...")
    roof: SaidRoof = part(RoofPart(), SaidRoof())
    setbacks: tuple[Setback, ...] = part(Each(Record(Setback), 0, 50, "setbacks"), ())
    ground: float | None = part(HEIGHT, None, "height of its floor; on the ground if left out")
    name: str = part(Word(200), "")
    attributes: Mapping[str, Any] | None = part(Words(), None)
    id: str = part(Word(1000), "", "what it is called from then on; made up if left out")

    def settled(self, base: Base) -> Edit:
        ground = on_the_ground(base, self.footprint, self.ground)
        return named(replace(self, ground=ground), "id", lambda: fresh("building"))

    def apply(self, site: Site) -> None:
        free(site, self.id)
        holes = [site.local(hole) for hole in self.holes]
        rings = clean_rings(site.local(self.footprint), holes, "footprint")
        base = (self.ground or 0.0) - site.base.frame.origin[2]
        steps = tuple((one.storey, one.metres) for one in self.setbacks)
        roof = self.roof.roof()
        form = Massing(rings, base, self.storeys, self.storey_height, roof, steps)
        told = {"function": self.use, "storeysAboveGround": self.storeys, "name": self.name}
        said = {name: value for name, value in told.items() if value != ""} | dict(
            self.attributes or {}
        )
        site.put(Thing(self.id, "Building", form, said))

    def words(self) -> str:
        name = f" “{self.name}”" if self.name else ""
        return f"built{name} {self.storeys}-storey {self.use} building".replace("  ", " ")

    def touches(self) -> frozenset[str]:
        return frozenset([self.id])


@edit("raise")
@dataclass(frozen=True)
class Raise(Edit):
    """Make buildings higher or lower, by storeys or by metres."""

    objects: tuple[str, ...] = part(IDS)
    storeys: int = part(Whole(-200, 200), 0, "how many more, or fewer")
    metres: float = part(Number(-1000, 1000, "metres"), 0.0, "or how much higher, or lower")

    def apply(self, site: Site) -> None:
        if not self.storeys and not self.metres:
            raise ValueError("raise says neither storeys nor metres")
        each(site, self.objects, self._raised)

    def _raised(self, site: Site, thing: Thing) -> Thing:
        form, said = thing.form, dict(thing.attributes)
        if isinstance(form, Massing):
            storeys = form.storeys + self.storeys
            if storeys < 1:
                raise ValueError(_too_few(form.storeys, self.storeys))
            height = (storeys * form.storey_height + self.metres) / storeys
            if height < 2:
                raise ValueError(f"would have storeys of {height:.1f} m, which nobody can use")
            said["storeysAboveGround"] = storeys
            return replace(
                thing, form=replace(form, storeys=storeys, storey_height=height), attributes=said
            )
        name = next((n for n in ALIASES["storeys"] if isinstance(said.get(n), int)), "")
        height = said.get("storeyHeight", STOREY_HEIGHT)
        height = float(height) if isinstance(height, (int, float)) else STOREY_HEIGHT
        if name and self.storeys:
            if said[name] + self.storeys < 1:
                raise ValueError(_too_few(said[name], self.storeys))
            said[name] += self.storeys
        higher = raised(thing.body, self.storeys * height + self.metres)
        if isinstance(said.get("measuredHeight"), (int, float)):
            said["measuredHeight"] = higher.high - higher.low
        return replace(thing, form=Shape(higher), attributes=said)

    def words(self) -> str:
        much = self.metres or self.storeys
        by = f"{abs(self.metres):g} m" if self.metres else count(abs(self.storeys), "storey")
        verb = "raised" if much > 0 else "lowered"
        return f"{verb} {count(len(self.objects), 'building')} by {by}"

    def touches(self) -> frozenset[str]:
        return frozenset(self.objects)


def _too_few(storeys: int, more: int) -> str:
    return f"has {count(storeys, 'storey')}, so it cannot lose {-more}"


@edit("roof")
@dataclass(frozen=True)
class ChangeRoof(Edit):
    """Give buildings another roof, on the walls that they have."""

    objects: tuple[str, ...] = part(IDS)
    roof: SaidRoof = part(RoofPart())

    def apply(self, site: Site) -> None:
        each(site, self.objects, self._roofed)

    def _roofed(self, site: Site, thing: Thing) -> Thing:
        roof = self.roof.roof()
        if isinstance(thing.form, Massing):
            return replace(thing, form=replace(thing.form, roof=roof))
        return replace(thing, form=Shape(covered(thing.body, roof)))

    def words(self) -> str:
        return f"put a {self.roof.shape} roof on {count(len(self.objects), 'building')}"

    def touches(self) -> frozenset[str]:
        return frozenset(self.objects)
