"""Pointing out one corner of the city, as exactly as the model has it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QPainter

from app.marks import paint_cursor
from app.tools.crosshair import Crosshair
from app.tools.look import ARROWS
from app.tools.places import ENTER, NO_KEYS
from app.tools.snap import Spot, spot_at
from app.tools.tool import Picture


class Corner(Crosshair):
    """The next click, or Enter at the crosshair, says a place; corners and edges nearby hold it."""

    def __init__(
        self, picture: Picture, stretch: float, then: Callable[[NDArray[np.float64]], None]
    ) -> None:
        """stretch: of the heights that are drawn. then: gets the place (3,), in local metres."""
        super().__init__(picture)
        self._stretch, self._then = stretch, then
        self.spot: Spot | None = None

    def follow(self, keys: Qt.KeyboardModifier = NO_KEYS) -> None:
        self.spot = spot_at(self._picture, self.place, self._stretch)

    def click(self, keys: Qt.KeyboardModifier = NO_KEYS) -> None:
        """Say the place at the crosshair, and let go."""
        self.follow()
        assert self.spot is not None
        point = self.spot.point
        self._picture.take(None)
        self._then(point)

    def claims(self, event: QKeyEvent) -> bool:
        return Qt.Key(event.key()) in (*ENTER, *ARROWS)

    def key(self, event: QKeyEvent) -> bool:
        if Qt.Key(event.key()) in ENTER:
            self.click()
            return True
        return self.steps(event)

    def paint(self, painter: QPainter) -> None:
        at = self.place
        if self.spot is not None:
            drawn = self.spot.point * (1, 1, self._stretch)
            places, away = self._picture.seen(drawn[None])
            at = places[0] if away[0] > 0 else at
        paint_cursor(painter, at, self.spot.held if self.spot is not None else "")
