"""Paints legends: the same lines on the card over the city, in printed pictures and from the
command line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QImage, QPainter, QPen, QTransform

from app.legend_words import entry_word, title
from app.theme import Theme
from app.wording import compact
from assets import path
from city.legend import NONE, Legend
from city.style import rgb

PAD, SWATCH, GAP = 12.0, 12.0, 8.0
WIDEST = 330.0  # pixels at 100 %
SOURCE = 130.0  # what the name of a file may claim of it; the rest is elided
BADGE_INKS = {
    "measured": ("#12805c", "#e5f5ef"),
    "derived": ("#1f6aa5", "#e6f0f9"),
    "simulated": ("#7a4fb5", "#f3ecfb"),
    "assumed": ("#8a5a00", "#fdf3dc"),
    "LIVE": ("#0b6b4a", "#dff5ea"),
    "STALE": ("#8a3b00", "#fde6d8"),
    "REPLAY": ("#1f5fa8", "#e3eefb"),
    "FORECAST": ("#6a3d9a", "#f1e8fa"),
    "WAITING": ("#5b6470", "#eceff3"),
    "OFF": ("#5b6470", "#eceff3"),
    "SIMULATED": ("#7a4fb5", "#f3ecfb"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a legend: a class with its colour and its count, or words alone.

    entry: the class's number in its legend, NONE for what has no value; None for words. hatched:
    what is not there any more. pattern: of assets/patterns, which wears the colour; "" for none.
    tip: what is told of it under the mouse.
    """

    text: str
    role: str  # heading | layer | class | source
    entry: int | None = None
    colour: tuple[int, int, int] | None = None
    count: str = ""
    badge: str = ""
    hatched: bool = False
    pattern: str = ""
    tip: str = ""


def lines_of(legend: Legend, layer: str, source: str = "") -> list[Line]:
    """What a layer's legend says, from its heading down to its source."""
    heading = title(legend, layer)
    lines = [Line(heading, "heading")]
    if heading != layer:
        lines.append(Line(layer, "layer"))
    for number, entry in enumerate(legend.entries):
        word = entry_word(legend, entry) or "(empty)"
        count = compact(entry.count) if entry.count or len(legend.number) else ""
        lines.append(Line(word, "class", number, entry.colour, count))
    if legend.missing:
        grey = rgb(legend.style.missing)
        word = "all others" if legend.style.kind == "rule" else "no data"
        lines.append(Line(word, "class", NONE, grey, compact(legend.missing)))
    if source or legend.badge:
        lines.append(Line(source, "source", badge=legend.badge))
    return lines


class LegendSketch:
    """Lines laid out: how large they are together, and where each of them lies."""

    def __init__(self, lines: Sequence[Line], font: QFont, widest: float = WIDEST) -> None:
        self.lines = list(lines)
        self._fonts = {role: _font(font, role) for role in ("heading", "layer", "class", "source")}
        self._metrics = {role: QFontMetricsF(f) for role, f in self._fonts.items()}
        wanted = max((self._width(line) for line in self.lines), default=0.0)
        self.width = min(max(wanted + 2 * PAD, 120.0), widest)
        self.places: list[QRectF] = []
        y = PAD - 2
        for number, line in enumerate(self.lines):
            y += GAP if line.role == "heading" and number else 0
            y += 3 if line.role == "source" else 0
            high = self._metrics[line.role].height() + (4 if line.role == "class" else 2)
            self.places.append(QRectF(0, y, self.width, high))
            y += high
        self.height = y + PAD - 2

    @property
    def size(self) -> QSizeF:
        return QSizeF(self.width, self.height)

    def at(self, point: QPointF) -> int | None:
        """The number of the line at a point, None for none."""
        found = (k for k, place in enumerate(self.places) if place.contains(point))
        return next(found, None)

    def paint(self, painter: QPainter, colours: Theme, marked: int | None = None) -> None:
        """Paint the lines at the painter's origin; `marked` is a line under the mouse."""
        for number, (line, place) in enumerate(zip(self.lines, self.places, strict=True)):
            if number == marked:
                painter.fillRect(place.adjusted(4, 0, -4, 0), QColor(colours.field))
            self._paint_line(painter, line, place, colours)

    def _paint_line(self, painter: QPainter, line: Line, place: QRectF, colours: Theme) -> None:
        metrics = self._metrics[line.role]
        painter.setFont(self._fonts[line.role])
        inside = place.adjusted(PAD, 0, -PAD, 0)
        if line.colour is not None:
            box = QRectF(inside.left(), place.center().y() - SWATCH / 2, SWATCH, SWATCH)
            paint_swatch(painter, box, QColor(*line.colour), line.hatched, line.pattern)
            inside.setLeft(inside.left() + SWATCH + GAP)
        middle = Qt.AlignmentFlag.AlignVCenter
        if line.count:
            painter.setPen(QColor(colours.grey))
            painter.drawText(inside, Qt.AlignmentFlag.AlignRight | middle, line.count)
            inside.setRight(inside.right() - metrics.horizontalAdvance(line.count) - GAP)
        if line.badge:
            wide = metrics.horizontalAdvance(line.badge) + 10
            pill = QRectF(inside.right() - wide, place.top(), wide, place.height())
            _paint_badge(painter, line.badge, pill)
            inside.setRight(pill.left() - GAP)
        second = line.role in ("layer", "source")
        painter.setPen(QColor(colours.grey if second else colours.ink))
        text = metrics.elidedText(line.text, Qt.TextElideMode.ElideRight, inside.width())
        painter.drawText(inside, Qt.AlignmentFlag.AlignLeft | middle, text)

    def _width(self, line: Line) -> float:
        metrics = self._metrics[line.role]
        wide = metrics.horizontalAdvance(line.text) + 2
        if line.colour is not None:
            wide += SWATCH + GAP
        if line.count:
            wide += metrics.horizontalAdvance(line.count) + 2 * GAP
        if line.role == "source":
            wide = min(wide, SOURCE)
        if line.badge:
            wide += metrics.horizontalAdvance(line.badge) + 10 + GAP
        return wide


