"""Keys and passwords: said to their platform alone, in its links and faults masked."""

import base64

import pytest

from city.progress import Cancelled, Progress
from importers.live.answer import FeedFault
from importers.live.sign_in import access as module
from importers.live.sign_in.access import Access, Basic, Key, QueryKey
from importers.live.sign_in.vault import Secret
from importers.live.web import Web
from tests.importers.live.sign_in.conftest import SECRET
from tests.live_platform import send, serving


@pytest.fixture
def other():
    with serving() as one:
        yield one


def ask(platform, access, url=""):
    with Web(platform.address, access=access) as web:
        return web.get(url or platform.address + "/x?a=1", Progress(), 1)


def test_a_key_stands_in_its_header_and_is_kept_once_it_proved_right(platform):
    kept = []
    key = Key(Secret(SECRET), kept.append, "X-API-Key")
    platform.answers["/x"] = lambda handler: send(handler, b"", 401)
    with pytest.raises(FeedFault, match=r"does not take this sign-in.*status 401"):
        ask(platform, key)
    assert not kept and len(platform.asked) == 1
    platform.answers["/x"] = {}
    ask(platform, key), ask(platform, key)
    assert platform.asked[-1][1]["x-api-key"] == SECRET and kept == [key._secret]


def test_a_name_and_a_password_are_said_as_basic(platform):
    platform.answers["/x"] = {}
    ask(platform, Basic(Secret("gehéim"), lambda _: None, "ada"))
    scheme, word = platform.asked[0][1]["authorization"].split()
    assert scheme == "Basic" and base64.b64decode(word).decode() == "ada:gehéim"
    with pytest.raises(FeedFault, match="no colon"):
        Basic(Secret("x"), lambda _: None, "a:b")


def test_a_key_in_the_address_is_said_and_never_told(platform):
    platform.answers["/x"] = {}
    secret = Secret("S3CR3T & more of it+/")
    answer = ask(platform, QueryKey(secret, lambda _: None, "api key"))
    assert platform.paths() == ["/x?a=1&api+key=S3CR3T+%26+more+of+it%2B%2F"]
    assert answer.url == platform.address + "/x?a=1"


def test_a_key_that_links_and_redirects_repeat_goes_to_nobody_else(platform, other):
    access = QueryKey(Secret(SECRET), lambda _: None, "key")
    platform.answers["/x"] = lambda handler: send(
        handler, b"", 302, Location=f"{other.address}/y?b=2&key={SECRET}"
    )
    other.answers["/y"] = {"next": f"{platform.address}/z?key={SECRET}&c=3"}
    answer = ask(platform, access)
    assert other.paths() == ["/y?b=2"] and SECRET.encode() not in answer.body
    platform.answers["/z"] = {}
    ask(platform, access, answer.data()["next"])
    assert platform.paths()[-1] == f"/z?c=3&key={SECRET}"


def test_what_a_platform_repeats_is_masked_and_short_words_of_the_data_are_not(platform):
    platform.answers["/x"] = {"asked": f"with {SECRET}", "name": "Gent"}
    said = ask(platform, Key(Secret(SECRET), lambda _: None, "k")).data()
    assert said == {"asked": "with ***", "name": "Gent"}
    assert ask(platform, Key(Secret("Gent"), lambda _: None, "k")).data()["name"] == "Gent"


@pytest.mark.parametrize("key", ["", "a\r\nHost: evil", "clé", "a b"])
def test_a_key_that_cannot_be_sent_is_refused_and_not_repeated(key):
    with pytest.raises(FeedFault, match="copy it again") as told:
        Key(Secret(key), lambda _: None, "k")
    assert "evil" not in str(told.value)


def test_nobody_in_particular_says_nothing(platform):
    platform.answers["/x"] = {}
    ask(platform, Access())
    assert "authorization" not in platform.asked[0][1] and Access().who == ""


def test_secrets_in_a_file_become_stars_wherever_they_lie(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "STRETCH", 50)
    path, asked = tmp_path / "a", []
    key = Key(Secret(SECRET), lambda _: None, "k")
    for before in range(0, 120, 7):
        whole = b"a" * before + SECRET.encode() * 2 + b"b" * 40
        path.write_bytes(whole)
        key.blank(path, lambda: asked.append(0))
        assert path.read_bytes() == whole.replace(SECRET.encode(), b"*" * len(SECRET))
    assert len(asked) > 18

    def cancelled() -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        key.blank(path, cancelled)
