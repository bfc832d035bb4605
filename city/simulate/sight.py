"""Whether one place sees another, with the city in between."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
from numpy.typing import NDArray

from city.layer import Samples
from city.progress import Progress
from city.simulate.obstacles import OFF, Area, Obstacles
from city.simulate.parameters import Parameter
from city.simulate.places import foot_of
from city.view import View

F64 = NDArray[np.float64]
Mask = NDArray[np.bool_]

OVERHEAD = 90.0  # degrees over the horizon: of what stands outside an area nothing counts
GRASS = 0.1  # metres over the ground at which it is looked at, so that no lawn hides its own ground
SHORT = 0.005  # metres by which a line of sight ends before the place that it leads to
CHUNK = 1 << 12  # places that a thread takes in one go

YEAR = Parameter(
    "year",
    "Trees as in the year",
    "whole",
    0,
    "",
    0,
    3000,
    about="0: as they were planted",
    rare=True,
)
THROUGH = (
    Parameter(
        "trees", "Trees hide", "switch", True, about="in leaf; if not, they are seen through"
    ),
    YEAR,
)
RADIUS = Parameter("radius", "As far as", "number", 500.0, "m", 10, 3000)


def surroundings(view: View, area: Area, settings: Mapping[str, Any]) -> Obstacles:
    """All that reaches into an area, for lines of sight within it; trees as THROUGH says."""
    year = float(settings["year"]) or None
    return Obstacles(view, area, foot_of(view, area), OVERHEAD, year)


def looked_at(samples: Samples) -> F64:
    """(n, 3): where lines of sight to places end: a little off their faces, or off the ground."""
    off = np.where(samples.face >= 0, OFF, GRASS)[:, None]
    return np.asarray(samples.points + samples.normals * off)


def clear(obstacles: Obstacles, begin: F64, end: F64, trees: bool) -> Mask:
    """(n,): whether nothing stands between places (n, 3) and places (n, 3) in local metres.

    trees: whether they hide what is behind them.
    """
    way = end - begin
    far = np.maximum(np.linalg.norm(way, axis=1), 1e-9)
    start, towards = obstacles.local(begin), (way / far[:, None]).astype(np.float32)
    reach = np.maximum(far - SHORT, SHORT).astype(np.float32)
    free = ~obstacles.solid.blocked(start, towards, reach)
    if trees and not obstacles.trees.empty:
        at = np.flatnonzero(free)
        free[at] = ~obstacles.trees.blocked(start[at], towards[at], reach[at])
    return free


def in_chunks(
    count: int, work: Callable[[slice], None], progress: Progress, note: str, size: int = CHUNK
) -> None:
    """Work done on all processors, so many places at a time; each piece writes rows of its own."""
    firsts = range(0, count, size)

    def one(first: int) -> None:
        progress.check()
        work(slice(first, min(first + size, count)))

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for done, _ in enumerate(pool.map(one, firsts), 1):
            progress.report(done, len(firsts), note)


def mean_by_owner(samples: Samples, values: NDArray[np.floating]) -> F64:
    """(owners,): the mean of values (n,) over the faces of each, by area; NaN for none."""
    count, known = len(samples.owners), np.isfinite(values) & (samples.owner >= 0)
    owner, weight = samples.owner[known], samples.area[known].astype(np.float64)
    whole = np.bincount(owner, weight, count)
    total = np.bincount(owner, weight * values[known], count)
    return np.where(whole > 0, total / np.maximum(whole, 1e-9), np.nan)


def extreme_by_owner(
    samples: Samples, values: NDArray[np.floating], pick: np.ufunc
) -> NDArray[np.float64]:
    """(owners,): the least or the greatest of values (n,), as np.minimum or np.maximum picks."""
    known = np.isfinite(values) & (samples.owner >= 0)
    found = np.full(len(samples.owners), np.inf if pick is np.minimum else -np.inf)
    pick.at(found, samples.owner[known], values[known].astype(np.float64))
    return np.where(np.isfinite(found), found, np.nan)
