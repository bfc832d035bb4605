"""Ribbons as pieces on a picture: cut where the city is cut open, and moved beside their way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from city.glyphs import Ribbons
from render.strokes import F32, F64, FLAWED, OUTLINE, Bytes, Eye

Rows = NDArray[np.int64]
Mask = NDArray[np.bool_]
Reals = NDArray[np.floating]

DENSE = 2.0  # pixels that the points of a line lie apart at least
FLOATS = 0.3, 0.35  # metres, and widths, that they are nearer than they are
BROADEST, SLIM = (
    60.0,
    0.7,
)  # metres that one in pixels covers at most; pixels that it keeps to a side
NUMBERS = 12  # that say where a piece is
ROUNDEST = 20.0  # times that an end which lies on the ground is seen wider than long, or less
EDGES = {"": 0, "dark": 1, "light": 2}


@dataclass(frozen=True, slots=True, eq=False)
class Pieces:
    """n pieces of ribbons, see render.ribbon_loops. at: (n, NUMBERS). paint: (n, 4)."""

    at: F32
    paint: Bytes

    @classmethod
    def joined(cls, parts: Sequence[Pieces]) -> Pieces:
        """Pieces one after the other; of none at least."""
        at = [np.zeros((0, NUMBERS), np.float32), *(part.at for part in parts)]
        paint = [np.zeros((0, 4), np.uint8), *(part.paint for part in parts)]
        return cls(np.concatenate(at), np.concatenate(paint))


def pieces(ribbons: Ribbons, eye: Eye, planes: F64 | None = None) -> Pieces:
    """Ribbons as they are seen; what lies beside the picture is left out.

    planes: (n, 4) of a cut, see city.cutaway, None for none.
    """
    if planes is not None:
        ribbons = cut(ribbons, planes)
    points = ribbons.points.astype(np.float64)
    of = np.repeat(np.arange(len(ribbons)), np.diff(ribbons.starts))
    first = np.zeros(len(points), bool)
    first[ribbons.starts[:-1][np.diff(ribbons.starts) > 0]] = True
    seen = eye.places(points, 0.0)
    kept = _apart(seen, first)
    points, seen, of, first = points[kept], seen[kept], of[kept], first[kept]
    metres, wide = eye.metres(points), ribbons.width[of].astype(np.float64)
    goes = np.zeros(len(seen), bool)  # on to the next
    goes[:-1] = ~first[1:] & (seen[1:, 2] != FLAWED) & (seen[:-1, 2] != FLAWED)
    goes &= wide > 0
    half, ends = wide / 2 * eye.unit, np.ones(len(wide))
    metre = eye.metre(seen, metres)
    if ribbons.metres:
        across, ends = _lying(points, goes, metre)
        half = np.maximum(wide / 2 * across, ribbons.least / 2 * eye.unit)
    else:
        half = np.minimum(half, np.maximum(BROADEST / 2 * _shortest(metre), SLIM * eye.unit))
    edge = np.minimum(OUTLINE, half / 4 + 0.5) * eye.unit if ribbons.edge else np.zeros(len(half))
    level = eye.level(seen)
    raised = seen.copy()
    raised[:, 2] = eye.nearer(seen, metres, FLOATS[0] + (1 + 2 * FLOATS[1] * half) * metres)
    if ribbons.aside.any():
        beside = np.maximum(half + edge / 2 - ribbons.apart[of] / metres, 0)
        off = _right(raised, goes) * (ribbons.aside[of] * beside)[:, None]
        raised[:, :2] += off
        raised[:, 2] += (off * level).sum(1)
    rows = np.flatnonzero(goes)
    rows = rows[_visible(raised, rows, half + edge + 1, eye)]
    way = raised[rows + 1, :2] - raised[rows, :2]
    way /= np.maximum(np.hypot(way[:, 0], way[:, 1]), 1e-6)[:, None]
    slope = level[rows, 0] * way[:, 1] - level[rows, 1] * way[:, 0]
    at = np.empty((len(rows), NUMBERS), np.float32)
    at[:, :3], at[:, 3:6] = raised[rows], raised[rows + 1]
    at[:, 6], at[:, 7], at[:, 8], at[:, 9] = half[rows], half[rows + 1], slope, edge[rows]
    at[:, 10], at[:, 11] = ends[rows], ends[rows + 1]
    each = len(ribbons.colour) != len(ribbons)
    paint = np.empty((len(rows), 4), np.uint8)
    paint[:, :3] = ribbons.colour[kept[rows] if each else of[rows]]
    paint[:, 3] = EDGES[ribbons.edge]
    return Pieces(at, paint)


def _apart(seen: F32, first: Mask) -> Rows:
    """The points of lines that are seen apart, and the ends of those."""
    step = np.zeros(len(seen))
    if len(seen):
        step[1:] = np.hypot(*np.diff(seen[:, :2], axis=0).T)
    step[first] = 0
    mark = np.floor(np.cumsum(step) / DENSE)
    kept = first | np.append(first[1:], True)
    kept[1:] |= mark[1:] != mark[:-1]
    return np.flatnonzero(kept)


def _lying(points: F64, goes: Mask, metre: F64) -> tuple[F64, F64]:
    """(n,): pixels that a metre across a line is seen as at each of its places, where it lies flat
    on the ground; and how many times as many as one along it.

    metre: (n, 2, 2), see `Eye.metre`.
    """
    ahead = np.zeros((len(points), 2))
    ahead[:-1] = np.diff(points[:, :2], axis=0)
    ahead[~goes] = 0
    came = np.roll(ahead, 1, axis=0)
    ahead = np.where(goes[:, None], ahead, came)  # at its end as it came there
    ahead /= np.maximum(np.hypot(ahead[:, 0], ahead[:, 1]), 1e-9)[:, None]
    way = ahead[:, :1] * metre[:, 0] + ahead[:, 1:] * metre[:, 1]
    side = ahead[:, 1:] * metre[:, 0] - ahead[:, :1] * metre[:, 1]
    along = np.maximum(np.hypot(way[:, 0], way[:, 1]), 1e-9)
    across = np.abs(way[:, 0] * side[:, 1] - way[:, 1] * side[:, 0]) / along
    return across, np.clip(across / along, 1 / ROUNDEST, ROUNDEST)


def _shortest(metre: F64) -> F64:
    """(n,): about how many pixels a metre on the ground is seen as in the direction in which it is
    seen shortest."""
    a, b, c, d = metre.reshape(-1, 4).T
    return np.asarray(np.abs(a * d - b * c) / np.sqrt(a * a + b * b + c * c + d * d + 1e-30))


def _right(seen: F32, goes: Mask) -> F64:
    """(n, 2): which way is to the right of lines at each of their places, so far that what is moved
    there keeps its distance from both sides of a bend."""
    way = np.zeros((len(seen), 2))
    way[:-1] = np.diff(seen[:, :2], axis=0)
    way[~goes] = 0
    way /= np.maximum(np.hypot(way[:, 0], way[:, 1]), 1e-6)[:, None]
    right = np.column_stack([way[:, 1], -way[:, 0]])
    both = right + np.roll(right, 1, axis=0)
    bends = goes & np.roll(goes, 1)
    size = np.where(bends, np.maximum((both * both).sum(1) / 2, 0.5), 1.0)
    return np.asarray(both / size[:, None])


def _visible(seen: F32, rows: Rows, room: F64, eye: Eye) -> Mask:
    """Which of the pieces that begin at some rows reach into the picture."""
    columns, high = eye.lens.size
    one, other, around = seen[rows], seen[rows + 1], np.maximum(room[rows], room[rows + 1])
    low, top = np.minimum(one, other)[:, :2], np.maximum(one, other)[:, :2]
    inside = (top[:, 0] > -around) & (low[:, 0] < columns + around)
    return np.asarray(inside & (top[:, 1] > -around) & (low[:, 1] < high + around))


def cut(ribbons: Ribbons, planes: F64) -> Ribbons:
    """What is left of ribbons where the city is cut open; planes: (n, 4), see city.cutaway."""
    points = ribbons.points.astype(np.float64)
    of = np.repeat(np.arange(len(ribbons)), np.diff(ribbons.starts))
    begin = np.flatnonzero(of[1:] == of[:-1])
    kept = points @ planes[:, :3].T + planes[:, 3]
    one, other = kept[begin], kept[begin + 1]
    with np.errstate(divide="ignore", invalid="ignore"):
        share = one / (one - other)
    low = np.where((one < 0) & (other >= 0), share, np.where(one < 0, 1.0, 0.0)).max(1)
    high = np.where((one >= 0) & (other < 0), share, np.where(other < 0, 0.0, 1.0)).min(1)
    left = low < high
    begin, low, high = begin[left], low[left], high[left]
    way = points[begin + 1] - points[begin]
    starts, ends = points[begin] + low[:, None] * way, points[begin] + high[:, None] * way
    goes_on = np.zeros(len(begin), bool)  # in the next one
    goes_on[:-1] = (begin[1:] == begin[:-1] + 1) & (low[1:] == 0) & (high[:-1] == 1)
    rank = np.arange(len(begin)) + np.cumsum(~goes_on) - ~goes_on
    last = np.flatnonzero(~goes_on)
    whole = np.empty((len(begin) + len(last), 3), np.float32)
    source = np.empty(len(whole), np.int64)
    whole[rank], source[rank] = starts, begin
    whole[rank[last] + 1], source[rank[last] + 1] = ends[last], begin[last]
    line = of[begin[last]]
    each = len(ribbons.colour) != len(ribbons)
    return replace(
        ribbons,
        points=whole,
        starts=np.append(0, rank[last] + 2),
        colour=ribbons.colour[source] if each else ribbons.colour[line],
        width=ribbons.width[line],
        aside=ribbons.aside[line],
        apart=ribbons.apart[line],
    )
