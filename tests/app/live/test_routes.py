"""The ways of routes, as ribbons on the ground."""

from dataclasses import replace

import numpy as np
import pytest

from app.live.layer import Source
from app.live.look import MOVING, NOWHERE
from app.live.routes import ROUTES, STEP, Routes, ribbons
from app.tasks import Tasks
from city.base import Base
from city.progress import Progress
from city.transit import Lines, Route
from tests.app.live.test_layer import layer
from tests.app.live.test_look import FRAME, HERE, shown, thing
from tests.city.test_subjects import DUST, series

WAYS = Lines(
    (Route("1", "1", "tram", "#e31837"), Route("2", "2"), Route("3")),
    np.array([0, 3, 5, 6]),
    np.array([[4.470, 51.910], [4.4701, 51.91], [4.475, 51.91], [4.47, 51.91], [4.47, 51.912],
              [4.5, 51.9]]),
)  # fmt: skip


class Hill(Base):
    """A city on a slope of one in ten."""

    def standing(self, places):
        return places[:, 0] / 10


BASE = Hill(FRAME)


def test_ways_lie_on_the_ground_in_the_colours_of_their_routes():
    made = ribbons(WAYS, BASE, Progress())
    assert made.colour.tolist() == [[0xE3, 0x18, 0x37], [*MOVING]]  # one point is no way
    assert not made.fading and made.starts[-1] == len(made.points)
    apart = np.linalg.norm(np.diff(made.points[: made.starts[1], :2], axis=0), axis=1)
    assert apart.max() <= STEP * 1.01 and apart.sum() == pytest.approx(344, abs=3)
    assert np.allclose(made.points[:, 2], made.points[:, 0] / 10, atol=0.01)


def test_ways_end_a_little_beyond_the_city():
    east = float(ribbons(WAYS, BASE, Progress()).points[0, 0])

    class Town(Base):
        extent = np.array([[-1e5, -1e5], [east, 1e5]])

    made = ribbons(WAYS, Town(FRAME), Progress())
    assert made.points[:, 0].max() <= east + 301


def test_nothing_has_no_ways():
    assert len(ribbons(Lines(), BASE, Progress()).points) == 0
    nowhere = Lines((Route("1"),), np.array([0, 2]), np.array([[4.0, 95], [4, 96]]))
    assert len(ribbons(nowhere, BASE, Progress()).points) == 0


class View:
    def __init__(self):
        self.shown, self.times = {}, 0

    def show_things(self, key, glyphs, trails):
        assert len(glyphs) == 0
        self.shown[key] = trails
        self.times += 1

    def hide_things(self, key):
        self.shown.pop(key, None)


def test_they_are_shown_when_asked_for_and_made_once(qtbot):
    view, tasks = View(), Tasks()
    routes = Routes(view, tasks, lambda: BASE)
    one = replace(layer(series((thing("a", HERE), DUST, 0, 5))), lines=WAYS)

    def show(wanted):
        look = shown(replace(one, source=Source("x", routes=wanted)))
        assert routes.show(look, NOWHERE) == (look, [])
        qtbot.waitUntil(lambda: not tasks.running, timeout=3000)

    show(False)
    assert view.shown == {}
    for _ in range(3):
        show(True)
    assert view.shown.keys() == {f"live/1{ROUTES}"} and view.times == 1
    show(False)
    assert view.shown == {}
    show(True)
    routes.keep(set())
    assert view.shown == {}
    tasks.close()
