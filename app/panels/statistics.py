"""How a value is spread over what is chosen: numbers, a histogram, and totals class by class."""

from __future__ import annotations

from html import escape

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QGuiApplication, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from app import theme
from app.asking import Asking
from app.attribute_model import heading
from app.on_the_table import Change
from app.tasks import Task, Tasks
from app.wording import as_tip, kind_word, number, unit_word
from city.measured import Measured
from city.order import Key, columns_of, is_number, numbers_of, unit_of_column
from city.progress import Progress
from city.statistics import ClassTotal, Statistics, by_class, summary, tops

FIRST: Key = ("measure", "height")
AXIS = 20  # pixels below the bars
Told = tuple[Statistics, list[ClassTotal], int]


class Bars(QWidget):
    """A histogram; the bar under the mouse says where it begins and ends, and how many it has."""

    def __init__(self) -> None:
        super().__init__()
        self.told: Statistics | None = None
        self.unit = ""
        self._pointed = -1
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Histogram")

    def sizeHint(self) -> QSize:
        return QSize(220, 150)

    def show_statistics(self, told: Statistics | None, unit: str) -> None:
        self.told, self.unit, self._pointed = told, unit, -1
        self.setAccessibleDescription(self.words())
        self.update()

    def words(self) -> str:
        """The histogram as text: every bar that has something in it, a line each."""
        told = self.told
        if told is None or told.bars is None or told.edges is None:
            return ""
        return "\n".join(self.bar_words(k) for k, count in enumerate(told.bars) if count)

    def bar_words(self, bar: int) -> str:
        """One bar as text: "10 to 20 m: 34"."""
        assert self.told is not None and self.told.bars is not None
        low, high = self._ends(bar)
        span = number(low) if low == high else f"{number(low)} to {number(high)}"
        return f"{span} {self.unit}".strip() + f": {number(int(self.told.bars[bar]))}"

    def _ends(self, bar: int) -> tuple[float, float]:
        """From where to where a bar goes; the same twice for a bar of one whole number."""
        assert self.told is not None and self.told.edges is not None
        low, high = (float(edge) for edge in self.told.edges[bar : bar + 2])
        if high - low == 1 and low % 1 == 0.5:
            return low + 0.5, low + 0.5
        return low, high

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        bars = 0 if self.told is None or self.told.bars is None else len(self.told.bars)
        bar = int(event.position().x() / self.width() * bars) if bars else -1
        self._pointed = bar if 0 <= bar < bars else -1
        self.setToolTip(as_tip(self.bar_words(self._pointed)) if self._pointed >= 0 else "")
        self.update()

    def leaveEvent(self, event: object) -> None:
        self._pointed = -1
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        told = self.told
        if told is None or told.bars is None or told.edges is None:
            return
        colours = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        floor = self.height() - AXIS
        width = self.width() / len(told.bars)
        most = max(int(told.bars.max()), 1)
        painter.setPen(Qt.PenStyle.NoPen)
        for bar, count in enumerate(told.bars.tolist()):
            if not count:
                continue
            high = max((floor - 14) * count / most, 1.5)
            colour = QColor(colours.accent)
            if bar == self._pointed:
                colour = colour.darker(125)
            painter.setBrush(colour)
            gap = 1.0 if width > 4 else 0.0
            painter.drawRoundedRect(
                QRectF(bar * width + gap / 2, floor - high, max(width - gap, 1.0), high), 1.5, 1.5
            )
        painter.setPen(QPen(QColor(colours.line), 1))
        painter.drawLine(QPointF(0, floor + 0.5), QPointF(self.width(), floor + 0.5))
        self._median(painter, told, floor)
        self._axis(painter, told, floor)

    def _median(self, painter: QPainter, told: Statistics, floor: float) -> None:
        """A dashed line at the median."""
        assert told.edges is not None
        low, high = float(told.edges[0]), float(told.edges[-1])
        x = (told.median - low) / (high - low) * self.width()
        painter.setPen(QPen(QColor(theme.current().ink), 1, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(x, 12), QPointF(x, floor))
        text = "median"
        metrics = painter.fontMetrics()
        wide = metrics.horizontalAdvance(text)
        left = x + 4 if x + wide + 6 < self.width() else x - wide - 4
        painter.setPen(QColor(theme.current().grey))
        painter.drawText(QPointF(left, 11), text)

    def _axis(self, painter: QPainter, told: Statistics, floor: float) -> None:
        assert told.bars is not None
        first, last = self._ends(0)[0], self._ends(len(told.bars) - 1)[1]
        below = QRectF(0, floor + 3, self.width(), AXIS - 3)
        painter.setPen(QColor(theme.current().grey))
        painter.drawText(below, Qt.AlignmentFlag.AlignLeft, number(first))
        painter.drawText(below, Qt.AlignmentFlag.AlignRight, f"{number(last)} {self.unit}".strip())


class StatisticsPage(QWidget):
    """Statistics of the chosen objects, of those found, or of the whole city."""

    def __init__(self, asking: Asking, tasks: Tasks) -> None:
        super().__init__()
        self._asking, self._tasks = asking, tasks
        self._task: Task | None = None
        self._stale = True
        self._text = ""
        self.title = QLabel()
        self.title.setProperty("role", "title")
        self.title.setWordWrap(True)
        self.values = QComboBox()
        self.values.setAccessibleName("Which value")
        self.values.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.values.setMinimumContentsLength(12)
        self.values.currentIndexChanged.connect(lambda _: self.refresh())
        self.copying = QPushButton("Copy")
        self.copying.setToolTip("Copy all of it as text")
        self.copying.clicked.connect(self.copy)
        self.bars = Bars()
        self.page = QTextBrowser()
        self.page.setAccessibleName("Statistics")
        self.page.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        row = QHBoxLayout()
        row.addWidget(self.values, 1)
        row.addWidget(self.copying)
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 4, 0, 0)
        column.setSpacing(10)
        column.addWidget(self.title)
        column.addLayout(row)
        column.addWidget(self.bars)
        column.addWidget(self.page, 1)
        self._pause = QTimer(self, singleShot=True, interval=60)
        self._pause.timeout.connect(self.refresh)
        asking.turned.connect(self._turned)
        asking.answered.connect(lambda _: self._pause.start())
        asking.document.changed.connect(self._on_change)
        self._turned()

    def showEvent(self, event: object) -> None:
        if self._stale:
            self.refresh()

    @property
    def busy(self) -> bool:
        return self._task is not None or self._pause.isActive()

    def _on_change(self, change: Change) -> None:
        if change.what in ("chosen", "selection"):
            self._pause.start()

    def _turned(self) -> None:
        """Another city: the numbers that it has, its measures first."""
        measured, before = self._asking.measured, self.values.currentData()
        self.values.blockSignals(True)
        self.values.clear()
        if measured is not None:
            keys = [key for key in columns_of(measured) if is_number(measured, key)]
            for key in sorted(keys, key=lambda key: key[0] != "measure"):
                self.values.addItem(heading(key), ":".join(key))
            wanted = self.values.findData(before)
            self.values.setCurrentIndex(max(wanted, 0))
        self.values.blockSignals(False)
        self._pause.start()

    def _subject(self, measured: Measured) -> tuple[str, NDArray[np.int32]]:
        """What is described, and its rows, none of them part of another."""
        asking, parent = self._asking, measured.city.objects.parent
        chosen = asking.document.chosen
        if chosen is not None and chosen.city is measured.city:
            rows = tops(parent, chosen.rows)
            return f"{number(len(rows))} chosen", rows
        if asking.answer is not None:
            rows = np.flatnonzero(asking.answer.mask).astype(np.int32)
            return f"{number(len(rows))} found", rows
        rows = np.flatnonzero(parent < 0).astype(np.int32)
        return f"The whole city · {number(len(rows))}", rows

    def refresh(self) -> None:
        """Describe what is chosen now, if somebody can see it."""
        self._stale = not self.isVisible()
        measured = self._asking.measured
        if self._task is not None:
            self._task.cancel()
            self._task = None
        if self._stale:
            return
        if measured is None or self.values.currentData() is None:
            self.bars.show_statistics(None, "")
            self.page.clear()
            self.title.setText("Nothing is open" if measured is None else "")
            return
        what, _, name = self.values.currentData().partition(":")
        key: Key = (what, name)
        title, rows = self._subject(measured)
        self.title.setText(title)

        def job(progress: Progress) -> Told:
            values = numbers_of(measured, key)[rows]
            progress.check()
            return summary(values), by_class(measured, rows), len(rows)

        def then(told: Told) -> None:
            self._task = None
            self._show(key, unit_word(unit_of_column(measured, key)), told)

        self._task = self._tasks.start("", job, then)

    def _show(self, key: Key, unit: str, told: Told) -> None:
        spread, classes, _ = told
        self.bars.setVisible(bool(spread.count))
        self.bars.show_statistics(spread, unit)
        numbers = _numbers(spread, unit)
        html = [_heading(heading(key)), _rows([[name, value] for name, value in numbers])]
        table = _class_rows(classes)
        html += [_heading("By class"), _rows(table)]
        if any(np.isfinite(total.floorarea) for total in classes):
            html.append(_grey("Storeys that the file does not count are taken as 3 m each."))
        if classes and not any(np.isfinite(total.volume) for total in classes):
            html.append(_grey("No volume: none of them is a closed solid in the file."))
        self.page.setHtml("".join(html))
        lines = [self.title.text(), "", f"{heading(key)}{f' [{unit}]' if unit else ''}"]
        lines += [f"{name}\t{value}" for name, value in numbers]
        lines += ["", *("\t".join(row) for row in table), "", self.bars.words()]
        self._text = "\n".join(lines)

    def copy(self) -> None:
        """Put everything that the page says into the clipboard, the histogram as lines."""
        QGuiApplication.clipboard().setText(self._text)


