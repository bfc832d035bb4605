"""Reads numbers and names of a binary file one after the other, never beyond its end."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from importers.intake import ReadError
from importers.live.feed import text


class Cursor:
    """A place in a file, little-endian, that moves on as it is read."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._data = np.memmap(path, np.uint8, "r")
        self.at = 0

    @property
    def size(self) -> int:
        return len(self._data)

    def numbers(self, type: str, count: int) -> NDArray[Any]:
        """So many numbers of a type. Raises ReadError where the file ends before."""
        kind = np.dtype(type)
        end = self.at + count * kind.itemsize
        if count < 0 or end > self.size:
            raise ReadError(f"{self._path.name}: it breaks off within its header; run it anew")
        found = self._data[self.at : end].view(kind)
        self.at = end
        return found

    def number(self, type: str = "<i4") -> int:
        return int(self.numbers(type, 1)[0])

    def word(self, size: int) -> str:
        """A text of so many bytes, up to the first that is zero."""
        return text(bytes(self.numbers("u1", size)).partition(b"\0")[0].decode("utf-8", "replace"))

    def records(self, type: np.dtype[Any], count: int) -> NDArray[Any]:
        """So many records from here on, mapped and not read."""
        return np.memmap(self._path, type, "r", self.at, (count,))
