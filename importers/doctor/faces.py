"""What is wrong with polygons: found for all of a level of detail at once."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from city.model import Shapes
from city.strings import runs

F64 = NDArray[np.float64]
Bools = NDArray[np.bool_]

SAME = 1e-6  # metres: points closer than this are one
NO_AREA = 1e-6  # square metres
OFF_PLANE = 0.01  # metres, ISO 19107 as val3dity reads it; of large polygons one part in 2,000
OFF_PLANE_PART = 0.0005


class Faults(NamedTuple):
    """Which polygons of a level have which fault, each (polygons,) bool; curves have none.

    off_plane: (polygons,) metres between the plane and the farthest point, 0 where it is flat.
    """

    no_number: Bools
    too_few_points: Bools
    repeated_points: Bools
    no_area: Bools
    off_plane: F64
    crossing: Bools
    hole_outside: Bools


def faults(shapes: Shapes) -> Faults:
    """Look at every polygon of a level of detail."""
    count = shapes.polygons
    filled = shapes.filled()
    outline = shapes.polygon_rings[:-1]
    has_rings = np.diff(shapes.polygon_rings) > 0
    corners = np.diff(shapes.ring_points)
    of_ring = np.repeat(np.arange(count), np.diff(shapes.polygon_rings))

    points, broken = _numbers(shapes)
    steps = _steps(points, shapes.ring_points)
    still = np.einsum("ij,ij->j", steps, steps) < SAME * SAME
    repeats = _ring_sums(still, shapes.ring_points)
    few = corners - repeats < 3
    no_number = _any(of_ring[_any_ring(broken, shapes)], count)
    too_few = _any(of_ring[few], count) | ~has_rings
    repeated = _any(of_ring[(repeats > 0) & ~few], count)

    vectors = _area_vectors(points, steps, shapes.ring_points)
    facing = np.zeros((3, count))
    facing[:, has_rings] = vectors.take(outline[has_rings], axis=1)
    area = np.sqrt(np.einsum("ij,ij->j", facing, facing))
    sound = filled & ~no_number & ~too_few
    thin = sound & (area < NO_AREA)
    sound &= ~thin
    off_plane = _off_plane(points, shapes, facing / np.where(area > 0, area, 1.0), sound)
    crossing, outside = _crossings(points, steps, shapes, facing, sound)
    return Faults(
        no_number & filled,
        too_few & filled & ~no_number,
        repeated & filled & ~no_number,
        thin,
        off_plane,
        crossing,
        outside,
    )


def _any(rows: NDArray[np.integer], count: int) -> Bools:
    flags = np.zeros(count, bool)
    flags[rows] = True
    return flags


def _numbers(shapes: Shapes) -> tuple[F64, Bools]:
    """The coordinates as three rows, 0 where they are no numbers; and which those are."""
    points = np.array(shapes.points.T, order="C")
    broken = np.zeros(points.shape[1], bool)
    if not np.isfinite(points.sum()):
        broken |= ~np.isfinite(points).all(0)
        points[:, broken] = 0.0
    return points, broken


def _steps(points: F64, ring_points: NDArray[np.int32]) -> F64:
    """From each point to the next one of its ring."""
    steps = np.empty_like(points)
    steps[:, :-1] = points[:, 1:] - points[:, :-1]
    full = np.diff(ring_points) > 0
    last, first = ring_points[1:][full] - 1, ring_points[:-1][full]
    for step, place in zip(steps, points, strict=True):
        step[last] = place[first] - place[last]
    return steps


def _ring_sums(values: NDArray[np.generic], ring_points: NDArray[np.int32]) -> NDArray[np.int64]:
    sums = np.zeros(len(ring_points) - 1, np.int64)
    full = np.diff(ring_points) > 0
    if full.any():
        sums[full] = np.add.reduceat(values.astype(np.int64), ring_points[:-1][full])
    return sums


def _any_ring(flags: Bools, shapes: Shapes) -> Bools:
    if not flags.any():
        return np.zeros(len(shapes.ring_points) - 1, bool)
    return np.asarray(_ring_sums(flags, shapes.ring_points) > 0)


def _area_vectors(points: F64, steps: F64, ring_points: NDArray[np.int32]) -> F64:
    """(3, rings): Newell's area vectors, about each ring's first point."""
    full = np.diff(ring_points) > 0
    vectors = np.zeros((3, len(full)))
    if not full.any():
        return vectors
    starts = ring_points[:-1][full]
    arm = points - np.repeat(points.take(starts, axis=1), np.diff(ring_points)[full], axis=1)
    for axis in range(3):
        j, k = (axis + 1) % 3, (axis + 2) % 3
        cross = arm[j] * steps[k] - arm[k] * steps[j]
        vectors[axis, full] = np.add.reduceat(cross, starts) * 0.5
    return vectors


def _off_plane(points: F64, shapes: Shapes, normal: F64, sound: Bools) -> F64:
    """Half the thickness of each polygon, 0 where it counts as flat."""
    off = np.zeros(len(sound))
    starts = shapes.ring_points[shapes.polygon_rings]
    sizes = np.diff(starts)
    asked = np.flatnonzero(sound & (sizes > 3))
    if not len(asked):
        return off
    size = sizes[asked]
    arm = points.take(runs(starts[:-1][asked], size), axis=1)
    arm -= np.repeat(points.take(starts[:-1][asked], axis=1), size, axis=1)
    heights = np.einsum("ij,ij->j", arm, np.repeat(normal.take(asked, axis=1), size, axis=1))
    at = np.cumsum(size) - size
    thick = (np.maximum.reduceat(heights, at) - np.minimum.reduceat(heights, at)) / 2
    reach = np.sqrt(np.maximum.reduceat(np.einsum("ij,ij->j", arm, arm), at))
    off[asked] = np.where(thick > np.maximum(OFF_PLANE, OFF_PLANE_PART * reach), thick, 0.0)
    return off


def _crossings(
    points: F64, steps: F64, shapes: Shapes, facing: F64, sound: Bools
) -> tuple[Bools, Bools]:
    """Which outlines cross themselves, and which holes leave them, in the plane that shows most."""
    import shapely

    starts = shapes.ring_points[shapes.polygon_rings]
    holes = np.diff(shapes.polygon_rings) > 1
    asked = np.flatnonzero(sound & ((np.diff(starts) > 3) | holes))
    simple = _turns_once(points, steps, starts, facing, asked)
    asked = asked[holes[asked] | ~simple]
    crossing = np.zeros(len(sound), bool)
    outside = np.zeros(len(sound), bool)
    if not len(asked):
        return crossing, outside

    per_polygon = np.diff(shapes.polygon_rings)[asked]
    rings = runs(shapes.polygon_rings[:-1][asked], per_polygon)
    size = np.diff(shapes.ring_points)[rings]
    mine = runs(shapes.ring_points[:-1][rings], size)
    of_ring = np.repeat(np.arange(len(asked)), per_polygon)
    axis = _axis(facing.take(asked, axis=1))[of_ring]
    seen = _seen(points.take(mine, axis=1), np.repeat(axis, size))
    lines = shapely.linearrings(seen.T, indices=np.repeat(np.arange(len(rings)), size))
    faces = shapely.polygons(lines, indices=of_ring)
    bad = np.flatnonzero(~shapely.is_valid(faces))
    why = shapely.is_valid_reason(faces[bad])
    of_hole = np.array([text.startswith(("Hole", "Nested", "Holes")) for text in why], bool)
    touches = np.array([text.startswith("Ring Self") for text in why], bool)
    outside[asked[bad[of_hole]]] = True
    crossing[asked[bad[~of_hole & ~touches]]] = True
    return crossing, outside


def _axis(facing: F64) -> NDArray[np.int64]:
    return np.asarray(np.argmax(np.abs(facing), axis=0))


def _seen(vectors: F64, axis: NDArray[np.int64]) -> F64:
    """(2, n): vectors as one sees them along an axis each."""
    return np.stack(
        [
            np.where(axis == 0, vectors[1], vectors[0]),
            np.where(axis == 2, vectors[1], vectors[2]),
        ]
    )


def _turns_once(
    points: F64,
    steps: F64,
    starts: NDArray[np.int32],
    facing: F64,
    asked: NDArray[np.int64],
) -> Bools:
    """Which outlines turn one way only, and once around: those cross themselves nowhere."""
    if not len(asked):
        return np.zeros(0, bool)
    size = np.diff(starts)[asked]
    at = np.cumsum(size) - size
    mine = runs(starts[:-1][asked], size)
    axis = _axis(facing.take(asked, axis=1))
    u, v = _seen(steps.take(mine, axis=1), np.repeat(axis, size))
    after = np.arange(1, len(mine) + 1)
    after[at + size - 1] = at
    turn = u * v[after] - v * u[after]
    ahead = u * u[after] + v * v[after]
    low, high = np.minimum.reduceat(turn, at), np.maximum.reduceat(turn, at)
    one_way = (low >= 0) | (high <= 0)
    # A straight angle backwards is a spike; a star turns one way too, but twice around.
    spike = np.logical_or.reduceat((turn == 0) & (ahead < 0), at)
    around = np.ones(len(asked), bool)
    many = np.flatnonzero(one_way & (size > 4))
    if len(many):
        theirs = runs(at[many], size[many])
        angle = np.abs(np.arctan2(turn[theirs], ahead[theirs]))
        ends = np.cumsum(size[many]) - size[many]
        around[many] = np.add.reduceat(angle, ends) < 2.5 * np.pi
    return np.asarray(one_way & ~spike & around)
