"""Pointing at what is meant: each click does it, or gathers one more."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter

from app.marks import paint_cursor, paint_words
from app.sketch.desk import Desk
from app.tools.crosshair import Crosshair
from app.tools.tool import Picture

NONE = Qt.KeyboardModifier.NoModifier


class Point(Crosshair):
    """Shows what would happen to the thing at the crosshair; a click lets it happen."""

    cursor = Qt.CursorShape.PointingHandCursor

    def __init__(self, picture: Picture, desk: Desk) -> None:
        super().__init__(picture)
        self._desk = desk
        self._several = desk.kind.gather == "several"
        self.gathered: list[str] = []
        self.under = ""  # the id of what is at the crosshair

    def follow(self, keys: Qt.KeyboardModifier = NONE) -> None:
        before, self.under = self.under, self._desk.named(self._picture.at(self.place))
        if self.under != before:
            self._tell()

    def begin(self) -> None:
        """Show at once what would happen to what is selected."""
        self._tell()

    def _idents(self) -> list[str]:
        fresh = self._desk.meant(self.under) if self.under else []
        return list(dict.fromkeys([*self.gathered, *fresh]))

    def _tell(self) -> None:
        idents = self._idents() or self._desk.meant("")
        self._desk.tries({"objects": idents} if idents else None)

    def click(self, keys: Qt.KeyboardModifier = NONE) -> None:
        if not self.under:
            return
        if not self._several:
            self._finish(self._idents())
        elif self.under in self.gathered:
            self.gathered.remove(self.under)
            self._tell()
        else:
            self.gathered = self._idents()
            self._tell()

    def double_click(self, event: QMouseEvent) -> bool:
        return event.button() == Qt.MouseButton.LeftButton  # its first click was for the tool

    def _finish(self, idents: list[str]) -> None:
        if idents and self._desk.finish({"objects": idents}):
            self.gathered, self.under = [], ""
            self._desk.tries(None)

    def claims(self, event: QKeyEvent) -> bool:
        return bool(self.gathered) and Qt.Key(event.key()) == Qt.Key.Key_Escape

    def key(self, event: QKeyEvent) -> bool:
        """The arrows move the crosshair; Enter takes what is gathered, at it, or selected."""
        key = Qt.Key(event.key())
        if self.steps(event):
            return True
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            idents = self.gathered if self._several and self.gathered else self._idents()
            self._finish(idents or self._desk.meant(""))
        elif key == Qt.Key.Key_Escape and self.gathered:
            self.gathered = []
            self._tell()
        else:
            return False
        return True

    def put_down(self) -> None:
        self._desk.tries(None)

    def paint(self, painter: QPainter) -> None:
        paint_cursor(painter, self.place, "")
        if self._desk.words:
            paint_words(painter, self.place + QPointF(16, -20), self._desk.words)
