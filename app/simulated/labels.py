"""The values of contours, written on them as far as there is room."""

from __future__ import annotations

from typing import Any

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from app import theme
from app.planning import Planning
from app.simulated.picture import ResultPicture

MOST = 200  # labels that are tried in a picture
PAD = 3.0  # pixels around a text


class ContourLabels:
    """Paints labels over the picture, along their lines."""

    def __init__(self, viewport: Any, picture: ResultPicture, planning: Planning) -> None:
        self._viewport, self._picture, self._planning = viewport, picture, planning
        viewport.marks.append(self)

    def paint(self, painter: QPainter) -> None:
        for labels in self._picture.labels.values():
            if len(labels.words):
                self._write(painter, labels)

    def _write(self, painter: QPainter, labels: Any) -> None:
        """Each label that does not lie over another one."""
        flat = labels.places[:MOST]
        height = self._planning.base.standing(flat)
        points = np.column_stack([flat, height])
        places, away = self._viewport.seen(points)
        ink, paper = QColor(theme.LIGHT.ink), QColor(255, 255, 255, 200)
        metrics, taken = painter.fontMetrics(), list[QRectF]()
        for k, (place, far) in enumerate(zip(places, away.tolist(), strict=True)):
            if far <= 0:
                continue
            wide = metrics.horizontalAdvance(labels.words[k]) + 2 * PAD
            high = float(metrics.height())
            box = QRectF(place.x() - wide / 2, place.y() - high / 2, wide, high)
            if any(box.intersects(other) for other in taken):
                continue
            taken.append(box)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(paper)
            painter.drawRoundedRect(box, 3, 3)
            painter.setPen(ink)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, labels.words[k])
