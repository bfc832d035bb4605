"""Drag a box over the city: what is inside is chosen."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QMouseEvent

from app.tools.outline import Outline


class Box(Outline):
    """A rectangle from where the mouse was pressed to where it is let go."""

    hint = "Drag a box · Shift adds · Ctrl removes · Alt takes all it touches"

    def press(self, event: QMouseEvent) -> bool:
        if event.button() != Qt.MouseButton.LeftButton:
            return False
        self.corners = [event.position()] * 4
        return True

    def move(self, event: QMouseEvent) -> bool:
        if not self.corners:
            return False
        start, end = self.corners[0], event.position()
        self.corners = [start, QPointF(end.x(), start.y()), end, QPointF(start.x(), end.y())]
        return True

    def release(self, event: QMouseEvent) -> bool:
        if not self.corners or event.button() != Qt.MouseButton.LeftButton:
            return False
        self.move(event)
        self.choose(event.modifiers())
        return True
