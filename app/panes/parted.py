"""A picture under a hand that may be parted into panes: what is done in one, is done in all."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QImage, QMouseEvent, QPainter, QPaintEvent, QWheelEvent

from app.hand import Hand
from app.images import thumbnail
from app.panes.pictures import Pictures
from app.panes.split import Split


class Parted(Hand):
    """Places are those within a pane, whichever it is: all of them are seen by the same eye."""

    entered = Signal(int)  # a hand has begun to work in another pane
    curtained = Signal(float)  # where the curtain hangs now, from 0 to 1

    def __init__(self) -> None:
        super().__init__()
        self.pictures = Pictures()
        self._pane = 0  # where the mouse is
        self._drawing = False  # whether a hand draws the curtain

    @property
    def room(self) -> QRect:
        """What a pane has room for, from its upper left corner."""
        return QRect(0, 0, *self.pictures.split.pane_size(self.size()).toTuple())

    @property
    def origin(self) -> QPointF:
        """Where in the widget the pane under the mouse begins."""
        return QPointF(self.pictures.split.room(self._pane, self.size()).topLeft())

    @property
    def _pane_picture(self) -> int:
        """Which picture the mouse is over."""
        return 0 if self.pictures.split.kind == "space" else self._pane

    def thumbnail(self) -> QImage:
        """A small picture of what is seen."""
        return thumbnail(self.pictures.first)

    def enter(self, pane: int) -> None:
        """Work in a pane."""
        self._pane = self.pictures.active = pane  # the keys work there, until the mouse moves
        self.update()

    def _part(self, split: Split) -> bool:
        """Share the room otherwise; whether other pictures are needed for that."""
        before, size = self.pictures.split, self.size()
        self.pictures.split = split
        self._pane = min(self._pane, split.count - 1)
        self.pictures.active = min(self.pictures.active, split.count - 1)
        self.update()
        old, new = ((s.pictures, s.pane_size(size)) for s in (before, split))
        return old != new

    # The mouse

    def _in_pane(self, event: QMouseEvent) -> QMouseEvent:
        """What the mouse does, at its place within the pane."""
        if self.origin.isNull():
            return event
        return QMouseEvent(
            event.type(),
            event.position() - self.origin,
            event.globalPosition(),
            event.button(),
            event.buttons(),
            event.modifiers(),
            event.pointingDevice(),
        )

    def _find(self, place: QPointF) -> None:
        self._pane = self.pictures.split.pane_at(place, self.size())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self._at_curtain(event.position()):
            self._drawing = True
            return
        self._find(event.position())
        if self._tool is not None and self._pane != self.pictures.active:
            self.entered.emit(self._pane)
        super().mousePressEvent(self._in_pane(event))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._drawing:
            self._draw_curtain(event.position())
            return
        if not event.buttons():
            self._find(event.position())
            self._point_out_curtain(event.position())
        super().mouseMoveEvent(self._in_pane(event))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._drawing:
            self._drawing = False
            return
        if self._tool is None and self._eye.clicking and self._pane != self.pictures.active:
            self.entered.emit(self._pane)
        super().mouseReleaseEvent(self._in_pane(event))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._find(event.position())
        super().mouseDoubleClickEvent(self._in_pane(event))

    def wheelEvent(self, event: QWheelEvent) -> None:
        self._find(event.position())
        if not self.origin.isNull():
            event = QWheelEvent(
                event.position() - self.origin,
                event.globalPosition(),
                event.pixelDelta(),
                event.angleDelta(),
                event.buttons(),
                event.modifiers(),
                event.phase(),
                event.inverted(),
            )
        super().wheelEvent(event)

    # The curtain

    def _at_curtain(self, place: QPointF) -> bool:
        return self.pictures.at_curtain(place, self.size())

    def _point_out_curtain(self, place: QPointF) -> None:
        if self._tool is not None or self.pictures.split.kind not in ("curtain", "space"):
            return
        level = self.pictures.split.level
        shape = Qt.CursorShape.SplitVCursor if level else Qt.CursorShape.SplitHCursor
        self.setCursor(shape if self._at_curtain(place) else Qt.CursorShape.ArrowCursor)

    def _draw_curtain(self, place: QPointF) -> None:
        size: QSize = self.size()
        across = (
            place.y() / max(size.height(), 1)
            if self.pictures.split.level
            else (place.x() / max(size.width(), 1))
        )
        self.curtained.emit(min(max(across, 0.0), 1.0))

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if not self.pictures.there:
            painter.fillRect(self.rect(), self.palette().window())
        self.pictures.paint(painter, self.size(), lambda: self._paint_over(painter))
