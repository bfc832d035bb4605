"""The board: what plans come to beside each other, against the baseline, and what nobody knows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from city.assumptions import ASSUMPTIONS
from city.indicators.definitions import BY_KEY, INDICATORS
from city.indicators.numbers import NO_JOBS, Numbers, Tally, storey_of, tally
from city.indicators.over_time import growth, years_from
from city.indicators.quantities import STOREY
from city.indicators.sums import LAND, UNKNOWN, found_in
from city.thing import Thing
from city.view import View

F64 = NDArray[np.float64]
OF_USE = ("dwellings", "inhabitants", "jobs", "parking_need")  # worked out from what floor is for
OF_LAND = {
    "green": "green areas",
    "water": "open water",
    "trees": "trees",
    "canopy": "trees",
}
LITTLE = 0.005  # of all floor area: less of unknown use than this is not worth a word


@dataclass(frozen=True, slots=True)
class Counted:
    """A plan as it was counted: all that the board needs of it but assumptions.

    ident: "" for the baseline. storey: metres that its tally takes a storey for. later: by how much
    the canopy differs from now in each of years_from(year). empty: what the city under it has none
    of, of LAND. place: its number among all plans of the project: it keeps its colour.
    """

    ident: str
    name: str
    view: View
    tally: Tally
    year: int
    storey: float = STOREY
    plot: Thing | None = None
    later: F64 = field(default_factory=lambda: np.zeros(0))
    empty: frozenset[str] = frozenset()
    place: int = 0
    others: dict[float, Tally] = field(default_factory=dict)  # by storey, as they were asked for

    def at(self, storey: float) -> Counted:
        """The same with storeys taken to be of another height; each height is counted once."""
        if storey == self.storey:
            return self
        self.others[self.storey] = self.tally
        if storey not in self.others:
            self.others[storey] = tally(self.view, self.plot, storey, self.year)
        return replace(self, tally=self.others[storey], storey=storey)

    @property
    def lost(self) -> tuple[str, ...]:
        """What the plan wanted and could not do in this city."""
        return tuple(one.words for one in self.view.lost)


def count_plan(
    ident: str,
    name: str,
    view: View,
    year: int,
    storey: float = STOREY,
    plot: Thing | None = None,
) -> Counted:
    """Count a plan for the board: a whole city with it, or what stands and lies on a plot."""
    ground = found_in(view.base)
    empty = frozenset(key for key in LAND if not getattr(ground, key))
    later = growth(view, years_from(year), plot)
    found = tally(view, plot, storey, year)
    return Counted(ident, name, view, found, year, storey, plot, later, empty)


@dataclass(frozen=True, slots=True)
class Cell:
    """One indicator of one plan.

    value: None where it is not known; then `why` says why. change: to the baseline, None where
    that is not known. remark: what the value leaves out, "" for nothing. known: what was counted of
    it, however much that leaves out: the same is left out of each plan over one city, so that
    plans can be compared by it; None where they cannot.
    """

    value: float | None
    change: float | None = None
    why: str = ""
    remark: str = ""
    known: float | None = None

    @property
    def partly(self) -> bool:
        """Whether the value is only a part: it is this much, but may be more."""
        return bool(self.remark) and self.value is not None and self.known is not None

    @property
    def percent(self) -> float | None:
        """The change in percent of the baseline; None where that is not known, or nothing."""
        if self.value is None or self.change is None or self.remark or self.value == self.change:
            return None
        return 100 * self.change / abs(self.value - self.change)


@dataclass(frozen=True, eq=False, slots=True)
class Board:
    """Indicators of plans: rows[key][plan], in the order of `plans`.

    baseline: its place among the plans, -1 where it is not among them. taken: what was taken for
    granted in place of the usual.
    """

    plans: tuple[Counted, ...]
    rows: Mapping[str, tuple[Cell, ...]]
    numbers: tuple[Numbers, ...]
    taken: Mapping[str, Any]

    @property
    def baseline(self) -> int:
        return next((k for k, one in enumerate(self.plans) if not one.ident), -1)

    @property
    def years(self) -> tuple[int, ...]:
        """The years of a series; none without plans."""
        return years_from(self.plans[0].year) if self.plans else ()

    def series(self, key: str, plan: int) -> F64 | None:
        """An indicator of a plan over the years; None where it does not change with them."""
        counted, cell = self.plans[plan], self.rows[key][plan]
        if key != "canopy" or cell.known is None or not counted.later.any():
            return None
        return np.asarray(cell.known + counted.later)

    def best(self, key: str) -> list[int]:
        """The plans with the best value of an indicator, the baseline aside; none where neither
        way is better, where all are alike, or where that of a plan is not known."""
        better, cells = BY_KEY[key].better, self.rows[key]
        plans = [k for k in range(len(cells)) if k != self.baseline]
        known = [value for k in plans if (value := cells[k].known) is not None]
        if not better or len(known) < max(len(plans), 2) or max(known) == min(known):
            return []
        top = max(known) if better == "more" else min(known)
        return [k for k in plans if cells[k].known == top]


def board(plans: Sequence[Counted], assumptions: Mapping[str, Any] | None = None) -> Board:
    """Lay plans beside each other, with these assumptions in place of the usual ones.

    The one without an ident is the baseline. Only another storey height counts anything anew.
    """
    taken = {name: value for name, value in (assumptions or {}).items() if name in ASSUMPTIONS}
    storey = storey_of(taken)
    plans = tuple(one.at(storey) for one in plans)
    numbers = tuple(one.tally.numbers(taken) for one in plans)
    before = next((k for k, one in enumerate(plans) if not one.ident), None)
    rows: dict[str, tuple[Cell, ...]] = {}
    for key in (one.key for one in INDICATORS):
        cells = [_cell(key, *both) for both in zip(plans, numbers, strict=True)]
        if before is not None:
            cells = [
                _compared(cell, cells[before], one, plans[before])
                for cell, one in zip(cells, plans, strict=True)
            ]
        rows[key] = tuple(cells)
    return Board(plans, rows, numbers, taken)


def _cell(key: str, plan: Counted, numbers: Numbers) -> Cell:
    """An indicator of a plan by itself."""
    value = numbers.values[key]
    if value is None:
        return Cell(None, why=_why_none(key, plan))
    left_out = ""
    if key in OF_USE:
        left_out = _unknown_use(key, numbers)
    elif key in plan.empty and key in OF_LAND:
        left_out = f"no {OF_LAND[key]} in the model"
        if value:
            left_out = f"only what the plan adds, with {left_out}"
    if left_out and not value:
        return Cell(None, why=left_out, known=value)
    return Cell(value, remark=left_out, known=value)


def _why_none(key: str, plan: Counted) -> str:
    if BY_KEY[key].per_plot:
        return "needs a plot" if plan.plot is None else "the plot has no area"
    return "no building stands here"


def _unknown_use(key: str, numbers: Numbers) -> str:
    """What is not known of the use of floors; "" where all that matters is."""
    total, unknown = sum(numbers.floor.values()), numbers.floor.get(UNKNOWN, 0.0)
    if unknown <= LITTLE * total:
        return ""
    told = {use for use in numbers.floor if key != "jobs" or use not in NO_JOBS} - {UNKNOWN}
    if not told:
        return "uses are not in the model"
    return f"the model does not say the use of {100 * unknown / total:.0f} % of the floor area"


def _compared(cell: Cell, before: Cell, plan: Counted, baseline: Counted) -> Cell:
    """A cell with its difference to the baseline's."""
    if plan.view.base is not baseline.view.base:
        remark = "counted over another city than the baseline, so it cannot be compared with it"
        return replace(cell, remark=remark, known=None)
    if cell.known is None or before.known is None:
        return cell
    return replace(cell, change=cell.known - before.known)
