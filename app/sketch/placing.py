"""A design model in the hand: it stands on the ground at the crosshair until one clicks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QKeyEvent, QPainter

from app.marks import paint_cursor, paint_words
from app.sketch.desk import Desk
from app.sketch.entry import Entry
from app.tools.crosshair import Crosshair
from app.tools.snap import Spot, spot_at
from app.tools.tool import Picture

NONE = Qt.KeyboardModifier.NoModifier
TYPED = ("turn", "height")  # the settings that are typed, in their order


class Placing(Crosshair):
    """Shows where a model would stand; a click or Enter places it there."""

    def __init__(self, picture: Picture, desk: Desk, said: Mapping[str, Any]) -> None:
        """said: what an edit says of the model besides where it stands."""
        super().__init__(picture)
        self._desk, self._said = desk, said
        self.entry = Entry(("°", "m"))
        self.spot: Spot | None = None

    def follow(self, keys: Qt.KeyboardModifier = NONE) -> None:
        self.spot = spot_at(self._picture, self.place, self._desk.stretch)
        self._desk.tries(self.found())

    def found(self) -> dict[str, Any] | None:
        """Where it would stand, in the project's system; None before it has been anywhere."""
        if self.spot is None:
            return None
        return {**self._said, "points": self._desk.world(self.spot.point[None, :2]).tolist()}

    def click(self, keys: Qt.KeyboardModifier = NONE) -> None:
        found = self.found()
        if found is not None:
            self._desk.finish(found)

    def claims(self, event: QKeyEvent) -> bool:
        return self.entry.claims(event)

    def key(self, event: QKeyEvent) -> bool:
        key = Qt.Key(event.key())
        if self.steps(event):
            return True
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.follow()
            self.click()
        elif self.entry.key(event):
            if key != Qt.Key.Key_Tab:  # which only goes on to the other number
                at = self.entry.at
                self._desk.set(TYPED[at], self.entry.values[at] or 0.0)
        else:
            return False
        return True

    def put_down(self) -> None:
        self._desk.tries(None)

    def paint(self, painter: QPainter) -> None:
        if self.spot is None:
            return
        paint_cursor(painter, self.place, "")
        typed = self.entry.words([value or 0.0 for value in self.entry.values])
        said = [typed] if self.entry else []
        if self._desk.words:
            said.append(self._desk.words)
        if said:
            paint_words(painter, self.place + QPointF(16, -20), " · ".join(said))
