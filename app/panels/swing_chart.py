"""What each assumption does to the lead of the first plan: a tornado of bars, the longest first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app import theme
from app.panels.board_cell import small_font

BAR = 9.0  # pixels


class SwingLine(NamedTuple):
    """One assumption: what it is called, what it leads to, and the lead at its two ends."""

    title: str
    words: str
    low: float
    high: float
    turns: bool


class SwingChart(QWidget):
    """Right of the line the plan that is first now leads, left of it another one does."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[SwingLine] = []
        self.lead = 0.0
        self.setAccessibleName("What each assumption does to the lead")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def show_swings(self, lines: Sequence[SwingLine], lead: float) -> None:
        """Show what was found. lead: of the first plan now, in points."""
        self.lines, self.lead = list(lines), lead
        self.setAccessibleDescription("\n".join(one.words for one in self.lines))
        self.setToolTip("\n".join(one.words for one in self.lines))
        self.updateGeometry()
        self.update()

    def _line_high(self) -> float:
        return QFontMetricsF(small_font(self.font())).height() + BAR + 9

    def sizeHint(self) -> QSize:
        return QSize(200, round(self._line_high() * len(self.lines)) + 4)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self.lines:
            return
        painter, colours = QPainter(self), theme.current()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(small_font(self.font()))
        metrics = QFontMetricsF(small_font(self.font()))
        ends = [0.0, self.lead, *(end for one in self.lines for end in (one.low, one.high))]
        low, high = min(ends), max(ends)

        def x(value: float) -> float:
            return 2 + (value - low) / max(high - low, 1e-9) * (self.width() - 4)

        for k, line in enumerate(self.lines):
            top = k * self._line_high()
            mark = "⚠ " if line.turns else ""
            title = metrics.elidedText(
                mark + line.title, Qt.TextElideMode.ElideRight, self.width() - 2
            )
            painter.setPen(QColor(colours.ink if line.turns else colours.grey))
            painter.drawText(QPointF(0, top + metrics.ascent()), title)
            left, right = sorted((x(line.low), x(line.high)))
            left, right = min(left, x(self.lead)), max(right, x(self.lead))
            bar = QRectF(left, top + metrics.height() + 1, max(right - left, 2.0), BAR)
            behind = QRectF(bar)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.accent))
            painter.drawRect(bar)
            behind.setRight(min(bar.right(), x(0.0)))
            if behind.width() > 0:
                painter.setBrush(QColor(colours.paper))
                painter.drawRect(behind)
                painter.setPen(QPen(QColor(colours.warning), 1))
                painter.setBrush(Qt.BrushStyle.BDiagPattern)
                painter.drawRect(behind)
            for at, ink in ((0.0, colours.ink), (self.lead, colours.grey)):
                style = Qt.PenStyle.DashLine if at else Qt.PenStyle.SolidLine
                painter.setPen(QPen(QColor(ink), 1.2, style))
                painter.drawLine(QPointF(x(at), bar.top() - 2), QPointF(x(at), bar.bottom() + 2))
