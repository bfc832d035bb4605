"""What a plan has demolished: each can be looked at, and restored."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from app.wording import as_tip, number

MOST = 30  # that have a row of their own


class Rubble(QWidget):
    """A row for each thing that was demolished, the latest last."""

    flown = Signal(str)  # its id
    restored = Signal(list)  # ids

    def __init__(self) -> None:
        super().__init__()
        self.idents: list[str] = []
        self._filled: list[str] = []  # those that have rows by now
        self._name_of: Callable[[str], str] = str
        self._locked = False
        self.names: list[QPushButton] = []
        self.buttons: list[QPushButton] = []
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(4)
        self._grid.setVerticalSpacing(0)
        self._grid.setColumnStretch(0, 1)
        self.rest = QLabel()
        self.rest.setProperty("role", "grey")
        self.all = _link("Restore all", "Let everything stand again that this plan demolished")
        self.all.clicked.connect(lambda: self.restored.emit(list(self.idents)))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(self._grid)
        column.addWidget(self.rest)
        column.addWidget(self.all)

    def show_rubble(
        self, idents: Sequence[str], name_of: Callable[[str], str], locked: bool
    ) -> None:
        """List what was demolished. locked: nothing can be restored here."""
        self._name_of, self._locked = name_of, locked
        self.idents = list(idents)
        if self.isVisible():
            self._fill()

    def showEvent(self, event: QShowEvent) -> None:
        self._fill()

    def _fill(self) -> None:
        """Make a row for each, once somebody looks."""
        if self.idents != self._filled:
            self._filled = list(self.idents)
            self._make_rows()
        for button in (*self.buttons, self.all):
            button.setEnabled(not self._locked)

    def _make_rows(self) -> None:
        while item := self._grid.takeAt(0):
            if old := item.widget():
                old.deleteLater()
        self.names, self.buttons = [], []
        for row, ident in enumerate(self.idents[-MOST:]):
            words = self._name_of(ident)
            name = _link(words, f"Look at {ident}")
            name.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            name.clicked.connect(lambda _=False, ident=ident: self.flown.emit(ident))
            button = _link("Restore", f"Let {ident} stand again")
            button.setAccessibleName(f"Restore {words}")
            button.clicked.connect(lambda _=False, ident=ident: self.restored.emit([ident]))
            self._grid.addWidget(name, row, 0)
            self._grid.addWidget(button, row, 1)
            self.names.append(name)
            self.buttons.append(button)
        more = len(self.idents) - MOST
        self.rest.setText(f"and {number(more)} more, demolished before" if more > 0 else "")
        self.rest.setVisible(more > 0)
        self.all.setVisible(len(self.idents) > 1)


def _link(text: str, words: str) -> QPushButton:
    button = QPushButton(text.replace("&", "&&"))  # else it would be an access key
    button.setProperty("role", "link")
    button.setToolTip(as_tip(words))
    return button
