"""A tool in the hand: what it is told of the mouse and the keys, and what it may ask.

A tool is told of each event first, and paints its preview over the picture. Where the mouse is, and
what is there, it asks of the picture; `app.tools.snap` finds the corner, edge or face nearby.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QWheelEvent

if TYPE_CHECKING:
    from app.on_the_table import Selection

F64 = NDArray[np.float64]
Point = tuple[float, float, float]
Projection = Callable[[F64], tuple[F64, F64]]


class Picture(Protocol):
    """The picture that a tool works on: the viewport, or whatever stands in for it.

    Places are in the widget. Points are local metres as they are drawn: where heights are
    exaggerated, so are theirs.
    """

    @property
    def parallel(self) -> bool:
        """Whether a metre is as long near as far."""

    def at(self, place: QPointF) -> Selection | None:
        """What is seen at a place, and the point of it; None for the sky and the bare ground."""

    def under(self, place: QPointF) -> Point:
        """The point of the city, or else of the ground plane, at a place."""

    def on_level(self, place: QPointF, height: float) -> Point:
        """Where the line of sight through a place meets a height; the focus if nowhere."""

    def seen(self, points: F64) -> tuple[list[QPointF], F64]:
        """Where points (n, 3) are seen, and the metres to each, (n,): < 0 behind the eye."""

    def projection(self) -> Projection:
        """How true points (n, 3) are seen from here, (n, 2) and (n,) above 0 before the eye, as a
        function that any thread may call."""

    def turn(self, dx: float, dy: float, pivot: Point) -> None:
        """Turn the eye about a point: dx degrees round it, dy degrees up."""

    def take(self, tool: Tool | None) -> None:
        """Put another tool into the hand; None: just look."""

    @property
    def room(self) -> QRect:
        """What the picture fills; of several panes, each of them does."""

    def update(self) -> None:
        """Paint the preview anew; after an event that the tool took it is by itself."""


class Tool:
    """A tool that does nothing: every event is left for looking around.

    Each event's answer is whether the tool took it.
    """

    cursor = Qt.CursorShape.CrossCursor
    lights = True  # whether what is under the mouse lights up, as it is what the tool is for

    def press(self, event: QMouseEvent) -> bool:
        return False

    def move(self, event: QMouseEvent) -> bool:
        return False

    def release(self, event: QMouseEvent) -> bool:
        return False

    def double_click(self, event: QMouseEvent) -> bool:
        return False

    def wheel(self, event: QWheelEvent) -> bool:
        return False

    def key(self, event: QKeyEvent) -> bool:
        return False

    def key_up(self, event: QKeyEvent) -> bool:
        return False

    def claims(self, event: QKeyEvent) -> bool:
        """Whether a key is for this tool even where it is a shortcut of the window."""
        return False

    def paint(self, painter: QPainter) -> None:
        """Draw over the picture, in the widget's coordinates."""

    def put_down(self) -> None:
        """The hand lets go of it."""
