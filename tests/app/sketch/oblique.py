"""A picture that sees the town from the south and above, two pixels to the metre, and a desk."""

import numpy as np
from PySide6.QtCore import QPointF, QRect

from app.on_the_table import Selection

UP, NORTH = 1.6, 1.2  # pixels to the metre; 2 to the east


class Oblique:
    parallel = True

    def __init__(self):
        self.hit = None
        self.painted = 0

    def seen(self, points):
        points = np.asarray(points, float)
        places = [QPointF(200 + 2 * x, 200 - NORTH * y - UP * z) for x, y, z in points.tolist()]
        return places, np.full(len(points), 100.0)

    def place(self, x, y, z=0.0):
        return self.seen([(x, y, z)])[0][0]

    def on_level(self, place, height):
        x = (place.x() - 200) / 2
        return x, (200 - UP * height - place.y()) / NORTH, height

    def under(self, place):
        return self.on_level(place, 0.0)

    def at(self, place):
        return self.hit

    @property
    def room(self):
        return QRect(0, 0, 400, 400)

    def update(self):
        self.painted += 1


class Desk:
    """Holds a box of 10 x 10 x 20 m that is called "it", which is selected."""

    grid, words, stretch = 0.0, "", 1.0

    def __init__(self, kind):
        self.kind = kind
        self.tried, self.done, self.told = [], [], []
        self.selected = ["it"]
        self.grown = True

    def tries(self, found):
        self.tried.append(found)

    def finish(self, found):
        self.done.append(found)
        return True

    def world(self, points):
        return np.asarray(points) + 1000.0

    def named(self, hit):
        return "" if hit is None else "other"

    def meant(self, ident):
        return [ident] if ident else self.selected

    def box(self, idents):
        if not idents:
            return None
        low = np.zeros(3) if idents == ["it"] else np.full(3, 50.0)
        return low, low + np.array([10.0, 10.0, 20.0])

    def grows(self, idents):
        return self.grown

    def select(self, ident):
        self.told.append(("select", ident))

    def set(self, name, value):
        self.told.append((name, value))


def on_other():
    """A thing that is hit at its foot."""
    return Selection("1/Buildings", None, 0, point=(55.0, 55.0, 50.0))
