"""A footprint as roofs need it: every corner a real corner, inside to the left of every edge."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely
from numpy.typing import NDArray

F64 = NDArray[np.float64]

# A corner nearer than this to the line between its neighbours is none; times the size.
STRAIGHT = 1e-8
# Where rings touch, their corners give way by this; times the size.
HAIR = 1e-7


@dataclass(frozen=True, slots=True, eq=False)
class Outline:
    """The corners of a footprint and the edges that begin at them.

    points: (n, 2) ring after ring, the outer one anticlockwise, holes clockwise; sizes: how many
    corners each ring has; follow: (n,) the corner that each edge ends at.
    """

    points: F64
    sizes: tuple[int, ...]
    follow: NDArray[np.int64]

    @property
    def size(self) -> float:
        """The longer side of the rectangle about it."""
        return float(np.ptp(self.points, axis=0).max())

    @property
    def area(self) -> float:
        """Square metres within it, holes taken off."""
        x, y = (self.points - self.points[0]).T
        return float(x @ y[self.follow] - y @ x[self.follow]) / 2

    def edges(self) -> F64:
        """(n, 2): from the start of each edge to its end."""
        return np.asarray(self.points[self.follow] - self.points)

    def rings(self) -> list[list[int]]:
        """The corners of each ring."""
        rows = iter(range(len(self.points)))
        return [[next(rows) for _ in range(size)] for size in self.sizes]


def outline(rings: Sequence[F64]) -> Outline:
    """The outline of a footprint: the outer ring (k, 2), then its holes.

    Repeated points, points on a straight line and needles without width are left out, and so are
    holes of no area. ValueError where the footprint has no area itself, crosses itself, or is made
    of no numbers.
    """
    arrays = [np.asarray(ring, np.float64)[:, :2] for ring in rings if len(ring)]
    if not len(rings) or not len(rings[0]):
        raise ValueError("This footprint has no corners.")
    if not all(np.isfinite(ring).all() for ring in arrays):
        raise ValueError("A footprint needs corners that are numbers.")
    tolerance = STRAIGHT * float(np.ptp(arrays[0], axis=0).max())
    kept = []
    for number, ring in enumerate(arrays):
        corners = _corners(ring.tolist(), tolerance)
        area = _area(corners)
        if len(corners) < 3 or abs(area) <= tolerance * tolerance:
            if number == 0:
                raise ValueError("This footprint has no area: draw at least three corners.")
            continue
        kept.append(corners if (area > 0) == (number == 0) else corners[::-1])
    points = np.array([point for ring in kept for point in ring])
    found = ringed(points, [len(ring) for ring in kept])
    found = _apart(found) if len(kept) > 1 else found
    parts = [found.points[ring] for ring in found.rings()]
    if not shapely.is_valid(shapely.Polygon(parts[0], parts[1:])):
        raise ValueError(
            "This footprint crosses itself, or a courtyard leaves it: mend its outline."
        )
    return found


def ringed(points: F64, sizes: Sequence[int]) -> Outline:
    """The outline of rings in a row."""
    follow = np.arange(1, len(points) + 1)
    ends = np.cumsum(sizes)
    follow[ends - 1] = ends - sizes
    return Outline(points, tuple(sizes), follow)


def _apart(outline: Outline) -> Outline:
    """The outline with rings that touch drawn apart by a hair, since a body is closed only then."""
    points, edges, size = outline.points, outline.edges(), outline.size
    ways = edges / np.hypot(*edges.T)[:, None]
    number = np.repeat(np.arange(len(outline.sizes)), outline.sizes)
    to = points[:, None] - points[None]
    along = np.clip((to * ways).sum(2), 0, np.hypot(*edges.T))
    gap = np.hypot(*np.moveaxis(to - along[..., None] * ways, 2, 0))
    touches = ((gap < STRAIGHT * size) & (number[:, None] != number)).any(1)
    if not touches.any():
        return outline
    before = np.empty_like(ways)
    before[outline.follow] = ways
    inwards = (ways + before) @ np.array([[0.0, 1.0], [-1.0, 0.0]])
    return replace(outline, points=points - HAIR * size * inwards * touches[:, None])


def _corners(ring: list[list[float]], tolerance: float) -> list[list[float]]:
    """The points of a ring that are corners: looked at again as long as one goes."""
    before = len(ring) + 1
    while 3 <= len(ring) < before:
        before = len(ring)
        kept: list[list[float]] = []
        for k, point in enumerate(ring):
            last = kept[-1] if kept else ring[-1]
            following = ring[k + 1] if k + 1 < len(ring) else (kept or ring)[0]
            if not _straight(last, point, following, tolerance):
                kept.append(point)
        ring = kept
    return ring


def _straight(a: list[float], b: list[float], c: list[float], tolerance: float) -> bool:
    """Whether b lies on the line from a to c, or repeats one of them."""
    ux, uy, vx, vy = b[0] - a[0], b[1] - a[1], c[0] - b[0], c[1] - b[1]
    u, v = math.hypot(ux, uy), math.hypot(vx, vy)
    if u <= tolerance or v <= tolerance:
        return True
    return abs(ux * vy - uy * vx) <= tolerance * max(math.hypot(ux + vx, uy + vy), min(u, v))


def _area(ring: list[list[float]]) -> float:
    if len(ring) < 3:
        return 0.0
    (x0, y0), total = ring[0], 0.0
    for (ax, ay), (bx, by) in zip(ring, [*ring[1:], ring[0]], strict=True):
        total += (ax - x0) * (by - y0) - (bx - x0) * (ay - y0)
    return total / 2
