"""The rows of the time bar: the date and the day's light above, what is said of them below."""

from __future__ import annotations

from PySide6.QtCore import QDate, QSize, Qt
from PySide6.QtWidgets import (
    QBoxLayout,
    QDateEdit,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
)

from app.day_band import DayBand
from app.elided import Elided, ElidedButton
from app.panels.pace import Pace
from app.panels.usual_dates import UsualDates
from app.yielding import Yielding, fold, folded_width, least_width, make_room

EDGE = 14  # pixels beside everything
STAND = 150  # pixels at least that tell where the sun stands


class TimeRows(Yielding):
    """Where the bar is short the hours lie below the date, and words are shortened."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("timeBar")
        self.sun = _button("Sun", "Let the sun shine as at this time")
        self.date = QDateEdit()
        self.date.setCalendarPopup(True)
        self.date.setDisplayFormat("d MMM yyyy")
        self.date.setAccessibleName("Date")
        self.date.setMinimumDate(QDate(1, 1, 2))
        self.date.setMaximumDate(QDate(5999, 12, 30))
        self.usual = UsualDates()
        self.band = DayBand()
        self.play = _button("▶", "Let time pass")
        self.play.setAccessibleName("Let time pass")
        self.pace = Pace()
        self.live = _button("Live", "Show what platforms say now")
        self.live.hide()
        self.words, self.stand = QLabel(), Elided()
        self.where = ElidedButton()
        self.where.setToolTip("Place and time zone")
        self.where.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.where.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.where.setProperty("role", "link")
        self._lay_out()

    def _lay_out(self) -> None:
        for label in (self.words, self.stand):
            label.setProperty("role", "grey")
        self.stand.setMinimumWidth(STAND)
        self.stand.setAlignment(Qt.AlignmentFlag.AlignCenter)
        above = self._above = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        day, hour, below = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        for part in (self.sun, self.date, self.usual):
            day.addWidget(part, 0, Qt.AlignmentFlag.AlignBottom)
        hour.addWidget(self.band, 1)
        for part in (self.play, self.pace, self.live):
            hour.addWidget(part, 0, Qt.AlignmentFlag.AlignBottom)
        above.addLayout(day)
        above.addLayout(hour, 1)
        for row in (above, day, hour):
            row.setSpacing(8)
        self._below = below
        below.setSpacing(12)
        below.addWidget(self.words)
        below.addWidget(self.stand, 1)
        below.addWidget(self.where)
        column = QVBoxLayout(self)
        column.setContentsMargins(EDGE, 6, EDGE, 4)
        column.setSpacing(2)
        column.addLayout(above)
        column.addLayout(below)

    def minimumSizeHint(self) -> QSize:
        least = max(folded_width(self._above), least_width(self._below, [self.words]))
        return QSize(least + 2 * EDGE, super().minimumSizeHint().height())

    def share_room(self) -> None:
        """Let the hours go below the date; when the sun rises and sets is on the band as well."""
        room = self.width() - 2 * EDGE
        fold(self._above, room)
        make_room(self._below, room - self.stand.sizeHint().width(), [self.words])


def _button(text: str, tip: str) -> QToolButton:
    button = QToolButton()
    button.setText(text)
    button.setToolTip(tip)
    button.setCheckable(True)
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return button
