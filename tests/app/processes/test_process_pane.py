"""One process: what it is told, what is sent, and the button that sends it."""

import json

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from app.processes.process_pane import BENEATH, ProcessPane
from app.processes.request_view import RequestView
from importers.live.web import Web
from tests.app.planned import house
from tests.app.processes.test_following import ends, until
from tests.app.processes.windows import Areas
from tests.importers.processes.server import WIND, described, status

FLOOD = {
    **WIND,
    "description": "<b>Water</b>",
    "inputs": {
        "plan": {"title": "Plan", "schema": {"format": "geojson-feature-collection"}},
        "depth": {"title": "Depth", "schema": {"type": "number", "maximum": 13}},
    },
}


@pytest.fixture
def pane(following, desk, server, qtbot):
    made = ProcessPane(following, desk.planning, Areas())
    qtbot.addWidget(made)
    made.idents = []
    made.asked.connect(made.idents.append)
    with Web(server.address) as web:
        process = described(server, web, FLOOD)
    made.show_process(process, f"{server.address}/processes")
    made.show()
    return made


def depth(pane, text):
    pane.form.fields["depth"].widget.setText(text)


def views(pane):
    return [one for one in pane.findChildren(RequestView) if one.isVisible()]


def test_nothing_is_sent_before_it_makes_sense(pane, server, qtbot):
    pane.send.click()
    assert pane.words.text() == BENEATH and "Depth is missing" in pane.form.faults["depth"].text()
    assert pane.waiting.task is None and server.told == [] and pane.idents == []


def test_what_is_shown_is_sent_byte_for_byte(pane, server, following, desk, qtbot):
    server.answers["/jobs/7"] = status("successful")
    depth(pane, "2,5")
    pane.look.click()
    until(qtbot, lambda: bool(views(pane)))
    assert server.told == []
    (view,) = views(pane)
    words = view.text.toPlainText()
    view.reject()
    pane.send.click()
    until(qtbot, lambda: bool(pane.idents))
    job = ends(following, qtbot, "successful")
    ((_, path, sent),) = server.told
    assert path == "/processes/wind/execution" and job.digest in words
    assert json.loads(words.partition("\n\n")[2]) == json.loads(sent)
    assert json.loads(sent)["inputs"]["depth"] == 2.5
    assert job.scenario == desk.planning.active and pane.idents == [job.ident]


def test_another_plan_is_worked_out_anew(pane, server, desk, qtbot):
    server.answers["/jobs/7"] = status("successful")
    depth(pane, "1")
    pane.look.click()
    until(qtbot, lambda: bool(views(pane)))
    desk.planning.do(house(300, id="newer"))
    pane.send.click()
    until(qtbot, lambda: bool(server.told))
    sent = json.loads(server.told[0][2])["inputs"]["plan"]["value"]["features"]
    assert {one["id"] for one in sent} == {"new", "newer"}


def test_a_fault_that_takes_work_to_find_is_said_beneath_its_field(pane, qtbot, tmp_path):
    field = pane.form.fields["plan"].widget
    field.take_file(tmp_path / "none.geojson")
    depth(pane, "1")
    pane.send.click()
    until(qtbot, lambda: pane.waiting.task is None)
    assert "cannot be opened" in pane.form.faults["plan"].text()
    assert pane.words.text() == BENEATH and pane.idents == []


def test_what_is_too_large_is_said(pane, qtbot, monkeypatch):
    monkeypatch.setattr("importers.processes.execution.LARGEST", 100)
    depth(pane, "1")
    pane.send.click()
    until(qtbot, lambda: pane.waiting.task is None)
    assert "send a part of the city" in pane.words.text()


def test_it_says_which_plan_is_asked_about(pane, desk):
    assert pane.plan.text() == "Asked about: Plan A"
    desk.planning.turn_to("")
    assert pane.plan.text() == "Asked about: Baseline"


def test_a_plan_that_is_on_its_way_is_waited_for(pane, monkeypatch):
    monkeypatch.setattr(type(pane._planning), "awaited", "Plan B is still on its way")
    depth(pane, "1")
    pane.send.click()
    assert pane.words.text() == "Plan B is still on its way." and pane.waiting.task is None


def test_what_servers_say_is_plain_text(pane):
    (about,) = [one for one in pane.room.widget().findChildren(QLabel) if "Water" in one.text()]
    assert about.text() == "<b>Water</b>" and about.textFormat() == Qt.TextFormat.PlainText


def test_it_says_what_comes_back(pane):
    texts = [one.text() for one in pane.room.widget().findChildren(QLabel)]
    assert "It gives: The wind" in texts


def test_without_a_process_there_is_nothing(pane):
    pane.show_process(None, "")
    assert not pane.isVisible() and pane.form is None
    pane.send.click()
    assert pane.waiting.task is None
