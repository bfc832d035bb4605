"""What a surveyor's tape and level say between points: lengths, areas, slopes, angles, volumes.

Points are (n, 3) local metres of a frame: lengths are those of its grid; `Place.scale` says how
much longer or shorter they are than on the ground.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

F64 = NDArray[np.float64]
Heights = Callable[[F64], F64]  # (n, 2) places -> (n,) heights, NaN where there are none

CELLS = 40_000  # into which a polygon is cut to measure what lies between it and the ground
SAME = 1e-3  # metres: corners closer than this are one


@dataclass(frozen=True, slots=True)
class Distance:
    """Along a line: its length in space and seen from above, and from its first to its last point
    the difference in height and the bearing in degrees from grid north.
    """

    length: float
    level: float
    rise: float
    bearing: float


def distance(line: F64) -> Distance:
    """How long a line (n, 3) is, and how much it rises."""
    steps = np.diff(line, axis=0)
    whole = line[-1] - line[0]
    return Distance(
        float(np.linalg.norm(steps, axis=1).sum()),
        float(np.linalg.norm(steps[:, :2], axis=1).sum()),
        float(whole[2]),
        float(np.degrees(np.arctan2(whole[0], whole[1])) % 360),
    )


@dataclass(frozen=True, slots=True)
class Plane:
    """The plane that fits points best: through `middle`, with a unit normal that points up (or, of
    a wall, anywhere level). misfit: how far the worst of them lies off it.
    """

    middle: F64
    normal: F64
    misfit: float


def plane(points: F64) -> Plane:
    """The best plane through points (n, 3), by least squares across it.

    Raises ValueError for fewer than three, or for points on one line.
    """
    middle = points.mean(0)
    _, sizes, axes = np.linalg.svd(points - middle)
    if len(points) < 3 or sizes[1] < 1e-6 * max(sizes[0], 1e-9):
        raise ValueError("three points that are not on one line make a plane")
    normal = axes[2] if axes[2, 2] >= 0 else -axes[2]
    return Plane(middle, normal, float(np.abs((points - middle) @ normal).max()))


@dataclass(frozen=True, slots=True)
class Area:
    """Of a polygon: in its own best plane and seen from above, and the length around it.

    misfit: how far its worst corner lies off that plane.
    """

    area: float
    level: float
    around: float
    misfit: float


def area(corners: F64) -> Area:
    """How large a polygon (n, 3) is, its corners in order; ValueError where its sides cross."""
    flat = plane(corners)
    across = np.cross(flat.normal, [0.0, 0, 1] if abs(flat.normal[2]) < 0.9 else [1.0, 0, 0])
    across /= np.linalg.norm(across)
    away = corners - flat.middle
    shown = np.stack([away @ across, away @ np.cross(flat.normal, across)], axis=1)
    _check_simple(shown)
    around = np.linalg.norm(np.roll(corners, -1, axis=0) - corners, axis=1).sum()
    return Area(abs(_shoelace(shown)), abs(_shoelace(away)), float(around), flat.misfit)


def _check_simple(corners: F64) -> None:
    import shapely

    if not shapely.is_valid(shapely.polygons(corners)):
        raise ValueError("the polygon's sides cross")


def _shoelace(corners: F64) -> float:
    x, y = corners[:, 0], corners[:, 1]
    return float((x * np.roll(y, -1) - np.roll(x, -1) * y).sum() / 2)


@dataclass(frozen=True, slots=True)
class Slope:
    """How steep a face is: degrees from level, and metres of rise on 100.

    aspect: the bearing in degrees from grid north to which it falls; NaN where it is level.
    """

    degrees: float
    percent: float
    aspect: float


def slope(normal: F64) -> Slope:
    """The slope of a face by its normal (3,), of any length, up or down."""
    x, y, z = (normal if normal[2] >= 0 else -normal).tolist()
    level = float(np.hypot(x, y))
    degrees = float(np.degrees(np.arctan2(level, z)))
    percent = 100 * level / z if z > 1e-9 else np.inf
    aspect = float(np.degrees(np.arctan2(x, y)) % 360) if degrees > 0.01 else np.nan
    return Slope(degrees, percent, aspect)


def angle(first: F64, corner: F64, last: F64) -> float:
    """Degrees at a corner (3,) between two points, in space."""
    a, b = first - corner, last - corner
    return float(np.degrees(np.arctan2(np.linalg.norm(np.cross(a, b)), a @ b)))


@dataclass(frozen=True, slots=True)
class Solid:
    """What faces enclose, in cubic metres.

    open_edges: sides of faces to which no other is joined; with any, the volume means nothing.
    """

    volume: float
    open_edges: int


def solid(points: F64, triangles: NDArray[np.integer]) -> Solid:
    """The volume inside triangles (t, 3) over points (n, 3), and whether they close."""
    used, corner = np.unique(triangles, return_inverse=True)
    _, same = np.unique(np.round(points[used] / SAME), axis=0, return_inverse=True)
    faces = same.reshape(-1)[corner.reshape(-1, 3)]
    edges = np.concatenate([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]])
    edges = edges[edges[:, 0] != edges[:, 1]]
    count = len(used) + 1
    forth, back = edges[:, 0] * count + edges[:, 1], edges[:, 1] * count + edges[:, 0]
    keys = np.unique(np.concatenate([forth, back]))
    balance = np.bincount(np.searchsorted(keys, forth), minlength=len(keys)) - np.bincount(
        np.searchsorted(keys, back), minlength=len(keys)
    )
    a, b, c = (points[k] - points[triangles[0, 0]] for k in np.asarray(triangles).T)
    volume = float(np.einsum("ij,ij->i", a, np.cross(b, c)).sum() / 6)
    return Solid(abs(volume), int(np.abs(balance).sum() // 2))


@dataclass(frozen=True, slots=True)
class Earthwork:
    """Between a level and the ground inside a polygon: cubic metres to fill, and to cut away.

    known: the share of the polygon where the ground's height is known.
    """

    fill: float
    cut: float
    known: float


def earthwork(corners: F64, ground: Heights, level: float) -> Earthwork:
    """What lies between the ground and a level (a local height) inside a polygon (n, 2 or 3)."""
    import shapely

    _check_simple(corners[:, :2])
    whole = shapely.polygons(corners[:, :2])
    low, high = corners[:, :2].min(0), corners[:, :2].max(0)
    step = np.sqrt(np.prod(high - low) / CELLS)
    x, y = (np.arange(low[k] + step / 2, high[k], step) for k in (0, 1))
    places = np.stack(np.meshgrid(x, y), axis=2).reshape(-1, 2)
    places = places[shapely.contains_xy(whole, places[:, 0], places[:, 1])]
    heights = ground(places)
    known = np.isfinite(heights)
    above = level - heights[known]
    share = float(known.mean()) if len(known) else 0.0
    cell = float(shapely.area(whole)) * share / max(int(known.sum()), 1)
    return Earthwork(
        float(np.maximum(above, 0).sum() * cell), float(np.maximum(-above, 0).sum() * cell), share
    )
