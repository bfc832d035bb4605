"""The question, its answer in words, and what is done with it."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest

from app.on_the_table import Selection
from app.panels.ask import USUAL
from tests.app.questions import Corner
from tests.app.standin import town_opened


@pytest.fixture
def corner(qtbot):
    made = Corner(qtbot)
    qtbot.waitUntil(made.questions.strip.isActiveWindow)
    yield made
    made.close()


def type_in(corner, qtbot, text):
    corner.ask.begin()
    QTest.keyClicks(corner.ask.line, text)
    qtbot.wait(260)
    corner.wait()


def test_the_tab_key_goes_along_the_line_as_it_is_seen(corner, qtbot):
    corner.ask.furnish([QAction(name, corner.ask) for name in ("Select", "Isolate", "Hide")], [])
    qtbot.wait(20)  # until they are laid out
    seen, at = [], corner.ask.line
    while at is not corner.ask.table:
        at = at.nextInFocusChain()
        if at.isVisible() and at.focusPolicy() & Qt.FocusPolicy.TabFocus:
            seen.append(at)
    left = [one.mapTo(corner.ask, QPoint(0, 0)).x() for one in seen]
    assert len(left) == 5 and left == sorted(left)


def test_it_counts_while_it_is_typed_and_chooses_with_enter(corner, qtbot):
    type_in(corner, qtbot, "height > 20")
    assert corner.ask.count.text() == "1 of 5"
    assert corner.chosen() == set()
    QTest.keyClick(corner.ask.line, Qt.Key.Key_Return)
    corner.wait()
    assert corner.chosen() == {"tower", "podium", "shaft"}


def test_how_it_may_go_on_is_offered(corner, qtbot):
    type_in(corner, qtbot, "Building.st")
    first = corner.ask.line.list.item(0).text()
    assert first == "storeys"
    QTest.keyClick(corner.ask.line, Qt.Key.Key_Tab)
    assert corner.ask.line.text() == "Building.storeys "


def test_an_unfinished_question_is_not_scolded(corner, qtbot):
    type_in(corner, qtbot, "height > ")
    assert corner.ask.words.text() == USUAL
    QTest.keyClick(corner.ask.line, Qt.Key.Key_Return)
    corner.wait()
    assert "the question ends" in corner.ask.words.text()


def test_what_is_wrong_is_said_and_marked(corner, qtbot):
    type_in(corner, qtbot, "heigth > 3")
    assert "Did you mean height?" in corner.ask.words.text()
    assert corner.ask.line.wrong == (0, 6)
    assert corner.ask.words.property("role") == "error"
    assert "heigth &gt; 3\n^^^^^^\n" in corner.ask.words.toolTip()


def test_how_a_word_was_read_is_said(corner):
    corner.put("floorarea > 1")
    assert "estimated at 3 m each" in corner.ask.words.text()
    corner.put("area(roof) > 1")
    assert "a value is missing" in corner.ask.words.text()


def test_an_id_is_found_and_flown_to(corner, qtbot):
    type_in(corner, qtbot, "pod")
    offered = corner.ask.line.list.item(0).text()
    assert offered == "podium"
    with qtbot.waitSignal(corner.asking.flown):
        QTest.keyClick(corner.ask.line, Qt.Key.Key_Return)
    assert corner.document.selection.object == corner.row("podium")


def test_what_nobody_is_called_is_said(corner, qtbot):
    corner.ask.line.setText("Baker Street 221")
    corner.ask.submit()
    corner.wait()
    corner.wait()
    qtbot.waitUntil(lambda: "Nothing has an id" in corner.ask.words.text())


def test_a_class_alone_is_a_question(corner):
    corner.put("Road")
    assert corner.chosen() == {"street"}


def test_escape_empties_the_line_and_then_leaves(corner, qtbot):
    corner.put("height > 20")
    QTest.keyClick(corner.ask.line, Qt.Key.Key_Escape)
    assert corner.ask.line.text() == ""
    assert corner.asking.answer is None
    with qtbot.waitSignal(corner.ask.left):
        QTest.keyClick(corner.ask.line, Qt.Key.Key_Escape)


def test_a_list_of_cities_only_where_there_are_several(corner):
    assert corner.ask.cities.isHidden()
    corner.document.lay(town_opened("other.city.json"), add=True)
    assert not corner.ask.cities.isHidden()
    assert corner.ask.cities.count() == 2
    first = corner.city
    corner.ask.cities.setCurrentIndex(1)
    assert corner.city is not first


def test_the_count_follows_what_is_chosen(corner):
    corner.asking.choose([corner.row("tower")])
    assert corner.ask.count.text() == "1 chosen"
    corner.document.choose(None)
    assert corner.ask.count.text() == ""


def test_a_selection_is_asked_about(corner):
    corner.put("within(selection, 1 m)")
    assert "Nothing is selected" in corner.ask.words.text()
    corner.document.select(Selection("", corner.city, corner.row("house")))
    corner.put("within(selection, 1 m)")
    assert corner.chosen() == {"house"}


def test_the_offers_stay_beside_the_line_when_words_appear(corner, qtbot):
    type_in(corner, qtbot, "height > 3 and sto")
    corner.ask.say("A word about it")
    line = corner.ask.line

    def beside():
        top = line.mapTo(line.window(), QPoint(0, 0)).y()
        box = line.list.geometry()
        return box.bottom() < top or box.top() > top + line.height()

    assert line.list.isVisible()
    qtbot.waitUntil(beside)
