"""The time bar: what it says, what it asks, and how time passes."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from PySide6.QtCore import QDate, QPoint, Qt
from PySide6.QtTest import QTest

from app.dialogs.place import PlaceDialog
from app.document import Document
from app.live.clock import SPEEDS
from app.live.layer import Source
from app.panels.time_bar import TimeBar
from city.place import Place
from city.time_zone import zone
from tests.app.live.test_layer import layer
from tests.app.standin import town_document, town_opened
from tests.city.test_subjects import DUST, minutes, series


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
    bar.pace.go_at(4.0)
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
    bar.pace.go_through("year")
    bar.pace.go_at(4.0)
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


# What platforms say, and said: from 12:00 to 13:00 UTC on the first of June 2026

HOUR = series(*(("a", DUST, k, k) for k in range(61)))


def lay(document, whole=HOUR, state="live", key="live/1", **said):
    document.lay_live(replace(layer(whole, Source("x", **said), state), key=key))


def ways(bar):
    return [a for a in bar.pace.menu().actions() if a.isVisible() and not a.isSeparator()]


def through_told(bar, speed=600.0):
    (action,) = [a for a in ways(bar) if SPEEDS[speed] in a.text()]
    action.trigger()


def a_minute_ago(moment):
    return datetime.now(UTC) - timedelta(seconds=61) <= moment <= datetime.now(UTC)


def test_all_know_whose_clock_is_shown(bar, document):
    assert document.zone == "Europe/Amsterdam"
    bar.set_place(document.place, "Europe/London")
    assert document.zone == "Europe/London"


def test_live_is_offered_while_somebody_says_anything(bar, document):
    assert not bar.live.isVisible() and len(ways(bar)) == 6
    lay(document)
    assert bar.live.isVisible() and bar.live.isChecked() and len(ways(bar)) == 6 + len(SPEEDS)
    document.take_live("live/1")
    assert not bar.live.isVisible() and len(ways(bar)) == 6 and not bar._second.isActive()


def test_while_it_is_live_the_handle_follows_now(bar, document, monkeypatch):
    lay(document)
    assert a_minute_ago(bar.band.moment()) and bar._second.isActive()
    assert document.moment is None  # nobody has let the sun shine

    class Later(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime(2031, 7, 1, 10, 30, 15, tzinfo=UTC)

    monkeypatch.setattr("app.panels.time_bar.datetime", Later)
    bar._second.timeout.emit()
    assert bar.date.date() == QDate(2031, 7, 1) and bar.band.value() == 12 * 60 + 30
    assert document.shown_at is None


def test_the_sun_that_shines_follows_now_too(bar, document):
    bar.sun.click()
    lay(document)
    assert a_minute_ago(document.moment)


def test_dragging_the_handle_leaves_live_and_shows_what_was_told_then(bar, document):
    lay(document)
    bar.date.setDate(QDate(2026, 6, 1))
    bar.band.setValue(14 * 60 + 30)
    assert document.shown_at == minutes(30)  # of UTC, in Amsterdam's summer
    assert not bar.live.isChecked() and not bar._second.isActive()
    bar.live.click()
    assert document.shown_at is None and bar.live.isChecked() and bar._second.isActive()
    assert a_minute_ago(bar.band.moment())
    bar.live.click()
    assert not bar.live.isChecked() and document.shown_at is not None


def test_keys_leave_live_as_well(bar, document):
    lay(document)
    bar.date.setDate(QDate(2026, 6, 1))
    bar.band.setValue(14 * 60)
    QTest.keyClick(bar.band, Qt.Key.Key_Right)
    assert document.shown_at == minutes(5)
    QTest.keyClick(bar.band, Qt.Key.Key_Down)
    assert document.shown_at == minutes(5 - 24 * 60)


def test_a_moment_shown_from_elsewhere_moves_the_handle(bar, document):
    lay(document)
    document.show_at(minutes(42.5))
    assert bar.date.date() == QDate(2026, 6, 1) and bar.band.value() == 14 * 60 + 42
    assert document.shown_at == minutes(42.5) and not bar.live.isChecked()


def test_what_was_told_is_marked_on_the_band(bar, document):
    def span():
        return bar.band._told

    lay(document)
    lay(document)
    assert [m.minute for m in span()] == [0, 0] and span()[1] - span()[0] == timedelta(hours=1)
    lay(document, series(("b", DUST, 90, 1)), key="live/2")
    assert span()[1] - span()[0] == timedelta(minutes=90)
    document.take_live("live/2")
    assert span()[1] - span()[0] == timedelta(hours=1)
    document.take_live("live/1")
    assert span() is None


def test_time_passes_through_what_was_told_and_begins_again(bar, document, qtbot):
    lay(document)
    bar.date.setDate(QDate(2026, 6, 1))
    bar.band.setValue(14 * 60 + 58)
    through_told(bar)
    assert bar.pace.text() == "600×" and document.shown_at == minutes(58)  # it does not pass yet
    bar.play.click()
    qtbot.waitUntil(lambda: document.shown_at > minutes(59), timeout=3000)
    qtbot.waitUntil(lambda: document.shown_at < minutes(5), timeout=3000)
    assert bar.band.value() < 14 * 60 + 5 and not bar.live.isChecked()
    bar.play.click()
    still = document.shown_at
    qtbot.wait(120)
    assert document.shown_at == still


def test_the_handle_is_taken_elsewhere_while_time_passes(bar, document, qtbot):
    lay(document)
    document.show_at(minutes(2))
    through_told(bar, 1.0)
    bar.play.click()
    bar.band.setValue(14 * 60 + 40)
    qtbot.waitUntil(lambda: document.shown_at > minutes(40), timeout=3000)
    assert document.shown_at < minutes(41) and bar.play.isChecked()
    bar.set_playing(False)


def test_the_night_is_not_left_out_of_what_was_told(bar, document, monkeypatch):
    night = series(("a", DUST, 10 * 60, 1), ("a", DUST, 16 * 60, 2))  # until 6 in the morning
    lay(document, night)
    document.show_at(minutes(10 * 60))
    through_told(bar, 3600.0)
    monkeypatch.setattr("app.live.clock.monotonic", lambda: 0.0)
    bar.play.click()
    seen = []
    for second in range(1, 6):
        monkeypatch.setattr("app.live.clock.monotonic", lambda at=second: float(at))
        bar.clock._tick()
        seen.append((document.shown_at - minutes(0)) / np.timedelta64(1, "h"))
    assert seen == [11, 12, 13, 14, 15]
    bar.set_playing(False)


def test_live_ends_the_passing_of_time(bar, document, qtbot):
    lay(document)
    through_told(bar)
    bar.play.click()
    assert bar.clock.playing and not bar.live.isChecked()
    bar.live.click()
    assert not bar.clock.playing and not bar.play.isChecked() and document.shown_at is None


def test_the_menu_says_how_time_passes(bar, document):
    def checked():
        return [a.text() for a in ways(bar) if a.isChecked()]

    assert checked() == ["Through the day", "1×"]
    lay(document)
    through_told(bar, 60.0)
    assert checked() == ["1×", "Through what was told, a minute a second"]
    bar.pace.go_at(4.0)
    assert checked()[0] == "Through the day" and bar.pace.text() == "4×"
    through_told(bar, 60.0)
    bar.pace.go_through("year")
    assert checked()[0] == "Through the year" and bar.pace.text() == "4×"
    through_told(bar, 60.0)
    document.take_live("live/1")  # and what was told is nowhere any more
    assert checked()[0] == "Through the day" and bar.pace.text() == "4×"


@pytest.mark.parametrize("how", ["cleared", "another", "taken"])
def test_an_emptied_table_stops_everything(bar, document, how, qtbot):
    lay(document)
    through_told(bar)
    bar.play.click()
    if how == "cleared":
        document.clear()
    elif how == "another":
        document.lay(town_opened("another.gml"), add=False)
    else:
        document.take_live("live/1")
    assert not bar.clock.playing and not bar.play.isChecked() and not bar._second.isActive()
    assert not bar.live.isVisible() and bar.band._told is None
    assert document.shown_at is None


def test_a_recording_shows_how_it_ends_and_nothing_follows_now(bar, document):
    document.lay_live(layer(state="recording"))
    assert not bar.live.isChecked() and not bar._second.isActive()
    lay(document, state="recording")
    lay(document, state="recording")
    assert document.shown_at == minutes(60)
    bar.band.setValue(10 * 60)  # before it was told anything
    assert document.shown_at == minutes(-4 * 60)
    lay(document, key="live/2")  # which is no reason to go elsewhere
    lay(document, key="live/2")
    assert document.shown_at == minutes(-4 * 60)


@pytest.fixture
def nowhere(qtbot):
    document = Document()
    bar = TimeBar(document)
    qtbot.addWidget(bar)
    bar.resize(1100, 70)
    bar.show()
    document.lay(replace(town_opened("site.obj"), place=None), add=False)
    return bar, document


def test_where_no_place_is_known_the_handle_tells_the_moment_in_utc(nowhere):
    bar, document = nowhere
    assert bar.band.moment() is None
    lay(document)
    assert a_minute_ago(bar.band.moment()) and bar.live.isChecked()
    assert bar.where.text() == "Where is this city? · UTC"
    bar.date.setDate(QDate(2026, 6, 1))
    bar.band.setValue(12 * 60 + 30)
    assert document.shown_at == minutes(30) and document.moment is None
    assert bar.findChild(PlaceDialog) is None  # nobody is asked only for moving the handle
    through_told(bar)
    bar.play.click()
    assert bar.clock.playing
    bar.play.click()
    bar.sun.click()
    assert bar.findChild(PlaceDialog) is not None and not bar.sun.isChecked()
    bar.findChild(PlaceDialog).reject()
    document.take_live("live/1")
    assert bar.band.moment() is None and bar.where.text() == "Where is this city?"


@pytest.mark.parametrize("year", ["-5000", "0001", "9999", "60000"])
def test_wild_clocks_are_shown_as_far_as_a_calendar_goes(bar, document, year):
    lay(document)
    bar.pace.go_through_told(1.0)
    document.show_at(np.datetime64(f"{year}-12-31T23:59:59", "ms"))
    assert 1 <= bar.date.date().year() <= 5999
    bar.play.click()
    assert document.shown_at == minutes(0)
    bar.set_playing(False)


def test_live_is_reached_by_keyboard(bar, document):
    lay(document)
    bar.live.setFocus()
    QTest.keyClick(bar.live, Qt.Key.Key_Space)
    assert document.shown_at is not None
    QTest.keyClick(bar.live, Qt.Key.Key_Space)
    assert document.shown_at is None
    assert bar.live.text() == "Live" and bar.live.toolTip()
