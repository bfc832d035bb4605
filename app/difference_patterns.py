"""The patterns of what differs: a sort of difference is told by more than its colour."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from assets import path
from city.model import Appearance, City, Shapes, Texture

PERIOD = 3.0  # metres from one stripe to the next, on a façade as on a roof
FLAT = 1e-6  # of its size that a normal reaches sideways, below which a face lies flat

F64 = NDArray[np.float64]


def patterned(city: City, name: str) -> City:
    """A city all of whose faces wear a pattern of assets/patterns, as wide everywhere.

    Stripes run level along façades and roofs, and meet where faces share a way.
    """
    file = f"{name}.png"
    texture = Texture(file, str(path("patterns") / file), "typical", "wrap")
    shapes = {lod: _worn(one) for lod, one in city.shapes.items()}
    return replace(city, textures=(texture,), shapes=shapes)


def _worn(shapes: Shapes) -> Shapes:
    """The shapes with the first texture on every face."""
    count = len(shapes.polygon_rings) - 1
    per_polygon = np.diff(shapes.ring_points[shapes.polygon_rings])
    normal = np.repeat(_normals(shapes), per_polygon, axis=0)
    level = np.stack([-normal[:, 1], normal[:, 0], np.zeros(len(normal))], 1)
    size = np.linalg.norm(level, axis=1, keepdims=True)
    along = np.where(size > FLAT, level / np.maximum(size, FLAT), (1.0, 0.0, 0.0))
    up = np.cross(normal, along)
    uv = np.stack([(shapes.points * way).sum(1) for way in (along, up)], 1) / PERIOD
    none = np.full(count, -1, np.int32)
    look = Appearance(none, np.zeros(count, np.int32), uv.astype(np.float32))
    return replace(shapes, appearances={"": look})


def _normals(shapes: Shapes) -> F64:
    """(polygons, 3) unit normals, of the triangles that fill them; upwards where there are none."""
    corners = shapes.points[shapes.triangles]
    across = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    count = len(shapes.polygon_rings) - 1
    polygon = np.repeat(np.arange(count), np.diff(shapes.polygon_triangles))
    sums = np.stack([np.bincount(polygon, across[:, k], count) for k in range(3)], 1)
    size = np.linalg.norm(sums, axis=1, keepdims=True)
    return np.where(size > 0, sums / np.maximum(size, 1e-12), (0.0, 0.0, 1.0))
