"""A planner asks a city questions: with words, in a table, with a lasso, and by keys alone."""

import csv

import numpy as np
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

import assets
from city.lineage import below
from tests.journeys.test_first_city import drop, landed, wait_settled
from tests.shared import DATA, needs_data

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
SHIFT, CTRL, ALT = (
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
)


def wait(window, qtbot, picture=False):
    """Wait for the answer; for a picture, for the city to be drawn at its best too."""
    qtbot.waitUntil(lambda: not window.table.questions.busy, timeout=60_000)
    if picture:
        wait_settled(window, qtbot)


def type_in(window, qtbot, text):
    """Press Ctrl+F and type letter by letter, as a person does."""
    QTest.keyClick(window, Qt.Key.Key_F, CTRL)
    line = window.table.questions.ask.line
    assert line.hasFocus()
    QTest.keyClicks(line, text)
    qtbot.wait(300)
    wait(window, qtbot)
    return line


def ask(window, qtbot, text):
    line = type_in(window, qtbot, text)
    QTest.keyClick(line, Qt.Key.Key_Return)
    wait(window, qtbot)
    return line


def chosen(window):
    rows = window.document.chosen
    return 0 if rows is None else len(rows.rows)


def test_ask_the_city(window, qtbot, journey, tmp_path):
    drop(window, assets.path("sample"))
    wait_settled(window, qtbot)
    questions = window.table.questions
    measured = questions.asking.measured
    line = type_in(window, qtbot, "Building.he")
    assert line.list.isVisible()
    journey(window, "a question begins")
    QTest.keyClick(line, Qt.Key.Key_Escape)
    ask(window, qtbot, "Building.height > 25")
    heights = measured.of("height")
    kinds = np.array(measured.city.objects.kinds)[measured.city.objects.kind]
    tall = (heights > 25) & (kinds == "Building")
    assert chosen(window) == tall.sum() > 20
    wait(window, qtbot, picture=True)
    journey(window, "tall buildings are chosen")

    QTest.keyClick(window.table.viewport, Qt.Key.Key_T, CTRL)
    wait(window, qtbot)
    table = questions.attributes
    assert table.isVisible()
    assert len(table.model.rows) == tall.sum()
    place = table.model.columns.index(("measure", "height"))
    header = table.lines.horizontalHeader()
    spot = QPoint(header.sectionViewportPosition(place) + 20, 8)
    for _ in range(2):
        QTest.mouseClick(header.viewport(), LEFT, NONE, spot)
        wait(window, qtbot)
    first = int(table.model.rows[0])
    assert heights[first] == np.nanmax(np.where(tall, heights, np.nan))
    wait(window, qtbot, picture=True)
    journey(window, "the table of them highest first")

    top = table.lines.visualRect(table.model.index(0, 1)).center()
    QTest.mouseClick(table.lines.viewport(), LEFT, NONE, top)
    wait(window, qtbot)
    assert window.document.selection.object == first
    QTest.mouseDClick(table.lines.viewport(), LEFT, NONE, top)
    landed(window, qtbot)

    ask(window, qtbot, "Building and within(selection, 120 m)")
    QTest.keyClick(window.table.viewport, Qt.Key.Key_I)
    wait(window, qtbot)
    assert window.document.shown[id(measured.city)].sum() == chosen(window)
    QTest.keyClick(window.table.viewport, Qt.Key.Key_3, CTRL)
    wait(window, qtbot)
    assert questions.page.bars.told.count == chosen(window)
    wait(window, qtbot, picture=True)
    journey(window, "what is near alone and its statistics")
    questions.export(tmp_path / "near.csv")
    qtbot.waitUntil((tmp_path / "near.csv").exists, timeout=20_000)
    with (tmp_path / "near.csv").open(encoding="utf-8-sig") as file:
        assert len(list(csv.DictReader(file))) == chosen(window)
    QTest.keyClick(window.table.viewport, Qt.Key.Key_H, CTRL | SHIFT)
    QTest.keyClick(window.table.viewport, Qt.Key.Key_T, CTRL)
    QTest.keyClick(window.table.viewport, Qt.Key.Key_H)
    landed(window, qtbot)
    ask(window, qtbot, "Building.heigth > 25")
    assert "Did you mean height?" in questions.ask.words.text()
    journey(window, "a word is misspelt")
    QTest.keyClick(questions.ask.line, Qt.Key.Key_Escape)
    walk_with_tools(window, qtbot, journey)


