import pytest
from PySide6.QtCore import QModelIndex, Qt

from app.panels.views import Views
from city.project import Eye, Viewpoint
from tests.app.standin import town_document

EYE = Eye((0.0, 0.0, 100.0), (10.0, 10.0, 0.0))


def names(document):
    return [view.name for view in document.views]


@pytest.fixture
def panel(qtbot):
    document = town_document()
    made = Views(document)
    made.document = document
    qtbot.addWidget(made)
    made.show()
    views = tuple(Viewpoint(n, n.upper(), EYE) for n in "abc")
    document.do("Save", views=views)
    return made


def press(panel, text):
    next(b for b in panel.buttons if b.text() == text).click()


def test_every_saved_view_is_listed(panel):
    assert [panel.list.item(k).text() for k in range(3)] == ["A", "B", "C"]


def test_a_click_flies_to_it(panel, qtbot):
    with qtbot.waitSignal(panel.flown) as told:
        panel.list.itemClicked.emit(panel.list.item(1))
    assert told.args[0].name == "B"
    with qtbot.assertNotEmitted(panel.flown):
        panel.fly(7)


def test_it_is_renamed_and_the_name_comes_back(panel):
    panel.list.item(1).setText("  The   square ")
    assert names(panel.document) == ["A", "The square", "C"]
    panel.document.undo()
    assert names(panel.document) == ["A", "B", "C"]
    assert panel.list.item(1).text() == "B"


def test_no_name_is_no_name(panel):
    panel.list.item(0).setText("   ")
    assert panel.list.item(0).text() == "A"
    assert panel.document.history.last == "Save"


def test_it_is_deleted_and_comes_back_in_its_place(panel):
    panel.list.setCurrentRow(1)
    press(panel, "Delete")
    assert names(panel.document) == ["A", "C"]
    panel.document.undo()
    assert names(panel.document) == ["A", "B", "C"]


def test_it_moves_up_and_down_and_no_further(panel):
    panel.list.setCurrentRow(2)
    press(panel, "▲")
    press(panel, "▲")
    press(panel, "▲")
    assert names(panel.document) == ["C", "A", "B"]
    assert panel.list.currentRow() == 0
    press(panel, "▼")
    assert names(panel.document) == ["A", "C", "B"]


def test_it_is_dragged_to_another_place(panel, qtbot):
    assert panel.list.model().moveRow(QModelIndex(), 0, QModelIndex(), 3)
    qtbot.waitUntil(lambda: names(panel.document) == ["B", "C", "A"])
    panel.document.undo()
    assert [panel.list.item(k).text() for k in range(3)] == ["A", "B", "C"]


def test_without_a_view_nothing_can_be_done_to_one(panel):
    panel.document.clear()
    assert panel.list.count() == 0
    assert not any(button.isEnabled() for button in panel.buttons)


def test_a_name_with_marks_stays_plain_text(panel):
    panel.list.item(0).setText("<b>bold</b>")
    assert panel.list.item(0).data(Qt.ItemDataRole.DisplayRole) == "<b>bold</b>"
