"""Fill polygons with triangles, thousands at a time, their holes left open."""

from __future__ import annotations

import mapbox_earcut
import numpy as np
from numpy.typing import NDArray

from city.strings import runs

I32 = NDArray[np.int32]
FLAT = 1e-12  # of its polygon's area: a triangle of less has none
Axes = NDArray[np.float64]  # (3, n): coordinates axis by axis, which is how they compute fastest


@np.errstate(over="ignore", invalid="ignore")
def normals(points: NDArray[np.float64], ring_points: I32) -> NDArray[np.float64]:
    """The area vector of each ring: its length is the ring's area, its direction the side that
    sees the ring turn counter-clockwise.

    points: (n, 3); ring_points: (r + 1,) offsets. Returns (r, 3). Newell's method, about each
    ring's first point so that large coordinates cost no digits.
    """
    swept = _swept(np.ascontiguousarray(points.T), ring_points)
    return np.asarray(_summed(swept, ring_points).T * 0.5)


@np.errstate(over="ignore", invalid="ignore")
def triangulate(
    points: NDArray[np.float64],
    ring_points: I32,
    polygon_rings: I32,
    wanted: NDArray[np.bool_],
) -> tuple[I32, I32]:
    """Triangles for the wanted polygons: (triangles, how many each polygon got).

    points: (n, 3); ring_points: (r + 1,); polygon_rings: (g + 1,); wanted: (g,). The corners of a
    triangle count from its polygon's first point, so they stay true when polygons are moved
    about. Triangles turn as their polygon does. Triangles and convex outlines without holes are
    filled all at once, the others by ear clipping in the plane that shows them largest. A polygon
    with fewer than three points, or with coordinates that are no numbers, gets none.
    """
    count = len(polygon_rings) - 1
    start = ring_points[polygon_rings[:-1]].astype(np.int64)
    corners = ring_points[polygon_rings[1:]] - start
    holes = np.diff(polygon_rings) > 1
    able = wanted & (corners >= 3)
    axes = np.ascontiguousarray(points.T)
    finite = np.isfinite(axes).all(axis=0)
    if not finite.all():
        able[np.repeat(np.arange(count), corners)[~finite]] = False
        axes[:, ~finite] = 0.0

    swept = _swept(axes, ring_points)
    facing = np.zeros((3, count))
    has_rings = np.diff(polygon_rings) > 0
    facing[:, has_rings] = _summed(swept, ring_points).take(polygon_rings[:-1][has_rings], axis=1)
    simple = able & ~holes
    simple &= (corners == 3) | _convex(axes, swept, start, corners, facing)
    numbers = np.where(simple, corners - 2, 0).astype(np.int32)

    others = np.flatnonzero(able & ~simple)
    clipped, numbers[others] = _clip(points, ring_points, polygon_rings, others, facing.T[others])

    first = np.zeros(count + 1, np.int64)
    np.cumsum(numbers, out=first[1:])
    triangles = np.zeros((int(first[-1]), 3), np.int32)
    fans = np.flatnonzero(simple)
    places = runs(first[fans], numbers[fans])
    step = places - np.repeat(first[fans], numbers[fans])
    triangles[places, 1] = step + 1
    triangles[places, 2] = step + 2
    triangles[runs(first[others], numbers[others])] = clipped
    return triangles, numbers


def _swept(axes: Axes, ring_points: I32) -> Axes:
    """(3, n): twice the triangle of each point, the next one of its ring, and the ring's first."""
    sizes = np.diff(ring_points)
    full = sizes > 0
    arm = axes - np.repeat(axes.take(ring_points[:-1][full], axis=1), sizes[full], axis=1)
    return _crossed(arm, _ahead(arm, ring_points))


def _ahead(axes: Axes, ring_points: I32) -> Axes:
    """(3, n): for each point, what the next one of its ring has."""
    ahead = np.empty_like(axes)
    ahead[:, :-1] = axes[:, 1:]
    full = np.diff(ring_points) > 0
    last, first = ring_points[1:][full] - 1, ring_points[:-1][full]
    for mine, theirs in zip(ahead, axes, strict=True):
        mine[last] = theirs[first]
    return ahead


def _crossed(a: Axes, b: Axes) -> Axes:
    crossed = np.empty_like(a)
    for axis, (j, k) in zip(crossed, ((1, 2), (2, 0), (0, 1)), strict=True):
        np.multiply(a[j], b[k], out=axis)
        axis -= a[k] * b[j]
    return crossed


