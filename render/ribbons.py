"""Ribbons as strokes on a picture: cut where the city is cut open, beside their way, and joined."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from city.glyphs import Ribbons
from render.strokes import AFTER, BEFORE, F32, F64, FLAWED, OUTLINE, RIBBON, Eye, Strokes, made
from render.style import INK, PALE

Rows = NDArray[np.int64]
Mask = NDArray[np.bool_]
Reals = NDArray[np.floating]

DENSE = 2.0  # pixels that the points of a line lie apart at least
SHARP = 4.0  # of half turns, at which a ribbon begins anew: it goes back where it came from
RUBBED = 215  # of 255: how opaque an edge is
FLOATS = 0.3, 0.35  # metres, and widths, that they are nearer than they are


def ribbon_strokes(ribbons: Ribbons, eye: Eye, planes: F64 | None = None) -> Strokes:
    """Ribbons, with all their edges under all of them, so that crossings are open.

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
    half = ribbons.width[of[kept]] / 2
    points, seen, of, first = points[kept], seen[kept], of[kept], first[kept]
    paint = ribbons.colour[kept] if len(ribbons.colour) != len(ribbons) else ribbons.colour[of]
    metres = eye.metres(points).astype(np.float32)
    least = ribbons.least / 2 * eye.unit if ribbons.metres else 0.0
    none = ~(half > 0)
    half = np.maximum(half / metres, least) if ribbons.metres else half * eye.unit
    raised = eye.places(points, FLOATS[0] + (1 + 2 * FLOATS[1] * half) * metres)
    raised[none] = FLAWED
    edge = np.minimum(OUTLINE, half / 4 + 0.5) * eye.unit
    level = eye.level(seen)
    aside = ribbons.aside[of] * np.maximum(half + edge / 2 - ribbons.apart[of] / metres, 0)
    return _joined(raised, first, half, edge, level, aside, paint, ribbons.edge, eye)


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


def _joined(
    seen: F32,
    first: Mask,
    half: Reals,
    edge: Reals,
    level: Reals,
    aside: Reals,
    paint: NDArray[np.uint8],
    edged: str,
    eye: Eye,
) -> Strokes:
    """A stroke from each place, (n, 3), to the next of its line, and before all one for its edge.

    first: (n,) where lines begin. half, edge: (n,) pixels. level: (n, 2) see `Eye.level`. aside:
    (n,) pixels to the right of its way.
    """
    goes = np.zeros(len(seen), bool)  # on to the next
    goes[:-1] = ~first[1:]
    fine = seen[:, 2] != FLAWED
    goes[:-1] &= fine[1:]
    goes &= fine
    way, turn = _ways(seen, goes)
    before = np.roll(goes, 1)  # whether one comes from another
    if aside.any():
        right = np.column_stack([way[:, 1], -way[:, 0]])
        right[~goes] = 0
        came = np.roll(right, 1, axis=0)
        came[~before] = 0
        both = right + came
        size = np.where(goes & before, np.maximum((both * both).sum(1) / 2, 0.5), 1.0)
        off = both / size[:, None] * aside[:, None]
        seen = seen.copy()
        seen[:, :2] += off
        seen[:, 2] += np.where(fine, (off * level).sum(1), 0)
        way, turn = _ways(seen, goes)
    room = half + edge + 2
    inside = eye.within(seen, room)
    rows = np.flatnonzero(goes & (inside | np.roll(inside, -1) | _passes(seen, goes, eye)))
    slope = level[rows, 0] * way[rows, 1] - level[rows, 1] * way[rows, 0]
    joined = goes & before & (np.abs(turn) < SHARP)
    after = joined[rows]
    onward = joined[(rows + 1) % max(len(seen), 1)]
    ends = np.column_stack([seen[rows], seen[rows + 1]])
    turns = np.column_stack([-turn[rows], turn[(rows + 1) % max(len(seen), 1)]])
    look = after * np.uint8(AFTER) | onward * np.uint8(BEFORE)
    parts = []
    for wider in (edge, np.zeros_like(edge)) if edged else (np.zeros_like(edge),):
        sides = np.column_stack([half[rows] + wider[rows], half[rows + 1] + wider[rows]])
        at = np.column_stack([ends, sides, slope, turns])
        if wider is edge:
            hole = np.minimum(half[rows], half[rows + 1]) - 1  # which its colour fills
            tint = np.array(INK if edged == "dark" else PALE)
            at = np.column_stack([at, hole])
            parts.append(made(RIBBON, at, tint, RUBBED, look, FLAWED))
        else:
            parts.append(made(RIBBON, at, paint[rows], 255, look, FLAWED))
    return Strokes.joined(parts)


def _ways(seen: F32, goes: Mask) -> tuple[F32, F32]:
    """(n, 2): the direction from each place to the next; and (n,) the tangents of half the turns,
    to the left, that are made there."""
    way = np.zeros((len(seen), 2), np.float32)
    way[:-1] = np.diff(seen[:, :2], axis=0)
    way[~goes] = 0
    way /= np.maximum(np.linalg.norm(way, axis=1, keepdims=True), 1e-6)
    came = np.roll(way, 1, axis=0)
    turned = came[:, 0] * way[:, 1] - came[:, 1] * way[:, 0]
    return way, np.asarray(turned / np.maximum(1 + (came * way).sum(1), 1e-3), np.float32)


def _passes(seen: F32, goes: Mask, eye: Eye) -> Mask:
    """Which strokes may cross the picture though both of their ends lie beside it."""
    columns, rows = eye.lens.size
    after = np.roll(seen, -1, axis=0)
    low, high = np.minimum(seen, after), np.maximum(seen, after)
    crosses = (low[:, 0] < columns) & (high[:, 0] > 0) & (low[:, 1] < rows) & (high[:, 1] > 0)
    return np.asarray(crosses & goes)


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
