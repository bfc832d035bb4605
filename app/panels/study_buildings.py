"""What a study says of each building, as a table that is sorted by any of its columns."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem

from app.wording import as_tip, quantity_words
from city.layer import Layer

SHOWN = 200  # buildings: those that matter most by the column that is sorted by
HIGH = 220  # pixels
NAME = 14  # letters that the name of a building may take, so that its numbers are seen beside it


class StudyBuildings(QTableWidget):
    """A row for each building, the greatest values first; Return or a double click flies there."""

    flown = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._layer: Layer | None = None
        self._by, self._down = 0, True
        self._ids: list[str] = []
        self._names: Mapping[str, str] = {}
        self.setAccessibleName("Buildings")
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.verticalHeader().hide()
        self.setMaximumHeight(HIGH)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.horizontalHeader().sectionClicked.connect(self._sort)
        self.cellActivated.connect(lambda row, _: self.flown.emit(self._ids[row]))

    def show_layer(self, layer: Layer, names: Mapping[str, str] | None = None) -> None:
        """Show the buildings of a layer; nothing where it says nothing of them. names: what they
        are called, by id, where that is more than their id."""
        self._names = names or {}
        if layer is not self._layer:
            self._layer, self._by, self._down = layer, 0, True
        self._fill()
        self.setVisible(self.rowCount() > 0)

    def _sort(self, column: int) -> None:
        if column > 0:
            self._down = not self._down if column - 1 == self._by else True
            self._by = column - 1
            self._fill()

    def _fill(self) -> None:
        layer = self._layer
        if layer is None or not layer.columns:
            self.setRowCount(0)
            return
        keys = [one.key for one in layer.columns]
        by = layer.tables[keys[self._by]]
        known = np.flatnonzero(np.isfinite(by))
        order = known[np.argsort(by[known], kind="stable")]
        rows = (order[::-1] if self._down else order)[:SHOWN].tolist()
        self.setColumnCount(1 + len(keys))
        titles = [f"{one.title}\n{one.unit}".strip() for one in layer.columns]
        self.setHorizontalHeaderLabels(["Building", *titles])
        self._ids = [layer.samples.owners[row] for row in rows]
        self.setRowCount(len(rows))
        self.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Interactive)
        for line, row in enumerate(rows):
            name = QTableWidgetItem(self._names.get(self._ids[line]) or self._ids[line])
            name.setToolTip(as_tip(self._ids[line]))
            self.setItem(line, 0, name)
            for column, quantity in enumerate(layer.columns, 1):
                value = float(layer.tables[quantity.key][row])
                item = QTableWidgetItem(quantity_words(quantity, value, unit=False))
                item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                self.setItem(line, column, item)
        wide = min(self.sizeHintForColumn(0), NAME * self.fontMetrics().averageCharWidth())
        self.setColumnWidth(0, max(wide, self.horizontalHeader().sectionSizeHint(0)))
