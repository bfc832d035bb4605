"""Whose a live layer is and under which licence: as a person says, or as was agreed."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from app.wording import visible
from city.terms import LONGEST, Terms, forbids_export

HINT = "Both are named in the legend, in pictures and in reports."
AGREED = "This was agreed in a data space, so it cannot be changed here."


class TermsDialog(QDialog):
    """Asks for the licence and the owner of a layer; of an agreement it shows what was agreed."""

    said = Signal(object)  # Terms

    def __init__(self, parent: QWidget | None, title: str, terms: Terms) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(f"Licence and origin of {visible(title)[:80]}")
        self.setMinimumWidth(460)
        self._terms = terms
        self.attribution = QLineEdit(visible(terms.attribution))
        self.attribution.setPlaceholderText("City of Rotterdam")
        self.licence = QLineEdit(visible(terms.licence))
        self.licence.setPlaceholderText("CC BY 4.0")
        form = QFormLayout()
        form.addRow("Owner, to be named", self.attribution)
        form.addRow("Licence", self.licence)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(12)
        column.addLayout(form)
        agreed = bool(terms.agreement)
        for field in (self.attribution, self.licence):
            field.setMaxLength(LONGEST)
            field.setReadOnly(agreed)
        self.policy = QPlainTextEdit(policy_words(terms))
        self.policy.setAccessibleName("What was agreed")
        self.policy.setReadOnly(True)
        self.policy.setTabChangesFocus(True)
        self.policy.setVisible(agreed)
        column.addWidget(self.policy)
        hint = QLabel(AGREED if agreed else HINT)
        hint.setWordWrap(True)
        hint.setProperty("role", "grey")
        column.addWidget(hint)
        kinds = QDialogButtonBox.StandardButton
        self.buttons = QDialogButtonBox(kinds.Close if agreed else kinds.Ok | kinds.Cancel)
        self.buttons.accepted.connect(self._take)
        self.buttons.rejected.connect(self.reject)
        column.addWidget(self.buttons)

    def _take(self) -> None:
        fields = (self.attribution, self.licence)
        owner, licence = (" ".join(field.text().split()) for field in fields)
        self.said.emit(replace(self._terms, attribution=owner, licence=licence))
        self.accept()


def policy_words(terms: Terms) -> str:
    """An agreement and what it says, a line each."""
    lines = [f"Agreement {terms.agreement}", f"with {terms.provider}" if terms.provider else ""]
    lines += [f"•  {sentence}" for sentence in terms.policy]
    if why := forbids_export(terms):
        lines.append(f"{why[:1].upper()}{why[1:]}.")
    return visible("\n".join(filter(None, lines)))
