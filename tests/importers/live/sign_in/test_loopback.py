"""Signing in with a browser: what comes back is taken once, from the right one, and only here."""

import base64
import hashlib
import socket
import threading
import time
import urllib.error
import urllib.request
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from city.progress import Cancelled, Progress
from importers.live.answer import FeedFault
from importers.live.sign_in import loopback
from importers.live.sign_in.client import Client
from tests.live_platform import send

TOKEN = b'{"access_token": "abc", "token_type": "Bearer"}'


class Browser:
    """Comes back in a thread of its own, with what is asked for and more."""

    def __init__(self, *visits):
        self._visits = visits
        self.statuses = []

    def __call__(self, invitation):
        self.invitation = invitation
        self.asked = {k: v[0] for k, v in parse_qs(urlsplit(invitation.address).query).items()}
        self.back = self.asked["redirect_uri"]
        self.thread = threading.Thread(target=self._go)
        self.thread.start()

    def _go(self):
        for path, said in self._visits:
            said = {"state": self.asked["state"], **said}
            try:
                url = f"{self.back}{path}?{urlencode(said)}"
                with urllib.request.urlopen(url, timeout=3) as reply:
                    self.statuses.append(reply.status)
                    self.page, self.headers = reply.read(), reply.headers
            except urllib.error.HTTPError as fault:
                self.statuses.append(fault.code)
                fault.close()


def begin(issuer, browser, progress=None):
    try:
        return loopback.code(Client("desktop", issuer.address), browser, progress or Progress())
    finally:
        browser.thread.join()


def test_a_code_comes_back_and_is_proved_by_its_verifier(issuer):
    issuer.answers["/token"] = lambda handler: send(handler, TOKEN)
    browser = Browser(("", {"code": "c0de", "iss": issuer.address}))
    assert begin(issuer, browser).access == "abc"
    asked = browser.asked
    assert (asked["response_type"], asked["code_challenge_method"]) == ("code", "S256")
    form = parse_qs(issuer.told[0][2].decode())
    digest = hashlib.sha256(form["code_verifier"][0].encode()).digest()
    assert base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == asked["code_challenge"]
    assert len(form["code_verifier"][0]) >= 43  # RFC 7636 section 4.1
    assert form["redirect_uri"] == [asked["redirect_uri"]] and form["code"] == ["c0de"]
    assert urlsplit(asked["redirect_uri"]).hostname == "127.0.0.1"
    assert b"close this page" in browser.page and browser.headers["Cache-Control"] == "no-store"
    with pytest.raises(OSError):
        socket.create_connection(("127.0.0.1", urlsplit(asked["redirect_uri"]).port), 1)


def test_strangers_change_nothing(issuer):
    issuer.answers["/token"] = lambda handler: send(handler, TOKEN)
    browser = Browser(
        ("", {"code": "evil", "state": "guessed"}),
        ("", {"error": "access_denied", "state": "é"}),
        ("/elsewhere", {"code": "evil"}),
        ("", {"code": "c0de"}),
    )
    port = []

    def tell(invitation):
        browser.asked = {}
        port.append(urlsplit(parse_qs(urlsplit(invitation.address).query)["redirect_uri"][0]).port)
        silent.append(socket.create_connection(("127.0.0.1", port[0])))
        browser(invitation)

    silent = []
    try:
        start = time.monotonic()
        tokens = loopback.code(Client("desktop", issuer.address), tell, Progress())
        assert time.monotonic() - start < 2  # a connection that says nothing does not hold it
    finally:
        browser.thread.join()
        silent[0].close()
    assert tokens.access == "abc" and browser.statuses == [404, 404, 404, 200]
    assert b"code=c0de" in issuer.told[0][2] and len(issuer.told) == 1


@pytest.mark.parametrize(
    "said, says",
    [
        ({"error": "access_denied"}, "not wanted"),
        ({"error": "<script>"}, "in like this; ask"),
        ({"code": "x", "iss": "https://evil.eu"}, "somebody else answered"),
    ],
)
def test_a_refusal_is_told(issuer, said, says):
    with pytest.raises(FeedFault, match=says):
        begin(issuer, Browser(("", said)))
    assert not issuer.told


def test_waiting_for_a_person_can_be_cancelled_and_ends(issuer, monkeypatch):
    progress = Progress()
    with pytest.raises(Cancelled):
        loopback.code(Client("a", issuer.address), lambda _: progress.cancel(), progress)
    monkeypatch.setattr(loopback, "PATIENCE", 0.2)
    with pytest.raises(FeedFault, match="nobody signed in"):
        loopback.code(Client("a", issuer.address), lambda _: None, Progress())


def test_an_issuer_without_it_is_told(issuer):
    del issuer.answers["/.well-known/openid-configuration"]["authorization_endpoint"]
    with pytest.raises(FeedFault, match="--sign-in device"):
        loopback.code(Client("a", issuer.address), lambda _: None, Progress())
