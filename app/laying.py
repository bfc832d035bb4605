"""Putting a long plan on the table: a worker finds out what it leads to, while the window lives."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from app.tasks import Task, Tasks
from city.base import Base
from city.progress import Progress
from city.scenario import Folding, Scenario

FEW = 200  # steps that are worked out at once, between two pictures


class Laying(QObject):
    """Works out what plans lead to, one at a time: what was asked for last counts."""

    def __init__(self, tasks: Tasks | None) -> None:
        """tasks: where long plans are worked out; without them they are waited for."""
        super().__init__()
        self._tasks = tasks
        self._task: Task | None = None
        self.coming = ""  # the ident of the plan that is on its way, "" for none
        if tasks is not None:
            tasks.ended.connect(self._on_ended)

    def begin(self, base: Base, scenario: Scenario, then: Callable[[Folding], None]) -> None:
        """Let a worker find out what a plan over a base leads to, and what its things look like."""
        self.stop()
        assert self._tasks is not None

        def job(progress: Progress) -> Folding:
            folding = Folding(base)
            things = folding.view(scenario, progress).things.values()
            for done, thing in enumerate(things):
                progress.report(done, len(things))
                thing.body  # noqa: B018  it is kept with the thing
            return folding

        self.coming = scenario.ident
        self._task = self._tasks.start(f"Laying {scenario.name} on the table", job, then)

    def takes_long(self, folding: Folding, scenario: Scenario) -> bool:
        """Whether a plan is one for a worker."""
        return self._tasks is not None and folding.lacking(scenario) > FEW

    def stop(self) -> None:
        """Let the plan that is on its way be."""
        if self._task is not None:
            self._task.cancel()
            self._task, self.coming = None, ""

    def _on_ended(self, task: Task) -> None:
        if task is self._task:
            self._task, self.coming = None, ""
