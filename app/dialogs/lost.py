"""The sources of a project that are not where they were, and another place to look for them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.dialogs.one_file import ask_file
from app.reopening import Lost

MOST = 12  # that are listed one by one


class LostSources(QDialog):
    """Lists what is lost; each can be looked for elsewhere, and the rest is open already."""

    found = Signal(object, object)  # Lost, Path

    def __init__(self, parent: QWidget, lost: Sequence[Lost]) -> None:
        super().__init__(parent)
        self.lost = tuple(lost)
        self.setWindowTitle("Some sources are missing")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(560)
        word = QLabel(
            "The project is open without these. It remembers them, with their notes and their "
            "looks, until they are found again."
        )
        word.setWordWrap(True)
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(10)
        self.buttons: list[QPushButton] = []
        for row, one in enumerate(lost[:MOST]):
            name = QLabel(f"{one.path.name}\n{one.path.parent}\n{one.why}")
            name.setTextFormat(Qt.TextFormat.PlainText)
            name.setWordWrap(True)
            button = QPushButton("Look elsewhere…")
            button.setAccessibleName(f"Look elsewhere for {one.path.name}")
            button.clicked.connect(lambda _=False, one=one, b=button: self._ask(one, b))
            self.buttons.append(button)
            grid.addWidget(name, row, 0)
            grid.addWidget(button, row, 1, Qt.AlignmentFlag.AlignTop)
        grid.setColumnStretch(0, 1)
        box = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        box.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(14)
        column.addWidget(word)
        column.addLayout(grid)
        if len(lost) > MOST:
            column.addWidget(QLabel(f"… and {len(lost) - MOST} more"))
        column.addWidget(box)

    def _ask(self, one: Lost, button: QPushButton) -> None:
        title = f"Where is {one.path.name}?"
        ask_file(self, title, lambda path: self.take(one, path, button))

    def take(self, one: Lost, path: Path, button: QPushButton) -> None:
        """Use a file in the place of a lost one; the last one closes the dialog."""
        button.setEnabled(False)
        button.setText("Found")
        self.found.emit(one, path)
        if not any(other.isEnabled() for other in self.buttons):
            self.accept()
