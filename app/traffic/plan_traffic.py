"""Traffic of the plan in the window: asked, computed on a worker, and laid over the city."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np
from PySide6.QtCore import QObject, Signal

from app.on_the_table import Change
from app.planning import Planning
from app.plans import BASELINE
from app.simulated.simulated import Simulated
from app.tasks import Task
from app.traffic.asked import Asked, asked_from
from app.traffic.sums import Sums, sums_from
from app.wording import visible
from city.project.jobs import plan_of
from city.time_zone import zone as time_zone

if TYPE_CHECKING:
    from app.dialogs.traffic import TrafficDialog
    from app.panes.beside import Beside
    from app.simulated.layer import Result
    from app.simulated.taken import Said
    from app.traffic.finished import Finished
    from app.traffic.running import Setting, Traffic
    from app.window import Window
    from importers.simulated import NeedsMore

KEPT = "traffic"  # in the project: what was asked last
SUMS = "traffic sums"  # and what came of it, all trips together
Seen = Literal["baseline", "plan", "change"]


class PlanTraffic(QObject):
    """Goes between SUMO, the plans and what lies over the city.

    moved: how far a run is, in steps, of how many, and what it does. ended: nothing runs any more.
    finished: its Sums. refused: why not, in a sentence.
    """

    moved = Signal(int, int, str)
    ended = Signal()
    finished = Signal(object)
    refused = Signal(str)

    def __init__(
        self, window: Window, planning: Planning, simulated: Simulated, beside: Beside
    ) -> None:
        super().__init__(window)
        self._window, self._document, self._tasks = window, window.document, window.tasks
        self._planning, self._results, self._beside = planning, simulated.results, beside
        self._simulated = simulated
        self.task: Task | None = None
        self.last: Finished | None = None  # of this session
        # lays the streets of the plan, once those of the city as it is lie there
        self._next: Callable[[], object] | None = None
        self._wanted: Seen = "plan"  # what of it is to be seen
        self._met: set[str] = set()  # the keys of live layers that have come already
        self.dialog: TrafficDialog | None = None  # made when it is wanted
        self._tasks.moved.connect(self._move)
        self._tasks.ended.connect(self._end)
        self._document.changed.connect(self._on_change)
        self._document.emptying.connect(self._leave)
        self._apart = False  # whether each plan has a pane of its own
        beside.changed.connect(self._part)
        window.actions_.add("Tools", "Traffic of the plan…", "", self.ask, part="live")

    # Asking

    def ask(self) -> None:
        """Open the window in which traffic is asked."""
        from app.dialogs.traffic import TrafficDialog

        if self.dialog is None:
            self.dialog = TrafficDialog(self._window, self, self._planning)
        self.dialog.refresh()
        self.dialog.show()
        self.dialog.raise_()
        self.dialog.activateWindow()

    @property
    def asked(self) -> Asked:
        """What was asked last in this project."""
        return asked_from(self._planning.setting(KEPT))

    @property
    def sums(self) -> Sums | None:
        """What was computed last in this project came to."""
        if self.last is not None:
            return self.last.sums
        return sums_from(self._planning.setting(SUMS))

    @property
    def outdated(self) -> str:
        """Why that is no longer of the plan, in a sentence; "" where it is."""
        sums = self.sums
        scenario = self._planning.scenarios.get(sums.plan) if sums is not None else None
        if sums is None or scenario is None or plan_of(scenario) == sums.follows:
            return ""
        return "The plan has changed since: compute it again."

    @property
    def seen(self) -> Seen:
        """What of it is seen."""
        if self.last is not None:
            return self._wanted
        shown = [one.kept for one in self._laid().values() if one.kept.visible]
        if any(kept.against for kept in shown):
            return "change"
        return "plan" if any(kept.taken.plan for kept in shown) else "baseline"

    @property
    def day(self) -> date:
        """The day of the time bar."""
        at, moment = self._document.shown_at, self._document.moment
        if at is not None:
            told = datetime.fromtimestamp(int(at.astype("datetime64[s]").astype(np.int64)), UTC)
            return told.astimezone(time_zone(self.zone)).date()
        return moment.date() if moment is not None else date.today()

    @property
    def zone(self) -> str:
        """Whose clock the time bar shows."""
        return self._document.zone

    def start(self, asked: Asked, day: date) -> None:
        """Compute traffic without and with the plan on the table. Raises ValueError in a line for
        what cannot be asked so."""
        from app.traffic.finished import finish, folder_for, works_of
        from app.traffic.running import Setting
        from importers.simulated import Options

        if self.task is not None:
            raise ValueError("traffic is being computed already; cancel it first")
        if self._document.frame is None:
            raise ValueError("open the city first that the streets are of")
        if self._planning.awaited:
            raise ValueError(self._planning.awaited)
        network, routes = asked.files()
        question = asked.question(day, self.zone)
        self._planning.remember(KEPT, asked.to_plain())
        options = Options(crs=asked.crs, frame=self._document.frame, start=question.start)
        setting = Setting(network, question, options, routes)
        scenario, base = self._planning.scenario, self._planning.base
        works = works_of(scenario, self._planning.view, base.extent)
        name = scenario.name if scenario is not None else BASELINE
        folder = folder_for(self._planning.path, name)
        about = (
            (scenario.ident, name, plan_of(scenario)) if scenario is not None else ("", name, "")
        )
        self.task = self._tasks.start(
            f"Traffic, {visible(name)[:60]}",
            lambda progress: finish(setting, works, folder, progress),
            partial(self._take, setting, folder, about),
            partial(self._fails, asked, day),
        )

    def cancel(self) -> None:
        """Stop what runs."""
        if self.task is not None:
            self.task.cancel()

    def _leave(self) -> None:
        """Another city comes: what runs is of the one that goes."""
        self.cancel()
        self.last = None

    def _move(self, task: Task, done: int, total: int, note: str) -> None:
        if task is self.task:
            self.moved.emit(done, total, note)

    def _end(self, task: Task) -> None:
        if task is self.task:
            self.task = None
            self.ended.emit()

    def _fails(self, asked: Asked, day: date, fault: Exception) -> None:
        from importers.intake import ReadError
        from importers.simulated import NeedsMore

        if isinstance(fault, NeedsMore):
            self._ask_needs(fault, asked, day)
        elif isinstance(fault, (ReadError, OSError, MemoryError)):
            self._refuse(str(fault) or "there is not enough memory for this traffic")
        else:
            raise fault

    def _ask_needs(self, fault: NeedsMore, asked: Asked, day: date) -> None:
        """Ask where a network lies that does not say it, and begin again."""
        from app.simulated.taken import Said

        def again(said: Said) -> None:
            try:
                self.start(replace(asked, crs=said.crs), day)
            except ValueError as wrong:
                self._refuse(str(wrong))

        self._simulated.ask_needs(fault, Said(), again)

    def _refuse(self, words: str) -> None:
        self.refused.emit(words)
        if self.dialog is None or not self.dialog.isVisible():
            way = ("Look at it", self.ask)
            self._window.notice.say(visible(f"Traffic was not computed: {words}"), True, way)

    # Showing

    def _take(
        self, setting: Setting, folder: Path, about: tuple[str, str, str], found: Traffic
    ) -> None:
        """Lay what came of a run over the city."""
        from app.traffic.finished import STREETS, VEHICLES, Finished

        self._hide_earlier()
        last = self.last = Finished(found, setting, folder, *about)
        self._planning.remember(SUMS, last.sums.to_plain())
        self._wanted = "baseline" if found.plan is None else "plan"
        take_in, self._next = self._results.take_in, None
        state, outcome, of = "baseline", found.baseline, ("", "")
        said, path = last.said(state), folder / f"{state}{STREETS}"
        take_in(path, *of, said, f"Traffic, {BASELINE}")
        if found.plan is not None:
            state, outcome, of = "plan", found.plan, (last.plan, last.follows)
            said, path = last.said(state), folder / f"{state}{STREETS}"
            self._next = partial(take_in, path, *of, said, f"Traffic, {last.name}")
        if outcome.moving is not None:
            take_in(folder / f"{state}{VEHICLES}", *of, said, f"Vehicles, {last.name}")
        question = setting.question
        self._document.show_at(question.begin + (question.end - question.begin) // 2)
        self.finished.emit(last.sums)
        if self.dialog is None or not self.dialog.isVisible():
            words = f"The traffic of {last.name} is computed."
            self._window.notice.say(visible(words), False, ("Show the numbers", self.ask))

    def _hide_earlier(self) -> None:
        """Take out of sight what earlier runs have laid there."""
        from app.traffic.finished import STREETS, VEHICLES

        for key, result in [*self._document.results.items()]:
            if result.kept.visible and result.kept.path.endswith(STREETS):
                self._results.change(key, visible=False)
        for key, layer in [*self._document.live.items()]:
            if layer.source.visible and layer.source.address.endswith(VEHICLES):
                self._simulated.feeds.change(key, visible=False)

    def _on_change(self, change: Change) -> None:
        """Let streets and vehicles show as they are to, once they lie there."""
        if self.last is None:
            return
        if change.what == "lives" and change.key in self._document.live.keys() - self._met:
            self._met.add(change.key)
            self._show_vehicles(change.key)
        if change.what == "results" and change.key in self._laid():
            self._show(change.key)
            then, self._next = self._next, None
            if then is not None:
                then()

    def _is_last(self, path: str) -> bool:
        """Whether a file is of the last run."""
        sums = self.sums
        return sums is not None and Path(path).parent == sums.folder

    def _laid(self) -> dict[str, Result]:
        """The streets of the last run that lie over the city, by their keys."""
        results = self._document.results.items()
        return {key: result for key, result in results if self._is_last(result.kept.path)}

    def show(self, seen: Seen) -> None:
        """Show the streets of the city as it is, those of the plan, or how their flow changes."""
        self._wanted = seen
        for key in self._laid():
            self._show(key)
        for key in [*self._document.live]:
            self._show_vehicles(key)

    def _show_vehicles(self, key: str) -> None:
        """Those of the plan drive through its streets only."""
        source = self._document.live[key].source
        if self._is_last(source.address):
            seen = (self._wanted == "plan") == bool(source.result and source.result.plan)
            if seen != source.visible:
                self._simulated.feeds.change(key, visible=seen)

    def _part(self) -> None:
        """Plans are seen beside each other, or by themselves again."""
        apart = self._beside.arrangement.split().count > 1
        if apart != self._apart:
            self._apart = apart
            self.show(self._wanted)

    def _show(self, key: str) -> None:
        """Ribbons as wide as the flow, in the colours of the speed or of the change."""
        of_plan = bool(self._document.results[key].kept.taken.plan)
        wanted = self._wanted
        change = of_plan and wanted == "change"
        in_sight = of_plan == (wanted != "baseline") or (self._apart and wanted != "change")
        variable = "flow" if change else "speed"
        self._results.change(key, variable=variable, width="flow", against=change, visible=in_sight)
