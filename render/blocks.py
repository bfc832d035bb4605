"""Boxes that stand for buildings from afar, and larger ones for several neighbours together.

The coarser boxes keep the ground that is built on and the volume of those they stand for, so that
a city keeps its density and its skyline at any distance. There are a third more boxes than
pieces, in all levels together.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from city.model import City, Shapes
from city.progress import Progress
from city.store import release
from render.pieces import Pieces, whole

F32 = NDArray[np.float32]

SQUARE = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]], np.float32)
FOUR = 4  # neighbours that one coarser box stands for
SLICE = 1 << 19  # points worked on at once: they fit the processor's memory
LONGEST = 4.0  # times as long as wide may a coarser box be
SIMPLE = 2.0  # metres: what a building's box is wrong by, roofs and all
BARE = 0.25  # of the side of a square as large as what is bare in the box


@dataclass(frozen=True, slots=True, eq=False)
class Blocks:
    """Upright boxes, one row each.

    x, y: the middle. long, wide: half the sides. cosine, sine: of the direction of the long side.
    low, high: heights. top: of the highest point. error: metres by which a box may be wrong; it is
    0 where nothing is, and large where a box stands for a courtyard or for a winding bridge.
    """

    x: F32
    y: F32
    long: F32
    wide: F32
    cosine: F32
    sine: F32
    low: F32
    high: F32
    top: F32
    error: F32

    def __len__(self) -> int:
        return len(self.x)

    def area(self) -> F32:
        """Square metres of each."""
        return np.asarray(4 * self.long * self.wide)

    def boxes(self) -> tuple[F32, F32]:
        """(n, 3) each: the lowest and the highest corners of the boxes along the axes."""
        across = np.abs(self.long * self.cosine) + np.abs(self.wide * self.sine)
        along = np.abs(self.long * self.sine) + np.abs(self.wide * self.cosine)
        low = np.stack([self.x - across, self.y - along, self.low], axis=1)
        return low, np.stack([self.x + across, self.y + along, self.top], axis=1)

    def corners(self, rows: NDArray[np.integer]) -> F32:
        """(rows, 8, 3): the corners of some boxes, four below and four above."""
        x, y = SQUARE[:, 0] * self.long[rows, None], SQUARE[:, 1] * self.wide[rows, None]
        cosine, sine = self.cosine[rows, None], self.sine[rows, None]
        found = np.empty((len(rows), 8, 3), np.float32)
        found[:, :4, 0] = found[:, 4:, 0] = self.x[rows, None] + x * cosine - y * sine
        found[:, :4, 1] = found[:, 4:, 1] = self.y[rows, None] + x * sine + y * cosine
        found[:, :4, 2], found[:, 4:, 2] = self.low[rows, None], self.top[rows, None]
        return found


def blocks_of(city: City, pieces: Pieces, progress: Progress) -> Blocks:
    """A box around each piece, along its walls, as high as the middle of its roof."""
    found = {level: _measured(city.shapes[level], pieces, level, progress) for level in pieces.cuts}
    count = len(pieces)
    columns = np.zeros((10, count), np.float32)
    best = np.zeros(count)
    for rows, values in found.values():
        better = values[2] * values[3] >= best[rows]  # where several levels, the larger box
        columns[:, rows[better]] = values[:, better]
        best[rows[better]] = (values[2] * values[3])[better]
    return Blocks(*columns)


def _measured(
    shapes: Shapes, pieces: Pieces, level: str, progress: Progress
) -> tuple[NDArray[np.intp], F32]:
    """The pieces that a level has points of, and (10, pieces) the columns of Blocks."""
    cuts = pieces.cuts[level]
    mask = pieces.masks[level]
    point_cuts = shapes.ring_points[shapes.polygon_rings[cuts]].astype(np.int64)
    drawn = None
    if not whole(shapes, mask):
        drawn = np.repeat(
            mask, np.diff(shapes.ring_points[shapes.polygon_rings[shapes.object_polygons()]])
        )
        before = np.append(0, np.cumsum(drawn))
        filled = np.flatnonzero(np.diff(before[point_cuts]) > 0)
    else:
        filled = np.flatnonzero(np.diff(point_cuts) > 0)
    columns = np.zeros((10, len(filled)), np.float32)
    if not len(filled):
        return filled, columns
    turns = np.searchsorted(
        point_cuts[filled], np.arange(point_cuts[filled[0]], point_cuts[-1], SLICE)
    )
    edges = np.unique(np.append(turns, len(filled)))
    edges = edges if edges[0] == 0 else np.append(0, edges)

    def work(k: int) -> None:
        progress.check()
        a, b = int(edges[k]), int(edges[k + 1])
        rows = filled[a:b]
        first, last = int(point_cuts[rows[0]]), int(point_cuts[rows[-1] + 1])
        points = shapes.points[first:last]
        r0, r1 = np.searchsorted(shapes.ring_points, np.array([first, last], np.int32))
        ends = shapes.ring_points[r0 + 1 : r1 + 1].astype(np.int64) - 1 - first
        last_of_ring = np.zeros(last - first, bool)
        last_of_ring[ends[(ends >= 0) & (ends < last - first)]] = True
        starts, stops = point_cuts[rows] - first, point_cuts[rows + 1] - first
        kept = np.zeros(last - first + 1, np.int8)
        if drawn is not None or (stops[:-1] != starts[1:]).any():
            np.add.at(kept, starts, 1)
            np.add.at(kept, stops, -1)
            keep = np.cumsum(kept)[:-1] > 0
            if drawn is not None:
                keep &= drawn[first:last]
            place = np.append(0, np.cumsum(keep))
            points, last_of_ring, starts = points[keep], last_of_ring[keep], place[starts]
        if np.isfinite(points.sum()):
            columns[:, a:b] = boxes_around(points, last_of_ring, starts)
        else:
            points, some = _settled(points, starts)
            columns[:, a:b] = np.where(some, boxes_around(points, last_of_ring, starts), 0)
        release(shapes.points[first:last])

    if len(edges) == 2:  # a plan's layer: threads would take longer to begin than to end
        work(0)
    else:
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(work, range(len(edges) - 1)))
    return filled, columns


def _settled(
    points: NDArray[np.float64], starts: NDArray[np.integer]
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """The points, those that are no place moved to another one of their piece; and which pieces
    have any that is one."""
    counts = np.diff(np.append(starts, len(points)))
    row, good = np.arange(len(points)), np.isfinite(points).all(1)
    before = np.maximum.accumulate(np.where(good, row, -1))
    behind = np.minimum.accumulate(np.where(good, row, len(row))[::-1])[::-1]
    other = np.where(before >= np.repeat(starts, counts), before, behind)
    some = np.add.reduceat(good.astype(np.int64), starts) > 0
    return np.where(np.repeat(some, counts)[:, None], points[other % len(row)], 0.0), some


def boxes_around(
    points: NDArray[np.float64], last_of_ring: NDArray[np.bool_], starts: NDArray[np.integer]
) -> F32:
    """(10, groups): the columns of Blocks, around runs of points (n, 3) from each start.

    A box lies along the longest walls: the mean of their directions, each taken four times round,
    so that walls at right angles agree.
    """
    middle = points[0, :2].copy()
    x = (points[:, 0] - middle[0]).astype(np.float32)
    y = (points[:, 1] - middle[1]).astype(np.float32)
    z = points[:, 2].astype(np.float32)
    counts = np.diff(np.append(starts, len(points)))
    dx, dy = np.diff(x, append=x[-1:]), np.diff(y, append=y[-1:])
    dx[last_of_ring] = 0
    dy[last_of_ring] = 0
    square = dx * dx + dy * dy
    covered = np.add.reduceat(_areas(x, y, last_of_ring), starts) / 2  # by floors and by roofs
    real, imaginary = dx * dx - dy * dy, 2 * dx * dy
    length = np.maximum(square * np.sqrt(square), 1e-12)
    u = (real * real - imaginary * imaginary) / length
    v = 2 * real * imaginary / length
    angle = np.arctan2(np.add.reduceat(v, starts), np.add.reduceat(u, starts)) / 4
    cosine, sine = np.cos(angle), np.sin(angle)
    each_cosine, each_sine = np.repeat(cosine, counts), np.repeat(sine, counts)
    u = x * each_cosine + y * each_sine
    v = y * each_cosine - x * each_sine
    u0, u1 = np.minimum.reduceat(u, starts), np.maximum.reduceat(u, starts)
    v0, v1 = np.minimum.reduceat(v, starts), np.maximum.reduceat(v, starts)
    low, top = np.minimum.reduceat(z, starts), np.maximum.reduceat(z, starts)
    upper = z > np.repeat((low + top) / 2, counts)
    over = np.add.reduceat(upper.astype(np.float32), starts)
    high = np.add.reduceat(np.where(upper, z, 0), starts) / np.maximum(over, 1)
    high = np.where(over > 0, high, top)
    a, b = (u0 + u1) / 2, (v0 + v1) / 2
    centre_x = a * cosine - b * sine + middle[0]
    centre_y = a * sine + b * cosine + middle[1]
    long, wide = (u1 - u0) / 2, (v1 - v0) / 2
    turned = wide > long
    long, wide = np.where(turned, wide, long), np.where(turned, long, wide)
    cosine, sine = np.where(turned, -sine, cosine), np.where(turned, cosine, sine)
    error = SIMPLE + BARE * np.sqrt(np.maximum(4 * long * wide - covered, 0))
    columns = [centre_x, centre_y, long, wide, cosine, sine, low, high, top, error]
    return np.stack(columns).astype(np.float32)


def _areas(x: F32, y: F32, last_of_ring: NDArray[np.bool_]) -> F32:
    """(n,): at the first point of each ring the area that it covers, seen from above; else 0."""
    first = np.flatnonzero(np.append(True, last_of_ring[:-1]))
    counts = np.diff(np.append(first, len(x)))
    own_x, own_y = x - np.repeat(x[first], counts), y - np.repeat(y[first], counts)
    cross = own_x[:-1] * own_y[1:] - own_x[1:] * own_y[:-1]
    cross[last_of_ring[:-1]] = 0  # and back to the first point, which is at 0
    found = np.zeros(len(x), np.float32)
    found[first] = np.abs(np.add.reduceat(np.append(cross, np.float32(0)), first)) / 2
    return found


def coarser(blocks: Blocks) -> Blocks:
    """One box for each four neighbours: of their ground, their volume and their direction."""

    def four(values: F32) -> F32:
        room = -len(values) % FOUR
        return np.pad(values, (0, room)).reshape(-1, FOUR)

    area = four(blocks.area())
    total = np.maximum(area.sum(1), 1e-6)
    share = area / total[:, None]
    x0, y0 = four(blocks.x), four(blocks.y)
    x, y = (share * x0).sum(1), (share * y0).sum(1)
    low = (share * four(blocks.low)).sum(1)
    high = (share * four(blocks.high)).sum(1)
    c, s = four(blocks.cosine), four(blocks.sine)
    real, imaginary = c * c - s * s, 2 * c * s
    angle = np.arctan2(
        (share * 2 * real * imaginary).sum(1),
        (share * (real * real - imaginary * imaginary)).sum(1),
    )
    cosine, sine = np.cos(angle / 4), np.sin(angle / 4)
    dx, dy = x0 - x[:, None], y0 - y[:, None]
    u = dx * cosine[:, None] + dy * sine[:, None]
    v = dy * cosine[:, None] - dx * sine[:, None]
    own = four(blocks.long) * four(blocks.wide) / 3
    spread_u, spread_v = (share * (u * u + own)).sum(1), (share * (v * v + own)).sum(1)
    turned = spread_v > spread_u
    cosine, sine = np.where(turned, -sine, cosine), np.where(turned, cosine, sine)
    most, least = np.maximum(spread_u, spread_v), np.maximum(np.minimum(spread_u, spread_v), 1e-6)
    shape = np.clip(np.sqrt(most / least), 1, LONGEST)
    long, wide = np.sqrt(total * shape) / 2, np.sqrt(total / shape) / 2
    error = np.sqrt(most + least) / 2 + (share * four(blocks.error)).sum(1)
    there = area.sum(1) > 0
    columns = [
        x,
        y,
        long * there,
        wide * there,
        cosine,
        sine,
        low,
        high,
        four(blocks.top).max(1),
        error * there,
    ]
    return Blocks(*(np.asarray(column, np.float32) for column in columns))
