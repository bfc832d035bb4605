"""Walking through the city at eye height, and flying over it."""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt, QTimer
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter

from app import theme
from app.tools.tool import Tool

if TYPE_CHECKING:
    from app.viewport import Viewport

EYE_HEIGHT = 1.65  # metres above the ground
PACE, RUN = 4.0, 16.0  # metres a second; a brisk walk would take long through a quarter
FLIGHT = 0.8  # of the height above the ground, flown in a second
DEGREES = 0.2  # that the head turns per pixel of a drag
AHEAD = {Qt.Key.Key_W: 1, Qt.Key.Key_Up: 1, Qt.Key.Key_S: -1, Qt.Key.Key_Down: -1}
ASIDE = {Qt.Key.Key_D: 1, Qt.Key.Key_A: -1}
TURN = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}
RISE = {Qt.Key.Key_E: 1, Qt.Key.Key_Q: -1}
KEYS = AHEAD.keys() | ASIDE.keys() | TURN.keys() | RISE.keys()
TURN_SPEED = 70.0  # degrees a second
HINT = "W A S D walk · drag to look round · Shift runs · E rises, Q sinks · Esc ends"


class Walk(Tool):
    """W, A, S, D walk, a drag turns the head, E and Q rise and sink; the ground holds one up."""

    cursor = Qt.CursorShape.OpenHandCursor

    def __init__(self, viewport: Viewport) -> None:
        self._viewport = viewport
        self._down: set[Qt.Key] = set()
        self._fast = False
        self._held: QPointF | None = None
        self.flying = False
        self._last = 0.0
        self._step = QTimer(viewport, interval=15)
        self._step.timeout.connect(self._go)
        viewport.stand(EYE_HEIGHT)

    def put_down(self) -> None:
        self._step.stop()
        self._viewport.walk_no_more()

    def key(self, event: QKeyEvent) -> bool:
        key = Qt.Key(event.key())
        self._fast = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if key not in KEYS:
            return False
        self._down.add(key)
        if not self._step.isActive():
            self._last = perf_counter()
            self._step.start()
        return True

    def claims(self, event: QKeyEvent) -> bool:
        """Its keys, with Shift or without, draw no buildings while one walks."""
        plain = not event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier
        return plain and Qt.Key(event.key()) in KEYS

    def key_up(self, event: QKeyEvent) -> bool:
        self._fast = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if not event.isAutoRepeat():
            self._down.discard(Qt.Key(event.key()))
        if not self._down:
            self._step.stop()
        return True

    def press(self, event: QMouseEvent) -> bool:
        self._held = event.position()
        return True

    def move(self, event: QMouseEvent) -> bool:
        if self._held is not None:
            step = (event.position() - self._held) * DEGREES
            self._held = event.position()
            self._viewport.look_round(-step.x(), -step.y())
        return True

    def release(self, event: QMouseEvent) -> bool:
        self._held = None
        return True

    def _go(self) -> None:
        """One step, as long as the time since the last."""
        now = perf_counter()
        seconds, self._last = min(now - self._last, 0.2), now
        self.go(seconds)

    def go(self, seconds: float) -> None:
        """Move as the keys say for some seconds."""

        def asked(keys: dict[Qt.Key, int]) -> int:
            return sum(way for key, way in keys.items() if key in self._down)

        above = self._viewport.height_above_ground()
        speed = RUN if self._fast else PACE
        if self.flying:
            speed = max(speed, above * FLIGHT * (3 if self._fast else 1))
        rise = asked(RISE)
        self.flying = (self.flying or rise > 0) and not (rise < 0 and above <= EYE_HEIGHT + 0.05)
        if asked(TURN):
            self._viewport.look_round(asked(TURN) * TURN_SPEED * seconds, 0.0)
        step = speed * seconds
        self._viewport.walk(asked(AHEAD) * step, asked(ASIDE) * step, rise * step)
        if self.flying:
            self._viewport.keep_above(EYE_HEIGHT)
        else:
            self._viewport.stand(EYE_HEIGHT)

    def paint(self, painter: QPainter) -> None:
        """Say which keys do what."""
        colours = theme.current()
        wide = painter.fontMetrics().horizontalAdvance(HINT) + 28
        room = self._viewport.room
        box = QRectF((room.width() - wide) / 2, 16, wide, painter.fontMetrics().height() + 14)
        painter.setPen(QColor(colours.line))
        painter.setBrush(QColor(colours.paper))
        painter.drawRoundedRect(box, 7, 7)
        painter.setPen(QColor(colours.ink))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, HINT)
