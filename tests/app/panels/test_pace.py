"""How time passes: the sun and what was told each keep a speed of their own."""

import pytest

from app.panels.pace import Pace


@pytest.fixture
def pace(qtbot):
    made = Pace()
    qtbot.addWidget(made)
    return made


def test_each_keeps_its_own_speed(pace):
    pace.go_at(4.0)
    pace.go_through_told(600.0)
    assert (pace.through, pace.text()) == ("told", "600×")
    pace.go_through("year")
    assert (pace.through, pace.text()) == ("year", "4×")


def test_a_speed_of_the_sun_leaves_what_was_told(pace):
    pace.go_through_told(60.0)
    pace.go_at(0.5)
    assert (pace.through, pace.sun_speed, pace.told_speed) == ("day", 0.5, 60.0)


def test_another_span_begins_anew_and_another_speed_of_the_sun_does_not(pace):
    told = []
    pace.changed.connect(told.append)
    pace.go_at(2.0)
    pace.go_through("year")
    pace.go_through("year")
    assert told == [False, True, False]


def test_what_was_told_is_offered_while_there_is_any(pace):
    def seen():
        return [action.text() for action in pace.menu().actions() if action.isVisible()]

    assert not any("told" in text for text in seen())
    pace.offer_told(True)
    assert any("told" in text for text in seen())
