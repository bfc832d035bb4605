"""A viewport that sees the toy town straight from above, so that a pixel's place is known."""

import numpy as np
from PySide6.QtCore import QPointF, Signal
from PySide6.QtWidgets import QWidget

from app.on_the_table import Selection
from city.measure import boxes

METRES = 0.5  # to the pixel
MIDDLE = (50.0, 50.0)


class FromAbove(QWidget):
    """400 x 400 pixels, half a metre each, the middle at (50, 50)."""

    taken = Signal(object)
    parallel = True

    def __init__(self, document):
        super().__init__()
        self.resize(400, 400)
        self.document = document
        self.marks, self.turned, self.tool = [], [], None

    @property
    def room(self):
        return self.rect()

    def take(self, tool):
        self.tool = tool
        self.taken.emit(tool)

    def seen(self, points):
        points = np.asarray(points, float)
        places = [
            QPointF(200 + (x - MIDDLE[0]) / METRES, 200 - (y - MIDDLE[1]) / METRES)
            for x, y, _ in points
        ]
        return places, 500.0 - points[:, 2]

    def pixel(self, x, y):
        return self.seen([(x, y, 0)])[0][0]

    def under(self, place):
        x = MIDDLE[0] + (place.x() - 200) * METRES
        y = MIDDLE[1] - (place.y() - 200) * METRES
        hit = self.at(place)
        return (x, y, 0.0) if hit is None else hit.point

    def at(self, place):
        """The highest flat face under a place."""
        x = MIDDLE[0] + (place.x() - 200) * METRES
        y = MIDDLE[1] - (place.y() - 200) * METRES
        key, layer = next(iter(self.document.layers.items()))
        city, best = layer.thing, None
        for row, (low, high) in enumerate(boxes(city, "2")):
            inside = low[0] <= x <= high[0] and low[1] <= y <= high[1]
            if inside and (best is None or high[2] > best[1]):
                best = row, high[2]
        if best is None:
            return None
        row, height = best
        shapes = city.shapes["2"]
        first, last = shapes.object_polygons()[row : row + 2]
        roof = max(range(first, last), key=lambda p: shapes.rings(p)[0][:, 2].min())
        return Selection(key, city, row, -1, roof, "2", (x, y, float(height)))

    def turn(self, dx, dy, pivot):
        self.turned.append((dx, dy))
