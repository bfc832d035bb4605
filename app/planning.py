"""Planning in the window: which plan is on the table, what is done in it, and what it leads to."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from app import plans
from app.document import Document
from app.history import Step as Done
from app.laying import Laying
from app.on_the_table import Change, Stand
from app.retracing import Retracing
from app.tasks import Tasks
from city.base import Base
from city.edits import Edit, EditError
from city.model import City
from city.project import Project, ProjectError
from city.scenario import Folding, Merged, Scenario, Step, Take, merge, tried
from city.view import View


class Planning(QObject):
    """The plans over what lies on the table. Every step is in the project file before it is seen.

    changed: another plan is on the table, or the one that is there has changed; for the picture.
    settled: the same for all else, once the picture has had its turn. peeked: another plan is shown
    for a moment. refused: why something could not be done, in a sentence.
    """

    changed = Signal()
    settled = Signal()
    peeked = Signal()
    refused = Signal(str)

    def __init__(
        self,
        document: Document,
        held: Callable[[], Project | None],
        need_project: Callable[[], Project | None],
        tasks: Tasks | None = None,
    ) -> None:
        """held: the project that is open. need_project: the same, made where there is none.

        tasks: where long plans are worked out before they lie on the table; None: here and now.
        """
        super().__init__()
        self._document = document
        self._held, self._need_project = held, need_project
        self._base: Base | None = None
        self._folding: Folding | None = None
        self._peeking: Folding | None = None
        self.laying = Laying(tasks)
        self._year = self.year
        self.scenarios: dict[str, Scenario] = {}
        self.active = ""  # the ident of the scenario on the table, "" for the baseline
        self.passing: Scenario | None = None  # what is shown for a moment in its place
        self.author = ""
        self._models: dict[str, City] = {}  # that the plans place; the base shares it
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self.settled)
        self.changed.connect(self._soon.start)
        self.retracing = Retracing(self, document)
        document.changed.connect(self._on_change)

    # What is on the table

    @property
    def year(self) -> int:
        """The year that planted trees have grown to: the sun's, or the present one."""
        moment = self._document.moment
        return moment.year if moment is not None else date.today().year

    @property
    def scenario(self) -> Scenario | None:
        """The plan on the table; None for the baseline."""
        return self.scenarios.get(self.active)

    @property
    def base(self) -> Base:
        """What lies on the table without any plan."""
        if self._base is None:
            self._base = plans.base_of(self._document.opened, self._models)
        return self._base

    @property
    def view(self) -> View:
        """The city as the plan on the table would have it."""
        return self._folded.view(self.scenario or Scenario("", plans.BASELINE))

    @property
    def _folded(self) -> Folding:
        if self._folding is None or self._folding.base is not self.base:
            self._folding = Folding(self.base)
        return self._folding

    @property
    def seen(self) -> View:
        """What is to be shown: that, or what is looked at for a moment."""
        if self.passing is None:
            return self.view
        if self._peeking is None or self._peeking.base is not self.base:
            self._peeking = self._folded.copy()
        return self._peeking.view(self.passing)

    def peek(self, scenario: Scenario | None) -> None:
        """Show another plan for a moment, one without steps for the baseline; None ends it."""
        if scenario != self.passing:
            if self.passing is None:
                self._peeking = None  # it sets out from the plan as it is now
            self.passing = scenario
            self.peeked.emit()

    def settle(self) -> None:
        """Let everybody hear now of what has changed."""
        self._soon.stop()
        self.settled.emit()

    @property
    def path(self) -> Path | None:
        """Where the project lies that the plans are kept in."""
        project = self._held()
        return project.path if project is not None else None

    @property
    def locked(self) -> str:
        """Why no plan can be changed here, "" where it can."""
        project = self._held()
        return project.read_only if project is not None else ""

    @property
    def awaited(self) -> str:
        """Why nothing can be done yet: a long plan is on its way to the table; "" for none."""
        coming = self.scenarios.get(self.laying.coming)
        return f"{coming.name} is still on its way to the table" if coming is not None else ""

    def take_up(self, project: Project | None, models: Mapping[str, City] | None = None) -> None:
        """Hold the plans of a project, or none; the last that was on the table lies there again.

        models: those that they place.
        """
        self.passing = None
        self._models.clear()
        self._models.update(models or {})
        self._folding = self._peeking = None
        self.scenarios = project.scenarios() if project is not None else {}
        settings = project.contents.settings if project is not None else {}
        last = settings.get("plan", "")
        self.active = ""
        self._lay(last if isinstance(last, str) and last in self.scenarios else "")

    def move(self) -> None:
        """The project is kept in another file now: hold the plans as that one has them."""
        project = self._held()
        self.scenarios = project.scenarios() if project is not None else {}
        wanted = self.laying.coming or self.active
        self._lay(wanted if wanted in self.scenarios else "")
        self.remember("plan", wanted)

    def hold(self, models: Mapping[str, City], again: bool = True) -> None:
        """Let plans place more models. again: plans that have placed them before are worked out
        anew, and the models stand there now.
        """
        self._models.update(models)
        if again:
            self._folding = self._peeking = None
            self._lay(self.active)

    def turn_to(self, ident: str) -> None:
        """Put another plan on the table, or "", the baseline."""
        wanted = self.laying.coming or self.active
        if ident != wanted and (not ident or ident in self.scenarios):
            self._lay(ident)

    def _lay(self, ident: str) -> None:
        """Put a plan on the table as it is now: a long one once a worker knows what it leads to."""
        scenario = self.scenarios.get(ident)
        self.laying.stop()
        if scenario is not None and self.laying.takes_long(self._folded, scenario):
            if ident == self.active:
                self.active = ""  # as it was it is no more
            self.laying.begin(self.base, scenario, lambda folding: self._laid(ident, folding))
        else:
            self._turn(ident)
        self.changed.emit()

    def _laid(self, ident: str, folding: Folding) -> None:
        self._folding = folding
        self._turn(ident)
        self.changed.emit()

    def _turn(self, ident: str) -> None:
        self.passing = None
        if ident != self.active:
            self.active = ident
            self.remember("plan", ident)

    def remember(self, name: str, value: Any, begin: bool = False) -> None:
        """Keep a setting in the project, if there is one that can be written. begin: one is made
        where there is none.
        """
        project = self._need_project() if begin else self._held()
        if project is None or project.read_only:
            return
        contents = project.contents
        if contents.settings.get(name) != value:
            try:
                project.keep(replace(contents, settings={**contents.settings, name: value}))
            except ProjectError as fault:
                self.refused.emit(str(fault))

    def setting(self, name: str) -> Any:
        """What the project keeps under a name, None for nothing."""
        project = self._held()
        return project.contents.settings.get(name) if project is not None else None

    # Doing

    def do(self, edit: Edit) -> bool:
        """Do an edit in the plan on the table, which is begun where there is none.

        Returns whether it is done: then it is on the disk.
        """
        return self.do_all([edit], edit.words())

    def do_all(self, edits: Sequence[Edit], words: str) -> bool:
        """Do several edits, all of them or none, in one go that is undone in one. words: what."""
        if self.awaited:
            self.refused.emit(self.awaited)
            return False
        steps = len(self.scenario.steps) if self.scenario else 0
        view, settled = self.view, []
        try:
            for number, edit in enumerate(edits, steps):
                settled.append(edit.settled(self.base))
                view = tried(view, settled[-1], number)
        except EditError as fault:
            self.refused.emit(f"{fault}"[:1].upper() + f"{fault}"[1:])
            return False
        scenario = self.scenario or self.add(self.free_name())
        done = [plans.step_of(edit, self.author) for edit in settled]
        if scenario is None or not self._write(scenario.ident, "do", *done):
            return False
        for lost in view.lost[len(self.view.lost) :]:
            self.refused.emit(lost.words)
        self.passing = None  # what is done is seen
        before = Stand(scenario.ident, scenario.cursor)
        self._keep(scenario.done(*done))
        if self._folding is not None:
            self._folding.know(scenario.done(*done), view)
        after = Stand(scenario.ident, scenario.cursor + len(done))
        self._document.history.add(Done(words, {"plan": before}, {"plan": after}))
        self._document.changed.emit(Change("history"))
        self.changed.emit()
        return True

    def go_to(self, stand: Stand) -> bool:
        """Take steps back, or do them again, until a plan is done so far. Returns whether it is."""
        scenario = self.scenarios.get(stand.ident)
        if scenario is None:
            return False
        if stand.own is not None and stand.own != scenario.own:
            done = self._rewrite(scenario, stand.own, stand.cursor)
        else:
            way = "undo" if stand.cursor < scenario.cursor else "redo"
            done = self._write(stand.ident, way, times=abs(stand.cursor - scenario.cursor))
            if done:
                self._keep(replace(scenario, cursor=min(stand.cursor, len(scenario.own))))
        self._lay(stand.ident)
        return done

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
        project = self._held()
        assert project is not None
        try:
            plans.describe(project, scenario, **told)
        except ProjectError as fault:
            self.refused.emit(str(fault))
        else:
            self.scenarios = project.scenarios()
            self.changed.emit()

    def merging(self, other: Scenario) -> Merged | None:
        """What bringing another plan into the one on the table would mean."""
        return merge(self.scenario, other) if self.scenario is not None else None

    def merge(self, other: Scenario, merged: Merged, take: Take | Sequence[Take]) -> None:
        """Bring it in, in one step that can be undone. take: whose step counts in each conflict."""
        into, after = merged.into, merged.scenario(take)
        if not self._rewrite(into, after.own, after.cursor):
            return
        before = Stand(into.ident, into.cursor, into.own)
        stand = Stand(into.ident, after.cursor, after.own)
        words = f"brought in {other.name}"
        self._document.history.add(Done(words, {"plan": before}, {"plan": stand}))
        self._document.changed.emit(Change("history"))
        self._lay(into.ident)

    def _rewrite(self, scenario: Scenario, own: Sequence[Step], cursor: int) -> bool:
        """Let the own steps of a plan be others."""
        project = self._held()
        assert project is not None
        try:
            plans.rewrite(project, scenario, own, cursor)
        except ProjectError as fault:
            self.refused.emit(str(fault))
            return False
        finally:
            self.scenarios = project.scenarios()
        return True

    def _made(self, make: Callable[[Project], Scenario]) -> Scenario | None:
        """Make a plan in the project, and put it on the table."""
        project = self._need_project()
        if project is None:
            return None
        try:
            made = make(project)
        except ProjectError as fault:
            self.refused.emit(str(fault))
            return None
        finally:  # a copy may be there without its steps
            self.scenarios = project.scenarios()
        self._lay(made.ident)
        return made

    # The project

    def _write(self, ident: str, deed: Any, *steps: Step, times: int = 1) -> bool:
        project = self._held()
        assert project is not None
        try:
            project.write_down(ident, deed, *steps, times=times)
        except ProjectError as fault:
            self.refused.emit(str(fault))
            return False
        return True

    def _keep(self, scenario: Scenario) -> None:
        """Hold a plan as it is written now, and what mirrors it."""
        project = self._held()
        if project is not None and any(other.mirrors for other in self.scenarios.values()):
            self.scenarios = project.scenarios()
        else:
            self.scenarios[scenario.ident] = scenario

    def free_name(self, like: str = "") -> str:
        """A name that no plan has: "Plan A" and so on, or one like another."""
        taken = {scenario.name for scenario in self.scenarios.values()}
        if like:
            more = (f"{like[:190]} {number}" for number in range(2, len(taken) + 3))
            return next(name for name in (like[:190], *more) if name not in taken)
        names = [f"Plan {chr(65 + k)}" for k in range(26)] + [f"Plan {k}" for k in range(27, 1000)]
        return next(name for name in names if name not in taken)

    def _on_change(self, change: Change) -> None:
        if change.what == "opened":
            wanted = self.laying.coming or self.active
            self._base = self._folding = self._peeking = None
            self._lay(wanted)
        elif change.what == "plan" and self._document.plan is not None:
            if not self.go_to(self._document.plan):
                self._document.history.refuse()
        elif change.what == "moment" and self.year != self._year:
            self._year = self.year
            self.changed.emit()
