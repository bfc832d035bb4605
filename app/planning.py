"""Planning in the window: which plan is on the table, what is done in it, and what it leads to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal

from app import plans
from app.document import Change, Document, Stand
from app.history import Step as Done
from city.base import Base
from city.edits import Edit, EditError
from city.project import Project, ProjectError
from city.scenario import Folding, Merged, Scenario, Step, merge, tried
from city.view import View


class Planning(QObject):
    """The plans over what lies on the table. Every step is in the project file before it is seen.

    changed: another plan is on the table, or the one that is there has changed. refused: why
    something could not be done, in a sentence.
    """

    changed = Signal()
    refused = Signal(str)

    def __init__(self, document: Document, need_project: Callable[[], Project | None]) -> None:
        super().__init__()
        self._document = document
        self._need_project = need_project
        self._base: Base | None = None
        self._folding: Folding | None = None
        self.scenarios: dict[str, Scenario] = {}
        self.active = ""  # the ident of the scenario on the table, "" for the baseline
        self._project: Project | None = None
        self.author = ""
        document.changed.connect(self._on_change)

    # What is on the table

    @property
    def scenario(self) -> Scenario | None:
        """The plan on the table; None for the baseline."""
        return self.scenarios.get(self.active)

    @property
    def base(self) -> Base:
        """What lies on the table without any plan."""
        if self._base is None:
            self._base = plans.base_of(self._document.opened)
        return self._base

    @property
    def view(self) -> View:
        """The city as the plan on the table would have it."""
        if self._folding is None or self._folding.base is not self.base:
            self._folding = Folding(self.base)
        return self._folding.view(self.scenario or Scenario("", plans.BASELINE))

    def take_up(self, project: Project | None) -> None:
        """Hold the plans of a project, or none; the last that was on the table lies there again."""
        self._project = project
        self.scenarios = project.scenarios() if project is not None else {}
        settings = project.contents.settings if project is not None else {}
        last = settings.get("plan", "")
        self.active = last if isinstance(last, str) and last in self.scenarios else ""
        self.changed.emit()

    def turn_to(self, ident: str) -> None:
        """Put another plan on the table, or "", the baseline."""
        if ident != self.active and (not ident or ident in self.scenarios):
            self.active = ident
            self.changed.emit()

    # Doing

    def do(self, edit: Edit) -> bool:
        """Do an edit in the plan on the table, which is begun where there is none.

        Returns whether it is done: then it is on the disk.
        """
        try:
            edit = edit.settled(self.base)
            view = tried(self.view, edit, len(self.scenario.steps) if self.scenario else 0)
        except EditError as fault:
            self.refused.emit(f"{fault}".capitalize() if str(fault)[:1].islower() else str(fault))
            return False
        scenario = self.scenario or self.add(self._free_name())
        step = plans.step_of(edit, self.author)
        if scenario is None or not self._write(scenario.ident, "do", step):
            return False
        for lost in view.lost[len(self.view.lost) :]:
            self.refused.emit(lost.words)
        before = Stand(scenario.ident, scenario.cursor)
        self._keep(scenario.done(step))
        after = Stand(scenario.ident, scenario.cursor + 1)
        words = edit.words()
        self._document.history.add(Done(words, {"plan": before}, {"plan": after}))
        self._document.changed.emit(Change("history"))
        self.changed.emit()
        return True

    def go_to(self, stand: Stand) -> None:
        """Take steps back, or do them again, until a plan is done so far."""
        scenario = self.scenarios.get(stand.ident)
        if scenario is None:
            return
        self.active = stand.ident
        way = "undo" if stand.cursor < scenario.cursor else "redo"
        for _ in range(abs(stand.cursor - scenario.cursor)):
            if not self._write(stand.ident, way):
                break
            scenario = scenario.undone() if way == "undo" else scenario.redone()
        self._keep(scenario)
        self.changed.emit()

    def can_step(self, back: bool) -> str:
        """What would be undone, or else redone, in the plan on the table; "" for nothing."""
        scenario = self.scenario
        if scenario is None:
            return ""
        at = scenario.cursor - 1 if back else scenario.cursor
        return scenario.own[at].edit.words() if 0 <= at < len(scenario.own) else ""

    def step(self, back: bool) -> None:
        """Undo or redo one step of the plan on the table, of an earlier session too."""
        if self.scenario is not None and self.can_step(back):
            cursor = self.scenario.cursor + (-1 if back else 1)
            self.go_to(Stand(self.scenario.ident, cursor))

    # Scenarios

    def add(
        self, name: str, parent: Scenario | None = None, mirrors: bool = False
    ) -> Scenario | None:
        """A new plan on the table, empty or as its parent; None where it cannot be kept."""
        return self._made(lambda project: plans.add(project, name, parent, mirrors))

    def duplicate(self, scenario: Scenario, name: str) -> Scenario | None:
        """A copy of a plan that stands alone."""
        return self._made(lambda project: plans.duplicate(project, scenario, name))

    def describe(self, scenario: Scenario, **told: Any) -> None:
        """Give a plan another name or other words, archive it or bring it back."""

        def tell(project: Project) -> Scenario:
            plans.describe(project, scenario, **told)
            return project.scenarios()[scenario.ident]

        self._made(tell)

    def merging(self, other: Scenario) -> Merged | None:
        """What bringing another plan into the one on the table would mean."""
        return merge(self.scenario, other) if self.scenario is not None else None

    def merge(self, merged: Merged, take: Any) -> None:
        """Bring it in."""

        def bring(project: Project) -> Scenario:
            plans.merge(project, merged, take)
            return project.scenarios()[merged.into.ident]

        self._made(bring)

    def _made(self, make: Callable[[Project], Scenario]) -> Scenario | None:
        """Make or change a plan in the project, and put it on the table."""
        project = self._project or self._need_project()
        if project is None:
            return None
        self._project = project
        try:
            made = make(project)
        except ProjectError as fault:
            self.refused.emit(str(fault))
            return None
        self.scenarios = project.scenarios()
        self.active = made.ident
        self.changed.emit()
        return made

    # The project

    def _write(self, ident: str, deed: Any, *steps: Step) -> bool:
        assert self._project is not None
        try:
            self._project.write_down(ident, deed, *steps)
        except ProjectError as fault:
            self.refused.emit(str(fault))
            return False
        return True

    def _keep(self, scenario: Scenario) -> None:
        """Hold a plan as it is written now, and what mirrors it."""
        assert self._project is not None
        if any(other.mirrors for other in self.scenarios.values()):
            self.scenarios = self._project.scenarios()
        else:
            self.scenarios[scenario.ident] = scenario

    def _free_name(self) -> str:
        taken = {scenario.name for scenario in self.scenarios.values()}
        names = [f"Plan {chr(65 + k)}" for k in range(26)] + [f"Plan {k}" for k in range(27, 1000)]
        return next(name for name in names if name not in taken)

    def _on_change(self, change: Change) -> None:
        if change.what == "opened":
            self._base = self._folding = None
            self.changed.emit()
        elif change.what == "plan" and self._document.plan is not None:
            self.go_to(self._document.plan)
