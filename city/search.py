"""Finding things by a piece of their id, their name or their address, as people type it."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from city.model import City
from city.strings import Strings

Mask = NDArray[np.bool_]
END = "\x1f"  # the unit separator of ASCII, between texts
BLOCK = 100_000  # texts whose letters are moved at once
WILD = re.compile(r"([%*_?])")
NAMES = re.compile(r"(^|[:_.])(name|names|naam|nom|nombre|nome|bezeichnung|label|title)$", re.I)
ADDRESSES = re.compile(
    r"addr|adres|street|straat|stra(ss|ß)e|thoroughfare|housen|hausn|huisn|postc|zip", re.I
)

NUMBER = re.compile(r"number|nummer|hausn|housen|huisn|(^|[_:.])nr$", re.I)  # of a house
POSTCODE = re.compile(r"postc|zip", re.I)
TOWN = re.compile(r"postc|zip|city|town|place|country|locality|suburb", re.I)  # the second line


def fold(text: str) -> str:
    """Small letters without accents: "Spöcker Straße" -> "spocker strasse"."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text)
    plain = "".join([c for c in apart if not unicodedata.combining(c)])
    return unicodedata.normalize("NFC", plain.casefold())


def lowered(texts: Strings) -> Strings | None:
    """Folded texts where folding is no more than writing A to Z small; None where it is more."""
    blob = np.asarray(texts.blob)
    if len(blob) and blob.max() >= 128:
        return None
    capital = (blob >= ord("A")) & (blob <= ord("Z"))
    return Strings(blob + np.uint8(32) * capital, texts.offsets)


def _german(text: str) -> str:
    """Folded text in which ö and oe, ü and ue, ä and ae are the same."""
    return text.replace("ae", "a").replace("oe", "o").replace("ue", "u")


@dataclass(frozen=True, slots=True)
class Folded:
    """Many texts, folded, in one piece of memory that a search runs through at once.

    blob: every text with END before and behind it. starts: (n,) where each begins.
    """

    blob: bytes
    starts: NDArray[np.int64]

    @classmethod
    def of(cls, texts: Iterable[str], german: bool = False) -> Folded:
        if isinstance(texts, Strings) and not german and (small := lowered(texts)) is not None:
            return cls._of_small(small)
        parts = list(texts)
        whole = END.join(["", *parts, ""])
        if whole.count(END) != len(parts) + 1:
            whole = END.join(["", *(part.replace(END, " ") for part in parts), ""])
        folded = _german(fold(whole)) if german else fold(whole)
        blob = folded.encode("utf-8", "replace")
        ends = np.flatnonzero(np.frombuffer(blob, np.uint8) == ord(END))
        return cls(blob, ends[:-1] + 1)

    @classmethod
    def _of_small(cls, texts: Strings) -> Folded:
        """Texts of small ASCII letters, without making a Python text of each."""
        count = len(texts)
        ends = texts.offsets[1:] + np.arange(1, count + 1)
        blob = np.full(len(texts.blob) + count + 1, ord(END), np.uint8)
        for first in range(0, count, BLOCK):
            rows = np.arange(first, min(first + BLOCK, count))
            letters = texts.blob[texts.offsets[rows[0]] : texts.offsets[rows[-1] + 1]]
            ahead = np.repeat(rows + 1, np.diff(texts.offsets)[rows])
            place = np.arange(texts.offsets[rows[0]], texts.offsets[rows[-1] + 1]) + ahead
            blob[place] = np.where(letters == ord(END), ord(" "), letters)
        return cls(blob.tobytes(), np.append(0, ends)[:-1] + 1)

    def __len__(self) -> int:
        return len(self.starts)

    def containing(self, text: str) -> Mask:
        """(n,): the texts in which this one stands somewhere."""
        return self._found(fold(text))

    def starting(self, text: str) -> Mask:
        return self._found(fold(text), before=END)

    def ending(self, text: str) -> Mask:
        return self._found(fold(text), behind=END)

    def equal(self, text: str) -> Mask:
        return self._found(fold(text), END, END)

    def shaped(self, pattern: str) -> Mask:
        """(n,): the texts of a shape in which % or * is anything, _ or ? is one letter."""
        if not WILD.search(pattern):
            return self.equal(pattern)
        pieces = re.split(r"[%*]+", fold(pattern))
        plain = max((p for piece in pieces for p in re.split(r"[_?]", piece)), key=len)
        mask = self._found(plain)
        ends = np.append(self.starts[1:] - 1, len(self.blob) - 1)
        for row in np.flatnonzero(mask).tolist():
            text = self.blob[self.starts[row] : ends[row]].decode("utf-8", "replace")
            mask[row] = _has_shape(text, pieces)
        return mask

    def _found(self, text: str, before: str = "", behind: str = "") -> Mask:
        mask = np.zeros(len(self.starts), bool)
        if END in text:
            return mask
        if not text and not (before and behind):
            return ~mask
        # The separator behind a text is the one before the next: it is looked at, not taken.
        wanted = re.escape((before + text).encode("utf-8", "replace"))
        if behind:
            wanted += b"(?=" + re.escape(behind.encode()) + b")"
        hits = [match.start() for match in re.finditer(wanted, self.blob)]
        places = np.array(hits, np.int64) + len(before)
        mask[np.searchsorted(self.starts, places, side="right") - 1] = True
        return mask