def walk_with_tools(window, qtbot, journey):
    """A box, a lasso and a polygon, with what Shift and Ctrl do."""
    viewport = window.table.viewport
    wait(window, qtbot, picture=True)
    middle = viewport.rect().center()
    QTest.keyClick(viewport, Qt.Key.Key_B)
    a, b = middle + QPoint(-160, -40), middle + QPoint(120, 150)
    QTest.mousePress(viewport, LEFT, NONE, a)
    QTest.mouseMove(viewport, b)
    journey(window, "a box is drawn")
    QTest.mouseRelease(viewport, LEFT, NONE, b)
    wait(window, qtbot)
    boxed = chosen(window)
    assert boxed > 50
    assert_inside(window, a, b)
    QTest.mousePress(viewport, LEFT, CTRL, middle)
    QTest.mouseMove(viewport, middle + QPoint(60, 60))
    QTest.mouseRelease(viewport, LEFT, CTRL, middle + QPoint(60, 60))
    wait(window, qtbot)
    assert chosen(window) < boxed
    left = chosen(window)
    QTest.mouseClick(viewport, LEFT, NONE, middle)  # no box at all
    assert chosen(window) == left

    QTest.keyClick(viewport, Qt.Key.Key_B, SHIFT)
    turn = np.linspace(0, 2 * np.pi, 40)
    ring = [middle + QPoint(round(230 + 90 * np.cos(t)), round(70 * np.sin(t))) for t in turn]
    QTest.mousePress(viewport, LEFT, SHIFT, ring[0])
    for place in ring[1:]:
        QTest.mouseMove(viewport, place)
    wait(window, qtbot, picture=True)
    journey(window, "a lasso is drawn")
    QTest.mouseRelease(viewport, LEFT, SHIFT, ring[-1])
    wait(window, qtbot)
    assert chosen(window) > left

    QTest.keyClick(viewport, Qt.Key.Key_B, CTRL)
    for dx, dy in ((-200, -60), (200, -90), (260, 120), (20, 40), (-180, 140)):
        QTest.mouseClick(viewport, LEFT, NONE, middle + QPoint(dx, dy))
    journey(window, "a polygon is drawn")
    QTest.keyClick(viewport, Qt.Key.Key_Return)
    window.wear("dark")
    QTest.keyClick(viewport, Qt.Key.Key_T, CTRL)
    wait(window, qtbot, picture=True)
    journey(window, "what is in the polygon in the dark")
    QTest.keyClick(viewport, Qt.Key.Key_Escape)  # puts the tool down
    QTest.keyClick(viewport, Qt.Key.Key_Escape)  # lets go of what is chosen
    assert chosen(window) == 0


def assert_inside(window, a, b):
    """The buildings in the box are those whose middle is seen in it, asked one by one."""
    measured = window.table.questions.asking.measured
    city = measured.city
    rows = np.flatnonzero(city.objects.parent < 0)
    wanted = np.zeros(len(city.objects), bool)
    for row in rows.tolist():
        middle = measured.boxes[row].mean(0)
        if np.isfinite(middle).all():
            place = window.table.viewport.where(tuple(middle.tolist()))
            wide = a.x() - 2 < place.x() < b.x() + 2  # `where` counts in whole pixels
            wanted[row] = wide and a.y() - 2 < place.y() < b.y() + 2
    found = np.zeros(len(city.objects), bool)
    found[window.document.chosen.rows] = True
    assert not (found & ~below(city.objects.parent, wanted)).any()
    lost = np.flatnonzero(wanted & ~found)  # for the greater part outside: long, or at the edge
    kinds = {city.objects.kind_of(row) for row in lost.tolist()}
    assert len(lost) < 0.2 * found.sum(), kinds


@needs_data
def test_an_address_is_found_by_keys_alone(window, qtbot, journey):
    drop(window, DATA / "citygml" / "1.0" / "NRW_LoD2_32_280_5657_1_NW.gml")
    wait_settled(window, qtbot)
    line = type_in(window, qtbot, "millen")
    journey(window, "an address begins")
    assert line.list.isVisible()
    QTest.keyClick(line, Qt.Key.Key_Down)
    QTest.keyClick(line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.document.selection is not None, timeout=60_000)
    wait(window, qtbot, picture=True)
    journey(window, "flown to the address")
