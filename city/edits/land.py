"""Edits of what lies and grows on the ground: trees, parks, water, squares, pads, plots."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

import shapely

from city.base import Base
from city.draping import Pad, draped
from city.edits.covering import laid
from city.edits.edit import Edit, count, edit, named
from city.edits.parts import (
    IDENT,
    PLACES,
    RING,
    RINGS,
    Choice,
    Each,
    Line,
    Number,
    Place,
    Whole,
    Word,
    part,
)
from city.edits.rules import HEIGHT, free, on_the_ground
from city.forms import Land, Tree
from city.ident import fresh
from city.outline import clean_rings, polygon_of
from city.thing import Thing
from city.view import Site

# What a piece of land is laid out as: the class it becomes, its function there, metres above ground
LAND = {
    "park": ("PlantCover", "park", 0.06),
    "lawn": ("PlantCover", "lawn", 0.06),
    "meadow": ("PlantCover", "meadow", 0.06),
    "garden": ("PlantCover", "garden", 0.06),
    "hedge": ("PlantCover", "hedge", 1.2),
    "water": ("WaterBody", "pond", 0.04),
    "square": ("Square", "square", 0.08),
    "playground": ("LandUse", "playground", 0.08),
    "sports": ("LandUse", "sports ground", 0.08),
    "parking": ("LandUse", "parking", 0.08),
    "paving": ("LandUse", "paving", 0.08),
}
SPECIES = Word(200)


@edit("plant")
@dataclass(frozen=True)
class Plant(Edit):
    """Plant trees: one, a row, or many."""

    places: tuple[Place, ...] = part(PLACES, words="where each tree stands")
    species: str = part(SPECIES, "", "botanical or common")
    height: float = part(Number(0.5, 120, "metres"), 8.0, "when planted, or as it is now")
    crown: float = part(Number(0.2, 60, "metres"), 4.0, "how wide the crown is")
    year: int | None = part(Whole(1000, 3000), None, "planted in")
    grown_height: float | None = part(Number(0.5, 120, "metres"), None, "when fully grown")
    grown_crown: float | None = part(Number(0.2, 60, "metres"), None, "when fully grown")
    years: int = part(Whole(1, 500), 30, "from planting until fully grown")
    ids: tuple[str, ...] = part(Each(IDENT, 0, 100_000, "ids"), (), "of the trees")

    def settled(self, base: Base) -> Edit:
        on_the_ground(base, self.places, 0.0)
        missing = len(self.places) - len(self.ids)
        return replace(self, ids=(*self.ids, *(fresh("tree") for _ in range(missing))))

    def apply(self, site: Site) -> None:
        places = site.local(self.places)
        heights = site.ground(places)
        told = {
            "species": self.species,
            "height": self.height,
            "crownDiameter": self.crown,
            "yearPlanted": self.year,
            "heightGrown": self.grown_height,
            "crownGrown": self.grown_crown,
            "yearsToGrow": self.years if self.grown_height or self.grown_crown else None,
        }
        said = {name: value for name, value in told.items() if value not in (None, "")}
        for ident, (x, y), z in zip(self.ids, places.tolist(), heights.tolist(), strict=True):
            form = Tree((x, y, z), self.height, self.crown)
            site.put(Thing(ident, "SolitaryVegetationObject", form, said))

    def words(self) -> str:
        species = f" ({self.species})" if self.species else ""
        return f"planted {count(len(self.places), 'tree')}{species}"

    def touches(self) -> frozenset[str]:
        return frozenset(self.ids)


@edit("lay")
@dataclass(frozen=True)
class Lay(Edit):
    """Lay out a piece of land: a park, water, a square ..."""

    kind: str = part(Choice(tuple(LAND)))
    outline: Line = part(RING)
    holes: tuple[Line, ...] = part(RINGS, ())
    name: str = part(Word(200), "")
    id: str = part(Word(1000), "")

    def settled(self, base: Base) -> Edit:
        on_the_ground(base, self.outline, 0.0)
        return named(self, "id", lambda: fresh(self.kind))

    def apply(self, site: Site) -> None:
        free(site, self.id)
        holes = [site.local(hole) for hole in self.holes]
        rings = clean_rings(site.local(self.outline), holes, "outline")
        kind, function, lift = LAND[self.kind]
        shape = polygon_of(rings)
        said = {"function": function, "name": self.name, "area": float(shape.area)}
        said = {name: value for name, value in said.items() if value != ""}
        site.put(Thing(self.id, kind, laid(site, shape, lift), said))

    def words(self) -> str:
        return f"laid out {self.kind}" if not self.name else f"laid out {self.kind} “{self.name}”"

    def touches(self) -> frozenset[str]:
        return frozenset([self.id])


@edit("level")
@dataclass(frozen=True)
class Level(Edit):
    """Make a piece of ground level, with banks around it."""

    outline: Line = part(RING)
    height: float = part(HEIGHT, words="that the level ground is to have")
    slope: float = part(Number(1, 89, "degrees"), 33.7, "of the banks; 33.7 is 2 in 3")
    id: str = part(Word(1000), "")

    def settled(self, base: Base) -> Edit:
        on_the_ground(base, self.outline, 0.0)
        return named(self, "id", lambda: fresh("pad"))

    def apply(self, site: Site) -> None:
        free(site, self.id)
        rings = clean_rings(site.local(self.outline))
        up = self.height - site.base.frame.origin[2]
        before = site.ground
        pad = Pad(polygon_of(rings), up, self.slope)
        cut, fill = pad.moved(before)
        site.pads[self.id] = pad
        whole = pad.reach(before)
        said = {"function": "levelled ground", "cut": cut, "fill": fill}
        form = Land(whole, partial(draped, whole, pad.over(before), 0.02))
        site.put(Thing(self.id, "LandUse", form, said))

    def words(self) -> str:
        return f"levelled ground at {self.height:.2f} m"

    def touches(self) -> frozenset[str]:
        return frozenset([self.id])


@edit("plot")
@dataclass(frozen=True)
class Plot(Edit):
    """Draw a plot, for which the numbers of a plan are told one by one."""

    outline: Line = part(RING)
    name: str = part(Word(200), "")
    id: str = part(Word(1000), "")

    def settled(self, base: Base) -> Edit:
        on_the_ground(base, self.outline, 0.0)
        return named(self, "id", lambda: fresh("plot"))

    def apply(self, site: Site) -> None:
        free(site, self.id)
        rings = clean_rings(site.local(self.outline), what="plot")
        shape = polygon_of(rings)
        edge = shape.boundary.buffer(0.25, join_style="mitre").intersection(shape)
        pieces = draped(shapely.make_valid(edge), site.ground, 0.1)
        said = {"function": "plot", "name": self.name or self.id, "area": float(shape.area)}
        site.put(Thing(self.id, "LandUse", Land(shape, pieces), said))

    def words(self) -> str:
        return f"drew plot {self.name}".rstrip()

    def touches(self) -> frozenset[str]:
        return frozenset([self.id])
