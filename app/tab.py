"""A tab: a button that stays pressed while what it names is in front."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import QPushButton


class Tab(QPushButton):
    """Has room for its name in bold, as it stands while it is pressed."""

    def __init__(self, title: str) -> None:
        super().__init__(title)
        self.setProperty("role", "tab")
        self.setCheckable(True)

    def sizeHint(self) -> QSize:
        font = QFont(self.font())
        font.setBold(True)
        wide = QFontMetrics(font).horizontalAdvance(self.text()) + 12
        return QSize(wide, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()
