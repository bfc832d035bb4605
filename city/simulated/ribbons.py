"""Streets and pipes as ribbons: as wide as one value of a model, in the colour of another."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from city.glyphs import Glyphs, Ribbons
from city.simulated.network import Lines, Network
from city.strings import runs

F32 = NDArray[np.float32]
F64 = NDArray[np.float64]
Rows = NDArray[np.int64]
Ground = Callable[[F64], F64]  # places (n, 2) -> heights (n,)

STEP = 20.0  # metres between two places that look at the ground
MOST = 400_000  # places of all lines; of more there are fewer heights
CROSSED = 40.0  # metres from the end of a line to the middle of its crossing, at most
WIDEST, SLIMMEST = 14.0, 2.0  # pixels
NODE = 2.5  # metres that a node is wide


@dataclass(frozen=True, slots=True, eq=False)
class Laid:
    """Lines of a network where they are drawn.

    points: (m, 3) local metres. starts: (k + 1,) where each line begins. aside: (k,) half widths
    that it lies to the right of its points, so that both directions are seen. apart: (k,) metres
    that a model has drawn it there already.
    """

    points: F32
    starts: Rows
    aside: F32
    apart: F32

    def ribbons(
        self, colour: Any, width: Any, *, metres: bool = False, least: float = SLIMMEST
    ) -> Ribbons:
        """The lines in colours (k, 3) and widths (k,) of this moment, or in one for all.

        width: pixels, or metres, and then `least` pixels at least.
        """
        return Ribbons.of(
            *(self.points, self.starts, colour, width),
            metres=metres,
            least=least,
            aside=self.aside,
            apart=self.apart,
        )


def laid(
    network: Network,
    standing: Ground | None = None,
    *,
    right: bool = True,
    lift: float = 0.0,
    of: Literal["links", "areas"] = "links",
    above: bool = False,
) -> Laid:
    """Where the lines or the outlines of a network are drawn, those of opposite directions beside
    one another.

    standing: the heights of the ground, on which a network lies that has none of its own. right:
    traffic keeps to the right. lift: metres above where they are. above: pipes that lie under the
    ground are drawn on it too, where one sees them.
    """
    lines = _crossing(network) if of == "links" else _closed(network.areas)
    points, starts = _refined(lines)
    if standing is not None and (network.flat or above):
        points[:, 2] = standing(points[:, :2])
    points[:, 2] += lift
    aside, apart = np.zeros(len(lines), np.float32), np.zeros(len(lines), np.float32)
    if of == "links":
        twin = _opposite(network.ends)
        twice = np.flatnonzero(twin >= 0)
        aside[twice] = 1 if right else -1
        apart[twice] = _apart(lines, twice, twin[twice]) * aside[twice]
    return Laid(points.astype(np.float32), starts, aside, np.maximum(apart, 0))


def strongest(network: Network, key: str) -> float:
    """The largest amount of a variable in either direction, at any moment; 0 of one without."""
    values = network.values[key]
    known = np.isfinite(values)
    return float(np.abs(values).max(where=known, initial=0.0))


def widths(
    values: NDArray[np.floating],
    strongest: float,
    widest: float = WIDEST,
    least: float = SLIMMEST,
) -> F32:
    """(l,) how wide lines are, from `least` of nothing to `widest` of the strongest value; in the
    unit of these."""
    share = np.nan_to_num(np.abs(values)) / (strongest or 1.0)
    return np.asarray(least + (widest - least) * np.minimum(share, 1), np.float32)


def nodes(
    network: Network,
    colour: Any,
    standing: Ground | None = None,
    size: Any = NODE,
    above: bool = False,
) -> Glyphs:
    """The places where lines meet, as discs. colour: (n, 3) or one. size: metres, (n,) or one.
    standing, above: as `laid` has them."""
    points = network.nodes.points.copy()
    if standing is not None and (network.flat or above):
        points[:, 2] = standing(points[:, :2])
    known = np.isfinite(points).all(1)
    paint = np.broadcast_to(np.asarray(colour, np.uint8), points.shape)[known]
    wide = np.broadcast_to(np.asarray(size, np.float32), (len(points),))[known]
    return Glyphs.of("disc", points[known], paint, size=wide, height=0.0)


def _refined(lines: Lines) -> tuple[F64, Rows]:
    """The points of lines with others between them, at most STEP apart; and where each begins."""
    points, offsets = lines.points, lines.offsets
    count = np.diff(offsets)
    line = np.repeat(np.arange(len(lines)), count)
    way = np.zeros_like(points)
    way[:-1] = np.diff(points, axis=0)
    last = offsets[1:][count > 0] - 1
    way[last] = 0
    long = np.nan_to_num(np.hypot(way[:, 0], way[:, 1]))
    step = max(STEP, float(long.sum()) / MOST)
    parts = np.maximum(np.ceil(long / step).astype(np.int64), 1)
    source = np.repeat(np.arange(len(points)), parts)
    share = runs(np.zeros(len(points), np.int64), parts) / parts[source]
    whole = np.bincount(line, weights=parts, minlength=len(lines)).astype(np.int64)
    return points[source] + way[source] * share[:, None], np.append(0, np.cumsum(whole))


def _crossing(network: Network) -> Lines:
    """Lines that go on to the middle of the crossings that a model ends them before."""
    lines = network.links
    points = lines.points.copy()
    whole = np.flatnonzero(np.diff(lines.offsets) > 1)
    first, last = lines.offsets[whole], lines.offsets[whole + 1] - 1
    for at, beside, side in ((first, first + 1, 0), (last, last - 1, 1)):
        node = network.ends[whole, side]
        known = node >= 0
        at, beside, node = at[known], beside[known], node[known]
        way = lines.points[at, :2] - lines.points[beside, :2]
        way /= np.maximum(np.hypot(*way.T), 1e-9)[:, None]
        off = ((network.nodes.points[node, :2] - lines.points[at, :2]) * way).sum(1)
        on = np.where((off > 0) & (off < CROSSED), off, 0)
        points[at, :2] += way * on[:, None]
    return replace(lines, points=points)


def _closed(lines: Lines) -> Lines:
    """Outlines that come back to where they begin."""
    first, count = lines.offsets[:-1], np.diff(lines.offsets)
    rows = runs(first, count)
    rows = np.insert(rows, lines.offsets[1:][count > 0], first[count > 0])
    offsets = lines.offsets + np.append(0, np.cumsum(count > 0))
    return replace(lines, points=lines.points[rows], offsets=offsets)


def _opposite(ends: Rows) -> Rows:
    """(l,) a line that leads the other way between the same two places, -1 for none."""
    known = (ends >= 0).all(1) & (ends[:, 0] != ends[:, 1])
    many = int(ends.max(initial=0)) + 1
    there, back = ends[:, 0] * many + ends[:, 1], ends[:, 1] * many + ends[:, 0]
    rows = np.flatnonzero(known)
    order = rows[np.argsort(there[rows], kind="stable")]
    found = np.full(len(ends), -1)
    if len(rows):
        at = np.minimum(np.searchsorted(there[order], back[rows]), len(order) - 1)
        twin = order[at]
        found[rows] = np.where(there[twin] == back[rows], twin, -1)
    return found


def _apart(lines: Lines, rows: Rows, twins: Rows) -> F64:
    """(n,) metres that lines lie to the right of half way to their twins, the opposite ones."""
    middle, flat = _middles(lines), lines.points[:, :2]
    begin, end = flat[lines.offsets[rows]], flat[lines.offsets[rows + 1] - 1]
    way = (end - begin) / np.maximum(np.hypot(*(end - begin).T), 1e-9)[:, None]
    off = middle[rows] - middle[twins]
    return np.asarray(np.nan_to_num(off[:, 0] * way[:, 1] - off[:, 1] * way[:, 0]) / 2)


def _middles(lines: Lines) -> F64:
    """(l, 2) half way along each line."""
    points, offsets = lines.points[:, :2], lines.offsets
    if not len(points):
        return np.full((len(lines), 2), np.nan)
    step = np.append(0.0, np.nan_to_num(np.hypot(*np.diff(points, axis=0).T)))
    step[offsets[:-1][np.diff(offsets) > 0]] = 0
    along = np.cumsum(step)
    half = (along[np.minimum(offsets[:-1], len(along) - 1)] + along[offsets[1:] - 1]) / 2
    return np.column_stack([np.interp(half, along, points[:, k]) for k in (0, 1)])
