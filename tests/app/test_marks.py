"""Marks over the city."""

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QImage, QPainter

from app.marks import Marks, paint_cursor, paint_words
from app.measurements import Measurements
from app.measures import KINDS, Mark
from tests.app.eyes import FromAbove
from tests.app.standin import town_document


@pytest.fixture
def image():
    made = QImage(400, 400, QImage.Format.Format_RGB32)
    made.fill(Qt.GlobalColor.white)
    return made


def inked(image):
    pixels = np.frombuffer(image.constBits(), np.uint8).reshape(400, 400, 4)
    return int((pixels[..., :3] < 255).any(2).sum())


def painted(image, thing):
    painter = QPainter(image)
    thing(painter)
    painter.end()
    return inked(image)


def test_results_stay_over_the_city_until_they_are_cleared(qtbot, image):
    eye = FromAbove(town_document())
    qtbot.addWidget(eye)
    measures = Measurements(eye.document)
    marks = Marks(eye, measures)
    assert painted(image, marks.paint) == 0
    square = np.array([[40.0, 40, 0], [80, 40, 0], [80, 80, 0], [40, 80, 0]])
    measures.add(Mark(KINDS["area"], square, "1,600.00 m²", []))
    assert painted(image, marks.paint) > 600
    assert image.pixelColor(*[round(v) for v in eye.pixel(40, 60).toTuple()]).lightness() < 200
    image.fill(Qt.GlobalColor.white)
    measures.clear()
    assert painted(image, marks.paint) == 0


def test_what_lies_behind_the_eye_is_not_drawn(qtbot, image):
    eye = FromAbove(town_document())
    qtbot.addWidget(eye)
    measures = Measurements(eye.document)
    measures.add(Mark(KINDS["distance"], np.array([[40.0, 40, 900], [80, 40, 900]]), "x", []))
    assert painted(image, Marks(eye, measures).paint) == 0


def test_the_cursor_says_what_it_holds(image):
    counts = []
    for held in ("face", "corner", "edge"):
        image.fill(Qt.GlobalColor.white)
        counts.append(painted(image, lambda p, h=held: paint_cursor(p, QPointF(200, 200), h)))
    assert counts[0] < min(counts[1:]) and counts[1] != counts[2]


@pytest.mark.parametrize("place", [(390, 200), (5, 395), (398, 2)])
def test_words_beside_a_place_stay_in_the_picture(image, place):
    card = "24.22 m · 139° · corner · 9.0 m · 3 storeys · 1,642 m² of floor"  # breaks into lines
    painted(image, lambda p: paint_words(p, QPointF(200, 200), card))
    whole = inked(image)
    image.fill(Qt.GlobalColor.white)
    assert painted(image, lambda p: paint_words(p, QPointF(*place), card)) == whole


def test_words_beside_a_place_outside_the_picture_stay_outside(image):
    assert painted(image, lambda p: paint_words(p, QPointF(410, 200), "24.22 m")) == 0
