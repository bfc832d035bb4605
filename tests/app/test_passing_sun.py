"""The sun over the real scene: it passes without drawing anew, and rests with soft shadows."""

import numpy as np
import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QImage, QKeyEvent

from app.tasks import Tasks
from app.tools.tool import Tool
from app.viewport import Viewport
from render.light import Sun
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
    qtbot.waitUntil(lambda: made._picture is not None and not made.busy, timeout=10000)
    yield made
    tasks.close()
    made.close_scene()


def seen(viewport):
    picture = viewport._picture.convertToFormat(QImage.Format.Format_RGB32)
    pixels = np.frombuffer(picture.constBits(), np.uint8)
    return pixels.reshape(picture.height(), -1, 4)[..., :3].astype(int)


def settled(viewport, qtbot):
    qtbot.waitUntil(lambda: not viewport.busy, timeout=10000)
    return seen(viewport)


def pass_to(viewport, qtbot, towards):
    """Say it again and again, as passing time does, until it is shown."""
    shown = []
    viewport.drawn.connect(shown.append)
    for _ in range(200):
        viewport.set_sun(towards)
        qtbot.wait(30)
        if shown:
            break
    viewport.drawn.disconnect(shown.append)
    assert shown


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
    assert not viewport._relit


class Counting(Tool):
    def claims(self, event):
        return event.text() == "1"


def test_a_tool_may_claim_a_key_that_is_a_shortcut(viewport):
    viewport.take(Counting())
    claimed = []
    for key, text in ((Qt.Key.Key_1, "1"), (Qt.Key.Key_2, "2")):
        event = QKeyEvent(QEvent.Type.ShortcutOverride, key, Qt.KeyboardModifier.NoModifier, text)
        event.ignore()
        viewport.event(event)
        claimed.append(event.isAccepted())
    assert claimed == [True, False]
