"""Texts from files and people, made so that they can be set: no orders, only known letters."""

from __future__ import annotations

import re
import struct
import unicodedata
from functools import cache

import numpy as np

import assets

FONT = "fonts/SourceSans3.ttf"
UNKNOWN = "□"  # stands where the typeface has no sign
LONGEST = 28  # signs of a word that every line of text has room for
# What the text does not show: orders to a terminal, turns of the direction of writing, halves of
# a sign, joiners and variants of emoji.
_ORDERS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]"
)
_BREAK = "\u200b"  # a place where a line may end, of no width


class Letters:
    """Makes texts fit to be set, and remembers which signs the typeface does not have."""

    def __init__(self) -> None:
        self._known = known_letters()
        self.missing: set[str] = set()

    def clean(self, text: str) -> str:
        """The text without orders, unknown signs as a box."""
        whole = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\t", " "))
        shown = _ORDERS.sub("", whole)
        unknown = set(shown) - self._known - {"\n"}
        if unknown:
            self.missing |= unknown
            shown = shown.translate({ord(sign): UNKNOWN for sign in unknown})
        return shown

    def told(self) -> list[str]:
        """What could not be shown, one line, or none."""
        if not self.missing:
            return []
        first = sorted(self.missing)[:12]
        signs = ", ".join(f"U+{ord(sign):04X} {_name(sign)}" for sign in first)
        more = len(self.missing) - len(first)
        end = f" and {more} more" if more else ""
        return [
            f"Signs that the typeface of reports does not have stand as {UNKNOWN}: {signs}{end}"
        ]


def in_pieces(text: str, longest: int = LONGEST) -> str:
    """The text with places to break words that are longer than some room."""
    if len(text) <= longest:
        return text
    piece = max(2, longest // 2)
    return re.sub(
        rf"\S{{{longest + 1},}}",
        lambda word: _BREAK.join(word[0][at : at + piece] for at in range(0, len(word[0]), piece)),
        text,
    )


def _name(sign: str) -> str:
    return unicodedata.name(sign, "without a name").lower()


@cache
def known_letters() -> frozenset[str]:
    """Every sign of the typeface: its `cmap` of format 12 (OpenType 1.9, cmap)."""
    data = assets.path(FONT).read_bytes()
    (tables,) = struct.unpack_from(">H", data, 4)
    places = (struct.unpack_from(">4s4xI", data, 12 + 16 * k) for k in range(tables))
    start = next(place for tag, place in places if tag == b"cmap")
    (count,) = struct.unpack_from(">H", data, start + 2)
    for k in range(count):
        system, coding, offset = struct.unpack_from(">HHI", data, start + 4 + 8 * k)
        if (system, coding) == (3, 10):
            (groups,) = struct.unpack_from(">I", data, start + offset + 12)
            runs = np.frombuffer(data, ">u4", groups * 3, start + offset + 16).reshape(-1, 3)
            return frozenset(chr(c) for a, z, _ in runs.tolist() for c in range(a, z + 1))
    raise ValueError(f"{FONT}: has no table of all its letters")
