"""CityJSON's lists in lists in lists -> flat columns, whole cities at a time."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from itertools import chain, repeat
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from city.batch import offsets

Ints = NDArray[np.int64]
Item = TypeVar("Item")

# What a list that is none, or a number that is none, raises when it is flattened.
JUNK = (TypeError, ValueError, OverflowError)


def flatten(lists: Sequence[Any], depth: int) -> tuple[list[Ints], list[Any]]:
    """Open `depth` levels of lists: how many each list of each level holds, and what is inside.

    Raises TypeError where there is a number or null instead of a list.
    """
    counts = []
    level: Any = lists
    for _ in range(depth):
        counts.append(np.fromiter(map(len, level), np.int64, len(level)))
        level = list(chain.from_iterable(level))
    return counts, level


def whole_numbers(values: Sequence[Any]) -> Ints:
    """Whole numbers as a column, null as -1; raises TypeError for anything else."""
    try:
        column = array("q", values)
    except TypeError:
        column = array("q", [-1 if v is None else v for v in values])
    return np.frombuffer(column, np.int64)


def sums(values: Ints | NDArray[np.bool_], counts: Ints) -> Ints:
    """The sum of each run of values: [1, 2, 3], [2, 1] -> [3, 3]."""
    total = np.zeros(len(values) + 1, np.int64)
    np.cumsum(values, out=total[1:])
    where = offsets(counts)
    return np.asarray(total[where[1:]] - total[where[:-1]])


def totals(counts: Sequence[Ints]) -> Ints:
    """How many of the innermost things each of the outermost lists holds."""
    total = counts[-1]
    for count in reversed(counts[:-1]):
        total = sums(total, count)
    return total


def numbered(counts: Ints) -> Ints:
    """The place of every item in its run: [2, 3] -> [0, 1, 0, 1, 2]."""
    where = offsets(counts).astype(np.int64)
    return np.arange(where[-1]) - np.repeat(where[:-1], counts)


def fitted(values: Any, boundaries: Any, depth: int) -> Any:
    """Values in the form of the boundaries they belong to, null where they say nothing."""
    if depth == 0:
        return values
    given = values if isinstance(values, list) else []
    pairs = zip(chain(given, repeat(None)), boundaries, strict=False)
    return [fitted(value, boundary, depth - 1) for value, boundary in pairs]


def fits(values: Any, boundaries: Any, depth: int) -> bool:
    """Whether values have the form of their boundaries; null may stand for a whole list."""
    if values is None or depth == 0:
        return True
    if not isinstance(values, list) or len(values) != len(boundaries):
        return False
    return all(fits(v, b, depth - 1) for v, b in zip(values, boundaries, strict=True))


def in_halves(
    items: Sequence[Item], work: Callable[[Sequence[Item]], None], junk: Callable[[Item], None]
) -> None:
    """Do the work on all items at once; where it fails, find the item at fault by halving."""
    if not items:
        return
    try:
        work(items)
    except JUNK:
        if len(items) == 1:
            junk(items[0])
        else:
            middle = len(items) // 2
            in_halves(items[:middle], work, junk)
            in_halves(items[middle:], work, junk)
