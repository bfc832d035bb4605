"""What a hand does on the picture: with the tool that it holds, or else looking around."""

from __future__ import annotations

from typing import Any, Protocol, cast

from PySide6.QtCore import QEvent, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QWheelEvent
from PySide6.QtWidgets import QWidget

from app.tools.look import Look
from app.tools.tool import Tool


class Mark(Protocol):
    """What lies over the picture and paints itself, in the widget's coordinates."""

    def paint(self, painter: QPainter) -> None: ...


class Hand(QWidget):
    """A picture under a hand: the tool in it hears of the mouse and the keys first.

    What the tool leaves alone is for looking around. Over the picture lie the marks, and what the
    tool paints.
    """

    picked = Signal(object)  # Selection or None, after a click
    asked = Signal(object, QPoint)  # Selection or None, after a right click there on the screen
    pointed = Signal(object)  # local (x, y, z) under the mouse, or None
    hovered = Signal(object, object)  # Selection or None, and the place in the widget
    passed = Signal(object, object)  # the key and row of a live thing, and the place of the mouse
    met = Signal(object)  # the same of the one that was clicked
    sought = Signal(object)  # and of the one that was clicked twice
    taken = Signal(object)  # the tool in the hand, None for looking around
    held = Signal()  # the space bar goes down, and nothing has claimed it

    _eye: Look  # set by whoever has an eye to turn

    def __init__(self) -> None:
        super().__init__()
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._tool: Tool | None = None
        self.marks: list[Mark] = []  # what paints itself over the picture: measures, notes
        self._hover = QTimer(self, singleShot=True, interval=40)
        self._hover.timeout.connect(self._look)

    def _look(self) -> None:
        """The mouse has come to rest: say what it is over."""
        raise NotImplementedError

    def _refit(self) -> None:
        """The picture needs other pixels for the same room."""
        raise NotImplementedError

    def _interrupt(self) -> None:
        """The hand does something: what moves by itself stops."""
        raise NotImplementedError

    # The tool in the hand

    def take(self, tool: Tool | None) -> None:
        """Put a tool into the hand, in place of the one before; None: just look."""
        before, self._tool = self._tool, tool
        if before is not None:
            before.put_down()
        self.setCursor(Qt.CursorShape.ArrowCursor if tool is None else tool.cursor)
        self.taken.emit(tool)
        self.update()

    def put_down(self) -> bool:
        """Put the tool down; False where there was none in the hand."""
        held = self._tool is not None
        if held:
            self.take(None)
        return held

    def _told(self, what: str, event: Any) -> bool:
        """Let the tool have an event; what it leaves alone is for looking around."""
        if self._tool is not None and getattr(self._tool, what)(event):
            self.update()
            return True
        return bool(getattr(self._eye, what)(event))

    def _paint_over(self, painter: QPainter) -> None:
        """Paint what lies over the picture, the tool's own last."""
        self.paint_marks(painter)
        if self._tool is not None:
            _paint(painter, self._tool)

    def paint_marks(self, painter: QPainter) -> None:
        """Paint the marks, on the widget or on paper."""
        for mark in self.marks:
            _paint(painter, mark)

    # The mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._interrupt()
        self.hovered.emit(None, event.position())
        self._told("press", event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._told("move", event)
        self._eye.place = event.position()
        if not self._eye.dragging:
            self._hover.start()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._told("release", event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._told("double_click", event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        self._interrupt()
        self._told("wheel", event)

    def leaveEvent(self, event: object) -> None:
        self._hover.stop()
        self.pointed.emit(None)
        self.hovered.emit(None, self._eye.place)

    # The keys

    def event(self, event: QEvent) -> bool:
        """Let the tool in the hand have the keys that it claims, before they are shortcuts."""
        kind = event.type()
        if kind == QEvent.Type.DevicePixelRatioChange:  # the window has gone to another screen
            self._refit()
        if kind not in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress):
            return super().event(event)
        key = cast(QKeyEvent, event)
        if self._tool is None or not self._tool.claims(key):
            return super().event(event)
        event.accept()
        if kind == QEvent.Type.KeyPress:  # else Tab would go to the next widget
            self.keyPressEvent(key)
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self._interrupt()
        if self._told("key", event):
            return
        if event.key() == Qt.Key.Key_Space:
            if not event.isAutoRepeat():
                self.held.emit()
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if self._tool is None or not self._tool.key_up(event):
            super().keyReleaseEvent(event)


def _paint(painter: QPainter, mark: Mark) -> None:
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    mark.paint(painter)
    painter.restore()
