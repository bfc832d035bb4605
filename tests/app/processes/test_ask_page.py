"""A server is asked what it offers; one of its simulations is chosen."""

import json

import pytest
from PySide6.QtCore import Qt

from app.live.signing import Signing
from app.processes.ask_page import AskPage
from app.processes.following import SERVERS
from app.settings import Settings
from importers.live.sign_in.entry import SignIn
from tests.app.processes.test_following import until
from tests.app.processes.windows import Areas
from tests.importers.processes.server import WIND
from tests.live_platform import send as answer

NOISE = {**WIND, "id": "noise", "title": "Noise <b>\u202e", "description": "Of traffic"}


@pytest.fixture
def page(following, desk, server, qtbot):
    server.answers["/processes"] = {"processes": [WIND, NOISE]}
    server.answers["/processes/noise"] = NOISE
    made = AskPage(following, desk.planning, Settings(), Signing(), Areas())
    qtbot.addWidget(made)
    made.show()
    return made


def look(page, qtbot, address):
    page.address.line.setText(address)
    qtbot.keyClick(page.address.line, Qt.Key.Key_Return)
    until(qtbot, lambda: page.waiting.task is None)


def names(page):
    return [page.list.item(row).text() for row in range(page.list.count())]


def test_what_a_server_offers_is_listed_and_searched(page, server, qtbot):
    assert not page.search.isVisible()
    look(page, qtbot, f"  {server.address}\n")
    assert names(page) == ["Wind at walking height", r"Noise <b>\u202e"]
    assert page.words.text() == f"{server.address} offers 2 simulations."
    assert Settings().known(SERVERS) == [f"{server.address}/processes"]
    until(qtbot, lambda: page.pane.form is not None)
    assert page.pane.title.text() == "Wind at walking height"
    page.search.setText("TRAFFIC of")
    assert names(page) == [r"Noise <b>\u202e"]
    assert page.chosen is None and not page.pane.isVisible()
    page.list.setCurrentRow(0)
    until(qtbot, lambda: page.pane.form is not None)
    page.search.setText("noise")
    assert page.chosen.id == "noise" and page.pane.isVisible()  # what was chosen stays
    page.search.setText("zzz")
    assert names(page) == [] and not page.pane.isVisible()


def test_return_in_the_list_goes_on_to_the_form(page, server, qtbot):
    look(page, qtbot, server.address)
    until(qtbot, lambda: page.pane.form is not None)
    page.activateWindow()
    qtbot.keyClick(page.list, Qt.Key.Key_Return)
    line = page.pane.form.fields["speed"].widget.focusProxy()
    until(qtbot, line.hasFocus)


def test_another_address_takes_back_what_was_found(page, server, qtbot):
    look(page, qtbot, server.address)
    until(qtbot, lambda: page.pane.form is not None)
    qtbot.keyClicks(page.address.line, "x")
    assert names(page) == [] and not page.pane.isVisible()


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:9", "nonsense", "https://[", "ftp://a", "https://u:p@127.0.0.1:9"]
)
def test_what_is_no_server_is_told(page, qtbot, address):
    look(page, qtbot, address)
    assert page.words.text().endswith(".") and names(page) == []
    assert page.waiting.isHidden() and "--" not in page.words.text()


def test_nothing_at_all_is_no_address(page, server, qtbot):
    look(page, qtbot, "  ")
    assert server.asked == []


def test_a_server_of_something_else_is_told(page, server, qtbot):
    server.answers["/"] = {"type": "FeatureCollection"}
    look(page, qtbot, server.address)
    assert "offers no processes" in page.words.text()


def test_a_server_that_wants_to_know_who_asks(page, server, qtbot, following):
    listed = {"processes": [WIND]}

    def locked(handler):
        signed = handler.headers.get("X-Key") == "s3cret"
        answer(handler, json.dumps(listed).encode()) if signed else answer(handler, status=401)

    server.answers["/processes"] = locked
    assert not page.signing.head.isChecked()
    look(page, qtbot, server.address)
    assert page.signing.head.isChecked() and "wants to know who asks" in page.words.text()
    page.sign_in.show_way(SignIn("key", "X-Key"))
    page.sign_in.fields["secret"].setText("s3cret")
    page.see.click()
    until(qtbot, lambda: names(page) == ["Wind at walking height"])
    assert following.ways.way_of(server.address) == SignIn("key", "X-Key")


def test_a_sign_in_that_lacks_something_is_told(page, server, qtbot):
    page.sign_in.show_way(SignIn("client"))
    look(page, qtbot, server.address)
    assert "client" in page.words.text() and server.asked == []


def test_a_slow_server_can_be_stopped(page, server, qtbot):
    server.answers["/"] = lambda handler: server.released.wait(5)
    page.address.line.setText(server.address)
    page.look()
    assert page.waiting.isVisible()
    page.waiting.stop.click()
    assert page.waiting.isHidden() and names(page) == []


def test_known_servers_are_offered_with_how_one_signs_in(following, desk, server, qtbot):
    address = f"{server.address}/processes"
    Settings().remember(SERVERS, address)
    following.ways.sign_in(address, SignIn("basic", "ann"))
    page = AskPage(following, desk.planning, Settings(), Signing(), Areas())
    qtbot.addWidget(page)
    assert page.address.text() == address and page.sign_in.way == SignIn("basic", "ann")


def test_return_at_a_known_server_keeps_the_sign_in_that_was_typed(following, desk, server, qtbot):
    address = f"{server.address}/processes"
    Settings().remember(SERVERS, address)
    page = AskPage(following, desk.planning, Settings(), Signing(), Areas())
    qtbot.addWidget(page)
    page.show()
    page.sign_in.show_way(SignIn("key", "X-Key"))
    page.sign_in.fields["secret"].setText("s3cret")
    qtbot.keyClick(page.address.line, Qt.Key.Key_Return)
    until(qtbot, lambda: names(page) == ["Wind at walking height"])
    assert {said.get("x-key") for _, said in server.asked} == {"s3cret"}
    assert page.sign_in.secret == "s3cret"


def test_everything_has_a_name_for_those_who_listen(page):
    for part in (page.address, page.search, page.list, page.waiting.bar, page.sign_in.kind):
        assert part.accessibleName()
    assert page.see.text() and page.pane.send.text() and page.pane.look.text()
