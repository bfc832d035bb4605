"""The edge of a panel by which it is made higher and lower."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from app import theme

STEP = 24  # pixels for one press of an arrow key


class Grip(QWidget):
    """An upper edge: it is dragged, or moved with the arrow keys."""

    moved = Signal(int)  # by how many pixels upwards

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(9)
        self.setCursor(Qt.CursorShape.SplitVCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName("Height of the board; up and down change it")
        self._from: float | None = None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._from = event.globalPosition().y()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._from is not None:
            by = round(self._from - event.globalPosition().y())
            self._from -= by
            self.moved.emit(by)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._from = None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Up: STEP, Qt.Key.Key_Down: -STEP}
        key = Qt.Key(event.key())
        if key in steps:
            self.moved.emit(steps[key])
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        colours, painter = theme.current(), QPainter(self)
        painter.setPen(QPen(QColor(colours.line), 1))
        painter.drawLine(0, 0, self.width(), 0)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.accent if self.hasFocus() else colours.line))
        painter.drawRoundedRect(self.width() // 2 - 18, 4, 36, 3, 1.5, 1.5)
