"""The polygons of a stretch of objects as GML, each once, under an id of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from city.model import FILLED_TYPES, SHAPE_TYPES, Shapes
from exporters.citygml.schema import SOLIDS
from exporters.citygml.text import number_texts


@dataclass(frozen=True, slots=True)
class Shape:
    """A shape of an object: its type and its polygons, numbered as in the level of detail."""

    type: str
    polygons: range


class Level:
    """One level of detail of the objects from row `first` up to row `last`.

    shift: what to add to local metres; swap: whether north comes before east.
    """

    def __init__(
        self,
        lod: str,
        number: int,
        shapes: Shapes,
        first: int,
        last: int,
        shift: NDArray[np.float64],
        swap: bool,
    ) -> None:
        self.lod = lod
        self.shapes = shapes
        self._mark = "" if number == 0 else f"{number}."
        self._first = first
        self._bounds = shapes.object_shapes[first : last + 1].tolist()
        start, end = self._bounds[0], self._bounds[-1]
        self._first_shape = start
        self._cuts: list[int] = shapes.shape_polygons[start : end + 1].tolist()
        self._types = shapes.shape_type[start:end].tolist()
        self.start = int(self._cuts[0])
        self.end = int(self._cuts[-1])
        rings = shapes.polygon_rings[self.start : self.end + 1]
        self._rings = rings.tolist()
        self._first_ring = int(rings[0])
        points = shapes.ring_points[rings[0] : rings[-1] + 1]
        self._first_point = int(points[0])
        self._points = (points - points[0]).tolist()
        self._surface: list[int] = shapes.polygon_surface[self.start : self.end].tolist()
        self._shell: list[int] = shapes.polygon_shell[self.start : self.end].tolist()
        world = shapes.points[points[0] : points[-1]] + shift
        world = np.round(world, 9)  # a millimetre less exact than any decimal in the source
        self._texts = number_texts(world[:, [1, 0, 2]] if swap else world)

    def of(self, row: int) -> list[Shape]:
        """The shapes of an object."""
        start, end = self._bounds[row - self._first : row - self._first + 2]
        found = []
        for shape in range(start - self._first_shape, end - self._first_shape):
            polygons = range(self._cuts[shape], self._cuts[shape + 1])
            found.append(Shape(SHAPE_TYPES[self._types[shape]], polygons))
        return found

    def surface_of(self, polygon: int) -> int:
        return self._surface[polygon - self.start]

    def id(self, polygon: int) -> str:
        """What an id ends with: unique within the file."""
        return f"{self._mark}{polygon}"

    def rings(self, polygon: int) -> list[tuple[int, int]]:
        """Where the points of each ring stand, counted from the level's first of this stretch."""
        k = polygon - self.start
        rings = range(self._rings[k] - self._first_ring, self._rings[k + 1] - self._first_ring)
        return [(self._points[r], self._points[r + 1]) for r in rings]

    def points_of(self, polygon: int) -> slice:
        """Where the polygon's points stand in the level's pool."""
        spans = self.rings(polygon)
        return slice(self._first_point + spans[0][0], self._first_point + spans[-1][1])

    def polygon(self, polygon: int, prefix: str, name_rings: bool) -> str:
        """A gml:Polygon; its rings get ids where a texture needs them."""
        id = f"{prefix}{self.id(polygon)}"
        text = self._texts
        parts = [f'<gml:Polygon gml:id="{id}">']
        side = "exterior"
        for number, (start, end) in enumerate(self.rings(polygon)):
            named = f' gml:id="{id}-{number}"' if name_rings else ""
            places = " ".join(text[start:end])
            parts.append(
                f"<gml:{side}><gml:LinearRing{named}><gml:posList>{places} {text[start]}"
                f"</gml:posList></gml:LinearRing></gml:{side}>"
            )
            side = "interior"
        parts.append("</gml:Polygon>")
        return "".join(parts)

    def triangles(self, polygon: int, prefix: str, name_rings: bool) -> str:
        """The triangles that fill a polygon, as patches of a surface."""
        first, last = self.shapes.polygon_triangles[polygon : polygon + 2].tolist()
        corners = (self.shapes.triangles[first:last] - self._first_point).tolist()
        (start, end), *holes = self.rings(polygon)
        named = ""
        if end - start == 3 and not holes:
            corners = [[start, start + 1, start + 2]]
            named = f' gml:id="{prefix}{self.id(polygon)}-0"' if name_rings else ""
        text = self._texts
        return "".join(
            f"<gml:Triangle><gml:exterior><gml:LinearRing{named}><gml:posList>"
            f"{text[a]} {text[b]} {text[c]} {text[a]}"
            "</gml:posList></gml:LinearRing></gml:exterior></gml:Triangle>"
            for a, b, c in corners
        )

    def line(self, polygon: int) -> str:
        start, end = self.rings(polygon)[0]
        return " ".join(self._texts[start:end])

    def places(self, polygon: int) -> list[str]:
        start, end = self.rings(polygon)[0]
        return self._texts[start:end]

    def shells(self, polygons: Sequence[int]) -> list[list[int]]:
        """The polygons of a solid by shell, the outer one first."""
        found: dict[int, list[int]] = {}
        for polygon in polygons:
            found.setdefault(self._shell[polygon - self.start], []).append(polygon)
        return [found[shell] for shell in sorted(found)]


def filled(type: str) -> bool:
    return SHAPE_TYPES.index(type) < FILLED_TYPES


# shapes of several polygons; `members` are gml:Polygon elements, "" for a link


def member(text: str, id: str) -> str:
    if text:
        return f"<gml:surfaceMember>{text}</gml:surfaceMember>"
    return f'<gml:surfaceMember xlink:href="#{id}"/>'


def multi_surface(members: str) -> str:
    return f"<gml:MultiSurface>{members}</gml:MultiSurface>"


def composite_surface(members: str) -> str:
    return f"<gml:CompositeSurface>{members}</gml:CompositeSurface>"


def solid(type: str, shells: Sequence[str], srs3: bool) -> str:
    """A solid of its shells, each the members of one closed surface.

    Of several solids the City keeps the shells and not which belong together: each is a solid.
    """
    wrap = ("Shell",) if srs3 else ("CompositeSurface",)
    closed = [f"<gml:{wrap[0]}>{shell}</gml:{wrap[0]}>" for shell in shells]
    if type == "Solid":
        inner = f"<gml:exterior>{closed[0]}</gml:exterior>"
        inner += "".join(f"<gml:interior>{shell}</gml:interior>" for shell in closed[1:])
        return f"<gml:Solid>{inner}</gml:Solid>"
    assert type in SOLIDS
    each = "".join(
        f"<gml:solidMember><gml:Solid><gml:exterior>{shell}</gml:exterior></gml:Solid>"
        "</gml:solidMember>"
        for shell in closed
    )
    return f"<gml:{type}>{each}</gml:{type}>"


def curves(lines: Sequence[str]) -> str:
    each = "".join(
        f"<gml:curveMember><gml:LineString><gml:posList>{line}</gml:posList></gml:LineString>"
        "</gml:curveMember>"
        for line in lines
    )
    return f"<gml:MultiCurve>{each}</gml:MultiCurve>"


def points(places: Sequence[str]) -> str:
    each = "".join(
        f"<gml:pointMember><gml:Point><gml:pos>{place}</gml:pos></gml:Point></gml:pointMember>"
        for place in places
    )
    return f"<gml:MultiPoint>{each}</gml:MultiPoint>"
