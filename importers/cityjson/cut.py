"""Where the parts of a CityJSON text begin and end, found without parsing it.

A large file is cut here and parsed in parts: by several processes, in little memory, and so that
one broken object costs that object only.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

BLOCK = 2 << 20
_STRING = re.compile(rb'"((?:[^"\\]|\\.)*)"(\s*:)?', re.DOTALL)
BETWEEN = b" \t\r\n,"


class Member(NamedTuple):
    """A member of the root object: its name, and the bytes of its value."""

    name: bytes
    start: int
    end: int


class Part(NamedTuple):
    """Some members of CityObjects: the bytes of their text, and how many they are."""

    start: int
    end: int
    number: int


@dataclass(frozen=True, slots=True)
class Pages:
    """The text of a file, of which is read what one asks for, in whichever process."""

    path: Path
    size: int

    def __len__(self) -> int:
        return self.size

    def __getitem__(self, run: slice) -> bytes:
        start, end, _ = run.indices(self.size)
        with self.path.open("rb") as file:
            file.seek(start)
            return file.read(max(end - start, 0))


Text = bytes | Pages


@dataclass(frozen=True, slots=True)
class Braces:
    """The curly braces of a text that are not inside of strings.

    where: (n,) int64 bytes; depth: (n,) int32 how deep the text is just behind each.
    """

    where: NDArray[np.int64]
    depth: NDArray[np.int32]


def braces(text: Text, report: Callable[[int], None] = lambda done: None) -> Braces:
    """All braces of a text; `report(bytes done)` is called now and then."""
    odd = backslashes = 0
    found, opening = [], []
    for start in range(0, len(text), BLOCK):
        report(start)
        block = text[start : start + BLOCK]
        raw = np.frombuffer(block, np.uint8)
        quotes = _quotes(block, raw, backslashes)
        brace = np.flatnonzero((raw == 0x7B) | (raw == 0x7D))
        brace = brace[(np.searchsorted(quotes, brace) + odd) % 2 == 0]
        found.append(brace + start)
        opening.append(raw[brace] == 0x7B)
        odd = (odd + len(quotes)) % 2
        backslashes = _backslashes(block, len(block), backslashes)
    where = np.concatenate(found) if found else np.zeros(0, np.int64)
    steps = np.where(np.concatenate(opening) if opening else where > 0, 1, -1)
    return Braces(where, np.cumsum(steps, dtype=np.int32))


def _quotes(block: bytes, raw: NDArray[np.uint8], before: int) -> NDArray[np.int64]:
    """The quotes of a block that begin or end a string, not those behind a backslash.

    before: how many backslashes stand right before the block.
    """
    quotes = np.flatnonzero(raw == 0x22)
    behind = np.flatnonzero((quotes == 0) | (raw[quotes - 1] == 0x5C))
    if not len(behind):
        return quotes
    escaped = [k for k in behind.tolist() if _backslashes(block, int(quotes[k]), before) % 2]
    return np.delete(quotes, escaped)


def _backslashes(block: bytes, end: int, before: int) -> int:
    """How many backslashes stand right before a place."""
    first = end
    while first and block[first - 1] == 0x5C:
        first -= 1
    return end - first + (0 if first else before)


def members(text: Text, found: Braces) -> list[Member]:
    """The members of the root object; the last one may be cut off by the end of the text."""
    flat = np.flatnonzero(found.depth == 1).tolist()
    names: list[tuple[bytes, int, int]] = []
    for k in flat:
        here = int(found.where[k]) + 1
        last = k + 1 == len(found.where)
        stretch = text[here : len(text) if last else int(found.where[k + 1])]
        names += [(name, here + start, here + value) for name, start, value in _names(stretch)]
    if not names:
        return []
    ends = [start for _, start, _ in names[1:]]
    root_end = np.flatnonzero(found.depth == 0)
    ends.append(int(found.where[root_end[0]]) if len(root_end) else len(text))
    return [Member(name, start, end) for (name, _, start), end in zip(names, ends, strict=True)]


def _names(text: bytes) -> Iterator[tuple[bytes, int, int]]:
    """The names in a stretch of text, where each begins, and where its value does."""
    for string in _STRING.finditer(text):
        if string[2]:
            yield string[1], string.start(), string.end()


def parts(text: Text, found: Braces, member: Member, size: int) -> Iterator[Part]:
    """The members of an object, about `size` bytes of them at a time."""
    first, last = np.searchsorted(found.where, (member.start, member.end))
    inside = slice(int(first) + 1, int(last))
    where, depth = found.where[inside], found.depth[inside]
    ends = where[depth == found.depth[first]] + 1
    closing = np.flatnonzero(depth < found.depth[first])
    end = int(where[closing[0]]) if len(closing) else member.end
    ends = ends[ends <= end]
    start = int(found.where[first]) + 1
    done = 0
    while done < len(ends):
        upto = max(int(np.searchsorted(ends, start + size, side="right")), done + 1)
        stop = end if upto == len(ends) else int(ends[upto - 1])
        yield Part(start, stop, upto - done)
        start, done = stop, upto
    if not len(ends) and text[start:end].strip():
        yield Part(start, end, 0)


def inside(text: Text, part: Part) -> bytes:
    """An object of the members of a part alone."""
    return b"{" + text[part.start : part.end].strip(BETWEEN) + b"}"


def one_by_one(text: bytes) -> Iterator[Part]:
    """Each member of an object on its own."""
    return parts(text, braces(text), Member(b"", 0, len(text)), 1)
