"""A photograph to point at: it is shifted by a drag and enlarged by the wheel."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from app.marks import paint_cursor
from app.tools.crosshair import stepped
from app.tools.look import ARROWS, CLICK, CLOSER, WHEEL_ZOOM

F64 = NDArray[np.float64]

LARGEST = 16.0  # screen pixels to one of the photograph
HINT = "Open a photograph, or choose one that the project keeps."


class PhotoView(QWidget):
    """Shows a photograph; a click, or Enter at the crosshair, says a pixel of it.

    paint_number: marks a place with a number.
    """

    pointed = Signal(float, float)  # pixels from the upper left corner of the photograph

    def __init__(self, paint_number: Callable[[QPainter, QPointF, int], None]) -> None:
        super().__init__()
        self._paint_number = paint_number
        self._image = QImage()
        self._pixels: Sequence[F64] = ()
        self._scale, self._middle = (
            1.0,
            QPointF(),
        )  # screen pixels to a pixel; what is in the middle
        self._pressed: QPointF | None = None
        self._dragged = False
        self._cursor = QPointF(-100, -100)
        self.setMinimumSize(320, 240)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setAccessibleName("The photograph; arrows move the crosshair, Enter points")

    def show_photo(self, image: QImage, pixels: Sequence[F64]) -> None:
        """Show a photograph, with numbers at pixels (2,) of it."""
        if image.cacheKey() != self._image.cacheKey():
            self._image = image
            self.fit()
        self._pixels = pixels
        self.update()

    def fit(self) -> None:
        """Show all of it."""
        size = self._image.size()
        self._scale = min(
            self.width() / max(size.width(), 1), self.height() / max(size.height(), 1)
        )
        self._middle = QPointF(size.width() / 2, size.height() / 2)
        self._cursor = QPointF(self.rect().center())
        self.update()

    def place_of(self, x: float, y: float) -> QPointF:
        """Where in the widget a pixel is seen."""
        return (QPointF(x, y) - self._middle) * self._scale + QRectF(self.rect()).center()

    def pixel_at(self, place: QPointF) -> QPointF:
        """Which pixel is seen at a place of the widget."""
        return (place - QRectF(self.rect()).center()) / self._scale + self._middle

    def _point(self) -> None:
        pixel = self.pixel_at(self._cursor)
        if QRectF(self._image.rect()).contains(pixel):
            self.pointed.emit(pixel.x(), pixel.y())

    def _come(self, factor: float, place: QPointF) -> None:
        """Enlarge what is at a place, which stays where it is."""
        before = self.pixel_at(place)
        least = min(self.width(), self.height()) / max(self._image.width(), self._image.height(), 1)
        self._scale = float(np.clip(self._scale * factor, least / 2, LARGEST))
        self._middle += before - self.pixel_at(place)
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed, self._dragged = event.position(), False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        before, self._cursor = self._cursor, event.position()
        if self._pressed is not None:
            far = (self._cursor - self._pressed).manhattanLength() > CLICK
            self._dragged = self._dragged or far
            if self._dragged:
                self._middle -= (self._cursor - before) / self._scale
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        clicked = self._pressed is not None and not self._dragged
        self._pressed = None
        if clicked and event.button() == Qt.MouseButton.LeftButton:
            self._cursor = event.position()
            self._point()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Nothing: its first click has pointed."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        self._come(WHEEL_ZOOM ** event.angleDelta().y(), event.position())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in ARROWS:
            self._cursor = stepped(self._cursor, event)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._point()
        elif key in CLOSER:
            self._come(CLOSER[key], self._cursor)
        else:
            super().keyPressEvent(event)
            return
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.palette().mid())
        if self._image.isNull():
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, HINT)
            return
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, self._scale < 3)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        corner = self.place_of(0, 0)
        size = QSizeF(self._image.size()) * self._scale
        painter.drawImage(QRectF(corner, size), self._image)
        for number, (x, y) in enumerate(self._pixels):
            self._paint_number(painter, self.place_of(float(x), float(y)), number + 1)
        if self.hasFocus() or self.underMouse():
            paint_cursor(painter, self._cursor, "")
