"""Click the corners of an outline: what is inside is chosen."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter

from app import theme
from app.tools.outline import Outline

SAME = 5.0  # pixels: a click as near to the first corner closes the outline


class Polygon(Outline):
    """Each click sets a corner; a double click, Enter, or a click on the first one closes it."""

    hint = "Click the corners · Enter closes · Backspace takes one back · Shift adds · Ctrl removes"

    def __init__(self, *given: object) -> None:
        super().__init__(*given)  # type: ignore[arg-type]
        self._loose: QPointF | None = None  # where the next corner would be

    def press(self, event: QMouseEvent) -> bool:
        if event.button() != Qt.MouseButton.LeftButton:
            return False
        place = event.position()
        if len(self.corners) > 2 and _close(place, self.corners[0]):
            self.choose(event.modifiers())
        elif not self.corners or not _close(place, self.corners[-1]):
            self.corners.append(place)
        return True

    def move(self, event: QMouseEvent) -> bool:
        self._loose = event.position()
        return bool(self.corners)

    def release(self, event: QMouseEvent) -> bool:
        return event.button() == Qt.MouseButton.LeftButton

    def double_click(self, event: QMouseEvent) -> bool:
        self.choose(event.modifiers())
        return True

    def key(self, event: QKeyEvent) -> bool:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.corners:
            self.choose(event.modifiers())
            return True
        return super().key(event)

    def paint(self, painter: QPainter) -> None:
        corners = self.corners
        if corners and self._loose is not None:
            self.corners = [*corners, self._loose]
        super().paint(painter)
        self.corners = corners
        painter.setPen(QColor(theme.current().accent))
        painter.setBrush(QColor("#ffffff"))
        for corner in corners:
            painter.drawEllipse(corner, 3.5, 3.5)


def _close(one: QPointF, other: QPointF) -> bool:
    return (one - other).manhattanLength() < SAME
