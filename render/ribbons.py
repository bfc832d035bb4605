"""Ribbons as pieces on a picture: cut where the city is cut open, and moved beside their way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from city.glyphs import Ribbons
from render.strokes import F32, F64, Bytes, Eye

NUMBERS = 12  # that say where a piece is
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
    from render.ribbon_ways import place

    if planes is not None:
        ribbons = cut(ribbons, planes)
    size = len(ribbons.points)
    at, source = np.empty((size, NUMBERS), np.float32), np.empty((size, 2), np.int32)
    told = (ribbons.points, ribbons.starts, ribbons.width, ribbons.aside, ribbons.apart)
    numbers = [ribbons.metres, ribbons.least, ribbons.edge != ""]
    sees = np.append(eye.numbers(), np.array(numbers, np.float64))
    count = place(*told, np.ascontiguousarray(eye.lens.matrix), sees, at, source)
    point, line = source[:count].T
    each = len(ribbons.colour) != len(ribbons)
    paint = np.empty((count, 4), np.uint8)
    paint[:, :3] = ribbons.colour[point if each else line]
    paint[:, 3] = EDGES[ribbons.edge]
    return Pieces(at[:count], paint)


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
