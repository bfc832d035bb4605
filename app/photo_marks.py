"""What is seen of a photo match in the picture: the photograph over the city, and its pairs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from app import theme

if TYPE_CHECKING:
    from app.photos import Photos
    from app.viewport import Viewport


class PhotoMarks:
    """Paints a photograph half transparent over the city, and a number where each pair is."""

    def __init__(self, viewport: Viewport, photos: Photos) -> None:
        self._viewport, self._photos = viewport, photos

    def paint(self, painter: QPainter) -> None:
        photos = self._photos
        if photos.veil > 0:
            room = QRectF(self._viewport.room)
            keep = Qt.AspectRatioMode.KeepAspectRatio
            where = QRectF(QPointF(), QSizeF(photos.image.size()).scaled(room.size(), keep))
            where.moveCenter(room.center())
            painter.setOpacity(photos.veil)
            painter.drawImage(where, photos.image)
            painter.setOpacity(1.0)
        if photos.pairs:
            points = np.array([pair.place for pair in photos.pairs])
            places, away = self._viewport.seen(points * (1, 1, photos.document.exaggeration))
            for number, (place, metres) in enumerate(zip(places, away.tolist(), strict=True)):
                if metres > 0:
                    paint_number(painter, place, number + 1)


def paint_number(painter: QPainter, place: QPointF, number: int) -> None:
    """Mark one side of a pair: a small ring with its number."""
    colours = theme.current()
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for colour, wide in ((colours.paper, 4.0), (colours.accent, 2.0)):
        painter.setPen(QPen(QColor(colour), wide))
        painter.drawEllipse(place, 6, 6)
    card = QRectF(place + QPointF(6, -24), QSizeF(18, 18))
    painter.setPen(QColor(colours.line))
    painter.setBrush(QColor(colours.paper))
    painter.drawRoundedRect(card, 5, 5)
    painter.setPen(QColor(colours.ink))
    painter.drawText(card, Qt.AlignmentFlag.AlignCenter, str(number))
