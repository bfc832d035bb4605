"""Moving with handles: what is selected has arrows, a ring and, where it can grow, a cube."""

from __future__ import annotations

from typing import Any

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter

from app.marks import paint_words
from app.on_the_table import Selection
from app.sketch.desk import F64, Desk
from app.sketch.entry import Entry
from app.sketch.gizmo import COLOURS, WAYS, Gizmo
from app.sketch.grip import SHIFT, STEP, TURN_STEP, UNITS, Grip
from app.tools.look import ARROWS
from app.tools.tool import Picture

HANDLE_UNITS = {"ring": ("°",), "scale": ("×",)}
SCALE_STEP = 0.05
LEAST = 0.01  # times as large
PAGES = {Qt.Key.Key_PageUp: 1.0, Qt.Key.Key_PageDown: -1.0}
PLAIN = tuple(part for part in COLOURS if part != "scale")
WORDS = {"ring": "drag to turn", "scale": "drag to make it larger or smaller"}


class Mover(Grip):
    """Drags things over the ground, or by a handle along it, up, round or larger."""

    def __init__(self, picture: Picture, desk: Desk) -> None:
        super().__init__(picture, desk)
        self.gizmo = Gizmo(picture, PLAIN)
        self.handle = ""  # what is held by, "" for the thing itself
        self.turned = 0.0  # degrees clockwise
        self.scale = 1.0
        self._lit = ""
        self._middle = np.zeros(3)  # of what is held, before it is moved
        self._pull = np.zeros(3)  # of the value, where a handle was taken hold of

    # Taking hold

    def press(self, event: QMouseEvent) -> bool:
        left = event.button() == Qt.MouseButton.LeftButton
        if left and not self.idents and not event.modifiers() & SHIFT:
            self._stand()
            handle = self.gizmo.at(event.position())
            if handle:
                self._seize(handle, event.position())
                self._pressed = event.position()
                return True
            self._hold_by("")
        return super().press(event)

    def _stand(self) -> None:
        """Let the handles stand where the selected things are, or where they are moved to."""
        if self.idents:
            self.gizmo.middle = (self._middle + self.value) * self._tall
            return
        idents = self._desk.meant("")
        box = self._desk.box(idents)
        self.gizmo.parts = tuple(COLOURS) if self._desk.grows(idents) else PLAIN
        self.gizmo.middle = None if box is None else (box[0] + box[1]) / 2 * self._tall

    def _take(self, idents: list[str], hit: Selection | None, point: F64) -> None:
        super()._take(idents, hit, point)
        box = self._desk.box(idents)
        if box is not None:
            self._middle = (box[0] + box[1]) / 2

    def _seize(self, handle: str, place: QPointF) -> None:
        """Take hold of what is selected by a handle."""
        idents = self._desk.meant("")
        box = self._desk.box(idents)
        if box is None:
            return
        self._hold_by(handle)
        self._take(idents, None, (box[0] + box[1]) / 2)
        self._pull = self._pulled(place)

    def _hold_by(self, handle: str) -> None:
        self.handle, self.turned, self.scale = handle, 0.0, 1.0
        self.entry = Entry(("m",) if handle in WAYS else HANDLE_UNITS.get(handle, UNITS[self.how]))

    def _pulled(self, place: QPointF) -> F64:
        """How far along its handle a place is: metres, radians, or pixels from the middle."""
        middle = self._start[:2]
        if self.handle == "up":
            return np.array([self._along(place, WAYS["up"]), 0.0, 0.0])
        if self.handle == "scale":
            (at,) = self._seen(self._start[None])
            return np.array([np.hypot((place - at).x(), (place - at).y()), 0.0, 0.0])
        here = self._level(place) - middle
        if self.handle == "ring":
            return np.array([np.arctan2(here[1], here[0]), 0.0, 0.0])
        return np.array([float(here @ WAYS[self.handle][:2]), 0.0, 0.0])

    # What happens to it

    def move(self, event: QMouseEvent) -> bool:
        if not self.idents:
            self._stand()
            lit = self.gizmo.at(event.position())
            if lit != self._lit:
                self._lit = lit
                self._picture.update()
        return super().move(event)

    def _shift(self, place: QPointF, free: bool) -> None:
        if not self.handle:
            super()._shift(place, free)
            return
        before, now = float(self._pull[0]), float(self._pulled(place)[0])
        if self.handle == "ring":
            degrees = float(np.degrees((before - now + np.pi) % (2 * np.pi) - np.pi))
            self.turned = degrees if free else round(degrees / TURN_STEP) * TURN_STEP
        elif self.handle == "scale":
            times = max(now / max(before, 1.0), LEAST)
            self.scale = times if free else max(round(times / SCALE_STEP) * SCALE_STEP, SCALE_STEP)
        else:
            step = 0.0 if free else self._desk.grid or 0.1
            metres = round((now - before) / step) * step if step else now - before
            self.value = WAYS[self.handle] * metres

    def _type(self) -> None:
        if not self.handle:
            super()._type()
            return
        typed = self.entry.values[0] if self.entry else None
        if typed is not None:
            if self.handle == "ring":
                self.turned = typed
            elif self.handle == "scale":
                self.scale = max(typed, LEAST)
            else:
                self.value = WAYS[self.handle] * typed
        self._desk.tries(self.found())

    def found(self) -> dict[str, Any] | None:
        if self.handle not in HANDLE_UNITS:
            return super().found()
        if not self.idents or (self.turned, self.scale) == (0.0, 1.0):
            return None
        about = self._desk.world(self._about[None])[0].tolist()
        said = {"turn": round(self.turned, 3)} if self.turned else {"scale": round(self.scale, 4)}
        return {"objects": self.idents, "about": about, **said}

    def end(self) -> None:
        """Do it, and keep what was moved selected, so that its handles go with it."""
        idents = self.idents
        super().end()
        if not self.idents and len(idents) == 1:
            self._desk.select(idents[0])

    def let_go(self) -> None:
        super().let_go()
        self._hold_by("")
        self._lit = ""

    # The keys

    def key(self, event: QKeyEvent) -> bool:
        up = PAGES.get(Qt.Key(event.key()))
        if up is None:
            return super().key(event)
        if not self.idents:
            self._take_selected()
        if not self.idents:
            return False
        fine = bool(event.modifiers() & SHIFT)
        self.value[2] += up * (0.1 if fine else self._desk.grid or STEP)
        self._type()
        return True

    def _step(self, key: Qt.Key, keys: Qt.KeyboardModifier) -> None:
        if not self.handle:
            super()._step(key, keys)
            return
        fine, way = bool(keys & SHIFT), ARROWS[key]
        more = way.x() - way.y()
        if self.handle == "ring":
            self.turned += more * (1.0 if fine else TURN_STEP)
        elif self.handle == "scale":
            self.scale = max(self.scale + more * (0.01 if fine else SCALE_STEP), LEAST)
        else:
            self.value = self.value + WAYS[self.handle] * more * (0.1 if fine else STEP)
        self.entry.clear()
        self._type()

    # What is seen of it

    def paint(self, painter: QPainter) -> None:
        self._stand()
        self.gizmo.paint(painter, self.handle or self._lit)
        if self._lit and not self.idents:
            said = WORDS.get(self._lit, f"drag to move it {self._lit}")
            paint_words(painter, self._place + QPointF(16, -20), said)
            return
        super().paint(painter)

    def _measured(self) -> list[float]:
        if self.handle == "ring":
            return [self.turned]
        if self.handle == "scale":
            return [self.scale]
        if self.handle:
            return [float(self.value @ WAYS[self.handle])]
        return super()._measured()
