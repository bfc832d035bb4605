from PySide6.QtCore import QPointF, Qt

from app.on_the_table import Selection
from app.tools.pin import Pin

LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton


class Event:
    def __init__(self, x, button=LEFT):
        self._place, self._button = QPointF(x, 5), button

    def position(self):
        return self._place

    def button(self):
        return self._button


class View:
    def __init__(self, hit=None):
        self.hit, self.taken = hit, []

    def at(self, place):
        return self.hit

    def under(self, place):
        return (place.x(), 1.0, 2.0)

    def take(self, tool):
        self.taken.append(tool)


def test_a_click_says_where_and_what_was_hit_and_empties_the_hand():
    hit = Selection("1/Buildings", object(), 3, point=(7.0, 8.0, 9.0))
    view, told = View(hit), []
    tool = Pin(view, lambda *what: told.append(what))
    assert tool.press(Event(10)) and tool.release(Event(11))
    assert told == [((7.0, 8.0, 9.0), hit)]
    assert view.taken == [None]


def test_bare_ground_is_a_place_too():
    view, told = View(), []
    tool = Pin(view, lambda *what: told.append(what))
    tool.press(Event(10))
    tool.release(Event(10))
    assert told == [((10.0, 1.0, 2.0), None)]


def test_a_slip_and_the_other_buttons_pin_nothing():
    view, told = View(), []
    tool = Pin(view, lambda *what: told.append(what))
    tool.press(Event(10))
    assert tool.release(Event(90))
    assert not tool.press(Event(10, RIGHT)) and not tool.release(Event(10, RIGHT))
    assert told == [] and view.taken == []
