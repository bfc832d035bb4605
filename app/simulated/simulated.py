"""The results of models in the window: taken in, listed, shown, and kept in step with the plans."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QFileDialog

from app.live.words import value_words
from app.on_the_table import Change, Selection
from app.panels.result_row import ResultRow
from app.planning import Planning
from app.simulated.drawn_line import DrawnLine
from app.simulated.kept import UPRIGHT, Line
from app.simulated.labels import ContourLabels
from app.simulated.layer import Result
from app.simulated.legend import moment_line
from app.simulated.picture import ResultPicture
from app.simulated.results import Results
from app.wording import visible
from city.project.jobs import Job, plan_of

if TYPE_CHECKING:
    from app.live.lives import Lives
    from app.panes.beside import Beside
    from app.simulated.taken import Said
    from app.window import Window
    from importers.simulated import NeedsMore


class Simulated(QObject):
    """Goes between files of models, the table, the plans and the project."""

    def __init__(self, window: Window, planning: Planning, lives: Lives, beside: Beside) -> None:
        super().__init__(window)
        assert window.table is not None
        self._window, self._table, self._document = window, window.table, window.document
        self._planning = planning
        self.feeds = lives.feeds
        self.results = Results(window.document, window.tasks, self.feeds, lambda: planning.base)
        self.picture = ResultPicture(
            *(window.document, window.table.viewport, window.tasks, lambda: planning.view),
            window.table.legend.show_results,
        )
        self._beside = beside
        self.picture.panes = self._panes_of
        beside.changed.connect(self.picture.part)
        self.lines = DrawnLine(window.table.viewport, self._say)
        self.labels = ContourLabels(window.table.viewport, self.picture, planning)
        self.results.refused.connect(window.notice.say)
        self.results.noted.connect(lambda words: window.notice.say(words, grave=False))
        self.results.needed.connect(self.ask_needs)
        self.picture.refused.connect(window.notice.say)
        self.picture.told.connect(self._tell_rows)
        window.table.layers.result_made.connect(self._take_row)
        window.table.said_results = self.words_at
        window.document.changed.connect(self._on_change)
        planning.settled.connect(self._follow_plans)
        add = window.actions_.add
        add("Tools", "Simulation &results…", "", self.ask_files, part="live")
        add("Tools", "A folder of results…", "", self.ask_folder, part="live")

    # Taking in

    def ask_files(self) -> None:
        """Ask for a file of results to lay over the city."""
        dialog = QFileDialog(self._window, "Lay results of a simulation over the city")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.filesSelected.connect(self._take_in_all)
        dialog.open()

    def _take_in_all(self, paths: list[str]) -> None:
        for path in paths:
            self.take_in(Path(path))

    def ask_folder(self) -> None:
        """The same for models that leave a folder: OpenFOAM, Zarr, URBANopt."""
        dialog = QFileDialog(self._window, "Lay a folder of results over the city")
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda path: self.take_in(Path(path)))
        dialog.open()

    def take_in(self, path: Path, plan: str | None = None, title: str = "") -> None:
        """Lay what a file or a folder holds over the city. plan: the ident of the scenario that it
        is of, "" for the city as it is, None for what is on the table."""
        of = self._planning.active if plan is None else plan
        follows = self._like(of) if of else ""
        self.results.take_in(path, of, follows or "", title=title)

    def take_in_of_job(self, path: Path, plan: str | None, title: str, job: Job) -> None:
        """Lay what came back of a job over the city, as of the plan that it was asked about."""
        self.results.take_in(path, plan or "", job.plan, title=title)

    def ask_needs(self, fault: NeedsMore, said: Said, again: Any) -> None:
        """Ask for what a file does not say."""
        from app.dialogs.needs import NeedsDialog

        dialog = NeedsDialog(self._window, fault, said)
        dialog.said.connect(again)
        dialog.open()

    def resume(self, said: Iterable[Any]) -> None:
        """Lay the results that a project keeps over the city."""
        self.results.resume(said)
        self._follow_plans()

    def close(self) -> None:
        """Show nothing any more."""
        self.picture.clear()

    # Plans

    def _like(self, plan: str) -> str | None:
        """What a plan is like now, None where it is gone."""
        scenario = self._planning.scenarios.get(plan)
        return None if scenario is None else plan_of(scenario)

    def _follow_plans(self) -> None:
        self.results.follow_plans(self._like)

    def give_to(self, key: str, plan: str) -> None:
        """Say which plan a result is of; it counts as up to date from now on."""
        taken = self._document.results[key].kept.taken
        follows = self._like(plan) or "" if plan else ""
        self.results.change(key, taken=replace(taken, plan=plan, follows=follows))
        self._follow_plans()

    def _panes_of(self, plan: str) -> frozenset[int] | None:
        """Which panes show a plan's results, None for all: those that show the plan."""
        now = self._beside.arrangement
        if now.split().count == 1:
            return None
        return frozenset(k for k, pane in enumerate(now.panes) if pane.plan == plan)

    def _say(self, words: str) -> None:
        """Say what to do now; nothing takes away what was said."""
        if words:
            self._window.notice.say(words, grave=False)
        else:
            self._window.notice.hide()

    # Rows

    def _take_row(self, row: ResultRow) -> None:
        row.seen.connect(lambda key, on: self.results.change(key, visible=on))
        row.shown.connect(lambda key, of: self.results.change(key, variable=of, manners=()))
        row.wanted.connect(self.do)
        self._tell_row(row)

    def do(self, key: str, verb: str) -> None:
        """Do what the menu of a row offers."""
        if verb == "look":
            self.ask_look(key)
        elif verb == "time":
            times = self._document.results[key].times
            self._document.show_at(times[len(times) // 2])
        else:
            self.results.remove(key)

    def ask_look(self, key: str) -> None:
        """Let somebody choose how a result shows."""
        from app.dialogs.result import ResultDialog

        result = self._document.results[key]
        plans = {ident: one.name for ident, one in self._planning.scenarios.items()}
        compares = self.picture.baseline_of(result) is not None
        dialog = ResultDialog(self._window, result, plans, compares)
        dialog.changed.connect(lambda key, said: self.results.change(key, **said))
        dialog.given.connect(self.give_to)
        dialog.drawing.connect(self.draw_line)
        dialog.open()

    def draw_line(self, key: str) -> None:
        """Let the line of a result's upright slice be drawn on the map."""

        def drawn(line: Line) -> None:
            result = self._document.results.get(key)
            if result is not None:
                manners = tuple(dict.fromkeys((*result.manners, UPRIGHT)))
                self.results.change(key, line=line, manners=manners)

        self.lines.draw(drawn)

    def _tell_rows(self) -> None:
        for row in self._table.layers.results.values():
            self._tell_row(row)

    def _tell_row(self, row: ResultRow) -> None:
        result = self._document.results.get(row.key)
        if result is not None:
            row.show_result(result, self.state_words(result))

    def state_words(self, result: Result) -> str:
        """How a result stands, in a line: of which plan, of which moment, what is wrong."""
        said = []
        plan = result.kept.taken.plan
        if plan:
            scenario = self._planning.scenarios.get(plan)
            name = scenario.name if scenario is not None else "a plan that is gone"
            said.append(f"of {name}")
        if result.stale:
            said.append("out of date: the plan has changed since")
        if result.kept.against:
            said.append("minus the city as it is")
        if result.fault:
            said.append(result.fault)
        elif result.thing is None:
            said.append("reading…")
        elif result.variable is None:
            said.append("it holds no values")
        elif when := moment_line(result, self.picture.moment(), self._document.zone):
            said.append(when)
        return " · ".join(said)

    def _on_change(self, change: Change) -> None:
        if change.what in ("result", "results"):
            self._tell_rows()
            self._table.place_cards()

    # What is said of a place

    def words_at(self, thing: Selection) -> str:
        """What the results in sight tell of the place that the mouse is over."""
        if thing.point is None:
            return ""
        said = []
        for key, what in self.picture.whats.items():
            result = self._document.results.get(key)
            if result is None or not result.kept.visible:
                continue
            of, value = self.picture.told_at(key, thing.point)
            if not np.isnan(value):
                names = what.variable.names
                told = names[round(value)] if names else value_words(what.subject, value)
                words = f"{what.subject.title} {told}"
                said.append(f"{of}: {words}" if of else words)
        return visible(" · ".join(said))
