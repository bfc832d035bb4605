"""The pictures of the panes as they lie in the widget, and what is painted over each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from app import theme
from app.panes.split import Split

FRAME = 2.0  # pixels of the line round the pane that is worked in
GRIP = 9.0  # pixels on either side of a curtain where a hand takes hold of it


def paint_all(
    painter: QPainter,
    split: Split,
    images: Sequence[QImage],
    size: QSize,
    over: Callable[[], None] = lambda: None,
) -> None:
    """Paint the pictures of panes, each in its part of a room, and something over each."""
    for pane in range(split.pictures):
        room, seen = split.room(pane, size), split.seen(pane, size)
        if seen.isEmpty():
            continue
        painter.save()
        painter.setClipRect(seen)
        painter.setViewport(room)  # and each is to who paints over it as if it were all there is
        painter.setWindow(0, 0, *room.size().toTuple())
        if pane < len(images):
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(QRect(0, 0, *room.size().toTuple()), images[pane])
        over()
        painter.restore()


def together(
    split: Split, images: Sequence[QImage], size: QSize, names: Sequence[str] = ()
) -> QImage:
    """The pictures of panes as one picture, white between them. names: what is written into each
    that is seen, or of two that meet in the city's space into their halves."""
    if len(images) == 1:
        whole = images[0]
    else:
        whole = QImage(size, QImage.Format.Format_RGB32)
        whole.fill(Qt.GlobalColor.white)
        painter = QPainter(whole)
        paint_all(painter, split, images, size)
        painter.end()
    if names:
        _name(whole, replace(split, kind="curtain") if split.kind == "space" else split, names)
    return whole


def _name(image: QImage, split: Split, names: Sequence[str]) -> None:
    painter = QPainter(image)
    font = painter.font()
    font.setPixelSize(max(image.height() // 45, 11))
    font.setBold(True)
    painter.setFont(font)
    metrics = painter.fontMetrics()
    pad = metrics.height() // 2
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for pane, name in enumerate(names):
        room = split.seen(pane, image.size())
        if room.isEmpty():
            continue
        words = metrics.elidedText(name, Qt.TextElideMode.ElideRight, room.width() - 4 * pad)
        size = QSize(metrics.horizontalAdvance(words) + 2 * pad, metrics.height() + pad)
        card = QRect(room.topLeft() + QPoint(pad, pad), size)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.LIGHT.paper))
        painter.drawRoundedRect(card, 6, 6)
        painter.setPen(QColor(theme.LIGHT.ink))
        painter.drawText(card, int(Qt.AlignmentFlag.AlignCenter), words)
    painter.end()


class Pictures:
    """What is painted: a picture of each pane, in its room.

    split: how the room is shared. active: the pane that is worked in. names: what the panes show,
    for a picture that is taken away.
    """

    def __init__(self) -> None:
        self.split = Split()
        self.active = 0
        self.names: list[str] = []
        self.trace: list[QPointF] = []  # where a curtain in the city stands on the ground
        self._held: list[QImage] = []

    def take(self, images: list[QImage]) -> None:
        """Show other pictures, one for each pane."""
        self._held = images

    @property
    def there(self) -> bool:
        """Whether there is anything to show."""
        return bool(self._held)

    @property
    def first(self) -> QImage | None:
        """The picture of the pane that is worked in; None where nothing is drawn yet."""
        return self._held[min(self.active, len(self._held) - 1)] if self._held else None

    def paint(self, painter: QPainter, size: QSize, over: Callable[[], None]) -> None:
        """Paint all panes into a room. over: paints what lies over the picture of each, as if
        that were all there is."""
        split, colours = self.split, theme.current()
        if split.count > 1 or not self._held:
            painter.fillRect(QRect(0, 0, *size.toTuple()), QColor(colours.line))
        paint_all(painter, split, self._held, size, over)
        if split.count > 1 and split.kind == "beside":
            painter.setPen(QPen(QColor(colours.accent), FRAME))
            edge, whole = FRAME / 2, QRectF(split.room(self.active, size))
            painter.drawRect(whole.adjusted(edge, edge, -edge, -edge))
        elif split.kind in ("curtain", "space") and split.count > 1:
            self._paint_curtain(painter, size)

    def _paint_curtain(self, painter: QPainter, size: QSize) -> None:
        """A line with a knob that a hand can take."""
        colours = theme.current()
        one, other = self.curtain(size)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(colours.paper), 3))
        if self.split.kind == "curtain":
            painter.drawLine(one, other)
        elif len(self.trace) > 1:
            painter.drawPolyline(self.trace)
            painter.setPen(QPen(QColor(colours.accent), 1.5, Qt.PenStyle.DashLine))
            painter.drawPolyline(self.trace)
        middle = self.knob(size)
        painter.setPen(QPen(QColor(colours.line), 1))
        painter.setBrush(QColor(colours.paper))
        painter.drawEllipse(middle, 15, 15)
        painter.setPen(QPen(QColor(colours.ink), 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        along = QPointF(0, 1) if self.split.level else QPointF(1, 0)
        aside = QPointF(along.y(), along.x())
        for way in (-1, 1):
            tip = middle + along * (9 * way)
            for turn in (-1, 1):
                painter.drawLine(tip, tip - along * (4 * way) + aside * (4 * turn))

    def curtain(self, size: QSize) -> tuple[QPointF, QPointF]:
        """The ends of the curtain's line."""
        wide, high = size.width(), size.height()
        if self.split.level:
            return QPointF(0, self.split.at * high), QPointF(wide, self.split.at * high)
        return QPointF(self.split.at * wide, 0), QPointF(self.split.at * wide, high)

    def knob(self, size: QSize) -> QPointF:
        """Where a hand takes the curtain."""
        one, other = self.curtain(size)
        return (one + other) / 2

    def at_curtain(self, place: QPointF, size: QSize) -> bool:
        """Whether a hand at a place takes hold of the curtain."""
        if self.split.kind not in ("curtain", "space") or self.split.count < 2:
            return False
        if self.split.kind == "space":
            away = place - self.knob(size)
            return away.x() ** 2 + away.y() ** 2 <= (15 + GRIP / 2) ** 2
        one, _ = self.curtain(size)
        off = place.y() - one.y() if self.split.level else place.x() - one.x()
        return abs(off) <= GRIP
