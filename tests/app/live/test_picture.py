"""The picture and the legend follow what the live layers tell, at most once in a frame."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QObject, Signal

from app.live import picture
from app.live.layer import Source
from app.live.picture import LivePicture
from app.tasks import Tasks
from tests.app.live.test_layer import layer
from tests.app.live.test_look import HERE, THERE, thing
from tests.app.standin import town_document, town_opened
from tests.city.test_subjects import DUST, NOON, minutes, series


class View(QObject):
    """Remembers which things it was to show."""

    moving = False
    drawn = Signal(float)

    def __init__(self):
        super().__init__()
        self.shown, self.times = {}, 0

    def show_things(self, key, glyphs):
        self.shown[key] = glyphs
        self.times += 1

    def hide_things(self, key):
        del self.shown[key]


class Shown:
    def __init__(self, qtbot, document):
        self.document, self.view, self.tasks = document, View(), Tasks()
        self.lines, self.stood, self.qtbot = [], [], qtbot
        self.picture = LivePicture(document, self.view, self.tasks, self.standing, self.say)

    def standing(self, places):
        self.stood.append(len(places))
        return np.full(len(places), 4.0)

    def say(self, lines):
        self.lines = lines

    def lay(self, *said, key="live/1", **source):
        whole = series(*said) if said else None
        self.document.lay_live(replace(layer(whole, Source("x", **source)), key=key))

    def wait(self, true):
        self.qtbot.waitUntil(true, timeout=3000)


@pytest.fixture
def shown(qtbot, monkeypatch):
    monkeypatch.setattr(picture, "now", lambda: NOON + np.timedelta64(30, "s"))
    made = Shown(qtbot, town_document())
    yield made
    made.picture.close()
    made.tasks.close()


A, B = thing("a", HERE, "Zoo"), thing("b", THERE)


def test_what_is_told_is_placed_drawn_and_explained(shown):
    shown.lay((A, DUST, 0, 5), (B, DUST, 0, 35))
    shown.wait(lambda: "live/1" in shown.view.shown)
    assert shown.view.shown["live/1"].points[:, 2].tolist() == [4, 4]
    assert shown.lines[0].text.endswith("(µg/m³)") and shown.lines[-1].badge == "LIVE"
    assert shown.picture.thing_at("live/1", 1) == "b"
    assert shown.picture.place_of("live/1", "a")[2] == 4
    assert shown.picture.place_of("live/1", "nobody") is None
    assert shown.picture.place_of("live/9", "a") is None


def test_places_are_sought_once_and_again_for_who_comes_or_moves(shown):
    shown.lay((A, DUST, 0, 5), (B, DUST, 0, 35))
    shown.wait(lambda: "live/1" in shown.picture.looks)
    one = shown.document.live["live/1"]
    later = series((A, DUST, 0, 5), (B, DUST, 0, 35), (A, DUST, 1, 6), (B, DUST, 1, 36))
    streams = one.streams.after(later)
    shown.document.lay_live(replace(one, series=later, streams=streams))
    shown.wait(lambda: shown.picture.looks["live/1"].told.value.tolist() == [6, 36])
    assert shown.stood == [2]
    shown.lay((A, DUST, 0, 5), (B, DUST, 0, 35), (thing("c", HERE), DUST, 0, 1))
    shown.wait(lambda: shown.stood == [2, 3])


def test_however_much_comes_the_picture_changes_once_in_a_frame(shown):
    shown.lay((A, DUST, 0, 5))
    shown.wait(lambda: shown.view.times > 0)
    shown.qtbot.wait(3 * picture.FRAME)
    shown.picture._age.stop()
    times = shown.view.times
    for _ in range(200):
        shown.document.lay_live(shown.document.live["live/1"])
    shown.qtbot.wait(3 * picture.FRAME)
    assert shown.view.times - times == 1


def test_what_is_out_of_sight_is_not_drawn_but_known(shown):
    shown.lay((A, DUST, 0, 5))
    shown.wait(lambda: "live/1" in shown.view.shown)
    shown.lay((A, DUST, 0, 5), visible=False)
    shown.wait(lambda: shown.view.shown == {})
    assert shown.lines == [] and "live/1" in shown.picture.looks


def test_what_is_taken_away_is_forgotten(shown):
    shown.lay((A, DUST, 0, 5))
    shown.wait(lambda: "live/1" in shown.view.shown)
    shown.document.take_live("live/1")
    shown.wait(lambda: shown.view.shown == {})
    assert shown.picture.looks == {} and shown.lines == [] and shown.picture._places == {}
    assert not shown.picture._age.isActive()


def test_another_moment_shows_what_was_told_then(shown):
    shown.lay((A, DUST, -10, 5), (A, DUST, 0, 45))
    shown.wait(lambda: "live/1" in shown.picture.looks)
    assert shown.picture.looks["live/1"].told.value.tolist() == [45]
    shown.document.show_at(minutes(-5))
    shown.wait(lambda: shown.picture.looks["live/1"].badge == "REPLAY")
    assert shown.picture.looks["live/1"].told.value.tolist() == [5]
    shown.document.show_at(minutes(-15))
    shown.wait(lambda: len(shown.picture.looks["live/1"].told) == 0)


def test_what_was_told_grows_old_without_a_word(shown, monkeypatch):
    shown.lay(*((A, DUST, k - 4, k) for k in range(5)))
    shown.wait(lambda: "live/1" in shown.picture.looks)
    assert shown.picture.looks["live/1"].badge == "LIVE" and shown.picture._age.isActive()
    monkeypatch.setattr(picture, "now", lambda: minutes(10))
    shown.picture._age.timeout.emit()
    assert shown.picture.looks["live/1"].badge == "STALE"
    assert shown.view.shown["live/1"].stale.tolist() == [True]


def test_when_something_is_laid_beside_it_the_ground_is_sought_anew(shown):
    shown.lay((A, DUST, 0, 5))
    shown.wait(lambda: shown.stood == [1])
    shown.document.lay(town_opened("beside.gml"), add=True)
    shown.wait(lambda: shown.stood == [1, 1])


def test_an_empty_table_tells_what_is_told_nowhere(shown):
    shown.document.clear()
    shown.document.lay_live(layer(series((A, DUST, 0, 5)), Source("x")))
    shown.wait(lambda: "live/1" in shown.picture.looks)
    assert shown.picture.looks["live/1"].nowhere == 1 and shown.stood == []


def test_when_somebody_is_forgotten_nobody_stands_in_anothers_place(shown):
    shown.lay((A, DUST, 0, 5), (B, DUST, 0, 35))
    shown.wait(lambda: "live/1" in shown.view.shown)
    there = shown.picture.place_of("live/1", "b").tolist()
    shown.lay((B, DUST, 0, 35))
    shown.picture.show()
    assert "live/1" not in shown.picture.looks  # until its places are found
    shown.wait(lambda: "live/1" in shown.picture.looks)
    assert shown.picture.place_of("live/1", "b").tolist() == there


def test_closed_it_shows_nothing_more(shown):
    shown.lay((A, DUST, 0, 5))
    shown.picture.close()
    shown.qtbot.wait(3 * picture.FRAME)
    assert shown.view.shown == {}


def test_while_the_eye_moves_what_moves_goes_on_once_for_each_picture(qtbot):
    document = town_document()
    shown = Shown(qtbot, document)
    passes = []
    shown.picture._move = lambda *told: passes.append(told)
    shown.picture._fleets["live/1"] = None
    shown.picture._drawn.add("live/1/moving")
    shown.picture.looks["live/1"] = None
    shown.view.moving = True
    shown.view.drawn.emit(0.1)
    for _ in range(3):
        shown.picture._pass()
    assert len(passes) == 1
    shown.view.drawn.emit(0.1)
    shown.picture._pass()
    assert len(passes) == 2
    shown.view.moving = False
    shown.picture._pass()
    assert len(passes) == 3
    shown.picture._fleets.clear()
