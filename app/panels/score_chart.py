"""The scores of plans: a bar each, made of what every criterion brings, and how sure it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app import theme
from app.panels.board_cell import small_font
from app.wording import number
from city.indicators.weighing import FULL

BAR, APART = 15.0, 12.0  # pixels


class ScoreLine(NamedTuple):
    """The score of one plan.

    parts: points of each criterion, known for certain. low, high: of the whole. share: of all ways
    to weigh, in which it comes first; None where that is not told.
    """

    name: str
    words: str
    parts: tuple[float, ...]
    low: float
    high: float
    share: float | None
    colour: QColor
    first: bool


class ScoreChart(QWidget):
    """Stacked bars; a number in each part says which criterion it is."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[ScoreLine] = []
        self.setAccessibleName("Scores of the plans")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def show_scores(self, lines: Sequence[ScoreLine]) -> None:
        """Show the plans, the best of them first."""
        self.lines = list(lines)
        self.setAccessibleDescription(self.words())
        self.updateGeometry()
        self.update()

    def words(self) -> str:
        """All scores in words, a line each."""
        return "\n".join(f"{one.name}: {one.words}; {_share_words(one)}" for one in self.lines)

    def _line_high(self) -> float:
        metrics, small = QFontMetricsF(self.font()), QFontMetricsF(small_font(self.font()))
        return metrics.height() + BAR + small.height() + APART + 4

    def sizeHint(self) -> QSize:
        return QSize(200, round(self._line_high() * len(self.lines)))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for k, line in enumerate(self.lines):
            self._paint_line(painter, line, k * self._line_high())

    def _paint_line(self, painter: QPainter, line: ScoreLine, top: float) -> None:
        colours, wide = theme.current(), float(self.width())
        font = QFont(self.font())
        font.setWeight(QFont.Weight.DemiBold if line.first else QFont.Weight.Normal)
        metrics = QFontMetricsF(font)
        head = QRectF(0, top, wide, metrics.height())
        painter.setFont(font)
        painter.setPen(QColor(colours.ink))
        painter.drawText(head, Qt.AlignmentFlag.AlignRight, line.words)
        room = wide - metrics.horizontalAdvance(line.words) - 12
        name = metrics.elidedText(line.name, Qt.TextElideMode.ElideRight, room)
        painter.drawText(head, Qt.AlignmentFlag.AlignLeft, name)
        track = QRectF(0, head.bottom() + 2, wide, BAR)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.field))
        painter.drawRect(track)
        self._paint_parts(painter, line, track)
        if line.share is not None:
            small = QFontMetricsF(small_font(self.font()))
            below = QRectF(0, track.bottom() + 2, wide, small.height())
            painter.setFont(small_font(self.font()))
            painter.setPen(QColor(colours.grey))
            painter.drawText(below, Qt.AlignmentFlag.AlignLeft, _share_words(line))

    def _paint_parts(self, painter: QPainter, line: ScoreLine, track: QRectF) -> None:
        """What each criterion brings, then the part that may be there or not."""
        colours, x = theme.current(), track.left()
        paper = QColor(colours.paper)
        metrics = QFontMetricsF(small_font(self.font()))
        for k, part in enumerate(line.parts):
            piece = QRectF(x, track.top(), part / FULL * track.width(), track.height())
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(line.colour if k % 2 == 0 else _mixed(line.colour, paper, 0.72))
            painter.drawRect(piece)
            label = str(k + 1)
            if piece.width() > metrics.horizontalAdvance(label) + 6:
                painter.setFont(small_font(self.font()))
                painter.setPen(paper)
                painter.drawText(piece, Qt.AlignmentFlag.AlignCenter, label)
            x = piece.right()
        if line.high - line.low > 0.05:
            end = track.left() + line.high / FULL * track.width()
            painter.setBrush(Qt.BrushStyle.BDiagPattern)
            painter.setPen(QPen(line.colour, 1, Qt.PenStyle.DashLine))
            painter.drawRect(QRectF(QPointF(x, track.top() + 0.5), QPointF(end, track.bottom())))


def _share_words(line: ScoreLine) -> str:
    if line.share is None:
        return ""
    percent = 100 * line.share
    said = "less than 1" if 0 < percent < 0.95 else number(percent, 0)
    return f"first in {said} % of all ways to weigh"


def _mixed(colour: QColor, with_: QColor, share: float) -> QColor:
    """A colour with a part of another in it."""
    parts = [
        round(share * a + (1 - share) * b)
        for a, b in zip(colour.getRgb()[:3], with_.getRgb()[:3], strict=True)  # type: ignore[index]
    ]
    return QColor(*parts)
