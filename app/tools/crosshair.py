"""Pointing at places: the mouse or the arrow keys move a crosshair, a drag turns the city."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent

from app.tools.look import ARROWS, CLICK, DEGREES
from app.tools.tool import Picture, Tool

KEY_STEP, FINE_STEP = 12, 1  # pixels that an arrow key moves the crosshair


class Crosshair(Tool):
    """A tool that works at places: it follows the crosshair, and is told where one clicks.

    A click is not the end of a drag: that turns the city as ever.
    """

    cursor = Qt.CursorShape.CrossCursor

    def __init__(self, picture: Picture) -> None:
        self._picture = picture
        self.place = QPointF(picture.room.center())
        self._pressed: QPointF | None = None
        self._pivot = (0.0, 0.0, 0.0)
        self._turning = False

    def follow(self, keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """See what is at the crosshair now. keys: those that are held."""
        raise NotImplementedError

    def click(self, keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Somebody clicked at the crosshair."""
        raise NotImplementedError

    def press(self, event: QMouseEvent) -> bool:
        if event.button() != Qt.MouseButton.LeftButton or not self.takes(event.modifiers()):
            return False
        self.place = self._pressed = event.position()  # the keys may have moved the crosshair away
        self._turning = False
        self._pivot = self._picture.under(event.position())
        return True

    def takes(self, keys: Qt.KeyboardModifier) -> bool:
        """Whether a click with these keys held is for the tool."""
        return keys == Qt.KeyboardModifier.NoModifier

    def move(self, event: QMouseEvent) -> bool:
        before, self.place = self.place, event.position()
        if self._pressed is None:
            self.follow(event.modifiers())
            self._picture.update()
            return False
        if (self.place - self._pressed).manhattanLength() > CLICK:
            self._turning = True
        if self._turning:
            step = (self.place - before) * DEGREES
            self._picture.turn(step.x(), step.y(), self._pivot)
        return True

    def release(self, event: QMouseEvent) -> bool:
        if self._pressed is None:
            return False
        clicked, self._pressed = not self._turning, None
        if clicked:
            self.place = event.position()
            self.follow(event.modifiers())
            self.click(event.modifiers())
        return True

    def steps(self, event: QKeyEvent) -> bool:
        """Move the crosshair as an arrow key says; False where it is another key."""
        if Qt.Key(event.key()) not in ARROWS:
            return False
        self.place = stepped(self.place, event)
        self.follow()
        return True


def stepped(place: QPointF, event: QKeyEvent) -> QPointF:
    """A place one step on, as an arrow key says; a fine one with Shift."""
    fine = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
    return place + ARROWS[Qt.Key(event.key())] * (FINE_STEP if fine else KEY_STEP)