def _along(a: Axes, b: Axes) -> NDArray[np.float64]:
    """(n,): how far each a goes along its b, times the length of b."""
    along: NDArray[np.float64] = a[0] * b[0]
    along += a[1] * b[1]
    along += a[2] * b[2]
    return along


def _summed(axes: Axes, ring_points: I32) -> Axes:
    """(3, r): the sum over each ring."""
    sums = np.zeros((3, len(ring_points) - 1))
    full = np.diff(ring_points) > 0
    if full.any():
        sums[:, full] = np.add.reduceat(axes, ring_points[:-1][full], axis=1)
    return sums


def _convex(
    axes: Axes,
    swept: Axes,
    start: NDArray[np.int64],
    corners: I32,
    facing: Axes,
) -> NDArray[np.bool_]:
    """Which polygons of one ring turn one way only, so that a fan from any corner fills them."""
    convex = np.zeros(len(start), bool)
    some = corners > 0
    if some.any():
        begin = start[some]
        cuts = np.append(begin, axes.shape[1])
        seen = np.repeat(facing.compress(some, axis=1), corners[some], axis=1)
        edge = _ahead(axes, cuts) - axes
        turn = _along(_crossed(edge, _ahead(edge, cuts)), seen)
        one_way = (np.minimum.reduceat(turn, begin) >= 0) & (np.maximum.reduceat(turn, begin) > 0)
        # A star turns one way too, but more than once around.
        once = np.minimum.reduceat(_along(swept, seen), begin) >= 0
        convex[some] = one_way & once
    return convex


def _clip(
    points: NDArray[np.float64],
    ring_points: I32,
    polygon_rings: I32,
    rows: NDArray[np.integer],
    facing: NDArray[np.float64],
) -> tuple[I32, I32]:
    """Ears cut off the polygons `rows`, each seen along the axis that shows it largest."""
    start = ring_points[polygon_rings[rows]]
    size = ring_points[polygon_rings[rows + 1]] - start
    at = np.cumsum(size) - size
    axis = np.argmax(np.abs(facing), axis=1)
    seen_along = np.repeat(axis, size)
    outline = points.take(runs(start, size), axis=0)
    outline -= np.repeat(points.take(start, axis=0), size, axis=0)
    plane = np.where(seen_along[:, None] == 2, outline[:, :2], outline[:, 1:])
    plane[seen_along == 1, 0] = outline[seen_along == 1, 0]

    rings = np.diff(polygon_rings)[rows]
    every = runs(polygon_rings[rows], rings)
    ends = (ring_points[every + 1] - np.repeat(start, rings)).astype(np.uint32)
    thin = np.zeros(len(rows), bool)
    thin[np.repeat(np.arange(len(rows)), rings)[np.diff(ring_points)[every] < 3]] = True
    found = []
    ring = 0
    for first, last, more, odd in zip(
        at.tolist(), (at + size).tolist(), rings.tolist(), thin.tolist(), strict=True
    ):
        ears = _ears_of_some if odd else mapbox_earcut.triangulate_float64
        found.append(ears(plane[first:last], ends[ring : ring + more]))
        ring += more
    numbers = np.fromiter(map(len, found), np.int32, len(found)) // 3
    triangles = np.concatenate([np.zeros(0, np.int32), *found]).astype(np.int32).reshape(-1, 3)

    corner = triangles.T + np.repeat(at, numbers)
    a, b, c = plane.T.take(corner, axis=1).swapaxes(0, 1)
    turn = (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
    side = np.where(axis == 1, -1.0, 1.0) * facing[np.arange(len(rows)), axis]
    owner = np.repeat(np.arange(len(rows)), numbers)
    whole = np.bincount(owner, turn, len(rows))[owner]
    flat = np.abs(turn) <= FLAT * np.abs(whole)  # which way it turns is chance: it turns as all do
    wrong = np.where(flat, whole, turn) * side[owner] < 0
    triangles[wrong] = triangles[wrong][:, ::-1]
    return triangles, numbers


def _ears_of_some(plane: NDArray[np.float64], ends: NDArray[np.uint32]) -> NDArray[np.integer]:
    """The corners of triangles in a polygon of the plane, its rings ending at `ends`."""
    size = np.diff(np.append(0, ends.astype(np.int64)))
    keep = size >= 3  # a hole of two points has no inside
    if not keep[0]:
        return np.zeros(0, np.int32)
    rows = runs(ends[keep] - size[keep], size[keep])
    left = np.cumsum(size[keep]).astype(np.uint32)
    return np.asarray(rows[mapbox_earcut.triangulate_float64(plane[rows], left)])
