"""A line of news inside the window: what went wrong or was done, and what to do about it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton


class Notice(QFrame):
    """One message at a time, until it is closed or the next one comes; it never blocks."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("notice")
        self.text = QLabel()
        self.text.setWordWrap(True)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        close = QToolButton()
        close.setText("×")
        close.setProperty("role", "flat")
        close.setAccessibleName("Close the message")
        close.clicked.connect(self.hide)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 8, 8, 8)
        row.addWidget(self.text, 1)
        row.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        self.hide()

    def say(self, text: str, grave: bool = True) -> None:
        """Show a message; a grave one is marked as a fault."""
        self.text.setText(text)
        self.setProperty("grave", grave)
        self.style().polish(self)
        self.show()
        self.raise_()
