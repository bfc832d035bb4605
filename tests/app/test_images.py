import numpy as np
from PySide6.QtGui import QColor, QImage

from app.images import THUMBNAIL, image_of, thumbnail


def test_the_lowest_row_of_pixels_is_the_lowest_of_the_picture():
    pixels = np.full((2, 3, 4), 255, np.uint8)
    pixels[0, :, :3] = (200, 0, 0)  # below
    pixels[1, :, :3] = (0, 0, 200)
    image = image_of(pixels)
    pixels[:] = 0  # the picture has its own memory
    assert (image.width(), image.height()) == (3, 2)
    assert image.pixelColor(1, 1) == QColor(200, 0, 0)
    assert image.pixelColor(1, 0) == QColor(0, 0, 200)


def test_a_thumbnail_shows_the_middle_of_a_wide_picture():
    wide = QImage(1000, 100, QImage.Format.Format_RGB32)
    wide.fill(QColor(200, 0, 0))
    for x in range(400, 600):
        for y in range(100):
            wide.setPixelColor(x, y, QColor(0, 0, 200))
    small = thumbnail(wide)
    assert (small.width(), small.height()) == THUMBNAIL
    assert small.pixelColor(THUMBNAIL[0] // 2, THUMBNAIL[1] // 2) == QColor(0, 0, 200)
    assert small.pixelColor(0, 5) == QColor(0, 0, 200)  # the ends are cut off


def test_there_is_a_thumbnail_before_there_is_a_picture():
    small = thumbnail(None)
    assert (small.width(), small.height()) == THUMBNAIL
