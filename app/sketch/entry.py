"""Numbers that are typed while something is drawn: digits, Tab to the next, Backspace."""

from __future__ import annotations

import re
from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

DIGITS = set("0123456789.,-")
NUMBER = re.compile(r"-?\d{0,9}([.,]\d{0,6})?")
# Shift for the digits of a French keyboard
PLAIN = Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier


class Entry:
    """A few named numbers of which one is typed at a time."""

    def __init__(self, units: Sequence[str]) -> None:
        """units: of each number, as they stand behind it: "m", "°"."""
        self.units = tuple(units)
        self.texts = [""] * len(self.units)
        self.at = 0

    def __bool__(self) -> bool:
        return any(self.texts)

    @property
    def values(self) -> list[float | None]:
        """The numbers as far as they are typed, None for the others."""
        return [_number(text) for text in self.texts]

    def claims(self, event: QKeyEvent) -> bool:
        """Whether a key is for the numbers."""
        text, key = event.text(), Qt.Key(event.key())
        plain = not event.modifiers() & ~PLAIN
        if key == Qt.Key.Key_Tab:
            return len(self.units) > 1
        if key == Qt.Key.Key_Backspace:
            return bool(self)
        return plain and bool(text) and text in DIGITS

    def key(self, event: QKeyEvent) -> bool:
        """Take a key; False where it is none for the numbers. A digit too many is passed over."""
        if not self.claims(event):
            return False
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Tab:
            self.at = (self.at + 1) % len(self.units)
        elif key == Qt.Key.Key_Backspace:
            if not self.texts[self.at]:
                self.at = next(k for k, text in enumerate(self.texts) if text)
            self.texts[self.at] = self.texts[self.at][:-1]
        elif NUMBER.fullmatch(longer := self.texts[self.at] + event.text()):
            self.texts[self.at] = longer
        return True

    def clear(self) -> None:
        self.texts, self.at = [""] * len(self.units), 0

    def words(self, measured: Sequence[float]) -> str:
        """The numbers as they are typed, with a bar where the next digit goes, or are measured."""
        said = []
        for k, (unit, value) in enumerate(zip(self.units, measured, strict=True)):
            text = self.texts[k] or (f"{value:.0f}" if unit == "°" else f"{value:.2f}")
            said.append(f"{text}{'▏' if self and k == self.at else ''}{_gap(unit)}{unit}")
        return " · ".join(said)


def _gap(unit: str) -> str:
    return "" if unit == "°" else " "


def _number(text: str) -> float | None:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return None
