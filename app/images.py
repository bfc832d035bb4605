"""Drawn pixels as Qt's pictures."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QImage

THUMBNAIL = (288, 180)  # pixels of a saved view's small picture


def image_of(pixels: NDArray[np.uint8]) -> QImage:
    """A picture of pixels (rows, columns, 4), the lowest row first."""
    rows, columns = pixels.shape[:2]
    image = QImage(columns, rows, QImage.Format.Format_RGBX8888)
    np.asarray(image.bits()).reshape(rows, columns, 4)[:] = pixels[::-1]
    return image


def thumbnail(picture: QImage | None) -> QImage:
    """The middle of a picture, small."""
    small = QSize(*THUMBNAIL)
    how = Qt.AspectRatioMode.KeepAspectRatioByExpanding
    smooth = Qt.TransformationMode.SmoothTransformation
    whole = (picture or QImage(small, QImage.Format.Format_RGB32)).scaled(small, how, smooth)
    middle = QRect(QPoint(), small)
    middle.moveCenter(whole.rect().center())
    return whole.copy(middle)
