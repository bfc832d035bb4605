"""A part of a page under its heading, which a click folds away."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget


class Fold(QWidget):
    """A heading that opens and closes what lies below it."""

    def __init__(self, title: str, inside: QWidget, opened: bool = True) -> None:
        super().__init__()
        self._title = title
        self._more = ""
        self.head = QPushButton()
        self.head.setProperty("role", "fold")
        self.head.setCheckable(True)
        self.head.setChecked(opened)
        self.head.setCursor(Qt.CursorShape.PointingHandCursor)
        self.head.toggled.connect(lambda _: self._show())
        self.inside = inside
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.head)
        column.addWidget(inside)
        self._show()

    def say(self, more: str) -> None:
        """Tell, behind the title, how much there is inside; "" for nothing."""
        self._more = more
        self._show()

    def _show(self) -> None:
        opened = self.head.isChecked()
        more = f"  {self._more}" if self._more else ""
        self.head.setText(f"{'▾' if opened else '▸'}  {self._title.upper()}{more}")
        self.head.setAccessibleName(f"{self._title} {self._more}".strip())
        if self.inside.isHidden() == opened:  # to show what is not hidden would lay it out at once
            self.inside.setVisible(opened)
