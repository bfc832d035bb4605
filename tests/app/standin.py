"""What stands in for the viewport where no picture is needed, and a town to lay on the table."""

import numpy as np
from PySide6.QtCore import QPoint, QPointF, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from app.document import Document
from app.opening import opened
from app.panes.pictures import Pictures
from city.crs import Crs
from city.cutaway import Cutaway
from city.model import Source
from city.project import Eye
from importers import Reading
from importers.report import Report
from tests.city.toy import town


class Told:
    """Remembers what it was told, in place of a picture."""

    closed = busy = moving = False
    looks_from = Eye((0.0, -500.0, 300.0), (0.0, 0.0, 0.0))

    def __getattr__(self, name):
        if name in {
            "cut",
            "lay_map",
            "look_at",
            "look",
            "remove",
            "select",
            "frame",
            "home",
            "top",
            "start",
            "mark",
            "show_only",
            "take",
            "set_sun",
            "colour",
            "show_at_once",
            "tint",
            "colour_points",
            "exaggerate",
            "see_as",
            "lay_study",
            "take_study_off",
            "look_at_study",
            "show_fan",
            "part",
            "set_panes",
            "show_part",
            "set_opacity",
            "set_suns",
            "put_study",
            "lay_pane_study",
            "look_at_pane_study",
            "take_pane_study_off",
            "show_things",
            "wear",
            "move_things",
            "hide_things",
            "lay_sheet",
            "paint_sheet",
            "look_at_sheet",
            "take_sheet_off",
        }:
            return lambda *given: self.told.append((name, *given))
        raise AttributeError(name)

    def thing_at(self, place):
        """No live thing is anywhere."""

    def show_layer(self, layer, then):
        self.told.append(("show_layer", layer.key))
        then()

    @property
    def room(self):
        return self.rect()

    def cut_here(self, kind):
        return Cutaway(kind, (50.0, 50.0, 0.0), 90.0)

    focus = (50.0, 50.0, 0.0)

    def outline_in_sight(self):
        return (50.0, -100.0), [(0.0, 0.0), (100.0, 0.0), (100.0, 100.0), (0.0, 100.0)]

    def curtain_at(self, share, like=None):
        return np.array([-1.0, 0.0, 0.0, 100.0 * share])

    def share_of_curtain(self, plane):
        return plane[3] / 100.0

    def trace_of(self, plane):
        return []

    def enter(self, pane):
        self.pictures.active = pane

    def extent(self):
        return (0.0, 0.0, 100.0, 100.0)

    def ground_in_sight(self):
        return None

    def put_down(self):
        return False

    def close_scene(self):
        self.closed = True

    def eye(self):
        return self.looks_from

    def fly_to(self, eye):
        self.looks_from = eye
        self.moved.emit(0.0, 1.0)

    start_at = fly_to

    def thumbnail(self):
        picture = QImage(8, 5, QImage.Format.Format_RGB32)
        picture.fill(0xFF8800)
        return picture


class StandIn(Told, QWidget):
    """A viewport that shows nothing."""

    picked = Signal(object)
    pointed = Signal(object)
    hovered = Signal(object, object)
    moved = Signal(float, float)
    drawn = Signal(float)
    taken = Signal(object)
    trouble = Signal(str)
    asked = Signal(object, QPoint)
    entered = Signal(int)
    curtained = Signal(float)
    held = Signal()
    passed = Signal(object, object)
    met = Signal(object)
    sought = Signal(object)
    metres = 1.0

    def __init__(self, tasks):
        super().__init__()
        self.told, self.marks, self.pictures = [], [], Pictures()

    def heads(self, key):
        return np.zeros((0, 2)), np.zeros(0), np.zeros(0)

    def seen(self, points):
        return [QPointF(float(x), float(y)) for x, y, _ in points], np.ones(len(points))


def town_opened(path="town.city.json", findings=(), builder=None):
    """The toy town, or another one, as it comes out of a file, with what the doctor found."""
    builder = builder or town()
    builder.add_source(Source(path, "CityJSON", "2.0", "CC0", "The people of Toytown"))
    city = builder.freeze()
    report = Report()
    for finding in findings:
        report.add(finding)
    source = Source(path, "CityJSON", "2.0", "CC0", "The people of Toytown")
    frame = city.frame
    crs = Crs(frame.horizontal, frame.vertical)
    return opened([path], Reading((source,), crs, None, frame, city, (), (), report))


def town_document(findings=()):
    document = Document()
    document.lay(town_opened(findings=findings), add=False)
    return document


def row_of(document, ident):
    return next(iter(document.layers.values())).thing.objects.ids.find(ident)
