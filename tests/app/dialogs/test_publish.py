"""The dialog before anything is sent: every request as it goes, to whom, and one button."""

import json

import pytest

from app.dialogs.publish import HINT, PublishDialog
from app.live.signing import Signing
from app.tasks import Tasks
from importers.live.sign_in.entry import SignIn
from tests.importers.live.ngsi_ld.test_publishing import ENTITIES, ONE, TWO
from tests.live_platform import send, serving


@pytest.fixture
def broker():
    with serving() as made:
        made.home = f"{made.address}/ngsi-ld/v1"
        made.answers[ENTITIES] = lambda handler: send(handler, status=201)
        yield made


@pytest.fixture
def dialog(qtbot, broker):
    tasks = Tasks()
    brokers = {broker.home: None, "https://other.example/ngsi-ld/v1": SignIn("key", "X-Key")}
    made = PublishDialog(None, "Publish", lambda _: [ONE, TWO], brokers, Signing(), tasks)
    qtbot.addWidget(made)
    made.open()
    made.said = []
    made.stopped.connect(made.said.append)
    made.wait = lambda: qtbot.waitUntil(lambda: not tasks.running, timeout=5000)
    yield made
    made.reject()
    tasks.close()


def look(dialog):
    dialog.see.click()
    dialog.wait()


def test_it_fits_a_small_screen(dialog):
    for place in range(dialog.sign_in.kind.count()):
        dialog.sign_in.kind.setCurrentIndex(place)
        assert dialog.minimumSizeHint().width() <= 940 and dialog.minimumSizeHint().height() <= 500


def test_nothing_is_sent_before_it_was_shown(dialog, broker):
    assert dialog.words.text() == HINT and not dialog.send.isEnabled()
    look(dialog)
    assert broker.asked == [] and dialog.send.isEnabled()
    assert f"2 entities would go to {broker.address}, as they stand here" in dialog.words.text()
    text = dialog.preview.toPlainText()
    assert text.count(f"POST {broker.home}/entities") == 2
    dialog.send.click()
    dialog.wait()
    assert [json.loads(body) for _, _, body in broker.told] == [ONE, TWO]
    assert all(body.decode() in text for _, _, body in broker.told)
    assert dialog.words.text() == "2 entities published: 2 new, 0 updated."
    assert not dialog.send.isEnabled()


def test_what_was_shown_for_one_broker_is_not_sent_to_another(dialog, broker):
    look(dialog)
    dialog.address.setCurrentText("https://other.example/ngsi-ld/v1")
    assert not dialog.send.isEnabled() and dialog.preview.toPlainText() == ""
    assert dialog.sign_in.way == SignIn("key", "X-Key")
    dialog.address.setCurrentText(broker.home)
    assert dialog.sign_in.way is None and broker.asked == []


def test_the_sign_in_goes_to_the_broker_and_is_not_shown(dialog, broker):
    dialog.sign_in.show_way(SignIn("key", "X-Key"))
    dialog.sign_in.fields["secret"].setText("s3cret")
    look(dialog)
    assert "with your sign-in" in dialog.words.text()
    assert "s3cret" not in dialog.preview.toPlainText()
    dialog.send.click()
    dialog.wait()
    assert [said["x-key"] for _, said in broker.asked] == ["s3cret", "s3cret"]


def test_a_sign_in_that_lacks_something_is_told(dialog):
    dialog.sign_in.show_way(SignIn("client"))
    look(dialog)
    dialog.send.click()
    assert "--" not in dialog.words.text() and "." in dialog.words.text()
    assert dialog._task is None


@pytest.mark.parametrize("address", ["https://example.org", "nonsense"])
def test_an_address_that_is_no_broker_is_told(dialog, address):
    dialog.address.setCurrentText(address)
    look(dialog)
    assert "is no NGSI-LD broker" in dialog.words.text() and not dialog.send.isEnabled()


def test_a_fault_is_told_and_it_can_be_tried_again(dialog, broker):
    problem = b'{"title": "No", "detail": "not you"}'
    broker.answers[ENTITIES] = lambda handler: send(handler, problem, 403)
    look(dialog)
    dialog.send.click()
    dialog.wait()
    assert "does not let you write there" in dialog.words.text()
    assert "the broker says: No: not you." in dialog.words.text()
    assert dialog.send.isEnabled() and dialog.preview.toPlainText()


def test_nothing_to_publish(dialog):
    dialog._make = lambda _: []
    look(dialog)
    assert dialog.words.text() == "There is nothing to publish." and not dialog.send.isEnabled()


def test_closing_breaks_off_and_says_so(dialog, broker, qtbot):
    broker.answers[ENTITIES] = lambda handler: broker.released.wait(5)
    look(dialog)
    dialog.send.click()
    qtbot.waitUntil(lambda: bool(broker.asked), timeout=5000)
    dialog.reject()
    assert dialog.said == ["Publishing was broken off; a part of it has arrived, perhaps."]
    broker.released.set()
    dialog.wait()
    assert len(broker.told) == 1
