"""The bar above everything: the menus, the three ways to look, and the search for commands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QSizePolicy,
    QToolButton,
)

from app.panels.scenario_button import ScenarioButton
from app.wording import as_tip

HEIGHT = 48
LONGEST = 240  # pixels of a project's name
SEARCH, SHORT = "Search or command   Ctrl K", "Ctrl K"


class Bar(QFrame):
    """One row; where it is short, the ways to look are left to their menu, then words go too."""

    wanted = Signal()  # somebody looks for a command

    def __init__(
        self, menus: Mapping[str, QMenu], looks: Sequence[QAction], scenarios: QMenu
    ) -> None:
        """menus: by their names, the first under the name of what is open. scenarios: the plans."""
        super().__init__()
        self.setObjectName("bar")
        self.setFixedHeight(HEIGHT)
        brand = QLabel("Maquette")
        brand.setObjectName("brand")
        names = list(menus)
        self.name = _menu_button(f"{names[0]} ▾", menus[names[0]])
        self.search = QPushButton(SEARCH)
        self.search.setAccessibleName("Search or command")
        self.search.setObjectName("search")
        self.search.clicked.connect(self.wanted)
        row = self._line = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 16, 0)
        row.setSpacing(6)
        row.addWidget(brand)
        row.addSpacing(10)
        row.addWidget(self.name)
        for name in names[1:]:
            row.addWidget(_menu_button(name, menus[name]))
        row.addStretch(1)
        self.looks = [QToolButton() for _ in looks]
        for button, action in zip(self.looks, looks, strict=True):
            button.setDefaultAction(action)
            row.addWidget(button)
        self.scenario = ScenarioButton(scenarios)
        self.scenario.hide()
        row.addWidget(self.scenario)
        row.addWidget(self.search)

    def show_name(self, title: str) -> None:
        """Name what is open, shortened in its middle where it is long; "" where nothing is."""
        middle = Qt.TextElideMode.ElideMiddle
        shown = self.name.fontMetrics().elidedText(title, middle, LONGEST)
        self.name.setText(f"{shown or 'File'} ▾")
        self.name.setToolTip(as_tip(title) if shown != title else "")
        self._make_room()

    def show_scenario(self, name: str) -> None:
        """Name the plan on the table; "" where there is no city to plan in."""
        self.scenario.show_name(name)
        self.scenario.setVisible(bool(name))
        self._make_room()

    def minimumSizeHint(self) -> QSize:
        looks = self._wide([b for b in self.looks if not b.isHidden()])
        words = self._words() if self.search.text() == SEARCH else 0
        return QSize(self._line.sizeHint().width() - looks - words, HEIGHT)

    def _wide(self, looks: Sequence[QToolButton]) -> int:
        return sum(button.sizeHint().width() + self._line.spacing() for button in looks)

    def _words(self) -> int:
        """How many pixels the long words of the search take more than its short ones."""
        long, short = (self.search.fontMetrics().size(0, words) for words in (SEARCH, SHORT))
        return long.width() - short.width()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        spare = self.width() - self.minimumSizeHint().width() - self._words()
        looks = spare >= self._wide(self.looks)
        self.search.setText(SEARCH if spare >= 0 else SHORT)
        for button in self.looks:
            button.setVisible(looks)


def _menu_button(text: str, menu: QMenu) -> QToolButton:
    button = QToolButton()
    button.setText(text)
    button.setProperty("role", "flat")
    button.setMenu(menu)
    menu.setParent(button, menu.windowFlags())
    button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    button.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
    return button
