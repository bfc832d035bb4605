"""A line of news inside the window: what went wrong or was done, and what to do about it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6 import QtCore
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton


class Notice(QFrame):
    """One message at a time, until it is closed or the next one comes; it never blocks."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("notice")
        self.text = QLabel()
        self.text.setWordWrap(True)
        self.way = QPushButton()
        self.way.clicked.connect(lambda: self._go())
        self._go: Callable[[], None] = self.hide
        close = QToolButton()
        close.setText("×")
        close.setProperty("role", "flat")
        close.setAccessibleName("Close the message")
        close.clicked.connect(self.hide)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 8, 8, 8)
        row.addWidget(self.text, 1)
        row.addWidget(self.way)
        row.addWidget(close)
        self.hide()

    def say(
        self, text: str, grave: bool = True, way: tuple[str, Callable[[], None]] | None = None
    ) -> None:
        """Show a message; a grave one is marked as a fault. way: on from it, and its button."""
        self.text.setTextFormat(QtCore.Qt.TextFormat.PlainText)  # names come from files
        self.text.setText(text)
        # Qt's flags take 13 ms to load, which the start of the program does not wait for
        self.text.setTextInteractionFlags(QtCore.Qt.TextInteractionFlag.TextSelectableByMouse)
        self.way.setVisible(way is not None)
        if way is not None:
            self.way.setText(way[0])
            self._go = way[1]
        self.setProperty("grave", grave)
        self.style().polish(self)
        self.show()
        self.raise_()
