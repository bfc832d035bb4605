"""Weighing: several indicators in one score, by what each is worth and how much it weighs.

An additive value model (Keeney & Raiffa 1976): each value is put on a straight scale from 0 to 100
whose ends are said, and the scores are their weighted means. Where an indicator of a plan is not
known, its score is an interval: from what it would be at the worst to what it would be at the best.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from city.indicators.board import Board, Cell
from city.indicators.definitions import BY_KEY
from city.indicators.targets import Target

F64 = NDArray[np.float64]
Way = Literal["more", "less", "target"]
WAYS: tuple[Way, ...] = ("more", "less", "target")
KEPT, COMPETES = "criteria", "baseline competes"  # their names in the project
FULL = 100.0  # points, and the greatest weight
MOST = 12  # criteria that can be weighed against each other


@dataclass(frozen=True, slots=True)
class Criterion:
    """An indicator that is weighed. weight: from 0 to 100. way: which way is better."""

    key: str
    weight: float = 50.0
    way: Way = "more"


class Scale(NamedTuple):
    """What values are worth: points at some values, in between on a straight line, beyond the ends
    as at the ends.

    fixed: whether its ends stay where they are when other plans are compared. Ends that hang on
    the compared plans can turn two plans round when a third comes in.
    """

    at: tuple[float, ...]
    points: tuple[float, ...]
    fixed: bool

    def of(self, value: float) -> float:
        return float(np.interp(value, self.at, self.points))


def scale_of(
    way: Way, values: Sequence[float], baseline: float | None, target: Target | None
) -> Scale | None:
    """The scale of a criterion, None where there is nothing to put on it.

    values: those that are known, of the plans that are compared. From the baseline to the target
    where there is a target on the better side that the baseline misses: these do not hang on the
    plans. Else from the worst to the best of the plans.
    """
    if not values or (way == "target" and target is None):
        return None
    if way == "target":
        assert target is not None
        return _towards(target, values, baseline)
    bound = None if target is None else target.least if way == "more" else target.most
    if bound is not None and baseline is not None:
        if way == "more" and baseline < bound:
            return Scale((baseline, bound), (0.0, FULL), True)
        if way == "less" and baseline > bound:
            return Scale((bound, baseline), (FULL, 0.0), True)
    low, high = min(values), max(values)
    if low == high:  # all are alike in it
        return Scale((low,), (FULL,), False)
    return Scale((low, high), (0.0, FULL) if way == "more" else (FULL, 0.0), False)


def _towards(target: Target, values: Sequence[float], baseline: float | None) -> Scale:
    """100 where a target is met, 0 as far from it as the baseline, or else as the farthest plan."""
    fixed = baseline is not None and target.beyond(baseline) > 0
    asked = [baseline] if fixed and baseline is not None else values
    far = max(target.beyond(value) for value in asked)
    if not far:
        return Scale((values[0],), (FULL,), False)
    at: list[float] = []
    points: list[float] = []
    if target.least is not None:
        at, points = [target.least - far, target.least], [0.0, FULL]
    if target.most is not None:
        at, points = [*at, target.most, target.most + far], [*points, FULL, 0.0]
    return Scale(tuple(at), tuple(points), fixed)


@dataclass(frozen=True, eq=False)
class Weighed:
    """Plans weighed by criteria.

    plans: their places on the board. criteria: with their scales; those without a scale are in
    `unused` and count for nothing. points: (plans, criteria) from 0 to 100, NaN for unknown.
    """

    plans: tuple[int, ...]
    criteria: tuple[Criterion, ...]
    scales: tuple[Scale, ...]
    points: F64
    unused: tuple[Criterion, ...] = ()

    @cached_property
    def weights(self) -> F64:
        """What each criterion weighs, from 0 to 100."""
        return np.array([one.weight for one in self.criteria], float)

    @cached_property
    def shares(self) -> F64:
        """The same in parts of one; all 0 where nothing weighs anything."""
        total = self.weights.sum()
        return np.asarray(self.weights / total if total > 0 else self.weights)

    @cached_property
    def low(self) -> F64:
        """The scores (plans,), with all that is not known at its worst."""
        return np.asarray(np.nan_to_num(self.points, nan=0.0) @ self.shares)

    @cached_property
    def high(self) -> F64:
        """The scores (plans,), with all that is not known at its best."""
        return np.asarray(np.nan_to_num(self.points, nan=FULL) @ self.shares)

    @property
    def counts(self) -> bool:
        """Whether there are scores at all: plans, and criteria that weigh something."""
        return bool(len(self.plans)) and bool(self.weights.sum() > 0)

    @cached_property
    def first(self) -> int:
        """The row of the plan that comes first, by the middle of what its score may be; the
        earlier of two that are alike."""
        return int(np.argmax(np.round(self.low + self.high, 9)))

    @cached_property
    def certain(self) -> bool:
        """Whether it comes first whatever is not known, and no other plan is as good."""
        others = np.delete(self.high, self.first)
        return bool(self.counts and (self.low[self.first] > others + 1e-9).all())


def whole(cell: Cell) -> float | None:
    """A value that leaves nothing out: only that can be held against a target."""
    return None if cell.partly else cell.value


def weigh(
    board: Board,
    criteria: Sequence[Criterion],
    targets: Mapping[str, Target],
    plans: Sequence[int] | None = None,
) -> Weighed:
    """Weigh plans of a board, all of them or those at some places of it.

    What a city model does not say of what is there is the same in every plan, so plans are put
    between the worst and the best of them by what is known; a target tells nothing then.
    """
    rows = tuple(range(len(board.plans)) if plans is None else plans)
    used, scales, unused, columns = [], [], [], []
    for one in criteria:
        cells = board.rows[one.key]
        baseline = whole(cells[board.baseline]) if board.baseline >= 0 else None
        known = [whole(cells[row]) if one.way == "target" else cells[row].known for row in rows]
        values = [value for value in known if value is not None]
        scale = scale_of(one.way, values, baseline, targets.get(one.key))
        if scale is None:
            unused.append(one)
            continue
        used.append(one)
        scales.append(scale)
        columns.append([np.nan if value is None else scale.of(value) for value in known])
    points = np.array(columns, float).reshape(len(used), len(rows)).T
    return Weighed(rows, tuple(used), tuple(scales), points, tuple(unused))


def said(criteria: Sequence[Criterion]) -> list[dict[str, Any]]:
    """Criteria as JSON."""
    return [{"key": one.key, "weight": one.weight, "way": one.way} for one in criteria]


def read(value: Any) -> tuple[tuple[Criterion, ...], list[str]]:
    """The criteria that a project holds, and what is wrong with those that cannot be read."""
    if value is None:
        return (), []
    if not isinstance(value, list):
        return (), ["the criteria of the project cannot be read: they are no list"]
    found: dict[str, Criterion] = {}
    faults = []
    for told in value:
        one = _criterion(told)
        if one is None or len(found) >= MOST:
            name = str(told.get("key") if isinstance(told, Mapping) else told)[:40]
            why = f"there are {MOST} already" if one else "it cannot be read"
            faults.append(f"the criterion {name} is left out: {why}")
        else:
            found[one.key] = one
    return tuple(found.values()), faults


def _criterion(told: Any) -> Criterion | None:
    if not isinstance(told, Mapping):
        return None
    key, weight, way = told.get("key"), told.get("weight"), told.get("way")
    number = isinstance(weight, (int, float)) and not isinstance(weight, bool)
    if not isinstance(key, str) or key not in BY_KEY or way not in WAYS or not number:
        return None
    weight = float(weight or 0.0)
    return Criterion(key, weight, way) if 0 <= weight <= FULL else None
