"""The moment of live layers passes as fast as one says, and begins again at its end."""

import numpy as np
import pytest

from app.live import clock
from app.live.clock import SPEEDS, LiveClock, told_span
from tests.app.live.test_layer import layer
from tests.app.standin import town_document
from tests.city.test_subjects import DUST, NOON, minutes, series

SECOND = np.timedelta64(1000, "ms")


class Watch:
    """A clock that goes when the test says so."""

    def __init__(self, monkeypatch):
        self.seconds = 100.0
        monkeypatch.setattr(clock, "monotonic", lambda: self.seconds)

    def after(self, passing, seconds):
        self.seconds += seconds
        passing._tick()


@pytest.fixture
def document(qtbot):
    made = town_document()
    made.lay_live(layer(series(*(("a", DUST, k, k) for k in range(61)))))
    return made


@pytest.fixture
def passing(document):
    made = LiveClock(document)
    yield made
    made.pause()


@pytest.fixture
def watch(monkeypatch):
    return Watch(monkeypatch)


def test_the_span_reaches_over_all_layers(document):
    assert told_span(document) == (minutes(0), minutes(60))
    assert told_span(town_document()) is None


@pytest.mark.parametrize("speed", SPEEDS)
def test_time_passes_as_fast_as_one_says(passing, document, watch, speed):
    document.show_at(minutes(0))
    passing.play(speed)
    watch.after(passing, 0.04)
    assert document.shown_at - minutes(0) == round(40 * speed) * np.timedelta64(1, "ms")
    assert passing.playing


def test_slow_time_adds_up(passing, document, watch):
    document.show_at(minutes(0))
    passing.play(1.0)
    for _ in range(25):
        watch.after(passing, 0.04)
    assert abs(document.shown_at - minutes(0) - SECOND) <= np.timedelta64(25, "ms")


def test_at_the_end_it_begins_again(passing, document, watch):
    document.show_at(minutes(59.5))
    passing.play(60.0)
    watch.after(passing, 0.4)
    assert document.shown_at == minutes(59.9)
    watch.after(passing, 0.4)
    assert document.shown_at == minutes(0)


@pytest.mark.parametrize("at", [None, -10, 100])
def test_from_now_and_from_outside_it_begins_at_the_beginning(passing, document, watch, at):
    document.show_at(None if at is None else minutes(at))
    passing.play(60.0)
    assert document.shown_at == minutes(0)


def test_it_goes_on_from_where_somebody_takes_it(passing, document, watch):
    document.show_at(minutes(0))
    passing.play(60.0)
    watch.after(passing, 1.0)
    document.show_at(minutes(30))
    watch.after(passing, 1.0)
    assert document.shown_at == minutes(31)


def test_it_does_not_pass_beyond_now(passing, document, watch, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: minutes(10))
    document.show_at(minutes(9.9))
    passing.play(60.0)
    watch.after(passing, 0.2)
    assert document.shown_at == minutes(0)


def test_a_clock_that_is_ahead_of_ours_shows_one_moment(passing, document, watch, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOON - SECOND)
    passing.play(60.0)
    watch.after(passing, 1.0)
    assert document.shown_at == minutes(0)


def test_where_nothing_is_told_it_ends(passing, document, watch, qtbot):
    passing.play(60.0)
    document.take_live("live/1")
    with qtbot.waitSignal(passing.ended):
        watch.after(passing, 1.0)
    assert not passing.playing


def test_it_ticks_by_itself_until_it_stands_still(passing, document, qtbot):
    document.show_at(minutes(0))
    passing.play(600.0)
    qtbot.waitUntil(lambda: document.shown_at > minutes(0.5), timeout=3000)
    passing.pause()
    still = document.shown_at
    qtbot.wait(3 * clock.TICK)
    assert document.shown_at == still
