"""A day as a band: dark at night, warm at sunrise and sunset, light at noon; a handle on it."""

from __future__ import annotations

from datetime import datetime

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSignalBlocker, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QKeyEvent,
    QLinearGradient,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSlider, QWidget

from app import theme
from app.sunlight import hour_words
from city.place import Place
from city.simulate.sun import Day, stamps, sun_at

TOLD = 3  # pixels high is the mark of what was told
ABOVE, BAND = 17, 24  # pixels: the time over the band, and the band
STEP = 5  # minutes for an arrow key
# The colour of the sky by the sun's altitude in degrees; the steps tell by lightness too.
COLOURS = (
    (-18.0, "#2a3350"),
    (-6.0, "#3a4060"),
    (-3.0, "#76657a"),
    (0.0, "#ea9466"),
    (5.0, "#f6c78c"),
    (12.0, "#fbe6b4"),
    (25.0, "#dcebf2"),
    (45.0, "#cfe6f8"),
)


class DayBand(QSlider):
    """Minutes since midnight on a band; the mouse takes the handle anywhere."""

    turned = Signal(int)  # days forth or back

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setAccessibleName("Time of day")
        self.setFixedHeight(ABOVE + BAND + 3)
        self.setMinimumWidth(160)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setRange(0, 24 * 60 - 1)
        self.setSingleStep(STEP)
        self.setPageStep(60)
        self.shining = False
        self._told: tuple[datetime, datetime] | None = None
        self._day: Day | None = None
        self._stops: list[tuple[float, QColor]] = []

    def show_day(self, day: Day | None, place: Place | None) -> None:
        """Colour the band as the sun passes on a day over a place; without a place it is grey, and
        without a day no moment can be told from it."""
        self._day = day
        self._stops = []
        if day is not None:
            length = round((day.end.timestamp() - day.begin.timestamp()) / 60)
            with QSignalBlocker(self):  # a shorter day must not switch the sun on
                self.setRange(0, length - 1)
        if day is not None and place is not None:
            minutes = np.linspace(0, length, 97)
            moments = stamps([day.begin])[0] + (minutes * 60e6).astype("m8[us]")
            altitude = sun_at(moments, place).altitude
            shares = (minutes / length).tolist()
            self._stops = list(zip(shares, sky_colours(altitude), strict=True))
        self.update()

    def show_told(self, span: tuple[datetime, datetime] | None) -> None:
        """Mark from when until when live layers have told anything; None: nothing."""
        if span != self._told:
            self._told = span
            self.update()

    def moment(self) -> datetime | None:
        """The moment that the handle stands on."""
        return self._at(self.value()) if self._day is not None else None

    def _at(self, minute: int) -> datetime:
        assert self._day is not None
        seconds = self._day.begin.timestamp() + 60 * minute
        return datetime.fromtimestamp(seconds, self._day.begin.tzinfo)

    def place_of(self, moment: datetime) -> int:
        """The minute of the band on which a moment lies."""
        assert self._day is not None
        return int((moment.timestamp() - self._day.begin.timestamp()) // 60)

    def _room(self) -> QRectF:
        return QRectF(1, ABOVE, self.width() - 2, BAND)

    def _x(self, minute: float) -> float:
        room = self._room()
        return room.left() + room.width() * minute / (self.maximum() + 1)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._take(event.position().x())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._take(event.position().x())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def _take(self, x: float) -> None:
        room = self._room()
        self.setValue(round((x - room.left()) / room.width() * (self.maximum() + 1)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        days = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}.get(Qt.Key(event.key()))
        if days is None:
            super().keyPressEvent(event)
        else:
            self.turned.emit(days)

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        room = self._room()
        outline = QPainterPath()
        outline.addRoundedRect(room, 4, 4)
        gradient = QLinearGradient(room.topLeft(), room.topRight())
        for share, colour in self._stops or [(0.0, QColor(colours.field))]:
            gradient.setColorAt(share, colour)
        painter.fillPath(outline, gradient)
        painter.setPen(QColor(colours.accent if self.hasFocus() else colours.line))
        painter.drawPath(outline)
        self._mark_told(painter, room)
        self._mark_hours(painter, room)
        if self._day is not None:
            self._mark_now(painter, room)

    def _mark_told(self, painter: QPainter, room: QRectF) -> None:
        """Underline the time of which something was told."""
        if self._day is None or self._told is None:
            return
        first, last = (self._x(self.place_of(moment) + 0.5) for moment in self._told)
        left, right = max(first, room.left()), min(max(last, first + 2), room.right())
        if left < right:
            under = QRectF(left, room.bottom() - TOLD, right - left, TOLD)
            painter.fillRect(under.adjusted(-1, -1, 1, 0), QColor("#ffffff"))
            painter.fillRect(under, QColor(theme.current().accent))

    def _mark_hours(self, painter: QPainter, room: QRectF) -> None:
        """Write sunrise and sunset into the band: into the night, or the day where it is short."""
        if self._day is None:
            return
        font = QFont(self.font())
        font.setPixelSize(11)
        painter.setFont(font)
        night, day, noon = QColor("#f2f4f8"), QColor("#1b1f24"), QColor("#5c6470")
        for moments, before in ((self._day.rises, True), (self._day.sets, False)):
            for moment in moments:
                x = self._x(self.place_of(moment))
                words = hour_words(moment)
                wide = painter.fontMetrics().horizontalAdvance(words)
                for gap, ink in ((26, night), (5, night), (-5 - wide, day)):
                    left = x - wide - gap if before else x + gap
                    if room.left() + 4 < left and left + wide < room.right() - 4:
                        painter.setPen(ink)
                        spot = QRectF(left, room.top(), wide + 1, room.height())
                        painter.drawText(spot, Qt.AlignmentFlag.AlignCenter, words)
                        break
        if self._day.noon is not None and self._day.polar != "night":
            x = self._x(self.place_of(self._day.noon))
            painter.setPen(QPen(noon, 1))
            painter.drawLine(QPointF(x, room.bottom() - 4), QPointF(x, room.bottom()))

    def _mark_now(self, painter: QPainter, room: QRectF) -> None:
        colours = theme.current()
        x = self._x(self.value() + 0.5)
        ink = QColor(colours.accent if self.shining else colours.grey)
        painter.setPen(QPen(QColor(colours.paper), 5))
        painter.drawLine(QPointF(x, room.top() - 1), QPointF(x, room.bottom() + 1))
        painter.setPen(QPen(ink, 3))
        painter.drawLine(QPointF(x, room.top() - 3), QPointF(x, room.bottom() + 2))
        font = QFont(self.font())
        font.setPixelSize(12)
        font.setBold(True)
        painter.setFont(font)
        words = hour_words(self._at(self.value()))
        wide = painter.fontMetrics().horizontalAdvance(words)
        left = min(max(x - wide / 2, 0.0), self.width() - wide - 1.0)
        painter.drawText(QRectF(left, 0, wide + 1, ABOVE - 3), Qt.AlignmentFlag.AlignCenter, words)


def sky_colours(altitudes: NDArray[np.float64]) -> list[QColor]:
    """The colours of the sky while the sun stands at altitudes in degrees."""
    heights = [height for height, _ in COLOURS]
    named = [QColor(name) for _, name in COLOURS]
    parts = [[c.red() for c in named], [c.green() for c in named], [c.blue() for c in named]]
    mixed = np.stack([np.interp(altitudes, heights, part) for part in parts], 1)
    return [QColor(*one) for one in np.rint(mixed).astype(int).tolist()]
