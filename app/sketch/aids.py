"""Drawing aids: a place is drawn to right angles, parallels and a grid, or set by typed numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

F64 = NDArray[np.float64]
SAME = np.radians(0.5)  # ways that differ by less are one


class Aided(NamedTuple):
    """A place (2,) as the aids have it, what it follows, and the lines (2, 2) that show why."""

    place: F64
    held: str = ""
    guides: tuple[F64, ...] = ()


def aided(
    raw: F64, points: Sequence[F64], ways: Sequence[float], near: float, grid: float
) -> Aided:
    """Draw a place to what lies nearby.

    raw: (2,) where one points. points: those that are set already. ways: directions, in radians, of
    what stands near, to which one may run parallel. near: metres within which an aid holds. grid:
    metres between its lines, and that a length is rounded to; 0 for none.
    """
    if not points:
        return Aided(np.round(raw / grid) * grid, "grid") if grid else Aided(raw)
    last = points[-1]
    length = float(np.hypot(*(raw - last)))
    best: tuple[float, float, str] | None = None
    for way, words in _ways(points, ways):
        along = np.array([np.cos(way), np.sin(way)])
        aside = abs(float(along[0] * (raw - last)[1] - along[1] * (raw - last)[0]))
        if aside <= min(near, length * 0.2) and (best is None or aside < best[0] - 1e-9):
            best = aside, way, words
    if best is None:
        return Aided(np.round(raw / grid) * grid, "grid") if grid else Aided(raw)
    _, way, words = best
    along = np.array([np.cos(way), np.sin(way)])
    reach = float((raw - last) @ along)
    corner = _corner(points, last, along, reach, near)
    if corner is not None:
        place = last + along * corner
        return Aided(
            place, f"{words}, in line with the start", (_leg(last, place), _leg(points[0], place))
        )
    if grid:
        reach = round(reach / grid) * grid
    place = last + along * reach
    return Aided(place, words, (_leg(last, place),))


def _ways(points: Sequence[F64], ways: Sequence[float]) -> list[tuple[float, str]]:
    """The directions that a side may take, and what each of them is called."""
    found: list[tuple[float, str]] = []
    if len(points) > 1:
        back = points[-1] - points[-2]
        angle = float(np.arctan2(back[1], back[0]))
        found += [(angle + np.pi / 2, "right angle"), (angle, "straight on")]
    for way in ways:
        found += [(way, "parallel"), (way + np.pi / 2, "square to it")]
    if len(points) == 1 and not ways:
        found += [(0.0, "due east or west"), (np.pi / 2, "due north or south")]
    return found


def _corner(
    points: Sequence[F64], last: F64, along: F64, reach: float, near: float
) -> float | None:
    """How far along a side the last corner lies from which the outline closes at right angles."""
    if len(points) < 3:
        return None
    first = points[1] - points[0]
    size = float(np.hypot(*first))
    if size <= 0:
        return None
    across = first / size  # the side from the last corner to the first is square to this
    slant = float(along @ across)
    if abs(slant) < 0.1:
        return None
    wanted = float((points[0] - last) @ across) / slant
    return wanted if abs(wanted - reach) <= near and abs(wanted) > near else None


def _leg(one: F64, other: F64) -> F64:
    return np.array([one, other])


def turned(points: Sequence[F64], place: F64) -> tuple[float, float]:
    """What the side to a place measures: its length, and its degrees.

    Those between it and the side before; of the first side, clockwise from north.
    """
    step = place - points[-1]
    length = float(np.hypot(*step))
    if len(points) == 1:
        return length, float(np.degrees(np.arctan2(step[0], step[1]))) % 360
    back = points[-2] - points[-1]
    cross = float(back[0] * step[1] - back[1] * step[0])
    return length, float(np.degrees(np.arctan2(abs(cross), float(back @ step))))


def typed(points: Sequence[F64], place: F64, length: float | None, degrees: float | None) -> F64:
    """The place that typed numbers lead to; what is left open is as one points.

    degrees: as `turned` tells them; the corner opens to the side on which one points.
    """
    step = place - points[-1]
    known, turn = turned(points, place)
    length, turn = known if length is None else length, turn if degrees is None else degrees
    if len(points) == 1:
        way = np.pi / 2 - np.radians(turn)
    else:
        back = points[-2] - points[-1]
        left = float(back[0] * step[1] - back[1] * step[0]) >= 0
        way = float(np.arctan2(back[1], back[0])) + np.radians(turn if left else -turn)
    return np.asarray(points[-1] + length * np.array([np.cos(way), np.sin(way)]))


def ring_of(shape: str, points: Sequence[F64]) -> F64 | None:
    """The corners (n, 2) of what is drawn; None where there are too few points, or none apart.

    shape: "rectangle" by a side and the depth, "circle" by its middle and its rim, else the points
    as they are.
    """
    if shape == "rectangle":
        if len(points) < 3:
            return None
        side = points[1] - points[0]
        size = float(np.hypot(*side))
        if size <= 0:
            return None
        across = np.array([-side[1], side[0]]) / size
        deep = across * float((points[2] - points[1]) @ across)
        return np.array([points[0], points[1], points[1] + deep, points[0] + deep])
    if shape == "circle":
        if len(points) < 2:
            return None
        radius = float(np.hypot(*(points[1] - points[0])))
        sides = int(np.clip(radius * 4, 16, 64))
        turn = np.arange(sides) * (2 * np.pi / sides)
        return np.asarray(points[0] + radius * np.c_[np.cos(turn), np.sin(turn)])
    return np.array(points)


def longest_way(ring: F64) -> float | None:
    """The direction, in radians, of the longest level side of a ring (n, 3); None without one."""
    steps = np.roll(ring, -1, axis=0) - ring
    level = np.hypot(steps[:, 0], steps[:, 1])
    level[np.abs(steps[:, 2]) > 0.2 * level] = 0
    best = int(np.argmax(level))
    if level[best] < 0.5:
        return None
    return float(np.arctan2(steps[best, 1], steps[best, 0])) % np.pi


def remembered(ways: Sequence[float], fresh: float, most: int = 3) -> tuple[float, ...]:
    """Directions with a fresh one in front, each once."""
    apart = [way for way in ways if abs((way - fresh + np.pi / 2) % np.pi - np.pi / 2) > SAME]
    return (fresh, *apart)[:most]
