"""A planner gets a city that floats, mends it, notes what is to be seen, and comes back to it."""

import json
import shutil

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.dialogs.lost import LostSources
from app.measures import KINDS
from app.settings import Settings
from app.window import Window
from tests.journeys.test_first_city import LONG, wait_settled
from tests.shared import DATA, needs_data

LEFT = Qt.MouseButton.LeftButton
ELLIPSOID = 43.4  # metres that NAP's zero lies above the ellipsoid in Delft (NSGI)
CITY, SURVEY = "delft.city.json", "ahn3.laz"


@pytest.fixture
def files(tmp_path):
    """Delft as if somebody had given its heights above the ellipsoid, and a survey that has NAP."""
    city = json.loads((DATA / "demo-delft" / "delft_3dfier.city.json").read_text())
    city["transform"]["translate"][2] += ELLIPSOID
    (tmp_path / CITY).write_text(json.dumps(city))
    shutil.copy(DATA / "demo-delft" / "ahn3_cropped_1.laz", tmp_path / SURVEY)
    return tmp_path


def open_both(window, qtbot, folder):
    window.open_paths([folder / CITY])
    wait_settled(window, qtbot)
    window.open_paths([folder / SURVEY], add=True, crs="EPSG:28992+5709")
    qtbot.waitUntil(lambda: len(window.document.opened) == 2, timeout=LONG)
    wait_settled(window, qtbot)


def another_window(qtbot):
    made = Window(Settings())
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    with qtbot.waitActive(made):
        made.raise_()
    return made


def heights(window, qtbot):
    panel = window.desk.heights
    qtbot.waitUntil(lambda: not panel.busy and not window.tasks.running, timeout=LONG)
    wait_settled(window, qtbot)
    return next(card for card in panel.cards if card.standing.name == CITY)


def roof_in_sight(window):
    """A place in the picture where the roof of some building is seen."""
    viewport = window.table.viewport
    for x in range(viewport.width() // 3, 2 * viewport.width() // 3, 12):
        for y in range(viewport.height() // 3, 2 * viewport.height() // 3, 12):
            hit = viewport.at(QPointF(x, y))
            if hit is not None and hit.key.endswith("Buildings"):
                return QPointF(x, y).toPoint(), hit
    raise AssertionError("no building is in sight")


@needs_data
def test_project(window, qtbot, journey, files):
    open_both(window, qtbot, files)
    window.desk.keep_as(files / "Station quarter")
    assert window.status.saved.text() == "Saved"
    journey(window, "a city and a survey kept as a project")

    window.turn_to("heights")
    card = heights(window, qtbot)
    assert card.standing.found.median == pytest.approx(ELLIPSOID, abs=0.5)
    assert card.standing.said.explained
    journey(window, "why does it float")
    QTest.mouseClick(card.mend, LEFT)
    card = heights(window, qtbot)
    assert card.said.text() == "It stands on the ground."
    assert "moved by" in window.status.moved.text()
    journey(window, "it stands on the ground")
    QTest.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert heights(window, qtbot).standing.lift == 0
    mods = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(window, Qt.Key.Key_Z, mods)
    assert heights(window, qtbot).standing.lift < -40

    viewport = window.table.viewport
    window.errands.look_home()
    wait_settled(window, qtbot)
    QTest.keyClick(viewport, Qt.Key.Key_N)
    place, hit = roof_in_sight(window)
    QTest.mouseClick(viewport, LEFT, Qt.KeyboardModifier.NoModifier, place)
    notes = window.desk.notes.page
    qtbot.waitUntil(lambda: len(window.document.notes) == 1)
    assert window.document.notes[0].object == hit.thing.objects.ids[hit.object]
    QTest.keyClicks(notes.text, "Is this roof as high as the permit says?")
    QTest.keyClicks(notes.author, "Anna")
    qtbot.waitUntil(lambda: window.document.notes[0].author == "Anna", timeout=5000)
    wait_settled(window, qtbot)
    journey(window, "a note on a roof")

    measures = window.table.measuring.measures
    spot = np.array(hit.point)
    window.table.measuring.measure(
        KINDS["distance"], spot + np.array([[0, 0, 0], [30, 40, 0]]), None
    )
    qtbot.waitUntil(lambda: len(measures.marks) == 1)
    assert measures.marks[0].value == "50.00 m"

    QTest.keyClick(window, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    window.desk.notes.fly_to(window.document.notes[0])
    wait_settled(window, qtbot)
    QTest.keyClick(window, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    window.errands.look_down()
    wait_settled(window, qtbot)
    QTest.keyClick(window, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    window.desk.views.page.list.item(1).setText("The roof")
    journey(window, "three saved views")
    before = viewport.eye()
    QTest.keyClick(viewport, Qt.Key.Key_2)
    wait_settled(window, qtbot)
    assert viewport.eye().position != before.position
    roof = viewport.eye()
    journey(window, "key 2 flies to the roof")
    window.close()

    again = another_window(qtbot)
    journey(again, "the welcome page knows the project")
    again.open_paths([files / "Station quarter.maquette"])
    wait_settled(again, qtbot)
    assert again.table.viewport.eye().position == pytest.approx(roof.position, abs=0.01)
    assert [view.name for view in again.document.views] == ["View 1", "The roof", "View 3"]
    assert again.document.layers["1/Buildings"].lift < -40
    (mark,) = again.table.measuring.measures.marks
    assert mark.value == "50.00 m" and mark.points[0] == pytest.approx(spot, abs=1e-6)
    again.turn_to("measure")
    journey(again, "what was measured lies where it was")
    again.turn_to("views")
    journey(again, "it comes back as it was left")

    other = another_window(qtbot)
    other.open_paths([files / "Station quarter.maquette"])
    wait_settled(other, qtbot)
    assert "open in another window" in other.notice.text.text()
    journey(other, "a second window may only look")
    other.close()
    again.close()

    (files / "elsewhere").mkdir()
    (files / SURVEY).rename(files / "elsewhere" / SURVEY)
    last = another_window(qtbot)
    last.open_paths([files / "Station quarter.maquette"])
    qtbot.waitUntil(lambda: bool(last.findChildren(LostSources)), timeout=LONG)
    dialog = last.findChildren(LostSources)[0]
    QApplication.processEvents()
    journey(dialog, "the survey is missing")
    dialog.take(dialog.lost[0], files / "elsewhere" / SURVEY, dialog.buttons[0])
    qtbot.waitUntil(lambda: len(last.document.opened) == 2, timeout=LONG)
    wait_settled(last, qtbot)
    journey(last, "the survey is found again")
    last.close()
