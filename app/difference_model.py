"""The list of differences as the rows of a table of any length: sorted, and narrowed down."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap

from app.difference_layers import LOOKS
from app.differing import Found
from app.legend_picture import SWATCH, paint_swatch
from app.wording import as_tip
from city.compare import SORTS, Sort

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
COLUMNS = ("", "Object", "Difference", "Class")
NOTHING = np.zeros(0, np.intp)
LONG = 160  # letters of a cell; the whole text is its tool tip


class DifferenceModel(QAbstractTableModel):
    """What differs between two sides, in some order.

    rows: (n,) which difference each line shows.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.found: Found | None = None
        self.rows: NDArray[np.intp] = NOTHING
        self._by, self._down = 0, False
        self._letters = ""
        self._sorts: Collection[Sort] = SORTS

    def lay(self, found: Found | None) -> None:
        """List other differences, sorted and narrowed down as before."""
        if found is not self.found:
            self.found = found
            self._arrange()

    def narrow(self, letters: str, sorts: Collection[Sort]) -> None:
        """List only what has some letters in one of its columns, and is of some sorts."""
        self._letters, self._sorts = letters.casefold().strip(), sorts
        self._arrange()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self._by, self._down = max(column, 0), order == Qt.SortOrder.DescendingOrder
        self._arrange()

    def _arrange(self) -> None:
        self.beginResetModel()
        self.rows = NOTHING
        if self.found is not None and self.found.texts:
            texts, sort = self.found.texts, self.found.difference.sort
            keep = np.isin(sort, [SORTS.index(one) for one in self._sorts])
            if self._letters:
                told = (any(self._letters in t.casefold() for t in row) for row in texts)
                keep &= np.fromiter(told, bool, len(texts))
            rows = np.flatnonzero(keep)
            keys = [texts[row][self._by].casefold() for row in rows.tolist()] if self._by else []
            by = np.unique(np.array(keys), return_inverse=True)[1] if keys else sort[rows]
            order = np.argsort(by, kind="stable")
            self.rows = rows[order[::-1] if self._down else order]
        self.endResetModel()

    # What Qt asks for

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(COLUMNS)

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        row, column = int(self.rows[index.row()]), index.column()
        text = self.text(row, column)
        if role == Role.DisplayRole:
            if column == 0:
                return text.split()[0]
            return text if len(text) <= LONG else f"{text[:LONG]}…"
        if role == Role.ToolTipRole:
            return as_tip(text) if len(text) > 12 or column == 0 else None
        if role == Role.AccessibleTextRole:
            return text
        if role == Role.DecorationRole and column == 0:
            assert self.found is not None
            return icon_of(self.found.difference.sort_of(row))
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Role.DisplayRole:
            return COLUMNS[section]
        return None

    def text(self, row: int, column: int) -> str:
        """What a cell says of a difference."""
        assert self.found is not None
        return self.found.texts[row][column]


def icon_of(sort: Sort) -> QIcon:
    """The swatch of a sort, as the legend has it."""
    size = QSize(int(SWATCH) + 4, int(SWATCH) + 4)
    picture = QPixmap(size * 2)
    picture.setDevicePixelRatio(2)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    look = LOOKS[sort]
    place, gone = QRectF(2, 2, SWATCH, SWATCH), sort == "removed"
    paint_swatch(painter, place, QColor(*look.colour), gone, sort if look.now else "")
    painter.end()
    return QIcon(picture)
