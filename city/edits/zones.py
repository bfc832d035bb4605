"""Edits that say what may be built where."""

from __future__ import annotations

from dataclasses import dataclass, replace

from city.base import Base
from city.edits.edit import Edit, edit, named
from city.edits.parts import RING, Line, Number, Word, part
from city.edits.rules import HEIGHT, free, on_the_ground
from city.ident import fresh
from city.outline import clean_rings
from city.thing import Thing
from city.view import Site
from city.zoning import Envelope


@edit("zone")
@dataclass(frozen=True)
class Zone(Edit):
    """Say what may be built on a plot: how high, how far from its edge, in which light planes."""

    outline: Line = part(RING)
    height: float = part(Number(1, 1000, "metres"), words="above the ground, of anything")
    setback: float = part(Number(0, 500, "metres"), 0.0, "from the plot's edge")
    wall: float = part(Number(0, 1000, "metres"), 0.0, "that may stand upright at that line")
    angle: float = part(Number(1, 90, "degrees"), 90.0, "of the light planes above; 90 for none")
    far: float | None = part(Number(0, 100), None, "floor area over plot area, at the most")
    coverage: float | None = part(Number(0, 1), None, "covered area over plot area, at the most")
    ground: float | None = part(HEIGHT, None, "height counted from; the ground if left out")
    name: str = part(Word(200), "")
    id: str = part(Word(1000), "")

    def settled(self, base: Base) -> Edit:
        ground = on_the_ground(base, self.outline, self.ground)
        return named(replace(self, ground=ground), "id", lambda: fresh("zone"))

    def apply(self, site: Site) -> None:
        free(site, self.id)
        rings = clean_rings(site.local(self.outline), what="plot")
        ground = (self.ground or 0.0) - site.base.frame.origin[2]
        form = Envelope(rings, ground, self.height, self.setback, self.wall, self.angle)
        said = {
            "function": "zone",
            "name": self.name or self.id,
            "area": float(form.shape.area),
            "height": self.height,
            "far": self.far,
            "coverage": self.coverage,
        }
        told = {name: value for name, value in said.items() if value is not None}
        site.put(Thing(self.id, "LandUse", form, told))

    def words(self) -> str:
        return f"zoned {self.name or 'a plot'} for {self.height:g} m"

    def touches(self) -> frozenset[str]:
        return frozenset([self.id])
