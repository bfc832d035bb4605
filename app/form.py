"""Fields with their names, one below the other."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QLabel,
    QLineEdit,
    QSizePolicy,
    QSlider,
    QWidget,
)

NAMES = 82  # pixels at least that all names of a page have, so that its fields stand in line

WIDEST = 112  # longer ones are written on two lines


class Form(QWidget):
    """A column of names and a column of fields; lists, lines and sliders fill the room."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(8)
        self._grid.setColumnStretch(1, 1)
        self._grid.setColumnMinimumWidth(0, NAMES)
        self._names: dict[QWidget, QLabel] = {}

    def row(self, what: str, field: QWidget, beside: QWidget | None = None) -> None:
        """One more field, and perhaps something small at its right side."""
        name = QLabel(what)
        name.setProperty("role", "grey")
        name.setBuddy(field)
        name.setWordWrap(True)
        name.setMaximumWidth(WIDEST)
        line = self._grid.rowCount()
        grows = field.sizePolicy().horizontalPolicy() == QSizePolicy.Policy.Expanding
        wide = grows or isinstance(field, (QComboBox, QSlider, QLineEdit))
        if isinstance(field, QComboBox):  # as wide as there is room, however long its texts
            field.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        if what:
            field.setAccessibleName(what)
        self._grid.addWidget(name, line, 0)
        side = Qt.AlignmentFlag(0) if wide else Qt.AlignmentFlag.AlignLeft
        self._grid.addWidget(field, line, 1, side)
        if beside is not None:
            self._grid.addWidget(beside, line, 2)
        self._names[field] = name

    def rename(self, field: QWidget, what: str) -> None:
        """Call a field otherwise."""
        self._names[field].setText(what)
        field.setAccessibleName(what)

    def show_row(self, field: QWidget, shown: bool) -> None:
        """Show or hide a field with its name."""
        field.setVisible(shown)
        self._names[field].setVisible(shown)
