"""Which directions of the sky are open from each place, by rays.

One bit for each place and direction, so that whatever is asked later (hours, first and last sun,
a sky view) follows from the same answers, and a changed plan needs new ones only where its changes
lie between a place and the sky.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from city.layer import Samples
from city.progress import Progress
from city.simulate.fabric import RELIEF
from city.simulate.obstacles import OFF, Obstacles, crosses

Bits = NDArray[np.uint8]
F32 = NDArray[np.float32]
F64 = NDArray[np.float64]
Mask = NDArray[np.bool_]

# Of places, rows (k,) that begin at (k, 3): which of their rays along a direction (3,) to trace.
Doubt = Callable[[NDArray[np.intp], F32], Callable[[F32], NDArray[np.intp]]]

CHUNK = 1 << 14  # places that a thread takes in one go
GRAZING = 1e-4  # sine of the angle under which light passes along a face and not onto it


@dataclass(frozen=True, slots=True, eq=False)
class Openness:
    """Which directions are open: bits (n, directions / 8), the first direction in the highest bit.

    clear: nothing is in the way. leafy: only trees are; None where trees count as walls.
    """

    clear: Bits
    leafy: Bits | None = None

    def of(self, rows: slice | NDArray[np.intp], directions: int) -> tuple[Mask, Mask | None]:
        """(k, directions) bool of some places."""
        clear = np.unpackbits(self.clear[rows], axis=1, count=directions).view(bool)
        if self.leafy is None:
            return clear, None
        return clear, np.unpackbits(self.leafy[rows], axis=1, count=directions).view(bool)


def look_up(
    samples: Samples,
    obstacles: Obstacles,
    directions: F64,
    trees_are_walls: bool,
    progress: Progress,
    note: str,
    known: Openness | None = None,
    doubtful: Doubt | None = None,
) -> Openness:
    """Which of some directions (m, 3), unit vectors, are open from each place.

    A face sees nothing behind itself. known: what was found before, by the same rows; only rays
    of which `doubtful` says so are then traced anew.
    """
    count, width = len(samples), -(-len(directions) // 8)
    clear = np.zeros((count, width), np.uint8) if known is None else known.clear.copy()
    leafy = None
    if not trees_are_walls and not obstacles.trees.empty:
        leafy = np.zeros((count, width), np.uint8)
        if known is not None and known.leafy is not None:
            leafy[:] = known.leafy
    ways, trees = directions.astype(np.float32), not obstacles.trees.empty
    total, done = -(-count // CHUNK) * len(ways), [0]

    def work(first: int) -> None:
        rows = np.arange(first, min(first + CHUNK, count))
        part = slice(first, first + CHUNK)
        start, normals = starts(samples, obstacles, rows), samples.normals[part]
        open_, through = Openness(clear, leafy).of(part, len(ways))
        aims = np.empty((len(rows), 3), np.float32)
        whole = np.arange(len(rows))
        wanted = None if doubtful is None else doubtful(rows, start)
        for k, way in enumerate(ways):
            done[0] += 1
            progress.report(min(done[0], total), total, note)
            at = whole if wanted is None else wanted(way)
            at = at[normals[at] @ way > GRAZING]
            if not len(at):
                continue
            begin = start if len(at) == len(rows) else start[at]
            aim = aims[: len(at)]
            aim[:] = way
            free = ~obstacles.solid.blocked(begin, aim)
            if trees:
                green = free.copy()
                green[free] = obstacles.trees.blocked(begin[free], aim[free])
                free &= ~green
                if through is not None:
                    through[at, k] = green
            open_[at, k] = free
        clear[part] = np.packbits(open_, axis=1)
        if leafy is not None and through is not None:
            leafy[part] = np.packbits(through, axis=1)

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for _ in pool.map(work, range(0, count, CHUNK)):
            pass
    return Openness(clear, leafy)


def starts(samples: Samples, obstacles: Obstacles, rows: NDArray[np.intp]) -> F32:
    """(k, 3): where rays of some places begin, a little off their faces."""
    return obstacles.local(samples.points[rows] + samples.normals[rows] * np.float64(OFF))


def in_the_open(samples: Samples, obstacles: Obstacles) -> Mask:
    """(n,): which places are not inside of something: no party walls, no walls under the ground.

    A place is inside where the first face ahead of it, and the first above it, are both met from
    behind; it is under the ground where the first above it is the ground's.
    """
    found = np.ones(len(samples), bool)
    up, sorts = np.array([[0, 0, 1]], np.float32), obstacles.solid.sorts

    def work(first: int) -> None:
        rows = np.arange(first, min(first + CHUNK, len(samples)))
        rows = rows[samples.face[rows] >= 0]
        begin = starts(samples, obstacles, rows)
        behind = obstacles.solid.first(begin, samples.normals[rows])[1]
        tilted = np.tile(up, (len(rows), 1)) + samples.normals[rows] * np.float32(0.01)
        _, under, face = obstacles.solid.first(begin, tilted)
        buried = (face >= 0) & (sorts[face] == RELIEF)
        found[rows] = ~(behind & under | buried)

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(work, range(0, len(samples), CHUNK)))
    return found


def touched(boxes: F64, obstacles: Obstacles, fresh: Mask) -> Doubt:
    """A test of rays: whether a change of the city in one of some boxes (k, 2, 3) may touch them.

    fresh: (n,) places of which nothing is known, all of whose rays are touched.
    """
    low = obstacles.local(boxes[:, 0] - 0.05)
    high = obstacles.local(boxes[:, 1] + 0.05)

    def about(rows: NDArray[np.intp], origins: F32) -> Callable[[F32], NDArray[np.intp]]:
        new = fresh[rows]
        always = np.flatnonzero(new)
        around = origins.min(0), origins.max(0)
        x, y = np.ascontiguousarray(origins[:, 0]), np.ascontiguousarray(origins[:, 1])

        def doubtful(way: F32) -> NDArray[np.intp]:
            found = None
            for a, b in zip(low, high, strict=True):
                begin, end = _covered(way, a, b, float(around[0][2]))
                if (around[0][:2] > end).any() or (around[1][:2] < begin).any():
                    continue
                found = new.copy() if found is None else found
                near = (x >= begin[0]) & (x <= end[0]) & (y >= begin[1]) & (y <= end[1])
                at = np.flatnonzero(near & ~found)
                found[at] = crosses(origins[at], np.broadcast_to(way, (len(at), 3)), a, b)
            return always if found is None else np.flatnonzero(found)

        return doubtful

    return about


def _covered(way: F32, low: F32, high: F32, lowest: float) -> tuple[F32, F32]:
    """Which places in plan, from the south-west to the north-east, a box and its shadow cover.

    way: towards the light. lowest: no place lies lower.
    """
    if way[2] <= 0:
        return np.full(2, -np.inf, np.float32), np.full(2, np.inf, np.float32)
    run = way[:2] / way[2] * max(float(high[2]) - lowest, 0.0)
    return low[:2] - np.maximum(run, 0), high[:2] - np.minimum(run, 0)
