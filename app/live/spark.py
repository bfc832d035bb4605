"""What each thing told lately, as a small line behind its value."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from app import theme
from app.live.told_model import ToldModel
from city.subjects import F64

POINTS = 60  # values of a line
INSET = 3.0  # pixels
FAINT = 110  # of 255: the value is read before its line


class Spark(QStyledItemDelegate):
    """Paints the last values of a thing under its newest one; only of lines that are in sight."""

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        super().paint(painter, option, index)
        model = index.model()
        if not isinstance(model, ToldModel):
            return
        room: QRectF = QRectF(option.rect).adjusted(INSET, INSET, -INSET, -INSET)
        ink = QColor(theme.current().accent)
        ink.setAlpha(FAINT)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(ink, 1.2))
        for line in spark(*model.lately(index.row(), POINTS), room):
            painter.drawPolyline(line)
        painter.restore()


def spark(seconds: F64, values: F64, room: QRectF) -> list[QPolygonF]:
    """Lines through values over time that fill a room; a gap parts them."""
    known = np.isfinite(values)
    if known.sum() < 2:
        return []
    low, high = float(values[known].min()), float(values[known].max())
    wide = max(float(seconds[-1] - seconds[0]), 1e-9)
    tall = high - low
    x = room.left() + (seconds - seconds[0]) / wide * room.width()
    share = (values - low) / tall if tall > 0 else np.full(len(values), 0.5)
    y = room.bottom() - share * room.height()
    parts = np.split(np.arange(len(values)), np.flatnonzero(~known))
    lines = []
    for part in parts:
        rows = part[known[part]]
        if len(rows) > 1:
            points = zip(x[rows].tolist(), y[rows].tolist(), strict=True)
            lines.append(QPolygonF([QPointF(*point) for point in points]))
    return lines
