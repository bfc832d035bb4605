"""Edits that build streets, bridges, walls and dikes, and put solar panels on roofs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from city.base import Base
from city.body import PLAIN, ROOF, Body
from city.edits.covering import laid
from city.edits.edit import Edit, count, edit, named
from city.edits.parts import (
    IDS,
    LINE,
    Choice,
    Each,
    Line,
    Number,
    Record,
    Word,
    part,
)
from city.edits.rules import free, on_the_ground
from city.forms import Shape, Tree
from city.ident import fresh
from city.outline import rings_of
from city.strips import along, band, beside, cleaned
from city.thing import Thing
from city.view import Site

F64 = NDArray[np.float64]

# The parts of a street, metres above the ground: the carriageway lies lower than the pavement
STREET = {
    "carriageway": 0.06,
    "bus": 0.06,
    "tram": 0.07,
    "cycle": 0.10,
    "parking": 0.08,
    "pavement": 0.14,
    "green": 0.12,
    "trees": 0.12,
    "water": 0.03,
}
TREE_SPACING = 8.0  # metres


@dataclass(frozen=True)
class Lane:
    """One part of a street's cross-section."""

    kind: str = part(Choice(tuple(STREET)))
    width: float = part(Number(0.1, 200, "metres"))


@edit("street")
@dataclass(frozen=True)
class Street(Edit):
    """Lay a street along a line, with a cross-section from its left to its right."""

    line: Line = part(LINE, words="the middle of the street")
    section: tuple[Lane, ...] = part(Each(Record(Lane), 1, 40, "parts"))
    spacing: float = part(Number(2, 200, "metres"), TREE_SPACING, "between the trees of a row")
    name: str = part(Word(200), "")
    id: str = part(Word(900), "")

    def settled(self, base: Base) -> Edit:
        on_the_ground(base, self.line, 0.0)
        return named(self, "id", lambda: fresh("street"))

    def apply(self, site: Site) -> None:
        line = cleaned(site.local(self.line))
        width = sum(lane.width for lane in self.section)
        left = width / 2
        for number, lane in enumerate(self.section, 1):
            right = left - lane.width
            ident = f"{self.id}-{number}"
            free(site, ident)
            shape = band(line, left, right)
            form = laid(site, shape, STREET[lane.kind])
            said: dict[str, Any] = {"function": lane.kind, "area": float(shape.area)}
            said["street"] = self.id
            if self.name:
                said["name"] = self.name
            kind = "PlantCover" if lane.kind in ("green", "trees") else "Road"
            site.put(Thing(ident, "WaterBody" if lane.kind == "water" else kind, form, said))
            if lane.kind == "trees":
                self._trees(site, beside(line, (left + right) / 2), ident)
            left = right

    def _trees(self, site: Site, line: F64, ident: str) -> None:
        places = along(line, self.spacing, self.spacing / 2)
        heights = site.ground(places)
        for k, ((x, y), z) in enumerate(zip(places.tolist(), heights.tolist(), strict=True), 1):
            said = {"height": 8.0, "crownDiameter": 4.0}
            form = Tree((x, y, z), 8.0, 4.0)
            site.put(Thing(f"{ident}-tree-{k}", "SolitaryVegetationObject", form, said))

    def words(self) -> str:
        width = sum(lane.width for lane in self.section)
        return f"laid street {self.name}".rstrip() + f", {width:g} m wide"

    def touches(self) -> frozenset[str]:
        return frozenset([f"{self.id}-{k}" for k in range(1, len(self.section) + 1)])


@edit("wall")
@dataclass(frozen=True)
class Wall(Edit):
    """Build a wall, or a dike with sloping sides, along a line."""

    line: Line = part(LINE)
    height: float = part(Number(0.1, 100, "metres"))
    width: float = part(Number(0.05, 200, "metres"), 0.3, "of its crest")
    slope: float = part(Number(1, 90, "degrees"), 90.0, "of its sides; 90 is upright")
    name: str = part(Word(200), "")
    id: str = part(Word(1000), "")

    def settled(self, base: Base) -> Edit:
        on_the_ground(base, self.line, 0.0)
        return named(self, "id", lambda: fresh("dike" if self.slope < 90 else "wall"))

    def apply(self, site: Site) -> None:
        free(site, self.id)
        line = cleaned(site.local(self.line))
        foot = self.width / 2
        if self.slope < 90:
            foot += self.height / np.tan(np.radians(self.slope))
        ground = site.ground(line)
        section = [(-foot, 0.0), (foot, 0.0), (self.width / 2, self.height)]
        section.append((-self.width / 2, self.height))
        function = "dike" if self.slope < 90 else "wall"
        body = swept(line, ground, section)
        said: dict[str, Any] = {"function": function, "height": self.height}
        if self.name:
            said["name"] = self.name
        site.put(Thing(self.id, "OtherConstruction", Shape(body), said))

    def words(self) -> str:
        return f"built a {'dike' if self.slope < 90 else 'wall'} {self.height:g} m high"

    def touches(self) -> frozenset[str]:
        return frozenset([self.id])


