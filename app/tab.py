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
        self._others: list[str] = []

    def may_be(self, title: str) -> None:
        """Keep room for another name too, so that nothing moves when the tab bears it."""
        self._others.append(title)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        font = QFont(self.font())
        font.setBold(True)
        metrics = QFontMetrics(font)
        wide = max(metrics.horizontalAdvance(title) for title in (self.text(), *self._others))
        return QSize(wide + 12, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()
