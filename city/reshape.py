"""Bodies made higher or lower, and with a face pushed out or in."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from city.body import GROUND, Body
from city.query import inside

F64 = NDArray[np.float64]
NEAR = 1e-3  # metres: corners that are nearer are the same
FOOT = 0.1  # metres above the lowest point that belong to the foot of what has no ground surface
LEAST = 1.0  # metres that a building is high at least
REACH = 0.5  # metres that a place may lie off the face it means


def raised(body: Body, metres: float) -> Body:
    """A body with all that is above its foot moved up, or down where `metres` is negative.

    Raises ValueError where nothing would be left above the ground.
    """
    if body.high + metres < body.low + LEAST:
        room = body.high - body.low - LEAST
        raise ValueError(f"it can be lowered by {max(room, 0):.1f} m at the most")
    ground = np.repeat(body.surface == GROUND, body.polygon_points())
    if ground.any():
        foot = _among(body.points, body.points[ground])
    else:
        foot = body.points[:, 2] <= body.low + FOOT
    points = body.points.copy()
    floor = points[foot, 2].max() if foot.any() else body.low
    points[~foot, 2] = np.maximum(points[~foot, 2] + metres, min(floor, body.low) + NEAR)
    return replace(body, points=points)


def face_at(body: Body, place: F64) -> int:
    """The face that a place (3,) lies on. ValueError where none is near."""
    best, found = REACH, -1
    vectors = body.area_vectors()
    for number, rings in enumerate(body.faces()):
        size = float(np.linalg.norm(vectors[number]))
        if size == 0:
            continue
        normal = vectors[number] / size
        off = abs(float((place - rings[0][0]) @ normal))
        plane = [k for k in range(3) if k != int(np.argmax(np.abs(normal)))]
        if off < best and inside(rings[0][:, plane], place[None, plane])[0]:
            best, found = off, number
    if found < 0:
        raise ValueError("there is no face at this place")
    return found


def pushed(body: Body, face: int, metres: float) -> Body:
    """A body with one face moved along its normal, out or, where negative, in.

    What touches the face goes with it. Raises ValueError where the body would turn inside out.
    """
    vector = body.area_vectors()[face]
    normal = vector / np.linalg.norm(vector)
    rows = np.repeat(np.arange(len(body)), body.polygon_points()) == face
    points = body.points.copy()
    points[_among(points, points[rows])] += normal * metres
    found = replace(body, points=points)
    if body.solid and found.volume() <= 0:
        raise ValueError("the face is pushed in too far: nothing would be left")
    return found


def _among(points: F64, others: F64) -> NDArray[np.bool_]:
    """(n,): which points are one of the others, to the millimetre."""
    origin = points[0]
    cells = np.round((points - origin) / NEAR).astype(np.int64)
    wanted = np.unique(np.round((others - origin) / NEAR).astype(np.int64), axis=0)
    _, place = np.unique(np.concatenate([wanted, cells]), axis=0, return_inverse=True)
    place = place.ravel()
    return np.asarray(np.isin(place[len(wanted) :], place[: len(wanted)]))
