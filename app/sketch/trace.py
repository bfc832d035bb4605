"""Tracing on the ground: an outline, a rectangle, a circle, a line, or places one by one."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPen

from app import theme
from app.marks import paint_cursor, paint_line, paint_words
from app.sketch.aids import Aided, aided, longest_way, remembered, ring_of, turned, typed
from app.sketch.desk import Desk
from app.sketch.entry import Entry
from app.tools.crosshair import Crosshair
from app.tools.snap import Spot, metres_at, spot_at
from app.tools.tool import Picture
from city.model import City

F64 = NDArray[np.float64]
NONE = Qt.KeyboardModifier.NoModifier
ALT = Qt.KeyboardModifier.AltModifier

NEAR = 9.0  # pixels within which an aid holds
LEAST = {"outline": 3, "rectangle": 3, "circle": 2, "line": 2, "place": 1}
MOST = {"rectangle": 3, "circle": 2, "place": 1}
MIDDLES = 8  # legs at whose middle one looks for what they lie on
UNITS = {"circle": ("m",), "place": ()}
SKY = "There is no ground here"
RISING = ("Building", "Bridge", "Tunnel", "OtherConstruction")  # one draws on the ground below them


class Trace(Crosshair):
    """Gathers points on the ground; corners and edges of the city, and drawing aids, hold them."""

    def __init__(self, picture: Picture, desk: Desk) -> None:
        super().__init__(picture)
        self._desk = desk
        self.shape = desk.kind.gather
        self.lights = desk.kind.group == "Shape"  # the others draw on the ground
        self.points: list[F64] = []  # (2,) each, local
        self.level = 0.0  # the height that one draws at, as it is drawn
        self.entry = Entry(UNITS.get(self.shape, ("m", "°")))
        self.spot: Spot | None = None
        self.aid: Aided | None = None
        self._ways: tuple[float, ...] = ()
        self._met: list[str] = []  # the ids of what the points were set on
        self._stepped = False  # the arrow keys have moved the crosshair since the last point
        self._ended = False  # something was just drawn, and the crosshair is still there

    def move(self, event: QMouseEvent) -> bool:
        self._stepped = self._ended = False
        return super().move(event)

    # Where the next point would be

    def takes(self, keys: Qt.KeyboardModifier) -> bool:
        return keys in (NONE, ALT)

    def follow(self, keys: Qt.KeyboardModifier = NONE) -> None:
        self.spot = spot_at(self._picture, self.place, self._desk.stretch)
        self._learn_way(self.spot)
        raw = self._on_ground(self.spot)
        if raw is None:
            self.aid = None
            self._desk.tries(self._found(self.points))
            return
        if keys & ALT:
            self.aid = Aided(raw)
        elif self._closes():
            self.aid = Aided(self.points[0], "ends here")
        elif self.spot.held in ("corner", "edge"):
            self.aid = Aided(self.spot.point[:2], self.spot.held)
        else:
            near = NEAR * metres_at(self._picture, np.array([*raw, self.level]))
            self.aid = aided(raw, self.points, self._ways, near, self._desk.grid)
        if self.entry and self.points:
            self.aid = Aided(self._typed(self.aid.place), "as typed")
        self._tell()

    def _on_ground(self, spot: Spot) -> F64 | None:
        """The place that one draws at: on the ground that is seen, or else on the level begun; None
        in the sky."""
        thing = spot.hit.thing if spot.hit is not None else None
        point = np.asarray(spot.point) * (1.0, 1.0, self._desk.stretch)
        if spot.hit is not None and isinstance(thing, City):
            high = thing.objects.kind_of(spot.hit.object).startswith(RISING)
            if not (self.points and high and spot.held == "face"):
                return point[:2]
        elif spot.hit is not None:
            return point[:2]
        if self.points:
            point = np.array(self._picture.on_level(self.place, self.level))
        seen, away = self._picture.seen(point[None])
        lies = away[0] > 0 and (seen[0] - self.place).manhattanLength() <= NEAR
        return point[:2] if lies else None

    def _learn_way(self, spot: Spot) -> None:
        """Remember how the sides run of what one points at, to draw parallel to them."""
        hit = spot.hit
        if hit is not None and isinstance(hit.thing, City) and hit.lod and hit.polygon >= 0:
            way = longest_way(hit.thing.shapes[hit.lod].rings(hit.polygon)[0])
            if way is not None:
                self._ways = remembered(self._ways, way)

    def _closes(self) -> bool:
        """Whether the crosshair is on the first point again."""
        if self.shape != "outline" or len(self.points) < 3:
            return False
        first = self._at(self.points[0])
        return (first - self.place).manhattanLength() <= NEAR

    def _at(self, point: F64) -> QPointF:
        """Where a point is seen."""
        return self._picture.seen(np.array([[*point, self.level]]))[0][0]

    def _typed(self, place: F64) -> F64:
        values = [*self.entry.values, None]
        if self.shape == "rectangle" and len(self.points) == 2:  # the depth, square to the side
            corner = typed(self.points, place, None, 90.0)
            deep = values[0] if values[0] is not None else turned(self.points, corner)[0]
            return typed(self.points, place, deep, 90.0)
        return typed(self.points, place, values[0], values[1])

    # Points

    def click(self, keys: Qt.KeyboardModifier = NONE) -> None:
        """Set a point at the crosshair; on the first one the outline is whole."""
        if self.aid is None:
            return
        if self._closes() and not self.entry:
            self.end()
            return
        if self.points and np.hypot(*(self.aid.place - self.points[-1])) < 0.01:
            return
        if not self.points and self.spot is not None:
            self.level = float(self.spot.point[2]) * self._desk.stretch
        self.points.append(self.aid.place)
        self._met.append(self._desk.named(self.spot.hit if self.spot is not None else None))
        self.entry.clear()
        if len(self.points) == MOST.get(self.shape):
            self.end()

    def end(self) -> None:
        """Take the points for all there are; where nothing can be made of them they stay."""
        found = self._found(self.points)
        if found is not None and self._desk.finish(found):
            self.begin_anew()
            self._ended = True
        elif len(self.points) == MOST.get(self.shape):  # the last one was not possible
            self.points.pop()
            self._met.pop()
            self.follow()

    def begin_anew(self) -> None:
        self.points, self._met = [], []
        self.entry.clear()
        self.aid = Aided(self.aid.place) if self.aid is not None else None
        self._desk.tries(None)

    def _found(self, points: list[F64]) -> dict[str, object] | None:
        """What the points make, in the project's system; None for too few."""
        if len(points) < LEAST[self.shape]:
            return None
        ring = ring_of(self.shape, points)
        if ring is None:
            return None
        found: dict[str, object] = {"points": self._desk.world(ring).tolist()}
        if self._desk.kind.group == "Shape":
            found["objects"] = self._lies_on(points)
        return found

    def _lies_on(self, points: list[F64]) -> list[str]:
        """The ids of what is selected, of what the points were set on, and of what is seen half
        way between two of them, each once."""
        between = [self._at((one + other) / 2) for one, other in pairwise(points[-MIDDLES:])]
        seen = [self._desk.named(self._picture.at(place)) for place in between]
        met = [*self._desk.meant("")[:MIDDLES], *self._met, *seen]
        return [ident for ident in dict.fromkeys(met) if ident]

    def _tell(self) -> None:
        """Let what is drawn so far be shown, with the point that would come next."""
        if self.aid is None:
            return
        ahead = [*self.points, self.aid.place]
        if self.points and np.hypot(*(ahead[-1] - ahead[-2])) < 0.01:
            ahead.pop()
        self._desk.tries(self._found(ahead))

    def double_click(self, event: QMouseEvent) -> bool:
        if event.button() != Qt.MouseButton.LeftButton:
            return False
        if self.shape in ("outline", "line"):
            self.end()  # its first click has set the last point
        return True

    # The keys

    def claims(self, event: QKeyEvent) -> bool:
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Escape:
            return bool(self.points)
        return bool(self.points) and (key == Qt.Key.Key_Backspace or self.entry.claims(event))

    def key(self, event: QKeyEvent) -> bool:
        key = Qt.Key(event.key())
        if self.steps(event):
            self._stepped, self._ended = True, False
            return True
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._enter()
        elif key == Qt.Key.Key_Escape and self.points:
            self.begin_anew()
        elif self.points and self.entry.key(event):
            self.follow()
        elif key == Qt.Key.Key_Backspace and self.points:
            self.points.pop()
            self._met.pop()
            self.follow()
        else:
            return False
        return True

    def _enter(self) -> None:
        """Set the typed point, or where the arrow keys lead the crosshair; else it is the end."""
        if self.entry:
            self.click()
            self._stepped = False
            return
        if self._ended:  # one Enter more begins nothing
            return
        self.follow()
        again = self.points and self.aid and np.hypot(*(self.aid.place - self.points[-1])) < 0.01
        enough = len(self.points) >= LEAST[self.shape] and not self._stepped
        if enough or again or self._closes():
            self.end()
        else:
            self.click()
        self._stepped = False
        self.follow()

    def put_down(self) -> None:
        self._desk.tries(None)

    # What is seen of it

    def paint(self, painter: QPainter) -> None:
        if self.aid is not None:
            self._paint_guides(painter, self.aid)
        elif self.spot is None:
            return
        ahead = [*self.points, *([] if self.aid is None else [self.aid.place])]
        if self.points:
            drawn = ring_of(self.shape, ahead)
            ring = drawn if drawn is not None else np.array(ahead)
            whole = np.c_[ring, np.full(len(ring), self.level)]
            closed = self.shape in ("outline", "rectangle", "circle") and len(ring) > 2
            if self.shape == "circle":
                _paint_plain(painter, [self._at(point) for point in ring])
            else:
                paint_line(painter, self._picture, whole, closed, self.aid is not None)
        at = self._at(self.aid.place) if self.points and self.aid is not None else self.place
        held = "" if self.aid is None else self.aid.held
        paint_cursor(painter, at, held if held in ("corner", "edge") else "")
        words = self._words()
        if words:
            paint_words(painter, at + QPointF(16, -20), words)

    def _paint_guides(self, painter: QPainter, aid: Aided) -> None:
        pen = QPen(QColor(theme.current().accent), 1.2, Qt.PenStyle.DashLine)
        painter.setPen(pen)
        for one, other in aid.guides:
            a, b = self._at(one), self._at(other)
            painter.drawLine(a - (b - a) * 0.3, b + (b - a) * 0.3)

    def _words(self) -> str:
        if self.aid is None:
            return SKY
        said = []
        if self.points and self.entry.units:
            said.append(self.entry.words(self._measured(self.aid.place)))
        if self.aid.held not in ("", "as typed"):
            said.append(self.aid.held)
        return " · ".join([*said, *([self._desk.words] if self._desk.words else [])])

    def _measured(self, place: F64) -> list[float]:
        length, degrees = turned(self.points, place)
        if self.shape == "rectangle" and len(self.points) == 2:
            side = self.points[1] - self.points[0]
            across = np.array([-side[1], side[0]]) / max(float(np.hypot(*side)), 1e-9)
            return [abs(float((place - self.points[1]) @ across)), 90.0]
        return [length, degrees][: len(self.entry.units)]


def _paint_plain(painter: QPainter, places: list[QPointF]) -> None:
    for colour, width in ((QColor("#ffffff"), 4.0), (QColor(theme.current().accent), 2.0)):
        painter.setPen(QPen(colour, width))
        painter.drawPolyline([*places, places[0]])
