"""Many texts in one blob, so that a million ids cost bytes and not objects."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Strings:
    """A column of texts: text i is `blob[offsets[i]:offsets[i + 1]]`, in UTF-8.

    blob: (bytes,) uint8; offsets: (n + 1,) int64. Both may be memory-mapped.
    """

    blob: NDArray[np.uint8]
    offsets: NDArray[np.int64]

    @classmethod
    def of(cls, texts: Iterable[str]) -> Strings:
        """Pack texts, in their order; a lone surrogate becomes a question mark."""
        parts = list(texts)
        whole = "".join(parts)
        if not whole:  # as most surfaces have no ids
            return cls(np.zeros(0, np.uint8), np.zeros(len(parts) + 1, np.int64))
        pieces: Sequence[str | bytes] = parts
        if not whole.isascii():  # then a text has more bytes than letters
            pieces = [text.encode("utf-8", "replace") for text in parts]
        offsets = np.zeros(len(pieces) + 1, np.int64)
        np.cumsum(np.fromiter(map(len, pieces), np.int64, len(pieces)), out=offsets[1:])
        return cls(np.frombuffer(whole.encode("utf-8", "replace"), np.uint8), offsets)

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def __getitem__(self, row: int) -> str:
        if not 0 <= row < len(self):
            raise IndexError(f"text {row} of {len(self)}")
        start, end = int(self.offsets[row]), int(self.offsets[row + 1])
        return bytes(self.blob[start:end]).decode("utf-8", "replace")

    def __iter__(self) -> Iterator[str]:
        blob, cuts = bytes(self.blob), itertools.pairwise(self.offsets.tolist())
        if blob.isascii():  # then a letter is a byte
            text = blob.decode("ascii")
            return (text[start:end] for start, end in cuts)
        return (blob[start:end].decode("utf-8", "replace") for start, end in cuts)

    def take(self, rows: NDArray[np.integer]) -> Strings:
        """The texts at `rows`, in that order."""
        starts = self.offsets[:-1][rows]
        lengths = self.offsets[1:][rows] - starts
        offsets = np.zeros(len(rows) + 1, np.int64)
        np.cumsum(lengths, out=offsets[1:])
        return Strings(self.blob[runs(starts, lengths)], offsets)

    def find(self, text: str) -> int:
        """The first row that holds exactly `text`, or -1."""
        wanted = text.encode("utf-8", "replace")
        if not wanted:
            empty = np.flatnonzero(np.diff(self.offsets) == 0)
            return int(empty[0]) if len(empty) else -1
        letters, pattern = np.ascontiguousarray(self.blob).data, re.compile(re.escape(wanted))
        match = pattern.search(letters)
        while match is not None:
            row = int(np.searchsorted(self.offsets, match.start(), side="right")) - 1
            if (int(self.offsets[row]), int(self.offsets[row + 1])) == match.span():
                return row
            match = pattern.search(letters, match.start() + 1)
        return -1


def runs(starts: NDArray[np.integer], lengths: NDArray[np.integer]) -> NDArray[np.int64]:
    """The indices of several runs, one after the other: [2, 7], [3, 2] -> [2, 3, 4, 7, 8]."""
    if not lengths.all():
        full = lengths > 0
        starts, lengths = starts[full], lengths[full]
    steps = np.ones(int(lengths.sum()), np.int64)
    if len(starts):
        steps[0] = starts[0]
        steps[np.cumsum(lengths[:-1])] = starts[1:] - (starts[:-1] + lengths[:-1] - 1)
    return np.cumsum(steps, out=steps)
