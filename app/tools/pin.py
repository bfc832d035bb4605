"""Pinning a note: one click says where."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QMouseEvent

from app.tools.look import CLICK
from app.tools.tool import Tool

if TYPE_CHECKING:
    from app.document import Selection
    from app.viewport import Point, Viewport


class Pin(Tool):
    """The next click in the city says where, and what was hit; then the hand is empty again."""

    def __init__(self, viewport: Viewport, then: Callable[[Point, Selection | None], None]) -> None:
        self._viewport, self._then = viewport, then
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
            hit = self._viewport.at(place)
            point = hit.point if hit is not None and hit.point else self._viewport.under(place)
            self._viewport.take(None)
            self._then(point, hit)
        return True
