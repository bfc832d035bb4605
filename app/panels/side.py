"""The right panel: one page at a time, chosen by its tab."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

ROW = 3  # tabs side by side


class Side(QFrame):
    """Pages under tabs, three to a row; the arrow keys move between the tabs."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("rightPanel")
        self.setMinimumWidth(260)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.tabs: dict[str, QPushButton] = {}
        self._pages: dict[str, QWidget] = {}
        self._turned: dict[str, Callable[[], None]] = {}
        self._stack = QStackedWidget()
        frame = QFrame()
        frame.setObjectName("tabs")
        self._grid = QGridLayout(frame)
        self._grid.setContentsMargins(3, 3, 3, 3)
        self._grid.setSpacing(2)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 12, 10, 8)
        column.setSpacing(8)
        column.addWidget(frame)
        column.addWidget(self._stack, 1)

    def add(
        self, name: str, title: str, page: QWidget, turned: Callable[[], None] | None = None
    ) -> None:
        """One more page; `turned` is called whenever it comes to the front."""
        tab = QPushButton(title)
        tab.setProperty("role", "tab")
        tab.setCheckable(True)
        tab.setAutoExclusive(True)
        tab.clicked.connect(lambda: self.turn_to(name))
        count = len(self.tabs)
        self._grid.addWidget(tab, count // ROW, count % ROW)
        self.tabs[name], self._pages[name] = tab, page
        if turned is not None:
            self._turned[name] = turned
        self._stack.addWidget(page)
        if count == 0:
            self.turn_to(name)

    def turn_to(self, name: str) -> None:
        """Bring a page to the front."""
        self.tabs[name].setChecked(True)
        self._stack.setCurrentWidget(self._pages[name])
        if name in self._turned:
            self._turned[name]()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The keyboard comes to the tab in front."""
        self.tabs[self.page].setFocus(event.reason())

    @property
    def page(self) -> str:
        """The name of the page in front."""
        front = self._stack.currentWidget()
        return next((name for name, page in self._pages.items() if page is front), "")