def paint_card(painter: QPainter, lines: Sequence[Line], colours: Theme, font: QFont) -> QSizeF:
    """Paint a whole legend as a card at the painter's origin; returns how large it is."""
    sketch = LegendSketch(lines, font)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QColor(colours.line))
    painter.setBrush(QColor(colours.paper))
    painter.drawRoundedRect(QRectF(0.5, 0.5, sketch.width - 1, sketch.height - 1), 7, 7)
    sketch.paint(painter, colours)
    painter.restore()
    return sketch.size


def legend_picture(lines: Sequence[Line], colours: Theme, font: QFont, scale: float) -> QImage:
    """A legend as a picture of its own, with `scale` pixels for each of a screen at 100 %."""
    size = LegendSketch(lines, font).size * scale
    picture = QImage(size.toSize(), QImage.Format.Format_ARGB32_Premultiplied)
    picture.setDevicePixelRatio(scale)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    paint_card(painter, lines, colours, font)
    painter.end()
    return picture


def paint_swatch(
    painter: QPainter, place: QRectF, colour: QColor, hatched: bool, pattern: str = ""
) -> None:
    """Paint the square of a class or a layer, hatched for what is not there any more, or in a
    pattern of assets/patterns."""
    painter.setPen(QColor(0, 0, 0, 60))
    brush = QBrush(QColor("#ffffff") if hatched else colour)
    if pattern:
        brush.setTextureImage(QImage(str(path(f"patterns/{pattern}.png"))))
        period = place.width() / brush.textureImage().width()
        brush.setTransform(QTransform(period, 0, 0, period, place.left(), place.top()))
    painter.setBrush(brush)
    painter.drawRoundedRect(place, 3, 3)
    if hatched:
        painter.save()
        painter.setClipRect(place.adjusted(0.5, 0.5, -0.5, -0.5))
        painter.setPen(QPen(colour, 2.0))
        for step in range(-3, 4):
            left = QPointF(place.left() + 5 * step, place.bottom())
            painter.drawLine(left, left + QPointF(place.height(), -place.height()))
        painter.restore()


def _paint_badge(painter: QPainter, badge: str, place: QRectF) -> None:
    ink, ground = BADGE_INKS[badge]
    painter.setPen(QColor(ink))
    painter.setBrush(QColor(ground))
    painter.drawRoundedRect(place.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
    painter.drawText(place, Qt.AlignmentFlag.AlignCenter, badge)


def _font(font: QFont, role: str) -> QFont:
    made = QFont(font)
    size = font.pointSizeF() if font.pointSizeF() > 0 else 9.75
    if role == "heading":
        made.setWeight(QFont.Weight.DemiBold)
    elif role in ("layer", "source"):
        made.setPointSizeF(size * 0.87)
    return made
