from dataclasses import replace

import pytest
from PySide6.QtWidgets import QPushButton

from app.document import Document
from app.lift import Lift
from app.panels.heights import Card, Heights
from app.tasks import Tasks
from city.project import Note
from tests.app.test_standing import opened
from tests.city.heights.towns import grid, houses


@pytest.fixture
def panel(qtbot):
    document, tasks = Document(), Tasks()
    made = Heights(document, tasks)
    made.document, made.lift = document, Lift(document, tasks)
    qtbot.addWidget(made)
    made.show()
    document.lay(opened(houses(45.3).freeze(), "city.gml", 1), add=False)
    document.lay(opened(grid(), "dtm.tif", 2, "EPSG:5709"), add=True)
    qtbot.waitUntil(lambda: not tasks.running and len(made.cards) == 2, timeout=20000)
    yield made
    tasks.close()


def card(panel, name="city.gml"):
    return next(c for c in panel.cards if c.standing.name == name)


def test_a_card_says_by_how_much_it_floats(panel):
    assert card(panel).said.text().startswith("It floats by 45.30 m.")
    assert card(panel).mend.text() == "Move it by −45.30 m"
    assert "shows the ground itself" in card(panel, "dtm.tif").said.text()
    assert card(panel, "dtm.tif").mend is None


def test_the_mend_puts_it_on_the_ground_and_can_be_undone(panel, qtbot):
    place = (84004.0, 447004.0, 51.3)
    about = Note("a", 1, "", place, "EPSG:28992", opening=1, object="house 0 0")
    panel.document.do("Pin", notes=(about, Note("b", 2, "", place, "EPSG:28992")))
    card(panel).mend.click()
    (fix,) = panel.document.fixes
    assert [round(note.place[2], 1) for note in panel.document.notes] == [6.0, 51.3]
    assert (fix.opening, fix.position, fix.metres) == (1, 0, pytest.approx(-45.3, abs=0.01))
    assert "It floats by 45.30 m" in fix.reason
    qtbot.waitUntil(lambda: not panel.busy and card(panel).standing.lift != 0, timeout=20000)
    assert card(panel).said.text() == "It stands on the ground."
    assert panel.document.layers["1/x"].lift == fix.metres
    panel.document.undo()
    assert panel.document.notes[0] == about
    qtbot.waitUntil(lambda: not panel.busy and card(panel).standing.lift == 0, timeout=20000)
    assert card(panel).standing.found.median == pytest.approx(45.3, abs=0.01)


def test_any_height_can_be_given_and_taken_back(panel, qtbot):
    land = card(panel, "dtm.tif")
    land.metres.setValue(45.3)
    land.findChild(QPushButton).click()

    def moved(there):
        return not panel.busy and (card(panel, "dtm.tif").back is not None) == there

    qtbot.waitUntil(lambda: moved(True), timeout=20000)
    assert card(panel).said.text() == "It stands on the ground."
    card(panel, "dtm.tif").back.click()
    assert panel.document.fixes == ()
    qtbot.waitUntil(lambda: moved(False), timeout=20000)


def test_an_empty_table_has_no_cards(panel):
    panel.document.clear()
    assert panel.cards == []


def test_a_long_name_makes_no_card_wider_than_the_panel(panel, qtbot):
    long = Card(replace(card(panel).standing, name="LoD2_32_280_5657_1_NW_" * 4), print)
    qtbot.addWidget(long)
    assert long.minimumSizeHint().width() <= 250
