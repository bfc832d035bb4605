"""From a way to sign in to data, for each of them, and again without asking."""

import json

import pytest

from city.progress import Progress
from importers.live.answer import FeedFault
from importers.live.sign_in.entry import SignIn, enter
from importers.live.sign_in.vault import Vault
from importers.live.web import Web
from tests.importers.live.sign_in.conftest import SECRET
from tests.live_platform import send


def read(platform, way, ask=lambda _: SECRET, vault=None):
    platform.answers["/x"] = {}
    access = enter(platform.address, way, vault or Vault(), ask, pytest.fail)
    with Web(platform.address, access=access) as web:
        web.get(platform.address + "/x", Progress())
    return platform.asked[-1]


@pytest.mark.parametrize(
    "way, asks",
    [
        (SignIn("key"), "Key for X-API-Key"),
        (SignIn("key", "token", in_query=True), "Key for token"),
        (SignIn("basic", "ada"), "Password of ada"),
    ],
    ids=["header", "parameter", "basic"],
)
def test_a_secret_is_asked_for_once_and_then_known(platform, way, asks):
    asked = []
    first = read(platform, way, lambda what: asked.append(what) or SECRET)
    assert asked == [asks] and read(platform, way, pytest.fail) == first


def test_a_client_gets_in_and_its_secret_is_known_for_this_issuer_alone(platform, issuer):
    token = json.dumps({"access_token": "abc", "token_type": "Bearer"}).encode()
    issuer.answers["/token"] = lambda handler: send(handler, token)
    way = SignIn("client", client="desktop", issuer=issuer.address)
    assert read(platform, way)[1]["authorization"] == "Bearer abc"
    assert read(platform, way, pytest.fail)[1]["authorization"] == "Bearer abc"
    other = SignIn("client", client="desktop", token_url=platform.address + "/token")
    asked = []
    with pytest.raises(FeedFault):
        read(platform, other, lambda what: asked.append(what) or "another")
    assert asked == ["Secret of client desktop"] and SECRET not in str(platform.told)


@pytest.mark.parametrize(
    "way, says",
    [
        (SignIn("basic"), "--user"),
        (SignIn("device", issuer="https://a.eu"), "--client-id"),
        (SignIn("code", client="a"), "--issuer"),
        (SignIn("client", client="a"), "--token-url"),
        (SignIn("client", client="a", token_url="http://a.eu/token"), "https"),
    ],
)
def test_what_is_missing_is_told(way, says):
    with pytest.raises(FeedFault, match=says):
        enter("https://a.eu", way, Vault(), lambda _: "x", pytest.fail)
