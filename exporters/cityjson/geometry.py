"""The shapes of a stretch of objects -> geometry objects of CityJSON (2.0, section 3)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from city.model import SHAPE_TYPES, Shapes
from city.triangulate import normals

Ints = NDArray[np.int64]

SOLIDS = ("MultiSolid", "CompositeSolid")
LINES = ("MultiCurve", "TerrainIntersection")


@dataclass(frozen=True, slots=True)
class Renumbering:
    """How the city's rows are numbered in one document or feature.

    Each has the rows that are listed, in order; None means all of them, under their own numbers.
    """

    of_vertices: Ints | None = None
    of_uvs: Ints | None = None
    of_materials: Ints | None = None
    of_textures: Ints | None = None

    def vertices(self, rows: Ints) -> list[int]:
        return _numbered(rows, self.of_vertices)

    def uvs(self, rows: Ints) -> list[int]:
        return _numbered(rows, self.of_uvs)

    def materials(self, rows: Ints) -> list[int]:
        return _numbered(rows, self.of_materials)

    def textures(self, rows: Ints) -> list[int]:
        return _numbered(rows, self.of_textures)


def _numbered(rows: Ints, listed: Ints | None) -> list[int]:
    if listed is None:
        return list(rows.tolist())
    return list(np.where(rows < 0, -1, np.searchsorted(listed, rows)).tolist())


@dataclass(frozen=True, slots=True)
class Level:
    """One level of detail, ready to be written.

    vertex: (points,) row of the vertices; uv: by theme, (points,) row of the texture coordinates,
    -1 for none.
    """

    lod: str
    shapes: Shapes
    vertex: Ints
    uv: dict[str, Ints]

    def stretch(self, first: int, last: int) -> Stretch:
        """The geometry of the objects from row `first` up to `last`."""
        return Stretch(self, first, last)


class Stretch:
    """The geometry of some objects, one after the other, at one level of detail."""

    def __init__(self, level: Level, first: int, last: int) -> None:
        shapes = level.shapes
        self.level = level
        self._shape_cuts = shapes.object_shapes[first : last + 1].tolist()
        self._first_shape = self._shape_cuts[0]
        shape_cuts = shapes.shape_polygons[self._first_shape : self._shape_cuts[-1] + 1]
        self.polygons = slice(int(shape_cuts[0]), int(shape_cuts[-1]))
        ring_cuts = shapes.polygon_rings[self.polygons.start : self.polygons.stop + 1]
        point_cuts = shapes.ring_points[ring_cuts[0] : ring_cuts[-1] + 1]
        self.points = slice(int(point_cuts[0]), int(point_cuts[-1]))
        self._polygon_cuts = (shape_cuts - shape_cuts[0]).tolist()
        self._ring_cuts = (ring_cuts - ring_cuts[0]).tolist()
        self._point_cuts = (point_cuts - point_cuts[0]).tolist()
        self._first = first

    def vertices(self) -> Ints:
        """The vertices in use, with repetitions."""
        return self.level.vertex[self.points]

    def uvs(self) -> Ints:
        """The texture coordinates in use."""
        return np.concatenate(
            [np.zeros(0, np.int64), *(u[self.points] for u in self.level.uv.values())]
        )

    def worn(self, what: str) -> Ints:
        """The materials or the textures in use: `what` is "material" or "texture"."""
        looks = self.level.shapes.appearances.values()
        some = [getattr(look, what)[self.polygons].astype(np.int64) for look in looks]
        return np.concatenate([np.zeros(0, np.int64), *some])

    def write(
        self, numbers: Renumbering, semantics: Callable[[int, list[int]], tuple[Any, list[Any]]]
    ) -> dict[int, list[dict[str, Any]]]:
        """The geometries by object row.

        semantics(object, surface of each polygon) gives the surfaces, and the number of each
        polygon's; no surfaces, no semantics.
        """
        shapes = self.level.shapes
        rings = _cut(numbers.vertices(self.vertices()), self._point_cuts)
        polygons = _cut(rings, self._ring_cuts)
        surface = shapes.polygon_surface[self.polygons].tolist()
        shell = shapes.polygon_shell[self.polygons].tolist()
        looks = self._looks(numbers)
        found: dict[int, list[dict[str, Any]]] = {}
        for object, (a, b) in enumerate(pairwise(self._shape_cuts), self._first):
            for shape in range(a, b):
                k = shape - self._first_shape
                here = slice(self._polygon_cuts[k], self._polygon_cuts[k + 1])
                type = SHAPE_TYPES[int(shapes.shape_type[shape])]
                nest = self._nesting(shape, type, shell[here])
                geometry: dict[str, Any] = {"type": "MultiLineString" if type in LINES else type}
                if self.level.lod:
                    geometry["lod"] = self.level.lod
                geometry["boundaries"] = _boundaries(type, nest, polygons[here])
                listed, values = semantics(object, surface[here])
                if listed:
                    geometry["semantics"] = {"surfaces": listed, "values": nest(values)}
                for what, theme, per_polygon in looks:
                    given = per_polygon[here]
                    if any(value is not None and value != [[None]] for value in given):
                        themes = geometry.setdefault(what, {})
                        themes[theme] = {"values": nest(given)}
                found.setdefault(object, []).append(geometry)
        return found

    def _nesting(
        self, shape: int, type: str, shell: list[int]
    ) -> Callable[[Sequence[Any]], list[Any]]:
        """How what belongs to each polygon is put into lists: by shell, and shells by solid."""
        if type != "Solid" and type not in SOLIDS:
            return list
        order = sorted(range(len(shell)), key=shell.__getitem__)
        shells = [list(same) for _, same in groupby(order, key=shell.__getitem__)]
        solids = [shells]
        if type in SOLIDS:
            start = int(self.level.shapes.shape_polygons[shape])
            solids = []
            for one in shells:
                if solids and not _is_outer(self.level.shapes, [start + k for k in one]):
                    solids[-1].append(one)
                else:
                    solids.append([one])

        def nest(values: Sequence[Any]) -> list[Any]:
            nested = [[[values[k] for k in one] for one in solid] for solid in solids]
            return nested if type in SOLIDS else nested[0]

        return nest

    def _looks(self, numbers: Renumbering) -> list[tuple[str, str, list[Any]]]:
        """For each theme, what each polygon wears: a number, or lists of numbers by ring."""
        looks: list[tuple[str, str, list[Any]]] = []
        for theme, look in self.level.shapes.appearances.items():
            material = look.material[self.polygons].astype(np.int64)
            if (material >= 0).any():
                worn = numbers.materials(material)
                looks.append(("material", theme, [None if m < 0 else m for m in worn]))
            texture = look.texture[self.polygons].astype(np.int64)
            uv = self.level.uv.get(theme)
            if uv is not None and (texture >= 0).any():
                places = _cut(numbers.uvs(uv[self.points]), self._point_cuts)
                rings = _cut(places, self._ring_cuts)
                pictures = numbers.textures(texture)
                pairs = zip(pictures, rings, strict=True)
                looks.append(("texture", theme, [_textured(t, rings) for t, rings in pairs]))
        return looks


def _textured(texture: int, rings: list[list[int]]) -> list[list[int | None]]:
    """One list a ring: the texture and a place on it for each vertex, or null."""
    if texture < 0 or -1 in rings[0]:
        return [[None]] * len(rings)
    return [[None] if -1 in places else [texture, *places] for places in rings]


def _boundaries(
    type: str, nest: Callable[[Sequence[Any]], list[Any]], polygons: list[list[list[int]]]
) -> list[Any]:
    if type == "MultiPoint":
        return [vertex for rings in polygons for ring in rings for vertex in ring]
    if type in LINES:
        return [ring for rings in polygons for ring in rings]
    return nest(polygons)


def _is_outer(shapes: Shapes, polygons: list[int]) -> bool:
    """Whether a shell encloses a solid, rather than a hollow in one: its faces look outwards.

    The city numbers the shells of several solids through; their volume's sign tells them apart
    (ISO 19107, section 6.3.18: the boundary's normals point away from the solid).
    """
    volume = 0.0
    for polygon in polygons:
        rings = shapes.rings(polygon)
        cuts = np.cumsum([0, *map(len, rings)]).astype(np.int32)
        area = normals(np.concatenate(rings), cuts).sum(0)
        volume += float(rings[0][0] @ area)
    return volume >= 0


def _cut(flat: list[Any], cuts: list[int]) -> list[Any]:
    return [flat[a:b] for a, b in pairwise(cuts)]
