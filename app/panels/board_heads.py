"""The heads of the indicator board: the plans above, and the names of the numbers at the left."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter
from PySide6.QtWidgets import QHeaderView, QTableView

from app import theme
from app.board_model import BoardModel
from app.board_words import target_words
from app.panels.board_cell import PAD, small_font
from city.indicators import BY_KEY

DOT = 10.0
WIDE, NARROW = 196, 132  # pixels of the names, where there is room and where there is not
LITTLE = 520  # pixels of the board below which there is not


@dataclass(frozen=True, slots=True)
class PlanHead:
    """What is said of a plan above its column. chosen: it lies on the table."""

    name: str
    below: str
    colour: QColor
    chosen: bool
    hollow: bool  # the baseline


class PlanHeads(QHeaderView):
    """The plans, each with its colour; a double click puts one on the table."""

    def __init__(self, view: QTableView) -> None:
        super().__init__(Qt.Orientation.Horizontal, view)
        self.heads: list[PlanHead] = []
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setToolTip("A double click lays a plan on the table")
        self.setAccessibleName("Plans")

    def show_heads(self, heads: list[PlanHead]) -> None:
        self.heads = heads
        self.viewport().update()

    def sizeHint(self) -> QSize:
        name, small = QFontMetricsF(self.font()), QFontMetricsF(small_font(self.font()))
        return QSize(super().sizeHint().width(), round(name.height() + small.height() + 16))

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        colours = theme.current()
        painter.fillRect(rect, QColor(colours.paper))
        painter.setPen(QColor(colours.line))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        if section >= len(self.heads):
            return
        head = self.heads[section]
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        bold = QFont(self.font())
        bold.setWeight(QFont.Weight.DemiBold)
        metrics, small = QFontMetricsF(bold), QFontMetricsF(small_font(self.font()))
        top, left = rect.top() + 7.0, rect.left() + PAD
        middle = QPointF(left + DOT / 2, top + metrics.height() / 2)
        painter.setPen(head.colour)
        painter.setBrush(QColor(colours.paper) if head.hollow else head.colour)
        painter.drawEllipse(middle, DOT / 2 - 0.5, DOT / 2 - 0.5)
        line = QRectF(left + DOT + 6, top, rect.right() - left - DOT - 6 - PAD, metrics.height())
        painter.setFont(bold)
        painter.setPen(QColor(colours.ink))
        name = metrics.elidedText(head.name, Qt.TextElideMode.ElideRight, line.width())
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, name)
        below = QRectF(left, line.bottom() + 1, rect.right() - left - PAD, small.height())
        painter.setFont(small_font(self.font()))
        painter.setPen(QColor(colours.grey))
        words = small.elidedText(head.below, Qt.TextElideMode.ElideRight, below.width())
        painter.drawText(below, Qt.AlignmentFlag.AlignVCenter, words)
        if head.chosen:
            painter.fillRect(rect.left(), rect.bottom() - 2, rect.width(), 3, head.colour)
        painter.restore()


class NumberHeads(QHeaderView):
    """The names of the numbers, with the target of each, and of their groups; held fast."""

    def __init__(self, view: QTableView) -> None:
        super().__init__(Qt.Orientation.Vertical, view)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setHighlightSections(False)
        self.setSectionsClickable(True)
        self.setToolTip("A double click sets a target")
        self.setAccessibleName("Numbers")
        self.wide = WIDE

    def suit(self, room: int) -> None:
        """Take as much as a board of a width can spare."""
        scale = self.font().pointSizeF() / 9.75
        self.wide = round((WIDE if room >= LITTLE else NARROW) * min(max(scale, 1.0), 1.3))
        self.setFixedWidth(self.wide)

    def sizeHint(self) -> QSize:
        return QSize(self.wide, super().sizeHint().height())

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        colours, model = theme.current(), self.model()
        assert isinstance(model, BoardModel)
        line = model.lines[section]
        painter.save()
        painter.fillRect(rect, QColor(colours.paper))
        if line.sort == "group":
            self._paint_group(painter, rect, line.name)
        elif line.sort == "number":
            self._paint_name(painter, rect, line.name, model)
        painter.restore()

    def _paint_group(self, painter: QPainter, rect: QRect, name: str) -> None:
        font = small_font(self.font())
        font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
        painter.setPen(QColor(theme.current().grey))
        place = QRectF(rect).adjusted(PAD, 0, 0, -4)
        painter.drawText(place, Qt.AlignmentFlag.AlignBottom, name)

    def _paint_name(self, painter: QPainter, rect: QRect, key: str, model: BoardModel) -> None:
        colours = theme.current()
        painter.setPen(QColor(colours.line))
        painter.drawLine(rect.topLeft(), rect.topRight())
        metrics, small = QFontMetricsF(self.font()), QFontMetricsF(small_font(self.font()))
        title = str(model.headerData(model.row_of(key), Qt.Orientation.Vertical))
        place = QRectF(rect).adjusted(PAD, 8, -4, 0)
        place.setHeight(metrics.height())
        painter.setFont(self.font())
        painter.setPen(QColor(colours.ink))
        shown = metrics.elidedText(title, Qt.TextElideMode.ElideRight, place.width())
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, shown)
        target = model.targets.get(key)
        words = target_words(target) if target is not None else _way(key)
        below = place.translated(0, metrics.height() + 1)
        painter.setFont(small_font(self.font()))
        painter.setPen(QColor(colours.accent if target is not None else colours.grey))
        shown = small.elidedText(words, Qt.TextElideMode.ElideRight, below.width())
        painter.drawText(below, Qt.AlignmentFlag.AlignVCenter, shown)


def _way(key: str) -> str:
    """Which way of a number is better, "" where neither is by itself."""
    return {"more": "more is better", "less": "less is better", "": ""}[BY_KEY[key].better]
