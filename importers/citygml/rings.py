"""The coordinate texts of a piece, read all at once -> points, ring by ring."""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from city.strings import runs
from importers.citygml.geometry import Faces

SENTINEL = -9.87654321e299  # stands between texts; no coordinate on any Earth
_MARK = f" {SENTINEL!r} "


@dataclass(slots=True)
class Rings:
    """The numbers of a piece: ring r has points first[r]:first[r] + count[r] of `points` (n, 3).

    Polygon n has rings start[n]:start[n + 1]. line: of polygons, those that never close. unclosed,
    odd, flat: of rings, those that do not end where they begin, whose numbers do not make points,
    and that came without heights.
    """

    points: NDArray[np.float64]
    first: NDArray[np.int64]
    count: NDArray[np.int64]
    start: NDArray[np.int64]
    line: NDArray[np.bool_]
    unclosed: NDArray[np.bool_]
    odd: NDArray[np.bool_]
    flat: NDArray[np.bool_]

    def owner(self) -> NDArray[np.int64]:
        """The polygon of each ring."""
        return np.repeat(np.arange(len(self.line)), np.diff(self.start))


def numbers(texts: list[str]) -> tuple[NDArray[np.float64], NDArray[np.int64], set[int]]:
    """All numbers of many texts at once: (numbers, (texts + 1,) offsets, texts with a fault).

    A word that is no number becomes NaN.
    """
    if not texts:
        return np.zeros(0), np.zeros(1, np.int64), set()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", DeprecationWarning)
            flat = np.fromstring(_MARK.join(texts), sep=" ")
    except (DeprecationWarning, ValueError):
        return _word_by_word(texts)
    keep = flat != SENTINEL
    cuts = np.flatnonzero(~keep)
    if len(cuts) != len(texts) - 1:
        return _word_by_word(texts)
    offsets = np.zeros(len(texts) + 1, np.int64)
    offsets[1:-1] = cuts - np.arange(len(cuts))
    offsets[-1] = len(flat) - len(cuts)
    return flat[keep], offsets, set()


def _word_by_word(texts: list[str]) -> tuple[NDArray[np.float64], NDArray[np.int64], set[int]]:
    found: list[float] = []
    offsets = [0]
    faulty = set()
    for number, text in enumerate(texts):
        for word in text.split():
            try:
                found.append(float(word))
            except ValueError:
                found.append(np.nan)
                faulty.add(number)
        offsets.append(len(found))
    return np.array(found, np.float64), np.array(offsets, np.int64), faulty


def read_rings(faces: Faces, default: int) -> Rings:
    """The rings of a piece as points, closing points dropped, missing heights zero.

    default: the dimension where a ring and what it stands in declare none.
    """
    flat, cuts, faulty = _coordinates(faces)
    begin = cuts[:-1]
    length = np.diff(cuts)
    start = np.concatenate([[0], np.cumsum(np.array(faces.rings, np.int64))])
    line = np.zeros(len(faces.rings), bool)
    line[list(faces.lines)] = True
    open_ended = np.repeat(line, np.diff(start))
    dims = np.array(faces.dims, np.int64)
    if (dims == 0).any():
        found = _dimension(flat, begin, length, open_ended, default)
        dims = np.where(dims == 0, found, dims)
    odd = length % dims != 0
    odd[list(faulty)] = True
    count = length // dims
    if (dims == 3).all() and not odd.any():
        points = flat.reshape(-1, 3)
    else:
        points = _mixed(flat, begin, count, dims)
    first = np.cumsum(count) - count
    unclosed = ~open_ended & (count > 1)
    full = np.flatnonzero(unclosed)
    same = (points[first[full]] == points[first[full] + count[full] - 1]).all(1)
    count[full[same]] -= 1
    unclosed[full[same]] = False
    rings = Rings(points, first, count, start, line, unclosed, odd, dims == 2)
    for number in faces.joined:
        _without_doubles(rings, number)
    return rings


def _coordinates(faces: Faces) -> tuple[NDArray[np.float64], NDArray[np.int64], set[int]]:
    """What `numbers` gives for all rings, be they texts still or read ahead."""
    if faces.ahead is None:
        return numbers(faces.texts)
    flat, cuts = faces.ahead
    known = len(cuts) - 1
    if known == len(faces.texts):
        return flat, cuts, set()
    more, offsets, faulty = numbers(faces.texts[known:])
    return (
        np.concatenate([flat, more]),
        np.concatenate([cuts, cuts[-1] + offsets[1:]]),
        {known + k for k in faulty},
    )


def _mixed(
    flat: NDArray[np.float64],
    begin: NDArray[np.int64],
    count: NDArray[np.int64],
    dims: NDArray[np.int64],
) -> NDArray[np.float64]:
    """Points of rings of which some have no heights, or a number too many."""
    dim = np.repeat(dims, count)
    where = np.repeat(begin, count) + runs(np.zeros(len(count), np.int64), count) * dim
    points = np.zeros((len(where), 3))
    if len(where):
        points[:, 0] = flat[where]
        points[:, 1] = flat[where + 1]
        points[dim == 3, 2] = flat[where[dim == 3] + 2]
    return points


def _dimension(
    flat: NDArray[np.float64],
    begin: NDArray[np.int64],
    length: NDArray[np.int64],
    open_ended: NDArray[np.bool_],
    default: int,
) -> NDArray[np.int64]:
    """The dimension of rings that declare none: the default, unless only the other one closes a
    ring, or only the other one divides a line."""
    closes = {}
    for dim in (2, 3):
        fits = (length % dim == 0) & (length > dim)
        place = np.flatnonzero(fits)
        for axis in range(dim):
            end = begin[place] + length[place] - dim + axis
            fits[place] &= flat[begin[place] + axis] == flat[end]
        closes[dim] = fits
    other = 5 - default
    divides = (length % default != 0) & (length % other == 0)
    wrong = np.where(open_ended, divides, ~closes[default] & closes[other])
    return np.where(wrong, other, default)


def _without_doubles(rings: Rings, number: int) -> None:
    """Drop the points that a ring made of several curves has twice, where the curves meet."""
    first, count = int(rings.first[number]), int(rings.count[number])
    own = rings.points[first : first + count]
    keep = np.ones(count, bool)
    keep[1:] = (own[1:] != own[:-1]).any(1)
    rest = own[keep]
    rings.points[first : first + len(rest)] = rest
    rings.count[number] = len(rest)
