"""A line that is drawn on the map by its two ends."""

import pytest
from PySide6.QtGui import QImage, QPainter

from app.simulated.drawn_line import HINT, DrawnLine
from tests.app.processes.test_drawn_area import Seeing


@pytest.fixture
def line(qtbot):
    viewport = Seeing(None)
    viewport.resize(100, 100)
    qtbot.addWidget(viewport)
    made = DrawnLine(viewport, (said := []).append)
    made.viewport, made.said, made.found = viewport, said, []
    return made


def draw(line, *ends):
    line.draw(line.found.append)
    tool = line.viewport.told[-1][1]
    for end in ends:
        tool._pointed(end, None)
    return tool


def marked(line, x, y):
    image = QImage(100, 100, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    line.paint(painter)
    painter.end()
    return image.pixelColor(x, y).alpha() > 0


def test_two_clicks_are_a_line(line):
    draw(line, (5, 6, 1), (40, 30, 9))
    assert line.found == [(5, 6, 40, 30)]
    assert line.said[0] == HINT and line.viewport.told[-1] == ("take", None)


def test_the_first_end_is_marked_until_the_second_is_there(line):
    assert not marked(line, 20, 30)
    tool = draw(line, (20, 30, 0))
    assert marked(line, 20, 30) and not line.found
    line.viewport.away = -1.0  # behind the eye
    assert not marked(line, 20, 30)
    line.viewport.away = 1.0
    tool.put_down()
    assert not marked(line, 20, 30) and line.said[-1] == ""


def test_an_end_that_is_taken_back_is_no_end(line):
    tool = draw(line, (20, 30, 0))
    tool._taken_back()
    tool._pointed((1, 2, 0), None)
    tool._pointed((3, 4, 0), None)
    assert line.found == [(1, 2, 3, 4)]


def test_two_ends_at_one_place_are_no_line(line):
    draw(line, (1, 2, 0), (1, 2, 5))
    assert not line.found
