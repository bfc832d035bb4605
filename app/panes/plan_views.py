"""What the plans lead to that are seen beside the one on the table."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject

from app.laying import FEW
from app.planning import Planning
from app.tasks import Task, Tasks
from city.base import Base
from city.progress import Progress
from city.scenario import Folding, Scenario
from city.view import View

KNOWN = 8  # plans whose steps are not done anew when they are seen again


class PlanViews(QObject):
    """Follows plans: a step more costs no more than itself, a long plan is a worker's.

    come: called once a worker knows what a plan leads to.
    """

    def __init__(self, planning: Planning, tasks: Tasks, come: Callable[[], None]) -> None:
        super().__init__()
        self._planning, self._tasks, self._come = planning, tasks, come
        self._foldings: dict[str, Folding] = {}  # by the ident of their plan
        self._awaited: dict[str, tuple[Scenario, Task]] = {}
        tasks.ended.connect(self._on_ended)

    @property
    def busy(self) -> bool:
        """Whether a worker still finds out what a plan leads to."""
        return bool(self._awaited)

    def awaits(self, ident: str) -> bool:
        """Whether a worker still finds out what a plan leads to."""
        return ident in self._awaited

    def view(self, ident: str) -> View | None:
        """The city as a plan would have it, "" for the city as it is; None: it is on its way."""
        planning = self._planning
        if ident == planning.active and not planning.awaited:
            return planning.seen
        scenario = planning.scenarios.get(ident)
        if scenario is None:
            return View.of(planning.base)
        folding = self._foldings.get(ident)
        if folding is None or folding.base is not planning.base:
            folding = self._foldings[ident] = Folding(planning.base)
        if folding.lacking(scenario) <= FEW:
            return folding.view(scenario)
        known = self._awaited.get(ident)
        if known is None or known[0] is not scenario:
            self._begin(folding.base, scenario)
        return None

    def _begin(self, base: Base, scenario: Scenario) -> None:
        self._stop(scenario.ident)

        def job(progress: Progress) -> Folding:
            folding = Folding(base)
            folding.view(scenario, progress)
            return folding

        def put(folding: Folding) -> None:
            self._foldings[scenario.ident] = folding
            self._come()

        title = f"Laying {scenario.name} beside it"
        self._awaited[scenario.ident] = scenario, self._tasks.start(title, job, put)

    def _on_ended(self, task: Task) -> None:
        """What somebody has stopped is asked for again as soon as the panes change."""
        for ident in [one for one, (_, known) in self._awaited.items() if known is task]:
            del self._awaited[ident]

    def keep(self, idents: Iterable[str]) -> None:
        """Await some plans alone; of those that leave the picture the last few stay known, for who
        looks from one to another."""
        kept = set(idents)
        for ident in [one for one in self._awaited if one not in kept]:
            self._stop(ident)
        for ident in [one for one in self._foldings if one in kept]:
            self._foldings[ident] = self._foldings.pop(ident)
        for ident in list(self._foldings)[: max(len(self._foldings) - KNOWN, 0)]:
            if ident not in kept:
                del self._foldings[ident]

    def forget(self) -> None:
        """Let go of all plans: their city has left the table."""
        self.keep(())
        self._foldings.clear()

    def _stop(self, ident: str) -> None:
        _, task = self._awaited.pop(ident, (None, None))
        if task is not None:
            task.cancel()
