"""An area that is drawn on the map, corner by corner."""

import numpy as np
import pytest
import shapely
from PySide6.QtCore import QPointF
from PySide6.QtGui import QImage, QPainter

from app.processes.drawn_area import HINT, DrawnArea
from tests.app.planned import Desk
from tests.app.standin import StandIn

SQUARE = [(0, 0, 5), (40, 0, 5), (40, 30, 5), (0, 30, 5)]


class Seeing(StandIn):
    """Shows a metre as a pixel."""

    away = 1.0

    def ground_in_sight(self):
        return (0.0, 0.0, 200.0, 100.0), ()

    def seen(self, points):
        return [QPointF(x, y) for x, y, _ in points], np.full(len(points), self.away)


@pytest.fixture
def area(qtbot, tmp_path):
    desk = Desk(tmp_path)
    viewport = Seeing(None)
    viewport.resize(100, 100)
    qtbot.addWidget(viewport)
    made = DrawnArea(viewport, desk.document, (said := []).append, lambda: ["house"])
    made.viewport, made.said, made.document = viewport, said, desk.document
    yield made
    desk.project.close()


def draw(area, corners=SQUARE):
    area.draw()
    tool = area.viewport.told[-1][1]
    for corner in corners:
        tool._pointed(corner, None)
    return tool


def painted(area):
    image = QImage(100, 100, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    area.paint(painter)
    painter.end()
    return image.pixelColor(20, 15).alpha()


def test_corners_become_an_area(area, qtbot):
    assert area.drawn() is None
    with qtbot.waitSignal(area.changed):
        tool = draw(area)
    assert area.drawn().equals(shapely.box(0, 0, 40, 30)) and area.said == [HINT]
    tool.put_down()
    assert area.said[-1] == ""
    draw(area, SQUARE[:2])  # another one takes its place
    assert area.drawn() is None


def test_backspace_takes_the_last_corner_back(area):
    draw(area)._taken_back()
    assert area.drawn().area == pytest.approx(600)


def test_an_area_that_crosses_itself_is_what_it_covers(area):
    draw(area, [(0, 0, 0), (10, 10, 0), (10, 0, 0), (0, 10, 0)])
    assert area.drawn().area == pytest.approx(50)
    draw(area, [(0, 0, 0), (10, 0, 0), (20, 0, 0)])
    assert area.drawn() is None


def test_it_is_painted_as_long_as_it_is_wanted(area):
    assert painted(area) == 0
    draw(area)
    assert painted(area) > 0
    area.show(False)
    assert painted(area) == 0
    area.show(True)
    area.viewport.away = -1.0  # behind the eye
    assert painted(area) == 0


def test_another_city_knows_nothing_of_it(area):
    draw(area)
    area.document.clear()
    assert area.drawn() is None


def test_what_is_seen_and_what_is_selected(area):
    assert area.seen().equals(shapely.box(0, 0, 200, 100)) and area.chosen() == ("house",)
    area.viewport.ground_in_sight = lambda: None
    assert area.seen() is None
