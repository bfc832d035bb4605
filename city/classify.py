"""Where one class of numbers ends and the next begins: quantile, equal, natural and pretty breaks.

Every method takes finite numbers in any order and gives the inner breaks, ascending and each once:
a class holds what is at least its lower break and less than its upper one. Where there are too few
different numbers for the classes that were asked for, fewer breaks come back.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

F64 = NDArray[np.float64]

SAMPLE = 50_000  # natural breaks look at an even sample of more numbers than this
BINS = 1024  # and gather them into so many bins, each at the mean of what it holds
NICE = (1.0, 2.0, 2.5, 5.0, 10.0)


def quantile(values: F64, classes: int) -> F64:
    """Breaks between classes of equally many numbers (Hyndman and Fan 1996, type 7)."""
    if not len(values) or classes < 2:
        return np.zeros(0)
    shares = np.arange(1, classes) / classes
    return _inner(np.quantile(values, shares), values)


def equal(values: F64, classes: int) -> F64:
    """Breaks between classes that are equally wide."""
    if not len(values) or classes < 2:
        return np.zeros(0)
    low, high = float(values.min()), float(values.max())
    return _inner(low + (high - low) * np.arange(1.0, classes) / classes, values)


def pretty(values: F64, classes: int) -> F64:
    """Breaks at round numbers, in about as many classes as were asked for."""
    if not len(values) or classes < 2:
        return np.zeros(0)
    low, high = float(values.min()), float(values.max())
    if not high > low:
        return np.zeros(0)
    raw = (high - low) / classes
    power = 10.0 ** math.floor(math.log10(raw))
    step = min((n * power for n in NICE), key=lambda s: abs(math.log(s / raw)))
    first, last = math.floor(low / step) + 1, math.ceil(high / step)
    return _inner(np.arange(first, last) * step, values)


def natural(values: F64, classes: int) -> F64:
    """Natural breaks: classes whose numbers lie as close to their class's mean as is possible.

    Fisher (1958), "On grouping for maximum homogeneity"; Jenks (1977) brought it to maps. The
    optimum is exact for up to BINS different numbers, and for the bins' means beyond.
    """
    if not len(values) or classes < 2:
        return np.zeros(0)
    if len(values) > SAMPLE:
        ends = (values.min(), values.max())
        values = np.append(values[:: -(-len(values) // SAMPLE)], ends)
    place, times = np.unique(values, return_counts=True)
    weight = times.astype(np.float64)
    if len(place) > BINS:
        place, weight = _binned(place, weight)
    starts = _fisher(place, weight, min(classes, len(place)))
    return np.asarray(place[starts])


def tidy(breaks: F64, values: F64) -> F64:
    """Breaks with as few digits as tell a twentieth of the narrowest class apart.

    So a legend can write each break in full, and what it says is exactly what is drawn. Whole
    numbers keep whole breaks.
    """
    if not len(breaks) or not len(values):
        return breaks
    edges = np.concatenate([[values.min()], breaks, [values.max()]])
    widths = np.diff(edges)
    narrow = float(widths[widths > 0].min(initial=math.inf))
    if not math.isfinite(narrow):
        return breaks
    decimals = min(max(-math.floor(math.log10(narrow / 20)), -3), 12)
    if np.equal(np.mod(values[:1000], 1), 0).all():
        return _inner(np.ceil(breaks), values)
    return _inner(np.round(breaks, decimals), values)


def _inner(breaks: NDArray[np.floating], values: F64) -> F64:
    """Only the breaks that have numbers on both sides, each once."""
    breaks = np.unique(breaks).astype(np.float64)
    return np.asarray(breaks[(breaks > values.min()) & (breaks <= values.max())])


def _binned(place: F64, weight: F64) -> tuple[F64, F64]:
    """Many numbers as the means of bins: half of them equally wide, half equally full."""
    even = np.linspace(place[0], place[-1], BINS // 2 + 1)[1:-1]
    total = np.cumsum(weight)
    full = place[np.searchsorted(total, total[-1] * np.arange(1, BINS // 2) / (BINS // 2))]
    number = np.searchsorted(np.unique(np.concatenate([even, full])), place, side="right")
    heavy = np.bincount(number, weight).astype(np.float64)
    mean = np.bincount(number, weight * place)
    held = heavy > 0
    return mean[held] / heavy[held], heavy[held]


def _fisher(place: F64, weight: F64, classes: int) -> NDArray[np.intp]:
    """The first place of every class but the lowest, by dynamic programming over all cuts."""
    count = len(place)
    shifted = place - place.mean()  # sums of squares lose no digits to a large offset
    total = np.concatenate([[0.0], np.cumsum(weight)])
    first = np.concatenate([[0.0], np.cumsum(weight * shifted)])
    square = np.concatenate([[0.0], np.cumsum(weight * shifted**2)])
    # cost[i, j]: what a class of the places i to j costs, beyond all measure where there is none
    mass = total[None, 1:] - total[:-1, None]
    moment = first[None, 1:] - first[:-1, None]
    spread = square[None, 1:] - square[:-1, None]
    cost = np.where(mass > 0, spread - moment**2 / np.where(mass > 0, mass, 1), np.inf)
    best = cost[0]
    cuts: list[NDArray[np.intp]] = []
    for _ in range(classes - 1):
        # before[i]: the least that all places below i cost
        before = np.concatenate([[np.inf], best[:-1]])
        whole = before[:, None] + cost
        cuts.append(whole.argmin(0))
        best = whole[cuts[-1], np.arange(count)]
    starts = []
    end = count - 1
    for cut in reversed(cuts):
        starts.append(int(cut[end]))
        end = starts[-1] - 1
    return np.array(starts[::-1], np.intp)
