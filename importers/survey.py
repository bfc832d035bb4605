"""A LiDAR survey while it streams by: counts of everything, and an even share for display."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from city.cloud import PointCloud
from city.frame import Frame
from city.model import Source

GOLDEN = (math.sqrt(5) - 1) / 2
KNUTH = 2654435769  # the golden section of 2**32 (The Art of Computer Programming, section 6.4)


class Survey:
    """Takes records as they come and keeps `budget` of `total` points, evenly over the file.

    Surveys lie along flight lines or tiles, so even over the file is even over the land. The kept
    points stand in golden-ratio strides through the file, so that any first k of them are an even
    sample too.
    scale, offset: (3,) of the file's integers; place: its coordinates -> local metres.
    """

    def __init__(
        self,
        point_format: int,
        total: int,
        budget: int,
        scale: NDArray[np.float64],
        offset: NDArray[np.float64],
        place: Callable[[NDArray[np.float64]], NDArray[np.float64]],
    ) -> None:
        self.seen = 0
        self.total = total
        self._kept = 0
        self._budget = min(budget, total)
        self._legacy = point_format < 6  # class and return share their bytes with flags
        self._scale, self._offset, self._place = scale, offset, place
        self._step = pow(_stride(self._budget), -1, self._budget) if self._budget > 1 else 0
        self._low = np.full(3, np.iinfo(np.int64).max)
        self._high = np.full(3, np.iinfo(np.int64).min)
        self._classes = np.zeros(256, np.int64)
        self._points = np.empty((3, self._budget), np.float32)
        self._code = np.empty(self._budget, np.uint8)
        self._return = np.empty(self._budget, np.uint8)
        self._intensity = np.empty(self._budget, np.uint16)
        self._colour: NDArray[np.uint16] | None = None  # (3, budget)

    def add(self, records: NDArray[Any]) -> None:
        """The next records of the file, (n,) of its point format."""
        first, self.seen = self.seen, self.seen + len(records)
        xyz = [np.ascontiguousarray(records[axis]) for axis in "XYZ"]
        self._low = np.minimum(self._low, [int(a.min()) for a in xyz])
        self._high = np.maximum(self._high, [int(a.max()) for a in xyz])
        codes = records["raw_classification"] & 31 if self._legacy else records["classification"]
        self._classes += np.bincount(codes, minlength=256)
        if self._budget < self.total:
            share = self._share(first, self.seen)
            records, codes, xyz = records[share], codes[share], [a[share] for a in xyz]
        slots = self._slots(self._kept, self._kept + len(records))
        self._kept += len(records)
        # axis by axis, which is three times as fast as rows of three
        world = np.empty((3, len(records)))
        for axis in range(3):
            np.multiply(xyz[axis], self._scale[axis], out=world[axis])
            world[axis] += self._offset[axis]
        local = self._place(world.T).T
        for axis in range(3):
            self._points[axis, slots] = local[axis]
        self._code[slots] = codes
        self._return[slots] = records["bit_fields"] & (7 if self._legacy else 15)
        self._intensity[slots] = records["intensity"]
        if "red" in (records.dtype.names or ()):
            if self._colour is None:
                self._colour = np.zeros((3, self._budget), np.uint16)
            for band, name in enumerate(("red", "green", "blue")):
                self._colour[band, slots] = records[name]

    def _share(self, first: int, last: int) -> NDArray[np.int64]:
        """Which of the records `first` to `last` are kept: one out of each stride, jittered."""
        stride = self.total / self._budget
        wanted = np.arange(int(first / stride), min(int(last / stride) + 1, self._budget))
        chosen = ((wanted + wanted * GOLDEN % 1.0) * stride).astype(np.int64)
        return chosen[(chosen >= first) & (chosen < last)] - first

    def _slots(self, first: int, last: int) -> NDArray[np.int64]:
        """Where the kept points `first` to `last` go: each to its turn in the golden strides.

        Within each 64th of the file the points change places first (an exclusive or with a hash
        of the 64th), lest the strides fall into step with the rows of a raster.
        """
        bits = max((self._budget // 64).bit_length() - 1, 0)
        point = np.arange(first, last)
        part = point >> bits
        hashed = (part * KNUTH & 0xFFFFFFFF) >> (32 - bits)
        whole = part < self._budget >> bits
        return (point ^ np.where(whole, hashed, 0)) * self._step % self._budget

    def extent(self) -> NDArray[np.float64]:
        """(2, 3): the lowest and highest corner of all points, in the file's own coordinates."""
        ends = np.stack([self._low, self._high]) * self._scale + self._offset
        return np.sort(ends, axis=0)

    def cloud(self, name: str, frame: Frame, source: Source) -> PointCloud:
        """What was kept, in an order whose beginning is an even sample of the whole."""
        kept: NDArray[Any] | slice = slice(None)
        if self._kept < self._budget:  # the file ended early
            kept = np.sort(self._slots(0, self._kept))
        counts = {int(code): int(self._classes[code]) for code in np.flatnonzero(self._classes)}
        corners = np.stack(np.meshgrid(*self.extent().T), axis=-1).reshape(-1, 3)
        local = self._place(corners) if self.seen else np.zeros((1, 3))
        return PointCloud(
            name,
            frame,
            np.ascontiguousarray(self._points[:, kept].T),
            self._code[kept],
            None if self._colour is None else _eight_bit(self._colour[:, kept].T),
            self._intensity[kept],
            self._return[kept],
            self.seen,
            counts,
            np.stack([local.min(0), local.max(0)]),
            source,
        )


def _stride(total: int) -> int:
    """The whole number nearest the golden section of `total` that shares no factor with it."""
    stride = max(round(total * GOLDEN), 1)
    while math.gcd(stride, total) > 1:
        stride += 1
    return stride


def _eight_bit(colour: NDArray[np.uint16]) -> NDArray[np.uint8] | None:
    """Colours of 0 to 255: LAS asks for 16 bits (section 2.6.3) but many files store 8."""
    brightest = int(colour.max(initial=0))
    if brightest == 0:
        return None
    return (colour if brightest <= 255 else colour >> 8).astype(np.uint8, order="C")
