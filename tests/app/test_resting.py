"""The eye rests: what lacks is made, a picture is drawn step by step, and then shaded."""

import numpy as np
import pytest

from app.resting import Resting
from app.tasks import Tasks
from render.panes import Panes

SIZE = (4, 6, 4)


class Scene:
    """Lacks two loads; its shadows are one grey."""

    def __init__(self):
        self.loads, self.told, self.panes = 2, [], Panes()

    def settle(self):
        self.told.append("settle")

    def preparing(self):
        return (lambda progress: self.loads) if self.loads else None

    def receive(self, found):
        self.told.append(f"load {found}")
        self.loads -= 1

    def shading(self, picture):
        self.told.append("shading")
        return lambda progress: self

    def over(self, picture):
        return picture - np.uint8(100)


class Exposure:
    def __init__(self, told):
        self.steps, self.told = 0, told

    @property
    def finished(self):
        return self.steps == 3

    @property
    def rounds(self):
        return self.steps

    def step(self):
        self.steps += 1

    def preview(self):
        return [picture + np.uint8(1) for picture in self.pictures()]

    def stop(self):
        self.told.append("stopped")

    def pictures(self):
        return [np.full(SIZE, 197 + self.steps, np.uint8)]


@pytest.fixture
def rest(qtbot):
    scene, tasks = Scene(), Tasks()
    resting = Resting(
        scene,
        tasks,
        lambda: Exposure(scene.told),
        lambda pictures: [picture + np.uint8(1) for picture in pictures],
        lambda shade: shade.over,
    )
    resting.pictures = []
    resting.ready.connect(lambda drawn: resting.pictures.append(int(drawn[0][0, 0, 0])))
    resting.scene = scene
    yield resting
    resting.stop()
    tasks.close()


def test_all_that_lacks_is_made_then_drawn_and_shaded(rest, qtbot):
    rest.begin()
    assert rest.busy
    qtbot.waitUntil(lambda: not rest.busy)
    assert rest.scene.told == ["settle", "load 2", "load 1", "shading"]
    assert rest.pictures[-1] == 201 - 100  # marked, and then in the shade
    assert rest.bare()[0][0, 0, 0] == 201


def test_of_slow_pictures_all_is_seen_before_its_edges_are_smooth(rest, qtbot, monkeypatch):
    monkeypatch.setattr("app.resting.SLOW", 0.0)
    rest.begin()
    qtbot.waitUntil(lambda: not rest.busy)
    plain = [one if one > 150 else one + 100 for one in rest.pictures]  # in the shade or not
    assert plain[:3] == [199, 200, 201] and set(plain[2:]) == {201}


def test_no_picture_is_shown_before_it_is_finished(rest, qtbot):
    rest.begin()
    qtbot.waitUntil(lambda: bool(rest.pictures))
    assert set(rest.pictures) <= {201, 101}
    rest.stop()
    assert rest.bare() is None and not rest.show()


def test_stopped_in_the_middle_it_brings_nothing(rest, qtbot):
    rest.scene.loads = 0
    rest.begin()
    rest.stop()
    assert rest.scene.told[-1] == "stopped" and not rest.busy
    qtbot.wait(50)
    assert rest.pictures == []


def test_the_selection_is_marked_anew_without_drawing_all(rest, qtbot):
    rest.begin()
    qtbot.waitUntil(lambda: not rest.busy)
    told = list(rest.scene.told)
    assert rest.show() and rest.scene.told == told


def test_where_nothing_casts_a_shadow_the_picture_is_shown_as_it_is(rest, qtbot):
    rest.scene.shading = lambda picture: lambda progress: None
    rest.begin()
    qtbot.waitUntil(lambda: not rest.busy)
    assert rest.pictures[-1] == 201
