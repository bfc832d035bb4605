"""A radar of a few plans by a few criteria: their profiles over each other."""

from __future__ import annotations

from collections.abc import Sequence
from math import cos, pi, sin

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from app import theme
from app.panels.board_cell import small_font
from app.wording import number

CRITERIA, PLANS = (3, 8), (2, 4)  # how many it helps with: fewer are no shape, more are a tangle
DASHES = (
    Qt.PenStyle.SolidLine,
    Qt.PenStyle.DashLine,
    Qt.PenStyle.DotLine,
    Qt.PenStyle.DashDotLine,
)


def helps(points: NDArray[np.float64]) -> bool:
    """Whether plans by criteria, (plans, criteria), make a radar that can be read."""
    plans, criteria = points.shape
    few = PLANS[0] <= plans <= PLANS[1] and CRITERIA[0] <= criteria <= CRITERIA[1]
    return few and not bool(np.isnan(points).any())


class Radar(QWidget):
    """An axis for each criterion, from 0 points in the middle to 100 at the rim."""

    def __init__(self) -> None:
        super().__init__()
        self.points: NDArray[np.float64] = np.zeros((0, 0))
        self._colours: list[QColor] = []
        self._names: list[str] = []
        self.setAccessibleName("Profiles of the plans")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def show_points(
        self,
        points: NDArray[np.float64],
        names: Sequence[str],
        titles: Sequence[str],
        colours: Sequence[QColor],
    ) -> None:
        """Show plans by criteria, (plans, criteria) from 0 to 100."""
        self.points, self._names, self._colours = points, list(names), list(colours)
        words = [
            f"{name}: " + ", ".join(f"{t} {number(p, 0)}" for t, p in zip(titles, row, strict=True))
            for name, row in zip(names, points.tolist(), strict=True)
        ]
        self.setAccessibleDescription("\n".join(words))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(240, 236)

    def _at(self, axis: int, points: float, middle: QPointF, reach: float) -> QPointF:
        turn = 2 * pi * axis / self.points.shape[1]
        r = reach * points / 100
        return QPointF(middle.x() + r * sin(turn), middle.y() - r * cos(turn))

    def paintEvent(self, event: QPaintEvent) -> None:
        if not helps(self.points):
            return
        painter, colours = QPainter(self), theme.current()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(small_font(self.font()))
        axes = self.points.shape[1]
        middle = QPointF(self.width() / 2, self.height() / 2)
        reach = min(self.width(), self.height()) / 2 - 20
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(colours.line), 1))
        for ring in (50.0, 100.0):
            rim = [self._at(k, ring, middle, reach) for k in range(axes)]
            painter.drawPolygon(QPolygonF(rim))
        for axis in range(axes):
            painter.setPen(QPen(QColor(colours.line), 1))
            painter.drawLine(middle, self._at(axis, 100, middle, reach))
            painter.setPen(QColor(colours.grey))
            tip = self._at(axis, 100 * (reach + 11) / reach, middle, reach)
            place = QRectF(tip.x() - 12, tip.y() - 9, 24, 18)
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, str(axis + 1))
        for k, row in enumerate(self.points.tolist()):
            shape = QPolygonF([self._at(a, p, middle, reach) for a, p in enumerate(row)])
            painter.setPen(QPen(self._colours[k], 2, DASHES[k % len(DASHES)]))
            painter.drawPolygon(shape)
