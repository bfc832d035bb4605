"""The form asks for what a way of signing in takes, and for nothing else."""

import pytest
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QLineEdit

from app.live.sign_in_form import TAKES, SignInForm, invite
from app.live.signing import TITLES
from importers.live.sign_in.device import Invitation
from importers.live.sign_in.entry import SignIn


@pytest.fixture
def form(qtbot):
    made = SignInForm()
    qtbot.addWidget(made)
    made.show()
    return made


def choose(form, kind):
    form.kind.setCurrentIndex(form.kind.findData(kind))


@pytest.mark.parametrize("kind", list(TITLES))
def test_each_way_has_its_fields(form, kind):
    choose(form, kind)
    seen = {name for name, field in form.fields.items() if field.isVisibleTo(form)}
    assert seen == {name for name, _ in TAKES[kind]}
    assert all(form.fields[name].accessibleName() for name in seen)


def test_what_is_written_becomes_a_way_without_the_secret(form):
    assert form.way is None
    choose(form, "client")
    form.fields["issuer"].setText(" https://id.example.org ")
    form.fields["client"].setText("me")
    form.fields["secret"].setText("S3CR3T")
    assert form.way == SignIn("client", client="me", issuer="https://id.example.org")
    assert form.secret == "S3CR3T" and "S3CR3T" not in repr(form.way)
    assert form.fields["secret"].echoMode() == QLineEdit.EchoMode.Password


def test_a_key_has_a_usual_header(form):
    choose(form, "key")
    assert form.way == SignIn("key", "X-API-Key")


def test_a_known_way_is_begun_with(form):
    way = SignIn("basic", "anna")
    form.show_way(way)
    assert form.way == way and form.secret == ""
    form.show_way(None)
    assert form.way is None


def test_what_is_missing_is_a_sentence(form):
    assert form.fault() == ""
    choose(form, "basic")
    assert form.fault() == "Say who signs in."
    form.fields["name"].setText("ada")
    assert form.fault() == ""


def test_a_person_is_told_where_to_sign_in(monkeypatch):
    opened = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toString()))
    told = invite(Invitation("https://i.eu/device", "ABCD", 600))
    assert told == "Open https://i.eu/device on any screen, and enter the code ABCD within 10 min."
    assert not opened
    assert (
        invite(Invitation("https://i.eu/a", "", 120)) == "Sign in with your browser within 2 min."
    )
    assert opened == ["https://i.eu/a"]
