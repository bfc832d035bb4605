"""Signing in with a browser on this computer, which hands a code back to this program."""

from __future__ import annotations

import base64
import hashlib
import queue
import secrets
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

from city.progress import Progress
from importers.live.answer import FeedFault, without_secrets
from importers.live.sign_in.client import Client, Tokens, reason
from importers.live.sign_in.device import Invitation

PATH = "/signed-in"
PATIENCE = 300.0  # seconds that a person has
DONE = b"<!doctype html><title>Maquette</title><p>Thank you. You can close this page now."
HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'",
}


def code(client: Client, tell: Callable[[Invitation], None], progress: Progress) -> Tokens:
    """Tokens of somebody who signs in with a browser here (RFC 8252, with PKCE, RFC 7636): the
    issuer must let this client come back to http://127.0.0.1/signed-in, at any port. Raises
    FeedFault."""
    at = client.endpoints(progress)
    if not at.authorization:
        raise FeedFault(
            f"{without_secrets(at.token)} offers no sign-in with a browser; try --sign-in device",
            lasting=True,
        )
    state, verifier = secrets.token_urlsafe(32), secrets.token_urlsafe(48)
    digest = hashlib.sha256(verifier.encode()).digest()
    with _Loopback(state) as server:
        said = {
            "response_type": "code",
            "client_id": client.id,
            "redirect_uri": server.address,
            "state": state,
            "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
            "code_challenge_method": "S256",
            **client.scope,
            **({"prompt": "consent"} if "offline_access" in client.scope.get("scope", "") else {}),
        }
        joint = "&" if urlsplit(at.authorization).query else "?"
        tell(Invitation(f"{at.authorization}{joint}{urlencode(said)}", "", PATIENCE))
        heard = server.heard(progress)
    name = without_secrets(at.authorization)
    if at.issuer and heard.get("iss", at.issuer) != at.issuer:  # RFC 9207
        raise FeedFault(f"{name}: somebody else answered in its place; begin again", lasting=True)
    if "code" not in heard:
        raise FeedFault(f"{name} {reason(heard.get('error', ''))}", lasting=True)
    grant = {
        "grant_type": "authorization_code",
        "code": heard["code"],
        "redirect_uri": server.address,
        "code_verifier": verifier,
    }
    return client.tokens(grant, progress)


class _Loopback(ThreadingHTTPServer):
    """Listens on this computer alone until a browser comes back with the right state; strangers,
    and connections that say nothing, change nothing."""

    block_on_close = False

    def __init__(self, state: str) -> None:
        heard: queue.SimpleQueue[dict[str, str]] = queue.SimpleQueue()

        class Back(BaseHTTPRequestHandler):
            timeout = 5

            def do_GET(self) -> None:
                parts = urlsplit(self.path)
                said = {key: values[0] for key, values in parse_qs(parts.query).items()}
                given = said.get("state", "").encode()
                fine = parts.path == PATH and secrets.compare_digest(given, state.encode())
                self.send_response(200 if fine else 404)
                for name, value in HEADERS.items():
                    self.send_header(name, value)
                self.end_headers()
                if fine:
                    self.wfile.write(DONE)
                    heard.put(said)

            def log_message(self, *_: object) -> None:
                """A code is written nowhere."""

        super().__init__(("127.0.0.1", 0), Back)
        self.timeout = 0.1
        self._heard = heard
        self.address = f"http://127.0.0.1:{self.server_port}{PATH}"

    def heard(self, progress: Progress) -> dict[str, str]:
        """What the browser brings. Raises FeedFault when nobody comes."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            progress.check()
            self.handle_request()
            if not self._heard.empty():
                return self._heard.get()
        raise FeedFault("nobody signed in; begin again", lasting=True)

    def handle_error(self, *_: object) -> None:
        """A browser that goes away is no fault."""
