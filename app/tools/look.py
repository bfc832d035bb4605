"""Looking around: the mouse and the keys turn, shift and bring closer; a click chooses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QWheelEvent

if TYPE_CHECKING:
    from app.tools.tool import Point
    from app.viewport import Viewport

CLICK = 4  # pixels that a hand may shake within a click
DEGREES = 0.35  # that the eye turns per pixel of a drag
KEY_DEGREES = 6.0
KEY_SHARE = 0.08  # of the picture's height that an arrow key shifts
KEY_ZOOM = 1.2
WHEEL_ZOOM = 1.0015  # to the power of the wheel's turn in eighths of a degree
ARROWS = {
    Qt.Key.Key_Left: QPointF(-1, 0),
    Qt.Key.Key_Right: QPointF(1, 0),
    Qt.Key.Key_Up: QPointF(0, -1),
    Qt.Key.Key_Down: QPointF(0, 1),
}
WALK = (Qt.Key.Key_W, Qt.Key.Key_A, Qt.Key.Key_S, Qt.Key.Key_D)
CLOSER = {Qt.Key.Key_Plus: KEY_ZOOM, Qt.Key.Key_Equal: KEY_ZOOM, Qt.Key.Key_Minus: 1 / KEY_ZOOM}


class Look:
    """Left drag turns about what is under the mouse; right or middle drag, or Shift, shifts; a
    click chooses, one with the right button asks what can be done."""

    def __init__(self, viewport: Viewport) -> None:
        self._viewport = viewport
        self._held: tuple[str, Point] | None = None  # how, and the point of the city
        self._pressed: QPointF | None = None  # where a click may still come of it
        self._anchor: Point | None = None  # what the wheel comes closer to
        self.place = QPointF()

    @property
    def dragging(self) -> bool:
        return self._held is not None

    @property
    def clicking(self) -> bool:
        """Whether a button is down, and the mouse has not moved since."""
        return self._pressed is not None

    def press(self, event: QMouseEvent) -> None:
        self.place = event.position()
        left = event.button() == Qt.MouseButton.LeftButton
        shift = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        self._pressed = None if event.button() == Qt.MouseButton.MiddleButton else self.place
        how = "turn" if left and not shift else "shift"
        self._held = (how, self._viewport.under(self.place))

    def move(self, event: QMouseEvent) -> None:
        before, self.place = self.place, event.position()
        self._anchor = None
        if self._held is None:
            return
        if self._pressed is not None:
            if (self.place - self._pressed).manhattanLength() <= CLICK:
                self.place = before
                return
            self._pressed = None
        how, point = self._held
        if how == "turn":
            step = (self.place - before) * DEGREES
            self._viewport.turn(step.x(), step.y(), point)
        else:
            self._viewport.shift(point, self._viewport.on_level(self.place, point[2]))

    def release(self, event: QMouseEvent) -> None:
        clicked = self._pressed is not None
        self._held = self._pressed = None
        if not clicked:
            return
        right = event.button() == Qt.MouseButton.RightButton
        live = None if right else self._viewport.thing_at(event.position())
        if live is not None:
            self._viewport.met.emit(live)
            return
        thing = self._viewport.at(event.position())
        if right:
            self._viewport.asked.emit(thing, event.globalPosition().toPoint())
        else:
            self._viewport.picked.emit(thing)

    def double_click(self, event: QMouseEvent) -> None:
        live = self._viewport.thing_at(event.position())
        if live is not None:
            self._viewport.sought.emit(live)
        else:
            self._viewport.centre(self._viewport.under(event.position()))

    def wheel(self, event: QWheelEvent) -> None:
        if self._anchor is None:
            self._anchor = self._viewport.under(event.position())
        turn = event.angleDelta().y() or event.angleDelta().x()
        self._viewport.come(WHEEL_ZOOM**turn, self._anchor)

    def key(self, event: QKeyEvent) -> bool:
        """Do what a key asks for; False if it asks for nothing here."""
        viewport, key = self._viewport, Qt.Key(event.key())
        middle = QPointF(viewport.room.center())
        if key in WALK and not event.modifiers():
            viewport.begin_walk(event)
        elif key in CLOSER:
            viewport.come(CLOSER[key], viewport.under(middle))
        elif key not in ARROWS:
            return False
        elif event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            step = ARROWS[key] * KEY_DEGREES
            viewport.turn(step.x(), step.y(), viewport.focus)
        else:
            ground = viewport.on_level(middle, viewport.low)
            aside = middle + ARROWS[key] * KEY_SHARE * viewport.room.height()
            viewport.shift(viewport.on_level(aside, ground[2]), ground)
        return True
