"""A city's objects as the rows of a table of any length: nothing is made before it is seen."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QBrush, QColor

from app import theme
from app.wording import as_tip, attribute_word, kind_word, meant, number, unit_word
from city.codes import meanings_of
from city.measured import MEASURES, Measured
from city.order import Key, is_number, measure_of, unit_of_column
from city.search import plain_text

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
LONG = 120  # letters of a cell; the whole text is its tool tip
NOTHING = np.zeros(0, np.int32)


class AttributeModel(QAbstractTableModel):
    """Rows of one city in some order, and some of its columns.

    rows: (n,) int32, which object each line of the table shows. A measure that nobody has worked
    out yet reads "…": `lacking` names it, and whoever works it out calls `refresh`.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.measured: Measured | None = None
        self.rows: NDArray[np.int32] = NOTHING
        self.columns: list[Key] = []
        self.chosen: NDArray[np.bool_] = np.zeros(0, bool)
        self.selected = -1

    def lay(self, measured: Measured | None, rows: NDArray[np.int32], columns: list[Key]) -> None:
        """Show other rows, of this or of another city."""
        self.beginResetModel()
        self.measured, self.rows, self.columns = measured, rows, columns
        count = len(measured.city.objects) if measured is not None else 0
        if len(self.chosen) != count:
            self.chosen = np.zeros(count, bool)
        self.endResetModel()

    def arrange(self, rows: NDArray[np.int32]) -> None:
        """The same rows in another order: nothing but the look of the lines changes."""
        self.rows = rows
        self.refresh()

    def refresh(self) -> None:
        if len(self.rows) and self.columns:
            last = self.index(len(self.rows) - 1, len(self.columns) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def lacking(self) -> list[Key]:
        """The measures among the columns that are still to be worked out."""
        measured = self.measured
        if measured is None:
            return []
        keys = ((key, measure_of(key[1])) for key in self.columns if key[0] == "measure")
        return [key for key, (name, surface) in keys if not measured.has(name, surface)]

    def line_of(self, row: int) -> int:
        """The line in which an object stands, -1 if it stands in none."""
        found = np.flatnonzero(self.rows == row)
        return int(found[0]) if len(found) else -1

    # What Qt asks for

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        row, key = int(self.rows[index.row()]), self.columns[index.column()]
        if role == Role.DisplayRole:
            text = self.text(row, key)
            return text if len(text) <= LONG else text[:LONG] + "…"
        if role == Role.ToolTipRole:
            text = self.text(row, key)
            return as_tip(text) if len(text) > 24 else None
        if role == Role.TextAlignmentRole:
            return RIGHT if self._right(key) else LEFT
        if role == Role.BackgroundRole and (self.chosen[row] or row == self.selected):
            return QBrush(QColor(theme.current().tint))
        if role == Role.ForegroundRole and self.text(row, key) == "–":
            return QBrush(QColor(theme.current().grey))
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal or section >= len(self.columns):
            return None
        if role == Role.DisplayRole:
            return self.heading(self.columns[section])
        if role == Role.ToolTipRole:
            what, name = self.columns[section]
            return {"attribute": f"{name}, as the file says"}.get(
                what, "measured" * (what != "own")
            )
        if role == Role.TextAlignmentRole:
            return RIGHT if self._right(self.columns[section]) else LEFT
        return None

    # Words

    def heading(self, key: Key) -> str:
        """A column's name and its unit."""
        assert self.measured is not None
        title = heading(key)
        unit = unit_word(unit_of_column(self.measured, key))
        return f"{title} [{unit}]" if unit else title

    def text(self, row: int, key: Key) -> str:
        """What a cell says of an object; a dash where nothing is known."""
        measured = self.measured
        assert measured is not None
        what, name = key
        objects = measured.city.objects
        if what == "own":
            return objects.ids[row] if name == "id" else kind_word(objects.kind_of(row))
        if what == "measure":
            word, surface = measure_of(name)
            if not measured.has(word, surface):
                return "…"
            value = float(measured.of(word, surface)[row])
            return number(value, 0 if word == "storeys" else 1) if np.isfinite(value) else "–"
        told = objects.columns[name].at(row)
        if told is None:
            return "–"
        plain = plain_text(told) if isinstance(told, (list, dict)) else told
        return meant(plain, meanings_of(measured.city, name))

    def sheet(self, rows: NDArray[np.int32], keys: list[Key]) -> str:
        """Some rows and columns as a spreadsheet pastes them, headings first."""
        lines = ["\t".join(self.heading(key) for key in keys)]
        lines += ["\t".join(_cell(self.text(r, key)) for key in keys) for r in rows.tolist()]
        return "\n".join(lines) + "\n"

    def _right(self, key: Key) -> bool:
        return self.measured is not None and is_number(self.measured, key)


def _cell(text: str) -> str:
    """A cell on one line, and empty where nothing is known."""
    return "" if text == "–" else " ".join(text.split())


def heading(key: Key) -> str:
    """A column's name for people, without its unit."""
    what, name = key
    if what == "own":
        return {"id": "ID", "class": "Class"}[name]
    if what == "attribute":
        return attribute_word(name)
    word, surface = measure_of(name)
    if surface:
        return f"{surface.capitalize()} area" if word == "area" else f"Slope of the {surface}"
    return MEASURES[word].title
