"""Footprints pulled up to blocks, all at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from city.batch import offsets
from city.strings import runs

Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Rings:
    """Polygons as rings in a row: the outer ring of each first, no first point repeated.

    points: (n, 3) local metres; ring_points: points of each ring; polygon_rings: rings of each
    polygon. Outer rings run anticlockwise seen from above, holes clockwise.
    """

    points: NDArray[np.float64]
    ring_points: Counts
    polygon_rings: Counts

    def polygon_points(self) -> Counts:
        """How many points each polygon has."""
        return np.diff(offsets(self.ring_points)[offsets(self.polygon_rings)]).astype(np.int64)


def turned(rings: Rings) -> Rings:
    """The same rings, outer ones anticlockwise and holes clockwise."""
    starts = offsets(rings.ring_points)
    x, y = rings.points[:, 0], rings.points[:, 1]
    follow = following(rings.ring_points)
    # from the first point of each ring, lest large coordinates swallow small areas
    first = np.repeat(starts[:-1], rings.ring_points)
    dx, dy = x - x[first], y - y[first]
    cross = dx * dy[follow] - dx[follow] * dy
    sums = np.concatenate([[0.0], np.cumsum(cross)])
    area = sums[starts[1:]] - sums[starts[:-1]]
    outer = np.zeros(len(rings.ring_points), bool)
    outer[offsets(rings.polygon_rings)[:-1]] = True
    return Rings(
        rings.points[_reversed(rings.ring_points, (area > 0) != outer)],
        rings.ring_points,
        rings.polygon_rings,
    )


def _reversed(ring_points: Counts, flip: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Row numbers that run backwards through the rings marked in `flip`."""
    starts = np.repeat(offsets(ring_points)[:-1].astype(np.int64), ring_points)
    lengths = np.repeat(ring_points, ring_points)
    rows = np.arange(len(starts))
    backwards = starts + lengths - 1 - (rows - starts)
    return np.where(np.repeat(flip, ring_points), backwards, rows)


def following(ring_points: Counts) -> NDArray[np.int64]:
    """For each point the row of the next one in its ring, the last one's being the first."""
    ends = np.cumsum(ring_points)
    follow = np.arange(1, int(ring_points.sum()) + 1)
    follow[ends - 1] = ends - ring_points
    return follow


def flat(rings: Rings, height: NDArray[np.float64], down: bool = False) -> Rings:
    """The polygons at one height each; `down` makes them look towards the ground."""
    points = rings.points.copy()
    points[:, 2] = np.repeat(height, rings.polygon_points())
    if down:
        points = points[_reversed(rings.ring_points, np.ones(len(rings.ring_points), bool))]
    return Rings(points, rings.ring_points, rings.polygon_rings)


def walls(
    rings: Rings, floor: NDArray[np.float64], roof: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """An upright rectangle over every edge, looking outwards: (4 w, 3) points, (w,) polygon."""
    per_polygon = rings.polygon_points()
    polygon = np.repeat(np.arange(len(per_polygon)), per_polygon)
    start, end = rings.points[:, :2], rings.points[following(rings.ring_points), :2]
    real = np.flatnonzero((start != end).any(1))
    start, end, polygon = start[real], end[real], polygon[real]
    corners = np.empty((len(real), 4, 3))
    corners[:, 0, :2] = corners[:, 3, :2] = start
    corners[:, 1, :2] = corners[:, 2, :2] = end
    corners[:, :2, 2] = floor[polygon, None]
    corners[:, 2:, 2] = roof[polygon, None]
    return corners.reshape(-1, 3), polygon


def chosen(rings: Rings, polygons: NDArray[np.int64]) -> Rings:
    """Some of the polygons."""
    ring_starts = offsets(rings.polygon_rings)
    which = runs(ring_starts[polygons], rings.polygon_rings[polygons])
    points = runs(offsets(rings.ring_points)[which], rings.ring_points[which])
    return Rings(rings.points[points], rings.ring_points[which], rings.polygon_rings[polygons])
