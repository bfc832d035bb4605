"""Which labels are shown, and on which side of what they name, so that none lies over another."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

F64 = NDArray[np.float64]
Sides = NDArray[np.int8]

HIDDEN = -1
# To which side a label lies: to the right, to the left, above, below.
ASIDE = np.array([[1, 0], [-1, 0], [0, -1], [0, 1]], np.float64)
CELL = 6.0  # pixels: labels never share a cell of this size


def corners(anchors: F64, sizes: F64, gaps: F64, sides: NDArray[np.integer]) -> F64:
    """(n, 2): the upper left corners of labels on sides (n,) of anchors (n, 2), pixels from the
    upper left. sizes: (n, 2) how wide and high they are; gaps: (n,) how far from the anchor."""
    aside = ASIDE[np.maximum(sides, 0)]
    return np.asarray(anchors + aside * (sizes / 2 + gaps[:, None]) - sizes / 2)


def sides_of(
    anchors: F64,
    sizes: F64,
    gaps: F64,
    priority: NDArray[np.integer],
    room: tuple[float, float],
    before: Sides | None = None,
) -> Sides:
    """(n,): on which side of its anchor each label lies, HIDDEN where there is no room for it.

    What has a higher priority (n,) comes first; of equals, what was shown before, (n,) as this
    function said then, and on the side where it was: so labels stay while the eye moves. room: how
    wide and high the picture is; a label lies in it as a whole. The others are those of `corners`.
    """
    count = len(anchors)
    before = np.full(count, HIDDEN, np.int8) if before is None else before
    found = [HIDDEN] * count
    order = np.lexsort([np.arange(count), before == HIDDEN, -priority])
    inside = np.all((anchors >= 0) & (anchors <= np.array(room)), axis=1)
    order = order[inside[order]]
    low, high, bits = _cells(anchors, sizes, gaps, room)
    taken = [0] * (int(room[1] / CELL) + 2)  # each row of cells as the bits of one number
    first = before.tolist()
    sides = range(len(ASIDE))
    for row in order.tolist():
        kept = first[row]
        for side in sides if kept < 0 else (kept, *sides):
            at = side * count + row
            mask, covered = bits[at], 0
            for line in range(low[at], high[at]):
                covered |= taken[line]
            if mask and not mask & covered:
                for line in range(low[at], high[at]):
                    taken[line] |= mask
                found[row] = side
                break
    return np.array(found, np.int8)


def _cells(
    anchors: F64, sizes: F64, gaps: F64, room: tuple[float, float]
) -> tuple[list[int], list[int], list[int]]:
    """The first and the last but one row of cells under labels, first of all to the right, then to
    the left and so on, and the cells across as the bits of a number; 0 for a label that the picture
    does not hold."""
    at, wide, gap = (np.concatenate([one] * len(ASIDE)) for one in (anchors, sizes, gaps))
    corner = corners(at, wide, gap, np.repeat(np.arange(len(ASIDE)), len(anchors)))
    fits = np.all((corner >= 0) & (corner + wide <= np.array(room)), axis=1, keepdims=True)
    begin = np.asarray(np.where(fits, corner / CELL, 0), np.int64)
    end = np.asarray(np.where(fits, (corner + wide) / CELL + 1, 0), np.int64)
    across = zip(begin[:, 0].tolist(), end[:, 0].tolist(), strict=True)
    bits = [(1 << stop) - (1 << start) for start, stop in across]
    return begin[:, 1].tolist(), end[:, 1].tolist(), bits
