"""What a tool in the hand may do: the viewport tells it of the mouse and of the keys."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QWheelEvent


class Tool:
    """A tool that does nothing: every event is left for looking around.

    Each event's answer is whether the tool took it.
    """

    cursor = Qt.CursorShape.CrossCursor

    def press(self, event: QMouseEvent) -> bool:
        return False

    def move(self, event: QMouseEvent) -> bool:
        return False

    def release(self, event: QMouseEvent) -> bool:
        return False

    def double_click(self, event: QMouseEvent) -> bool:
        return False

    def wheel(self, event: QWheelEvent) -> bool:
        return False

    def key(self, event: QKeyEvent) -> bool:
        return False

    def key_up(self, event: QKeyEvent) -> bool:
        return False

    def claims(self, event: QKeyEvent) -> bool:
        """Whether a key is for this tool even where it is a shortcut of the window."""
        return False

    def paint(self, painter: QPainter) -> None:
        """Draw over the picture, in the widget's coordinates."""

    def put_down(self) -> None:
        """The hand lets go of it."""
