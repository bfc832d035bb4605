"""A planner lays three plans on the board, aims, weighs, doubts, and sees what decides."""

import statistics
import time

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from city.indicators.targets import Target
from tests.journeys.test_plans import AT, do, settle, square

MOVES = 30
QUICK = 0.2  # seconds from a move of a slider to the picture of the board


def trees(studio, places):
    grows = {"crown": 3, "grown_crown": 11, "height": 5, "grown_height": 16}
    there = [[AT[0] + x, AT[1] + y] for x, y in places]
    do(studio, "plant", places=there, **grows, year=2026, years=25)


def three_plans(studio):
    """Towers in a park, blocks round a courtyard, and hardly anything."""
    studio.planning.add("Towers in the park")
    do(studio, "build", footprint=square(0, 0, 40, 25), storeys=14, use="residential")
    do(studio, "build", footprint=square(-90, -60, 30, 30), storeys=9, use="office")
    do(studio, "lay", kind="park", outline=square(-50, 40, 60, 40))
    do(studio, "plot", outline=square(-110, -80, 200, 180), name="Harbour plot")
    trees(studio, [(-40 + 8 * k, 60) for k in range(6)])
    studio.planning.add("Courtyard blocks")
    for y in (0, 40):
        do(studio, "build", footprint=square(0, y, 60, 14), storeys=5, use="residential")
    do(studio, "build", footprint=square(-90, -60, 50, 30), storeys=4, use="office")
    do(studio, "lay", kind="park", outline=square(0, 16, 60, 22))
    trees(studio, [(4 + 6 * k, 27) for k in range(9)])
    studio.planning.add("Gentle infill")
    do(studio, "build", footprint=square(0, 0, 30, 12), storeys=3, use="residential")
    trees(studio, [(-40 + 8 * k, 60) for k in range(3)])


def counted(window, qtbot):
    board = window.studio.board
    qtbot.waitUntil(lambda: not board.deciding.counts.busy, timeout=120_000)
    settle(window, qtbot)
    return board


def add(page, key):
    at = page.more.findData(key)
    page.more.setCurrentIndex(at)
    page.more.activated.emit(at)


def moves(slider):
    """How long each move of a slider takes, until the board is painted."""
    taken = []
    for at in range(40, 40 + 2 * MOVES, 2):
        start = time.perf_counter()
        slider.setValue(at)
        QApplication.processEvents()
        taken.append(time.perf_counter() - start)
    return taken


def test_board(city, qtbot, journey):
    studio, window = city.studio, city
    three_plans(studio)
    settle(window, qtbot)
    modifiers = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(window, Qt.Key.Key_B, modifiers)
    board = counted(window, qtbot)
    panel, deciding = board.panel, board.deciding
    assert [one.name for one in deciding.board.plans][1:] == [
        *("Towers in the park", "Courtyard blocks", "Gentle infill")
    ]
    window.notice.hide()
    journey(window, "the board below the city")

    # targets, and where a number comes from
    deciding.aim("gfa", Target("gfa", 2_465_000.0, source="Brief, section 3"))
    deciding.aim("carbon", Target("carbon", None, 9_000.0, source="Climate plan"))
    panel.enlarge.click()
    panel.table.setFocus()
    row = panel.table.rows.row_of("canopy")
    panel.table.setCurrentIndex(panel.table.rows.index(row, 2))
    QTest.keyClick(panel.table, Qt.Key.Key_Return)
    assert panel.table.rows.unfolded[0] == "canopy"
    panel.table.verticalScrollBar().setValue(0)
    journey(window, "enlarged with targets")
    panel.table.scrollTo(panel.table.rows.index(row + 1, 2))
    journey(window, "how the canopy grows")

    # what weighs
    panel.turn_to("Weigh")
    for key in ("gfa", "carbon", "canopy", "dwellings"):
        add(panel.weigh, key)
    panel.weigh.rows["carbon"].slider.setValue(80)
    deciding.try_assumptions()
    assert sum(line.share for line in panel.weigh.scores.lines) > 0.99
    panel.table.fold()
    settle(window, qtbot)
    journey(window, "what weighs")
    area = panel.pages.currentWidget()
    panel.weigh.folds["radar"].head.setChecked(True)
    settle(window, qtbot)
    area.verticalScrollBar().setValue(area.verticalScrollBar().maximum())
    journey(window, "how sure it is")

    # assumptions: every column follows at once
    panel.turn_to("Assumptions")
    before = deciding.board.rows["dwellings"][1].value
    for name in ("dwelling_size", "storey_height"):
        taken = moves(panel.assumptions.sliders[name])
        print(f"{name}: median {1000 * statistics.median(taken):.0f} ms of {MOVES} moves")
        assert statistics.median(taken) < QUICK
    assert deciding.board.rows["dwellings"][1].value != before
    panel.assumptions.back["dwelling_size"].click()
    panel.assumptions.back["storey_height"].click()
    assert deciding.board.rows["dwellings"][1].value == before

    # on a plot, for the hall, and in a tiny window
    panel.place.setCurrentIndex(1)
    counted(window, qtbot)
    assert all(cell.value is not None for cell in deciding.board.rows["far"])
    panel.turn_to("Weigh")
    window.wear("projector")
    settle(window, qtbot)
    journey(window, "the plot in the hall")
    window.wear("light")
    panel.enlarge.click()
    window.resize(900, 620)
    settle(window, qtbot)
    journey(window, "in a tiny window")
    panel.table.setFocus()
    QTest.keyClick(panel.table, Qt.Key.Key_Escape)
    assert not board.open
