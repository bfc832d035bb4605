"""Tokens from their issuer, and everything that it may say instead."""

import base64
import time
from urllib.parse import parse_qs

import pytest

from city.progress import Progress
from importers.live.answer import FeedFault
from importers.live.sign_in.client import Client, Denied, discovered, protected
from tests.importers.live.sign_in.conftest import SECRET
from tests.live_platform import send

GRANT = {"grant_type": "client_credentials"}
TOKEN = {"access_token": "abc", "token_type": "Bearer"}


def test_a_client_says_its_secret_to_the_token_endpoint_alone(issuer):
    issuer.answers["/token"] = {**TOKEN, "token_type": "bearer", "expires_in": 3600}
    client = Client("desk:top", issuer.address, scope="air noise", secret=SECRET)
    tokens = client.tokens({**GRANT, **client.scope}, Progress())
    assert tokens.access == "abc" and tokens.refresh == ""
    assert tokens.until == pytest.approx(time.time() + 3570, abs=5)
    found, token = issuer.asked
    assert "authorization" not in found[1]
    _, word = token[1]["authorization"].split()
    assert base64.b64decode(word) == f"desk%3Atop:{SECRET}".encode()
    ((method, _, body),) = issuer.told
    assert (method, parse_qs(body.decode())) == (
        "POST",
        {"grant_type": ["client_credentials"], "scope": ["air noise"]},
    )
    client.tokens(GRANT, Progress())
    assert len(issuer.asked) == 3  # where tokens are is asked once


def test_an_issuer_that_wants_the_secret_in_the_body_gets_it_there(issuer):
    said = issuer.answers["/.well-known/openid-configuration"]
    said["token_endpoint_auth_methods_supported"] = ["client_secret_post"]
    issuer.answers["/token"] = TOKEN
    Client("desktop", issuer.address, secret=SECRET).tokens(GRANT, Progress())
    ((_, _, body),) = issuer.told
    assert parse_qs(body.decode())["client_secret"] == [SECRET]
    assert "authorization" not in issuer.asked[-1][1]


def test_a_token_lasts_half_its_time_where_that_is_short(issuer):
    issuer.answers["/token"] = {**TOKEN, "expires_in": "20"}
    tokens = Client("a", token_url=issuer.address + "/token").tokens(GRANT, Progress())
    assert tokens.until == pytest.approx(time.time() + 10, abs=3)


@pytest.mark.parametrize(
    "error, says",
    [
        ("invalid_client", "does not know this client, or its secret is wrong"),
        ("invalid_grant", "sign in again"),
        ("invalid_scope", "scope"),
        ("odd", r"in like this \(odd\)"),
    ],
)
def test_a_denial_is_told_in_plain_words(issuer, error, says):
    body = f'{{"error": "{error}", "error_description": "{SECRET}"}}'.encode()
    issuer.answers["/token"] = lambda handler: send(handler, body, 400)
    with pytest.raises(Denied, match=says) as told:
        Client("a", issuer.address, secret=SECRET).tokens(GRANT, Progress())
    assert SECRET not in str(told.value) and told.value.error == error


@pytest.mark.parametrize(
    "answer, says",
    [
        (b"[]", "gives no token"),
        (b"{}", "no bearer token"),
        (b'{"access_token": "a", "token_type": "DPoP"}', "no bearer token"),
        (b'{"access_token": 7, "token_type": "Bearer"}', "no bearer token"),
        (b'{"access_token": "a\\r\\nX: y", "token_type": "Bearer"}', "cannot be sent"),
        (b"<html>", "HTML"),
    ],
)
def test_what_is_no_token_is_a_fault(issuer, answer, says):
    issuer.answers["/token"] = answer
    with pytest.raises(FeedFault, match=says):
        Client("a", issuer.address).tokens(GRANT, Progress())


def test_an_issuer_that_sends_the_secret_on_is_not_followed(issuer, platform):
    issuer.answers["/token"] = lambda h: send(h, b"", 307, Location=platform.address + "/token")
    with pytest.raises(FeedFault, match="sends on to"):
        Client("a", issuer.address, secret=SECRET).tokens(GRANT, Progress())
    assert not platform.asked


def test_the_second_place_of_the_standard_is_asked_too(issuer):
    said = issuer.answers.pop("/.well-known/openid-configuration")
    path = "/.well-known/oauth-authorization-server/city"
    issuer.answers[path] = {**said, "issuer": issuer.address + "/city"}
    assert discovered(issuer.address + "/city/", Progress()).token == issuer.address + "/token"


@pytest.mark.parametrize(
    "change, says",
    [
        ({"issuer": "https://evil.eu"}, "somebody else"),
        ({"token_endpoint": None}, "where its tokens are"),
        ({"token_endpoint": "http://evil.eu/token"}, "over http"),
        ({"token_endpoint": "ftp://127.0.0.1x/"}, "over http"),
    ],
)
def test_an_issuer_that_makes_no_sense_is_refused(issuer, change, says):
    issuer.answers["/.well-known/openid-configuration"].update(change)
    with pytest.raises(FeedFault, match=says):
        discovered(issuer.address, Progress())


def test_no_secret_goes_over_http_but_to_this_computer():
    for fine in ("https://a.eu", "http://127.0.0.1:8", "http://[::1]:8", "http://localhost"):
        protected(fine)
    for wrong in ("http://a.eu", "http://127.0.0.1.evil.eu", "http://10.0.0.1"):
        with pytest.raises(FeedFault, match="https address"):
            protected(wrong)
