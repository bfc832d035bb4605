"""Dialogs on small screens: no larger than the screen, and scrolled where they hold more."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

FRAME = QSize(20, 40)  # pixels that the frame of a window takes, and a little air
LEAST = 160  # pixels of height of what is scrolled


def resize_within(dialog: QWidget, wide: int, high: int) -> None:
    """Give a dialog its size, or what the screen has of it."""
    room = dialog.screen().availableSize() - FRAME
    dialog.resize(QSize(wide, high).boundedTo(room))


class Scrolled(QScrollArea):
    """Wishes to be as high as what it holds; where it is not, that is scrolled."""

    def __init__(self, inside: QWidget) -> None:
        super().__init__()
        self._inside = inside
        self.setWidget(inside)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def minimumSizeHint(self) -> QSize:
        return QSize(self._wide(self._inside.minimumSizeHint().width()), LEAST)

    def sizeHint(self) -> QSize:
        hint = self._inside.sizeHint()
        return QSize(self._wide(hint.width()), hint.height())

    def _wide(self, inside: int) -> int:
        return inside + self.verticalScrollBar().sizeHint().width()
