"""What every plan comes to: each is folded and counted on a worker, and followed as it changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

from PySide6.QtCore import QObject, Signal

from app import plans
from app.counting import FEW
from app.planning import Planning
from app.tasks import Task, Tasks
from city.base import Base
from city.indicators import plots_of
from city.indicators.board import Counted, count_plan
from city.indicators.quantities import STOREY, outline_of
from city.indicators.sums import count, counted
from city.progress import Progress
from city.scenario import Folding, Scenario, Step
from city.thing import Thing


class Wanted(NamedTuple):
    """What a plan was counted by: when one of these is another, it is counted anew."""

    base: Base
    steps: tuple[Step, ...]
    ground: bytes  # the outline of the plot, empty for the whole city
    year: int


class PlanCounts(QObject):
    """Counts all plans that are not put away while somebody looks: the baseline is one of them.

    told: all are counted as they are now, or they are being counted, or there are none.
    """

    told = Signal()

    def __init__(self, planning: Planning, tasks: Tasks) -> None:
        super().__init__()
        self._planning, self._tasks = planning, tasks
        self._task: Task | None = None
        self._known: dict[str, tuple[Wanted, Counted]] = {}
        self.open = False  # whether anybody looks
        self.stopped = False  # somebody would not wait
        self.place = ""  # the id of the plot that is counted, "" for the whole city
        planning.settled.connect(self.follow)
        tasks.ended.connect(self._on_ended)

    @property
    def busy(self) -> bool:
        """Whether plans are still being counted."""
        return self._task is not None

    @property
    def plans(self) -> list[Counted]:
        """What is counted by now: the baseline first, then in the order of the plans."""
        order = ["", *self._planning.scenarios]
        return [
            replace(self._known[ident][1], name=self._name(ident), place=max(place, 0))
            for place, ident in enumerate(order, -1)
            if ident in self._known
        ]

    @property
    def places(self) -> list[tuple[str, str]]:
        """The plots and zones of all plans, by name and id."""
        found: dict[str, str] = {}
        for one in self.plans:
            for plot in plots_of(one.view):
                name = str(plot.attributes.get("name", plot.id))
                found.setdefault(plot.id, f"{name} ({one.name})")
        return [(name, ident) for ident, name in found.items()]

    def begin(self) -> None:
        """Somebody looks: count the plans, and follow them from now on."""
        self.open, self.stopped = True, False
        self.follow()

    def end(self) -> None:
        """Nobody looks any more."""
        self.open = False
        self._stop()
        self._known.clear()

    def choose(self, place: str) -> None:
        """Count a plot, by its id, or the whole city: the same ground in every plan."""
        if place != self.place:
            self.place = place
            self._stop()
            self.stopped = False
            self.follow()

    def follow(self) -> None:
        """Count what plans have become; the plan on the table at once, others on a worker."""
        if not self.open:
            return
        wanted = self._wanted()
        base = self._planning.base
        self._known = {
            ident: one
            for ident, one in self._known.items()
            if ident in wanted and one[0].base is base
        }
        if self._count_active(wanted):
            wanted = self._wanted()  # its plot may be another one now
        stale = {one: asked for one, asked in wanted.items() if self._is_stale(one, asked)}
        if not wanted:
            self._stop()
        if stale and not self.stopped:
            self._begin(stale)
        self.told.emit()

    def _wanted(self) -> dict[str, Wanted]:
        """What every plan is to be counted by, the baseline first; nothing without a city."""
        planning = self._planning
        if not planning.base.cities and not planning.base.terrains:
            return {}
        shown = [Scenario("", plans.BASELINE), *planning.scenarios.values()]
        plot = self._plot()
        ground = outline_of(plot).wkb if plot is not None else b""
        return {
            one.ident: Wanted(planning.base, one.steps, ground, planning.year)
            for one in shown
            if not one.archived or one.ident == planning.active
        }

    def _is_stale(self, ident: str, wanted: Wanted) -> bool:
        known = self._known.get(ident)
        return known is None or known[0] != wanted

    def _count_active(self, wanted: Mapping[str, Wanted]) -> bool:
        """Count the plan on the table here and now where only it has changed, and by little.

        Returns whether it was counted.
        """
        ident = self._planning.active
        known, asked = self._known.get(ident), wanted.get(ident)
        if known is None or asked is None or known[0] == asked:
            return False
        view, old = self._planning.view, known[1]
        few = len(view.things) <= max(2 * len(old.view.things), FEW)
        if not few or known[0]._replace(steps=asked.steps) != asked:
            return False
        fresh = count_plan(ident, old.name, view, asked.year, old.storey, old.plot)
        self._known[ident] = asked, fresh
        return True

    def _begin(self, stale: dict[str, Wanted]) -> None:
        """Let a worker fold and count plans, unless one is at it."""
        if self._task is not None:
            return
        scenarios = dict(self._planning.scenarios)
        names = {ident: self._name(ident) for ident in stale}
        base, plot = self._planning.base, self._plot()
        storey = next((one.storey for _, one in self._known.values()), STOREY)

        def job(progress: Progress) -> dict[str, Counted]:
            if not counted(base):
                count(base, progress)
            folding, found = Folding(base), {}
            for done, (ident, asked) in enumerate(stale.items()):
                progress.report(done, len(stale), names[ident])
                scenario = scenarios.get(ident, Scenario("", plans.BASELINE))
                view = folding.view(scenario, progress)
                found[ident] = count_plan(ident, names[ident], view, asked.year, storey, plot)
                progress.check()
            return found

        def then(found: dict[str, Counted]) -> None:
            self._known |= {ident: (stale[ident], one) for ident, one in found.items()}
            self.follow()

        self._task = self._tasks.start("Counting the plans", job, then)

    def _on_ended(self, task: Task) -> None:
        if task is self._task:
            self._task = None
            if task.progress.cancelled:
                self.stopped = True
                self.told.emit()

    def _stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self._task = None

    def _name(self, ident: str) -> str:
        scenario = self._planning.scenarios.get(ident)
        return scenario.name if scenario is not None else plans.BASELINE

    def _plot(self) -> Thing | None:
        """The plot that is counted, from the first plan that has it; None for the whole city."""
        for _, one in self._known.values():
            found = one.view.things.get(self.place)
            if found is not None:
                return found
        self.place = ""  # nobody has it any more
        return None
