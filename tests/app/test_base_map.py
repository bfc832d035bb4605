"""The map under the city, from a server in memory to a viewport that takes notes."""

import httpx2
import numpy as np
import pytest
from PySide6.QtCore import QObject, Signal

from app.base_map import Cartographer
from app.on_the_table import BaseMap
from app.tasks import Tasks
from importers.maps import fetch
from importers.maps.fetch import Fetcher
from tests.app.standin import town_document, town_opened
from tests.importers.maps.server import Server, drawn, png

TILES = BaseMap("https://tiles.example/{z}/{x}/{y}.png", "", "Tiles", "Somebody")


class Ground(QObject):
    moved = Signal(float, float)

    def __init__(self):
        super().__init__()
        self.laid = []
        self.sight = None

    def extent(self):
        return (0.0, 0.0, 200.0, 100.0)

    def ground_in_sight(self):
        return self.sight

    def lay_map(self, whole, near, strength):
        self.laid.append((whole, near, strength))


def tile(request):
    pixels = drawn(0, 0, 1, 1, 256, 256)
    return httpx2.Response(200, content=png(pixels), headers={"content-type": "image/png"})


@pytest.fixture
def made(qtbot, monkeypatch):
    monkeypatch.setattr(fetch, "FIRST_WAIT", 0.001)
    monkeypatch.setattr("app.base_map.FIRST_WAIT", 50)
    server, tasks, document, ground = Server(), Tasks(), town_document(), Ground()
    server.always = tile
    maker = Cartographer(document, ground, tasks, Fetcher(server.transport))
    maker.words = []
    maker.said.connect(maker.words.append)
    yield maker, document, ground, server
    tasks.close()
    maker.close()


def test_a_map_is_fetched_and_laid_and_taken_away(made, qtbot):
    maker, document, ground, server = made
    document.lay_map(TILES)
    assert maker.words[-1] == "On its way"
    qtbot.waitUntil(lambda: ground.laid and ground.laid[-1][0] is not None)
    assert maker.words[-1] == ""
    whole, near, strength = ground.laid[-1]
    assert (whole.west, whole.north) == (-10.0, 110.0) and near is None and strength == 1.0
    assert server.asked
    document.lay_map(None)
    assert ground.laid[-1] == (None, None, 1.0)


def test_fainter_or_hidden_asks_nobody_again(made, qtbot):
    from dataclasses import replace

    _, document, ground, server = made
    document.lay_map(TILES)
    qtbot.waitUntil(lambda: ground.laid and ground.laid[-1][0] is not None)
    asked = len(server.asked)
    document.lay_map(replace(TILES, strength=0.4))
    assert ground.laid[-1][2] == 0.4
    document.lay_map(replace(TILES, visible=False))
    assert ground.laid[-1][0] is None
    assert len(server.asked) == asked


def test_a_closer_look_brings_a_finer_picture_once(made, qtbot):
    _, document, ground, _ = made
    document.lay_map(TILES)
    qtbot.waitUntil(lambda: ground.laid and ground.laid[-1][0] is not None)
    ground.sight = ((20.0, 20.0, 40.0, 40.0), 0.02)
    ground.moved.emit(0, 0)
    qtbot.waitUntil(lambda: ground.laid[-1][1] is not None, timeout=5000)
    near = ground.laid[-1][1]
    assert near.metres == pytest.approx(0.02) and near.west == 20.0
    count = len(ground.laid)
    ground.moved.emit(0, 0)
    qtbot.wait(700)
    assert len(ground.laid) == count


def test_a_server_that_fails_is_told_and_asked_again(made, qtbot):
    maker, document, ground, server = made
    server.always = lambda _: httpx2.Response(503)
    document.lay_map(TILES)
    qtbot.waitUntil(lambda: any("Trying again" in word for word in maker.words), timeout=5000)
    assert "tiles.example is busy" in next(w for w in maker.words if "again" in w)
    server.always = tile
    qtbot.waitUntil(lambda: ground.laid[-1][0] is not None, timeout=5000)
    assert maker.words[-1] == ""


def test_what_can_never_be_is_told_once(made, qtbot):
    maker, document, _, _ = made
    document.lay_map(BaseMap("/no/such/file.tif", "", "x"))
    qtbot.waitUntil(lambda: any("neither" in word for word in maker.words))
    qtbot.wait(200)
    assert sum("neither" in word for word in maker.words) == 1


def test_another_city_gets_its_own_picture(made, qtbot):
    _, document, ground, _ = made
    document.lay_map(TILES)
    qtbot.waitUntil(lambda: ground.laid and ground.laid[-1][0] is not None)
    first = ground.laid[-1][0]
    document.lay(town_opened("second.city.json"), add=True)
    assert ground.laid[-1][0] is None
    qtbot.waitUntil(lambda: ground.laid[-1][0] is not None)
    assert ground.laid[-1][0] is not first
    assert np.array_equal(ground.laid[-1][0].pixels, first.pixels)
