"""Bodies made higher or lower, and with a face pushed out or in."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from city.batch import offsets
from city.body import GROUND, Body

F64 = NDArray[np.float64]
NEAR = 1e-3  # metres: corners that are nearer are the same
FOOT = 0.1  # metres above the lowest point that belong to the foot of what has no ground surface
LEAST = 1.0  # metres that a building is high at least
REACH = 0.5  # metres that a place may lie off the face it means
HERE = shapely.Point(0, 0)


def raised(body: Body, metres: float) -> Body:
    """A body with all that is above its foot moved up, or down where `metres` is negative.

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
    return replace(body, points=points)


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
    for number, rings in enumerate(body.faces()):
        if not sizes[number] > 0:
            continue
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
