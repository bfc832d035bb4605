"""Pointing out places: clicks in the picture, one or as many as are wanted."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter

from app.marks import paint_cursor
from app.tools.crosshair import Crosshair
from app.tools.look import ARROWS
from app.tools.tool import Picture, Point

if TYPE_CHECKING:
    from app.on_the_table import Selection

ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
NO_KEYS = Qt.KeyboardModifier.NoModifier


class Places(Crosshair):
    """Each click, or Space at the crosshair, says a place. Of several, Enter, Escape or a double
    click ends it, and Backspace takes the last one back; of one, the click or Enter does."""

    def __init__(
        self,
        picture: Picture,
        several: bool,
        pointed: Callable[[Point, Selection | None], None],
        taken_back: Callable[[], None],
        ended: Callable[[], None],
    ) -> None:
        """ended: the tool is out of the hand, however that came."""
        super().__init__(picture)
        self._several = several
        self._pointed, self._taken_back, self._ended = pointed, taken_back, ended
        self._last = np.full(2, np.nan)  # where the last click was

    def click(self, keys: Qt.KeyboardModifier = NO_KEYS) -> None:
        """Say the place at the crosshair; the second click of a double click says none."""
        here = np.array([self.place.x(), self.place.y()])
        if (here == self._last).all():
            return
        self._last = here
        hit = self._picture.at(self.place)
        point = hit.point if hit is not None and hit.point else self._picture.under(self.place)
        self._pointed(point, hit)
        if not self._several:
            self._picture.take(None)

    def follow(self, keys: Qt.KeyboardModifier = NO_KEYS) -> None:
        """Nothing is said of a place before it is clicked."""

    def double_click(self, event: QMouseEvent) -> bool:
        self._picture.take(None)
        return True

    def claims(self, event: QKeyEvent) -> bool:
        key = Qt.Key(event.key())
        return key in (*ENTER, *ARROWS, Qt.Key.Key_Space, Qt.Key.Key_Backspace)

    def key(self, event: QKeyEvent) -> bool:
        key = Qt.Key(event.key())
        if self.steps(event):
            return True
        if key == Qt.Key.Key_Space or (key in ENTER and not self._several):
            self.click()
        elif key in ENTER:
            self._picture.take(None)
        elif key == Qt.Key.Key_Backspace:
            self._last = np.full(2, np.nan)
            self._taken_back()
        else:
            return False
        return True

    def put_down(self) -> None:
        self._ended()

    def paint(self, painter: QPainter) -> None:
        paint_cursor(painter, self.place, "")
