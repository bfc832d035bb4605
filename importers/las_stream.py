"""A LAZ file that was cut short, shown to the decoder as one that ends with a table of chunks."""

from __future__ import annotations

import io
import struct
from typing import BinaryIO


class WithChunkTable(io.RawIOBase):
    """Reads like `file`, but points at a chunk table that follows its last byte.

    The decoder reads the table before the points and gives up without one, although some points
    can be decoded from front to back without it. The bytes of the file are not changed.
    """

    def __init__(self, file: BinaryIO, start: int, table: bytes) -> None:
        self._table = table
        self._file = file
        self._size = file.seek(0, io.SEEK_END)
        self._start = start
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = (0, self._at, self._size + len(self._table))[whence]
        self._at = max(base + offset, 0)
        return self._at

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        pointer = struct.pack("<q", self._size)
        for data, begin in ((pointer, self._start), (self._table, self._size)):
            if begin <= self._at < begin + len(data):
                part = data[self._at - begin :][: len(buffer)]
                break
        else:
            room = self._start if self._at < self._start else self._size
            self._file.seek(self._at)
            part = self._file.read(min(len(buffer), max(room - self._at, 0)))
        buffer[: len(part)] = part
        self._at += len(part)
        return len(part)
