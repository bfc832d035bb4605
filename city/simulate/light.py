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
from city.simulate.shade import CHUNK, Shade

Bits = NDArray[np.uint8]
F32 = NDArray[np.float32]
F64 = NDArray[np.float64]
Mask = NDArray[np.bool_]

# Of places, rows (k,) that begin at (k, 3): which of their rays along a direction (3,) to trace.
Doubt = Callable[[NDArray[np.intp], F32], Callable[[F32], NDArray[np.intp]]]

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
    shape = -(-len(directions) // 8), len(samples)  # by byte, for as long as they are put together
    clear, leafy = np.zeros(shape, np.uint8), None
    if known is not None:
        clear[:] = known.clear.T
    if not trees_are_walls and not obstacles.trees.empty:
        leafy = np.zeros(shape, np.uint8)
        if known is not None and known.leafy is not None:
            leafy[:] = known.leafy.T
    ways, begin = directions.astype(np.float32), starts(samples, obstacles, np.arange(len(samples)))
    solid, trees = Shade(obstacles.solid), Shade(obstacles.trees)
    wanted = _wanted(samples, begin, doubtful)

    def work(way: F32) -> tuple[Mask, Mask, Mask | None]:
        progress.check()
        asked = wanted(way)
        free = asked & ~solid.over(begin, asked, way, progress.check)
        if obstacles.trees.empty:
            return asked, free, None
        green = trees.over(begin, free, way, progress.check)
        return asked, free & ~green, green

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for k, (asked, free, green) in enumerate(pool.map(work, ways)):
            progress.report(k + 1, len(ways), note)
            _put(clear, k, asked, free)
            if leafy is not None and green is not None:
                _put(leafy, k, asked, green)
    by_place = np.ascontiguousarray
    return Openness(by_place(clear.T), None if leafy is None else by_place(leafy.T))


def _wanted(samples: Samples, begin: F32, doubtful: Doubt | None) -> Callable[[F32], Mask]:
    """Which places to look up from in a direction: those that face it and, where it is said which
    are in doubt, only those."""
    x, y, z = np.ascontiguousarray(samples.normals.T)
    parts = [np.arange(first, min(first + CHUNK, len(x))) for first in range(0, len(x), CHUNK)]
    doubts = [] if doubtful is None else [doubtful(rows, begin[rows]) for rows in parts]

    def wanted(way: F32) -> Mask:
        if doubtful is None:
            return np.asarray(x * way[0] + y * way[1] + z * way[2] > GRAZING)
        at = np.concatenate([rows[doubt(way)] for rows, doubt in zip(parts, doubts, strict=True)])
        found = np.zeros(len(x), bool)
        found[at[x[at] * way[0] + y[at] * way[1] + z[at] * way[2] > GRAZING]] = True
        return found

    return wanted


def _put(bits: Bits, direction: int, asked: Mask, found: Mask) -> None:
    """Put what is found of a direction among the bits (bytes, n) of places that were asked for."""
    byte, bit = bits[direction // 8], np.uint8(128 >> direction % 8)
    byte &= ~(asked * bit)
    byte |= found * bit


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
        tilted = np.tile(up, (len(rows), 1)) + samples.normals[rows] * np.float32(0.01)
        _, under, face = obstacles.solid.first(begin, tilted)
        found[rows] = (face < 0) | (sorts[face] != RELIEF)
        below = found[rows] & under
        ahead = obstacles.solid.first(begin[below], samples.normals[rows[below]])
        found[rows[below]] = ~ahead[1]

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
