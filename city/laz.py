"""The points of a COPC file, node by node: https://copc.io, version 1.0.

COPC is LAZ whose chunks are the nodes of an octree; the list of them is read by importers.copc.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from city.placement import Placement
from city.records import COLOURED, Unreadable

# Where a record has what is kept: point formats 6, 7 and 8, ASPRS LAS 1.4 R15, section 2.6.
FIELDS = {"xyz": ("<3i4", 0), "intensity": ("<u2", 12), "return": ("u1", 14), "code": ("u1", 16)}
RGB = {"rgb": ("<3u2", 30)}
RGB_FORMATS = (7, 8)


@dataclass(frozen=True, slots=True, eq=False)
class Laz:
    """Where the compressed nodes lie, and what their records mean.

    starts, lengths: (n,) int64 bytes in the file, of `size` bytes in all. how: (k,) uint8 the
    record that says how they are compressed. record: bytes of a point, of point_format. scale,
    offset: (3,) of its whole numbers. shift: bits that its colours have more than 8. place: its
    coordinates -> local metres.
    """

    starts: NDArray[np.int64]
    lengths: NDArray[np.int64]
    size: int
    how: NDArray[np.uint8]
    record: int
    point_format: int
    scale: NDArray[np.float64]
    offset: NDArray[np.float64]
    shift: int
    place: Placement

    def sound(self, path: str) -> bool:
        """Whether the file is there and as long as it was."""
        try:
            return os.stat(path).st_size == self.size
        except OSError:
            return False

    def read(self, path: str, node: int, count: int, kind: np.dtype[Any]) -> NDArray[Any]:
        """The points of a node as records of POINT or COLOURED.

        Raises OSError or Unreadable when they cannot be read.
        """
        return self._kept(self._records(path, node, count), kind)

    def brightest(self, path: str, node: int, count: int) -> int:
        """The highest number that a colour of a node's points has."""
        return int(self._records(path, node, count)["rgb"].max(initial=0))

    def _records(self, path: str, node: int, count: int) -> NDArray[Any]:
        """The points of a node as the file has them."""
        import lazrs

        with open(path, "rb") as file:
            file.seek(int(self.starts[node]))
            packed = file.read(int(self.lengths[node]))
        raw = np.zeros(count * self.record, np.uint8)
        try:
            table = [(count, len(packed))]
            lazrs.decompress_points_with_chunk_table(packed, self.how.tobytes(), raw, table)
        except BaseException as fault:
            # what lazrs calls a panic is no Exception, but means no more than its errors
            if isinstance(fault, Exception) or type(fault).__name__ == "PanicException":
                raise Unreadable(f"{path}: {fault}") from fault
            raise
        fields = FIELDS | (RGB if self.point_format in RGB_FORMATS else {})
        formats, offsets = zip(*fields.values(), strict=True)
        known: Any = {"names": list(fields), "formats": formats, "offsets": offsets}
        return raw.view(np.dtype(known | {"itemsize": self.record}))

    def _kept(self, records: NDArray[Any], kind: np.dtype[Any]) -> NDArray[Any]:
        points = np.zeros(len(records), kind)
        local = self.place(records["xyz"] * self.scale + self.offset)
        for axis, name in enumerate("xyz"):
            points[name] = local[:, axis]
        points["intensity"], points["code"] = records["intensity"], records["code"]
        points["return"] = records["return"] & 15
        if kind == COLOURED:
            points["rgb"] = records["rgb"] >> self.shift
        return points
