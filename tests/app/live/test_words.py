"""What is said of live layers, in a planner's words."""

from dataclasses import replace

import numpy as np
import pytest

from app.live.layer import Source
from app.live.words import moment_words, state_words, things_words, value_words, when_words
from city.alarms import Rule
from city.series import Measurand
from city.subjects import Subject, subject_of
from tests.app.live.test_layer import layer
from tests.app.live.test_look import HERE, shown, thing
from tests.city.test_subjects import DUST, NOON, series

FINE = subject_of(DUST)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (12.44, "12.4 µg/m³"),
        (12.0, "12 µg/m³"),
        (0.126, "0.13 µg/m³"),
        (2.5, "2.5 µg/m³"),
        (1234.56, "1,235 µg/m³"),
        (-3.14159, "-3.14 µg/m³"),
        (np.nan, "–"),
    ],
)
def test_values_have_as_many_digits_as_one_reads(value, words):
    assert value_words(FINE, value) == words


def test_a_state_is_a_word():
    spot = subject_of(Measurand("status"), "ParkingSpot")
    assert spot.quantity.states[0] == value_words(spot, 0.0)
    assert value_words(spot, 99.0) == "99"


def test_a_hostile_unit_is_spelt():
    assert value_words(Subject("z", "z", "\u202eZ"), 1.0) == r"1 \u202eZ"


def test_things_are_counted():
    assert (things_words(1), things_words(1234)) == ("1 thing", "1,234 things")


def test_a_layer_says_how_many_tell_how_old_it_is_and_what_is_wrong(monkeypatch):
    monkeypatch.setattr("app.live.words.now", lambda: NOON + np.timedelta64(45, "s"))
    rules = (Rule(FINE.key, "above", 25.0),)
    told = series(
        (thing("a", HERE), DUST, 0, 30),
        (thing("b"), DUST, 0, 3),
        (thing("c", HERE), Measurand("pm25", "km"), 0, 3),
    )
    one = layer(told, Source("x", rules=rules))
    words = state_words(one, shown(one), True)
    assert words.startswith("● recording · 3 things · 45 s ago · 1 without a place here")
    assert "⚠ 1 thing beyond the limit" in words and "in km" in words


def test_what_was_told_then_has_no_age():
    one = layer(series((thing("a", HERE), DUST, 0, 3)), state="recording")
    assert state_words(one, shown(one, live=False), False) == "1 thing"


@pytest.mark.parametrize(
    ("state", "fault", "words"),
    [
        ("asking", "", "asking…"),
        ("waiting", "air.example does not answer", "air.example does not answer"),
        ("strange", "", "from a project of somebody else: choose “Ask now” to connect"),
        ("live", "", ""),
    ],
)
def test_what_has_told_nothing_says_what_it_waits_for(state, fault, words):
    assert state_words(replace(layer(state=state), fault=fault), None, False) == words


@pytest.mark.parametrize("year", ["0001", "9999", "29999"])
def test_a_moment_of_a_wild_clock_is_told_as_it_is(year):
    moment = np.datetime64(f"{year}-12-31T23:59:59", "ms")
    assert moment_words(moment, "America/New_York").startswith(year)
    assert when_words(moment, NOON, "Asia/Tokyo").startswith(year)
    assert when_words(NOON, moment, "Asia/Tokyo") == "1 Jun 2026"


def test_a_moment_is_told_by_the_clock_of_the_city():
    assert "14:00" in moment_words(NOON, "Europe/Amsterdam")
    assert when_words(NOON, NOON, "Europe/Amsterdam") == "14:00"
    late = NOON + np.timedelta64(11, "h")  # is the next day in Amsterdam
    assert when_words(late, NOON, "Europe/Amsterdam") == "2 Jun 2026"
    assert when_words(late, NOON, "UTC") == "23:00"