@edit("bridge")
@dataclass(frozen=True)
class Bridge(Edit):
    """Build a bridge along a line: a deck from bank to bank."""

    line: Line = part(LINE)
    width: float = part(Number(0.5, 200, "metres"), 6.0)
    rise: float = part(Number(0, 500, "metres"), 2.0, "of the middle above its ends")
    thickness: float = part(Number(0.1, 50, "metres"), 0.8, "of the deck")
    name: str = part(Word(200), "")
    id: str = part(Word(1000), "")

    def settled(self, base: Base) -> Edit:
        on_the_ground(base, self.line, 0.0)
        return named(self, "id", lambda: fresh("bridge"))

    def apply(self, site: Site) -> None:
        free(site, self.id)
        line = shapely.LineString(cleaned(site.local(self.line)))
        fine = shapely.get_coordinates(line.segmentize(max(line.length / 40, 1.0)))
        far = np.append(0, np.cumsum(np.hypot(*np.diff(fine, axis=0).T))) / line.length
        start, end = site.ground(fine[[0, -1]]).tolist()
        deck = start + (end - start) * far + self.rise * 4 * far * (1 - far)
        half, thick = self.width / 2, self.thickness
        section = [(-half, -thick), (half, -thick), (half, 0.0), (-half, 0.0)]
        said: dict[str, Any] = {"function": "bridge", "length": float(line.length)}
        if self.name:
            said["name"] = self.name
        site.put(Thing(self.id, "Bridge", Shape(swept(fine, deck, section)), said))

    def words(self) -> str:
        return f"built bridge {self.name}".rstrip() + f", {self.width:g} m wide"

    def touches(self) -> frozenset[str]:
        return frozenset([self.id])


@edit("solar")
@dataclass(frozen=True)
class Solar(Edit):
    """Put solar panels on the roofs of buildings, where they lie towards the sun."""

    objects: tuple[str, ...] = part(IDS)
    share: float = part(Number(0.01, 1), 0.7, "of each suitable roof that is covered")
    steepest: float = part(Number(0, 90, "degrees"), 60.0, "roof that is used")
    turned: float = part(
        Number(0, 180, "degrees"), 120.0, "away from the equator's side that a roof may face"
    )
    power: float = part(Number(10, 500, "W/m²"), 200.0, "of a panel at 1,000 W/m²")
    id: str = part(Word(900), "")

    def settled(self, base: Base) -> Edit:
        return named(self, "id", lambda: fresh("solar"))

    def apply(self, site: Site) -> None:
        for number, found in enumerate(site.find_all(self.objects), 1):
            roofs = self._roofs(site.body(found))
            if not roofs:
                site.lose(f"{site.name(found)} has no roof towards the sun")
                continue
            body = Body.of(roofs, [PLAIN] * len(roofs), False)
            area = float(np.linalg.norm(body.area_vectors(), axis=1).sum())
            said = {
                "function": "solar panels",
                "area": area,
                "kilowattPeak": area * self.power / 1000,
                "on": site.name(found),
            }
            ident = f"{self.id}-{number}"
            free(site, ident)
            site.put(Thing(ident, "BuildingInstallation", Shape(body), said))

    def _roofs(self, body: Body) -> list[list[F64]]:
        """The panels on the suitable faces of a body, just above them."""
        found = []
        for rings, surface, vector in zip(
            body.faces(), body.surface.tolist(), body.area_vectors(), strict=True
        ):
            size = float(np.linalg.norm(vector))
            upwards = vector[2] / size if size else 0.0
            if size < 4 or upwards <= 0 or (surface != ROOF and body.surface.any()):
                continue
            slope = float(np.degrees(np.arccos(min(upwards, 1.0))))
            facing = float(np.degrees(np.arctan2(vector[0], vector[1]))) % 360
            off = abs((facing - 180 + 180) % 360 - 180)
            if slope <= self.steepest and (slope < 5 or off <= self.turned):
                found += self._panels(rings, vector / size)
        return found

    def _panels(self, rings: Sequence[F64], normal: F64) -> list[list[F64]]:
        """The face drawn in until the wanted share of it is left, lifted a little."""
        flat = shapely.Polygon(rings[0][:, :2], [ring[:, :2] for ring in rings[1:]])
        if not flat.is_valid or flat.area < 2:
            return []
        low, high = 0.0, float(np.sqrt(flat.area))
        for _ in range(30):
            middle = (low + high) / 2
            left = flat.buffer(-middle, join_style="mitre").area
            low, high = (middle, high) if left > self.share * flat.area else (low, middle)
        inner = flat.buffer(-low, join_style="mitre")
        found = []
        for one in shapely.get_parts([inner]):
            if one.area < 1:
                continue
            panel = []
            for ring in rings_of(one):
                away = (ring - rings[0][0, :2]) @ normal[:2]
                height = rings[0][0, 2] - away / normal[2]
                panel.append(np.c_[ring, height] + normal * 0.15)
            found.append(panel)
        return found

    def words(self) -> str:
        return f"put solar panels on {count(len(self.objects), 'building')}"

    def touches(self) -> frozenset[str]:
        return frozenset(f"{self.id}-{k}" for k in range(1, len(self.objects) + 1))


def swept(line: F64, heights: F64, section: Sequence[tuple[float, float]]) -> Body:
    """A cross-section carried along a line (n, 2): a closed body.

    section: its corners (to the left, up), anticlockwise as seen by one who walks the line.
    """
    paths = [np.c_[beside(line, -off), heights + up] for off, up in section]
    faces: list[list[F64]] = [
        [np.array([path[0] for path in paths])],
        [np.array([path[-1] for path in paths])[::-1]],
    ]
    for k, low in enumerate(paths):
        high = paths[(k + 1) % len(paths)]
        sides = range(len(line) - 1)
        faces += [[np.array([low[a], low[a + 1], high[a + 1], high[a]])] for a in sides]
    body = Body.of(faces, [PLAIN] * len(faces))
    if body.volume() < 0:
        body = Body.of([[ring[::-1] for ring in face] for face in faces], [PLAIN] * len(faces))
    return body
