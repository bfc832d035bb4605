"""How much a ranking hangs on what somebody chose: on weights, and on what is taken for granted."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import combinations
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from city.assumptions import ASSUMPTIONS
from city.indicators.weighing import FULL, Weighed

F64 = NDArray[np.float64]
DRAWS = 10_000  # ways to weigh that are tried; a share is right to about one percent
SEED = 2001
ALIKE = 1e-9  # points


def bands(weighed: Weighed) -> list[tuple[float, float] | None]:
    """For each criterion the weights, from 0 to 100, with which the first plan stays first.

    The other weights stay as they are, so they keep their proportions. Scores are straight lines in
    one weight, so the ends are exact. Unknown values count at their worst for the first plan and at
    their best for the others. None: for no weight at all that is certain.
    """
    if not weighed.counts:
        return [None] * len(weighed.criteria)
    first = weighed.first
    mine = np.nan_to_num(weighed.points[first], nan=0.0)
    others = np.nan_to_num(np.delete(weighed.points, first, axis=0), nan=FULL)
    ahead = mine - others  # (others, criteria)
    found: list[tuple[float, float] | None] = []
    for k, weight in enumerate(weighed.weights):
        rest = ahead @ weighed.weights - weight * ahead[:, k]  # ahead by all else
        low, high = 0.0, FULL
        for by, slope in zip(rest.tolist(), ahead[:, k].tolist(), strict=True):
            if slope > ALIKE:
                low = max(low, -by / slope)
            elif slope < -ALIKE:
                high = min(high, by / -slope)
            elif by < -ALIKE * FULL:
                high = -1.0
        found.append((low, high) if low <= high + ALIKE else None)
    return found


def ranks(weighed: Weighed, draws: int = DRAWS) -> F64:
    """In how large a share of all ways to weigh each plan comes at each place, (plans, places).

    Every way to weigh counts alike: uniform over all weights that add up to one, and what is not
    known is drawn from 0 to 100 points (SMAA, rank acceptability: Lahdelma & Salminen 2001, SMAA-2,
    Operations Research 49(3)). Exact for one and two criteria where all is known; else by drawing,
    always the same. Plans that are alike share their places.
    """
    plans, criteria = weighed.points.shape
    if not plans or not criteria:
        return np.zeros((plans, plans))
    if criteria <= 2 and not np.isnan(weighed.points).any():
        weights, share = _pieces(weighed.points)
    else:
        weights = np.random.default_rng(SEED).dirichlet(np.ones(criteria), draws)
        share = np.full(draws, 1 / draws)
    return _places(_scores(weighed.points, weights), share)


def _scores(points: F64, weights: F64) -> F64:
    """Scores (ways, plans); unknown points are drawn for each way."""
    scores: F64 = weights @ np.nan_to_num(points, nan=0.0).T
    random = np.random.default_rng(SEED + 1)
    for row, column in np.argwhere(np.isnan(points)).tolist():
        scores[:, row] += weights[:, column] * random.uniform(0.0, FULL, len(weights))
    return scores


def _pieces(points: F64) -> tuple[F64, F64]:
    """Ways to weigh one or two criteria, one for each piece in which the order stays the same, and
    how long each piece is."""
    if points.shape[1] == 1:
        return np.ones((1, 1)), np.ones(1)
    turns = {0.0, 1.0}
    for one, other in combinations(points, 2):
        by = one - other
        if abs(by[0] - by[1]) > ALIKE:
            at = -by[1] / (by[0] - by[1])  # where t * by[0] + (1 - t) * by[1] is nothing
            turns |= {float(at)} if 0 < at < 1 else set()
    ends = np.array(sorted(turns))
    middle = (ends[1:] + ends[:-1]) / 2
    return np.stack([middle, 1 - middle], axis=1), np.diff(ends)


def _places(scores: F64, share: F64) -> F64:
    """The share of the ways (ways,) in which each plan comes at each place; ties are shared."""
    plans = scores.shape[1]
    found = np.zeros((plans, plans))
    for plan in range(plans):
        by = scores - scores[:, plan : plan + 1]
        better, alike = (by > ALIKE).sum(1), (np.abs(by) <= ALIKE).sum(1)
        for place in range(plans):
            here = (better <= place) & (place < better + alike)
            found[plan, place] = float((share * here / alike).sum())
    return found


class Swing(NamedTuple):
    """What an assumption at its ends does to the lead of the plan that is first now.

    low, high: by how many points it is ahead of the best other plan then, less than 0 where it is
    behind. first_low, first_high: the row of the plan that is first then.
    """

    name: str
    low: float
    high: float
    first_low: int
    first_high: int

    @property
    def turns(self) -> bool:
        """Whether another plan comes first at one of its ends."""
        return min(self.low, self.high) < -ALIKE


def swings(
    weighed: Weighed,
    again: Callable[[Mapping[str, Any]], Weighed],
    taken: Mapping[str, Any],
    names: Sequence[str] = tuple(ASSUMPTIONS),
) -> list[Swing]:
    """What each assumption does that does anything, one at a time at its lowest and its highest;
    those first that matter most.

    again: weighs the plans with other assumptions. taken: what is taken for granted now.
    """
    if not weighed.counts or len(weighed.plans) < 2:
        return []
    now, found = _lead(weighed, weighed.first), []
    for name in names:
        one = ASSUMPTIONS[name]
        low, high = (again({**taken, name: end}) for end in (one.low, one.high))
        if not low.counts or not high.counts:
            continue
        leads = _lead(low, weighed.first), _lead(high, weighed.first)
        if max(abs(lead - now) for lead in leads) > 1e-6:
            found.append(Swing(name, *leads, low.first, high.first))
    return sorted(found, key=lambda swing: -abs(swing.high - swing.low))


def _lead(weighed: Weighed, plan: int) -> float:
    """By how many points a plan is ahead of the best of the others, by the middles of intervals."""
    middle = (weighed.low + weighed.high) / 2
    return float(middle[plan] - np.delete(middle, plan).max())
