"""The sun over the real scene: it passes without drawing anew, and rests with soft shadows."""

import numpy as np
import pytest
from PySide6.QtGui import QImage

from app.passing_sun import PassingSun
from app.tasks import Tasks
from app.viewport import Viewport
from render.light import Sun
from render.panes import Panes
from tests.app.standin import town_document

MORNING, NOON = Sun(110, 25).direction(), Sun(180, 55).direction()


@pytest.fixture
def viewport(qtbot):
    tasks, document = Tasks(), town_document()
    made = Viewport(tasks)
    qtbot.addWidget(made)
    made.resize(400, 300)
    made.show()
    for layer in document.layers.values():
        made.show_layer(layer, lambda: None)
    qtbot.wait(50)
    made.start()
    qtbot.waitUntil(lambda: made.pictures.there and not made.busy, timeout=10000)
    yield made
    tasks.close()
    made.close_scene()


def seen(viewport):
    picture = viewport.pictures.first.convertToFormat(QImage.Format.Format_RGB32)
    pixels = np.frombuffer(picture.constBits(), np.uint8)
    return pixels.reshape(picture.height(), -1, 4)[..., :3].astype(int)


def settled(viewport, qtbot):
    qtbot.waitUntil(lambda: not viewport.busy, timeout=10000)
    return seen(viewport)


def pass_to(viewport, qtbot, towards):
    """Say it again and again, as passing time does, until it is shown.

    The first picture that comes may still be under the sun before, the second is not.
    """
    shown = []
    viewport.drawn.connect(shown.append)
    for _ in range(200):
        viewport.set_sun(towards)
        qtbot.wait(30)
        if len(shown) > 1:
            break
    viewport.drawn.disconnect(shown.append)
    assert len(shown) > 1


def count_renders(viewport, monkeypatch):
    drawn, draw = [], viewport._drawn
    monkeypatch.setattr(viewport, "_drawn", lambda: drawn.append(1) or draw())
    return drawn


def test_a_passing_sun_draws_nothing_anew_and_looks_as_it_will_at_rest(
    viewport, qtbot, monkeypatch
):
    before = seen(viewport)
    drawn = count_renders(viewport, monkeypatch)
    for azimuth in range(100, 180, 20):
        pass_to(viewport, qtbot, Sun(azimuth, 40).direction())
    passing = seen(viewport)
    assert len(drawn) <= 1  # the one without shadows, that all are made of
    resting = settled(viewport, qtbot)
    assert np.abs(resting - before).mean() > 1
    assert abs(passing.mean() - resting.mean()) < 1
    assert np.quantile(np.abs(passing - resting).max(2), 0.95) < 10


def test_the_newest_sun_wins_however_fast_they_come(viewport, qtbot):
    for altitude in range(10, 50):
        viewport.set_sun(Sun(200, altitude).direction())
    settled(viewport, qtbot)
    assert viewport.scene.sun.altitude == pytest.approx(49)


def test_a_studio_comes_back(viewport, qtbot):
    before = seen(viewport)
    viewport.set_sun(MORNING)
    assert np.abs(settled(viewport, qtbot) - before).mean() > 1
    viewport.set_sun(None)
    after = settled(viewport, qtbot)
    assert np.abs(after - before).max() <= 2


def test_the_eye_may_move_while_the_sun_does(viewport, qtbot):
    viewport.set_sun(MORNING)
    viewport.turn(5, 2, (0.0, 0.0, 0.0))
    viewport.set_sun(NOON)
    settled(viewport, qtbot)
    assert viewport.scene.sun.altitude == pytest.approx(55)
    assert not viewport._passing.shines


class Shadows:
    """A scene whose shadows are the sun's direction, and a picture that shows it."""

    def __init__(self):
        self.asked, self.made, self.panes = [], 0, Panes()

    def shading(self, towards, soft, picture):
        assert not soft
        self.asked.append(towards)
        return lambda progress: towards

    def bare(self):
        self.made += 1
        return [self]

    def under(self, shadows):
        return shadows


@pytest.fixture
def passing(qtbot):
    tasks, shadows = Tasks(), Shadows()
    made = PassingSun(shadows, tasks, shadows.bare)
    made.shadows, made.shown = shadows, []
    made.lit.connect(lambda drawn, seconds: made.shown.extend(drawn))
    yield made
    tasks.close()


def test_of_suns_that_come_while_one_is_worked_on_only_the_newest_is_shown(passing, qtbot):
    for sun in ("first", "second", "third"):
        passing.turn(sun)
    assert passing.busy and passing.shines
    qtbot.waitUntil(lambda: not passing.busy)
    assert passing.shown == passing.shadows.asked == ["first", "third"]
    assert passing.shadows.made == 1


def test_another_picture_is_made_bare_once_it_is_another(passing, qtbot):
    for _ in range(2):
        passing.turn("sun")
        qtbot.waitUntil(lambda: not passing.busy)
    assert passing.shadows.made == 1
    passing.forget()
    passing.turn("sun")
    qtbot.waitUntil(lambda: not passing.busy)
    assert passing.shadows.made == 2


def test_once_the_sun_stands_still_nothing_more_is_shown(passing, qtbot):
    passing.turn("first")
    passing.turn("second")
    passing.end()
    assert not passing.busy and not passing.shines
    qtbot.wait(50)
    assert passing.shown == []


def test_what_the_first_sun_would_wait_for_is_made_ready_and_not_shown(passing, qtbot):
    passing.rehearse()
    assert not passing.busy and not passing.shines
    qtbot.waitUntil(lambda: not passing._tasks.running)
    assert passing.shown == [] and passing.shadows.made == 0
    assert passing.shadows.asked[0].tolist() == [0, 0, -1]


def test_once_the_picture_rests_the_first_sun_finds_everything_ready(viewport, qtbot):
    qtbot.waitUntil(lambda: viewport.scene._shadings[0]._passing is not None, timeout=10000)
    ready = viewport.scene._shadings[0]._passing
    pass_to(viewport, qtbot, NOON)
    assert viewport.scene._shadings[0]._passing is ready
