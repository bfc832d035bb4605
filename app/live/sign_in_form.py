"""How one signs in to a platform: the way, and what it takes."""

from __future__ import annotations

import re

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QComboBox, QFormLayout, QLabel, QLineEdit, QWidget

from app.live.signing import TITLES
from importers.live.sign_in.device import Invitation
from importers.live.sign_in.entry import SignIn

# What each way takes: the field of a SignIn ("secret" is none), and its name for people.
TAKES = {
    "": (),
    "key": (("name", "Header"), ("secret", "Key")),
    "basic": (("name", "Name"), ("secret", "Password")),
    "client": (("issuer", "Issuer"), ("client", "Client"), ("secret", "Client's secret"),
               ("scope", "Scope")),
    "device": (("issuer", "Issuer"), ("client", "Client"), ("scope", "Scope")),
    "code": (("issuer", "Issuer"), ("client", "Client"), ("scope", "Scope")),
}  # fmt: skip
HINTS = {"name": "X-API-Key", "issuer": "https://…", "scope": "openid"}


class SignInForm(QWidget):
    """A way of signing in, and a field for each thing that it takes."""

    def __init__(self) -> None:
        super().__init__()
        self.kind = QComboBox()
        self.kind.setAccessibleName("How to sign in")
        for key, title in TITLES.items():
            self.kind.addItem(title, key)
        self.kind.currentIndexChanged.connect(lambda _: self._offer())
        self.fields: dict[str, QLineEdit] = {}
        self._form = QFormLayout(self)
        self._form.setContentsMargins(0, 0, 0, 0)
        self._form.addRow("Sign in", self.kind)
        for name in ("name", "issuer", "client", "scope", "secret"):
            field = self.fields[name] = QLineEdit()
            field.setPlaceholderText(HINTS.get(name, ""))
            self._form.addRow(QLabel(), field)
        self.fields["secret"].setEchoMode(QLineEdit.EchoMode.Password)
        self.words = QLabel("It is kept in this computer's keyring, and in no project.")
        self.words.setProperty("role", "grey")
        self._form.addRow("", self.words)
        self._offer()

    def _offer(self) -> None:
        """Show the fields of the chosen way."""
        taken = dict(TAKES[self.kind.currentData()])
        for name, field in self.fields.items():
            self._form.setRowVisible(field, name in taken)
            label = self._form.labelForField(field)
            if isinstance(label, QLabel):
                label.setText(taken.get(name, ""))
            field.setAccessibleName(taken.get(name, ""))
        self._form.setRowVisible(self.words, "secret" in taken)

    def show_way(self, way: SignIn | None) -> None:
        """Begin with a way that is known; its secret is not shown."""
        self.kind.setCurrentIndex(self.kind.findData(way.kind if way is not None else ""))
        for name in ("name", "issuer", "client", "scope"):
            self.fields[name].setText(getattr(way, name) if way is not None else "")

    @property
    def way(self) -> SignIn | None:
        """How to sign in, without the secret; None for not at all."""
        kind = self.kind.currentData()
        if not kind:
            return None
        taken = {name for name, _ in TAKES[kind]} - {"secret"}
        said = {name: self.fields[name].text().strip() * (name in taken) for name in self.fields}
        name = said["name"] or (HINTS["name"] if kind == "key" else "")
        return SignIn(kind, name, client=said["client"], issuer=said["issuer"], scope=said["scope"])

    @property
    def secret(self) -> str:
        """What a person has typed; it is kept in no field of ours."""
        return self.fields["secret"].text()

    def fault(self) -> str:
        """What is missing, in a sentence; "" for nothing."""
        why = self.way.fault() if self.way is not None else ""
        return sentence(re.sub(r" \(--[^)]*\)", "", why)) if why else ""


def invite(invitation: Invitation) -> str:
    """Open the page where a person signs in, where that is here; else say where it is."""
    minutes = f"within {invitation.seconds / 60:.0f} min"
    if invitation.code:
        where, code = invitation.address, invitation.code
        return f"Open {where} on any screen, and enter the code {code} {minutes}."
    QDesktopServices.openUrl(QUrl(invitation.address))
    return f"Sign in with your browser {minutes}."


def sentence(text: str) -> str:
    """A line as a sentence."""
    return f"{text[:1].upper()}{text[1:]}."
