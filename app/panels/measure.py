"""Measuring: what to measure, how, and everything that was measured."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDoubleSpinBox,
    QFormLayout,
    QGridLayout,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QToolButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.measurements import Measurements
from app.measures import KINDS, Kind, Mark
from app.wording import as_tip
from city.crs import crs_title, parse_crs

IN_A_ROW = 3
IDLE = "Choose what to measure. Without a mouse: arrow keys move the crosshair, Enter sets a point."


class MeasurePage(QWidget):
    """Buttons for the kinds, a line of advice, and the list of results."""

    wanted = Signal(object)  # Kind to be measured, None for no more
    opened = Signal(object)  # Mark whose section is to be looked at

    def __init__(self, measures: Measurements) -> None:
        super().__init__()
        self._measures = measures
        self.buttons: dict[str, QToolButton] = {}
        grid = QGridLayout()
        grid.setSpacing(5)
        for number, kind in enumerate(KINDS.values()):
            button = QToolButton()
            button.setText(kind.title)
            button.setToolTip(kind.hint)
            button.setCheckable(True)
            button.setProperty("role", "narrow")
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            button.setSizePolicy(
                button.sizePolicy().Policy.Expanding, button.sizePolicy().Policy.Fixed
            )
            button.clicked.connect(lambda on, k=kind: self.wanted.emit(k if on else None))
            grid.addWidget(button, number // IN_A_ROW, number % IN_A_ROW)
            self.buttons[kind.name] = button
        self.hint = QLabel(IDLE)
        self.hint.setWordWrap(True)
        self.hint.setProperty("role", "grey")
        self.trouble = QLabel()
        self.trouble.setWordWrap(True)
        self.trouble.setAccessibleName("Why there is no result")
        self.trouble.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(grid)
        column.addWidget(self.hint)
        column.addWidget(self.trouble)
        column.addLayout(self._settings())
        column.addWidget(self._list(), 1)
        column.addLayout(self._below())
        measures.changed.connect(self._fill)
        self._fill()

    def _settings(self) -> QFormLayout:
        self.system = QLineEdit(self._measures.choices.system)
        self.system.setPlaceholderText("EPSG code, such as 25832")
        self.system.setAccessibleName("Coordinates in")
        self.system.editingFinished.connect(self._take_system)
        self.system_name = QLabel()
        self.system_name.setProperty("role", "grey")
        self.system_name.setWordWrap(True)
        self.level = QDoubleSpinBox()
        self.level.setRange(-500, 500)
        self.level.setDecimals(2)
        self.level.setSuffix(" m")
        self.level.setAccessibleName("Level over the lowest corner")
        self.level.setValue(self._measures.choices.level)
        self.level.valueChanged.connect(self._take_level)
        form = QFormLayout()
        form.setContentsMargins(0, 0, 0, 0)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        form.addRow("Coordinates in", self.system)
        form.addRow("", self.system_name)
        form.addRow("Level over the lowest corner", self.level)
        self._form = form
        self._take_system()
        self._show_settings("")
        return form

    def _list(self) -> QTreeWidget:
        self.list = QTreeWidget()
        self.list.setColumnCount(2)
        self.list.setHeaderHidden(True)
        self.list.setAccessibleName("Measured")
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.list.setIndentation(12)
        header = self.list.header()
        header.setStretchLastSection(False)
        header.setMinimumSectionSize(20)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.list.itemSelectionChanged.connect(self._allow)
        self.list.itemActivated.connect(lambda *_: self._open())
        remove = QShortcut(QKeySequence.StandardKey.Delete, self.list)
        remove.setContext(Qt.ShortcutContext.WidgetShortcut)
        remove.activated.connect(self._remove)
        return self.list

    def _below(self) -> QHBoxLayout:
        self.chart, self.copy = QPushButton("Chart"), QPushButton("Copy")
        self.removal, self.clear = QPushButton("Remove"), QPushButton("Clear")
        self.clear.setToolTip("Remove all results")
        row = QHBoxLayout()
        row.setSpacing(5)
        for button, call in (
            (self.chart, self._open),
            (self.copy, self._copy),
            (self.removal, self._remove),
            (self.clear, self._measures.clear),
        ):
            button.setProperty("role", "narrow")
            button.clicked.connect(call)
            row.addWidget(button)
        self._allow()
        return row

    # The kind in the hand

    def show_kind(self, kind: Kind | None) -> None:
        """Say what is being measured now."""
        for name, button in self.buttons.items():
            button.setChecked(kind is not None and kind.name == name)
        self.hint.setText(kind.hint if kind is not None else IDLE)
        self._show_settings(kind.name if kind is not None else "")
        self.say("")

    def say(self, trouble: str) -> None:
        """Say why there is no result, or nothing."""
        self.trouble.setText(trouble)
        self.trouble.setVisible(bool(trouble))

    def _show_settings(self, name: str) -> None:
        self._form.setRowVisible(self.system, name == "place")
        self._form.setRowVisible(self.system_name, name == "place")
        self._form.setRowVisible(self.level, name == "earthwork")

    def _take_system(self) -> None:
        text = self.system.text().strip()
        try:
            found = parse_crs(text)
            if text and found.horizontal in ("", "local"):
                raise ValueError(f"{text} is no system for places on Earth")
        except ValueError as fault:
            self.system_name.setText(str(fault))
            return
        self._measures.choices.system = text
        self.system_name.setText(crs_title(found) if text else "the city's own only")

    def _take_level(self, level: float) -> None:
        self._measures.choices.level = level

    # The results

    def _fill(self) -> None:
        self.list.clear()
        for mark in self._measures.marks:
            top = QTreeWidgetItem([mark.kind.title, mark.value])
            font = top.font(1)
            font.setBold(True)
            top.setFont(1, font)
            top.setData(0, Qt.ItemDataRole.UserRole, mark)
            lines = []
            for name, value in mark.lines:
                line = QTreeWidgetItem([name, value])
                line.setTextAlignment(1, Qt.AlignmentFlag.AlignRight)
                for side in (0, 1):
                    line.setToolTip(side, as_tip(f"{name} {value}".strip()))
                top.addChild(line)
                lines.append(line)
            top.setTextAlignment(1, Qt.AlignmentFlag.AlignRight)
            self.list.addTopLevelItem(top)
            for line in lines:  # one without a value is a line of words
                line.setFirstColumnSpanned(not line.text(1))
            top.setExpanded(mark is self._measures.marks[-1])
            self.list.setCurrentItem(top)
            self.list.scrollToItem(top)
        self._allow()

    def _chosen(self) -> Mark | None:
        item = self.list.currentItem()
        while item is not None and item.parent() is not None:
            item = item.parent()
        mark = item.data(0, Qt.ItemDataRole.UserRole) if item is not None else None
        return mark if isinstance(mark, Mark) else None

    def _allow(self) -> None:
        mark = self._chosen() if hasattr(self, "list") else None
        if hasattr(self, "copy"):
            self.chart.setEnabled(mark is not None and mark.kind.name == "section")
            for button in (self.copy, self.removal):
                button.setEnabled(mark is not None)
            self.clear.setEnabled(bool(self._measures.marks))

    def _open(self) -> None:
        mark = self._chosen()
        if mark is not None and mark.kind.name == "section":
            self.opened.emit(mark)

    def _copy(self) -> None:
        mark = self._chosen()
        if mark is not None:
            QGuiApplication.clipboard().setText(mark.words())

    def _remove(self) -> None:
        mark = self._chosen()
        if mark is not None:
            self._measures.remove(mark)
