"""The window signs in with what a person has typed once, and no project knows it."""

import pytest

from app.live.link import Link
from app.live.signing import Signing, plain, sign_in_from
from city.progress import Progress
from importers.live.answer import FeedFault
from importers.live.sign_in.entry import SignIn
from tests.app.live.test_link import stations
from tests.live_platform import send, serving

KEY = SignIn("key", "X-Key")
SECRET = "S3CR3T-0123456789"


@pytest.fixture
def platform():
    with serving() as made:
        made.answers["/air"] = lambda handler: (
            send(handler, status=401)
            if handler.headers.get("X-Key") != SECRET
            else send(handler, stations_body())
        )
        yield made


def stations_body():
    import json

    return json.dumps(stations(10, 20)).encode()


def opened(signing, platform, *given):
    address = f"{platform.address}/air"
    link = Link(address, signing.way(address, *given))
    try:
        link.open(Progress())
        return len(link.offers)
    finally:
        link.close()


def test_what_was_typed_once_is_known_again(platform, qapp):
    signing = Signing()
    assert opened(signing, platform, KEY, SECRET) == 1
    assert opened(signing, platform, KEY) == 1
    with pytest.raises(FeedFault, match="who asks"):
        opened(signing, platform, None)


def test_a_secret_that_nobody_typed_is_asked_for(platform, qapp):
    with pytest.raises(FeedFault, match="not known on this machine; sign in"):
        opened(Signing(), platform, KEY)


def test_another_secret_takes_the_place_of_the_known_one(platform, qapp):
    signing = Signing()
    with pytest.raises(FeedFault):
        opened(signing, platform, KEY, "wrong-0123456789")
    assert opened(signing, platform, KEY, SECRET) == 1
    assert opened(signing, platform, KEY) == 1


def test_a_project_keeps_the_way_without_the_secret():
    for way in (KEY, SignIn("client", client="me", issuer="https://id.example.org")):
        assert sign_in_from(plain(way)) == way
    assert plain(None) is None


@pytest.mark.parametrize(
    "said", [None, 3, {}, {"kind": "magic"}, {"kind": ""}, {"kind": "code"}, {"kind": "basic"}]
)
def test_what_is_no_way_to_sign_in(said):
    assert sign_in_from(said) is None
