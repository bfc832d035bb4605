"""Which row of a table an id names, among a million and thousands at once."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from city.strings import Strings

BLOCK = 1 << 16  # ids whose letters are worked on at once
ODD = 0x9E3779B97F4A7C15  # any odd number has an inverse among those below 2**64
INVERSE = pow(ODD, -1, 1 << 64)
U64 = NDArray[np.uint64]


class Directory:
    """Finds ids in a column of them, by a number made of their letters."""

    def __init__(self, ids: Strings) -> None:
        self._ids = ids

    def row(self, ident: str) -> int:
        """The first row of an id, -1 where there is none."""
        return self.rows([ident])[0]

    def rows(self, idents: Iterable[str]) -> list[int]:
        """The first row of each id, -1 for those that are not there."""
        wanted = list(idents)
        numbers, order = self._sorted
        places = np.searchsorted(numbers, _numbers(Strings.of(wanted)))
        found = []
        for ident, place in zip(wanted, places.tolist(), strict=True):
            row = -1
            number = numbers[place] if place < len(numbers) else None
            while place < len(numbers) and numbers[place] == number:
                if self._ids[int(order[place])] == ident:
                    row = int(order[place])
                    break
                place += 1
            found.append(row)
        return found

    @cached_property
    def _sorted(self) -> tuple[U64, NDArray[np.intp]]:
        """The numbers of all ids, ascending, and their rows; the first of equal ones first."""
        numbers = _numbers(self._ids)
        order = np.argsort(numbers, kind="stable")
        return numbers[order], order


def _numbers(ids: Strings) -> U64:
    """A number for each id: its letters as digits of a polynomial, modulo 2**64."""
    found = np.zeros(len(ids), np.uint64)
    powers = inverses = np.ones(1, np.uint64)
    for first in range(0, len(ids), BLOCK):
        offsets = ids.offsets[first : first + BLOCK + 1]
        start, end = int(offsets[0]), int(offsets[-1])
        if end - start >= len(powers):
            powers, inverses = _powers(ODD, end - start + 1), _powers(INVERSE, end - start + 1)
        sums = np.zeros(end - start + 1, np.uint64)
        digits = ids.blob[start:end].astype(np.uint64) + np.uint64(1)
        np.cumsum(digits * powers[: end - start], out=sums[1:])
        places = offsets - start
        found[first : first + BLOCK] = (sums[places[1:]] - sums[places[:-1]]) * inverses[
            places[:-1]
        ]
    return found


def _powers(base: int, count: int) -> U64:
    steps = np.full(count, base, np.uint64)
    steps[0] = 1
    return np.cumprod(steps)
