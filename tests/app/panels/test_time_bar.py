"""The time bar: what it says, what it asks, and how time passes."""

from dataclasses import replace
from datetime import date, datetime

import pytest
from PySide6.QtCore import QDate, QPoint, Qt
from PySide6.QtTest import QTest

from app.dialogs.place import PlaceDialog
from app.document import Document
from app.panels.time_bar import TimeBar
from city.place import Place
from city.time_zone import zone
from tests.app.standin import town_document, town_opened


@pytest.fixture
def document():
    return town_document()


@pytest.fixture
def bar(qtbot, document):
    made = TimeBar(document)
    qtbot.addWidget(made)
    made.resize(1100, 70)
    made.show()
    made.date.setDate(QDate(2026, 3, 21))
    return made


def test_a_fresh_city_stands_in_the_light_of_a_studio(qtbot, document):
    bar = TimeBar(document)
    qtbot.addWidget(bar)
    assert document.moment is None and not bar.sun.isChecked()
    assert "studio light" in bar.stand.text()
    assert bar.date.date() == QDate(date.today().year, 3, 21)


def test_place_zone_and_summer_time_are_written(bar):
    assert bar.where.text() == "Amsterdam, assumed · UTC+1"
    bar.date.setDate(QDate(2026, 7, 1))
    assert bar.where.text() == "Amsterdam, assumed · UTC+2, summer time"
    assert bar.words.text() == "Sunrise 05:26 · noon 13:46 · sunset 22:05"


def test_dragging_the_handle_lets_the_sun_shine_at_that_time(bar, document):
    bar.band.setValue(15 * 60)
    assert document.moment == datetime(2026, 3, 21, 15, tzinfo=zone("Europe/Amsterdam"))
    assert bar.sun.isChecked() and "south-west" in bar.stand.text()
    bar.sun.click()
    assert document.moment is None and not bar.sun.isChecked()


def test_night_is_said(bar):
    bar.band.setValue(2 * 60)
    assert bar.stand.text().startswith("The sun is ") and "below the horizon" in bar.stand.text()


def test_another_day_keeps_the_time_of_the_clock(bar, document):
    bar.band.setValue(9 * 60)
    QTest.keyClick(bar.band, Qt.Key.Key_Up)
    assert document.moment == datetime(2026, 3, 22, 9, tzinfo=zone("Europe/Amsterdam"))


def test_the_usual_dates_of_sun_studies(bar, document):
    actions = [a for a in bar.usual.menu().actions() if not a.isSeparator()]
    assert len(actions) == 12
    chosen = next(a for a in actions if a.text() == "21 June, 09:00")
    chosen.trigger()
    assert document.moment == datetime(2026, 6, 21, 9, tzinfo=zone("Europe/Amsterdam"))
    assert bar.date.date() == QDate(2026, 6, 21) and bar.band.value() == 9 * 60


def test_a_moment_from_elsewhere_moves_the_handle(bar, document):
    document.set_moment(datetime(2025, 12, 22, 11, 15, tzinfo=zone("UTC")))
    assert bar.date.date() == QDate(2025, 12, 22)
    assert bar.band.value() == 12 * 60 + 15  # an hour later in Amsterdam
    assert bar.sun.isChecked()


def test_a_moment_with_a_zone_of_its_own_brings_it(bar, document):
    document.set_moment(datetime(2026, 7, 1, 12, tzinfo=zone("Europe/London")))
    assert bar.where.text() == "London · UTC+1, summer time"
    assert bar.band.value() == 12 * 60


def test_time_passes_through_the_light_of_a_day(bar, document, qtbot):
    bar.band.setValue(17 * 60)
    bar._go_at(4.0)
    bar.play.click()
    qtbot.waitUntil(lambda: document.moment.hour >= 19, timeout=4000)
    bar.band.setValue(bar.band.place_of(bar._day.sets[0]) + 29)
    qtbot.waitUntil(lambda: document.moment.hour < 9, timeout=2000)  # the night is left out
    bar.play.click()
    stopped = document.moment
    qtbot.wait(120)
    assert document.moment == stopped


def test_time_passes_through_a_year_at_one_time_of_the_clock(bar, document, qtbot):
    bar.band.setValue(12 * 60)
    bar.date.setDate(QDate(2026, 12, 30))
    bar._go_through("year")
    bar._go_at(4.0)
    bar.set_playing(True)
    qtbot.waitUntil(lambda: document.moment.month == 1, timeout=2000)
    bar.set_playing(False)
    assert document.moment.year == 2026 and document.moment.hour == 12


def test_a_city_in_local_metres_is_asked_where_it_stands(qtbot, document):
    bar = TimeBar(Document())
    qtbot.addWidget(bar)
    assert not bar.isEnabled()
    document.set_place(None)
    bar = TimeBar(document)
    qtbot.addWidget(bar)
    document.set_place(None)  # as if its frame did not say
    bar.sun.click()
    assert document.moment is None
    dialog = bar.findChild(PlaceDialog)
    assert dialog is not None
    dialog.reject()
    bar.set_place(Place(13.4, 52.5), "Europe/Berlin")
    assert document.moment is not None and bar.where.text().startswith("Berlin ·")


def test_what_was_said_stays_when_something_is_laid_beside_it(bar, document):
    bar.set_place(document.place, "Europe/London")
    assert document.clock == "Europe/London" and document.said_place is None  # it is surveyed
    document.lay(town_opened("beside.gml"), add=True)
    assert bar.where.text().startswith("London ·")
    document.lay(town_opened("another.gml"), add=False)
    assert bar.where.text().startswith("Amsterdam, assumed ·")


def test_a_place_that_a_project_knows_lights_a_city_that_stands_nowhere(qtbot):
    document = Document()
    bar = TimeBar(document)
    qtbot.addWidget(bar)
    document.lay(replace(town_opened("site.obj"), place=None), add=False)
    assert bar.where.text() == "Where is this city?"
    document.say_place(Place(13.4, 52.5), "Europe/Berlin")  # as Scribe.take_up does
    assert bar.where.text().startswith("Berlin · ") and bar.words.text()
    document.set_moment(datetime(2026, 7, 1, 12, tzinfo=zone("Europe/Berlin")))
    assert bar.band.value() == 12 * 60 and bar.sun.isChecked()
    document.lay(replace(town_opened("shed.obj"), place=None), add=True)
    assert document.place == Place(13.4, 52.5) and document.moment is not None


def test_a_city_that_stands_nowhere_has_no_sun(qtbot, bar, document, monkeypatch):
    bar.band.setValue(15 * 60)
    assert document.moment is not None
    monkeypatch.setattr("app.panels.time_bar.found_place", lambda document: None)
    bar._find_place()
    assert document.moment is None and document.place is None and not bar.sun.isChecked()
    assert bar.where.text() == "Where is this city?"


def test_everything_is_reached_by_keyboard_and_has_a_name(bar):
    reached = []
    part = bar.sun
    for _ in range(7):
        reached.append(part)
        part = part.nextInFocusChain()
        while part.focusPolicy() == Qt.FocusPolicy.NoFocus or not part.isVisible():
            part = part.nextInFocusChain()
    assert {bar.sun, bar.date, bar.usual, bar.band, bar.play, bar.pace} <= set(reached)
    for named in (bar.date, bar.band, bar.play, bar.pace):
        assert named.accessibleName()
    assert bar.childAt(QPoint(5, 5)) is None
