"""The city itself: columns of objects, their surfaces and their polygons. It never changes."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from city.column import Column
from city.frame import Frame
from city.strings import Strings

I32 = NDArray[np.int32]

# What a shape is made of (CityGML 2.0 section 8, CityJSON 2.0 section 3.2); a shape's type is an
# index into this list. Curves and points are kept, and neither filled nor measured.
SHAPE_TYPES = (
    "Solid",
    "MultiSolid",
    "CompositeSolid",
    "MultiSurface",
    "CompositeSurface",
    "MultiCurve",
    "MultiPoint",
    "TerrainIntersection",
)
FILLED_TYPES = 5  # the first five have an inside; the rest are lines and points


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """Named things of the city with their kind, their parent and their attributes, row by row.

    ids: (n,), as the source spells them. kind: (n,) uint16 index into `kinds`, the class names as
    the source's elements spell them ("Building", "RoofSurface", "uro:UndergroundBuilding").
    parent: (n,) row in the same table, -1 at the root. columns: attributes by name.
    """

    ids: Strings
    kind: NDArray[np.uint16]
    kinds: tuple[str, ...]
    parent: I32
    columns: Mapping[str, Column]

    def __len__(self) -> int:
        return len(self.kind)

    def kind_of(self, row: int) -> str:
        return self.kinds[int(self.kind[row])]

    def counts(self) -> dict[str, int]:
        """How many rows of each kind, the kinds in alphabetical order."""
        number = np.bincount(self.kind, minlength=len(self.kinds)).tolist()
        return {k: n for k, n in sorted(zip(self.kinds, number, strict=True)) if n}

    def attributes(self, row: int) -> dict[str, Any]:
        """All attributes of one row, as plain values."""
        values = ((name, column.at(row)) for name, column in self.columns.items())
        return {name: value for name, value in values if value is not None}


@dataclass(frozen=True, slots=True, eq=False)
class Appearance:
    """How the polygons of one level of detail look under one theme.

    material, texture: (polygons,) int32 rows of City.materials / City.textures, -1 for none.
    uv: (points, 2) float32 texture coordinates, NaN where a point has none; None without textures.
    """

    material: I32
    texture: I32
    uv: NDArray[np.float32] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Shapes:
    """All geometry of one level of detail, in the order of the objects: slices, not lists.

    Object o has shapes `object_shapes[o]:object_shapes[o + 1]`; shape s has polygons
    `shape_polygons[s]:[s + 1]`; polygon p has rings `polygon_rings[p]:[p + 1]`, the outer one
    first; ring r has points `ring_points[r]:[r + 1]`, its first point not repeated at its end.
    Polygon p is filled by triangles `polygon_triangles[p]:[p + 1]`.

    points: (n, 3) float64 metres, local to the frame's origin. Doubles, because areas must
    survive a round trip to the square millimetre; the drawers take float32 of what they show.
    shape_type: (shapes,) uint8 index into SHAPE_TYPES. polygon_surface: (polygons,) int32 row of
    City.surfaces, -1 for none. polygon_shell: (polygons,) uint16, the running number of the shell
    within its shape, 0 the outer one. triangles: (t, 3) int32 into points.
    """

    points: NDArray[np.float64]
    ring_points: I32
    polygon_rings: I32
    shape_polygons: I32
    object_shapes: I32
    shape_type: NDArray[np.uint8]
    polygon_surface: I32
    polygon_shell: NDArray[np.uint16]
    triangles: I32
    polygon_triangles: I32
    appearances: Mapping[str, Appearance] = field(default_factory=dict)

    @property
    def polygons(self) -> int:
        return len(self.polygon_rings) - 1

    def object_polygons(self) -> I32:
        """(objects + 1,) int32: object o has polygons [o]:[o + 1]."""
        return self.shape_polygons[self.object_shapes]

    def object_triangles(self) -> I32:
        """(objects + 1,) int32: object o has triangles [o]:[o + 1]."""
        return self.polygon_triangles[self.object_polygons()]

    def polygon_object(self) -> I32:
        """(polygons,) int32: the object that each polygon belongs to."""
        per_object = np.diff(self.object_polygons())
        return np.repeat(np.arange(len(per_object), dtype=np.int32), per_object)

    def polygon_shape(self) -> I32:
        """(polygons,) int32: the shape that each polygon belongs to."""
        per_shape = np.diff(self.shape_polygons)
        return np.repeat(np.arange(len(per_shape), dtype=np.int32), per_shape)

    def filled(self) -> NDArray[np.bool_]:
        """(polygons,) bool: true for faces, false for curves and points kept as rings."""
        return np.asarray(self.shape_type[self.polygon_shape()] < FILLED_TYPES)

    def object_of_polygon(self, polygon: int) -> int:
        """Which object a polygon belongs to."""
        # int32 like the columns: numpy would otherwise convert all of a column for one question
        shape = np.searchsorted(self.shape_polygons, np.int32(polygon), side="right") - 1
        return int(np.searchsorted(self.object_shapes, np.int32(shape), side="right")) - 1

    def part(self, first: int, last: int) -> Shapes:
        """The geometry of the objects from one row to before another, without how it looks."""
        shape = self.object_shapes[[first, last]]
        polygon = self.shape_polygons[shape]
        ring, triangle = self.polygon_rings[polygon], self.polygon_triangles[polygon]
        point = self.ring_points[ring]
        return Shapes(
            self.points[slice(*point)],
            self.ring_points[ring[0] : ring[1] + 1] - point[0],
            self.polygon_rings[polygon[0] : polygon[1] + 1] - ring[0],
            self.shape_polygons[shape[0] : shape[1] + 1] - polygon[0],
            self.object_shapes[first : last + 1] - shape[0],
            self.shape_type[slice(*shape)],
            self.polygon_surface[slice(*polygon)],
            self.polygon_shell[slice(*polygon)],
            self.triangles[slice(*triangle)] - point[0],
            self.polygon_triangles[polygon[0] : polygon[1] + 1] - triangle[0],
        )

    def rings(self, polygon: int) -> list[NDArray[np.float64]]:
        """The rings of one polygon, each (k, 3) local metres."""
        first, last = self.polygon_rings[polygon : polygon + 2].tolist()
        cuts = self.ring_points[first : last + 1].tolist()
        return [self.points[a:b] for a, b in itertools.pairwise(cuts)]


@dataclass(frozen=True, slots=True)
class Material:
    """A surface's paint: X3DMaterial of CityGML, colours as (r, g, b) from 0 to 1."""

    name: str = ""
    diffuse: tuple[float, float, float] = (0.8, 0.8, 0.8)
    emissive: tuple[float, float, float] = (0.0, 0.0, 0.0)
    specular: tuple[float, float, float] = (1.0, 1.0, 1.0)
    ambient: float = 0.2
    shininess: float = 0.2
    transparency: float = 0.0
    smooth: bool = False


