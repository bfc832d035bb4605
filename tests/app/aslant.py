"""A viewport that sees the toy town aslant from the south, and a window to sketch in with it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from PySide6.QtCore import QPoint, QPointF, Qt, Signal
from PySide6.QtGui import QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.hand import Hand
from app.on_the_table import Layer, Selection
from app.panes.pictures import Pictures
from app.settings import Settings
from app.table import Table
from app.tools.look import Look
from app.window import Window
from city.model import City
from tests.app.standin import Told, row_of, town_opened
from tests.city.plans import flat_ground

METRES = 0.25  # to the pixel
NONE, ALT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.AltModifier
SHIFT, CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton


class Aslant(Told, Hand):
    """In parallel, at 45 degrees: what is a metre higher is seen a metre farther up, so that
    (x, y, z) is seen at (x, y + z)."""

    moved = Signal(float, float)
    drawn = Signal(float)
    trouble = Signal(str)
    entered = Signal(int)
    curtained = Signal(float)
    parallel = True
    low = 0.0

    def __init__(self, tasks):
        super().__init__()
        self.told, self.turned, self.document = [], [], None
        self.middle = np.array([60.0, 20.0])
        self._eye, self.pictures = Look(self), Pictures()

    def _interrupt(self):
        pass

    def _look(self):
        pass

    def where(self, x, y, z=0.0):
        """Where a drawn point is seen."""
        return self.seen(np.array([[x, y, z]]))[0][0]

    def seen(self, points):
        points = np.asarray(points, float)
        flat = np.c_[points[:, 0], points[:, 1] + points[:, 2]]
        middle = np.array([self.width() // 2, self.height() // 2])  # a whole pixel
        places = middle + (flat - self.middle) / METRES * (1, -1)
        away = 500.0 + (points[:, 1] - points[:, 2]) / 2
        return [QPointF(x, y) for x, y in places.tolist()], away

    def projection(self):
        tall, x0, y0 = self.document.exaggeration, *self.middle.tolist()
        middle = np.array([self.width() // 2, self.height() // 2])  # a whole pixel

        def places(points):
            flat = np.c_[points[:, 0], points[:, 1] + points[:, 2] * tall]
            return middle + (flat - (x0, y0)) / METRES * (1, -1), np.ones(len(points))

        return places

    def _sight(self, place):
        """x, and y + z, of all that lies at a place."""
        x, y = place.x() - self.width() // 2, place.y() - self.height() // 2
        return self.middle[0] + x * METRES, self.middle[1] - y * METRES

    def on_level(self, place, height):
        x, far = self._sight(place)
        return x, far - height, height

    def under(self, place):
        hit = self.at(place)
        return self.on_level(place, 0.0) if hit is None else hit.point

    def at(self, place):
        """The nearest face of a city at a place."""
        x, far = self._sight(place)
        best, found = np.inf, None
        for key, layer in self.document.layers.items():
            if not isinstance(layer.thing, City):
                continue
            city, rows = layer.thing, self.document.visible_rows(layer.thing)
            for lod, shapes in city.shapes.items():
                for polygon in self._crossed(shapes, x, far):
                    row = shapes.object_of_polygon(polygon)
                    z = self._meets(shapes.rings(polygon)[0], x, far)
                    if z is None or (rows is not None and not rows[row]):
                        continue
                    if (far - z) - z < best:
                        best = (far - z) - z
                        found = Selection(key, city, row, -1, polygon, lod, (x, far - z, z))
        return found

    def _crossed(self, shapes, x, far):
        """The polygons that a line of sight goes through: those of which a ray across the picture
        meets the edges an odd number of times."""
        height = shapes.points[:, 2] * self.document.exaggeration
        ahead = np.arange(1, len(height) + 1)
        ahead[shapes.ring_points[1:] - 1] = shapes.ring_points[:-1]
        a = np.c_[shapes.points[:, 0], shapes.points[:, 1] + height]
        b = a[ahead]
        edges = np.flatnonzero((a[:, 1] > far) != (b[:, 1] > far))
        (x0, y0), (x1, y1) = a[edges].T, b[edges].T
        edges = edges[x < x0 + (far - y0) / (y1 - y0) * (x1 - x0)]
        rings = np.searchsorted(shapes.ring_points, edges, side="right") - 1
        polygons = np.searchsorted(shapes.polygon_rings, rings, side="right") - 1
        met, times = np.unique(polygons, return_counts=True)
        return met[times % 2 == 1].tolist()

    def _meets(self, ring, x, far):
        """The height at which a line of sight meets the plane of a face."""
        ring = ring * (1, 1, self.document.exaggeration)
        if len(ring) < 3:
            return None
        normal = np.cross(ring - ring[0], np.roll(ring, -1, axis=0) - ring[0]).sum(0)
        slope = normal[2] - normal[1]
        if abs(slope) < 1e-9:
            return None
        return float((ring[0] @ normal - normal[0] * x - normal[1] * far) / slope)

    def turn(self, dx, dy, pivot):
        self.turned.append((dx, dy))

    def shift(self, before, after):
        self.middle = self.middle + np.subtract(before, after)[:2]

    def come(self, factor, anchor):
        self.told.append(("come", factor))

    def centre(self, point):
        self.told.append(("centre", point))

    def put_down(self):
        return Hand.put_down(self)

    def take(self, tool):
        Hand.take(self, tool)

    def paintEvent(self, event):
        painter = QPainter(self)
        painter.fillRect(self.rect(), Qt.GlobalColor.white)
        self._paint_over(painter)


def on_level_ground(opened):
    """The same with a terrain at height 0 under it."""
    ground = Layer("ground", "Town", "Ground", flat_ground())
    return replace(opened, layers=(*opened.layers, ground))


class Planner:
    """A planner before a window with the toy town; places are in metres, heights as drawn."""

    def __init__(self, qtbot):
        self.window = Window(Settings(), lambda document, tasks: Table(document, tasks, Aslant))
        qtbot.addWidget(self.window)
        self.window.resize(1500, 900)
        self.eye = None
        self.window.show()
        self.window._lay_table()
        self.eye = self.window.table.viewport
        self.eye.document = self.document = self.window.document
        self.eye.setMinimumSize(800, 600)
        self.document.lay(on_level_ground(town_opened()), add=False)
        self.studio, self.sketching = self.window.studio, self.window.studio.sketching
        self.planning = self.studio.planning
        self.refused = []
        self.planning.refused.connect(self.refused.append)

    @property
    def tool(self):
        return self.sketching.tool

    @property
    def words(self):
        return self.sketching.words

    @property
    def view(self):
        return self.planning.view

    @property
    def edits(self):
        """What was done in the plan on the table."""
        scenario = self.planning.scenario
        return [step.edit for step in scenario.steps] if scenario is not None else []

    def take(self, name, **settings):
        self.sketching.take(name)
        assert self.sketching.kind.name == name and self.tool is not None
        for setting, value in settings.items():
            self.sketching.set(setting.replace("__", "."), value)
        return self.tool

    def select(self, ident):
        row = row_of(self.document, ident)
        key, layer = next(iter(self.document.layers.items()))
        self.document.select(Selection(key, layer.thing, row))

    # The mouse

    def _place(self, x, y, z=0.0):
        place = self.eye.where(x, y, z).toPoint()
        assert self.eye.rect().contains(place), f"({x}, {y}, {z}) is not in the picture"
        return place

    def move(self, *at):
        QTest.mouseMove(self.eye, self._place(*at) - QPoint(1, 1))  # it may be there already
        self._mouse(QTest.mouseMove, at)

    def _mouse(self, how, at, *more):
        how(self.eye, *more, self._place(*at))
        self.pause()

    def press(self, *at, button=LEFT, keys=NONE):
        self._mouse(QTest.mousePress, at, button, keys)

    def release(self, *at, button=LEFT, keys=NONE):
        self._mouse(QTest.mouseRelease, at, button, keys)

    def click(self, *at, button=LEFT, keys=NONE):
        self.move(*at)
        self.press(*at, button=button, keys=keys)
        self.release(*at, button=button, keys=keys)

    def double_click(self, *at):
        """As Qt tells it: the second press is a double click."""
        self.click(*at)
        self._mouse(QTest.mouseDClick, at, LEFT, NONE)

    def drag(self, *path, button=LEFT, keys=NONE):
        self.move(*path[0])
        self.press(*path[0], button=button, keys=keys)
        for at in path[1:]:
            self.move(*at)
        self.release(*path[-1], button=button, keys=keys)

    # The keys

    def key(self, key, keys=NONE):
        QTest.keyClick(self.eye, key, keys)
        self.pause()

    def type(self, text):
        QTest.keyClicks(self.eye, text)
        self.pause()

    def pause(self):
        """Let what was to come soon come now."""
        QApplication.processEvents()
        while self.sketching.waits:
            QApplication.processEvents()

    def picture(self):
        """What is seen now, with all that lies over the city."""
        return self.eye.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)

    def close(self):
        self.window.close()
