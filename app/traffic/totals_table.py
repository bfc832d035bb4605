"""All trips of runs side by side: of the city as it is, of a plan, and what the plan changes."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem

from app.wording import visible

LINE = 24  # pixels


class TotalsTable(QTableWidget):
    """As high as its rows, with the names of the numbers in the first column."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("All trips together")
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(LINE)
        self.horizontalHeader().setHighlightSections(False)

    def show_rows(self, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Show rows of words under heads, the numbers to the right."""
        self.setColumnCount(len(heads))
        self.setRowCount(len(rows))
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for column, head in enumerate(heads):
            item = QTableWidgetItem(visible(head))
            if column:
                item.setTextAlignment(right)
            self.setHorizontalHeaderItem(column, item)
        for row, said in enumerate(rows):
            for column, word in enumerate(said):
                item = QTableWidgetItem(visible(word))
                if column:
                    item.setText(visible(word.replace("-", "\N{MINUS SIGN}")))
                    item.setTextAlignment(right)
                    words = f"{said[0].strip()}, {heads[column]}: {word}"
                    item.setData(Qt.ItemDataRole.AccessibleTextRole, visible(words))
                self.setItem(row, column, item)
        for column in range(len(heads)):
            usual = QHeaderView.ResizeMode.ResizeToContents
            mode = usual if column else QHeaderView.ResizeMode.Stretch
            self.horizontalHeader().setSectionResizeMode(column, mode)
        self.setFixedHeight(self.horizontalHeader().sizeHint().height() + LINE * len(rows) + 4)
