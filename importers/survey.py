"""A LiDAR survey while it streams by: counts of everything, and an even share for display."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from city.cloud import PointCloud
from city.frame import Frame
from city.model import Source
from city.placement import Placement
from city.records import POINT
from importers.cloud_index import CloudIndex

GOLDEN = (math.sqrt(5) - 1) / 2
KNUTH = 2654435769  # the golden section of 2**32 (The Art of Computer Programming, section 6.4)
BLOCK = 40_000  # records taken at once: few enough to stay near, which is three times as fast

BANDS = ("red", "green", "blue")


class Survey:
    """Takes records as they come and keeps `budget` of `total` points, evenly over the file.

    Surveys lie along flight lines or tiles, so even over the file is even over the land. The kept
    points stand in golden-ratio strides through the file, so that any first k of them are an even
    sample too.
    scale, offset: (3,) of the file's integers; place: its coordinates -> local metres. index:
    takes all points besides.
    """

    def __init__(
        self,
        point_format: int,
        total: int,
        budget: int,
        scale: NDArray[np.float64],
        offset: NDArray[np.float64],
        place: Placement,
        index: CloudIndex | None = None,
    ) -> None:
        self.seen = 0
        self._index = index
        self.total = total
        self._kept = 0
        self._budget = min(budget, total)
        self._legacy = point_format < 6  # class and return share their bytes with flags
        self._scale, self._offset, self._place = scale, offset, place
        self._step = pow(_stride(self._budget), -1, self._budget) if self._budget > 1 else 0
        self._low = np.full(3, np.iinfo(np.int64).max)
        self._high = np.full(3, np.iinfo(np.int64).min)
        self._classes = np.zeros(256, np.int64)
        self._points = np.empty(self._budget, POINT)
        self._colour: NDArray[np.uint16] | None = None  # (budget, 4), the fourth unused

    def add(self, records: NDArray[Any]) -> None:
        """The next records of the file, (n,) of its point format."""
        for start in range(0, len(records), BLOCK):
            self._add(records[start : start + BLOCK])

    def _add(self, records: NDArray[Any]) -> None:
        first, self.seen = self.seen, self.seen + len(records)
        xyz = [np.ascontiguousarray(records[axis]) for axis in "XYZ"]
        self._low = np.minimum(self._low, [int(a.min()) for a in xyz])
        self._high = np.maximum(self._high, [int(a.max()) for a in xyz])
        codes = records["raw_classification"] & 31 if self._legacy else records["classification"]
        self._classes += np.bincount(codes, minlength=256)
        columns = [*xyz, codes, records["bit_fields"], records["intensity"]]
        bands = [records[name] for name in BANDS if name in (records.dtype.names or ())]
        if self._index is not None:
            self._index.add(self._points_of(columns), _side_by_side(bands))
        if self._budget < self.total:
            share = self._share(first, self.seen)
            columns, bands = [c[share] for c in columns], [band[share] for band in bands]
        points = self._points_of(columns)
        slots = self._slots(self._kept, self._kept + len(points))
        self._kept += len(points)
        # Scattering 16 bytes at once touches each cache line once, and not once a column.
        self._points.view(np.complex128)[slots] = points.view(np.complex128)
        colour = _side_by_side(bands)
        if colour is not None:
            if self._colour is None:
                self._colour = np.zeros((self._budget, 4), np.uint16)
            self._colour.view(np.uint64)[slots] = colour.view(np.uint64)

    def _points_of(self, columns: list[NDArray[Any]]) -> NDArray[Any]:
        """x, y, z, class, return and intensity as records of POINT."""
        points = np.empty(len(columns[0]), POINT)
        for axis, local in zip("xyz", self._local(columns[:3]), strict=True):
            points[axis] = local
        points["code"] = columns[3]
        points["return"] = columns[4] & (7 if self._legacy else 15)
        points["intensity"] = columns[5]
        return points

    def _local(self, xyz: list[NDArray[np.int32]]) -> Iterable[NDArray[np.float64]]:
        """The file's integers as local metres, axis by axis, which is faster than rows of three."""
        if self._place.only_shifts():
            shift = self._offset - self._place.frame.origin
            return (xyz[k] * self._scale[k] + shift[k] for k in range(3))
        world = np.stack([xyz[k] * self._scale[k] + self._offset[k] for k in range(3)])
        return self._place(world.T).T

    def _share(self, first: int, last: int) -> NDArray[np.int64]:
        """Which of the records `first` to `last` are kept: one out of each stride, jittered."""
        stride = self.total / self._budget
        wanted = np.arange(int(first / stride), min(int(last / stride) + 1, self._budget))
        turn = wanted * GOLDEN
        chosen = ((wanted + (turn - np.floor(turn))) * stride).astype(np.int64)
        return np.asarray(chosen[(chosen >= first) & (chosen < last)] - first)

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
        turned = (point ^ np.where(whole, hashed, 0)) * self._step
        # The remainder by way of a quotient of doubles, at most one off: a quarter of the time.
        slots = turned - (turned / self._budget).astype(np.int64) * self._budget
        slots[slots < 0] += self._budget
        slots[slots >= self._budget] -= self._budget
        return np.asarray(slots, np.int64)

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
        points = self._points[kept]
        return PointCloud(
            name,
            frame,
            points.view(np.float32).reshape(-1, 4)[:, :3],  # columns of the same 16 bytes
            points["code"],
            None if self._colour is None else _eight_bit(self._colour[kept, :3]),
            points["intensity"],
            points["return"],
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


def _side_by_side(bands: list[NDArray[np.uint16]]) -> NDArray[np.uint16] | None:
    """(n, 4): red, green, blue and nothing; None where there are no bands."""
    if not bands:
        return None
    colour = np.zeros((len(bands[0]), 4), np.uint16)
    for k, band in enumerate(bands):
        colour[:, k] = band
    return colour


def _eight_bit(colour: NDArray[np.uint16]) -> NDArray[np.uint8] | None:
    """Colours of 0 to 255: LAS asks for 16 bits (section 2.6.3) but many files store 8."""
    brightest = int(colour.max(initial=0))
    if brightest == 0:
        return None
    return (colour if brightest <= 255 else colour >> 8).astype(np.uint8, order="C")
