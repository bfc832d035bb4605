"""How the values of some objects are spread: counts, sums, quantiles, bars, class by class."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from city.measured import Measured

F64 = NDArray[np.float64]
BARS = 32
TINY = 1e-200  # numbers this small differ in nothing that can be shown
WHOLE = 40  # whole numbers that get a bar each, if they are no more


@dataclass(frozen=True, slots=True, eq=False)
class Statistics:
    """What can be said of some numbers.

    count: how many there are; missing: of how many objects nothing is known. quartiles: at a
    quarter, a half and three quarters, linear between the two nearest (Hyndman and Fan's type 7).
    bars: (n,) how many numbers lie from edges[k] to edges[k + 1]; the last bar has its end.
    """

    count: int
    missing: int
    total: float = 0.0
    mean: float = 0.0
    deviation: float = 0.0  # of the numbers themselves, not an estimate for more of them
    least: float = 0.0
    most: float = 0.0
    quartiles: tuple[float, float, float] = (0.0, 0.0, 0.0)
    bars: NDArray[np.int64] | None = None
    edges: F64 | None = None

    @property
    def median(self) -> float:
        return self.quartiles[1]


def summary(values: F64) -> Statistics:
    """Describe some numbers, (n,) with NaN for those that are missing."""
    known = values[np.isfinite(values)]
    missing = len(values) - len(known)
    if not len(known):
        return Statistics(0, missing)
    low, high = float(known.min()), float(known.max())
    quarters = np.quantile(known, (0.25, 0.5, 0.75)).tolist()
    edges = _edges(known, low, high)
    return Statistics(
        len(known),
        missing,
        float(known.sum()),
        float(known.mean()),
        float(known.std()),
        low,
        high,
        (quarters[0], quarters[1], quarters[2]),
        np.histogram(known, edges)[0],
        edges,
    )


def _edges(known: F64, low: float, high: float) -> F64:
    """Where the bars begin and end: a bar for each of a few whole numbers, else round steps."""
    if high - low < WHOLE and (known == np.round(known)).all():
        return np.arange(low - 0.5, high + 1.0)
    if high - low <= max(abs(low), abs(high), TINY) * 1e-9:  # all alike, but for rounding
        return np.array([low - 0.5, high + 0.5])
    step = _round_step((high - low) / BARS)
    first = np.floor(low / step)
    edges = np.asarray(step * np.arange(first, np.ceil(high / step) + 1))
    edges[0], edges[-1] = min(edges[0], low), max(edges[-1], high)  # where a quotient was rounded
    return edges


def _round_step(least: float) -> float:
    """The first of 1, 2, 2.5 and 5 times a power of ten that is not less."""
    power = 10.0 ** np.floor(np.log10(least))
    return float(next(n * power for n in (1, 2, 2.5, 5, 10) if n * power >= least * (1 - 1e-12)))


@dataclass(frozen=True, slots=True)
class ClassTotal:
    """The objects of one class: how many, and what they add up to; NaN where nothing is known."""

    kind: str
    count: int
    footprint: float
    floorarea: float
    volume: float


def by_class(measured: Measured, rows: NDArray[np.integer]) -> list[ClassTotal]:
    """Totals of some objects, the commonest class first; none of them part of another."""
    objects = measured.city.objects
    kind = objects.kind[rows]
    sizes = [measured.of(name)[rows] for name in ("footprint", "floorarea", "volume")]
    found = []
    for code, count in zip(*np.unique(kind, return_counts=True), strict=True):
        mine = kind == code
        totals = [_total(size[mine]) for size in sizes]
        found.append(ClassTotal(objects.kinds[code], int(count), *totals))
    return sorted(found, key=lambda total: -total.count)


def _total(values: F64) -> float:
    known = values[np.isfinite(values)]
    return float(known.sum()) if len(known) else float("nan")


def tops(parent: NDArray[np.int32], rows: NDArray[np.integer]) -> NDArray[np.int32]:
    """Those of some objects that are not part of another one of them."""
    chosen = np.zeros(len(parent) + 1, bool)
    chosen[rows] = True
    chosen[-1] = False  # where the roots' parent -1 points to
    return np.asarray(rows[~chosen[parent[rows]]], np.int32)
