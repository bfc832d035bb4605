"""The indicator board as rows and columns: groups, numbers, and the row that explains a number."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from app.board_words import explained, said_of, shown_keys
from app.plan_words import title_words
from app.wording import as_tip
from city.indicators import BY_KEY
from city.indicators.board import Board
from city.indicators.targets import Target

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole


class Line(NamedTuple):
    """A row: what it is ("group", "number" or "note"), and the name of the group or the key."""

    sort: str
    name: str


class BoardModel(QAbstractTableModel):
    """What stands where on the board. A click unfolds a note below a number."""

    def __init__(self) -> None:
        super().__init__()
        self.board: Board | None = None
        self.targets: Mapping[str, Target] = {}
        self.language = "en"
        self.lines: list[Line] = []
        self.unfolded: tuple[str, str] | None = None  # a key, and the ident of a plan

    def show_board(
        self, board: Board | None, targets: Mapping[str, Target], language: str = "en"
    ) -> None:
        """Show another board; what is unfolded stays so where it is still there."""
        had = self._names()
        self.board, self.targets, self.language = board, targets, language
        self._arrange(had)

    def unfold(self, key: str, plan: int) -> None:
        """Explain a number, or fold its explanation away again."""
        if self.board is not None:
            asked = (key, self.board.plans[plan].ident)
            self.unfolded = None if asked == self.unfolded else asked
            self._arrange(self._names())

    def fold(self) -> bool:
        """Fold away what is explained; whether anything was."""
        was, self.unfolded = self.unfolded, None
        self._arrange(self._names())
        return was is not None

    def _names(self) -> list[str]:
        return [one.ident for one in self.board.plans] if self.board is not None else []

    def _arrange(self, had: list[str]) -> None:
        lines = self._wanted_lines()
        if lines != self.lines or had != self._names():
            self.beginResetModel()
            self.lines = lines
            self.endResetModel()
        elif lines:
            last = self.index(len(lines) - 1, max(len(had) - 1, 0))
            self.dataChanged.emit(self.index(0, 0), last)
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, max(len(had) - 1, 0))

    def _wanted_lines(self) -> list[Line]:
        if self.board is None:
            return []
        lines: list[Line] = []
        keys = shown_keys(self.board, self.targets)
        asked = self.unfolded
        if asked is not None and not (asked[0] in keys and asked[1] in self._names()):
            self.unfolded = None
        group = ""
        for key in keys:
            if BY_KEY[key].group != group:
                group = BY_KEY[key].group
                lines.append(Line("group", group))
            lines.append(Line("number", key))
            if self.unfolded is not None and self.unfolded[0] == key:
                lines.append(Line("note", key))
        return lines

    def row_of(self, key: str) -> int:
        """The row of a number, -1 where it is not shown."""
        line = Line("number", key)
        return self.lines.index(line) if line in self.lines else -1

    @property
    def note(self) -> int:
        """The row of what is unfolded, -1 for none."""
        return next((k for k, line in enumerate(self.lines) if line.sort == "note"), -1)

    @property
    def explained_plan(self) -> int:
        """The column of the plan whose number is unfolded."""
        ident = self.unfolded[1] if self.unfolded is not None else ""
        names = self._names()
        return names.index(ident) if ident in names else 0

    def note_lines(self) -> list[str]:
        """What the unfolded number is made of."""
        if self.board is None or self.unfolded is None:
            return []
        return explained(self.board, self.unfolded[0], self.explained_plan, self.targets)

    # As Qt asks

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._names())

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid() or self.lines[index.row()].sort != "number":
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        if role not in (Role.DisplayRole, Role.AccessibleTextRole, Role.ToolTipRole):
            return None
        if self.board is None or not index.isValid():
            return None
        line = self.lines[index.row()]
        if line.sort == "group":
            return None
        if line.sort == "note":
            return "\n".join(self.note_lines()) if role != Role.ToolTipRole else None
        words = said_of(self.board, line.name, index.column(), self.targets)
        return as_tip(words) if role == Role.ToolTipRole else words

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole
    ) -> Any:
        if role not in (Role.DisplayRole, Role.AccessibleTextRole) or self.board is None:
            return None
        if orientation == Qt.Orientation.Horizontal:
            return self.board.plans[section].name
        line = self.lines[section]
        if line.sort == "number":
            return title_words(BY_KEY[line.name], self.language)
        return line.name if line.sort == "group" else ""
