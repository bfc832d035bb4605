"""A field between the stations of a live layer: when it is estimated, and what is said of it."""

import numpy as np
import pytest

from app.live import fields
from app.live.fields import CELLS, FIELD, FINEST, Fields, grid_over
from app.live.layer import Source
from app.live.look import Places
from app.tasks import Tasks
from city.base import Base
from city.series import Measurand
from tests.app.live.test_layer import layer
from tests.app.live.test_look import FRAME, shown, thing
from tests.city.test_subjects import DUST, ODD, series

BASE = Base(FRAME)
SPOTS = ((4.470, 51.910), (4.475, 51.910), (4.470, 51.914), (4.476, 51.915), (4.473, 51.912))
VALUES = (5.0, 15, 25, 35, 20)


class View:
    """Remembers the fields that lie on it."""

    def __init__(self):
        self.laid, self.looks = {}, {}
        self.times = 0

    def lay_pane_study(self, key, values, colours, panes):
        assert panes is None
        self.laid[key] = values, colours
        self.times += 1

    def look_at_pane_study(self, key, visible, opacity):
        self.looks[key] = visible, opacity

    def take_pane_study_off(self, key):
        del self.laid[key]


class Told:
    def __init__(self, qtbot):
        self.qtbot, self.view, self.tasks, self.news, self.now = qtbot, View(), Tasks(), 0, 1000.0
        self.fields = Fields(self.view, self.tasks, lambda: BASE, self.heard)

    def heard(self):
        self.news += 1

    def show(self, values=VALUES, form="field", measurand=DUST, at=0):
        said = [(thing(f"s{k}", spot), measurand, 0, v)
                for k, (spot, v) in enumerate(zip(SPOTS, values, strict=False))]  # fmt: skip
        one = layer(series(*said), Source("x", form=form))
        look = shown(one, at)
        points = np.full((len(one.streams.things), 3), np.nan)
        points[look.things] = look.glyphs.points
        left, lines = self.fields.show(look, Places(None, points))
        assert left is look  # its stations stay
        return lines

    def wait(self):
        self.qtbot.waitUntil(lambda: not self.tasks.running, timeout=5000)


@pytest.fixture
def told(qtbot, monkeypatch):
    made = Told(qtbot)
    monkeypatch.setattr(fields, "monotonic", lambda: made.now)
    yield made
    made.tasks.close()


KEY = f"live/1{FIELD}"


def test_it_is_laid_over_the_ground_and_explained(told):
    assert told.show() == [] and told.view.laid == {}  # it takes a moment
    told.wait()
    values, colours = told.view.laid[KEY]
    assert values.badge == "derived" and told.view.looks[KEY][0] and told.news == 1
    assert np.nanmin(values.values["pm25"]) >= 5 and np.nanmax(values.values["pm25"]) <= 35
    *_, last = told.show()
    assert (last.text, last.badge) == ("estimated between 5 stations", "derived")
    assert last.tip.startswith("ordinary kriging of 5 stations")
    assert colours.hatched and told.show()[0].hatched
    assert told.show()[0].text == "may be off by more than 5 µg/m³"


def test_it_is_estimated_anew_only_for_other_values_and_not_at_once(told):
    told.show()
    told.wait()
    told.show()
    told.now += 60
    told.show()
    told.wait()
    assert told.view.times == 1
    form = told.view.laid[KEY][0].samples
    told.show((6, 15, 25, 35, 20))
    told.wait()
    assert told.view.times == 2
    assert told.view.laid[KEY][0].samples is form  # no form is made anew for other colours
    told.show((7, 15, 25, 35, 20))
    told.wait()
    assert told.view.times == 2
    told.now += fields.PAUSE
    told.show((7, 15, 25, 35, 20))
    told.wait()
    assert told.view.times == 3


@pytest.mark.parametrize("values", [VALUES[:3], (5, 15, np.nan, np.nan, 20)])
def test_too_few_stations_have_none(told, values):
    told.show()
    told.wait()
    (line,) = told.show(values)
    assert "4 are needed" in line.text and told.view.laid == {}


def test_what_is_stale_says_nothing_of_its_surroundings(told):
    (line,) = told.show(at=600)
    assert "4 are needed" in line.text


def test_signs_and_what_is_no_field_take_it_off(told):
    told.show()
    told.wait()
    assert told.show(form="signs") == [] and told.view.laid == {}
    told.now += 60
    told.show()
    told.wait()
    assert told.view.laid
    for other in (ODD, Measurand("availableSpotNumber")):
        assert told.show(measurand=other) == [] and told.view.laid == {}


def test_what_is_out_of_sight_has_none(told):
    told.show()
    told.fields.keep(set())
    told.wait()
    assert told.view.laid == {}  # it went while it was made
    told.now += 60
    told.show()
    told.wait()
    told.fields.keep({"live/1"})
    assert told.view.laid
    told.fields.keep({"live/2"})
    assert told.view.laid == {}


def test_its_cells_are_few_and_end_with_the_city():
    far = grid_over(np.array([[0.0, 0], [9000, 3000]]), BASE)
    assert max(far.shape) == CELLS and far.box()[0].tolist() < [0, 0]
    near = grid_over(np.array([[0.0, 0], [30, 40]]), BASE)
    assert near.step == FINEST

    class Small:
        extent = np.array([[-10.0, -10], [2000, 1000]])

    grid = grid_over(np.array([[0.0, 0], [9000, 3000]]), Small())
    low, high = grid.box()
    assert (low > -10 - grid.step).all() and (high < np.array([2000, 1000]) + grid.step).all()
