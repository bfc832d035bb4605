"""The attribute table is sorted, filtered and in step with what is chosen."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from app.on_the_table import Selection
from city.builder import CityBuilder
from tests.app.questions import Corner
from tests.app.standin import town_opened
from tests.city.toy import FRAME, add_box

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
SHIFT, CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
TOWER = {"tower", "podium", "shaft"}


@pytest.fixture
def corner(qtbot):
    made = Corner(qtbot)
    made.table.show()
    made.wait()
    made.table.kinds.setCurrentIndex(made.table.kinds.findData(""))
    made.wait()
    yield made
    made.close()


def listed(corner):
    return [corner.city.objects.ids[row] for row in corner.table.model.rows]


def click(corner, ident, keys=NONE):
    line = listed(corner).index(ident)
    spot = corner.table.lines.visualRect(corner.table.model.index(line, 0)).center()
    # Qt asks the keyboard, not the event, when a cell is clicked; the table is told as Qt does.
    corner.table.lines.scrollTo(corner.table.model.index(line, 0))
    if keys == NONE:
        QTest.mouseClick(corner.table.lines.viewport(), LEFT, NONE, spot)
    else:
        corner.table.lines.picked.emit(line, keys)


def sort_by(corner, key):
    header = corner.table.lines.horizontalHeader()
    header.sectionClicked.emit(corner.table.model.columns.index(key))
    corner.wait()


def test_a_class_is_shown_first_and_all_on_demand(qtbot):
    made = Corner(qtbot)
    made.table.show()
    made.wait()
    assert made.table.kind == "Building"
    assert set(listed(made)) == {"house", "tower"}
    assert made.table.told.text() == "2 objects"
    made.close()


def test_sorted_by_a_heading_up_down_and_not(corner):
    sort_by(corner, ("own", "id"))
    assert listed(corner) == sorted(listed(corner))
    sort_by(corner, ("own", "id"))
    assert listed(corner) == sorted(listed(corner), reverse=True)
    sort_by(corner, ("own", "id"))
    assert listed(corner) == list(corner.city.objects.ids)
    sort_by(corner, ("measure", "height"))
    sort_by(corner, ("measure", "height"))
    assert listed(corner)[0] == "tower"
    assert set(listed(corner)[-2:]) == {"street", "tree"}  # they have no height


def test_what_is_found_is_listed_while_there_is_a_question(corner):
    corner.put("height > 20")
    assert set(listed(corner)) == TOWER
    assert corner.table.which.currentIndex() == 1
    corner.put("")
    assert len(listed(corner)) == 7


def test_another_city_comes_with_its_own_columns_while_something_is_found(corner):
    assert ("attribute", "storeys") in corner.table.model.columns
    corner.put("height > 20")
    bare = CityBuilder(FRAME)
    add_box(bare, bare.add_object("Building", "shed"), (0, 0, 0), (3, 3, 3))
    corner.document.lay(town_opened(builder=bare), add=False)
    corner.wait()
    assert listed(corner) == ["shed"]
    assert ("attribute", "storeys") not in corner.table.model.columns


def test_a_click_chooses_and_selects(corner):
    click(corner, "tower")
    assert corner.chosen() == TOWER
    assert corner.document.selection.object == corner.row("tower")
    click(corner, "house", CTRL)
    assert corner.chosen() == {"house", *TOWER}
    click(corner, "house", CTRL)
    assert corner.chosen() == TOWER


def test_shift_chooses_from_the_one_before(corner):
    order = listed(corner)
    click(corner, order[1])
    click(corner, order[3], SHIFT)
    assert corner.chosen() >= set(order[1:4])


def test_keys_walk_and_choose(corner):
    click(corner, listed(corner)[0])
    lines = corner.table.lines
    lines.setFocus()
    QTest.keyClick(lines, Qt.Key.Key_Down)
    assert corner.document.selection.object == corner.table.model.rows[1]
    QTest.keyClick(lines, Qt.Key.Key_A, CTRL)
    assert len(corner.chosen()) == 7


def test_what_is_chosen_elsewhere_is_painted(corner):
    corner.asking.choose([corner.row("tower")])
    model = corner.table.model
    ids = {corner.city.objects.ids[r] for r in model.rows if model.chosen[r]}
    assert ids == TOWER
    assert "3 chosen" in corner.table.told.text()
    corner.document.select(Selection("", corner.city, corner.row("square")))
    assert model.selected == corner.row("square")


def test_only_what_is_chosen_is_listed(corner, qtbot):
    corner.table.which.setCurrentIndex(2)
    assert listed(corner) == []
    corner.asking.choose([corner.row("house")])
    qtbot.waitUntil(lambda: listed(corner) == ["house"])


def test_rows_are_copied_for_a_spreadsheet(corner):
    corner.asking.choose([corner.row("house"), corner.row("square")])
    corner.table.show_column(("measure", "volume"), True)
    corner.wait()
    corner.table.copy()
    head, *rows = QGuiApplication.clipboard().text().strip("\n").split("\n")
    assert head.split("\t")[:3] == ["ID", "Class", "Height [m]"]
    assert head.endswith("Volume [m³]")
    cells = {row.split("\t")[0]: row.split("\t") for row in rows}
    assert set(cells) == {"house", "square"}
    assert cells["house"][-1] == "240.0"
    assert cells["square"][-1] == ""


def test_columns_are_picked(corner):
    key = ("attribute", "storeys")
    corner.table.columns.menu().aboutToShow.emit()
    named = {a.text(): a for a in corner.table.columns.menu().actions()}
    assert named["Storeys"].isChecked()
    named["Storeys"].trigger()
    assert key not in corner.table.model.columns
    named["Storeys"].trigger()
    assert corner.table.model.columns[-1] == key


def test_a_cell_offers_all_with_its_value(corner, qtbot):
    line = listed(corner).index("house")
    place = corner.table.model.columns.index(("attribute", "storeys"))
    corner.table.lines.scrollTo(corner.table.model.index(line, place))
    spot = corner.table.lines.visualRect(corner.table.model.index(line, place)).center()
    corner.table.lines.customContextMenuRequested.emit(spot)
    menu = corner.table.findChildren(QMenu)[-1]
    named = {action.text(): action for action in menu.actions()}
    named["Choose all with Storeys = 1"].trigger()
    corner.wait()
    assert corner.ask.line.text() == "Building.storeys = 1"
    assert corner.chosen() == {"house"}
    menu.close()


def test_a_hidden_table_does_nothing(corner):
    corner.table.hide()
    before = corner.table.model.rows
    corner.put("height > 20")
    assert corner.table.model.rows is before
    corner.table.show()
    assert set(listed(corner)) == TOWER


def test_its_edge_makes_it_higher(corner, qtbot):
    handle = corner.table.layout().itemAt(0).widget()
    high = corner.table.height()
    corner.questions.strip.resize(1100, 900)
    QTest.mousePress(handle, LEFT, NONE, QPoint(50, 2))
    QTest.mouseMove(handle, QPoint(50, -58))
    QTest.mouseRelease(handle, LEFT, NONE, QPoint(50, -58))
    qtbot.waitUntil(lambda: corner.table.height() == high + 60)
    corner.questions.strip.resize(1100, 170)  # the city keeps its room in a small window
    qtbot.waitUntil(lambda: corner.table.height() < high)
