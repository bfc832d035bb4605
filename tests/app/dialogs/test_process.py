"""The window of simulations: a server is asked, a form is filled in, and jobs are followed."""

import json

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.processes.request_view import RequestView
from importers.live.sign_in.entry import SignIn
from tests.app.processes.conftest import _soon, desk, following, server  # noqa: F401
from tests.app.processes.windows import window_of
from tests.importers.live.conftest import platform, pygeoapi  # noqa: F401  fixtures
from tests.importers.live.replay.conftest import service  # noqa: F401  a fixture
from tests.importers.processes.server import WIND, status


@pytest.fixture
def dialog(qtbot, following, desk):  # noqa: F811
    made = window_of(following, desk)
    qtbot.addWidget(made)
    return made


def until(qtbot, what, timeout=10_000):
    qtbot.waitUntil(what, timeout=timeout)


def look(dialog, qtbot, address):
    """What a person does to see what a server offers."""
    line = dialog.asking.address.line
    line.setFocus()
    line.clear()
    qtbot.keyClicks(line, address)
    qtbot.keyClick(line, Qt.Key.Key_Return)
    until(qtbot, lambda: dialog.asking.waiting.task is None)


def choose(dialog, qtbot, name):
    """Choose a simulation by its name, and wait for its form."""
    listed = dialog.asking.list
    (item,) = listed.findItems(name, Qt.MatchFlag.MatchExactly)
    listed.setCurrentItem(item)
    until(qtbot, lambda: dialog.asking.pane.form is not None)
    return dialog.asking.pane.form


def type_into(form, qtbot, key, text):
    field = form.fields[key].widget
    line = field.focusProxy() or field
    line.setFocus()
    line.clear()
    qtbot.keyClicks(line, text)


def views():
    return [one for one in QApplication.topLevelWidgets() if isinstance(one, RequestView)]


def values(dialog):
    table = dialog.jobs.details.values
    return [
        (table.item(row, 0).text(), table.item(row, 1).text()) for row in range(table.rowCount())
    ]


def test_a_real_server_from_its_address_to_a_result(dialog, qtbot, pygeoapi, following, desk):  # noqa: F811
    look(dialog, qtbot, pygeoapi)
    assert "offers 3 simulations" in dialog.asking.words.text()
    form = choose(dialog, qtbot, "Water on the ground")
    type_into(form, qtbot, "depth", "14")
    assert form.faults["depth"].text() == "⚠ Depth must be at most 13"
    dialog.asking.pane.send.click()
    assert following.jobs == () and "beneath its field" in dialog.asking.pane.words.text()
    type_into(form, qtbot, "depth", "2.5")
    assert not form.faults["depth"].isVisible()
    dialog.asking.pane.look.click()
    until(qtbot, lambda: bool(views()))
    shown = views()[-1].text.toPlainText()
    dialog.asking.pane.send.click()
    until(qtbot, lambda: bool(following.over), 30_000)
    (job,) = following.jobs
    assert (job.state, dialog.pages.currentWidget()) == ("successful", dialog.jobs)
    sent = desk.project.jobs.request(job)
    assert json.loads(shown.partition("\n\n")[2]) == json.loads(sent) and job.digest in shown
    dialog.jobs.refresh()
    until(qtbot, lambda: len(values(dialog)) == 2)
    pool, volume = values(dialog)
    assert pool[1].startswith("application/geo+json") and volume == ("Its volume", "250")


def test_the_hello_world_of_a_real_server(dialog, qtbot, pygeoapi, following):  # noqa: F811
    look(dialog, qtbot, pygeoapi)
    form = choose(dialog, qtbot, "Hello World")
    dialog.asking.pane.send.click()
    assert "Name is missing" in form.faults["name"].text()
    type_into(form, qtbot, "name", "Rotterdam")
    dialog.asking.pane.send.click()
    until(qtbot, lambda: bool(following.over), 30_000)
    dialog.jobs.refresh()
    until(qtbot, lambda: bool(values(dialog)))
    assert any("Hello Rotterdam!" in words for _, words in values(dialog))


