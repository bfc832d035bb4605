"""A street's cross-section as planners draw it: its parts side by side, with their widths."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from app import theme
from app.wording import number

Lane = tuple[str, float]
COLOURS = {
    "carriageway": "#8d929a",
    "bus": "#a0695f",
    "tram": "#7d828b",
    "cycle": "#b5584c",
    "parking": "#a9adb3",
    "pavement": "#c9c4bb",
    "green": "#8fbf7f",
    "trees": "#8fbf7f",
    "water": "#8fb8d8",
}
RAISED = {"pavement": 5.0, "green": 4.0, "trees": 4.0, "cycle": 2.0, "water": -7.0}  # pixels
HIGH, GROUND, DEEP = 132, 84.0, 14.0  # pixels: all, down to the carriageway, and below it
SIDE = 8.0  # pixels left and right
TALLEST = 7.0  # metres that the things on it are drawn at, however wide the street is
INK = QColor("#4a5059")


class SectionPicture(QWidget):
    """Draws the parts from left to right; a click tells which one was meant."""

    clicked = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.lanes: tuple[Lane, ...] = ()
        self.lit = -1  # the part that is marked
        self.setMinimumHeight(HIGH)
        self.setAccessibleName("Cross-section")

    def sizeHint(self) -> QSize:
        return QSize(240, HIGH)

    def show_lanes(self, lanes: Sequence[Lane]) -> None:
        self.lanes = tuple(lanes)
        words = ", ".join(f"{kind} {number(width, 2)} m" for kind, width in lanes)
        self.setAccessibleDescription(words)
        self.setToolTip(words)
        self.update()

    def mark(self, lane: int) -> None:
        self.lit = lane
        self.update()

    def _spans(self) -> list[tuple[float, float]]:
        """From where to where each part is drawn, in pixels."""
        total = sum(width for _, width in self.lanes)
        scale = self._scale(total)
        left = (self.width() - total * scale) / 2
        found = []
        for _, width in self.lanes:
            found.append((left, left + width * scale))
            left += width * scale
        return found

    def _scale(self, total: float) -> float:
        """Pixels to the metre."""
        return min((self.width() - 2 * SIDE) / max(total, 0.1), GROUND / TALLEST)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        for number_, (left, right) in enumerate(self._spans()):
            if left <= event.position().x() < right:
                self.clicked.emit(number_)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        spans = self._spans()
        scale = self._scale(sum(width for _, width in self.lanes))
        for at, ((kind, _), (left, right)) in enumerate(zip(self.lanes, spans, strict=True)):
            top = GROUND - RAISED.get(kind, 0.0)
            block = QRectF(left, top, right - left, GROUND + DEEP - top)
            painter.fillRect(block, QColor(COLOURS[kind]))
            if at == self.lit:
                painter.setPen(QPen(QColor(theme.current().accent), 2))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRect(block.adjusted(1, 1, -1, -1))
            draw = FIGURES.get(kind)
            if draw is not None:
                painter.setPen(Qt.PenStyle.NoPen)
                draw(painter, left, right, top, scale)
        self._paint_widths(painter, spans)

    def _paint_widths(self, painter: QPainter, spans: list[tuple[float, float]]) -> None:
        """The width of each part below it, where there is room, and that of the whole street."""
        colours = theme.current()
        font = painter.font()
        font.setPointSizeF(font.pointSizeF() * 0.82)
        painter.setFont(font)
        metrics = painter.fontMetrics()
        line = GROUND + DEEP
        painter.setPen(QColor(colours.grey))
        for (left, right), (_, width) in zip(spans, self.lanes, strict=True):
            painter.drawLine(QPointF(left, line), QPointF(left, line + 5))
            painter.drawLine(QPointF(right, line), QPointF(right, line + 5))
            words = number(width, 1) if round(width, 1) == round(width, 3) else number(width, 2)
            if metrics.horizontalAdvance(words) <= right - left - 1:
                box = QRectF(left, line + 3, right - left, metrics.height())
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)
        if spans:
            total = f"{number(sum(width for _, width in self.lanes), 2)} m"
            painter.setPen(QColor(colours.ink))
            below = QRectF(0, line + 4 + metrics.height(), self.width(), metrics.height())
            painter.drawText(below, Qt.AlignmentFlag.AlignCenter, total)


# What stands, drives and walks on the parts; each fits between left and right


def _person(painter: QPainter, left: float, right: float, top: float, scale: float) -> None:
    if right - left < 5:
        return
    x, high = (left + right) / 2, 1.75 * scale
    painter.setBrush(INK)
    head = high * 0.16
    painter.drawEllipse(QPointF(x, top - high + head), head, head)
    painter.drawRoundedRect(
        QRectF(x - high * 0.13, top - high * 0.68, high * 0.26, high * 0.68), 2, 2
    )


def _car(painter: QPainter, left: float, right: float, top: float, scale: float) -> None:
    lanes = max(1, min(4, int((right - left) / (2.6 * scale))))
    wide, high = 1.8 * scale, 1.5 * scale
    if wide > right - left:
        return
    for at in range(lanes):
        x = left + (right - left) * (at + 0.5) / lanes - wide / 2
        painter.setBrush(INK)
        for wheel in (0.12, 0.68):
            painter.drawRect(QRectF(x + wide * wheel, top - high * 0.25, wide * 0.2, high * 0.25))
        painter.drawRoundedRect(QRectF(x, top - high * 0.62, wide, high * 0.45), 2, 2)
        path = QPainterPath(QPointF(x + wide * 0.08, top - high * 0.6))
        for px, py in ((0.2, 1.0), (0.8, 1.0), (0.92, 0.6)):
            path.lineTo(x + wide * px, top - high * py)
        painter.drawPath(path)


def _vehicle(painter: QPainter, left: float, right: float, top: float, scale: float) -> None:
    """Trams and buses, from the front."""
    lanes = max(1, min(3, int((right - left) / (3.0 * scale))))
    wide, high = 2.4 * scale, 3.2 * scale
    if wide > right - left:
        return
    for at in range(lanes):
        x = left + (right - left) * (at + 0.5) / lanes - wide / 2
        painter.setBrush(INK)
        painter.drawRoundedRect(QRectF(x, top - high, wide, high * 0.94), 3, 3)
        painter.setBrush(QColor("#dfe6ee"))
        painter.drawRoundedRect(
            QRectF(x + wide * 0.12, top - high * 0.86, wide * 0.76, high * 0.36), 2, 2
        )


def _cyclist(painter: QPainter, left: float, right: float, top: float, scale: float) -> None:
    lanes = max(1, min(2, int((right - left) / (1.8 * scale))))
    for at in range(lanes):
        x = left + (right - left) * (at + 0.5) / lanes
        high = 1.75 * scale
        painter.setBrush(INK)
        painter.drawEllipse(QPointF(x, top - high * 0.92), high * 0.13, high * 0.13)
        painter.drawRoundedRect(
            QRectF(x - high * 0.15, top - high * 0.76, high * 0.3, high * 0.4), 3, 3
        )
        painter.drawRect(QRectF(x - high * 0.035, top - high * 0.38, high * 0.07, high * 0.38))


def _tree(painter: QPainter, left: float, right: float, top: float, scale: float) -> None:
    x, high = (left + right) / 2, min(6.4 * scale, top - 3)
    crown = min(2.3 * scale, high * 0.42)
    painter.setBrush(QColor("#7a5f45"))
    painter.drawRect(QRectF(x - 1.5, top - high * 0.5, 3, high * 0.5))
    painter.setBrush(QColor("#5f9a52"))
    painter.drawEllipse(QPointF(x, top - high + crown), crown, crown)


def _shrub(painter: QPainter, left: float, right: float, top: float, scale: float) -> None:
    painter.setBrush(QColor("#6fa860"))
    size = max(0.35 * scale, 2.0)
    x = left + size
    while x + size <= right:
        painter.drawEllipse(QPointF(x, top), size, size)
        x += size * 3


FIGURES: dict[str, Callable[[QPainter, float, float, float, float], None]] = {
    "pavement": _person,
    "carriageway": _car,
    "parking": _car,
    "bus": _vehicle,
    "tram": _vehicle,
    "cycle": _cyclist,
    "trees": _tree,
    "green": _shrub,
}