def _has_shape(text: str, pieces: list[str]) -> bool:
    """Whether the pieces follow each other in a text, the first at its start, the last at its end.

    Piece after piece, each at its first place, so that no pattern takes long.
    """
    shapes = [re.compile(re.sub(r"\\\?|_", ".", re.escape(p)), re.DOTALL) for p in pieces]
    if len(pieces) == 1:
        return shapes[0].fullmatch(text) is not None
    first = shapes[0].match(text)
    if first is None:
        return False
    place = first.end()
    for shape in shapes[1:-1]:
        found = shape.search(text, place)
        if found is None:
            return False
        place = found.end()
    tail = len(pieces[-1])
    return len(text) - place >= tail and shapes[-1].fullmatch(text, len(text) - tail) is not None


@dataclass(frozen=True, slots=True)
class Hit:
    """A thing that was found: its row, and what it was found by ("address", "Kerkstraat 3")."""

    row: int
    by: str
    text: str


class Search:
    """Ids, names and addresses of one city, folded once so that every letter typed is answered."""

    def __init__(self, city: City) -> None:
        self.city = city
        self._ids = Folded.of(city.objects.ids)
        self._places: list[tuple[str, NDArray[np.int32], NDArray[np.int32], Folded, list[str]]] = []
        for name, column in city.objects.columns.items():
            by = "name" if NAMES.search(name) else "address" if ADDRESSES.search(name) else ""
            if not by or column.texts is None:
                continue
            texts = list(column.texts)
            if column.type == "structure":
                texts = [plain_text(json.loads(text)) for text in texts]
            folded = Folded.of(texts, german=True)
            self._places.append((by, column.rows, column.values, folded, texts))

    def find(self, text: str, limit: int = 50) -> list[Hit]:
        """The things that somebody may mean, the likeliest first.

        An id that is the text, then names and addresses that begin with it or have all its words,
        then ids that begin with it or have it inside.
        """
        wanted = _german(fold(text.strip()))
        if not wanted:
            return []
        found: dict[int, Hit] = {}

        def add(rows: NDArray[np.integer], by: str, texts: Iterable[str]) -> None:
            for row, told in zip(rows.tolist(), texts, strict=False):
                found.setdefault(row, Hit(row, by, told))

        def add_ids(mask: Mask) -> None:
            rows = np.flatnonzero(mask)[:limit]
            add(rows, "id", (self.city.objects.ids[row] for row in rows.tolist()))

        add_ids(self._ids.equal(text.strip()))
        words = wanted.replace(",", " ").split()
        for whole in (True, False):
            for by, rows, codes, folded, texts in self._places:
                if whole:
                    mask = folded.starting(wanted)
                else:
                    mask = np.logical_and.reduce([folded.containing(word) for word in words])
                hits = np.flatnonzero(mask[codes])[:limit] if len(mask) else np.zeros(0, int)
                add(rows[hits], by, (texts[code] for code in codes[hits].tolist()))
        if len(found) < limit:
            add_ids(self._ids.starting(text.strip()))
        if len(found) < limit:
            add_ids(self._ids.containing(text.strip()))
        return list(found.values())[:limit]


# The parts of an address of OASIS xAL, as CityGML and CityJSON keep them, in the order of a letter.
LINES = (
    ("ThoroughfareName", "ThoroughfareNumber"),
    ("PostalCodeNumber", "PostalCode", "LocalityName"),
    ("CountryName",),
)


def plain_text(value: object) -> str:
    """A list or an object of an attribute as people write it, its parts by commas.

    An address reads as on a letter, "Kerkstraat 3, 2611 Delft"; a measure of CityGML 3.0 as its
    value alone.
    """
    if isinstance(value, list):
        return "; ".join(filter(None, map(plain_text, value)))
    if not isinstance(value, dict):
        return "" if value is None else str(value)
    if "value" in value:
        return plain_text(value["value"])
    lines = [" ".join(str(value[k]) for k in line if value.get(k)) for line in LINES]
    if not any(lines):
        lines = [plain_text(v) for k, v in value.items() if k not in ("id", "type")]
    return ", ".join(filter(None, lines))


def address_of(said: Mapping[str, object]) -> str:
    """The address among the attributes of a thing as on a letter, "Kerkstraat 3, 2611 Delft"."""
    found = [(name, plain_text(value)) for name, value in said.items() if ADDRESSES.search(name)]
    lines = [
        [one for one in found if one[1] and bool(TOWN.search(one[0])) is last]
        for last in (False, True)
    ]
    lines[0].sort(key=lambda one: bool(NUMBER.search(one[0])))
    lines[1].sort(key=lambda one: not POSTCODE.search(one[0]))
    return ", ".join(" ".join(dict.fromkeys(text for _, text in line)) for line in lines if line)
