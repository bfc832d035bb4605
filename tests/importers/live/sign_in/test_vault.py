"""Secrets are kept in the keyring for whom they were given, or for the session alone."""

import keyring
import pytest
from keyring.backends import fail

from importers.live.answer import FeedFault
from importers.live.sign_in.vault import Secret, Vault
from tests.importers.live.sign_in.conftest import SECRET
from tests.keyrings import Memory

HERE = "https://a.eu/sta/v1.1"


def test_a_secret_is_found_by_the_next_session(memory):
    secret = Secret(SECRET)
    Vault().keep(HERE, "key", "X-API-Key", secret)
    assert Vault().get("https://a.eu/another/path", "key", "X-API-Key") == secret
    assert list(memory.kept) == [("Maquette", "https://a.eu:443 key")]
    assert not Vault().fleeting


@pytest.mark.parametrize(
    "address, kind, to",
    [
        ("https://b.eu", "key", "X-API-Key"),
        ("http://a.eu", "key", "X-API-Key"),
        (HERE, "basic", "X-API-Key"),
        (HERE, "key", "desktop https://evil.eu"),
    ],
    ids=["platform", "scheme", "kind", "issuer"],
)
def test_nobody_else_gets_it(address, kind, to):
    vault = Vault()
    vault.keep(HERE, "key", "X-API-Key", Secret(SECRET))
    assert vault.get(address, kind, to) is None


def test_without_a_keyring_it_is_kept_for_the_session_alone():
    keyring.set_keyring(fail.Keyring())
    vault = Vault()
    vault.keep(HERE, "key", "x", Secret(SECRET))
    assert vault.fleeting and vault.get(HERE, "key", "x").text == SECRET
    assert Vault().get(HERE, "key", "x") is None


def test_a_keyring_that_keeps_secrets_in_the_open_is_none(memory, monkeypatch):
    monkeypatch.setattr(Memory, "priority", 0.5)  # as that of keyrings.alt's plain files
    vault = Vault()
    vault.keep(HERE, "key", "x", Secret(SECRET))
    assert vault.fleeting and not memory.kept


def test_a_keyring_that_is_locked_is_as_none(memory):
    memory.locked = True
    vault = Vault()
    vault.keep(HERE, "key", "x", Secret(SECRET))
    assert vault.fleeting and vault.get(HERE, "key", "x").text == SECRET
    with pytest.raises(FeedFault, match=r"does not give up 'https://a.eu:443 key'"):
        vault.forget(HERE)


def test_what_somebody_else_wrote_there_is_no_secret(memory):
    for text in ("plain", "[]", "{}", '{"to": 1, "who": "x", "secret": "y"}'):
        memory.kept["Maquette", "https://a.eu:443 key"] = text
        assert Vault().get(HERE, "key", "x") is None


def test_what_is_forgotten_is_gone(memory):
    vault, secret = Vault(), Secret(SECRET)
    vault.keep(HERE, "key", "x", secret)
    vault.keep("https://b.eu", "key", "x", secret)
    assert vault.forget(HERE) == [secret.who]
    assert vault.get(HERE, "key", "x") is None and list(memory.kept) == [
        ("Maquette", "https://b.eu:443 key")
    ]


def test_a_secret_is_not_shown():
    assert SECRET not in repr(Secret(SECRET))
