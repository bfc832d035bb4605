"""A person reads what a provider demands, agrees or not, and the layer comes. On real sockets."""

import time

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from shiboken6 import isValid

from app.dialogs.dataspace import DataSpaceDialog
from app.document import Document
from app.live.feeds import Feeds
from app.settings import Settings
from importers.dataspace import connector
from tests.dataspace import API, PROVIDER, Edc
from tests.live_platform import send, serving
from tests.shared import needs_data

pytestmark = needs_data


@pytest.fixture
def edc(monkeypatch):
    monkeypatch.setattr(connector, "FIRST_PAUSE", 0.01)
    with serving() as platform, serving() as data:
        yield Edc(platform, data)


@pytest.fixture
def feeds(qtbot):
    made = Feeds(Document())
    yield made
    made.close()


@pytest.fixture
def dialog(qtbot, edc, feeds):
    made = DataSpaceDialog(None, feeds, Settings())
    made.open()
    made.connector.setEditText(edc.address)
    made.provider.setEditText(PROVIDER)
    made.sign_in.kind.setCurrentIndex(made.sign_in.kind.findData("key"))
    QTest.keyClicks(made.sign_in.fields["secret"], "k3y-of-the-city")
    yield made
    if isValid(made):
        made._going = None
        made.reject()


def offered(dialog, qtbot):
    QTest.keyClick(dialog.provider.line, Qt.Key.Key_Return)
    assert dialog.isVisible()
    qtbot.waitUntil(lambda: dialog._task is None, timeout=5000)


def test_nothing_is_agreed_before_a_person_says_so(dialog, qtbot, edc):
    edc.policy(permission=[{"action": "use"}], prohibition=[{"action": "distribute"}])
    offered(dialog, qtbot)
    assert dialog.words.text() == "1 offer."
    shown = dialog.conditions.toPlainText()
    assert "You may use it." in shown and "You must not pass it on." in shown
    assert "neither exported nor recorded" in shown
    assert not dialog.agree.isChecked() and not dialog.take.isEnabled()
    assert "Air quality (NGSI-LD)" in dialog.agree.text()
    dialog.negotiate()
    assert dialog._task is None and not edc.told("/contractnegotiations")
    assert edc.platform.asked[0][1]["x-api-key"] == "k3y-of-the-city"
    kept = Settings()
    assert (kept.known("connectors"), kept.known("providers")) == ([edc.address], [PROVIDER])


def test_who_agrees_gets_the_layer_with_its_agreement(dialog, qtbot, edc):
    offered(dialog, qtbot)
    dialog.agree.setChecked(True)
    with qtbot.waitSignal(dialog.chosen, timeout=5000) as heard:
        dialog.take.click()
        assert not dialog.take.isEnabled() and dialog.stop.isVisible()
    source, link = heard.args
    assert link is None and source.address == edc.address
    assert source.title == "Air quality (NGSI-LD)" and source.terms.agreement == edc.id
    assert source.terms.policy and source.sign_in.kind == "key"
    assert "k3y-of-the-city" not in str(source.to_plain())


def test_another_offer_wants_another_agreement(dialog, qtbot, edc):
    second = {**edc.dataset, "@id": "urn:asset:2", "title": "Noise"}
    second["hasPolicy"] = [{**edc.dataset["hasPolicy"][0], "@id": "urn:offer:2"}]
    edc.catalogue["dataset"].append(second)
    offered(dialog, qtbot)
    dialog.agree.setChecked(True)
    dialog.list.setCurrentRow(1)
    assert not dialog.agree.isChecked() and not dialog.take.isEnabled()
    dialog.agree.setChecked(True)
    dialog.provider.setEditText(PROVIDER + "/other")
    assert dialog.list.count() == 0 and dialog.offer is None and not dialog.take.isVisible()


def test_a_negotiation_is_stopped_and_the_dialog_stays_until_it_ends(dialog, qtbot, edc):
    edc.negotiated("REQUESTED")
    offered(dialog, qtbot)
    dialog.agree.setChecked(True)
    dialog.take.click()
    qtbot.waitUntil(lambda: "requested" in dialog.words.text(), timeout=5000)
    dialog.reject()
    assert dialog.isVisible() and dialog.words.text() == "Stopping…"
    qtbot.waitUntil(lambda: "nothing was agreed" in dialog.words.text(), timeout=5000)
    assert edc.told("/contractnegotiations/n%2F1/terminate") and dialog.take.isEnabled()
    dialog.reject()
    qtbot.waitUntil(lambda: not isValid(dialog) or not dialog.isVisible(), timeout=1000)


def test_what_was_agreed_before_somebody_stopped_still_comes(dialog, qtbot, edc):
    path = f"{API}/contractnegotiations/n%2F1"
    edc.negotiated("FINALIZED")
    made = edc.platform.answers[path]

    def stopped_meanwhile(handler):
        dialog._going.cancel()
        time.sleep(0.2)
        made(handler)

    edc.platform.answers[path] = stopped_meanwhile
    edc.platform.answers[f"{path}/terminate"] = lambda handler: send(handler, b"{}", 409)
    offered(dialog, qtbot)
    dialog.agree.setChecked(True)
    with qtbot.waitSignal(dialog.chosen, timeout=5000) as heard:
        dialog.take.click()
    assert heard.args[0].terms.agreement == edc.id


def test_faults_are_said(dialog, qtbot, edc):
    dialog.provider.setEditText("somewhere")
    dialog.ask()
    assert "Say the address" in dialog.words.text() and dialog._task is None
    dialog.provider.setEditText(PROVIDER)
    edc.platform.answers["/management/v3/catalog/request"] = lambda h: send(h, b"{}", 403)
    offered(dialog, qtbot)
    assert "403" in dialog.words.text() and dialog.list.count() == 0
    edc.platform.answers["/management/v3/catalog/request"] = {"dataset": []}
    offered(dialog, qtbot)
    assert dialog.words.text() == "Nothing is offered to this connector here."


def test_what_cannot_be_fetched_cannot_be_agreed_to(dialog, qtbot, edc):
    edc.dataset["distribution"] = []
    offered(dialog, qtbot)
    assert "cannot be fetched over HTTP" in dialog.conditions.toPlainText()
    assert not dialog.agree.isEnabled() and not dialog.take.isEnabled()
