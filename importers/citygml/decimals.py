"""Coordinates: all numbers in many places of a text at once.

A number of usual length is made of at most eight digits before its point and eight behind. Eight
letters are one machine word, whose digits three multiplications turn into their value, for all
numbers together. Together they are a whole number below 2**53 and a power of ten, both exact as
floating point, so that their quotient is rounded once, as a number read letter by letter is.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

I64 = NDArray[np.int64]
Words = NDArray[np.uint64]
BEFORE = 8  # bytes that have to stand before the first number
_SPACE, _MINUS = b" -"
_LAST = np.array([~((1 << (8 * (8 - n))) - 1) & (2**64 - 1) for n in range(9)], np.uint64)
_TEN = 10.0 ** np.arange(9)
_EXACT = np.uint64(1 << 53)
_ZEROS, _SIXES, _NIBBLES, _POINTS, _ONES, _HIGH = (
    np.uint64(int.from_bytes(bytes([letter] * 8))) for letter in (0x30, 6, 0xF0, 0x2E, 1, 0x80)
)
_ONE, _SEVEN, _LAST_BYTE = np.uint64(1), np.uint64(7), np.uint64(56)
_PLACES = np.uint64(0x0001020304050607)  # times 256**n: its highest byte is n
_STEPS = (
    (np.uint64(0x0F0F0F0F0F0F0F0F), np.uint64(2561), np.uint64(8)),
    (np.uint64(0x00FF00FF00FF00FF), np.uint64(6553601), np.uint64(16)),
    (np.uint64(0x0000FFFF0000FFFF), np.uint64(42949672960001), np.uint64(32)),
)


def decimals(data: bytes, begin: I64, end: I64) -> tuple[NDArray[np.float64], I64]:
    """The numbers in some places of a text, and where each of them begins.

    The places are in order and apart, the first at least BEFORE bytes behind the text's beginning.
    Raises ValueError for a word that is no number.
    """
    text = np.frombuffer(data, np.uint8)
    words = np.ndarray((len(data) - 7,), "<u8", data, 0, (1,))
    lengths = np.diff(np.stack([begin, end], 1).ravel(), prepend=0, append=len(data))
    within = np.repeat(np.arange(len(lengths)) % 2 == 1, lengths)
    word = within & (text > _SPACE)
    edges = np.flatnonzero(word[1:] != word[:-1]) + 1
    start, stop = edges[::2], edges[1::2]
    negative = text[start] == _MINUS
    length = stop - start - negative
    tail = words[stop - 8]
    behind = _behind_point(tail, np.minimum(length, 8))
    pointed = behind >= 0
    before = length - behind - 1
    usual = (before > 0) & (before <= 8) & (behind != 0)
    before[~usual] = behind[~pointed | ~usual] = 0
    whole, sound = _digits(words[stop - behind - pointed - 8], before)
    part, also = _digits(tail, behind)
    ten = _TEN[behind]
    value = whole * ten.astype(np.uint64) + part
    usual &= sound & also & (value < _EXACT)
    flat = value / ten
    np.negative(flat, out=flat, where=negative)
    other = np.flatnonzero(~usual)
    if len(other):
        pairs = zip(start[other].tolist(), stop[other].tolist(), strict=True)
        flat[other] = [float(data[a:b]) for a, b in pairs]
    return flat, start


def _behind_point(word: Words, count: I64) -> I64:
    """How many of the last `count` letters of each word follow a point; -1 without a point, or
    with several, of which one is then taken for a digit that it is not."""
    other = word ^ _POINTS
    zero = (
        (other - _ONES) & ~other & _HIGH & _LAST[count]
    )  # the high bit of letters that are points
    zero[(zero & (zero - _ONE)) != 0] = 0
    place = ((zero >> _SEVEN) * _PLACES) >> _LAST_BYTE
    return np.where(zero != 0, 7 - place.astype(np.int64), -1)


def _digits(word: Words, count: I64) -> tuple[Words, NDArray[np.bool_]]:
    """The value of the last `count` letters of each word, and whether all of them are digits."""
    value = (word ^ _ZEROS) & _LAST[count]
    sound = ((value | (value + _SIXES)) & _NIBBLES) == 0
    for mask, factor, shift in _STEPS:
        value &= mask
        value *= factor
        value >>= shift
    return value, sound
