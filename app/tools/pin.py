"""Pinning a note: one click says where."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QMouseEvent

from app.tools.look import CLICK
from app.tools.tool import Picture, Point, Tool

if TYPE_CHECKING:
    from app.on_the_table import Selection


class Pin(Tool):
    """The next click in the city says where, and what was hit; then the hand is empty again."""

    def __init__(self, picture: Picture, then: Callable[[Point, Selection | None], None]) -> None:
        self._picture, self._then = picture, then
        self._pressed: QPointF | None = None

    def press(self, event: QMouseEvent) -> bool:
        if event.button() != Qt.MouseButton.LeftButton:
            return False
        self._pressed = event.position()
        return True

    def release(self, event: QMouseEvent) -> bool:
        if event.button() != Qt.MouseButton.LeftButton or self._pressed is None:
            return False
        place, pressed, self._pressed = event.position(), self._pressed, None
        if (place - pressed).manhattanLength() <= CLICK:
            hit = self._picture.at(place)
            point = hit.point if hit is not None and hit.point else self._picture.under(place)
            self._picture.take(None)
            self._then(point, hit)
        return True