def _numbers(spread: Statistics, unit: str) -> list[tuple[str, str]]:
    """The statistics in words, with their unit."""
    lines = [("Objects with a value", number(spread.count))]
    if spread.missing:
        lines.append(("Without", number(spread.missing)))
    if not spread.count:
        return lines
    low, middle, high = spread.quartiles
    for name, value in (
        ("Sum", spread.total),
        ("Mean", spread.mean),
        ("Median", middle),
        ("Least", spread.least),
        ("A quarter below", low),
        ("A quarter above", high),
        ("Most", spread.most),
        ("Standard deviation", spread.deviation),
    ):
        lines.append((name, f"{_short(value)} {unit}".strip()))
    return lines


def _class_rows(classes: list[ClassTotal]) -> list[list[str]]:
    """Totals class by class, under their headings."""
    rows = [["", "Count", "Floors m²", "Volume m³"]]
    for total in classes:
        sizes = [_large(v) if np.isfinite(v) else "–" for v in (total.floorarea, total.volume)]
        rows.append([kind_word(total.kind), number(total.count), *sizes])
    return rows


def _short(value: float) -> str:
    """A number with as many decimals as its size calls for."""
    return number(value, 0 if abs(value) >= 1000 else 1 if abs(value) >= 100 else 2)


def _large(value: float) -> str:
    """A sum that fits into a narrow column: 1,234 or 1.57 M."""
    return f"{number(value / 1e6, 2)} M" if value >= 1e6 else number(value, 0)


def _heading(text: str) -> str:
    grey = theme.current().grey
    style = f"color: {grey}; font-size: 11px; font-weight: 600; margin: 12px 0 3px 0"
    return f'<p style="{style}">{escape(text.upper())}</p>'


def _grey(text: str) -> str:
    return f'<p style="color: {theme.current().grey}">{escape(text)}</p>'


def _rows(rows: list[list[str]]) -> str:
    line = theme.current().line
    cell = f"border-bottom: 1px solid {line}; padding: 4px 0"
    html = []
    for row in rows:
        space = "&nbsp;" if row[0] else " "  # headings may take two lines
        cells = [
            f'<td style="{cell}" align="{"right" if k else "left"}">{"&nbsp;" * bool(k)}'
            f"{escape(text).replace(' ', space if k else ' ')}</td>"
            for k, text in enumerate(row)
        ]
        html.append(f"<tr>{''.join(cells)}</tr>")
    return f'<table width="100%" cellspacing="0" cellpadding="0">{"".join(html)}</table>'
