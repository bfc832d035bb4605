"""The pictures of panes, painted into one room."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QRect, QSize
from PySide6.QtGui import QColor, QImage, QPainter

from app.panes.pictures import Pictures, together
from app.panes.split import Split

SIZE = QSize(403, 303)
COLOURS = ["#cc0000", "#00cc00", "#0000cc", "#cccc00"]


def images(split):
    found = []
    for colour in COLOURS[: split.pictures]:
        image = QImage(split.pane_size(SIZE), QImage.Format.Format_RGB32)
        image.fill(QColor(colour))
        found.append(image)
    return found


def painted(pictures, over=lambda painter: None):
    image = QImage(SIZE, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    pictures.paint(painter, SIZE, lambda: over(painter))
    painter.end()
    return image


def test_each_pane_has_its_picture_and_what_lies_over_it(qapp):
    pictures, split = Pictures(), Split("beside", 4)
    pictures.split = split
    assert not pictures.there and pictures.first is None
    pictures.take(images(split))
    image = painted(pictures, lambda painter: painter.fillRect(20, 20, 5, 5, QColor("white")))
    for pane, colour in enumerate(COLOURS):
        room = split.room(pane, SIZE)
        assert image.pixelColor(room.center()).name() == colour
        assert image.pixelColor(room.left() + 22, room.top() + 22).name() == "#ffffff"
    pictures.active = 2
    assert pictures.first.pixelColor(5, 5).name() == COLOURS[2]


def test_a_curtain_shows_one_before_it_and_the_other_behind_it(qapp):
    pictures, split = Pictures(), Split("curtain", 2, 0.25)
    pictures.split = split
    pictures.take(images(split))
    image = painted(pictures)
    assert image.pixelColor(50, 20).name() == COLOURS[0]
    assert image.pixelColor(200, 20).name() == COLOURS[1]
    assert pictures.at_curtain(QPointF(0.25 * 403, 290), SIZE)
    assert not pictures.at_curtain(QPointF(200, 290), SIZE)


def test_in_the_city_a_hand_takes_the_curtain_by_its_knob_alone(qapp):
    pictures = Pictures()
    pictures.split = Split("space", 2)
    assert pictures.at_curtain(QPointF(201, 151), SIZE)
    assert not pictures.at_curtain(QPointF(201, 20), SIZE)
    pictures.split = Split()
    assert not pictures.at_curtain(QPointF(201, 151), SIZE)


@pytest.mark.parametrize("kind", ["beside", "curtain", "blink"])
def test_pictures_for_paper_lie_as_in_the_window(qapp, kind):
    split = Split(kind, 2)
    whole = together(split, images(split), SIZE)
    assert whole.size() == SIZE
    left, right = (whole.pixelColor(x, 150).name() for x in (50, 350))
    assert (left, right) == ((COLOURS[0], COLOURS[0]) if kind == "blink" else tuple(COLOURS[:2]))
    one = images(Split())[0]
    assert together(Split(), [one], SIZE) is one


def test_nothing_of_the_frame_hides_a_small_pane(qapp):
    pictures, split = Pictures(), Split("beside", 4)
    pictures.split = split
    small = QSize(41, 31)
    pictures.take([one.scaled(split.pane_size(small)) for one in images(split)])
    image = QImage(small, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    pictures.paint(painter, small, lambda: None)
    painter.end()
    seen = {image.pixelColor(split.room(k, small).center()).name() for k in range(4)}
    assert seen == set(COLOURS)
    assert np.prod(split.pane_size(small).toTuple()) > 0


def test_what_lies_over_a_pane_is_told_that_it_is_all_there_is(qapp):
    pictures, rooms = Pictures(), []
    pictures.split = split = Split("beside", 4)
    pictures.take(images(split))
    painted(pictures, lambda painter: rooms.append(painter.window()))  # words are kept in that
    assert rooms == [QRect(QPoint(), split.pane_size(SIZE))] * 4


@pytest.mark.parametrize(
    ("split", "cards"),
    [
        (Split("beside", 2), [0, 203]),
        (Split("curtain", 2), [0, 202]),
        (Split("space", 2), [0, 202]),
        (Split("blink", 2, shown=1), [0]),
        (Split(), [0]),
    ],
)
def test_on_paper_each_pane_that_is_seen_is_named(qapp, split, cards):
    bare = together(split, images(split), SIZE)
    names = ["A", "B"] if split.count > 1 else ["A · B as a ghost"]
    found = together(split, images(split), SIZE, names)
    pixels = [
        np.array(one.convertToFormat(QImage.Format.Format_RGB32).constBits()).reshape(303, 403, 4)
        for one in (bare, found)
    ]
    other = np.flatnonzero((pixels[0] != pixels[1]).any(2).any(0))
    starts = other[np.flatnonzero(np.diff(other, prepend=-20) > 12)]
    assert np.abs(starts - cards - 7).max() <= 7 and len(starts) == len(cards)
