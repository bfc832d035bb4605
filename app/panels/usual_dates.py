"""The button that offers the usual dates and hours of sun studies."""

from __future__ import annotations

from datetime import date, datetime
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QMenu, QToolButton

from app.sunlight import hour_words

DAYS = ((21, 3), (21, 6), (23, 9), (22, 12))  # equinoxes and solstices
HOURS = (9, 12, 15)


class UsualDates(QToolButton):
    """chosen: the day, the month and the hour."""

    chosen = Signal(int, int, int)

    def __init__(self) -> None:
        super().__init__()
        self.setText("Dates")
        self.setToolTip("Usual dates and times of sun studies")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self)
        for day, month in DAYS:
            name = date(2000, month, day).strftime(f"{day} %B")
            for hour in HOURS:
                action = menu.addAction(f"{name}, {hour_words(datetime(2000, 1, 1, hour))}")
                action.triggered.connect(partial(self._choose, day, month, hour))
            menu.addSeparator()
        self.setMenu(menu)

    def _choose(self, day: int, month: int, hour: int, _: bool = False) -> None:
        self.chosen.emit(day, month, hour)
