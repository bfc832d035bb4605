"""Fill polygons with triangles, thousands at a time, their holes left open."""

from __future__ import annotations

import mapbox_earcut
import numpy as np
from numpy.typing import NDArray

from city.strings import runs

I32 = NDArray[np.int32]


@np.errstate(over="ignore", invalid="ignore")
def normals(points: NDArray[np.float64], ring_points: I32) -> NDArray[np.float64]:
    """The area vector of each ring: its length is the ring's area, its direction the side that
    sees the ring turn counter-clockwise.

    points: (n, 3); ring_points: (r + 1,) offsets. Returns (r, 3). Newell's method, about each
    ring's first point so that large coordinates cost no digits.
    """
    counts = np.diff(ring_points)
    first = np.repeat(ring_points[:-1], counts)
    here = points - points[first]
    after = np.arange(1, len(points) + 1)
    full = counts > 0
    after[ring_points[1:][full] - 1] = ring_points[:-1][full]
    steps = np.cross(here, here[after]) * 0.5
    vectors = np.zeros((len(counts), 3))
    if len(steps):
        vectors[full] = np.add.reduceat(steps, ring_points[:-1][full], axis=0)
    return vectors


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
    finite = np.isfinite(points).all(axis=1).reshape(-1)
    broken = np.zeros(count, bool)
    owner = np.repeat(np.arange(count), corners)
    broken[owner[~finite]] = True
    able = wanted & (corners >= 3) & ~broken

    area_vectors = normals(np.where(finite[:, None], points, 0.0), ring_points)
    facing = np.zeros((count, 3))
    has_rings = np.diff(polygon_rings) > 0
    facing[has_rings] = area_vectors[polygon_rings[:-1][has_rings]]
    simple = able & ~holes & _convex(points, start, corners, able & ~holes, facing)
    numbers = np.where(simple, corners - 2, 0).astype(np.int32)

    others = np.flatnonzero(able & ~simple)
    clipped, numbers[others] = _clip(points, ring_points, polygon_rings, others, facing[others])

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


def _convex(
    points: NDArray[np.float64],
    start: NDArray[np.int64],
    corners: I32,
    asked: NDArray[np.bool_],
    facing: NDArray[np.float64],
) -> NDArray[np.bool_]:
    """Which of the asked outlines turn one way only, so that a fan from any corner fills them."""
    convex = asked & (corners == 3)
    rows = np.flatnonzero(asked & (corners > 3))
    for size in np.unique(corners[rows]).tolist():
        group = rows[corners[rows] == size]
        outline = points[start[group][:, None] + np.arange(size)]
        edge = np.roll(outline, -1, axis=1) - outline
        turn = np.einsum("gij,gj->gi", np.cross(np.roll(edge, 1, axis=1), edge), facing[group])
        one_way = (turn >= 0).all(1) & (turn > 0).any(1)
        # A star turns one way too, but more than once around.
        fan = outline[:, 1:] - outline[:, :1]
        spread = np.einsum("gij,gj->gi", np.cross(fan[:, :-1], fan[:, 1:]), facing[group])
        convex[group] = one_way & (spread >= 0).all(1)
    return np.asarray(convex)


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
    outline = points[runs(start, size)] - np.repeat(points[start], size, axis=0)
    plane = np.where(seen_along[:, None] == 2, outline[:, :2], outline[:, 1:])
    plane[seen_along == 1, 0] = outline[seen_along == 1, 0]

    found = []
    for number, (first, last) in enumerate(zip(at.tolist(), (at + size).tolist(), strict=True)):
        rings = slice(polygon_rings[rows[number]], polygon_rings[rows[number] + 1] + 1)
        cuts = ring_points[rings] - start[number]
        found.append(_ears(plane[first:last], cuts))
    numbers = np.fromiter(map(len, found), np.int32, len(found)) // 3
    triangles = np.concatenate([np.zeros(0, np.int32), *found]).astype(np.int32).reshape(-1, 3)

    a, b, c = (plane[corner] for corner in (triangles + np.repeat(at, numbers)[:, None]).T)
    turn = (b[:, 0] - a[:, 0]) * (c[:, 1] - a[:, 1]) - (b[:, 1] - a[:, 1]) * (c[:, 0] - a[:, 0])
    side = np.where(axis == 1, -1.0, 1.0) * facing[np.arange(len(rows)), axis]
    wrong = turn * np.repeat(side, numbers) < 0
    triangles[wrong] = triangles[wrong][:, ::-1]
    return triangles, numbers


def _ears(plane: NDArray[np.float64], cuts: I32) -> NDArray[np.integer]:
    """The corners of triangles in a polygon of the plane, its rings cut at `cuts`."""
    size = cuts[1:] - cuts[:-1]
    if size.min() >= 3:
        return np.asarray(mapbox_earcut.triangulate_float64(plane, cuts[1:].astype(np.uint32)))
    keep = size >= 3  # a hole of two points has no inside
    if not keep[0]:
        return np.zeros(0, np.int32)
    rows = runs(cuts[:-1][keep], size[keep])
    ends = np.cumsum(size[keep]).astype(np.uint32)
    return np.asarray(rows[mapbox_earcut.triangulate_float64(plane[rows], ends)])
