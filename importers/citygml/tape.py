"""The tags of a piece of a file as columns: one row for each element, no tree.

A tree costs an object for each of the hundred thousand elements of a piece, and time to walk down
to it. Most of a city model is the same few elements over and over, so that all of one name are
better looked at together. The tape gives that view: where each element's tags lie, its name as a
number, its parent's row. It is made of a few dozen array operations on the bytes, and takes only
XML that is spelled without anything unusual: what it cannot vouch for is no error, but a matter
for a parser.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from importers.citygml.lexicon import Lexicon

I64 = NDArray[np.int64]
Mask = NDArray[np.bool_]
PADDING = bytes(80)  # behind the text, so that words may be read over its end
LONGEST = 64  # bytes of a name
DEEPEST = 100  # elements within elements
_ENCODINGS = ("utf-8", "iso8859-1")
_WORD = np.array([(1 << (8 * n)) - 1 for n in range(9)], np.uint64)  # the first n bytes of eight
_MIX = np.uint64(0x9E3779B97F4A7C15)
_FOLD = np.uint64(29)
_LT, _GT, _EXCLAMATION, _QUOTE, _APOSTROPHE, _SLASH, _EQUALS, _SPACE, _HASH = b"<>!\"'/= #"
_EITHER = np.uint8(_LT ^ _GT)
_COMMENT = re.compile(rb"(\A|>)\s*<!--(?:[^-]|-(?!-))*-->(?=\s*(?:<|\Z))")  # between two tags
_ENTITY = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos);)")


class NotPlain(Exception):
    """A piece with something in it that columns do not tell of; it is read as a tree instead."""


@dataclass(slots=True)
class Attributes:
    """The attributes of all elements: row of the element, name, where the value lies."""

    row: I64
    name: I64
    begin: I64
    end: I64


@dataclass(slots=True)
class Tape:
    """The elements of a piece, in the order of their start tags.

    name: number in the lexicon. start, inner: where the start tag begins, and what follows it;
    close, end: where the end tag begins, and what follows it. parent: row, -1 for those without.
    stop: one behind the last row inside; an element without elements inside is a leaf.
    entities: the rows whose texts have entities in them.
    """

    data: bytes
    encoding: str
    name: I64
    start: I64
    inner: I64
    close: I64
    end: I64
    parent: NDArray[np.int32]
    stop: I64
    attributes: Attributes
    leaf: Mask
    entities: I64
    _text: str = field(default="", repr=False)

    def texts(self, begin: I64, end: I64) -> list[str]:
        """What lies between some places, as texts."""
        pairs = zip(begin.tolist(), end.tolist(), strict=True)
        if self.encoding:
            data, encoding = self.data, self.encoding
            return [data[a:b].decode(encoding) for a, b in pairs]
        text = self._text = self._text or self.data.decode("ascii")
        return [text[a:b] for a, b in pairs]

    def attribute(self, names: list[int]) -> I64:
        """By element, its row among the attributes for one of these names, -1 where it has none."""
        found = np.full(len(self.name), -1, np.int64)
        mine = np.flatnonzero(np.isin(self.attributes.name, names))
        found[self.attributes.row[mine]] = mine
        return found

    def values(self, which: I64) -> list[str]:
        """The values of some attributes."""
        return self.texts(self.attributes.begin[which], self.attributes.end[which])

    def optional(self, which: I64) -> list[str]:
        """The values of some attributes, "" for those that are -1."""
        if not len(which) or which.max() < 0:
            return [""] * len(which)
        if which.min() >= 0:
            return self.values(which)
        return [text if k >= 0 else "" for text, k in zip(self.values(which), which, strict=True)]

    def ids(self, begin: I64, end: I64) -> list[str]:
        """The ids that links in some places name, as "#id"."""
        text = np.frombuffer(self.data, np.uint8)
        if (text[begin] == _HASH).all() and (text[end - 1] > _SPACE).all():
            return self.texts(begin + 1, end)
        return [link.strip().rpartition("#")[2] for link in self.texts(begin, end)]

    def inside(self, rows: I64) -> Mask:
        """Which elements are one of these or lie inside one; the rows may be nested."""
        return self.depth(rows) > 0

    def depth(self, rows: I64) -> I64:
        """By element, how many of these it is or lies inside."""
        edge = np.bincount(rows, minlength=len(self.name) + 1)
        edge -= np.bincount(self.stop[rows], minlength=len(self.name) + 1)
        return np.cumsum(edge[:-1])


def read_tape(data: bytes, encoding: str, lexicon: Lexicon) -> Tape:
    """The tape of a text of elements side by side; raises NotPlain for one it cannot vouch for."""
    padded = data + PADDING
    text = np.frombuffer(padded, np.uint8)
    encoding = _checked(data, text[: len(data)], encoding)
    words = np.ndarray((len(padded) - 7,), "<u8", padded, 0, (1,))
    marks = np.flatnonzero(text & ~_EITHER == _LT)  # "<" and ">" are told apart by one bit
    lt, gt = marks[::2].copy(), marks[1::2].copy()
    first = text[lt + 1]
    if (first == _EXCLAMATION).any() and (fewer := _COMMENT.sub(rb"\1", data)) != data:
        return read_tape(fewer, encoding, lexicon)
    _demand(len(lt) > 0 and len(lt) == len(gt) and (text[lt] == _LT).all())
    _demand((text[gt] == _GT).all())
    closing = first == _SLASH
    single = text[gt - 1] == _SLASH
    begin = lt + 1 + closing
    end = gt - single
    found = _attributes(padded, text, words, lexicon, (lt, gt, begin, end, closing))
    while (blank := text[end - 1] <= _SPACE).any():
        end = end - blank
    name = lexicon.numbers(*_hashes(words, begin, end - begin), data)
    return _nested(data, encoding, name, lt, gt, closing, single, found)


def _demand(sound: Any) -> None:
    if not sound:
        raise NotPlain


def _checked(data: bytes, text: NDArray[np.uint8], encoding: str) -> str:
    """The encoding to read texts with, "" when they are ASCII; none but whitespace is control."""
    control = np.count_nonzero(text < _SPACE)
    _demand(control == sum(np.count_nonzero(text == usual) for usual in b"\t\n\r"))
    if data.isascii():
        return ""
    _demand(encoding in _ENCODINGS and b"\xef\xbf" not in data)  # U+FFFE is in no XML
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        raise NotPlain from None
    return encoding


def _hashes(
    words: NDArray[np.uint64], begin: I64, length: I64
) -> tuple[NDArray[np.uint64], I64, I64]:
    """A number for each name, made of its bytes eight at a time; with where each lies."""
    _demand(length.min(initial=1) > 0 and length.max(initial=0) <= LONGEST)
    mixed = words[begin] & _WORD[np.minimum(length, 8)]
    mixed *= _MIX
    mixed ^= mixed >> _FOLD
    rows = np.flatnonzero(length > 8)
    done = 8
    while len(rows):
        more = words[begin[rows] + done] & _WORD[np.minimum(length[rows] - done, 8)]
        more += mixed[rows]
        more *= _MIX
        more ^= more >> _FOLD
        mixed[rows] = more
        done += 8
        rows = rows[length[rows] > done]
    return mixed * _MIX, begin, length


def _attributes(
    data: bytes,
    text: NDArray[np.uint8],
    words: NDArray[np.uint64],
    lexicon: Lexicon,
    tags: tuple[I64, I64, I64, I64, Mask],
) -> Attributes:
    """The attributes of all tags, their rows still numbers of tags.

    Moves the end of a tag's name to where it is when attributes follow.
    """
    lt, gt, begin, end, closing = tags
    quote = np.flatnonzero(text == _QUOTE)
    tag = np.searchsorted(lt, quote, "right") - 1
    inside = (tag >= 0) & (quote < gt[tag])
    quote, tag = quote[inside], tag[inside]
    _demand(len(quote) % 2 == 0)
    opens, shuts, tag = quote[::2], quote[1::2], tag[::2]
    _demand((tag == np.searchsorted(lt, shuts, "right") - 1).all() and not closing[tag].any())
    _demand((text[opens - 1] == _EQUALS).all())
    if b"'" in data:  # harmless in texts, and in values
        place = np.flatnonzero(text == _APOSTROPHE)
        near = np.searchsorted(lt, place, "right") - 1
        in_tag = (near >= 0) & (place < gt[near])
        _demand((np.searchsorted(quote, place[in_tag]) % 2 == 1).all())
    first = np.ones(len(tag), bool)
    first[1:] = tag[1:] != tag[:-1]
    last = np.append(first[1:], True) if len(tag) else first
    own = tag[first]
    window = words[begin[own][:, None] + np.arange(0, LONGEST + 8, 8)].view(np.uint8) <= _SPACE
    _demand(window.any(1).all())
    tail = end[own]
    end[own] = begin[own] + window.argmax(1)
    # between two attributes, and behind the last, there is nothing but space
    rest = tail.copy()
    while (blank := text[rest - 1] <= _SPACE).any():
        rest = rest - blank
    _demand((rest == shuts[last] + 1).all())
    before = np.empty_like(opens)
    before[1:] = shuts[:-1] + 1
    before[first] = end[own]
    key = before.copy()
    while (blank := text[key] <= _SPACE).any():
        key = key + blank
    _demand((key > before).all())
    name = lexicon.numbers(*_hashes(words, key, opens - 1 - key), data)
    if not first.all():
        twice = np.sort(tag * (name.max() + 1) + name)
        _demand((twice[1:] != twice[:-1]).all())
    return Attributes(tag, name, opens + 1, shuts)


def _nested(
    data: bytes,
    encoding: str,
    name: I64,
    lt: I64,
    gt: I64,
    closing: Mask,
    single: Mask,
    attributes: Attributes,
) -> Tape:
    """Start tags and end tags brought together, and each element to its parent."""
    opening = ~closing
    step = opening.astype(np.int8) - closing
    step[single] = 0
    _demand(not (closing & single).any())
    level = np.cumsum(step, dtype=np.int32)
    _demand(level[-1] == 0 and level.min() >= 0 and level.max() < DEEPEST)
    # Tags by depth: there an element's two tags are neighbours, and so are brothers and sisters.
    order = np.argsort((level - (step > 0)).astype(np.int8), kind="stable")
    paired = order[step[order] != 0]
    opens, shuts = paired[::2], paired[1::2]
    _demand((step[opens] > 0).all() and (name[opens] == name[shuts]).all())
    count = np.cumsum(opening, dtype=np.int64)  # of elements begun, by tag
    shut = np.arange(len(lt))
    shut[opens] = shuts
    tags = np.flatnonzero(opening)
    shut = shut[tags]
    alone = single[tags]
    # The first child stands right behind its parent's start tag; the others behind their brother.
    begun = order[opening[order]]
    eldest = step[begun - 1] > 0
    eldest[0] = True
    family = np.maximum.accumulate(np.where(eldest, np.arange(len(begun)), 0))
    above = count[begun - 1] - 1
    above[begun == 0] = -1
    parent = np.empty(len(tags), np.int32)
    parent[count[begun] - 1] = above[family]
    parent[level[tags] - ~alone == 0] = -1
    inner = gt[tags] + 1
    attributes.row = count[attributes.row] - 1
    stop = count[shut]
    close = np.where(alone, inner, lt[shut])
    leaf = stop == np.arange(1, len(tags) + 1)
    entities = _entities(data, inner, close, leaf)
    return Tape(
        data, encoding, name[tags], lt[tags], inner, close, gt[shut] + 1, parent, stop,
        attributes, leaf, entities,
    )  # fmt: skip


def _entities(data: bytes, inner: I64, close: I64, leaf: Mask) -> I64:
    """The leaves in which entities stand; they may stand nowhere else."""
    if b"&" not in data:
        return np.zeros(0, np.int64)
    _demand(not _ENTITY.search(data))
    place = np.flatnonzero(np.frombuffer(data, np.uint8) == ord("&"))
    row = np.searchsorted(inner, place, "right") - 1
    _demand((row >= 0).all() and (place < close[row]).all() and leaf[row].all())
    return row
