"""Signing in on another screen: this program shows a code, a person enters it in a browser."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from city.progress import Progress
from importers.live.answer import FeedFault, parted, without_secrets
from importers.live.feed import number, text
from importers.live.sign_in.client import Client, Denied, Tokens
from importers.live.web import rest

INTERVAL = 5.0  # seconds between two questions, RFC 8628 section 3.2
SLOWER = 5.0  # more seconds each time that the issuer wants it, section 3.5
SHORTEST = 0.1
LONGEST = 1800.0  # seconds that anybody is waited for


@dataclass(frozen=True, slots=True)
class Invitation:
    """Where a person signs in, the code to enter there ("" for none), and for how many seconds."""

    address: str
    code: str
    seconds: float


def device(client: Client, tell: Callable[[Invitation], None], progress: Progress) -> Tokens:
    """Tokens of somebody who signs in elsewhere (RFC 8628). Raises FeedFault."""
    at = client.endpoints(progress)
    if not at.device:
        raise FeedFault(
            f"{without_secrets(at.token)} offers no sign-in on another screen; try --sign-in code",
            lasting=True,
        )
    said = client.ask(at.device, client.scope, progress)
    code, invitation = said.get("device_code"), _invitation(said, at.device)
    if not isinstance(code, str):
        raise FeedFault(f"{without_secrets(at.device)} gives no code; ask its operator", True)
    tell(invitation)
    grant = {"grant_type": "urn:ietf:params:oauth:grant-type:device_code", "device_code": code}
    pause, end = _seconds(said, "interval", INTERVAL), time.monotonic() + invitation.seconds
    while time.monotonic() < end:
        rest(max(pause, SHORTEST), progress)
        try:
            return client.tokens(grant, progress)
        except Denied as fault:
            if fault.error == "slow_down":
                pause += SLOWER
            elif fault.error != "authorization_pending":
                raise
        except FeedFault as fault:
            if fault.lasting:
                raise
            pause *= 2  # section 3.5: a connection that fails is tried more rarely
    raise FeedFault("nobody signed in while the code was good; begin again", lasting=True)


def _invitation(said: Mapping[str, object], url: str) -> Invitation:
    address = text(said.get("verification_uri_complete") or said.get("verification_uri"))
    code = text(said.get("user_code"))
    if parted(address).scheme not in ("http", "https") or not code:
        raise FeedFault(f"{without_secrets(url)} does not say where to sign in", lasting=True)
    return Invitation(address, code, min(_seconds(said, "expires_in", LONGEST), LONGEST))


def _seconds(said: Mapping[str, object], key: str, fallback: float) -> float:
    found = number(said.get(key, fallback))
    return fallback if found is None or math.isnan(found) else found
