"""The steps of taking a picture, with a scene that only takes notes."""

import numpy as np
import pytest

from app.photograph import SHADED, Photograph
from app.tasks import Tasks
from render.panes import Panes


class Notes:
    def __init__(self, lacks=2):
        self.told, self.lacks, self.panes = [], lacks, Panes()

    def settle(self):
        self.told.append("settle")

    def preparing(self):
        self.lacks -= 1
        return (lambda progress: "made") if self.lacks >= 0 else None

    def receive(self, loads):
        self.told.append(loads)

    def shading(self, most, picture):
        self.told.append(most)
        return lambda progress: "shadows"


def exposed():
    pixels = np.zeros((2, 3, 4), np.uint8)
    pixels[0] = (10, 20, 30, 255)  # the lowest row
    return [pixels]


def laying(shadows):
    return lambda picture: picture + np.uint8(len(shadows))


@pytest.fixture
def tasks():
    made = Tasks()
    yield made
    made.close()


def test_what_lacks_is_made_before_the_picture_is_drawn(qtbot, tasks):
    scene = Notes()
    photograph = Photograph(scene, exposed, laying, list, tasks)
    ended = []
    photograph.taken.connect(lambda _: scene.told.append("taken"))
    photograph.ended.connect(lambda: ended.append(len(scene.told)))
    with qtbot.waitSignal(photograph.taken) as heard:
        photograph.begin()
    assert scene.told == ["settle", "made", "made", SHADED, "taken"]
    (image,) = heard.args[0]
    assert (image.width(), image.height()) == (3, 2)
    assert image.pixelColor(0, 1).getRgb()[:3] == (17, 27, 37)  # under its shadows
    assert ended == [5]  # so that the eye is where the picture was taken for as long as it is used


def test_a_picture_that_is_cancelled_gives_the_scene_back(qtbot, tasks):
    import threading

    scene, free = Notes(), threading.Event()

    def slow(progress):
        free.wait(5)
        progress.check()

    scene.preparing = lambda: slow
    photograph = Photograph(scene, exposed, laying, list, tasks)
    with qtbot.waitSignal(photograph.ended):
        photograph.begin()
        photograph._task.cancel()
        free.set()
