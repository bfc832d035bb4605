"""Taking hold of what stands there: raising, pushing, moving, turning and copying by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPen

from app import theme
from app.marks import paint_cursor, paint_words
from app.on_the_table import Selection
from app.sketch.aids import aided
from app.sketch.desk import Desk
from app.sketch.entry import Entry
from app.tools.crosshair import stepped
from app.tools.look import ARROWS, CLICK
from app.tools.snap import metres_at, spot_at
from app.tools.tool import Picture, Tool
from city.triangulate import normals

F64 = NDArray[np.float64]
NONE = Qt.KeyboardModifier.NoModifier
ALT, SHIFT = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ShiftModifier

UNITS = {"lift": ("m",), "push": ("m",), "turn": ("°",), "move": ("m", "°"), "copy": ("m", "°")}
TURN_STEP = 5.0  # degrees that a turn is rounded to
STEP = 0.5  # metres that an arrow key lifts, pushes or moves by
NEAR = 9.0  # pixels within which an aid holds
LEAST = 1.0  # metres that something is high at least, to be lowered to a corner of another


class Grip(Tool):
    """Holds something from a press to the release, or from a click to the next one.

    What happens to it follows the mouse, the arrow keys, or the number that is typed.
    """

    cursor = Qt.CursorShape.OpenHandCursor

    def __init__(self, picture: Picture, desk: Desk) -> None:
        self._picture, self._desk = picture, desk
        self.how = desk.kind.gather
        self.entry = Entry(UNITS[self.how])
        self.idents: list[str] = []  # what is held
        self.value = np.zeros(3)  # metres along the way of `how`, or degrees first of all
        self.held = ""  # what the value was drawn to
        self._hit: Selection | None = None
        self._start = np.zeros(3)  # where it was taken hold of
        self._way = np.array([0.0, 0.0, 1.0])  # the normal of the face that is pushed
        self._about = np.zeros(2)
        self._low = self._top = 0.0
        self._pressed: QPointF | None = None
        self._place = QPointF(picture.room.center())

    @property
    def _tall(self) -> F64:
        """What true points are multiplied by, to be as they are drawn."""
        return np.array([1.0, 1.0, self._desk.stretch])

    def _seen(self, points: F64) -> list[QPointF]:
        return self._picture.seen(points * self._tall)[0]

    def _level(self, place: QPointF) -> F64:
        """Where a place is on the level that it was taken hold of at, (2,)."""
        height = float(self._start[2]) * self._desk.stretch
        return np.array(self._picture.on_level(place, height)[:2])

    # Taking hold

    def press(self, event: QMouseEvent) -> bool:
        if event.button() != Qt.MouseButton.LeftButton or event.modifiers() & SHIFT:
            return False
        if self.idents:  # the second click ends what the first began
            self._follow(event.position(), event.modifiers())
            self.end()
            return True
        if not self._take_at(event.position()):
            return False
        self._pressed = event.position()
        return True

    def _take_at(self, place: QPointF) -> bool:
        """Take hold of what is at a place; False for the ground."""
        hit = self._picture.at(place)
        ident = self._desk.named(hit)
        if not ident or hit is None or hit.point is None:
            return False
        self._place = place
        self._take(self._desk.meant(ident), hit, np.array(hit.point) / self._tall)
        return bool(self.idents)

    def _take(self, idents: list[str], hit: Selection | None, point: F64) -> None:
        box = self._desk.box(idents)
        if box is None:
            return
        self.idents, self._hit, self._start = idents, hit, point
        self._about = (box[0] + box[1])[:2] / 2
        self._low, self._top = float(box[0][2]), float(box[1][2])
        if self.how == "push" and hit is not None and hit.lod is not None:
            ring = hit.thing.shapes[hit.lod].rings(hit.polygon)[0]
            (normal,) = normals(ring, np.array([0, len(ring)]))
            self._way = normal / max(float(np.linalg.norm(normal)), 1e-12)
        self.value = np.zeros(3)

    def move(self, event: QMouseEvent) -> bool:
        self._place = event.position()
        if self.idents:
            self._follow(event.position(), event.modifiers())
        self._picture.update()
        return self._pressed is not None  # else another button may be shifting the city

    def release(self, event: QMouseEvent) -> bool:
        if self._pressed is None:
            return False
        far = (event.position() - self._pressed).manhattanLength() > CLICK
        self._pressed = None
        if far and self.idents:
            self.end()
        return True

    def double_click(self, event: QMouseEvent) -> bool:
        return bool(self.idents)  # its first click has taken hold

    # What happens to it

    def _follow(self, place: QPointF, keys: Qt.KeyboardModifier) -> None:
        self._place = place
        free = bool(keys & ALT)
        self.held = ""
        follow: Callable[[QPointF, bool], None] = {
            "lift": self._lift,
            "push": self._push,
            "turn": self._turn,
        }.get(self.how, self._shift)
        follow(place, free)
        self._type()

    def _along(self, place: QPointF, way: F64) -> float:
        """The metres along a way through the start at which a place is seen."""
        seen = self._seen(np.array([self._start, self._start + way]))
        step = np.array([(seen[1] - seen[0]).x(), (seen[1] - seen[0]).y()])
        size = float(step @ step)
        if size < 1e-6:  # it comes straight at the eye
            return float(seen[0].y() - place.y()) * 0.1
        here = np.array([(place - seen[0]).x(), (place - seen[0]).y()])
        return float(here @ step) / size

    def _lift(self, place: QPointF, free: bool) -> None:
        metres = self._along(place, np.array([0.0, 0.0, 1.0]))
        spot = None if free else spot_at(self._picture, place, self._desk.stretch)
        other = spot is not None and self._desk.named(spot.hit) not in ("", *self.idents)
        if (
            spot is not None
            and other
            and spot.held in ("corner", "edge")
            and spot.point[2] > self._low + LEAST
        ):
            metres = float(spot.point[2]) - self._top
            self.held = "as high as this " + ("corner" if spot.held == "corner" else "ridge")
        elif not free and self._desk.grid:
            metres = round(metres / self._desk.grid) * self._desk.grid
        self.value = np.array([metres, 0.0, 0.0])

    def _push(self, place: QPointF, free: bool) -> None:
        metres = self._along(place, self._way)
        step = 0.0 if free else self._desk.grid or 0.1
        self.value = np.array([round(metres / step) * step if step else metres, 0.0, 0.0])

    def _turn(self, place: QPointF, free: bool) -> None:
        """Clockwise, by the angle between the start and the place as the middle sees them."""
        here = self._level(place) - self._about
        start = self._start[:2] - self._about
        if not here.any() or not start.any():
            return
        angle = np.arctan2(start[1], start[0]) - np.arctan2(here[1], here[0])
        degrees = float(np.degrees((angle + np.pi) % (2 * np.pi) - np.pi))
        self.value = np.array(
            [degrees if free else round(degrees / TURN_STEP) * TURN_STEP, 0.0, 0.0]
        )

    def _shift(self, place: QPointF, free: bool) -> None:
        here = self._level(place)
        if not free:
            near = NEAR * metres_at(self._picture, self._start * self._tall)
            aid = aided(here, [self._start[:2]], (), near, self._desk.grid)
            here, self.held = aid.place, aid.held
        self.value = np.array([*(here - self._start[:2]), self.value[2]])

    def _type(self) -> None:
        """Let typed numbers count instead, and show what it leads to."""
        if self.entry:
            first = self.entry.values[0]
            if self.how in ("move", "copy"):
                length, degrees = self._measured()
                length = length if first is None else first
                second = self.entry.values[1]
                way = np.pi / 2 - np.radians(degrees if second is None else second)
                self.value[:2] = length * np.array([np.cos(way), np.sin(way)])
            elif first is not None:
                self.value = np.array([first, 0.0, 0.0])
            self.held = ""
        self._desk.tries(self.found())

    def found(self) -> dict[str, Any] | None:
        """What happens to what is held, in the project's system; None while that is nothing."""
        if not self.idents or not np.abs(self.value).max() > 1e-6:
            return None
        said: dict[str, Any] = {"objects": self.idents}
        first = float(self.value[0])
        if self.how == "lift":
            return said | {"metres": round(first, 3), "exact": bool(self.held or self.entry)}
        if self.how == "push":
            at = self._desk.world(self._start[None])[0]
            return said | {"metres": round(first, 3), "at": at.tolist()}
        if self.how == "turn":
            about = self._desk.world(self._about[None])[0]
            return said | {"turn": round(first, 3), "about": about.tolist()}
        return said | {"by": np.round(self.value, 3).tolist()}

    def end(self) -> None:
        """Do it, and let go; what cannot be done stays in the hand."""
        found = self.found()
        if found is None or self._desk.finish(found):
            self.let_go()

    def let_go(self) -> None:
        self.idents, self._pressed, self.held = [], None, ""
        self.entry.clear()
        self._desk.tries(None)

    def put_down(self) -> None:
        self.let_go()

    # The keys

    def claims(self, event: QKeyEvent) -> bool:
        if Qt.Key(event.key()) == Qt.Key.Key_Escape:
            return bool(self.idents)
        if self.idents:
            return self.entry.claims(event)
        types = self.entry.claims(event) and Qt.Key(event.key()) != Qt.Key.Key_Tab
        return types and bool(self._desk.meant(""))

    def key(self, event: QKeyEvent) -> bool:
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Escape and self.idents:
            self.let_go()
            return True
        enters = key in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if not self.idents and (key in ARROWS or enters or self.claims(event)):
            self._take_selected()
            if not self.idents and key in ARROWS:
                self._place = stepped(self._place, event)
                return True
            if not self.idents:
                return enters and self._take_at(self._place)
        if key in ARROWS:
            self._step(key, event.modifiers())
        elif enters:
            self.end()
        elif self.entry.key(event):
            self._type()
        else:
            return False
        return True

    def _take_selected(self) -> None:
        """Take hold of what is selected; a face is pushed only where it was pointed at."""
        idents = self._desk.meant("")
        box = self._desk.box(idents)
        if box is not None and self.how != "push":
            self._take(idents, None, np.array([*(box[0] + box[1])[:2] / 2, box[1][2]]))

    def _step(self, key: Qt.Key, keys: Qt.KeyboardModifier) -> None:
        fine = bool(keys & SHIFT)
        way = ARROWS[key]
        if self.how in ("move", "copy"):
            step = 0.1 if fine else self._desk.grid or STEP
            self.value[:2] += np.array([way.x(), -way.y()]) * step
        elif self.how == "turn":
            self.value[0] += (way.x() + way.y()) * (1.0 if fine else TURN_STEP)
        else:
            self.value[0] += (way.x() - way.y()) * (0.1 if fine else STEP)
        self.entry.clear()
        self._type()

    # What is seen of it

    def paint(self, painter: QPainter) -> None:
        if not self.idents:
            paint_cursor(painter, self._place, "")
            return
        ends = np.array([self._start, self._start])
        if self.how == "lift":
            ends[1] = self._start + np.array([0.0, 0.0, self.value[0]])
        elif self.how == "push":
            ends[1] = self._start + self._way * self.value[0]
        elif self.how != "turn":
            ends[1] = self._start + self.value
        else:
            ends[0] = (*self._about, self._start[2])
        a, b = self._seen(ends)
        painter.setPen(QPen(QColor(theme.current().accent), 1.6, Qt.PenStyle.DashLine))
        painter.drawLine(a, b)
        said = [self.entry.words(self._measured())]
        if self.held:
            said.append(self.held)
        if self._desk.words:
            said.append(self._desk.words)
        paint_words(painter, self._place + QPointF(16, -20), " · ".join(said))

    def _measured(self) -> list[float]:
        if self.how in ("move", "copy"):
            east, north = float(self.value[0]), float(self.value[1])
            return [float(np.hypot(east, north)), float(np.degrees(np.arctan2(east, north))) % 360]
        return [float(self.value[0])]
