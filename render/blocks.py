"""Boxes that stand for buildings from afar, and larger ones for several neighbours together.

The coarser boxes keep the ground that is built on and the volume of those they stand for, so that
a city keeps its density and its skyline at any distance. There are a third more boxes than
pieces, in all levels together.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from city.model import City, Shapes
from city.progress import Progress
from city.store import release
from render.pieces import Pieces

F32 = NDArray[np.float32]

COLUMNS = 10
SQUARE = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]], np.float32)
FOUR = 4  # neighbours that one coarser box stands for
SLICE = 1 << 19  # points worked on at once
LONGEST = 4.0  # times as long as wide may a coarser box be


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
    columns = np.zeros((len(pieces), COLUMNS), np.float32)
    best = np.zeros(len(pieces), np.float32)
    for level in pieces.cuts:
        values = _measured(city.shapes[level], pieces, level, progress)
        size = values[:, 2] * values[:, 3]
        better = (values[:, -1] > 0) & (size >= best)  # where several levels, the larger box
        columns[better], best[better] = values[better], size[better]
    return Blocks(*np.ascontiguousarray(columns.T))


def _measured(shapes: Shapes, pieces: Pieces, level: str, progress: Progress) -> F32:
    """(pieces, 10): the columns of Blocks, of one level; 0 where that has nothing of a piece."""
    from render.block_loops import around

    cuts = pieces.cuts[level]
    seen = np.repeat(pieces.masks[level], np.diff(shapes.object_polygons()))
    points = shapes.ring_points[shapes.polygon_rings[cuts]]  # where those of each piece begin
    begun = np.searchsorted(points, np.arange(points[0], points[-1], SLICE), side="right") - 1
    edges = [*begun.tolist(), len(pieces)]
    found = np.zeros((len(pieces), COLUMNS), np.float32)

    def work(first: int, last: int) -> None:
        progress.check()
        arrays = shapes.points, shapes.ring_points, shapes.polygon_rings, cuts, seen
        around(*arrays, first, last, found)
        release(shapes.points[points[first] : points[last]])

    if len(edges) <= 2:  # a plan's layer: threads would take longer to begin than to end
        work(0, len(pieces))
    else:
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            list(pool.map(work, edges[:-1], edges[1:]))
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
