"""A photograph over the city, and the numbers of its pairs."""

import numpy as np
import pytest
from PySide6.QtGui import QImage, QPainter

from app.photos import Pair
from tests.app.test_photos import photos

__all__ = ["photos"]  # a fixture


def test_it_lies_over_the_city_as_strongly_as_wanted(photos):
    def painted():
        image = QImage(900, 300, QImage.Format.Format_RGB32)
        image.fill(0xFFFFFF)
        painter = QPainter(image)
        photos.viewport.marks[-1].paint(painter)
        painter.end()
        return [image.pixelColor(x, 150).red() for x in (100, 450)]

    photos.open(photos.path)
    assert painted() == [255, 255]
    photos.lay_over(0.5)
    beside, middle = painted()  # 450 pixels wide, in the middle
    assert beside == 255 and middle == pytest.approx((255 + 120) / 2, abs=4)


def test_pairs_are_marked_where_their_places_are(photos):
    photos.open(photos.path)
    photos.pairs.append(Pair(np.zeros(2), np.array([200.0, 120.0, 5.0])))
    image = QImage(900, 300, QImage.Format.Format_RGB32)
    image.fill(0x808080)
    painter = QPainter(image)
    photos.viewport.marks[-1].paint(painter)
    painter.end()
    drawn = [image.pixelColor(x, 120).name() != "#808080" for x in range(900)]
    assert set(np.flatnonzero(drawn)) <= set(range(190, 212)) and any(drawn)
