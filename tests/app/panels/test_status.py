import time
from dataclasses import replace

import pytest
from PySide6.QtCore import QLocale, Qt

from app.document import Document
from app.panels.status import Status
from app.tasks import Tasks
from city.builder import CityBuilder
from tests.app.standin import town_document, town_opened
from tests.city.toy import FRAME


@pytest.fixture
def status(qtbot):
    document, tasks = town_document(), Tasks()
    made = Status(document, tasks)
    made.tasks, made.document = tasks, document
    qtbot.addWidget(made)
    made.show()
    document.lay(town_opened(), add=False)
    yield made
    tasks.close()


def slow(progress):
    for step in range(1000):
        progress.report(step, 1000, "buildings")
        time.sleep(0.01)


def test_it_says_where_the_mouse_is_and_in_what(status):
    status.point_at((84012.345, 447000.0, 3.0))
    assert status.place.text() == "E 84,012.3   N 447,000.0   H 3.0 m"
    status.point_at(None)
    assert status.place.text() == ""
    assert status.crs.text() == "Amersfoort / RD New (EPSG:28992) + NAP height (EPSG:5709)"
    assert status.count.text() == "7 objects"
    single = CityBuilder(FRAME)
    single.add_object("Building", "house")
    status._document.lay(town_opened(builder=single), add=False)
    assert status.count.text() == "1 object"
    status._document.lay(town_opened(), add=False)
    assert status.crs.textFormat() == status.work.textFormat() == Qt.TextFormat.PlainText
    status.drawn(0.02)
    assert status.fps.text() == "50 fps"


def test_a_slow_picture_is_told_as_the_country_writes_numbers(status):
    QLocale.setDefault(QLocale("de_DE"))
    status.drawn(0.4)
    assert status.fps.text() == "2,5 fps"


def test_work_is_named_and_cancel_ends_it_within_a_second(status, qtbot):
    heard = []
    status.tasks.start("Opening town.gml", slow, heard.append, heard.append)
    assert status.bar.isVisible()
    qtbot.waitUntil(lambda: status.work.text() == "Opening town.gml: buildings")
    qtbot.waitUntil(lambda: status.bar.value() > 0)
    qtbot.mouseClick(status.cancel, Qt.MouseButton.LeftButton)
    assert status.work.text() == "Cancelling…"
    qtbot.waitUntil(lambda: not status.bar.isVisible(), timeout=1000)
    assert heard == []


def test_work_without_a_name_is_not_shown(status, qtbot):
    heard = []
    status.tasks.start("", lambda progress: 1, heard.append, heard.append)
    assert not status.bar.isVisible()
    qtbot.waitUntil(lambda: heard == [1])


def test_a_source_that_was_moved_is_said(qtbot):
    document = Document()
    status = Status(document, Tasks())
    qtbot.addWidget(status)
    town = town_opened()
    layers = tuple(replace(layer, lift=43.21) for layer in town.layers)
    document.lay(replace(town, layers=layers), add=False)
    assert status.moved.text() == "moved by +43.21 m"
    document.lay(town, add=True)
    assert status.moved.text() == "moved by +43.21 m"
    document.lay(town, add=False)
    assert status.moved.text() == ""


def test_it_says_how_it_stands_with_the_project_and_the_plan(status):
    status.say_saved("Saved")
    assert status.saved.text() == "Saved"
    status.say_edits("14 edits")
    assert status.saved.text() == "Saved · 14 edits"
    status.say_saved("")
    assert status.saved.text() == "14 edits"
