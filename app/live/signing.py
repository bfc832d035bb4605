"""Signing in to platforms from the window: secrets lie in the system's keyring, not here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from PySide6.QtCore import QObject, Signal

from importers.live.answer import FeedFault
from importers.live.sign_in.access import Access
from importers.live.sign_in.device import Invitation
from importers.live.sign_in.entry import SignIn, enter
from importers.live.sign_in.vault import Vault

TITLES = {
    "": "Without signing in",
    "key": "An API key",
    "basic": "A name and a password",
    "client": "As a client alone (OAuth 2)",
    "device": "With a code on another screen (OAuth 2)",
    "code": "With the browser here (OAuth 2)",
}
FIELDS = ("name", "client", "issuer", "token_url", "scope")

Way = Callable[[], Access | None]


def sign_in_from(said: Any) -> SignIn | None:
    """How one signs in, as a project keeps it; None for none, and for what makes no sense."""
    if not isinstance(said, dict) or said.get("kind") not in TITLES or not said["kind"]:
        return None
    texts = {name: str(said.get(name, ""))[:500] for name in FIELDS}
    way = SignIn(said["kind"], in_query=said.get("in_query") is True, **texts)
    return None if way.fault() else way


def plain(way: SignIn | None) -> dict[str, Any] | None:
    """The same as plain values; there is no secret among them."""
    return None if way is None else asdict(way)


class Signing(QObject):
    """Holds the one vault of the program, and lets a person finish in a browser.

    invited: a person is to open an address, perhaps to enter a code there.
    """

    invited = Signal(object)  # Invitation

    def __init__(self) -> None:
        super().__init__()
        self.vault = Vault()

    def way(self, address: str, sign_in: SignIn | None, secret: str = "") -> Way:
        """The way in to a platform, to be gone on a worker. secret: as a person has typed it; else
        that of the keyring. Raises FeedFault where neither is there."""

        def ask(what: str) -> str:
            if not secret:
                raise FeedFault(f"{what} is not known on this machine; sign in", lasting=True)
            return secret

        def going() -> Access | None:
            if sign_in is None:
                return None
            if secret:  # another than the one that is known
                self.vault.forget(address)
            return enter(address, sign_in, self.vault, ask, self._tell)

        return going

    def _tell(self, invitation: Invitation) -> None:
        """On a worker: the signal crosses to the main thread."""
        self.invited.emit(invitation)
