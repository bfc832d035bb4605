"""The innermost loops of reading large XML, compiled by numba: where tags and attributes stand.

Import this module where it is used: it takes some seconds the first time, when the loops are
compiled, and a third of a second once numba has kept them.
"""

from __future__ import annotations

from typing import Any

import numba
import numpy as np

SEED, PRIME = np.uint64(0xCBF29CE484222325), np.uint64(0x100000001B3)  # FNV-1a, 64 bits
TENS = 10.0 ** np.arange(17)
SOUND, BROKEN, DECLARED = 0, 1, 2  # how a piece of text ends
_SPACE = 32  # and all letters below it
_OPEN, _CLOSE, _SLASH, _EQUALS, _QUOTE, _TICK, _BANG, _ASK, _DASH, _BRACKET = b"<>/=\"'!?-["
_BRACKET_CLOSED, _POINT, _ZERO, _NINE = b"].09"


@numba.njit(nogil=True)
def _past(data: Any, at: int, one: int, two: int) -> int:
    """The place behind the next ">" with two certain letters before it (0: any); -1 for none."""
    for k in range(at, data.shape[0]):
        if (
            data[k] == _CLOSE
            and (one == 0 or data[k - 2] == one)
            and (two == 0 or data[k - 1] == two)
        ):
            return k + 1
    return -1


@numba.njit(nogil=True)
def _beside(data: Any, at: int) -> int:
    """Behind a comment, a declaration or an instruction that begins at a place; -1 if its end is
    not there, -2 for a declaration that could bring entities."""
    if data[at + 1] == _ASK:
        return _past(data, at + 2, 0, _ASK)
    if at + 8 >= data.shape[0]:
        return -1
    if data[at + 2] == _DASH and data[at + 3] == _DASH:
        return _past(data, at + 6, _DASH, _DASH)
    if data[at + 2] == _BRACKET:
        return _past(data, at + 9, _BRACKET_CLOSED, _BRACKET_CLOSED)
    end = _past(data, at, 0, 0)
    for k in range(at, end):
        if data[k] == _BRACKET:
            return -2
    return end


@numba.njit(nogil=True)
def _attribute(data: Any, at: int, attributes: Any, row: int) -> int:
    """Write down the attribute that begins at a place; behind it, -1 if its end is not there, -2
    if it is none."""
    size, name, first = data.shape[0], SEED, at
    while at < size and data[at] > _SPACE and data[at] not in (_EQUALS, _OPEN, _CLOSE):
        name = (name ^ np.uint64(data[at])) * PRIME
        at += 1
    if at == first:
        return -2
    while at < size and data[at] <= _SPACE:
        at += 1
    if at < size and data[at] != _EQUALS:
        return -2
    at += 1
    while at < size and data[at] <= _SPACE:
        at += 1
    if at >= size:
        return -1
    quote = data[at]
    if quote != _QUOTE and quote != _TICK:
        return -2
    at += 1
    begin = at
    while at < size and data[at] != quote:
        if data[at] == _OPEN:
            return -2
        at += 1
    if at >= size:
        return -1
    attributes[row, 1], attributes[row, 2], attributes[row, 3] = np.int64(name), begin, at
    return at + 1


@numba.njit(nogil=True)
def _tag(data: Any, at: int, tags: Any, tag: int, attributes: Any, row: int, found: Any) -> int:
    """Write down the tag that begins at a place, and its attributes; behind it, -1 if its end is
    not there, -2 if it is none. found: how many attributes, and whether it stays open."""
    size = data.shape[0]
    at += 1
    name, first, count = SEED, at, 0
    while at < size and data[at] > _SPACE and data[at] != _SLASH and data[at] != _CLOSE:
        name = (name ^ np.uint64(data[at])) * PRIME
        at += 1
    if at < size and at == first:
        return -2
    while True:
        while at < size and data[at] <= _SPACE:
            at += 1
        if at >= size or (data[at] == _SLASH and at + 1 >= size):
            return -1
        if data[at] == _CLOSE:
            break
        if data[at] == _SLASH:
            if data[at + 1] != _CLOSE:
                return -2
            break
        attributes[row + count, 0] = tag
        at = _attribute(data, at, attributes, row + count)
        if at < 0:
            return at
        count += 1
    found[0], found[1] = count, data[at] == _CLOSE
    at += data[at] == _SLASH
    tags[tag, 0], tags[tag, 1] = np.int64(name), at + 1
    return at + 1


