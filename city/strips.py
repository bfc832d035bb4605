"""Bands along a line: the parts of a street, the crest of a dike, the deck of a bridge."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

F64 = NDArray[np.float64]
SAME = 1e-3  # metres: points that are nearer are the same
GRID = 1e-6  # metres: what bands are made exact to
SHARPEST = 5.0  # times the offset that a corner may reach out
SHARP = 2 / SHARPEST**2 - 1  # the cosine of the turn at which it does


def band(line: F64, left: float, right: float) -> Any:
    """The band along a line (n, 2) between two distances to its left; negative ones lie right.

    Returns a shapely polygon, or several. left: the larger distance. Corners are mitred; where a
    line turns more tightly than the band lies off it, the band leaves out what has no room.
    """
    before, after = _lefts(line)
    mitre = _mitred(before, after)
    sharp = ((before * after).sum(1) < SHARP)[:, None]  # there each side ends square
    start, end = np.where(sharp, after, mitre)[:-1], np.where(sharp, before, mitre)[1:]
    a, b = line[:-1], line[1:]
    corners = [a + start * left, b + end * left, b + end * right, a + start * right]
    sides = shapely.polygons(np.stack(corners, axis=1))
    parts = shapely.get_parts(shapely.get_parts(shapely.make_valid(sides)))
    areas = parts[shapely.get_type_id(parts) == shapely.GeometryType.POLYGON]
    whole = shapely.union_all(areas, grid_size=GRID)
    if left * right <= 0:
        return whole
    near = min(abs(left), abs(right)) - GRID
    middle = shapely.LineString(line)
    taken = middle.buffer(near, cap_style="flat", join_style="mitre", mitre_limit=SHARPEST)
    return whole.difference(taken, grid_size=GRID)


def beside(line: F64, distance: float) -> F64:
    """(n, 2): a line moved to its left, corner by corner, so that sides stay parallel.

    A line that ends where it began is moved as a ring.
    """
    return np.asarray(line + _mitred(*_lefts(line)) * distance)


def _lefts(line: F64) -> tuple[F64, F64]:
    """(n, 2) twice: what is left, as unit vectors, of the sides before and after each point."""
    steps = np.diff(line, axis=0)
    steps /= np.hypot(steps[:, 0], steps[:, 1])[:, None]
    left = np.c_[-steps[:, 1], steps[:, 0]]
    ring = len(line) > 3 and bool(np.hypot(*(line[0] - line[-1])) <= SAME)
    first, last = (left[-1:], left[:1]) if ring else (left[:1], left[-1:])
    return np.vstack([first, left]), np.vstack([left, last])


def _mitred(before: F64, after: F64) -> F64:
    """(n, 2): where a corner between two sides is moved to, when both are moved by one metre."""
    half = before + after
    size = (half * before).sum(1)  # half the square of its length
    reach = np.minimum(1 / np.maximum(size, 1e-9), SHARPEST / np.sqrt(np.maximum(2 * size, 1e-9)))
    return np.asarray(half * reach[:, None])


def cleaned(line: F64) -> F64:
    """A line without repeated points. ValueError where fewer than two are left."""
    kept = [line[0]]
    for point in line[1:]:
        if np.hypot(*(point - kept[-1])) > SAME:
            kept.append(point)
    if len(kept) < 2:
        raise ValueError("the line has no length")
    return np.array(kept)


def along(line: F64, spacing: float, start: float = 0.0) -> F64:
    """Places (n, 2) along a line, so many metres apart."""
    whole = shapely.LineString(line)
    return np.asarray(
        shapely.get_coordinates(
            shapely.line_interpolate_point(whole, np.arange(start, whole.length + 1e-9, spacing))
        )
    )
