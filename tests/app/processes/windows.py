"""A stand-in for areas in the picture, and a window of simulations over the desk."""

import shapely
from PySide6.QtCore import QObject, Signal

from app.dialogs.process import ProcessDialog
from app.live.signing import Signing
from app.settings import Settings


class Areas(QObject):
    """Knows what a test says of areas."""

    changed = Signal()

    def __init__(self):
        super().__init__()
        self.box, self.ids = shapely.box(0, 0, 100, 50), ("house",)
        self.polygon, self.begun = None, 0

    def seen(self):
        return self.box

    def chosen(self):
        return self.ids

    def drawn(self):
        return self.polygon

    def draw(self):
        self.begun += 1


def window_of(following, desk):
    """The window in which the simulations of a desk are asked."""
    areas = Areas()
    made = ProcessDialog(None, following, desk.planning, Settings(), Signing(), areas)
    made.areas = areas
    made.show()
    return made
