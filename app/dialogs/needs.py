"""Asks for what a file of results does not say itself: units, coordinates, a beginning, streets."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.dialogs.one_file import ask_file
from app.simulated.taken import Said
from app.wording import visible
from city.crs import parse_crs
from importers.simulated import Need, NeedsMore

ASKED = {
    "crs": "Coordinate system",
    "unit": "Unit of {of}",
    "start": "When it begins (UTC)",
    "network": "Its network of streets",
    "column": "Column that holds the {of}",
}
HINTS = {
    "crs": "EPSG:28992, or local",
    "unit": "m, °C, m/s …, or 1 for a number",
    "start": "2026-07-14T00:00",
    "network": "path of the network that the model ran on",
    "column": "as it is called in the first line",
}


class NeedsDialog(QDialog):
    """One field for each thing that is asked for; what is wrong is said before anything is read."""

    said = Signal(object)  # Said

    def __init__(self, parent: QWidget | None, fault: NeedsMore, before: Said) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(f"About {visible(fault.path.name)[:80]}")
        self.setMinimumWidth(460)
        self._needs, self._before = fault.needs, before
        words = QLabel("The file does not say this itself. What you say is kept in the project.")
        words.setWordWrap(True)
        form = QFormLayout()
        self.fields: list[QLineEdit] = []
        for need in fault.needs:
            field = QLineEdit()
            title = visible(ASKED[need.what].format(of=need.of))
            field.setPlaceholderText(HINTS[need.what])
            field.setAccessibleName(title)
            self.fields.append(field)
            form.addRow(title, self._with_choice(field) if need.what == "network" else field)
            if need.found:
                found = QLabel(visible(f"it has {need.found}"))
                found.setProperty("role", "grey")
                found.setWordWrap(True)
                found.setTextFormat(Qt.TextFormat.PlainText)
                form.addRow("", found)
        self.wrong = QLabel()
        self.wrong.setProperty("role", "warning")
        self.wrong.setWordWrap(True)
        self.wrong.setTextFormat(Qt.TextFormat.PlainText)
        self.wrong.hide()
        kinds = QDialogButtonBox.StandardButton
        buttons = QDialogButtonBox(kinds.Ok | kinds.Cancel)
        buttons.button(kinds.Ok).setText("Show it")
        buttons.accepted.connect(self.take)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(12)
        column.addWidget(words)
        column.addLayout(form)
        column.addWidget(self.wrong)
        column.addWidget(buttons)

    def _with_choice(self, field: QLineEdit) -> QWidget:
        """A field for a path, and a button that lets one choose it."""
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        button = QPushButton("Choose…")
        button.setAutoDefault(False)
        button.clicked.connect(
            lambda: ask_file(self, "The network", lambda path: field.setText(str(path)), ())
        )
        line.addWidget(field, 1)
        line.addWidget(button)
        return row

    def take(self) -> None:
        """Go on with what was said, if it can be right."""
        said = self._before
        for need, field in zip(self._needs, self.fields, strict=True):
            answer = field.text().strip()
            if why := wrong_with(need, answer):
                self.wrong.setText(why)
                self.wrong.show()
                field.setFocus()
                return
            said = said.with_answer(need, answer)
        self.said.emit(said)
        self.accept()


def wrong_with(need: Need, answer: str) -> str:
    """What is wrong with an answer, "" for nothing."""
    title = ASKED[need.what].format(of=need.of)
    if not answer:
        return f"{title}: say it, or cancel"
    checks: dict[str, Callable[[str], object]] = {
        "crs": parse_crs,
        "start": lambda text: np.datetime64(text.rstrip("Z"), "ms"),
    }
    if need.what == "network" and not Path(answer).exists():
        return f"{title}: there is no file {answer}"
    try:
        checks.get(need.what, str)(answer)
    except ValueError as fault:
        return f"{title}: {fault}"
    return ""
