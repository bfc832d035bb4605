"""The height of the ground at a place, from whatever shows it: a grid, a TIN or a survey."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from city.cloud import PointCloud
from city.kinds import theme
from city.model import City
from city.strings import runs

F64 = NDArray[np.float64]
GROUND_CLASS = 2  # LAS 1.4 R15, table 17
RINGS = (2.0, 5.0, 10.0)  # metres: a terrain often has a hole where a building stands
SLACK = 1e-6  # of a triangle's size: a point on its edge is inside


class Ground(Protocol):
    """Whatever knows how high the ground is; a Terrain does."""

    def height_at(self, places: NDArray[np.floating]) -> F64:
        """The local height under each (x, y) of `places` (n, 2); NaN where nobody knows."""


def near(ground: Ground, places: F64) -> F64:
    """The height of the ground at places (n, 2), or round about them where it has a hole."""
    height = np.array(ground.height_at(places), np.float64)
    for radius in RINGS:
        unknown = np.flatnonzero(~np.isfinite(height))
        if not len(unknown):
            break
        turns = np.arange(8) * np.pi / 4
        ring = radius * np.column_stack([np.cos(turns), np.sin(turns)])
        around = ground.height_at((places[unknown, None] + ring).reshape(-1, 2)).reshape(-1, 8)
        known = np.isfinite(around)
        count = known.sum(1)
        total = np.where(known, around, 0.0).sum(1)
        height[unknown[count > 0]] = total[count > 0] / count[count > 0]
    return height


class Tin:
    """The triangles of a city's terrain."""

    def __init__(self, city: City) -> None:
        import shapely

        land = np.array([theme(kind) == "Terrain" for kind in city.objects.kinds], bool)
        corners = [np.zeros((0, 3, 3))]
        for shapes in city.shapes.values():
            rows = np.flatnonzero(land[city.objects.kind]) if land.any() else np.zeros(0, int)
            first = shapes.object_triangles()
            mine = runs(first[rows], first[rows + 1] - first[rows])
            corners.append(shapes.points[shapes.triangles[mine]])
        found = np.concatenate(corners)
        self._corners = found[np.isfinite(found).all((1, 2))]
        flat = self._corners[:, :, :2]
        boxes = shapely.box(*flat.min(1).T, *flat.max(1).T) if len(flat) else []
        self._tree = shapely.STRtree(boxes)

    def __len__(self) -> int:
        return len(self._corners)

    def height_at(self, places: NDArray[np.floating]) -> F64:
        import shapely

        height = np.full(len(places), np.nan)
        place, triangle = self._tree.query(shapely.points(places), predicate="intersects")
        a, b, c = self._corners[triangle].transpose(1, 0, 2)
        p = np.asarray(places, np.float64)[place]
        with np.errstate(divide="ignore", invalid="ignore"):  # a triangle that stands upright
            flat_a, flat_b, flat_c = a[:, :2], b[:, :2], c[:, :2]
            whole = _cross(flat_b - flat_a, flat_c - flat_a)
            u = _cross(flat_b - p, flat_c - p) / whole
            v = _cross(flat_c - p, flat_a - p) / whole
        w = 1 - u - v
        inside = np.minimum(np.minimum(u, v), w) >= -SLACK
        found = (u * a[:, 2] + v * b[:, 2] + w * c[:, 2])[inside]
        np.fmax.at(height, place[inside], found)
        return height


def _cross(a: F64, b: F64) -> F64:
    return np.asarray(a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0])


class LiDAR:
    """The points of a survey that somebody has classified as ground, averaged in small squares."""

    def __init__(self, cloud: PointCloud) -> None:
        points = cloud.points[cloud.classes == GROUND_CLASS].astype(np.float64)
        self._low = points[:, :2].min(0) if len(points) else np.zeros(2)
        area = float(np.prod(np.ptp(points[:, :2], axis=0))) if len(points) else 0.0
        self._cell = float(np.clip(2 * np.sqrt(area / max(len(points), 1)), 1.0, RINGS[-1]))
        self._keys, number = np.unique(self._key(points[:, :2]), return_inverse=True)
        count = np.bincount(number, minlength=len(self._keys))
        total = np.bincount(number, points[:, 2], len(self._keys))
        self._heights = total / np.maximum(count, 1)

    def __len__(self) -> int:
        return len(self._keys)

    def _key(self, places: F64) -> NDArray[np.int64]:
        cell = np.floor((places - self._low) / self._cell).astype(np.int64)
        return np.asarray(cell[:, 0] * (1 << 32) + cell[:, 1])

    def height_at(self, places: NDArray[np.floating]) -> F64:
        key = self._key(np.asarray(places, np.float64))
        at = np.minimum(np.searchsorted(self._keys, key), max(len(self._keys) - 1, 0))
        height = np.full(len(places), np.nan)
        if len(self._keys):
            known = self._keys[at] == key
            height[known] = self._heights[at[known]]
        return height
