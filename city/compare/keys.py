"""Numbers that stand for places, and for any number of them in whatever order."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

F64 = NDArray[np.float64]
U64 = NDArray[np.uint64]

FAR = 1e9  # metres, beyond which nothing is told apart


def mixed(values: U64) -> U64:
    """Numbers that look like chance, one for one (splitmix64, Steele and others 2014)."""
    values = values + np.uint64(0x9E3779B97F4A7C15)
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return np.asarray(values ^ (values >> np.uint64(31)), np.uint64)


def cells(points: F64, size: float) -> NDArray[np.int64]:
    """(n, 3): the cell of a grid that each point is nearest to; one far away for no place."""
    good = np.where(np.abs(points) < FAR, points, FAR)
    return np.asarray(np.rint(good / size), np.int64)


def hashed(places: NDArray[np.int64]) -> U64:
    """(n,): a number for each row of whole numbers, such as a cell."""
    found = np.zeros(len(places), np.uint64)
    for axis in places.T:
        found = mixed(found ^ axis.astype(np.uint64))
    return found


def sums(values: U64, counts: NDArray[np.int64]) -> U64:
    """The sums of runs of so many values each, modulo 2**64."""
    total = np.zeros(len(values) + 1, np.uint64)
    np.cumsum(values, out=total[1:])
    ends = np.cumsum(counts)
    return np.asarray(total[ends] - total[ends - counts], np.uint64)
