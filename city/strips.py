"""Bands along a line: the parts of a street, the crest of a dike, the deck of a bridge."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

F64 = NDArray[np.float64]
SHARPEST = 5.0  # times the offset that a corner may reach out


def band(line: F64, left: float, right: float) -> Any:
    """The band along a line (n, 2) between two distances to its left; negative ones lie right.

    Returns a shapely polygon, or several. left: the larger distance.
    """
    whole = shapely.LineString(line)
    if left > 0 >= right or left >= 0 > right:
        return shapely.union_all([_half(whole, left), _half(whole, right)], grid_size=1e-6)
    near, far = sorted((left, right), key=abs)
    return _half(whole, far).difference(_half(whole, near))


def _half(line: Any, distance: float) -> Any:
    """Everything on one side of a line up to a distance."""
    if distance == 0:
        return shapely.Polygon()
    return line.buffer(distance, single_sided=True, join_style="mitre", mitre_limit=SHARPEST)


def beside(line: F64, distance: float) -> F64:
    """(n, 2): a line moved to its left, corner by corner, so that sides stay parallel."""
    steps = np.diff(line, axis=0)
    steps /= np.hypot(steps[:, 0], steps[:, 1])[:, None]
    left = np.c_[-steps[:, 1], steps[:, 0]]
    before, after = np.vstack([left[:1], left]), np.vstack([left, left[-1:]])
    half = before + after
    size = (half * before).sum(1)
    reach = np.where(size > 2 / SHARPEST, 1 / np.maximum(size, 1e-9), SHARPEST / 2)
    return np.asarray(line + half * reach[:, None] * distance)


def cleaned(line: F64) -> F64:
    """A line without repeated points. ValueError where fewer than two are left."""
    real = np.append(True, np.hypot(*np.diff(line, axis=0).T) > 1e-3)
    if real.sum() < 2:
        raise ValueError("the line has no length")
    return np.asarray(line[real])


def along(line: F64, spacing: float, start: float = 0.0) -> F64:
    """Places (n, 2) along a line, so many metres apart."""
    whole = shapely.LineString(line)
    return np.asarray(
        shapely.get_coordinates(
            shapely.line_interpolate_point(whole, np.arange(start, whole.length + 1e-9, spacing))
        )
    )
