"""The only thing about a city that grows: importers fill it, `freeze` makes a City of it."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from city.assemble import assemble
from city.batch import Batch, Paint, Rows, offsets
from city.finding import Finding
from city.frame import Frame, on_earth
from city.model import FILLED_TYPES, SHAPE_TYPES, City, Material, Source, Texture
from city.progress import Progress
from city.strings import Strings
from city.triangulate import triangulate

TYPE_OF = {name: code for code, name in enumerate(SHAPE_TYPES)}


class CityBuilder:
    """Collects objects, surfaces, shapes and polygons in any order.

    Coordinates are metres, local to `frame`. Rows are numbers given out by the `add_` calls.
    """

    def __init__(
        self, frame: Frame | None = None, stock: NDArray[np.float64] | None = None
    ) -> None:
        """stock: (n, 3) points that many polygons have in common, if they are known by row."""
        self.frame = frame
        self.stock = stock
        self.metadata: dict[str, Any] = {}
        self.sources: list[Source] = []
        self._batches: list[tuple[Batch, int]] = []
        self._renew()

    def _renew(self) -> None:
        self.objects = Rows()
        self.surfaces = Rows()
        self._surface_object = array("i")
        self._parent_ids: dict[int, str] = {}
        self._lods: dict[str, int] = {}
        self._shapes = (array("i"), array("B"), array("B"))
        self._polygons = (array("i"), array("i"), array("H"), array("i"))
        self._ring_points = array("i")
        self._points: list[NDArray[np.float64]] = []
        self._corners: list[NDArray[np.int32]] | None = [] if self.stock is not None else None
        self._paints: dict[str, Paint] = {}
        self._materials: dict[Material, int] = {}
        self._textures: dict[Texture, int] = {}

    # things

    def add_source(self, source: Source) -> None:
        """Name the file that the following objects come from."""
        self._close()
        self.sources.append(source)

    def add_object(self, kind: str, id: str = "", parent: int = -1) -> int:
        """A building, a part, a road ...; `parent` is the row of the object it belongs to."""
        return self.objects.add(kind, id, parent)

    def parent_by_id(self, row: int, parent: str) -> None:
        """Hang an object under a parent that is known by id only, wherever that one is."""
        self._parent_ids[row] = parent

    def add_surface(self, object: int, kind: str, id: str = "", parent: int = -1) -> int:
        """A roof, a wall, a door ...; `parent` is the surface it is an opening of."""
        self._surface_object.append(object)
        return self.surfaces.add(kind, id, parent)

    def add_objects(
        self, kinds: Sequence[str], ids: Sequence[str], parents: NDArray[np.integer]
    ) -> int:
        """Many objects at once; returns the row of the first."""
        return self.objects.extend(kinds, ids, parents)

    def add_surfaces(
        self,
        objects: NDArray[np.integer],
        kinds: Sequence[str],
        ids: Sequence[str] | None = None,
        parents: NDArray[np.integer] | None = None,
    ) -> int:
        """Many surfaces at once; returns the row of the first."""
        self._surface_object.frombytes(objects.astype(np.int32).tobytes())
        return self.surfaces.extend(kinds, ids, parents)

    def object_of(self, surface: int) -> int:
        """The row of the object that a surface belongs to."""
        return self._surface_object[surface]

    # geometry

    def add_shape(self, object: int, lod: str, type: str = "MultiSurface") -> int:
        """A solid, a surface ... of an object at a level of detail; `type` from SHAPE_TYPES."""
        owner, level, kind = self._shapes
        owner.append(object)
        level.append(self._lods.setdefault(lod, len(self._lods)))
        kind.append(TYPE_OF[type])
        return len(owner) - 1

    def add_polygon(
        self,
        shape: int,
        rings: Sequence[NDArray[np.float64]],
        surface: int = -1,
        shell: int = 0,
    ) -> int:
        """One polygon: its outer ring, then its holes, each (k, 3) with no repeated last point."""
        return self.add_polygons(
            np.array([shape]),
            np.array([len(rings)]),
            np.array([len(ring) for ring in rings]),
            np.concatenate(rings) if rings else np.zeros((0, 3)),
            np.array([surface]),
            np.array([shell]),
        )

    def add_polygons(
        self,
        shapes: NDArray[np.integer],
        ring_counts: NDArray[np.integer],
        point_counts: NDArray[np.integer],
        points: NDArray[np.float64],
        surfaces: NDArray[np.integer] | None = None,
        shells: NDArray[np.integer] | None = None,
        corners: NDArray[np.integer] | None = None,
    ) -> int:
        """Many polygons at once; returns the number of the first.

        shapes, ring_counts, surfaces, shells: one per polygon; point_counts: one per ring, in the
        order of the polygons; points: (sum of point_counts, 3); corners: their rows in the stock,
        where they come from there.
        """
        shape, surface, shell, rings = self._polygons
        first = len(shape)
        count = len(shapes)
        shape.frombytes(shapes.astype(np.int32).tobytes())
        nothing = np.full(count, -1, np.int32)
        surface.frombytes((nothing if surfaces is None else surfaces.astype(np.int32)).tobytes())
        zero = np.zeros(count, np.uint16)
        shell.frombytes((zero if shells is None else shells.astype(np.uint16)).tobytes())
        rings.frombytes(ring_counts.astype(np.int32).tobytes())
        self._ring_points.frombytes(point_counts.astype(np.int32).tobytes())
        self._points.append(np.ascontiguousarray(points, np.float64).reshape(-1, 3))
        if corners is None:
            self._corners = None
        elif self._corners is not None:
            self._corners.append(corners.astype(np.int32))
        return first

    # appearance

    def add_material(self, material: Material) -> int:
        return self._materials.setdefault(material, len(self._materials))

    def add_texture(self, texture: Texture) -> int:
        return self._textures.setdefault(texture, len(self._textures))

    def paint(
        self,
        theme: str,
        polygon: int,
        material: int = -1,
        texture: int = -1,
        uv: NDArray[np.floating] | None = None,
    ) -> None:
        """Put a material or a texture on a polygon; uv: (its points, 2), NaN where unknown."""
        paint = self._paints.get(theme)
        if paint is None:
            paint = self._paints[theme] = Paint()
        paint.polygon.append(polygon)
        paint.material.append(material)
        paint.texture.append(texture)
        paint.uv_points.append(0 if uv is None else len(uv))
        if uv is not None:
            paint.uv.frombytes(np.asarray(uv, np.float32).tobytes())

    def paint_polygons(
        self,
        theme: str,
        polygons: NDArray[np.integer],
        materials: NDArray[np.integer] | None = None,
        textures: NDArray[np.integer] | None = None,
        uv_points: NDArray[np.integer] | None = None,
        uv: NDArray[np.floating] | None = None,
    ) -> None:
        """Paint many polygons at once; uv_points: how many rows of `uv` each of them has."""
        paint = self._paints.setdefault(theme, Paint())
        nothing = np.full(len(polygons), -1, np.int32)
        for column, given, absent in (
            (paint.polygon, polygons, nothing),
            (paint.material, materials, nothing),
            (paint.texture, textures, nothing),
            (paint.uv_points, uv_points, np.zeros_like(nothing)),
        ):
            column.frombytes((absent if given is None else given).astype(np.int32).tobytes())
        if uv is not None:
            paint.uv.frombytes(uv.astype(np.float32).tobytes())

    # batches

    def batch(self) -> Batch:
        """What was added since the last batch, triangulated and packed; the builder starts anew."""
        shape, surface, shell, rings = (np.array(c) for c in self._polygons)
        owner, level, kind = (np.array(c) for c in self._shapes)
        points = np.concatenate(self._points) if self._points else np.zeros((0, 3))
        corners = np.concatenate(self._corners) if self._corners else None
        if not (places := on_earth(points)).all():
            points[~places] = np.nan  # squares, or float32, would overflow
            corners = None
        ring_points = np.array(self._ring_points, np.int32)
        wanted = kind[shape] < FILLED_TYPES if len(shape) else np.zeros(0, bool)
        triangles, numbers = triangulate(points, offsets(ring_points), offsets(rings), wanted)
        batch = Batch(
            self.objects,
            Strings.of(self.objects.ids),
            self.surfaces,
            Strings.of(self.surfaces.ids),
            np.array(self._surface_object, np.int32),
            self._parent_ids,
            list(self._lods),
            owner.astype(np.int32),
            level.astype(np.uint8),
            kind.astype(np.uint8),
            shape.astype(np.int32),
            surface.astype(np.int32),
            shell.astype(np.uint16),
            rings.astype(np.int32),
            ring_points,
            points if corners is None or self.stock is None else self.stock,
            corners,
            triangles.astype(np.min_scalar_type(int(triangles.max(initial=0)))),
            numbers,
            self._paints,
            list(self._materials),
            list(self._textures),
        )
        self.objects.ids = []
        self.surfaces.ids = []
        self._renew()
        return batch

    def extend(self, batch: Batch) -> None:
        """Take in what another builder packed, under the source named last."""
        self._close()
        self._batches.append((batch, max(len(self.sources) - 1, 0)))

    def _close(self) -> None:
        if self.objects.ids or self._parent_ids or len(self._polygons[0]):
            self._batches.append((self.batch(), max(len(self.sources) - 1, 0)))

    def freeze(
        self,
        report: Callable[[Finding], None] | None = None,
        progress: Progress | None = None,
    ) -> City:
        """Everything collected, as a City; what had to be mended is told to `report`."""
        self._close()
        batches, self._batches = self._batches, []
        return assemble(
            batches,
            self.frame or Frame(),
            tuple(self.sources),
            self.metadata,
            report or (lambda finding: None),
            progress or Progress(),
        )