def test_only_with_the_keyboard(dialog, qtbot, server, following):  # noqa: F811
    server.answers["/jobs/7"] = status("successful")
    assert dialog.focusWidget() in (dialog.asking.address, dialog.asking.address.line)
    qtbot.keyClicks(dialog.asking.address.line, server.address)
    qtbot.keyClick(dialog.asking.address.line, Qt.Key.Key_Return)
    until(qtbot, lambda: dialog.asking.pane.form is not None)
    assert dialog.focusWidget() is dialog.asking.list
    assert not dialog.asking.signing.head.isChecked() and dialog.tabs[0].isChecked()
    qtbot.keyClick(dialog.asking.list, Qt.Key.Key_Return)
    line = dialog.focusWidget()
    qtbot.keyClicks(line, "3")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert dialog.isVisible() and following.jobs == ()  # a careless Return sends nothing
    seen = []
    while dialog.focusWidget() is not dialog.asking.pane.send:
        qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Tab)
        seen.append(dialog.focusWidget())
        assert len(seen) < 20
    assert seen[-2] is dialog.asking.pane.look
    qtbot.keyClick(dialog.asking.pane.send, Qt.Key.Key_Space)
    until(qtbot, lambda: bool(following.over))
    until(qtbot, lambda: dialog.focusWidget() is dialog.jobs.table)
    assert dialog.tabs[1].isChecked()
    qtbot.keyClick(dialog.jobs.table, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_it_fits_on_a_small_screen_at_twice_the_size(dialog, qtbot, server):  # noqa: F811
    words = "W" * 500
    told = {**WIND, "title": words, "description": words}
    server.answers |= {"/processes": {"processes": [told]}, "/processes/wind": told}
    look(dialog, qtbot, server.address)
    until(qtbot, lambda: dialog.asking.pane.form is not None)
    hint = dialog.minimumSizeHint()
    assert hint.width() <= 640 and hint.height() <= 480


def test_it_says_when_it_is_open(dialog, qtbot):
    seen = []
    dialog.seen.connect(seen.append)
    dialog.reject()
    dialog.show()
    assert seen == [False, True]


def test_its_pages_are_turned(dialog):
    for tab, page in zip(dialog.tabs, (dialog.asking, dialog.jobs), strict=True):
        tab.click()
        assert dialog.pages.currentWidget() is page and tab.isChecked()


def test_cancelling_a_real_job(dialog, qtbot, pygeoapi, following):  # noqa: F811
    look(dialog, qtbot, pygeoapi)
    form = choose(dialog, qtbot, "Water on the ground")
    type_into(form, qtbot, "depth", "1")
    type_into(form, qtbot, "seconds", "8")
    dialog.asking.pane.send.click()
    until(qtbot, lambda: [job.state for job in following.jobs] == ["accepted"])
    dialog.jobs.refresh()
    dialog.jobs.buttons["Cancel it"].click()
    until(qtbot, lambda: bool(following.over))
    assert following.over[0].state == "dismissed"


def test_a_real_job_that_fails(dialog, qtbot, pygeoapi, following):  # noqa: F811
    look(dialog, qtbot, pygeoapi)
    form = choose(dialog, qtbot, "Water on the ground")
    type_into(form, qtbot, "depth", "13")
    dialog.asking.pane.send.click()
    until(qtbot, lambda: bool(following.over), 30_000)
    assert following.over[0].state == "failed"
    dialog.jobs.refresh()
    assert "13 m are too deep" in dialog.jobs.details.words.text()


def test_the_process_of_the_embedded_platform(dialog, qtbot, service, following):  # noqa: F811
    service._server.secret = "s3cret"  # a key as one types it
    look(dialog, qtbot, service.processes)
    assert "wants to know who asks" in dialog.asking.words.text()
    dialog.asking.sign_in.show_way(SignIn("key", "Authorization"))
    dialog.asking.sign_in.fields["secret"].setText("s3cret")
    look(dialog, qtbot, service.processes)
    form = choose(dialog, qtbot, "The area around what was drawn")
    drawn = form.fields["geometry"].widget
    drawn.choice.setCurrentIndex(drawn.choice.findData("seen"))  # 100 by 50 m
    type_into(form, qtbot, "distance", "10")
    dialog.asking.pane.send.click()
    until(qtbot, lambda: bool(following.over), 30_000)
    assert following.over[0].state == "successful"
    dialog.jobs.refresh()
    until(qtbot, lambda: len(values(dialog)) == 2)
    area, size = values(dialog)
    metres = float(size[1].replace(",", ""))
    assert metres == pytest.approx(120 * 70 - (4 - 3.1416) * 100, rel=0.01)  # rounded corners
    assert area[1].startswith("application/geo+json")
