import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from app.panels.numbers import NEEDS_PLOT, NumberTable, rows_of
from city.indicators import indicators, plots
from tests.city.plans import base, plan, square

NEW = {"edit": "build", "footprint": square(200, 0, 10, 8), "storeys": 3, "id": "new"}
PLOT = {"edit": "plot", "outline": square(195, -5, 30, 20), "name": "A", "id": "p"}


@pytest.fixture
def numbers():
    ground = base()
    return indicators(plan(NEW, PLOT, over=ground)), indicators(plan(over=ground))


@pytest.fixture
def table(qtbot, numbers):
    made = NumberTable()
    qtbot.addWidget(made)
    made.resize(300, 100)
    made.show_numbers(*numbers, {})
    made.show()
    return made


def row(table, key):
    return next(k for k, one in enumerate(table.rows) if one.key == key)


def place(table, key):
    return table._places[row(table, key)].center().toPoint()


def test_rows_tell_values_and_differences(numbers):
    rows = {(one.key, one.title): one for one in rows_of(*numbers, "nl", {})}
    gfa = rows["gfa", "Gross floor area (bvo)"]
    assert (gfa.value, gfa.change) == ("1,820 m²", "+240 m²")
    homes = rows["gfa", "residential"]
    assert homes.inner and (homes.value, homes.change) == ("240 m²", "+240 m²")
    assert rows["gfa", "use unknown"].change == ""
    assert rows["far", "Floor area ratio (fsi)"].value == NEEDS_PLOT
    assert rows["cost_low", "Construction cost"].value == "0.4 to 0.8 M€"
    assert not any(key in ("cost_high", "solar", "cut") for key, _ in rows)  # nothing to tell


def test_a_plot_has_its_ratio():
    (found,) = plots(plan(NEW, PLOT))
    rows = {one.key: one for one in rows_of(found, found, "en", {})}
    assert rows["far"].value == "0.40" and rows["far"].title == "Floor area ratio (FAR)"


def test_what_a_zone_allows_is_told_beside_it():
    (found,) = plots(plan(NEW, PLOT))
    rows = {one.key: one for one in rows_of(found, found, "en", {"far": 0.3, "coverage": 20.0})}
    assert (rows["far"].value, rows["far"].change) == ("⚠ 0.40", "of 0.30")
    assert (rows["coverage"].value, rows["coverage"].change) == ("13.3 %", "of 20.0 %")


def test_a_click_explains_a_number_and_another_folds_it_away(table):
    before = table.sizeHint().height()
    QTest.mouseClick(table, Qt.MouseButton.LeftButton, pos=place(table, "dwellings"))
    assert table.unfolded == "dwellings" and table.sizeHint().height() > before
    words = table.explanation("dwellings")
    assert "over the floor area of a dwelling" in words
    assert "Gross floor area per dwelling 85 m²" in words
    assert "ISO 9836" in table.explanation("gfa")
    QTest.mouseClick(table, Qt.MouseButton.LeftButton, pos=place(table, "dwellings"))
    assert table.unfolded == "" and table.sizeHint().height() == before


def test_the_keyboard_explains_too(table):
    table.setFocus()
    QTest.keyClick(table, Qt.Key.Key_Down)
    QTest.keyClick(table, Qt.Key.Key_Return)
    assert table.unfolded == "gfa"
    QTest.keyClick(table, Qt.Key.Key_Up)
    QTest.keyClick(table, Qt.Key.Key_Space)
    assert table.unfolded == table.rows[-1].key


def test_an_explanation_follows_the_assumptions(table, numbers):
    table.show_numbers(*numbers, {"dwelling_size": 60.0})
    assert "per dwelling 60 m²" in table.explanation("dwellings")


def test_where_there_is_little_room_a_difference_has_its_own_line(table):
    wide = table._places[row(table, "gfa")].height()
    table.resize(150, 100)
    assert table._places[row(table, "gfa")].height() > wide
    assert table.grab().width() == 150  # it paints, whatever the room


def test_all_rows_are_told_as_text(table):
    assert "Trees\t1\n" in table.words()  # it was there before, so nothing differs
    assert "Gross floor area (GFA)\t1,820 m²\t+240 m²" in table.accessibleDescription()
    table.show_numbers(None, None, {})
    assert table.rows == [] and table.sizeHint().height() < 10


def test_a_row_is_marked_under_the_mouse(table):
    QTest.mouseMove(table, place(table, "jobs"))
    assert table._at(place(table, "jobs").y()) == row(table, "jobs")
    assert table._at(QPoint(0, 99999).y()) == -1
