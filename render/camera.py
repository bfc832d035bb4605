"""Moving the eye: every function turns a vtkCamera, in local metres, with up always up."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from vtkmodules.vtkRenderingCore import vtkCamera

Vector = NDArray[np.float64]
Bounds = Sequence[float]  # west, east, south, north, low, high
Free = tuple[float, float]  # shares of the picture's height, above and below what is framed

HOME_FROM = 216.0  # degrees clockwise from north: where the eye stands, seen from the city
HOME_PITCHES = (27.0, 40.0)  # degrees that the eye looks down, the steeper to fill the picture
FIELD = 30.0  # degrees of the picture's height
WALKING_FIELD = 60.0  # the same in a street, where 30 degrees show one door
FEW_POINTS = 4000  # tell how steeply to look at all of them
MARGIN = 0.03  # of the picture's width beside what is framed
LITTLE = (MARGIN, 0.06)  # free, as the scale bar and the names of the sources lie below
SKY = (0.1, LITTLE[1])  # free where the city is seen from its side, with the sky above it
STEEPEST = 89.5
NEAREST = 1.0  # metres
BACK, LEAST_BACK = 15.0, 1500.0  # half heights, metres: where a parallel eye stands, to see all


def _get(camera: vtkCamera) -> tuple[Vector, Vector]:
    return np.array(camera.GetPosition()), np.array(camera.GetFocalPoint())


def _set(camera: vtkCamera, eye: Vector, focus: Vector) -> None:
    camera.SetPosition(*eye)
    camera.SetFocalPoint(*focus)
    looks_down = np.hypot(*(focus - eye)[:2]) < 1e-6 * max(abs(focus[2] - eye[2]), 1e-9)
    if not looks_down:
        camera.SetViewUp(0, 0, 1)


def axes(camera: vtkCamera) -> tuple[Vector, Vector, Vector]:
    """The unit vectors of the picture: rightwards, upwards, and into it."""
    eye, focus = _get(camera)
    ahead = (focus - eye) / np.linalg.norm(focus - eye)
    right = np.cross(ahead, np.array(camera.GetViewUp()))
    right /= np.linalg.norm(right)
    return right, np.cross(right, ahead), ahead


def home(
    camera: vtkCamera,
    bounds: Bounds,
    aspect: float = 1.6,
    points: Vector | None = None,
    free: Free = SKY,
) -> None:
    """The whole city obliquely from the south-west, with the sky above it.

    A city that would be a narrow band is looked at more steeply, until it fills the picture.
    points: (n, 3) of the city, where they are known: their shape fills the picture better than
    the box around them. free: the shares of the picture's height above and below the city.
    """
    shape = corners(bounds) if points is None else points
    few = shape[:: max(1, len(shape) // FEW_POINTS)]
    flat, steep = HOME_PITCHES
    for _ in range(5):  # halves: to half a degree
        pitch = (flat + steep) / 2
        _look(camera, HOME_FROM, pitch)
        frame(camera, few, aspect, free)
        flat, steep = (flat, pitch) if _fills_height(camera, few, free) else (pitch, steep)
    _look(camera, HOME_FROM, flat)
    frame(camera, shape, aspect, free)


def _fills_height(camera: vtkCamera, points: Vector, free: Free) -> bool:
    """Whether what is framed reaches from what is free below it to what is free above."""
    _, up, ahead = axes(camera)
    away = points - np.array(camera.GetPosition())
    half = np.tan(np.radians(camera.GetViewAngle()) / 2)
    if camera.GetParallelProjection():
        heights = away @ up / half_height(camera)
    else:
        heights = away @ up / (away @ ahead * half)
    return bool(np.ptp(heights) >= 2 * (1 - sum(free)) - 1e-3)


def top(camera: vtkCamera, bounds: Bounds, aspect: float = 1.6, free: Free = LITTLE) -> None:
    """The whole city from straight above, north up."""
    eye, focus = _get(camera)
    distance = max(float(np.linalg.norm(focus - eye)), NEAREST)
    camera.SetPosition(focus[0], focus[1], focus[2] + distance)
    camera.SetViewUp(0, 1, 0)
    camera.SetViewAngle(FIELD)
    frame_box(camera, bounds, aspect, free)


def set_parallel(camera: vtkCamera, parallel: bool) -> None:
    """See in parallel, so that lengths can be measured in the picture, or in perspective.

    What is at the focus keeps its size.
    """
    if bool(camera.GetParallelProjection()) == parallel:
        return
    _, focus = _get(camera)
    half, ahead = half_height(camera), axes(camera)[2]
    camera.SetParallelProjection(parallel)
    slope = np.tan(np.radians(camera.GetViewAngle()) / 2)
    if parallel:
        _stand(camera, half, focus)
    else:
        camera.SetPosition(*(focus - ahead * half / slope))


def _stand(camera: vtkCamera, half: float, focus: Vector) -> None:
    """Let a parallel eye see so many metres on each side of a focus, without turning."""
    ahead = axes(camera)[2]
    camera.SetParallelScale(half)
    camera.SetFocalPoint(*focus)
    camera.SetPosition(*(focus - ahead * max(BACK * half, LEAST_BACK)))


def half_height(camera: vtkCamera) -> float:
    """Metres from the middle of the picture to its upper edge, at the focus."""
    if camera.GetParallelProjection():
        return float(camera.GetParallelScale())
    eye, focus = _get(camera)
    slope = np.tan(np.radians(camera.GetViewAngle()) / 2)
    return float(np.linalg.norm(focus - eye) * slope)


def _look(camera: vtkCamera, azimuth: float, pitch: float) -> None:
    """Turn the eye to stand at an azimuth from its focus and look down at a pitch."""
    _, focus = _get(camera)
    a, p = np.radians(azimuth), np.radians(pitch)
    back = np.array([np.sin(a) * np.cos(p), np.cos(a) * np.cos(p), np.sin(p)])
    camera.SetViewAngle(FIELD)
    _set(camera, focus + back * 1000.0, focus)


def frame_box(camera: vtkCamera, box: Bounds, aspect: float = 1.6, free: Free = LITTLE) -> None:
    """Move the eye, without turning it, until a box just fills the picture.

    aspect: width over height of the picture; free: the shares of its height above and below.
    """
    frame(camera, corners(box), aspect, free)


def corners(box: Bounds) -> Vector:
    """(8, 3): the corners of a box."""
    west, east, south, north, low, high = box
    return np.array([[x, y, z] for x in (west, east) for y in (south, north) for z in (low, high)])


def frame(camera: vtkCamera, points: Vector, aspect: float = 1.6, free: Free = LITTLE) -> None:
    """Move the eye, without turning it, until points (n, 3) just fill the picture, but for the
    shares of its height that stay free above and below them."""
    right, up, ahead = axes(camera)
    half = np.tan(np.radians(camera.GetViewAngle()) / 2)
    x, y, depth = points @ right, points @ up, points @ ahead
    if camera.GetParallelProjection():
        _frame_parallel(camera, (x, y, depth), aspect, free)
        return
    # A point is inside where |x - ex| <= k (depth - ed): each side is a plane that the eye must
    # stay behind, so the eye that touches all of them follows from the largest of each.
    wide = half * aspect * (1 - 2 * MARGIN)
    above, below = (half * (1 - 2 * share) for share in free)
    x_sides = (x - wide * depth, -x - wide * depth)
    y_sides = (y - above * depth, -y - below * depth)
    behind = max(
        (x_sides[0].max() + x_sides[1].max()) / (2 * wide),
        (y_sides[0].max() + y_sides[1].max()) / (above + below),
    )
    e_depth = -float(behind)
    e_x = _between(x_sides, (wide, wide), depth, e_depth)
    e_y = _between(y_sides, (above, below), depth, e_depth)
    eye = right * e_x + up * e_y + ahead * e_depth
    distance = max(float(np.mean(depth)) - e_depth, NEAREST)
    if not np.ptp(points, axis=0).any():
        eye, distance = points[0] - ahead * 50.0, 50.0
    camera.SetPosition(*eye)
    camera.SetFocalPoint(*(eye + ahead * distance))


def _frame_parallel(
    camera: vtkCamera, seen: tuple[Vector, Vector, Vector], aspect: float, free: Free
) -> None:
    """The same where the eye sees in parallel; seen: how far right, up and ahead each point is."""
    right, up, ahead = axes(camera)
    x, y, depth = ((float(part.min()), float(part.max())) for part in seen)
    sky, foot = free
    high, wide = 1 - sky - foot, aspect * (1 - 2 * MARGIN)
    half = max((x[1] - x[0]) / 2 / wide, (y[1] - y[0]) / 2 / high, NEAREST)
    middle = right * (x[0] + x[1]) / 2 + up * ((y[0] + y[1]) / 2 + half * (sky - foot))
    focus = middle + ahead * (depth[0] + depth[1]) / 2
    _stand(camera, half, focus)


def _between(
    sides: tuple[Vector, Vector], slopes: tuple[float, float], depth: Vector, eye: float
) -> float:
    """Where the eye leaves as much of the picture free on one side as on the other.

    What is free beside a near point takes more of the picture than as many metres far away.
    """
    first, second = (int(np.argmax(side)) for side in sides)
    low = sides[0][first] + slopes[0] * eye
    high = -sides[1][second] - slopes[1] * eye
    share = (depth[first] - eye) / (depth[first] + depth[second] - 2 * eye)
    return float(low + (high - low) * share)


def fit(camera: vtkCamera, old: float, new: float) -> None:
    """See at least as much in a picture of another shape; old, new: width over height."""
    wider = max(old / new, 1.0)
    camera.SetParallelScale(camera.GetParallelScale() * wider)
    half = np.tan(np.radians(camera.GetViewAngle()) / 2) * wider
    camera.SetViewAngle(float(np.degrees(2 * np.arctan(half))))


def orbit(camera: vtkCamera, dx: float, dy: float, pivot: Sequence[float]) -> None:
    """Turn the eye about a point: dx degrees round it, dy degrees up; the horizon stays level."""
    eye, focus = _get(camera)
    centre = np.asarray(pivot, np.float64)
    right, _, ahead = axes(camera)
    pitch = np.degrees(np.arcsin(np.clip(-ahead[2], -1, 1)))
    dy = float(np.clip(pitch + dy, -STEEPEST, STEEPEST) - pitch)
    turn = _rotation(np.array([0.0, 0.0, 1.0]), np.radians(-dx)) @ _rotation(right, np.radians(-dy))
    if abs(ahead[2]) > 0.99999:  # from straight above, "up" is where the picture points
        camera.SetViewUp(*(turn @ np.array(camera.GetViewUp())))
    _set(camera, centre + turn @ (eye - centre), centre + turn @ (focus - centre))


def _rotation(axis: Vector, angle: float) -> NDArray[np.float64]:
    """The matrix that turns about a unit axis (Rodrigues)."""
    x, y, z = axis
    cross = np.array([[0, -z, y], [z, 0, -x], [-y, x, 0]])
    return np.asarray(np.eye(3) + np.sin(angle) * cross + (1 - np.cos(angle)) * cross @ cross)


def pan(camera: vtkCamera, from_world: Sequence[float], to_world: Sequence[float]) -> None:
    """Shift the eye so that what was under one point comes under the other."""
    eye, focus = _get(camera)
    shift = np.asarray(from_world, np.float64) - np.asarray(to_world, np.float64)
    camera.SetPosition(*(eye + shift))
    camera.SetFocalPoint(*(focus + shift))


def zoom(camera: vtkCamera, factor: float, towards: Sequence[float]) -> None:
    """Come closer to a point: a factor of 2 halves the distance to it."""
    eye, focus = _get(camera)
    aim = np.asarray(towards, np.float64)
    away = eye - aim
    distance = float(np.linalg.norm(away))
    if distance == 0 or factor <= 0:
        return
    if camera.GetParallelProjection():
        ahead = axes(camera)[2]
        half = max(half_height(camera) / factor, NEAREST)
        aside = -away + ahead * (away @ ahead)  # from the middle of the picture to the point
        shift = aside * (1 - half / half_height(camera))
        _stand(camera, half, focus + shift)
        return
    share = max(1 / factor, NEAREST / distance) if factor > 1 else 1 / factor
    new = aim + away * share
    ahead = axes(camera)[2]
    reach = max(float(np.linalg.norm(focus - eye)) * share, NEAREST)
    camera.SetPosition(*new)
    camera.SetFocalPoint(*(new + ahead * reach))


def keep_above_ground(
    camera: vtkCamera, ground: Callable[[float, float], float], height: float = 1.7
) -> None:
    """Lift the eye where it would be under the ground; `ground(x, y)` is the height there."""
    eye, focus = _get(camera)
    if camera.GetParallelProjection():  # the eye is nowhere
        return
    floor = ground(float(eye[0]), float(eye[1])) + height
    if eye[2] < floor:
        lift = np.array([0.0, 0.0, floor - eye[2]])
        camera.SetPosition(*(eye + lift))
        camera.SetFocalPoint(*(focus + lift))


def alight(
    camera: vtkCamera, place: Sequence[float], ground: Callable[[float, float], float]
) -> None:
    """Stand at a place on the ground, looking level the way one looked from afar."""
    ahead = axes(camera)[2]
    level = np.array([ahead[0], ahead[1], 0.0])
    if np.linalg.norm(level) < 1e-3:  # from straight above, "ahead" is where the picture points
        level = np.array(camera.GetViewUp()) * [1, 1, 0]
    level /= np.linalg.norm(level)
    eye = np.array([place[0], place[1], ground(float(place[0]), float(place[1]))])
    camera.SetViewAngle(WALKING_FIELD)
    _set(camera, eye, eye + level * 30.0)


def stand(camera: vtkCamera, ground: Callable[[float, float], float], height: float) -> None:
    """Bring the eye to a height above the ground, looking the same way."""
    eye, focus = _get(camera)
    lift = np.array([0.0, 0.0, ground(float(eye[0]), float(eye[1])) + height - eye[2]])
    camera.SetPosition(*(eye + lift))
    camera.SetFocalPoint(*(focus + lift))


def walk(camera: vtkCamera, ahead: float, aside: float, up: float) -> None:
    """Move the eye so many metres the way it looks, to its right, and up; level, as one walks."""
    eye, focus = _get(camera)
    right = axes(camera)[0]
    forth = np.cross([0.0, 0.0, 1.0], right)
    step = forth * ahead + right * aside + np.array([0.0, 0.0, up])
    camera.SetPosition(*(eye + step))
    camera.SetFocalPoint(*(focus + step))


def look_round(camera: vtkCamera, dx: float, dy: float) -> None:
    """Turn the head: dx degrees to the right, dy degrees up."""
    orbit(camera, dx, -dy, camera.GetPosition())


def north_angle(camera: vtkCamera) -> float:
    """Degrees clockwise from the picture's upward direction to north, as a compass needle turns."""
    right, up, ahead = axes(camera)
    level = up if abs(ahead[2]) > 0.7 else ahead
    return float(np.degrees(np.arctan2(right[1], level[1])))


