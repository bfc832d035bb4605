"""Rows that are short of room: the parts that matter least go, or a half goes below the other."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLayoutItem, QWidget


class Yielding(QFrame):
    """Shares its room among its parts anew where it has another width, or where what they tell or
    their letters have become longer."""

    def share_room(self) -> None:
        """Show as much as there is room for."""
        raise NotImplementedError

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.share_room()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self.share_room()
        return super().event(event)


def make_room(row: QHBoxLayout, room: int, yielding: Sequence[QWidget]) -> int:
    """Show the parts that may go, or hide the first of them, so that a row fits into so many
    pixels; returns how many are hidden."""
    needed = row.sizeHint().width()
    needed += sum(taken(row, part) for part in yielding if part.isHidden())
    gone = 0
    while gone < len(yielding) and needed > room:
        needed -= taken(row, yielding[gone])
        gone += 1
    for k, part in enumerate(yielding):
        part.setHidden(k < gone)
    return gone


def least_width(row: QHBoxLayout, yielding: Sequence[QWidget]) -> int:
    """The pixels of a row without the parts that may go."""
    there = sum(taken(row, part) for part in yielding if not part.isHidden())
    return row.minimumSize().width() - there


def taken(row: QHBoxLayout, part: QWidget) -> int:
    """The pixels that a part takes of its row."""
    return part.sizeHint().width() + row.spacing()


def fold(halves: QBoxLayout, room: int) -> None:
    """Lay two halves of a row side by side, or where there is no room one below the other."""
    needed = halves.spacing() * (halves.count() - 1) + _margins(halves)
    needed += sum(half.sizeHint().width() for half in _parts(halves))
    way = QBoxLayout.Direction
    wanted = way.LeftToRight if needed <= room else way.TopToBottom
    if halves.direction() != wanted:
        halves.setDirection(wanted)
        if (whole := halves.parentWidget()) is not None:
            # what is around it hears of another height once it has given this width
            QTimer.singleShot(0, whole, whole.updateGeometry)


def folded_width(halves: QBoxLayout) -> int:
    """The pixels of two halves that lie one below the other."""
    return max(half.minimumSize().width() for half in _parts(halves)) + _margins(halves)


def _parts(row: QBoxLayout) -> list[QLayoutItem]:
    return [item for k in range(row.count()) if (item := row.itemAt(k)) is not None]


def _margins(row: QBoxLayout) -> int:
    margins = row.contentsMargins()
    return margins.left() + margins.right()
