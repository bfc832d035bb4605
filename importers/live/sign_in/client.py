"""Gets tokens from where a platform has its people signed in (OAuth 2.0, RFC 6749; OpenID)."""

from __future__ import annotations

import base64
import ipaddress
import math
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote_plus, urlencode

import orjson

from city.progress import Progress
from importers.live.answer import FeedFault, parted, without_secrets
from importers.live.feed import number, text
from importers.live.sign_in.access import sayable

TRIES = 2  # whoever asks for a token mostly tries again as well
LEEWAY = 30.0  # seconds before its end that a token is renewed
# RFC 6749 section 5.2, RFC 8628 section 3.5
DENIALS = {
    "invalid_client": "does not know this client, or its secret is wrong; check both",
    "invalid_grant": "does not take this sign-in any more; sign in again",
    "unauthorized_client": "does not let this client sign in like this; ask its operator",
    "unsupported_grant_type": "does not know this way to sign in; ask its operator for another",
    "invalid_scope": "does not know the scope that was asked for; ask its operator",
    "access_denied": "was told by a person that this is not wanted",
    "expired_token": "has waited long enough for somebody to sign in; begin again",
}


class Denied(FeedFault):
    """Why no token is given; error: the word of the standard for it, "" for none."""

    error = ""


@dataclass(frozen=True, slots=True)
class Tokens:
    """What opens a platform until a moment (seconds since 1970), and what brings the next one."""

    access: str = field(repr=False)
    refresh: str = field(repr=False)
    until: float


@dataclass(frozen=True, slots=True)
class Endpoints:
    """Where to ask for what; "" for what is not offered. post: the secret goes into the body."""

    token: str
    device: str = ""
    authorization: str = ""
    issuer: str = ""
    post: bool = False


class Client:
    """This program, as the issuer of tokens knows it.

    issuer: its address, which says where tokens are (RFC 8414, OpenID Connect Discovery 1.0); or
    token_url: where they are. The secret goes nowhere else; "" for a client that has none.
    """

    def __init__(
        self, id: str, issuer: str = "", token_url: str = "", scope: str = "", secret: str = ""
    ) -> None:
        self.id = id
        self.scope = {"scope": scope} if scope else {}
        self._secret = secret
        self._issuer = issuer
        self._found = Endpoints(token_url) if token_url else None
        if token_url:
            protected(token_url)

    def endpoints(self, progress: Progress) -> Endpoints:
        """Where to ask; found out once. Raises FeedFault."""
        if self._found is None:
            self._found = discovered(self._issuer, progress)
        return self._found

    def tokens(self, grant: Mapping[str, str], progress: Progress) -> Tokens:
        """Tokens for what is granted. Raises Denied and FeedFault."""
        at = self.endpoints(progress)
        said = self.ask(at.token, grant, progress)
        name, kind = without_secrets(at.token), said.get("token_type", "")
        if not isinstance(said.get("access_token"), str) or str(kind).lower() != "bearer":
            raise FeedFault(f"{name} gives no bearer token; ask its operator", lasting=True)
        lasts = number(said.get("expires_in"))
        lasts = math.inf if lasts is None or math.isnan(lasts) else lasts
        refresh = said.get("refresh_token")
        return Tokens(
            sayable(said["access_token"]),
            refresh if isinstance(refresh, str) else "",
            time.time() + lasts - min(LEEWAY, lasts / 2),
        )

    def ask(self, url: str, form: Mapping[str, str], progress: Progress) -> dict[str, Any]:
        """What the issuer answers to a form. Raises Denied and FeedFault."""
        from importers.live.web import Web

        said = {"client_id": self.id, **form}
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Accept": "application/json",
        }
        if self._secret and self.endpoints(progress).post:
            said["client_secret"] = self._secret
        elif self._secret:  # section 2.3.1: encoded as a form first
            pair = f"{quote_plus(self.id)}:{quote_plus(self._secret)}"
            headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
            del said["client_id"]
        try:
            with Web(url) as web:
                answer = web.send("POST", url, urlencode(said).encode(), progress, headers, TRIES)
        except FeedFault as fault:
            raise _denied(url, fault) from None
        found = answer.data()
        if not isinstance(found, dict):
            raise FeedFault(f"{without_secrets(url)} gives no token; ask its operator", True)
        return found


def discovered(issuer: str, progress: Progress) -> Endpoints:
    """Where an issuer says that its tokens are. Raises FeedFault where it says nothing sensible."""
    from importers.live.web import Web

    protected(issuer)
    issuer = issuer.rstrip("/")
    parts = parted(issuer)
    places = (
        f"{issuer}/.well-known/openid-configuration",
        f"{parts.scheme}://{parts.netloc}/.well-known/oauth-authorization-server{parts.path}",
    )
    with Web(issuer) as web:
        try:
            said = web.get(places[0], progress, TRIES).data()
        except FeedFault as fault:
            if fault.status not in (400, 401, 403, 404):
                raise
            said = web.get(places[1], progress, TRIES).data()
    name = without_secrets(issuer)
    if not isinstance(said, dict) or text(said.get("issuer")).rstrip("/") != issuer:
        raise FeedFault(f"{name} says that it is somebody else; check the issuer's address", True)
    found = {
        key: said.get(f"{key}_endpoint")
        for key in ("token", "device_authorization", "authorization")
    }
    urls = {key: url if isinstance(url, str) else "" for key, url in found.items()}
    if not urls["token"]:
        raise FeedFault(f"{name} does not say where its tokens are; ask its operator", True)
    for url in filter(None, urls.values()):
        protected(url)
    ways = said.get("token_endpoint_auth_methods_supported")
    post = isinstance(ways, list) and "client_secret_basic" not in ways
    return Endpoints(
        urls["token"], urls["device_authorization"], urls["authorization"], said["issuer"], post
    )


def protected(url: str) -> None:
    """Raise FeedFault where a secret would travel for everybody to read: RFC 6749 section 3.2
    wants TLS. This computer itself is safe."""
    parts = parted(url)
    if parts.scheme not in ("https", "mqtts", "wss") and not loopback(parts.hostname or ""):
        raise FeedFault(
            f"{without_secrets(url)}: nobody signs in over http, where all can read it; "
            "ask for its https address",
            lasting=True,
        )


def loopback(host: str) -> bool:
    """Whether a host is this computer."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def reason(error: str) -> str:
    """What a word of the standard means; other words are repeated only where they can be one."""
    word = f" ({error})" if re.fullmatch("[a-z_]{1,40}", error) else ""
    return DENIALS.get(error, f"does not let anybody in like this{word}; ask its operator")


def _denied(url: str, fault: FeedFault) -> FeedFault:
    try:
        said = orjson.loads(fault.body)
    except orjson.JSONDecodeError:
        said = None
    error = said.get("error") if isinstance(said, dict) else None
    if not isinstance(error, str):
        return fault
    denied = Denied(f"{without_secrets(url)} {reason(error)}", lasting=True, status=fault.status)
    denied.error = error
    return denied
