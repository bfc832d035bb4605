"""Each way to sign in, with a real OpenID provider and a platform that asks it about tokens."""

import threading
import time

import pytest

from city.progress import Progress
from importers.live.answer import FeedFault
from importers.live.sign_in import device
from importers.live.sign_in.client import discovered
from importers.live.sign_in.entry import SignIn, enter
from importers.live.sign_in.vault import Vault
from importers.live.web import Web
from tests.live_platform import send
from tests.provider import MACHINE, active, provider, sign_in


@pytest.fixture(scope="module")
def real():
    with provider() as address:
        yield address


@pytest.fixture
def guarded(platform, real):
    """A platform that lets in whoever has a token that lives."""

    def answer(handler):
        token = (handler.headers.get("Authorization") or "").removeprefix("Bearer ")
        known = bool(token) and active(real, token)
        send(handler, b'{"a": 1}' if known else b"", 200 if known else 401)

    platform.answers["/x"] = answer
    return platform


def tokens(platform):
    return [headers["authorization"] for _, headers in platform.asked]


def read(platform, access, times=1):
    with Web(platform.address, access=access) as web:
        for _ in range(times):
            assert web.get(platform.address + "/x", Progress()).data() == {"a": 1}


def test_it_says_where_everything_is(real):
    found = discovered(real, Progress())
    assert (found.token, found.issuer) == (f"{real}/token", real)
    assert found.device and found.authorization and not found.post


def test_a_client_alone_gets_in_and_its_token_is_renewed(guarded, real):
    name, secret = MACHINE
    way = SignIn("client", client=name, issuer=real)
    access = enter(guarded.address, way, Vault(), lambda _: secret, pytest.fail)
    read(guarded, access, 2)
    time.sleep(1.1)  # tokens live for two seconds, and are renewed after half of them
    read(guarded, access)
    assert len(tokens(guarded)) == 3 and len(set(tokens(guarded))) == 2


def test_a_client_with_another_secret_is_told(guarded, real):
    way = SignIn("client", client=MACHINE[0], issuer=real)
    access = enter(guarded.address, way, Vault(), lambda _: "guessed", pytest.fail)
    with pytest.raises(FeedFault, match="its secret is wrong"):
        read(guarded, access)


@pytest.mark.parametrize("kind", ["device", "code"])
def test_a_person_signs_in_once_and_is_known_the_next_time(guarded, real, kind, monkeypatch):
    monkeypatch.setattr(device, "INTERVAL", 0.2)
    way = SignIn(kind, client="desktop", issuer=real, scope="openid offline_access")
    threads, pages = [], []

    def tell(invitation):
        work = lambda: pages.append(sign_in(invitation.address))  # noqa: E731
        threads.append(threading.Thread(target=work))
        threads[-1].start()

    vault = Vault()
    read(guarded, enter(guarded.address, way, vault, pytest.fail, tell))
    threads[0].join()
    read(guarded, enter(guarded.address, way, vault, pytest.fail, pytest.fail))
    time.sleep(1.1)
    read(guarded, enter(guarded.address, way, vault, pytest.fail, pytest.fail))
    assert len(set(tokens(guarded))) == 3 and len(pages) == 1
    assert "close this page" in pages[0] or "success" in pages[0].lower()
