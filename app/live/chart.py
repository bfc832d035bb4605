"""What things told over time: a line each, with gaps as gaps and limits that say whose they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app import theme
from app.live.told_model import MOST, line_inks
from app.wording import visible
from city.series import Series
from city.subjects import F64, STALE, UNKNOWN, Streams, Subject, in_unit
from city.time_zone import zone

FINEST = 4000  # points of a line; of more, the lowest and the highest of each part
HIGH = 190  # pixels
LIMITS = 4  # that are drawn
FEW = 40  # values of a line that have a dot each
APART = 0.15  # of the highest value: between two limits whose words can be read
FAR = 2.5e11  # seconds since 1970, until when there are clocks
NEAR = 1.6  # times the highest value, up to where a limit is drawn


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """One thing's values: seconds since 1970 (n,), values (n,) with NaN between what does not
    belong together. row: which of the chosen things it is of."""

    name: str
    row: int
    seconds: F64
    values: F64


def lines_of(
    series: Series, streams: Streams, subject: Subject, things: Sequence[str], cadences: F64
) -> list[Line]:
    """What things told of a subject, in its unit; where one was silent for three times as long as
    usual there is a gap."""
    about = streams.subjects.index(subject) if subject in streams.subjects else -1
    found = []
    for row, thing in enumerate(things[:MOST]):
        mine = streams.thing == (streams.things.index(thing) if thing in streams.things else -1)
        for k in np.flatnonzero(mine & (streams.subject == about)).tolist():
            times, values = series.of(thing, streams.streams[k][1])
            if not len(times):
                continue
            told, _ = in_unit(values, np.full(len(values), k), streams, subject)
            seconds = times.astype("datetime64[ms]").astype(np.int64) / 1000
            usual = UNKNOWN if np.isnan(cadences[k]) else float(cadences[k])
            name = series.things[thing].name if thing in series.things else ""
            found.append(Line(name or thing, row, *_parted(seconds, told, STALE * max(usual, 1.0))))
    return found


def _parted(seconds: F64, values: F64, longest: float) -> tuple[F64, F64]:
    """With a gap where nothing was told for too long, and few points where they are many."""
    gaps = np.flatnonzero(np.diff(seconds) > longest) + 1
    seconds = np.insert(seconds, gaps, seconds[gaps - 1] + 1e-3)
    values = np.insert(values, gaps, np.nan)
    if len(values) <= FINEST:
        return seconds, values
    part = int(np.ceil(2 * len(values) / FINEST))
    count = len(values) // part * part
    blocks = values[:count].reshape(-1, part)
    start = np.arange(0, count, part)
    low = np.argmin(np.where(np.isnan(blocks), np.inf, blocks), 1) + start
    high = np.argmax(np.where(np.isnan(blocks), -np.inf, blocks), 1) + start
    gap = np.isnan(blocks)
    silent = (np.argmax(gap, 1) + start)[gap.any(1)]
    ends = [0, *range(count - 1, len(values))]
    rows = np.unique(np.concatenate([low, high, silent, ends]))
    return seconds[rows], values[rows]


class Chart(QWidget):
    """Lines over time, the moment on show, and the limits of what is shown.

    Its lines are made once and shown otherwise: making graphics items while others are painted
    crashes Qt. pointed: somebody clicked on a moment, in seconds since 1970.
    """

    pointed = Signal(float)

    def __init__(self) -> None:
        super().__init__()
        self.axis = pg.DateAxisItem(utcOffset=0)
        self.plot = pg.PlotWidget(axisItems={"bottom": self.axis})
        self.plot.setMenuEnabled(False)
        self.plot.hideButtons()
        self.plot.setMouseEnabled(x=True, y=False)
        self.plot.setFixedHeight(HIGH)
        self.plot.setAccessibleName("What the chosen things told over time")
        self.plot.scene().sigMouseClicked.connect(self._clicked)
        item = self.plot.getPlotItem()
        item.showGrid(x=False, y=True, alpha=0.15)
        self.curves = [pg.PlotDataItem(connect="finite") for _ in range(MOST)]
        self.limits = [pg.InfiniteLine(angle=0) for _ in range(LIMITS)]
        paper = QColor(f"#90{theme.current().paper[1:]}")  # lines are seen through it
        self.names = [pg.TextItem(anchor=(0, 1), fill=paper) for _ in range(LIMITS)]
        self._now = pg.InfiniteLine(angle=90)
        for curve in self.curves:
            item.addItem(curve)
        for mark in (*self.limits, *self.names, self._now):
            item.addItem(mark, ignoreBounds=mark is not self.limits[0])
            mark.hide()
        self._lines: list[Line] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.plot)

    def show_lines(
        self, lines: Sequence[Line], subject: Subject | None, at: float | None, clock: str
    ) -> None:
        """Draw lines. at: the moment on show, None for now. clock: an IANA zone."""
        self._lines = list(lines[:MOST])
        colours = theme.current()
        self.plot.setBackground(QColor(colours.paper))
        self.axis.utcOffset = _behind(self._lines, clock)
        for side in ("left", "bottom"):
            axis = self.plot.getPlotItem().getAxis(side)
            axis.setPen(QColor(colours.line))
            axis.setTextPen(QColor(colours.grey))
        inks = line_inks()
        for number, curve in enumerate(self.curves):
            line = self._lines[number] if number < len(self._lines) else None
            ink = inks[line.row if line is not None else number]
            few = line is not None and len(line.values) <= FEW
            curve.setSymbol("o" if few else None)
            curve.setSymbolSize(5)
            curve.setSymbolBrush(ink)
            curve.setSymbolPen(None)
            curve.setPen(pg.mkPen(ink, width=2))
            if line is None or not np.isfinite(line.values).any():  # it finds no bounds of nothing
                curve.setData([], [])
            else:
                curve.setData(line.seconds, line.values)
        self._show_limits(subject)
        self._now.setVisible(at is not None)
        if at is not None:
            self._now.setPen(pg.mkPen(QColor(colours.accent), width=2))
            self._now.setPos(at)
        self.setAccessibleDescription(self.words())

    def _show_limits(self, subject: Subject | None) -> None:
        """Mark the limits that lie near, each with its name at the left."""
        ink = QColor(theme.current().warning)
        near = list(self._limits(subject).items())
        left = min((float(one.seconds[0]) for one in self._lines if len(one.seconds)), default=0.0)
        for number, (line, name) in enumerate(zip(self.limits, self.names, strict=True)):
            shown = number < len(near)
            line.setVisible(shown)
            name.setVisible(shown)
            if shown:
                value, title = near[number]
                line.setPen(pg.mkPen(ink, width=1, style=Qt.PenStyle.DashLine))
                line.setPos(value)
                name.setColor(ink)
                name.setText(title)
                name.setPos(left, value)

    def _limits(self, subject: Subject | None) -> dict[float, str]:
        """The limits that lie near what is drawn, and whose they are; as many as can be read."""
        if subject is None or subject.quantity is None or not self._lines:
            return {}
        values = np.concatenate([line.values for line in self._lines])
        top = float(np.nanmax(values)) if np.isfinite(values).any() else 0.0
        room = APART * max(top, 1e-9)
        found: dict[float, str] = {}
        for one in sorted(subject.quantity.limits, key=lambda one: -one.value):
            free = not found or min(found) - one.value >= room
            if free and one.value <= NEAR * max(top, 1e-9):
                found[one.value] = f"{one.title}, {one.over}"
        return dict(list(found.items())[:LIMITS])

    def words(self) -> str:
        """The lines in words, for those who listen."""
        return "\n".join(map(_line_words, self._lines))

    def _clicked(self, event: Any) -> None:
        where = self.plot.getPlotItem().vb.mapSceneToView(event.scenePos())
        self.pointed.emit(float(where.x()))


def _behind(lines: Sequence[Line], clock: str) -> float:
    """Seconds that a clock is behind UTC at the end of lines."""
    last = max((float(line.seconds[-1]) for line in lines), default=0.0)
    if not 0 <= last < FAR:
        return 0.0
    offset = datetime.fromtimestamp(last, zone(clock)).utcoffset()
    return -offset.total_seconds() if offset is not None else 0.0


def _line_words(line: Line) -> str:
    known = line.values[np.isfinite(line.values)]
    words = f"{visible(line.name)}: {'1 value' if len(known) == 1 else f'{len(known)} values'}"
    return f"{words}, from {known.min():.4g} to {known.max():.4g}" if len(known) else words
