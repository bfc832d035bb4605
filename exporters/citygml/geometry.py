"""Shapes of one element -> its geometry properties."""

from __future__ import annotations

import re
from collections.abc import Sequence

from exporters.citygml.polygons import (
    composite_surface,
    curves,
    multi_surface,
    points,
)
from exporters.citygml.schema import SOLIDS, Class

_SURFACE = re.compile(r"lod\dSurface$")


class Geometry:
    """Collects the geometry of an element by property; what shares a property is joined."""

    def __init__(self, cls: Class, version: str, tin: str = "") -> None:
        """tin: the id of a TIN, under which materials and textures find it."""
        self._cls = cls
        self._version = version
        self.tin = tin if "tin" in cls.slots else ""
        self._solids: dict[str, list[str]] = {}
        self._faces: dict[str, list[str]] = {}
        self._lines: dict[str, list[str]] = {}
        self._places: dict[str, list[str]] = {}
        self.misplaced: list[str] = []

    @property
    def empty(self) -> bool:
        return not (self._solids or self._faces or self._lines or self._places)

    def takes_solids(self, digit: str) -> bool:
        return self._cls.geometry(digit, "Solid") != ""

    def solid(self, digit: str, type: str, text: str) -> None:
        self._solids.setdefault(self._slot(digit, type), []).append(text)

    def faces(self, digit: str, type: str, members: Sequence[str]) -> None:
        """Members of a surface: polygons, or triangles where the element wants those."""
        slot = self._slot(digit, type)
        if slot.endswith("lod0FootPrint") and slot in self._faces:
            slot = slot.replace("FootPrint", "RoofEdge")
        self._faces.setdefault(slot, []).extend(members)

    def add_to_faces(self, digit: str, member: str) -> None:
        self._faces.setdefault(self._slot(digit, "MultiSurface"), []).append(member)

    def lines(self, digit: str, type: str, texts: Sequence[str]) -> None:
        self._lines.setdefault(self._slot(digit, type), []).extend(texts)

    def places(self, digit: str, texts: Sequence[str]) -> None:
        self._places.setdefault(self._slot(digit, "MultiPoint"), []).extend(texts)

    def _slot(self, digit: str, type: str) -> str:
        slot = self._cls.geometry(digit, type)
        if not slot:
            prefix = "core" if self._version == "3.0" else self._cls.name.partition(":")[0]
            word = type if type in SOLIDS or not type.startswith("Comp") else "MultiSurface"
            slot = f"{prefix}:lod{digit}{word}"
            if slot not in self.misplaced:
                self.misplaced.append(slot)
        return slot

    def write(self, parts: dict[str, list[str]]) -> None:
        """Put everything into the element's properties."""
        for slot, texts in self._solids.items():
            _put(parts, slot, texts[0] if len(texts) == 1 else _together(texts))
        for slot, members in self._faces.items():
            _put(parts, slot, self._surface(slot, "".join(members)))
        for slot, lines in self._lines.items():
            _put(parts, slot, _network(lines) if slot.endswith("Network") else curves(lines))
        for slot, places in self._places.items():
            one = slot.endswith("Point") and len(places) == 1
            point = f"<gml:Point><gml:pos>{places[0]}</gml:pos></gml:Point>"
            _put(parts, slot, point if one else points(places))

    def _surface(self, slot: str, members: str) -> str:
        if slot.endswith(":tin"):
            name = "trianglePatches" if self._version == "2.0" else "patches"
            inner = f"<gml:{name}>{members}</gml:{name}>"
            return f'<gml:TriangulatedSurface gml:id="{self.tin}">{inner}</gml:TriangulatedSurface>'
        return composite_surface(members) if _SURFACE.search(slot) else multi_surface(members)


def _put(parts: dict[str, list[str]], slot: str, text: str) -> None:
    parts.setdefault(slot, []).append(f"<{slot}>{text}</{slot}>")


def _together(solids: Sequence[str]) -> str:
    each = "".join(f"<gml:solidMember>{solid}</gml:solidMember>" for solid in solids)
    return f"<gml:CompositeSolid>{each}</gml:CompositeSolid>"


def _network(lines: Sequence[str]) -> str:
    each = "".join(
        f"<gml:element><gml:LineString><gml:posList>{line}</gml:posList></gml:LineString>"
        "</gml:element>"
        for line in lines
    )
    return f"<gml:GeometricComplex>{each}</gml:GeometricComplex>"
