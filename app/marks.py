"""How measures lie over the city: lines, corners and a card with the value."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from app import theme
from app.tools.tool import Picture

if TYPE_CHECKING:
    from app.measurements import Measurements

F64 = NDArray[np.float64]

EDGE = 4  # pixels between a card and the edge of the picture
PIECES = 24  # of a line, so that only those before the eye are drawn


class Marks:
    """Paints every result over the picture."""

    def __init__(self, picture: Picture, measures: Measurements) -> None:
        self._picture, self._measures = picture, measures

    def paint(self, painter: QPainter) -> None:
        tall = np.array([1, 1, self._measures.document.exaggeration])
        for mark in self._measures.marks:
            points = mark.points * tall
            paint_line(painter, self._picture, points, mark.kind.closed, False)
            middle = points.mean(0) if mark.kind.closed else _half_way(points)
            places, away = self._picture.seen(middle[None])
            if away[0] > 0:
                paint_words(painter, places[0] + QPointF(10, -10), mark.value)


def _half_way(line: F64) -> F64:
    """The point in the middle of a line (n, 3)."""
    along = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(line, axis=0), axis=1))])
    return np.array([np.interp(along[-1] / 2, along, line[:, k]) for k in range(3)])


def paint_line(
    painter: QPainter, picture: Picture, points: F64, closed: bool, open_end: bool
) -> None:
    """Draw a line through local points (n, 3) in two colours that tell on light and on dark."""
    accent, paper = QColor(theme.current().accent), QColor("#ffffff")
    legs = list(pairwise(points))
    if closed and len(points) > 2:
        legs.append((points[-1], points[0]))
    share = np.linspace(0, 1, PIECES + 1)[:, None]
    for first, last in legs:
        places, away = picture.seen(first + (last - first) * share)
        seen = [p for p, metres in zip(places, away.tolist(), strict=True) if metres > 0]
        for colour, width in ((paper, 4.0), (accent, 2.0)):
            pen = QPen(colour, width)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            painter.setPen(pen)
            painter.drawPolyline(seen)
    places, away = picture.seen(points[:-1] if open_end else points)
    painter.setPen(QPen(paper, 1.5))
    painter.setBrush(accent)
    for place, metres in zip(places, away.tolist(), strict=True):
        if metres > 0:
            painter.drawEllipse(place, 4, 4)
    painter.setBrush(Qt.BrushStyle.NoBrush)


def paint_cursor(painter: QPainter, at: QPointF, held: str) -> None:
    """Draw a crosshair: in a square on a corner, in a diamond on an edge."""
    accent = QColor(theme.current().accent)
    for colour, width in ((QColor("#ffffff"), 3.0), (accent, 1.4)):
        painter.setPen(QPen(colour, width))
        for dx, dy in ((1, 0), (-1, 0), (0, 1), (0, -1)):
            way = QPointF(dx, dy)
            painter.drawLine(at + way * 4, at + way * 12)
        if held == "corner":
            painter.drawRect(QRectF(at.x() - 6, at.y() - 6, 12, 12))
        elif held == "edge":
            painter.drawPolygon([at + QPointF(*d) for d in ((0, -7), (7, 0), (0, 7), (-7, 0))])


def paint_words(painter: QPainter, at: QPointF, words: str) -> None:
    """Write on a small card beside a place; of one in the picture the whole card is in it."""
    colours = theme.current()
    room = painter.window().adjusted(EDGE, EDGE, -EDGE, -EDGE)
    flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
    size = painter.fontMetrics().boundingRect(room.adjusted(8, 4, -8, -4), flags, words).size()
    card = QRectF(at.x(), at.y() - size.height() / 2 - 4, size.width() + 16, size.height() + 8)
    if painter.window().contains(at.toPoint()):
        card.moveLeft(max(min(card.left(), room.right() - card.width()), room.left()))
        card.moveTop(max(min(card.top(), room.bottom() - card.height()), room.top()))
    painter.setPen(QColor(colours.line))
    painter.setBrush(QColor(colours.paper))
    painter.drawRoundedRect(card, 6, 6)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QColor(colours.ink))
    painter.drawText(card, flags, words)
