"""Draw round some of the city by hand: what is inside is chosen."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QMouseEvent

from app.tools.outline import Outline

STEP = 3.0  # pixels between the corners of the line


class Lasso(Outline):
    """A line that follows the mouse and closes where it is let go."""

    hint = "Draw round something · Shift adds · Ctrl removes · Alt takes all it touches"

    def press(self, event: QMouseEvent) -> bool:
        if event.button() != Qt.MouseButton.LeftButton:
            return False
        self.corners = [event.position()]
        return True

    def move(self, event: QMouseEvent) -> bool:
        if not self.corners:
            return False
        if (event.position() - self.corners[-1]).manhattanLength() >= STEP:
            self.corners.append(event.position())
        return True

    def release(self, event: QMouseEvent) -> bool:
        if not self.corners or event.button() != Qt.MouseButton.LeftButton:
            return False
        self.choose(event.modifiers())
        return True
