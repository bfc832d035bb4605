"""From how somebody signs in at a platform to the access that says it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from importers.live.answer import FeedFault, origin
from importers.live.sign_in.access import Access, Basic, Key, QueryKey
from importers.live.sign_in.bearer import Bearer
from importers.live.sign_in.client import Client
from importers.live.sign_in.device import Invitation, device
from importers.live.sign_in.loopback import code
from importers.live.sign_in.vault import Secret, Vault

API_KEY = "X-API-Key"


@dataclass(frozen=True, slots=True)
class SignIn:
    """How to sign in; no secret, so that a project may keep it.

    kind: "key", "basic", "client", "device" or "code". name: of the user, or of the key's header
    or parameter. client, issuer, token_url, scope: as the issuer of tokens knows this program.
    """

    kind: str
    name: str = ""
    in_query: bool = False
    client: str = ""
    issuer: str = ""
    token_url: str = ""
    scope: str = ""

    def fault(self) -> str:
        """What is missing, in one line; "" for nothing."""
        if self.kind == "basic" and not self.name:
            return "say who signs in (--user)"
        if self.kind in ("client", "device", "code") and not self.client:
            return "say as which client this program is known there (--client-id)"
        if self.kind in ("device", "code") and not self.issuer:
            return "say who issues the tokens (--issuer)"
        if self.kind == "client" and not (self.issuer or self.token_url):
            return "say who issues the tokens (--issuer), or where (--token-url)"
        return ""


def enter(
    address: str,
    way: SignIn,
    vault: Vault,
    ask: Callable[[str], str],
    tell: Callable[[Invitation], None],
) -> Access:
    """Access to a platform for a Web. `ask` is asked for a secret that the vault has not (what for
    is said to it), and `tell` says where a person signs in, as soon as that is needed: both on
    the thread that needs them. Raises FeedFault."""
    if fault := way.fault():
        raise FeedFault(fault, lasting=True)
    if way.kind in ("key", "basic"):
        return _stated(address, way, vault, ask)
    to = f"{way.client} {way.issuer or origin(way.token_url)}"
    keep = partial(vault.keep, address, way.kind, to)
    secret = vault.get(address, way.kind, to)
    if way.kind == "client":
        secret = secret or Secret(ask(f"Secret of client {way.client}"))
        own = Client(way.client, way.issuer, way.token_url, way.scope, secret.text)
        grant = {"grant_type": "client_credentials", **own.scope}
        return Bearer(own, partial(own.tokens, grant), secret, keep, alone=True)
    client = Client(way.client, way.issuer, scope=way.scope)
    begin = device if way.kind == "device" else code
    return Bearer(client, partial(begin, client, tell), secret, keep, alone=False)


def _stated(address: str, way: SignIn, vault: Vault, ask: Callable[[str], str]) -> Access:
    name = way.name or API_KEY
    keep = partial(vault.keep, address, way.kind, name)
    secret = vault.get(address, way.kind, name)
    if way.kind == "basic":
        return Basic(secret or Secret(ask(f"Password of {name}")), keep, name)
    secret = secret or Secret(ask(f"Key for {name}"))
    return QueryKey(secret, keep, name) if way.in_query else Key(secret, keep, name)
