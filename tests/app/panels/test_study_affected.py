"""The fold that says who is affected: its count, its threshold, its list and its map."""

import pytest
from PySide6.QtCore import Qt

from app.panels.study_affected import StudyAffected, facts_text, headline
from tests.app.test_studies import desk, wait
from tests.app.test_who_is_affected import shaded
from tests.city.simulate.test_affected import found

__all__ = ["desk", "shaded"]  # fixtures


@pytest.fixture
def panel(shaded, qtbot):
    made = StudyAffected(shaded.studies.who)
    qtbot.addWidget(made)
    made.show()
    return made


def test_it_says_who_loses_how_much(panel, shaded):
    said = f"{panel.count.text()} {panel.words.text()}"
    assert said == shaded.studies.who.found.words()
    assert panel.way.currentText() == "lose more than" and panel.amount.value() == 0.5
    assert panel.amount.suffix() == " h" and "rule of thumb" in panel.amount.toolTip()
    assert "Homes" in panel.facts.text() and "Ground" in panel.facts.text()
    assert panel.buildings.item(0, 0).text() in shaded.studies.who.found.owners


def test_the_threshold_is_changed_in_the_fields(panel, shaded, qtbot):
    panel.amount.setValue(11.5)
    assert panel.count.text() == "Counting …" and not panel.export.isEnabled()
    wait(shaded, qtbot)
    assert panel.count.text() == "No home" and panel.words.text() == "loses more than 11.5 h"
    assert not panel.buildings.isVisibleTo(panel)
    panel.way.setCurrentIndex(panel.way.findText("lose a share of more than"))
    panel.way.activated.emit(panel.way.currentIndex())
    wait(shaded, qtbot)
    assert panel.amount.suffix() == " %" and panel.amount.value() == 20
    assert "lose" in panel.words.text() and "20 %" in panel.words.text()
    panel.by.setCurrentIndex(panel.by.findData("worst"))
    panel.by.activated.emit(panel.by.currentIndex())
    wait(shaded, qtbot)
    assert shaded.studies.who.found.rule == "worst"


def test_a_time_of_the_day_is_said_by_the_clock(panel, shaded, qtbot):
    shaded.studies.quantify("first")
    wait(shaded, qtbot)
    assert panel.way.currentText() == "have it later by" and panel.amount.suffix() == " h"


def test_return_flies_to_a_building(panel, qtbot):
    flown = []
    panel.flown.connect(flown.append)
    panel.buildings.setFocus()
    panel.buildings.setCurrentCell(0, 0)
    qtbot.keyClick(panel.buildings, Qt.Key.Key_Return)
    assert flown == [panel.buildings._ids[0]]


def test_the_button_shows_the_map(panel, shaded):
    panel.map.click()
    assert shaded.document.study.quantity == "affected"
    panel.map.click()
    assert shaded.document.study.quantity == "hours"


def test_a_list_is_asked_for_by_its_kind(panel, shaded, qtbot, tmp_path, monkeypatch):
    asked = []
    monkeypatch.setattr(
        "app.panels.study_affected.ask_new_file",
        lambda _, title, then, filters, name: asked.append((then, filters)),
    )
    panel.export.click()
    then, filters = asked[0]
    then(tmp_path / "list", filters[2])
    wait(shaded, qtbot)
    assert (tmp_path / "list.geojson").exists()


def test_what_was_assumed_and_how_much_was_compared_is_said():
    told = facts_text(found(1.0))
    assert "16 of 16, assumed: one for each 100 m² of floor" in told
    assert "600 of 600 m²" in told and "New homes" not in told
    assert headline(found(0.0)) == ("No home", "loses more than 30 min")
