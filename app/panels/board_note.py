"""What unfolds below a number of the board: what it is made of, its badge, and its years."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QPolygonF

from app import theme
from app.board_model import BoardModel
from app.legend_picture import BADGE_INKS
from app.panels.board_cell import PAD, small_font
from app.plan_colours import plan_colour
from app.plan_words import value_words
from city.indicators import BY_KEY
from city.indicators.board import Board

CHART, TALL = 270.0, 104.0  # pixels of the years
ENOUGH = 620.0  # pixels from which on the years lie beside the words
GAP = 10.0
WRAP = int(Qt.TextFlag.TextWordWrap)


def note_height(model: BoardModel, wide: float, font: QFont) -> float:
    """How high the note is in a width."""
    words = _words_high(model, _words_wide(model, wide), font)
    if not _has_years(model):
        return words + 2 * GAP + 8
    if wide >= ENOUGH:
        return max(words, TALL) + 2 * GAP + 8
    return words + TALL + 3 * GAP + 8


def _words_wide(model: BoardModel, wide: float) -> float:
    beside = _has_years(model) and wide >= ENOUGH
    return wide - 2 * PAD - 2 * GAP - (CHART + 2 * GAP if beside else 0)


def _words_high(model: BoardModel, wide: float, font: QFont) -> float:
    metrics = QFontMetricsF(small_font(font))
    room = QRectF(0, 0, max(wide, 40.0), 9999)
    lines = sum(metrics.boundingRect(room, WRAP, one).height() + 3 for one in model.note_lines())
    return float(lines + metrics.height() + 8)


def _has_years(model: BoardModel) -> bool:
    board, asked = model.board, model.unfolded
    if board is None or asked is None:
        return False
    return any(board.series(asked[0], k) is not None for k in range(len(board.plans)))


def paint_note(painter: QPainter, place: QRectF, model: BoardModel, font: QFont) -> None:
    """Paint the note into its place."""
    colours, board, asked = theme.current(), model.board, model.unfolded
    if board is None or asked is None:
        return
    card = place.adjusted(PAD - GAP, 2, -(PAD - GAP), -6)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colours.field))
    painter.drawRoundedRect(card, 6, 6)
    wide = _words_wide(model, place.width())
    inside = QRectF(card.left() + GAP, card.top() + GAP, wide, 9999)
    painter.setFont(small_font(font))
    painter.setPen(QColor(colours.ink))
    metrics = QFontMetricsF(small_font(font))
    for line in model.note_lines():
        high = metrics.boundingRect(QRectF(0, 0, wide, 9999), WRAP, line).height()
        painter.drawText(QRectF(inside.left(), inside.top(), wide, high + 2), WRAP, line)
        inside.setTop(inside.top() + high + 3)
    _badge(painter, QPointF(inside.left(), inside.top() + 3), BY_KEY[asked[0]].badge, metrics)
    if _has_years(model):
        if place.width() >= ENOUGH:
            left, top = card.right() - GAP - CHART, card.top() + GAP
        else:
            left, top = card.left() + GAP, inside.top() + metrics.height() + 2 * GAP
        room = min(CHART, card.width() - 2 * GAP)
        paint_years(painter, QRectF(left, top, room, TALL), board, asked[0], metrics)


def _badge(painter: QPainter, corner: QPointF, badge: str, metrics: QFontMetricsF) -> None:
    ink, ground = BADGE_INKS[badge]
    pill = QRectF(corner.x(), corner.y(), metrics.horizontalAdvance(badge) + 12, 0)
    pill.setHeight(metrics.height() + 2)
    painter.setPen(QColor(ink))
    painter.setBrush(QColor(ground))
    painter.drawRoundedRect(pill, 4, 4)
    painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, badge)


def paint_years(
    painter: QPainter, place: QRectF, board: Board, key: str, metrics: QFontMetricsF
) -> None:
    """An indicator of all plans over the years: a line each, those that stay the same level."""
    colours, years = theme.current(), board.years
    lines = []
    for k, cell in enumerate(board.rows[key]):
        series = board.series(key, k)
        if series is None and cell.known is not None:
            series = np.full(len(years), cell.known)
        if series is not None:
            lines.append((k, series))
    top = max(float(series.max()) for _, series in lines)
    floor = place.bottom() - metrics.height() - 3
    chart = QRectF(place.left(), place.top() + metrics.height(), place.width(), 0)
    chart.setBottom(floor)
    painter.setPen(QColor(colours.grey))
    painter.drawText(place, Qt.AlignmentFlag.AlignTop, value_words(key, top))
    foot = QRectF(place.left(), floor + 3, place.width(), metrics.height())
    painter.drawText(foot, Qt.AlignmentFlag.AlignLeft, str(years[0]))
    painter.drawText(foot, Qt.AlignmentFlag.AlignHCenter, str(years[len(years) // 2]))
    painter.drawText(foot, Qt.AlignmentFlag.AlignRight, str(years[-1]))
    painter.setPen(QPen(QColor(colours.line), 1))
    painter.drawLine(QPointF(chart.left(), floor), QPointF(chart.right(), floor))
    painter.drawLine(chart.topLeft(), chart.topRight())
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for k, series in lines:
        base = not board.plans[k].ident
        style = Qt.PenStyle.DashLine if base else Qt.PenStyle.SolidLine
        painter.setPen(QPen(plan_colour(board.plans[k].place, base), 1.8, style))
        at = np.linspace(chart.left(), chart.right(), len(series)).tolist()
        up = (floor - series / max(top, 1e-300) * (floor - chart.top())).tolist()
        both = zip(at, up, strict=True)
        painter.drawPolyline(QPolygonF([QPointF(x, y) for x, y in both]))
