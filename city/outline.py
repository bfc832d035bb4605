"""Outlines as people draw them, made fit to build on: clean, turned the right way, checked."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

F64 = NDArray[np.float64]
Rings = tuple[F64, ...]  # the outer one anticlockwise, then the holes clockwise

SAME = 1e-3  # metres: corners that are nearer are the same
SMALLEST = 0.25  # square metres that can be built on
STRAIGHT = 1e-3  # metres: a corner that is less off the line between its neighbours is none
FEW = 16  # corners that are looked at one by one


def clean_rings(outer: F64, holes: Iterable[F64] = (), what: str = "outline") -> Rings:
    """The rings of an outline (n, 2) with holes, without corners that change nothing.

    Raises ValueError, in a planner's words, for one that crosses itself or is too small, and for
    holes outside of it or across each other.
    """
    given = [np.asarray(ring, np.float64).reshape(-1, 2) for ring in (outer, *holes)]
    if len(given) == 1 and (plain := _convex(given[0])) is not None:
        return (plain,)
    if not all(np.isfinite(ring).all() for ring in given):
        raise ValueError(f"the {what} has a corner that is no place")
    rings = [_clean(ring) for ring in given]
    if len(rings[0]) < 3:
        raise ValueError(f"the {what} has fewer than three different corners")
    shape = shapely.Polygon(rings[0], [ring for ring in rings[1:] if len(ring) >= 3])
    if not shape.is_valid:
        raise ValueError(f"the {what} {_fault(shape, given[0])}")
    if shape.area < SMALLEST:
        raise ValueError(f"the {what} is too small: {shape.area:.2g} m²")
    return rings_of(shape)


def _convex(ring: F64) -> F64 | None:
    """A clean convex ring of a few corners, anticlockwise: most buildings, and no more to look at.

    None for all others, which `clean_rings` looks at closely.
    """
    if not 3 <= len(ring) <= FEW:
        return None
    x, y = ring[:, 0].tolist(), ring[:, 1].tolist()
    area, turns, last = 0.0, 0, 0.0
    sign = 0.0
    for k in range(-2, len(x) - 2):
        ux, uy = x[k + 1] - x[k], y[k + 1] - y[k]
        vx, vy = x[k + 2] - x[k + 1], y[k + 2] - y[k + 1]
        cross = ux * vy - uy * vx
        span = math.hypot(ux + vx, uy + vy)
        if not abs(cross) > STRAIGHT * span or not ux * ux + uy * uy > SAME * SAME:
            return None  # a spare corner, or no number
        if sign * cross < 0:
            return None
        sign = math.copysign(1.0, cross)
        turns += last * ux < 0
        last = ux or last
        area += x[k] * uy - y[k] * ux
    if turns > 2 or abs(area) / 2 < SMALLEST:  # round and round like a star, or too small
        return None
    return ring if sign > 0 else ring[::-1]


def _fault(shape: Any, outer: F64) -> str:
    """What is wrong with a polygon, and near which corner of its outline."""
    reason = shapely.is_valid_reason(shape)
    fault = "has a hole outside" if "Hole" in reason else "crosses or touches itself"
    where = np.array(reason.partition("[")[2].rstrip("]").split(), np.float64)[:2]
    if len(where) < 2:
        return fault
    return f"{fault} near corner {int(np.hypot(*(outer - where).T).argmin()) + 1}"


def _clean(ring: F64) -> F64:
    """A ring without repeated corners, and without those on a straight line."""
    while len(ring) >= 3:
        before, after = np.roll(ring, 1, axis=0), np.roll(ring, -1, axis=0)
        span = after - before
        length = np.hypot(span[:, 0], span[:, 1])
        off = ring - before
        cross = np.abs(span[:, 0] * off[:, 1] - span[:, 1] * off[:, 0])
        along = (off * span).sum(1)
        level = (cross <= STRAIGHT * length) & (along >= 0) & (along <= length**2)
        same = np.hypot(off[:, 0], off[:, 1]) <= SAME
        spare = same | level
        if not spare.any():
            break
        ring = ring[~_every_other(spare)]
    return ring


def _every_other(spare: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Of marked corners so many that no two of them are neighbours: of a run 1, 3, 5 ..."""
    if spare.all():
        first = np.zeros(len(spare), bool)
        first[: len(spare) - 1 : 2] = True
        return first
    start = int(np.argmin(spare))  # a corner that stays: runs do not go on over it
    turned = np.roll(spare, -start)
    place = np.arange(len(turned))
    since = place - np.maximum.accumulate(np.where(turned, 0, place))
    return np.roll(turned & (since % 2 == 1), start)


def rings_of(shape: Any) -> Rings:
    """The rings of a shapely polygon, the first point not repeated at the end."""
    turned = shapely.orient_polygons(shape)
    rings = [turned.exterior, *turned.interiors]
    return tuple(np.asarray(shapely.get_coordinates(ring)[:-1]) for ring in rings)


def polygon_of(rings: Sequence[F64]) -> Any:
    """Rings as a shapely polygon."""
    return shapely.Polygon(rings[0], rings[1:])


def polygons_of(shape: Any, least: float = SMALLEST) -> list[Rings]:
    """The rings of every polygon of any shape, those of less than so many m² left out."""
    parts = shapely.get_parts(shapely.get_parts([shape]))  # of collections in a collection too
    parts = parts[(shapely.get_type_id(parts) == shapely.GeometryType.POLYGON)]
    return [rings_of(part) for part in parts if part.area >= least]


def area_of(rings: Sequence[F64]) -> float:
    """Square metres inside, holes taken off: the sum over rings by the shoelace formula."""
    total = 0.0
    for ring in rings:
        x, y = (ring - ring[0]).T
        total += float(x @ np.roll(y, -1) - y @ np.roll(x, -1)) / 2
    return total
