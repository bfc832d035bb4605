"""Where the parts of a CityJSON text begin and end, found without parsing it.

A large file is cut here and parsed in parts: by several processes, in little memory, and so that
one broken object costs that object only.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

BLOCK = 8 << 20
_KEY = re.compile(rb'"((?:[^"\\]|\\.)*)"\s*:', re.DOTALL)
_BETWEEN = b" \t\r\n,"


class Member(NamedTuple):
    """A member of the root object: its name, and the bytes of its value."""

    name: bytes
    start: int
    end: int


class Part(NamedTuple):
    """Some members of CityObjects: their text, the byte where it starts, and how many they are."""

    text: bytes
    start: int
    number: int


@dataclass(frozen=True, slots=True)
class Braces:
    """The curly braces of a text that are not inside of strings.

    where: (n,) int64 bytes; depth: (n,) int32 how deep the text is just behind each.
    """

    where: NDArray[np.int64]
    depth: NDArray[np.int32]


def braces(text: bytes, report: Callable[[int], None] = lambda done: None) -> Braces:
    """All braces of a text; `report(bytes done)` is called now and then."""
    raw = np.frombuffer(text, np.uint8)
    odd = 0
    found = []
    for start in range(0, len(text), BLOCK):
        report(start)
        block = raw[start : start + BLOCK]
        quotes = _quotes(text, block, start)
        brace = np.flatnonzero((block == 0x7B) | (block == 0x7D))
        outside = (np.searchsorted(quotes, brace) + odd) % 2 == 0
        found.append(brace[outside] + start)
        odd = (odd + len(quotes)) % 2
    where = np.concatenate(found) if found else np.zeros(0, np.int64)
    steps = np.where(raw[where] == 0x7B, 1, -1)
    return Braces(where, np.cumsum(steps, dtype=np.int32))


def _quotes(text: bytes, block: NDArray[np.uint8], start: int) -> NDArray[np.int64]:
    """The quotes of a block that begin or end a string, not those behind a backslash."""
    quotes = np.flatnonzero(block == 0x22)
    behind = np.flatnonzero((quotes == 0) | (block[quotes - 1] == 0x5C))
    if not len(behind):
        return quotes
    escaped = [k for k in behind.tolist() if _is_escaped(text, start + int(quotes[k]))]
    return np.delete(quotes, escaped)


def _is_escaped(text: bytes, quote: int) -> bool:
    first = quote
    while first and text[first - 1] == 0x5C:
        first -= 1
    return (quote - first) % 2 == 1


def members(text: bytes, found: Braces) -> list[Member]:
    """The members of the root object; the last one may be cut off by the end of the text."""
    flat = np.flatnonzero(found.depth == 1).tolist()
    names: list[tuple[bytes, int, int]] = []
    for k in flat:
        here = int(found.where[k]) + 1
        last = k + 1 == len(found.where)
        names += _names(text, here, len(text) if last else int(found.where[k + 1]))
    if not names:
        return []
    ends = [start for _, start, _ in names[1:]]
    root_end = np.flatnonzero(found.depth == 0)
    ends.append(int(found.where[root_end[0]]) if len(root_end) else len(text))
    return [Member(name, start, end) for (name, _, start), end in zip(names, ends, strict=True)]


def _names(text: bytes, here: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """The names in a stretch of text, where each begins, and where its value does."""
    while (here := text.find(b'"', here, end)) >= 0:
        key = _KEY.match(text, here, end)
        if key is not None:
            yield key[1], here, key.end()
            here = key.end()
        else:
            closing = text.find(b'"', here + 1, end)
            if closing < 0:
                return
            here = closing + 1


def parts(text: bytes, found: Braces, member: Member, size: int) -> Iterator[Part]:
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
        yield Part(text[start:stop].strip(_BETWEEN), start, upto - done)
        start, done = stop, upto
    if not len(ends) and text[start:end].strip():
        yield Part(text[start:end].strip(_BETWEEN), start, 0)


def one_by_one(part: Part) -> Iterator[Part]:
    """Each member of a part on its own."""
    text = b"{" + part.text + b"}"
    found = braces(text)
    whole = Member(b"", 0, len(text))
    for one in parts(text, found, whole, 1):
        yield one._replace(start=part.start + one.start)
