"""The numbers of a plan in rows: each with its value, and by how much it differs from today's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from app import theme
from app.legend_picture import BADGE_INKS
from app.plan_words import (
    assumed_words,
    difference_words,
    spread_words,
    title_words,
    value_words,
)
from city.indicators import BY_KEY, INDICATORS, Numbers

GAP = 8.0
INDENT = 14.0
ALWAYS = ("gfa", "footprint", "far", "coverage", "dwellings", "inhabitants", "jobs", "green")
ADDED = ("carbon", "cost_low")  # of what the plan adds, so that they are a difference already
OVER = "⚠ "  # before a number that is larger than is allowed
NEEDS_PLOT = "needs a plot"


@dataclass(frozen=True, slots=True)
class Row:
    """One line: what it is, its value and its difference in words, and the indicator it tells of.

    key: of the indicator. inner: one of several that add up to the row above.
    """

    title: str
    value: str
    change: str
    key: str
    inner: bool = False


class NumberTable(QWidget):
    """Rows that explain themselves: a click, or Enter, unfolds formula, source and assumptions."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[Row] = []
        self.language = "en"
        self._assumptions: dict[str, Any] = {}
        self._marked = -1  # the row under the mouse or the keyboard
        self.unfolded = ""  # the key of the row that explains itself
        self._places: list[QRectF] = []
        self._note = QRectF()
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setSizePolicy(policy)
        self.setAccessibleName("Numbers of the plan; up and down choose one, Enter explains it")

    def show_numbers(
        self,
        numbers: Numbers | None,
        before: Numbers | None,
        assumptions: Mapping[str, Any],
        limits: Mapping[str, float] | None = None,
    ) -> None:
        """Tell the numbers of a plan and how they differ from those before; None for no rows.

        limits: what is allowed at the most, by indicator.
        """
        self._assumptions = dict(assumptions)
        fresh: list[Row] = []
        if numbers is not None and before is not None:
            fresh = rows_of(numbers, before, self.language, limits or {})
        if fresh != self.rows:
            self.rows = fresh
            self._marked = min(self._marked, len(fresh) - 1)
            self.setAccessibleDescription(self.words())
        self._lay_out()

    def words(self) -> str:
        """All rows as text, a line each."""
        return "\n".join(
            "\t".join((row.title, row.value, row.change)).rstrip() for row in self.rows
        )

    def unfold(self, key: str) -> None:
        """Explain an indicator below its row, or fold it away again."""
        self.unfolded = "" if key == self.unfolded else key
        self._lay_out()

    def explanation(self, key: str) -> str:
        """What an indicator is: its formula, where that comes from, what it takes for granted."""
        one = BY_KEY[key]
        lines = [f"{one.title}: {one.formula}."]
        if one.source:
            lines.append(f"After {one.source}.")
        assumed = assumed_words(one, self._assumptions)
        if assumed:
            lines.append("With " + "; ".join(assumed) + ".")
        return "\n".join(lines)

    # Where the rows lie

    def sizeHint(self) -> QSize:
        return QSize(200, round(self._high()))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, round(self._high()))

    def _high(self) -> float:
        bottom = self._places[-1].bottom() if self._places else 0.0
        return max(bottom, self._note.bottom()) + 2

    def resizeEvent(self, event: QResizeEvent) -> None:
        if event.size().width() != event.oldSize().width():
            self._lay_out()

    def _lay_out(self) -> None:
        """Find each row its place: one line, or two where the number is too long for one."""
        before, y, wide = self._high(), 0.0, float(self.width())
        metrics, line = QFontMetricsF(self.font()), QFontMetricsF(self.font()).height()
        self._places, self._note = [], QRectF()
        last = {row.key: k for k, row in enumerate(self.rows)}
        for k, row in enumerate(self.rows):
            said = metrics.horizontalAdvance(row.value) + metrics.horizontalAdvance(row.change)
            title = metrics.horizontalAdvance(row.title) + (INDENT if row.inner else 0)
            two = bool(row.change) and title + said + 2 * GAP + 8 > wide
            high = (2 * line if two else line) + (4 if row.inner else 8)
            self._places.append(QRectF(0, y, wide, high))
            y += high
            if row.key == self.unfolded and k == last[row.key]:
                self._note = QRectF(0, y, wide, self._note_high(wide, line))
                y = self._note.bottom() + 4
        if self._high() != before:
            self.updateGeometry()
        self.update()

    def _note_high(self, wide: float, line: float) -> float:
        inside = QRectF(0, 0, wide - 2 * GAP, 9999)
        flags = int(Qt.TextFlag.TextWordWrap)
        text = QFontMetricsF(self._small()).boundingRect(
            inside, flags, self.explanation(self.unfolded)
        )
        return float(text.height() + line + 2 * GAP + 4)

    def _small(self) -> QFont:
        font = QFont(self.font())
        font.setPointSizeF(font.pointSizeF() * 0.9)
        return font

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = theme.current()
        for k, (row, place) in enumerate(zip(self.rows, self._places, strict=True)):
            if k == self._marked:
                painter.fillRect(place, QColor(colours.field))
            self._paint_row(painter, row, place, colours)
        if not self._note.isEmpty():
            self._paint_note(painter, colours)

    def _paint_row(self, painter: QPainter, row: Row, place: QRectF, colours: theme.Theme) -> None:
        painter.setFont(self.font())
        metrics = QFontMetricsF(self.font())
        line = metrics.height()
        two = place.height() > 1.8 * line
        top = QRectF(place.left(), place.top() + (2 if row.inner else 4), place.width(), line)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        change = QRectF(top.translated(0, line if two else 0))
        painter.setPen(QColor(colours.accent))
        painter.drawText(change, right, row.change)
        said = metrics.horizontalAdvance(row.change)
        value = QRectF(top)
        if row.change and not two:
            value.setRight(value.right() - said - GAP)
        plain = row.inner or row.value == NEEDS_PLOT
        painter.setPen(QColor(colours.grey if plain else colours.ink))
        painter.drawText(value, right, row.value)
        name = QRectF(top)
        name.setLeft(INDENT if row.inner else 0.0)
        name.setRight(value.right() - metrics.horizontalAdvance(row.value) - GAP)
        painter.setPen(QColor(colours.grey if row.inner else colours.ink))
        elided = metrics.elidedText(row.title, Qt.TextElideMode.ElideRight, name.width())
        painter.drawText(name, left, elided)
        painter.setPen(QColor(colours.line))
        if not row.inner:
            painter.drawLine(place.topLeft(), place.topRight())

    def _paint_note(self, painter: QPainter, colours: theme.Theme) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.tint))
        painter.drawRoundedRect(self._note, 6, 6)
        inside = self._note.adjusted(GAP, GAP - 2, -GAP, -GAP)
        painter.setFont(self._small())
        painter.setPen(QColor(colours.ink))
        painter.drawText(inside, int(Qt.TextFlag.TextWordWrap), self.explanation(self.unfolded))
        badge = BY_KEY[self.unfolded].badge
        ink, ground = BADGE_INKS[badge]
        metrics = QFontMetricsF(self._small())
        wide, high = metrics.horizontalAdvance(badge) + 12, metrics.height() + 2
        pill = QRectF(inside.left(), inside.bottom() - high, wide, high)
        painter.setPen(QColor(ink))
        painter.setBrush(QColor(ground))
        painter.drawRoundedRect(pill, 4, 4)
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, badge)

    # Mouse and keys

    def _at(self, y: float) -> int:
        return next((k for k, p in enumerate(self._places) if p.top() <= y < p.bottom()), -1)

    def _mark(self, row: int) -> None:
        if row != self._marked:
            self._marked = row
            self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._mark(self._at(event.position().y()))

    def leaveEvent(self, event: QEvent) -> None:
        self._mark(-1)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        row = self._at(event.position().y())
        if row >= 0 and event.button() == Qt.MouseButton.LeftButton:
            self.unfold(self.rows[row].key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        key = Qt.Key(event.key())
        if key in steps and self.rows:
            at = self._marked + steps[key] if self._marked >= 0 else 0
            self._mark(at % len(self.rows))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Space) and self._marked >= 0:
            self.unfold(self.rows[self._marked].key)
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip:
            told = cast(QHelpEvent, event)
            row = self._at(told.pos().y())
            words = self.explanation(self.rows[row].key) if row >= 0 else ""
            QToolTip.showText(told.globalPos(), words, self)
            return True
        return super().event(event)


