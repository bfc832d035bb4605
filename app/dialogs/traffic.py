"""The window in which traffic of the plan is asked, followed, and told."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QDialogButtonBox,
    QFrame,
    QHBoxLayout,
    QProgressBar,
    QVBoxLayout,
    QWidget,
)

from app.cli_traffic_words import totals
from app.planning import Planning
from app.plans import BASELINE
from app.processes.parts import button, label
from app.screen_room import Scrolled, resize_within
from app.tab import Tab
from app.traffic.engine import MISSING, installed
from app.traffic.finished import rulings
from app.traffic.form import TrafficForm
from app.traffic.plan_traffic import PlanTraffic, Seen
from app.traffic.sums import Sums
from app.traffic.totals_table import TotalsTable
from app.wording import visible

HINT = (
    "Sketch › Street has the tools that change traffic: Closure, Closed area, Speed limit, and "
    "Street for a new one."
)
MOST = 6  # edits, and things to know, that are told one by one


class TrafficDialog(QDialog):
    """The city stays at hand beside it; a run goes on when it is closed."""

    def __init__(self, parent: QWidget | None, traffic: PlanTraffic, planning: Planning) -> None:
        super().__init__(parent)
        self.setWindowTitle("Traffic of the plan")
        self.setMinimumWidth(560)
        self._traffic, self._planning = traffic, planning
        self.plan, self.works = label("", "title"), label("")
        self.hint = label(HINT, "grey")
        self.form = TrafficForm()
        self.missing = label(f"{MISSING}, and start Maquette again.", "error")
        self.wrong = label("", "error")
        self.run = button("&Run", self.start)
        self.run.setProperty("role", "main")
        self.cancel = button("&Cancel", self._cancel)
        self.note = label("", "grey")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName("How far the traffic is")
        self.outcome = self._outcome()
        row = QHBoxLayout()
        row.addWidget(self.bar, 1)
        row.addStretch(0)
        row.addWidget(self.cancel)
        row.addWidget(self.run)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        buttons.button(QDialogButtonBox.StandardButton.Close).setAutoDefault(False)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(20, 18, 20, 0)
        column.setSpacing(10)
        for part in (self.plan, self.works, self.hint, self.form, self.missing, self.wrong):
            column.addWidget(part)
        column.addLayout(row)
        column.addWidget(self.note)
        column.addWidget(self.outcome)
        column.addStretch(1)
        buttons.setContentsMargins(20, 0, 20, 0)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 16)
        whole.addWidget(Scrolled(inside), 1)
        whole.addWidget(buttons)
        traffic.moved.connect(self._move)
        traffic.ended.connect(self._tell_run)
        traffic.finished.connect(self.show_sums)
        traffic.refused.connect(self._refuse)
        planning.settled.connect(lambda: self._tell_plan() if self.isVisible() else None)

    def _outcome(self) -> QWidget:
        """Numbers of what was computed, and what of it is seen."""
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 6, 0, 0)
        self.title, self.table = label("", "title"), TotalsTable()
        self.told = label("", "grey")
        frame, together = QFrame(), QButtonGroup(self)
        frame.setObjectName("tabs")
        line = QHBoxLayout(frame)
        line.setContentsMargins(3, 3, 3, 3)
        self.tabs: dict[Seen, Tab] = {}
        titles: tuple[tuple[Seen, str], ...] = (
            ("baseline", "&As it is"),
            ("plan", "The &plan"),
            ("change", "Show the &difference"),
        )
        for seen, title in titles:
            tab = self.tabs[seen] = Tab(title)
            tab.clicked.connect(lambda _=False, seen=seen: self._traffic.show(seen))
            together.addButton(tab)
            line.addWidget(tab)
        self.key = label(
            "Streets are as wide as the traffic on them, in the colours of its speed; in the "
            "difference, of how the flow changes. The time bar plays the vehicles.",
            "grey",
        )
        for part in (self.title, self.table, self.told):
            column.addWidget(part)
        column.addWidget(frame, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.key)
        return whole

    # What is asked

    def refresh(self) -> None:
        """Show the plan on the table, and what was asked last in this project."""
        self.missing.setVisible(not installed())
        self.wrong.hide()
        if self._traffic.task is None:
            self.form.show_asked(self._traffic.asked, self._traffic.day, self._traffic.zone)
        self._tell_plan()
        sums = self._traffic.sums
        self.outcome.setVisible(sums is not None)
        if sums is not None:
            self.show_sums(sums)
        self._tell_run()
        (self.form.network if not self.form.network.text() else self.run).setFocus()

    def _tell_plan(self) -> None:
        """Say whose traffic it is, and what the plan does to streets."""
        scenario = self._planning.scenario
        self.plan.setText(visible(scenario.name if scenario is not None else BASELINE))
        edits = rulings(scenario, self._planning.view) if scenario is not None else []
        lines = [visible(f"• {edit.words()}") for edit in edits[:MOST]]
        if len(edits) > MOST:
            lines.append(f"• and {len(edits) - MOST:,} more")
        if scenario is None:
            lines = ["The city as it is, without a plan to compare it with."]
        elif not edits:
            lines = ["It closes no street, limits no speed and lays no street."]
        self.works.setText("\n".join(lines))
        self.adjustSize()

    def start(self) -> None:
        """Begin, if it can be asked so."""
        self.wrong.hide()
        try:
            self._traffic.start(self.form.asked, self.form.on)
        except ValueError as fault:
            self._refuse(str(fault))
        self._tell_run()

    def _cancel(self) -> None:
        self._traffic.cancel()
        self.note.setText("Stopping…")

    # What runs, and what came of it

    def _tell_run(self) -> None:
        runs = self._traffic.task is not None
        for part in (self.bar, self.cancel, self.note):
            part.setVisible(runs)
        if runs:
            self.bar.setRange(0, 0)
            self.note.setText("Looking for SUMO…")
        self.form.setEnabled(not runs)
        self.run.setEnabled(not runs and not self.missing.isVisibleTo(self))
        self.adjustSize()

    def _move(self, done: int, total: int, note: str) -> None:
        self.bar.setRange(0, total)
        self.bar.setValue(done)
        self.note.setText(visible(note))

    def _refuse(self, words: str) -> None:
        self.wrong.setText(visible(words))
        self.wrong.show()

    def show_sums(self, sums: Sums) -> None:
        """Show the numbers of a run."""
        heads, *rows = totals(sums.before, sums.after, sums.name)
        self.title.setText(visible(f"All trips together: {sums.name}"))
        self.table.show_rows(heads, rows)
        told = [*filter(None, [self._traffic.outdated]), *sums.told[:MOST]]
        self.told.setText(visible("\n".join(told)))
        self.told.setVisible(bool(told))
        for seen, tab in self.tabs.items():
            tab.setVisible(sums.after is not None or seen == "baseline")
            tab.setChecked(seen == self._traffic.seen)
        self.outcome.show()
        resize_within(self, self.width(), self.sizeHint().height())
