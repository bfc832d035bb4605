"""The bar above everything: the menus, the three ways to look, and the search for commands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QSizePolicy,
    QToolButton,
)

from app.elided import ElidedButton
from app.panels.scenario_button import ScenarioButton
from app.wording import as_tip
from app.yielding import Yielding, least_width, make_room

HEIGHT = 48
LONGEST = 240  # pixels of a project's name
SEARCH, SHORT = "Search or command   Ctrl K", "Ctrl K"


class Bar(Yielding):
    """One row; where it is short, the ways to look are left to their menu, then words go too, and
    names are shortened."""

    wanted = Signal()  # somebody looks for a command

    def __init__(
        self, menus: Mapping[str, QMenu], looks: Sequence[QAction], scenarios: QMenu
    ) -> None:
        """menus: by their names, the first under the name of what is open. scenarios: the plans."""
        super().__init__()
        self.setObjectName("bar")
        self.setFixedHeight(HEIGHT)
        self.brand = QLabel("Maquette")
        self.brand.setObjectName("brand")
        self.brand.setContentsMargins(0, 0, 10, 0)
        names = list(menus)
        self.name = ElidedButton()
        self.name.setText(f"{names[0]} ▾")
        _furnish(self.name, menus[names[0]])
        self.search = QPushButton(SEARCH)
        self.search.setAccessibleName("Search or command")
        self.search.setObjectName("search")
        self.search.clicked.connect(self.wanted)
        row = self._line = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 16, 0)
        row.setSpacing(6)
        row.addWidget(self.brand)
        row.addWidget(self.name)
        for name in names[1:]:
            button = QToolButton()
            button.setText(name)
            row.addWidget(_furnish(button, menus[name]))
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
        self.name.setToolTip(as_tip(title))

    def show_scenario(self, name: str) -> None:
        """Name the plan on the table; "" where there is no city to plan in."""
        self.scenario.show_name(name)
        self.scenario.setVisible(bool(name))

    def minimumSizeHint(self) -> QSize:
        words = self._words() if self.search.text() == SEARCH else 0
        return QSize(least_width(self._line, [*self.looks, self.brand]) - words, HEIGHT)

    def _words(self) -> int:
        """How many pixels the long words of the search take more than its short ones."""
        long, short = (self.search.fontMetrics().size(0, words) for words in (SEARCH, SHORT))
        return long.width() - short.width()

    def share_room(self) -> None:
        """Leave out the ways to look, then the name of the program, then the search's words."""
        short = self._words() if self.search.text() == SHORT else 0
        make_room(self._line, self.width() - short, [*reversed(self.looks), self.brand])
        fits = self._line.sizeHint().width() + short <= self.width()
        self.search.setText(SEARCH if fits else SHORT)


def _furnish(button: QToolButton, menu: QMenu) -> QToolButton:
    button.setProperty("role", "flat")
    button.setMenu(menu)
    menu.setParent(button, menu.windowFlags())
    button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    button.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
    return button
