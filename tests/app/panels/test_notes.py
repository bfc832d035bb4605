import pytest

from app.panels.notes import Notes
from city.project import Note
from tests.app.standin import town_document

PLACE = (84000.0, 447000.0, 3.0)


@pytest.fixture
def panel(qtbot):
    document = town_document()
    made = Notes(document)
    made.document = document
    qtbot.addWidget(made)
    made.show()
    notes = (
        Note("a", 1, "A tree?\nOr two", PLACE, "EPSG:28992", object="house", author="Ann"),
        Note("b", 2, "", PLACE, "EPSG:28992", object="gone"),
        Note("c", 3, "<b>x</b>", PLACE, "EPSG:28992"),
    )
    document.do("Pin", notes=notes)
    return made


def texts(panel):
    return [note.text for note in panel.document.notes]


def test_each_note_is_one_line_with_its_number(panel):
    lines = [panel.list.item(k).text() for k in range(3)]
    assert lines == ["1   A tree?", "2   (nothing written yet)", "3   <b>x</b>"]


def test_it_says_what_it_is_about_and_whether_that_is_still_there(panel):
    panel.turn_to("a")
    assert panel.about.text() == "About building house"
    assert panel.author.text() == "Ann"
    panel.turn_to("b")
    assert panel.about.text() == "About gone, which is not in the city any more"
    panel.turn_to("c")
    assert panel.about.text() == "About a place"


def test_what_is_typed_is_kept_when_the_typing_rests(panel, qtbot):
    panel.turn_to("b")
    qtbot.keyClicks(panel.text, "Too high")
    assert texts(panel)[1] == ""
    qtbot.waitUntil(lambda: texts(panel)[1] == "Too high", timeout=2000)
    qtbot.keyClicks(panel.text, "!")  # the cursor has not jumped
    panel.keep()
    assert texts(panel)[1] == "Too high!"
    panel.document.undo()
    assert panel.text.toPlainText() == "Too high"


def test_what_was_typed_stays_with_its_own_note(panel, qtbot):
    panel.turn_to("b")
    qtbot.keyClicks(panel.text, "mine")
    panel.turn_to("c")  # at once, before the typing rests
    assert texts(panel) == ["A tree?\nOr two", "mine", "<b>x</b>"]
    assert panel.text.toPlainText() == "<b>x</b>"


def test_it_is_deleted_and_comes_back(panel):
    panel.turn_to("a")
    panel.buttons[1].click()
    assert [n.number for n in panel.document.notes] == [2, 3]
    panel.document.undo()
    assert [n.number for n in panel.document.notes] == [1, 2, 3]


def test_it_asks_to_be_flown_to_and_exported(panel, qtbot):
    panel.turn_to("a")
    with qtbot.waitSignal(panel.flown) as told:
        panel.buttons[0].click()
    assert told.args[0].ident == "a"
    with qtbot.waitSignal(panel.exporting):
        panel.buttons[2].click()


def test_nothing_is_offered_where_there_is_nothing(panel):
    panel.document.clear()
    assert not any(button.isEnabled() for button in panel.buttons)
    assert panel.hint.isVisible() and not panel.text.isVisible()
