"""Keeps secrets: in the system's keyring, or in memory alone where there is none."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from importers.live.answer import FeedFault, origin

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

SERVICE = "Maquette"
KINDS = ("key", "basic", "client", "device", "code")


@dataclass(frozen=True, slots=True)
class Secret:
    """A key, a password or a token; who: a random word for whoever has it."""

    text: str = field(repr=False)
    who: str = field(default_factory=lambda: secrets.token_hex(16))


class Vault:
    """Secrets by platform and kind of sign-in.

    `to` is whom a secret was given for: a user's name, or a client and where its tokens come from.
    Whoever names another one, in a project file for example, does not get it. lasting: whether the
    keyring is used at all, and not memory alone.
    """

    def __init__(self, lasting: bool = True) -> None:
        self._session: dict[str, str] = {}
        self._lasting = lasting
        self._refused = False

    def get(self, address: str, kind: str, to: str) -> Secret | None:
        """What was kept for the platform of an address."""
        said = self._said(_entry(address, kind))
        return Secret(said["secret"], said["who"]) if said.get("to") == to else None

    def keep(self, address: str, kind: str, to: str, secret: Secret) -> None:
        """Keep a secret; for this session alone where the keyring does not take it."""
        entry = _entry(address, kind)
        said = json.dumps({"to": to, "who": secret.who, "secret": secret.text})
        self._session[entry] = said
        keyring = self._keyring()
        try:
            if keyring is not None and keyring.get_password(SERVICE, entry) != said:
                keyring.set_password(SERVICE, entry, said)
        except Exception:  # each system's keyring has faults of its own
            self._refused = True

    def forget(self, address: str) -> list[str]:
        """Forget all secrets for the platform of an address; the `who` of each. Raises FeedFault
        where the keyring keeps one nevertheless."""
        gone = []
        for entry in (_entry(address, kind) for kind in KINDS):
            if said := self._said(entry):
                gone.append(str(said["who"]))
            self._session.pop(entry, None)
            try:
                keyring = self._keyring()
                if keyring is not None and keyring.get_password(SERVICE, entry) is not None:
                    keyring.delete_password(SERVICE, entry)
            except Exception as fault:
                raise FeedFault(
                    f"the keyring does not give up {entry!r} ({type(fault).__name__}); delete it "
                    f"there, under {SERVICE}",
                    lasting=True,
                ) from None
        return gone

    @property
    def fleeting(self) -> bool:
        """Whether secrets are forgotten when the program ends: there is no keyring, or it took
        them not."""
        return self._refused or self._keyring() is None

    def _said(self, entry: str) -> dict[str, str]:
        kept, keyring = self._session.get(entry), self._keyring()
        try:
            if kept is None and keyring is not None:
                kept = keyring.get_password(SERVICE, entry)
            said = json.loads(kept or "{}")
        except Exception:
            return {}
        whole = isinstance(said, dict) and {"to", "who", "secret"} <= said.keys()
        return said if whole and all(isinstance(one, str) for one in said.values()) else {}

    def _keyring(self) -> KeyringBackend | None:
        """The system's keyring; one that keeps nothing, or in the open, is none."""
        import keyring

        try:
            found = keyring.get_keyring()
            return found if self._lasting and found.priority >= 1 else None
        except Exception:
            return None


def _entry(address: str, kind: str) -> str:
    scheme, host, port = origin(address)
    return f"{scheme}://{host}:{port} {kind}"