def rows_of(
    numbers: Numbers, before: Numbers, language: str, limits: Mapping[str, float]
) -> list[Row]:
    """The rows for a plan's numbers: those that tell something, floor area by use below its sum.

    limits: what is allowed at the most, by indicator.
    """
    found: list[Row] = []
    for one in INDICATORS:
        value, was = numbers.values[one.key], before.values[one.key]
        if one.key == "cost_high" or (one.key not in ALWAYS and not value and not was):
            continue
        change = difference_words(one.key, value, was) if one.key not in ADDED else ""
        said = value_words(one.key, value)
        title = title_words(one, language)
        if one.key == "cost_low":
            title, said = "Construction cost", spread_words(numbers)
        elif one.per_plot and value is None:
            said = NEEDS_PLOT
        elif one.key == "highest" and value is None:
            continue
        elif one.key in limits and value is not None:
            most = limits[one.key]
            mark = OVER if value > most + 0.5 * 10.0**-one.decimals else ""
            said, change = f"{mark}{said}", f"of {value_words(one.key, most)}"
        found.append(Row(title, said, change, one.key))
        if one.key == "gfa" and len(numbers.floor) + len(before.floor) > 1:
            found += [
                Row(
                    "use unknown" if use == "unknown" else use,
                    value_words("gfa", numbers.floor.get(use, 0.0)),
                    difference_words(
                        "gfa", numbers.floor.get(use, 0.0), before.floor.get(use, 0.0)
                    ),
                    "gfa",
                    True,
                )
                for use in sorted({*numbers.floor, *before.floor})
            ]
    return found
