"""Signing in on another screen, with an issuer that makes it wait, slower, refuses and fails."""

import json
import time

import pytest

from city.progress import Progress
from importers.live.answer import FeedFault
from importers.live.sign_in import device as module
from importers.live.sign_in.client import Client
from importers.live.sign_in.device import device
from tests.live_platform import in_turn, send

CODE = {
    "device_code": "xyz",
    "user_code": "ABCD-EFGH",
    "verification_uri": "https://a.eu/device",
    "expires_in": 600,
    "interval": 0,
}
TOKEN = json.dumps({"access_token": "abc", "token_type": "Bearer"}).encode()


def denied(error):
    return lambda handler: send(handler, json.dumps({"error": error}).encode(), 400)


@pytest.fixture
def quick(monkeypatch):
    monkeypatch.setattr(module, "SHORTEST", 0.01)
    monkeypatch.setattr(module, "SLOWER", 0.2)


def begin(issuer, told=None):
    tell = [].append if told is None else told.append
    return device(Client("desktop", issuer.address, scope="air"), tell, Progress())


def test_it_waits_for_the_person_and_slows_down_when_asked(issuer, quick):
    issuer.answers["/device"], told = CODE, []
    issuer.answers["/token"] = in_turn(
        denied("authorization_pending"),
        denied("slow_down"),
        lambda handler: send(handler, b"", 500),
        lambda handler: send(handler, TOKEN),
    )
    start = time.monotonic()
    assert begin(issuer, told).access == "abc"
    assert time.monotonic() - start > 0.6  # once slower, and then as slow again twice for a fault
    (invitation,) = told
    assert (invitation.address, invitation.code) == ("https://a.eu/device", "ABCD-EFGH")
    assert issuer.told[0] == ("POST", "/device", b"client_id=desktop&scope=air")
    assert len(issuer.told) == 5 and b"device_code=xyz" in issuer.told[-1][2]


@pytest.mark.parametrize(
    "error, says", [("access_denied", "not wanted"), ("expired_token", "begin again")]
)
def test_a_person_who_does_not_want_it_ends_it(issuer, quick, error, says):
    issuer.answers["/device"], issuer.answers["/token"] = CODE, denied(error)
    with pytest.raises(FeedFault, match=says):
        begin(issuer)


def test_nobody_is_waited_for_longer_than_the_code_is_good(issuer, quick):
    issuer.answers["/device"] = {**CODE, "expires_in": 0.1}
    issuer.answers["/token"] = denied("authorization_pending")
    with pytest.raises(FeedFault, match="nobody signed in"):
        begin(issuer)


@pytest.mark.parametrize(
    "change, says",
    [
        ({"verification_uri": "javascript:alert(1)"}, "where to sign in"),
        ({"verification_uri": None}, "where to sign in"),
        ({"user_code": ""}, "where to sign in"),
        ({"device_code": 7}, "no code"),
    ],
)
def test_an_invitation_that_is_none_is_not_shown(issuer, change, says):
    issuer.answers["/device"], told = {**CODE, **change}, []
    with pytest.raises(FeedFault, match=says):
        begin(issuer, told)
    assert not told


def test_an_issuer_without_it_is_told(issuer):
    del issuer.answers["/.well-known/openid-configuration"]["device_authorization_endpoint"]
    with pytest.raises(FeedFault, match="--sign-in code"):
        begin(issuer)