@dataclass(frozen=True, slots=True)
class Texture:
    """A picture on surfaces: `uri` as the source names it, `path` where it lies ("" if missing)."""

    uri: str
    path: str = ""
    kind: str = "unknown"  # specific | typical | unknown
    wrap: str = "none"  # none | wrap | mirror | clamp | border
    border: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 1.0)


@dataclass(frozen=True, slots=True)
class Source:
    """Where objects came from: a file, its format and version, and what its owner says of it."""

    path: str
    format: str
    version: str = ""
    licence: str = ""
    attribution: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class City:
    """A city on the table: objects, their surfaces, and geometry by level of detail.

    objects: buildings, their parts, roads, trees ... ordered by space (a Morton curve over the
    roots, children right behind their root), so that neighbours are neighbours in memory too.
    surfaces: roofs, walls, doors ... with `surface_object`, the object each belongs to.
    shapes: by level of detail, as the source spells it ("2", "2.2"; "" where it gives none).
    source: (objects,) uint16 row of `sources`. metadata: what the file says of itself.
    """

    frame: Frame
    objects: Table
    surfaces: Table
    surface_object: I32
    shapes: Mapping[str, Shapes]
    materials: tuple[Material, ...] = ()
    textures: tuple[Texture, ...] = ()
    sources: tuple[Source, ...] = ()
    source: NDArray[np.uint16] = field(default_factory=lambda: np.zeros(0, np.uint16))
    metadata: Mapping[str, Any] = field(default_factory=dict)

    def lods(self) -> list[str]:
        """The levels of detail that have geometry, lowest first."""
        return sorted(self.shapes)

    def extent(self) -> NDArray[np.float64] | None:
        """(2, 3): the lowest and highest corner in local metres; None for an empty city."""
        boxes = [s.points[np.isfinite(s.points).all(1)] for s in self.shapes.values()]
        boxes = [b for b in boxes if len(b)]
        if not boxes:
            return None
        low = np.min([b.min(0) for b in boxes], axis=0)
        high = np.max([b.max(0) for b in boxes], axis=0)
        return np.stack([low, high])

    def children(self, row: int) -> list[int]:
        """The rows of an object's parts and installations."""
        return [int(r) for r in np.flatnonzero(self.objects.parent == row)]

    def root(self, row: int) -> int:
        """The row at the top of an object's hierarchy: a part's building."""
        while self.objects.parent[row] >= 0:
            row = int(self.objects.parent[row])
        return row


def frozen(value: Any) -> Any:
    """Make every array inside a city read-only, so that a drawer may borrow it; returns `value`."""
    for array in _arrays(value):
        array.setflags(write=False)
    return value


def _arrays(value: Any) -> Iterator[NDArray[Any]]:
    if isinstance(value, np.ndarray):
        yield value
    elif isinstance(value, (dict, MappingProxyType)):
        for item in value.values():
            yield from _arrays(item)
    elif is_dataclass(value):
        for part in fields(value):
            yield from _arrays(getattr(value, part.name))
