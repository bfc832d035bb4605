"""The faces of a city one by one, of all levels of detail: whose they are and how they lie."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from city.measure import area_vectors
from city.model import City, Shapes

F32 = NDArray[np.float32]
F64 = NDArray[np.float64]
I32 = NDArray[np.int32]
Mask = NDArray[np.bool_]

COMPASS = ("north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west")
LEVEL = "flat"
FLAT = 5.0  # degrees: what slopes less faces nowhere


@dataclass(frozen=True, slots=True, eq=False)
class Faces:
    """Every polygon of a city in one row, level of detail behind level of detail.

    spans: by level, which of the row are its polygons. owner: (faces,) the object of each.
    surface: (faces,) row of City.surfaces, -1 for none. counted: (faces,) whether its object is
    drawn from that level, and it is a face and no curve. area: (faces,) square metres. normal:
    (faces, 3) of length one, 0 where there is no area.
    """

    spans: Mapping[str, slice]
    owner: I32
    surface: I32
    counted: Mask
    area: F32
    normal: F32

    def __len__(self) -> int:
        return len(self.owner)

    def row(self, lod: str | None, polygon: int) -> int:
        """Where a polygon of a level stands, -1 for none."""
        span = self.spans.get(lod) if lod is not None else None
        return -1 if span is None or polygon < 0 else int(span.start) + polygon

    def slope(self) -> F64:
        """(faces,): degrees against the level, from 0 to 90; NaN for what has no area."""
        level = np.hypot(self.normal[:, 0], self.normal[:, 1]).astype(np.float64)
        up = np.abs(self.normal[:, 2]).astype(np.float64)
        return np.where(self.area > 0, np.degrees(np.arctan2(level, up)), np.nan)

    def azimuth(self) -> F64:
        """(faces,): degrees clockwise from north that each looks to; NaN for what lies flat."""
        east, north = self.normal[:, 0].astype(np.float64), self.normal[:, 1].astype(np.float64)
        found = np.degrees(np.arctan2(east, north)) % 360
        return np.where(self.slope() >= FLAT, found, np.nan)

    def facing(self) -> I32:
        """(faces,): the place in COMPASS of where each looks to, or behind them all for LEVEL."""
        azimuth = self.azimuth()
        level = ~np.isfinite(azimuth)
        sector = np.round(np.where(level, 0, azimuth) / 45).astype(np.int32) % len(COMPASS)
        return np.where(level, len(COMPASS), sector).astype(np.int32)


def faces_of(city: City, drawn: Mapping[str, Mask]) -> Faces:
    """All faces of a city; drawn: by level, which objects (objects,) count in it."""
    spans: dict[str, slice] = {}
    start = 0
    for lod, shapes in city.shapes.items():
        spans[lod] = slice(start, start + shapes.polygons)
        start += shapes.polygons
    faces = Faces(
        spans,
        np.zeros(start, np.int32),
        np.zeros(start, np.int32),
        np.zeros(start, bool),
        np.zeros(start, np.float32),
        np.zeros((start, 3), np.float32),
    )
    for lod, span in spans.items():
        shapes = city.shapes[lod]
        owner = faces.owner[span] = shapes.polygon_object()
        faces.surface[span] = shapes.polygon_surface
        if lod in drawn:
            faces.counted[span] = shapes.filled() & drawn[lod][owner]
        vectors = area_vectors(shapes)
        area = np.linalg.norm(vectors, axis=1)
        faces.area[span] = area
        faces.normal[span] = vectors / np.maximum(area, 1e-30)[:, None]
    return faces


def ends(shapes: Shapes) -> tuple[F64, F64]:
    """(polygons,) each: the heights of the lowest and of the highest corner, in local metres."""
    first = shapes.ring_points[shapes.polygon_rings[:-1]]
    filled = np.diff(shapes.ring_points[shapes.polygon_rings]) > 0
    low, high = np.full(shapes.polygons, np.nan), np.full(shapes.polygons, np.nan)
    if filled.any():
        heights = shapes.points[: shapes.ring_points[-1], 2]
        low[filled] = np.fmin.reduceat(heights, first[filled])
        high[filled] = np.fmax.reduceat(heights, first[filled])
    return low, high
