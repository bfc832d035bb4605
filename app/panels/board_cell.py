"""Paints one number of the indicator board: value, difference, verdict, bar and years."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QPolygonF

from app import theme
from city.indicators.targets import Verdict

PAD, SIGN, GAP = 12.0, 13.0, 6.0
SPARK = 36.0  # pixels that the years take
BEST = "best"


@dataclass(frozen=True, eq=False, slots=True)
class CellLook:
    """What is seen of one number.

    changes: its difference to the baseline in words, the longest first. bar: from where to where it
    goes, in parts of the width; None for no bar. series: its values over the years; None where it
    does not change with them.
    """

    value: str
    changes: tuple[str, ...]
    why: str
    known: bool
    verdict: Verdict | None
    bar: tuple[float, float] | None
    best: bool
    colour: QColor
    series: NDArray[np.float64] | None = None


def value_font(font: QFont) -> QFont:
    """What values are written in."""
    large = QFont(font)
    large.setPointSizeF(font.pointSizeF() * 1.12)
    large.setWeight(QFont.Weight.DemiBold)
    return large


def small_font(font: QFont) -> QFont:
    """What is read second."""
    small = QFont(font)
    small.setPointSizeF(font.pointSizeF() * 0.9)
    return small


def row_height(font: QFont) -> int:
    """Room for a value, its difference and its bar."""
    lines = QFontMetricsF(value_font(font)).height() + QFontMetricsF(small_font(font)).height()
    return round(lines + 21)


def paint_cell(painter: QPainter, place: QRectF, look: CellLook, font: QFont) -> None:
    """Paint a number into its place."""
    colours = theme.current()
    large, small = QFontMetricsF(value_font(font)), QFontMetricsF(small_font(font))
    left, right, top = place.left() + PAD, place.right() - PAD, place.top() + 7
    if look.series is not None:
        right -= SPARK + GAP
        tall = large.height() + small.height() - 4
        _spark(painter, QRectF(right + GAP, top + 2, SPARK, tall), look.series, look.colour)
    line = QRectF(left, top, right - left, large.height())
    if look.verdict is not None:
        middle = QPointF(left + SIGN / 2, line.center().y())
        paint_verdict(painter, middle, look.verdict, SIGN)
        line.setLeft(left + SIGN + GAP)
    said = value_font(font)
    if large.horizontalAdvance(look.value) > line.width():
        said.setPointSizeF(font.pointSizeF() * 0.95)
    metrics = QFontMetricsF(said)
    painter.setFont(said)
    painter.setPen(QColor(colours.ink if look.known else colours.grey))
    upright = Qt.AlignmentFlag.AlignVCenter
    shown = metrics.elidedText(look.value, Qt.TextElideMode.ElideRight, line.width())
    painter.drawText(line, Qt.AlignmentFlag.AlignLeft | upright, shown)
    painter.setFont(small_font(font))
    if look.best:
        if look.series is None:
            line.setRight(line.right() + PAD / 2)
        _best(painter, line, metrics.horizontalAdvance(shown), small)
    below = QRectF(left, line.bottom(), right - left, small.height())
    changes = look.changes or ("" if look.known else look.why,)
    fit = [words for words in changes if small.horizontalAdvance(words) <= below.width()]
    words = fit[0] if fit else changes[-1]
    painter.setPen(QColor(colours.accent if look.changes else colours.grey))
    shown = small.elidedText(words, Qt.TextElideMode.ElideRight, below.width())
    painter.drawText(below, Qt.AlignmentFlag.AlignLeft | upright, shown)
    _bar(painter, place, look)


def _best(painter: QPainter, line: QRectF, said: float, metrics: QFontMetricsF) -> None:
    """A word behind the value, where there is room for it; else a star."""
    colours = theme.current()
    for word in (BEST, "★"):
        wide = metrics.horizontalAdvance(word) + 10
        pill = QRectF(line.left() + said + 8, line.center().y() - metrics.height() / 2, wide, 0)
        pill.setHeight(metrics.height())
        if pill.right() <= line.right():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.tint))
            painter.drawRoundedRect(pill, 4, 4)
            painter.setPen(QColor(colours.accent))
            painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, word)
            return


def _bar(painter: QPainter, place: QRectF, look: CellLook) -> None:
    if look.bar is None:
        return
    track = QRectF(place.left() + PAD, place.bottom() - 8, place.width() - 2 * PAD, 3)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(theme.current().field))
    painter.drawRoundedRect(track, 1.5, 1.5)
    begin, end = sorted(look.bar)
    bar = QRectF(track.left() + begin * track.width(), track.top(), 0, track.height())
    bar.setWidth(max((end - begin) * track.width(), 2.0))
    painter.setBrush(look.colour)
    painter.drawRoundedRect(bar, 1.5, 1.5)
    if 0 < look.bar[0] < 1:  # where the baseline is, when plans lie on either side of it
        painter.setBrush(QColor(theme.current().grey))
        painter.drawRect(
            QRectF(track.left() + look.bar[0] * track.width() - 0.5, track.top() - 2, 1, 7)
        )


def _spark(painter: QPainter, place: QRectF, series: NDArray[np.float64], colour: QColor) -> None:
    """A line over the years from the first to the last, with a dot where it ends."""
    low, high = float(series.min()), float(series.max())
    at = np.linspace(place.left(), place.right() - 3, len(series))
    tall = (series - low) / max(high - low, 1e-300)
    up = place.bottom() - 3 - tall * (place.height() - 6)
    line = QPolygonF([QPointF(x, y) for x, y in zip(at.tolist(), up.tolist(), strict=True)])
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(colour, 1.5))
    painter.drawPolyline(line)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawEllipse(QPointF(at[-1], up[-1]), 2.5, 2.5)


def paint_verdict(painter: QPainter, middle: QPointF, verdict: Verdict, size: float) -> None:
    """A sign with a shape of its own for each verdict: a full disc with a tick, a half one, an
    empty one with a cross, a question mark. Blue and orange, which every eye tells apart."""
    colours = theme.current()
    dark = QColor(colours.paper).lightness() < 128
    good = QColor("#56b4e9" if dark else "#0067a5")
    bad = QColor("#f0883e" if dark else "#b84a00")
    r = size / 2 - 0.75
    disc = QRectF(middle.x() - r, middle.y() - r, 2 * r, 2 * r)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if verdict == "met":
        painter.setPen(QPen(good, 1.5))
        painter.setBrush(good)
        painter.drawEllipse(disc)
        painter.setPen(QPen(QColor(colours.paper), 1.6))
        tick = [QPointF(-0.45, 0.05), QPointF(-0.1, 0.4), QPointF(0.5, -0.35)]
        painter.drawPolyline(QPolygonF([middle + one * r for one in tick]))
    elif verdict == "nearly":
        painter.setPen(QPen(good, 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(disc)
        painter.setBrush(good)
        painter.drawPie(disc, 180 * 16, 180 * 16)
    elif verdict == "missed":
        painter.setPen(QPen(bad, 1.6))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(disc)
        part = 0.4 * r
        painter.drawLine(middle + QPointF(-part, -part), middle + QPointF(part, part))
        painter.drawLine(middle + QPointF(-part, part), middle + QPointF(part, -part))
    else:
        painter.setPen(QPen(QColor(colours.grey), 1.2, Qt.PenStyle.DashLine))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(disc)
        font = painter.font()
        font.setPixelSize(max(round(size * 0.7), 6))
        painter.setFont(font)
        painter.drawText(disc, Qt.AlignmentFlag.AlignCenter, "?")
    painter.restore()
