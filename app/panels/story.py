"""What was done in a plan, as a story: each step can be gone back to."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont
from PySide6.QtWidgets import QHeaderView, QSizePolicy, QTableView, QVBoxLayout, QWidget

from app import theme
from app.plan_words import step_words
from app.wording import as_tip
from city.scenario import Scenario
from city.view import Lost

Index = QModelIndex | QPersistentModelIndex
SHOWN = 12  # rows that are seen without scrolling


class Steps(QAbstractListModel):
    """The steps of a plan: the beginning, those inherited, then its own, undone ones included."""

    def __init__(self) -> None:
        super().__init__()
        self.scenario: Scenario | None = None
        self.parent_name = ""
        self._lost: dict[int, str] = {}

    def show_steps(self, scenario: Scenario | None, parent: str, lost: tuple[Lost, ...]) -> None:
        """parent: the name of the plan that inherited steps come from. lost: what steps could not
        do, by their number.
        """
        self.beginResetModel()
        self.scenario, self.parent_name = scenario, parent
        self._lost = {}
        for one in lost:
            before = self._lost.get(one.number, "")
            self._lost[one.number] = f"{before}; {one.words}" if before else one.words
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        if self.scenario is None or (parent is not None and parent.isValid()):
            return 0
        return 1 + len(self.scenario.inherited) + len(self.scenario.own)

    @property
    def current(self) -> int:
        """The row of the last step that counts."""
        return len(self.scenario.steps) if self.scenario is not None else 0

    def cursor_of(self, row: int) -> int | None:
        """How many own steps count once one has gone to a row; None for an inherited step."""
        if self.scenario is None:
            return None
        cursor = row - len(self.scenario.inherited)
        return cursor if cursor >= 0 and row >= 0 else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        scenario, row = self.scenario, index.row()
        if scenario is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._words(scenario, row)
        if role == Qt.ItemDataRole.ToolTipRole:
            return as_tip(self._tip(scenario, row))
        undone = row > self.current
        inherited = 0 < row <= len(scenario.inherited)
        if role == Qt.ItemDataRole.ForegroundRole:
            lost = row - 1 in self._lost
            colours = theme.current()
            plain = colours.warning if lost else colours.ink
            return QColor(colours.grey if undone or inherited or row == 0 else plain)
        if role == Qt.ItemDataRole.FontRole:
            font = QFont()
            font.setStrikeOut(undone)
            font.setBold(row == self.current)
            return font
        return None

    def _words(self, scenario: Scenario, row: int) -> str:
        if row == 0:
            return "the baseline"
        when, words = step_words(self._step(scenario, row), datetime.now().astimezone())
        mark = "  ⚠" if row - 1 in self._lost else ""
        return f"{when}  {words}{mark}".strip()

    def _tip(self, scenario: Scenario, row: int) -> str:
        if row == 0:
            return "The city before anything was done"
        step = self._step(scenario, row)
        lines = [f"{step.edit.words()}, by {step.author}" if step.author else step.edit.words()]
        if row <= len(scenario.inherited):
            lines.append(f"done in {self.parent_name}, and changed there only")
        elif row > self.current:
            lines.append("taken back; a click does it again")
        elif row < self.current:
            lines.append("a click goes back to here")
        if row - 1 in self._lost:
            lines.append(self._lost[row - 1])
        return "\n".join(lines)

    def _step(self, scenario: Scenario, row: int) -> Any:
        first = len(scenario.inherited)
        return scenario.inherited[row - 1] if row <= first else scenario.own[row - 1 - first]


class Story(QWidget):
    """The list of steps, as high as it needs to be up to a dozen rows."""

    gone_to = Signal(int)  # how many own steps are to count
    refused = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.steps = Steps()
        self.list = QTableView()  # of one column: a list asks every row for its size
        self.list.setProperty("role", "list")
        self.list.setModel(self.steps)
        self.list.setShowGrid(False)
        self.list.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        self.list.setTabKeyNavigation(False)
        self.list.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.list.horizontalHeader().hide()
        self.list.verticalHeader().hide()
        self.list.setAccessibleName("What was done; Enter goes back to a step")
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.clicked.connect(self._go)
        self.list.activated.connect(self._go)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.list)

    def show_steps(
        self, scenario: Scenario | None, parent: str, lost: tuple[Lost, ...] = ()
    ) -> None:
        """Tell the story of a plan, the last step that counts in sight."""
        self.list.verticalHeader().setDefaultSectionSize(self._row())
        self.steps.show_steps(scenario, parent, lost)
        current = self.steps.index(self.steps.current)
        self.list.setCurrentIndex(current)
        self.updateGeometry()
        self.list.scrollTo(current)

    def sizeHint(self) -> QSize:
        rows = min(max(self.steps.rowCount(), 1), SHOWN)
        return QSize(200, rows * self._row() + 2)

    def _row(self) -> int:
        return self.list.fontMetrics().height() + 8

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.sizeHint().height())

    def _go(self, index: QModelIndex) -> None:
        cursor = self.steps.cursor_of(index.row())
        scenario = self.steps.scenario
        if scenario is None:
            return
        if cursor is None:
            self.refused.emit(
                f"That was done in {self.steps.parent_name}; turn to it to take it back there."
            )
            self.list.setCurrentIndex(self.steps.index(self.steps.current))
        elif cursor != scenario.cursor:
            self.gone_to.emit(cursor)
