"""Bodies made higher or lower, and with a face pushed out or in."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from city.batch import offsets
from city.body import GROUND, WALL, Body, joined

F64 = NDArray[np.float64]
NEAR = 1e-3  # metres: corners that are nearer are the same
APART = 0.05  # metres that edges may lie apart and be the same; files round
FOOT = 0.1  # metres above the lowest point that belong to the foot of what has no ground surface
LEAST = 1.0  # metres that a building is high at least
REACH = 0.5  # metres that a place may lie off the face it means
HERE = shapely.Point(0, 0)


def raised(body: Body, metres: float) -> Body:
    """A body with all that is above its foot moved up, or down where `metres` is negative.

    Where the file has no wall below an edge, as between neighbours, one closes what has opened.
    Raises ValueError where less than a metre would be left above the foot.
    """
    foot = _foot(body)
    floor = float(body.points[foot, 2].max())
    room = body.high - floor - LEAST
    if metres < -room:
        raise ValueError(f"it can be lowered by {max(room, 0):.1f} m at the most")
    points = body.points.copy()
    old = points[~foot, 2]
    points[~foot, 2] = np.minimum(
        np.maximum(old + metres, floor + NEAR), np.maximum(old, old + metres)
    )
    higher = replace(body, points=points)
    walls = _missing_walls(body, points, ~foot) if metres > 0 else []
    return joined([higher, Body.of(walls, [WALL] * len(walls), body.solid)]) if walls else higher


def _missing_walls(body: Body, points: F64, lifted: NDArray[np.bool_]) -> list[list[F64]]:
    """The faces between where lifted edges were and where they are, of edges of a single face.

    points: (n, 3) of the body once it is lifted. An edge may meet several shorter ones.
    """
    first = offsets(body.ring_points)
    after = np.arange(1, len(points) + 1)
    after[first[1:] - 1] = first[:-1]
    begin = np.flatnonzero(lifted & lifted[after])
    begin = begin[np.linalg.norm(body.points[begin] - body.points[after[begin]], axis=1) > APART]
    a, b = body.points[begin], body.points[after[begin]]
    upright = np.linalg.norm((b - a)[:, :2], axis=1) <= APART
    cells = np.round((body.points - body.points[0]) / NEAR).astype(np.int64)
    _, corner = np.unique(cells, axis=0, return_inverse=True)
    pairs = np.sort(np.stack([corner.ravel()[begin], corner.ravel()[after[begin]]], axis=1), axis=1)
    _, which, times = np.unique(pairs, axis=0, return_inverse=True, return_counts=True)
    single = np.flatnonzero(~upright & (times[which.ravel()] == 1))
    found = []
    for number, spans in zip(single.tolist(), _covered(a, b, single), strict=True):
        start, end = a[number], b[number]
        length = float(np.linalg.norm(end - start))
        whole = shapely.LineString([(0, 0), (length, 0)])
        others = [shapely.box(x - APART, -1, y + APART, 1) for x, y in spans]
        bare = whole.difference(shapely.union_all(others)) if others else whole
        row = begin[number]
        ends = np.stack([points[row], points[after[row]]])
        for piece in shapely.get_parts(bare):
            share = np.array(piece.coords)[:, :1] / length
            if piece.length > APART:
                below = start + (end - start) * share
                above = ends[0] + (ends[1] - ends[0]) * share
                found.append([np.concatenate([above[::-1], below])])
    return found


def _covered(a: F64, b: F64, some: NDArray[np.integer]) -> list[list[list[float]]]:
    """Of some of the edges from a to b (n, 3): from which metre to which others lie along them."""
    spans: list[list[list[float]]] = [[] for _ in range(len(some))]
    lines = shapely.linestrings(np.stack([a, b], axis=1)[:, :, :2])
    near, other = shapely.STRtree(lines).query(lines[some], predicate="dwithin", distance=APART)
    number = some[near]
    start, step = a[number], b[number] - a[number]
    length = np.linalg.norm(step, axis=1)
    along = step / length[:, None]
    ends = []
    for place in (a[other], b[other]):
        way = ((place - start) * along).sum(1)
        off = np.linalg.norm(place - start - way[:, None] * along, axis=1)
        ends.append(np.where(off <= APART, way, np.nan))
    low, high = np.minimum(*ends), np.maximum(*ends)
    beside = (low < length) & (high > 0) & (other != number)
    for one, low_, high_ in zip(near[beside], low[beside], high[beside], strict=True):
        spans[one].append([float(low_), float(high_)])
    return spans


def _foot(body: Body) -> NDArray[np.bool_]:
    """(points,): which points are where the body stands on the ground."""
    low = body.points[:, 2] <= body.low + FOOT
    counts = body.polygon_points()
    lowest = np.minimum.reduceat(body.points[:, 2], offsets(counts)[:-1])
    standing: list[Any] = []
    feet = np.zeros(len(body), bool)
    faces = body.faces()
    for number in sorted(np.flatnonzero(body.surface == GROUND), key=lambda k: lowest[k]):
        shape = shapely.Polygon(faces[number][0][:, :2])
        if not any(below.contains(shape.representative_point()) for below in standing):
            feet[number] = True  # what stands on another part stands on no ground
            standing.append(shape)
    ground = np.repeat(feet, counts)
    return low | _among(body.points, body.points[ground]) if ground.any() else low


def face_at(body: Body, place: F64) -> int:
    """The face that a place (3,) lies on, or nearest to. ValueError where none is near."""
    best, found = REACH, -1
    vectors = body.area_vectors()
    sizes = np.linalg.norm(vectors, axis=1)
    starts, first = offsets(body.ring_points), offsets(body.polygon_rings)
    corners = starts[first[:-1]]
    low, high = (one.reduceat(body.points, corners) for one in (np.minimum, np.maximum))
    near = ((place > low - REACH) & (place < high + REACH)).all(1) & (sizes > 0)
    for number in np.flatnonzero(near).tolist():
        ends = starts[first[number] : first[number + 1] + 1].tolist()
        rings = [body.points[begin:end] for begin, end in pairwise(ends)]
        normal = vectors[number] / sizes[number]
        height = float((place - rings[0][0]) @ normal)
        if abs(height) >= best:
            continue
        level = np.cross(normal, np.eye(3)[int(np.argmin(np.abs(normal)))])
        level /= np.linalg.norm(level)
        plane = np.stack([level, np.cross(normal, level)], axis=1)
        flat = [(ring - place) @ plane for ring in rings]
        off = float(np.hypot(height, shapely.Polygon(flat[0], flat[1:]).distance(HERE)))
        if off < best:
            best, found = off, number
    if found < 0:
        raise ValueError("there is no face at this place")
    return found


def pushed(body: Body, face: int, metres: float) -> Body:
    """A body with one face moved along its normal, out or, where negative, in.

    What touches the face goes with it. Raises ValueError where the body would turn inside out.
    """
    before = body.area_vectors()
    rows = np.repeat(np.arange(len(body)), body.polygon_points()) == face
    points = body.points.copy()
    points[_among(points, points[rows])] += before[face] / np.linalg.norm(before[face]) * metres
    found = replace(body, points=points)
    turned = (found.area_vectors() * before).sum(1) < 0
    if turned.any() or (body.solid and found.volume() <= 0):
        raise ValueError("the face is pushed too far: the building would turn inside out")
    return found


def _among(points: F64, others: F64) -> NDArray[np.bool_]:
    """(n,): which points are one of the others, to the millimetre."""
    origin = points[0]
    cells = np.round((points - origin) / NEAR).astype(np.int64)
    wanted = np.unique(np.round((others - origin) / NEAR).astype(np.int64), axis=0)
    _, place = np.unique(np.concatenate([wanted, cells]), axis=0, return_inverse=True)
    place = place.ravel()
    return np.asarray(np.isin(place[len(wanted) :], place[: len(wanted)]))
