"""How many objects have which value, and where the classes end: a picture one can drag in."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app import theme
from app.wording import number

F64 = NDArray[np.float64]
Colour = tuple[int, int, int]

BARS = 64
SAMPLE = 200_000  # values that are counted; an even sample of more
SHOWN = 0.995  # the share of all values that must be in sight; the rest is in the last bar
ROOM = 18.0  # pixels below the bars, for the numbers
GRAB = 7.0  # pixels beside a break that still take hold of it
STEP = 0.01  # of the width, for one press of an arrow key


class Histogram(QWidget):
    """Bars in the colours of their classes; the lines between the classes can be moved.

    With the keyboard, up and down choose a line, left and right move it.
    """

    moving = Signal(object)  # breaks, while one is dragged
    moved = Signal(object)  # breaks, after it was let go

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAccessibleName("How the values are spread, and where the classes end")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.breaks: list[float] = []
        self._colours: list[Colour] = []
        self._counts = np.zeros(BARS)
        self.low, self.high = 0.0, 1.0
        self._held: int | None = None
        self._chosen = 0
        self._stirred = False

    def sizeHint(self) -> QSize:
        return QSize(220, 120)

    def show_values(self, values: F64) -> None:
        """Count finite values into bars."""
        held = values[:: max(1, len(values) // SAMPLE)]
        self.low, self.high = 0.0, 1.0
        self._counts = np.zeros(BARS)
        if len(held):
            self.low, top = float(held.min()), float(held.max())
            usual = float(np.quantile(held, SHOWN))
            far = top - self.low > 2 * (usual - self.low) > 0  # a few towers squeeze all others
            self.high = usual if far else max(top, self.low + 1e-9)
            inside = np.clip(held, self.low, self.high)
            self._counts = np.histogram(inside, BARS, (self.low, self.high))[0].astype(float)
        self.update()

    def show_breaks(self, breaks: Sequence[float], colours: Sequence[Colour]) -> None:
        """Where the classes end, and the colour of each class."""
        if self._held is None:
            self.breaks = list(breaks)
        self._colours = list(colours)
        self._chosen = min(self._chosen, max(len(self.breaks) - 1, 0))
        self.update()

    # Drawing

    def _x(self, value: float) -> float:
        share = (min(value, self.high) - self.low) / max(self.high - self.low, 1e-300)
        return 1 + max(share, 0.0) * (self.width() - 2)

    def _value(self, x: float) -> float:
        share = min(max((x - 1) / max(self.width() - 2, 1), 0.0), 1.0)
        return self.low + share * (self.high - self.low)

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        floor = self.height() - ROOM
        self._paint_bars(painter, floor)
        painter.setPen(QColor(colours.line))
        painter.drawLine(QPointF(0, floor), QPointF(self.width(), floor))
        for place, cut in enumerate(self.breaks):
            chosen = self.hasFocus() and place == self._chosen
            painter.setPen(QPen(QColor(colours.accent if chosen else colours.ink), 1.4))
            painter.drawLine(QPointF(self._x(cut), 6), QPointF(self._x(cut), floor))
            painter.setBrush(QColor(colours.accent if chosen else colours.paper))
            painter.drawEllipse(QPointF(self._x(cut), 6), 4, 4)
        painter.setPen(QColor(colours.grey))
        below = QRectF(0, floor + 2, self.width(), ROOM - 2)
        painter.drawText(below, Qt.AlignmentFlag.AlignLeft, _short(self.low))
        painter.drawText(below, Qt.AlignmentFlag.AlignRight, _short(self.high))
        if self._held is not None or (self.hasFocus() and self.breaks):
            now = self.breaks[self._chosen if self._held is None else self._held]
            painter.setPen(QColor(colours.ink))
            painter.drawText(below, Qt.AlignmentFlag.AlignHCenter, _short(now))

    def _paint_bars(self, painter: QPainter, floor: float) -> None:
        highest = float(self._counts.max())
        if not highest:
            return
        wide = (self.width() - 2) / BARS
        middle = self.low + (np.arange(BARS) + 0.5) * (self.high - self.low) / BARS
        number_of = np.searchsorted(self.breaks, middle, side="right").tolist()
        grey = QColor(theme.current().grey)
        painter.setPen(Qt.PenStyle.NoPen)
        for bar, count in enumerate(self._counts.tolist()):
            # the root keeps rare values in sight beside frequent ones
            tall = (count / highest) ** 0.5 * (floor - 12)
            mine = number_of[bar] < len(self._colours)
            painter.setBrush(QColor(*self._colours[number_of[bar]]) if mine else grey)
            painter.drawRect(QRectF(1 + bar * wide, floor - tall, max(wide - 0.5, 1), tall))

    # Moving the breaks

    def _near(self, x: float) -> int | None:
        away = [abs(self._x(cut) - x) for cut in self.breaks]
        if not away or min(away) > GRAB:
            return None
        return away.index(min(away))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._held = self._near(event.position().x())
        if self._held is not None:
            self._chosen = self._held
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        x = event.position().x()
        if self._held is None:
            over = self._near(x) is not None
            shape = Qt.CursorShape.SplitHCursor if over else Qt.CursorShape.ArrowCursor
            self.setCursor(shape)
        elif self._put(self._held, self._value(x)):
            self._stirred = True
            self.moving.emit(tuple(self.breaks))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._held = None
        if self._stirred:
            self._stirred = False
            self.moved.emit(tuple(self.breaks))
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        turns = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}
        steps = {Qt.Key.Key_Left: -STEP, Qt.Key.Key_Right: STEP}
        if self.breaks and key in turns:
            self._chosen = (self._chosen + turns[key]) % len(self.breaks)
            self.update()
        elif self.breaks and key in steps:
            now = self.breaks[self._chosen] + steps[key] * (self.high - self.low)
            if self._put(self._chosen, now):
                self.moved.emit(tuple(self.breaks))
        else:
            super().keyPressEvent(event)

    def _put(self, place: int, value: float) -> bool:
        """Move a break, but never past its neighbours; whether it moved."""
        span = self.high - self.low
        low = self.breaks[place - 1] if place else self.low
        high = self.breaks[place + 1] if place + 1 < len(self.breaks) else self.high
        places = -int(np.floor(np.log10(span / 200))) if span > 0 else 0  # half a pixel or so
        fresh = round(value, places)
        if not low < fresh < high or fresh == self.breaks[place]:
            return False
        self.breaks[place] = fresh
        self.update()
        return True


def _short(value: float) -> str:
    """A number with four digits at most, years and the like without a separator."""
    if value == round(value) and abs(value) < 10_000:
        return str(round(value))
    if abs(value) >= 100:
        return number(round(value))
    return number(value, 1 if abs(value) >= 10 else 2)
