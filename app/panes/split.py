"""How the picture is parted: into panes beside one another, or at a curtain."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QPointF, QRect, QSize

Kind = Literal["beside", "curtain", "space", "blink"]

GAP = 3  # pixels between two panes
WIDE = 1.2  # times as wide as high: three panes stand in one row
NARROW = 0.8  # and below that two stand one above the other


@dataclass(frozen=True, slots=True)
class Split:
    """Panes that are seen by one eye.

    kind: "beside", each in a room of its own, all of them of one size; "curtain", two in the same
    room, the first seen before the curtain and the second behind it; "space", two in one picture,
    where the curtain hangs in the city; "blink", several in the same room, one of them seen.
    at: where the curtain hangs, from 0 to 1. level: whether it hangs across, the first pane above.
    shown: which of several in the same room is seen.
    """

    kind: Kind = "beside"
    count: int = 1
    at: float = 0.5
    level: bool = False
    shown: int = 0

    @property
    def pictures(self) -> int:
        """How many pictures are drawn for them."""
        return 1 if self.kind == "space" else self.count

    def grid(self, size: QSize) -> tuple[int, int]:
        """How many panes lie beside and above one another in a room."""
        if self.kind != "beside" or self.count == 1:
            return 1, 1
        shape = size.width() / max(size.height(), 1)
        if self.count == 2:
            return (2, 1) if shape >= NARROW else (1, 2)
        if self.count == 3:
            return (3, 1) if shape >= WIDE else (1, 3) if shape < NARROW / 2 else (2, 2)
        return 2, 2

    def pane_size(self, size: QSize) -> QSize:
        """Of each pane, in the pixels of the room."""
        beside, above = self.grid(size)
        wide = (size.width() - GAP * (beside - 1)) // beside
        high = (size.height() - GAP * (above - 1)) // above
        return QSize(max(wide, 0), max(high, 0))

    def room(self, pane: int, size: QSize) -> QRect:
        """Where a pane lies in a room."""
        beside, _ = self.grid(size)
        one = self.pane_size(size)
        row, column = divmod(pane, beside) if self.kind == "beside" else (0, 0)
        return QRect(column * (one.width() + GAP), row * (one.height() + GAP), *one.toTuple())

    def seen(self, pane: int, size: QSize) -> QRect:
        """What of a pane is seen, where several have the same room: its part of that."""
        room = self.room(pane, size)
        if self.kind == "blink":
            return room if pane == self.shown else QRect()
        if self.kind != "curtain":
            return room
        ends = [0, round(self.at * (size.height() if self.level else size.width()))]
        first, last = ends if pane == 0 else (ends[1], 1 << 20)
        part = QRect(0, first, 1 << 20, last - first) if self.level else QRect()
        return room & (part if self.level else QRect(first, 0, last - first, 1 << 20))

    def pane_at(self, place: QPointF, size: QSize) -> int:
        """Which pane is seen at a place; beside all of them the nearest."""
        point = place.toPoint()
        if self.kind == "space":
            return 0
        if self.kind == "blink":
            return self.shown
        rooms = [self.seen(pane, size) for pane in range(self.count)]
        away = [_away(room, point.x(), point.y()) for room in rooms]
        return away.index(min(away))


def _away(room: QRect, x: int, y: int) -> int:
    """Pixels from a place to a room, along and across."""
    aside = max(room.left() - x, 0, x - room.right())
    return aside + max(room.top() - y, 0, y - room.bottom())
