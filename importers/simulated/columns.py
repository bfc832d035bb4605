"""Columns that grow: in memory, and on the disk once they are larger than that."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

MOST = 1 << 29  # bytes that stay in memory


class Columns:
    """Columns of one length, each of its own type; what a part leaves out is NaN."""

    def __init__(self, types: Mapping[str, str], most: int = MOST) -> None:
        self._types = {name: np.dtype(type) for name, type in types.items()}
        self._parts: dict[str, list[NDArray[Any]]] = {name: [] for name in types}
        self._files: dict[str, IO[bytes]] = {}
        self._most, self._held, self._rows = most, 0, 0

    def __len__(self) -> int:
        return self._rows

    def add(self, count: int, columns: Mapping[str, NDArray[Any]]) -> None:
        """Add so many rows."""
        for name, type in self._types.items():
            part = columns[name] if name in columns else np.full(count, np.nan)
            with np.errstate(over="ignore"):  # what no float32 can hold is infinite
                self._parts[name].append(part.astype(type))
            self._held += count * type.itemsize
        self._rows += count
        if self._held > self._most:
            self._write()

    def arrays(self) -> dict[str, NDArray[Any]]:
        """All of them, once; those on the disk are mapped from files that go with them."""
        if not self._files:
            return {
                name: np.concatenate(parts) if parts else np.zeros(0, self._types[name])
                for name, parts in self._parts.items()
            }
        self._write()
        mapped: dict[str, NDArray[Any]] = {
            name: np.memmap(file, self._types[name], "r", shape=(self._rows,))
            for name, file in self._files.items()
        }
        for file in self._files.values():
            file.close()
        return mapped

    def _write(self) -> None:
        for name, parts in self._parts.items():
            file = self._files.get(name)
            if file is None:
                file = self._files[name] = tempfile.TemporaryFile()  # noqa: SIM115
            for part in parts:
                file.write(part.tobytes())
            file.flush()
            parts.clear()
        self._held = 0