def _scan(data: Any, tags: Any, attributes: Any, found: Any) -> int:
    """Find all tags and attributes of a text that begins outside of any.

    data: (n,) uint8. tags: (t, 2) int64, the name's hash and the place behind each; t at least
    n // 3 + 1, as <a> is the shortest. attributes: (a, 4) int64, the row of its tag, its name's
    hash, where its value begins and ends; a at least n // 4 + 1, as a="" is the shortest. found:
    how many tags and attributes there are, the place up to which the text is understood, and by how
    many more elements stand open there. Returns SOUND, BROKEN or DECLARED.
    """
    at, size, tag, row, depth = 0, data.shape[0], 0, 0, 0
    one = np.zeros(2, np.int64)
    fault = SOUND
    while at < size:
        if data[at] != _OPEN:
            at += 1
            continue
        if at + 1 >= size:
            break
        after = data[at + 1]
        if after in (_BANG, _ASK):
            end, kind = _beside(data, at), DECLARED
        elif after == _SLASH:
            end, kind = _past(data, at, 0, 0), BROKEN
            depth -= end > 0
        else:
            end, kind = _tag(data, at, tags, tag, attributes, row, one), BROKEN
            if end > 0:
                tag, row, depth = tag + 1, row + one[0], depth + one[1]
        if end < 0:
            fault = kind if end == -2 else SOUND
            break
        at = end
    found[0], found[1], found[2], found[3] = tag, row, at, depth
    return fault


def _read_numbers(data: Any, begin: Any, end: Any, numbers: Any, other: Any) -> int:
    """Read numbers that stand in places of a text; the rows of those that are written otherwise
    than as -12.34, or not at all, come in `other`, and how many they are is returned.

    begin, end: (n,) int64. numbers: (n,) float64. other: (n,) int64. Up to 15 digits are a whole
    number below 2**53 and a power of ten, both exact: their quotient is rounded once.
    """
    strange = 0
    for k in range(begin.shape[0]):
        at, last = begin[k], end[k]
        minus = at < last and data[at] == _DASH
        at += minus
        whole, digits, behind, point = 0, 0, 0, False
        while at < last and digits < 16:
            letter = data[at]
            if _ZERO <= letter <= _NINE:
                whole, digits, behind = whole * 10 + letter - _ZERO, digits + 1, behind + point
            elif letter == _POINT and not point:
                point = True
            else:
                break
            at += 1
        if at == last and 0 < digits < 16:
            number = whole / TENS[behind]
            numbers[k] = -number if minus else number
        else:
            other[strange] = k
            strange += 1
    return strange


def _hash_values(data: Any, begin: Any, end: Any, hashes: Any) -> None:
    """(n,) int64 hashes of what stands in places of a text."""
    for k in range(begin.shape[0]):
        value = SEED
        for at in range(begin[k], end[k]):
            value = (value ^ np.uint64(data[at])) * PRIME
        hashes[k] = np.int64(value)


def _compiled(loop: Any, gives: Any, *arguments: Any) -> Any:
    return numba.njit(gives(*arguments), cache=True, nogil=True)(loop)


_WHOLE, _ROWS, _TABLE = numba.int64, numba.int64[::1], numba.int64[:, ::1]
_TEXT = numba.types.Array(numba.uint8, 1, "C", readonly=True)

scan = _compiled(_scan, _WHOLE, _TEXT, _TABLE, _TABLE, _ROWS)
read_numbers = _compiled(_read_numbers, _WHOLE, _TEXT, _ROWS, _ROWS, numba.float64[::1], _ROWS)
hash_values = _compiled(_hash_values, numba.void, _TEXT, _ROWS, _ROWS, _ROWS)


def hashed(name: str) -> int:
    """The hash of a name, as `scan` tells it."""
    value = int(SEED)
    for letter in name.encode():
        value = (value ^ letter) * int(PRIME) % 2**64
    return value - 2**64 if value >= 2**63 else value