def scale(camera: vtkCamera, rows: int) -> float:
    """Metres per pixel at the focus, in a picture of so many rows."""
    return 2 * half_height(camera) / max(rows, 1)


def pixel(camera: vtkCamera, rows: int) -> float:
    """Metres per pixel at one metre from the eye, in a picture of so many rows."""
    return scale(camera, rows) / max(camera.GetDistance(), 1e-9)


def sees(camera: vtkCamera) -> tuple[object, ...]:
    """All that decides what a camera sees; equal where it sees the same."""
    lens = (camera.GetViewAngle(), camera.GetParallelProjection(), camera.GetParallelScale())
    middle = camera.GetWindowCenter()
    return (camera.GetPosition(), camera.GetFocalPoint(), camera.GetViewUp(), middle, *lens)


def copy(camera: vtkCamera) -> vtkCamera:
    """Another camera that sees the same."""
    other = vtkCamera()
    other.DeepCopy(camera)
    return other


def rays(camera: vtkCamera, size: tuple[int, int], x: Vector, y: Vector) -> tuple[Vector, Vector]:
    """Where the lines of sight through display coordinates x, y (n,) begin, (n, 3), and their unit
    directions, (n, 3): all from one eye, or side by side where it sees in parallel."""
    right, up, ahead = axes(camera)
    columns, rows = size
    half = half_height(camera)
    aside_x, aside_y = camera.GetWindowCenter()  # of a photograph whose axis is off its middle
    u = ((x + 0.5) / columns * 2 - 1 + aside_x) * half * columns / rows
    v = ((y + 0.5) / rows * 2 - 1 + aside_y) * half
    aside = u[:, None] * right + v[:, None] * up
    eye = np.array(camera.GetPosition())
    if camera.GetParallelProjection():
        return eye + aside, np.tile(ahead, (len(x), 1))
    directions = ahead * camera.GetDistance() + aside
    directions /= np.linalg.norm(directions, axis=1, keepdims=True)
    return np.tile(eye, (len(x), 1)), directions


def project(
    camera: vtkCamera, size: tuple[int, int], points: NDArray[np.floating]
) -> tuple[Vector, Vector, Vector]:
    """Where points (n, 3) are seen: display x and y, and metres along the line of sight, < 0
    behind the eye."""
    right, up, ahead = axes(camera)
    columns, rows = size
    away = np.asarray(points, np.float64) - np.array(camera.GetPosition())
    depth = away @ ahead
    if camera.GetParallelProjection():
        metres = scale(camera, rows)
        return away @ right / metres + columns / 2, away @ up / metres + rows / 2, depth
    safe = np.where(np.abs(depth) > 1e-9, depth, 1e-9) * pixel(camera, rows)
    aside_x, aside_y = camera.GetWindowCenter()
    x = away @ right / safe + columns / 2 * (1 - aside_x)
    y = away @ up / safe + rows / 2 * (1 - aside_y)
    return x, y, np.linalg.norm(away, axis=1) * np.sign(depth)
