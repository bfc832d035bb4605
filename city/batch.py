"""Part of a city as columns that travel between processes, on their way to become a City."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from city.column import Type
from city.model import Material, Texture
from city.strings import Strings

Values = dict[tuple[str, Type, str], tuple["array[int]", list[Any]]]


@dataclass(slots=True)
class Rows:
    """A table that grows: ids, kinds (codes into `names`), parents and attributes."""

    ids: list[str] = field(default_factory=list)
    kind: array[int] = field(default_factory=lambda: array("H"))
    parent: array[int] = field(default_factory=lambda: array("i"))
    names: dict[str, int] = field(default_factory=dict)
    values: Values = field(default_factory=dict)

    def add(self, kind: str, id: str, parent: int) -> int:
        self.ids.append(id)
        self.kind.append(self.names.setdefault(kind, len(self.names)))
        self.parent.append(parent)
        return len(self.ids) - 1

    def extend(
        self,
        kinds: Sequence[str],
        ids: Sequence[str] | None = None,
        parents: NDArray[np.integer] | None = None,
    ) -> int:
        """Many rows at once, without ids or parents where none are given; returns the first."""
        first = len(self.ids)
        self.ids += [""] * len(kinds) if ids is None else ids
        codes = {k: self.names.setdefault(k, len(self.names)) for k in dict.fromkeys(kinds)}
        self.kind.extend(map(codes.__getitem__, kinds))
        above = np.full(len(kinds), -1) if parents is None else parents
        self.parent.frombytes(above.astype(np.int32).tobytes())
        return first

    def set(self, row: int, name: str, type: Type, value: Any, unit: str = "") -> None:
        key = (name, type, unit)
        column = self.values.get(key)
        if column is None:
            column = self.values[key] = (array("i"), [])
        column[0].append(row)
        column[1].append(value)

    def fill(
        self, name: str, type: Type, rows: Sequence[int], values: Sequence[Any], unit: str = ""
    ) -> None:
        """Set an attribute of many rows at once."""
        if rows:
            where, known = self.values.setdefault((name, type, unit), (array("i"), []))
            where.extend(rows)
            known.extend(values)


@dataclass(slots=True)
class Paint:
    """What one theme puts on polygons; uv_points[k] texture coordinates follow in `uv`, or 0."""

    polygon: array[int] = field(default_factory=lambda: array("i"))
    material: array[int] = field(default_factory=lambda: array("i"))
    texture: array[int] = field(default_factory=lambda: array("i"))
    uv_points: array[int] = field(default_factory=lambda: array("i"))
    uv: array[float] = field(default_factory=lambda: array("f"))


@dataclass(frozen=True, slots=True)
class Batch:
    """Part of a city as columns that travel between processes: what one worker has read.

    Row numbers count within the batch. Triangles count from their polygon's first point. corners:
    (sum of ring_points,) the row of `points` on which each corner of the rings stands; None where
    there is a point for each of them, in their order.
    """

    objects: Rows
    object_ids: Strings
    surfaces: Rows
    surface_ids: Strings
    surface_object: NDArray[np.int32]
    parent_ids: dict[int, str]
    lods: list[str]
    shape_object: NDArray[np.int32]
    shape_lod: NDArray[np.uint8]
    shape_type: NDArray[np.uint8]
    polygon_shape: NDArray[np.int32]
    polygon_surface: NDArray[np.int32]
    polygon_shell: NDArray[np.uint16]
    polygon_rings: NDArray[np.int32]  # how many
    ring_points: NDArray[np.int32]  # how many
    points: NDArray[np.float64]
    corners: NDArray[np.int32] | None
    triangles: NDArray[np.integer]  # of as few bytes as hold them
    polygon_triangles: NDArray[np.int32]  # how many
    paints: dict[str, Paint]
    materials: list[Material]
    textures: list[Texture]


def offsets(counts: NDArray[np.integer]) -> NDArray[np.int32]:
    """How many -> where: [2, 3] -> [0, 2, 5]."""
    where = np.zeros(len(counts) + 1, np.int32)
    np.cumsum(counts, out=where[1:])
    return where
