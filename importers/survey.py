"""A LiDAR survey while it streams by: counts of everything, and an even share for display."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from city.cloud import PointCloud
from city.frame import Frame
from city.model import Source
from city.placement import Placement
from city.records import POINT

GOLDEN = (math.sqrt(5) - 1) / 2
KNUTH = 2654435769  # the golden section of 2**32 (The Art of Computer Programming, section 6.4)
BLOCK = 40_000  # records taken at once: few enough to stay near, which is three times as fast

BANDS = ("red", "green", "blue")


class Layout:
    """What the records of a file mean.

    scale, offset: (3,) of the file's integers; place: its coordinates -> local metres.
    """

    def __init__(
        self,
        point_format: int,
        scale: NDArray[np.float64],
        offset: NDArray[np.float64],
        place: Placement,
    ) -> None:
        self._legacy = point_format < 6  # class and return share their bytes with flags
        self.scale, self.offset, self.place = scale, offset, place

    def columns(self, records: NDArray[Any]) -> list[NDArray[Any]]:
        """The file's x, y, z, and class, return with flags, and intensity."""
        xyz = [np.ascontiguousarray(records[axis]) for axis in "XYZ"]
        codes = records["raw_classification"] & 31 if self._legacy else records["classification"]
        return [*xyz, codes, records["bit_fields"], records["intensity"]]

    def points(self, columns: list[NDArray[Any]]) -> NDArray[Any]:
        """Such columns as records of POINT."""
        points = np.empty(len(columns[0]), POINT)
        for axis, local in zip("xyz", self.local(columns[:3]), strict=True):
            points[axis] = local
        points["code"] = columns[3]
        points["return"] = columns[4] & (7 if self._legacy else 15)
        points["intensity"] = columns[5]
        return points

    def all_of(
        self, records: NDArray[Any]
    ) -> Iterator[tuple[NDArray[Any], NDArray[np.uint16] | None]]:
        """Every record as one of POINT, and the colours (n, 4) where there are any."""
        for start in range(0, len(records), BLOCK):
            block = records[start : start + BLOCK]
            yield self.points(self.columns(block)), side_by_side(bands(block))

    def local(self, xyz: list[NDArray[np.int32]]) -> Iterable[NDArray[np.float64]]:
        """The file's integers as local metres, axis by axis, which is faster than rows of three."""
        if self.place.only_shifts():
            shift = self.offset - self.place.frame.origin
            return (xyz[k] * self.scale[k] + shift[k] for k in range(3))
        world = np.stack([xyz[k] * self.scale[k] + self.offset[k] for k in range(3)])
        return self.place(world.T).T


class Survey:
    """Takes records as they come and keeps `budget` of `total` points, evenly over the file.

    Surveys lie along flight lines or tiles, so even over the file is even over the land. The kept
    points stand in golden-ratio strides through the file, so that any first k of them are an even
    sample too.
    """

    def __init__(self, layout: Layout, total: int, budget: int) -> None:
        self.seen = 0
        self.total = total
        self._kept = 0
        self._budget = min(budget, total)
        self._layout = layout
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
        columns, colours = self._layout.columns(records), bands(records)
        self._low = np.minimum(self._low, [int(a.min()) for a in columns[:3]])
        self._high = np.maximum(self._high, [int(a.max()) for a in columns[:3]])
        self._classes += np.bincount(columns[3], minlength=256)
        if self._budget < self.total:
            share = self._share(first, self.seen)
            columns, colours = [c[share] for c in columns], [c[share] for c in colours]
        points = self._layout.points(columns)
        slots = self._slots(self._kept, self._kept + len(points))
        self._kept += len(points)
        # Scattering 16 bytes at once touches each cache line once, and not once a column.
        self._points.view(np.complex128)[slots] = points.view(np.complex128)
        colour = side_by_side(colours)
        if colour is not None:
            if self._colour is None:
                self._colour = np.zeros((self._budget, 4), np.uint16)
            self._colour.view(np.uint64)[slots] = colour.view(np.uint64)

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
        ends = np.stack([self._low, self._high]) * self._layout.scale + self._layout.offset
        return np.sort(ends, axis=0)

    def cloud(self, name: str, frame: Frame, source: Source) -> PointCloud:
        """What was kept, in an order whose beginning is an even sample of the whole."""
        kept: NDArray[Any] | slice = slice(None)
        if self._kept < self._budget:  # the file ended early
            kept = np.sort(self._slots(0, self._kept))
        counts = {int(code): int(self._classes[code]) for code in np.flatnonzero(self._classes)}
        corners = np.stack(np.meshgrid(*self.extent().T), axis=-1).reshape(-1, 3)
        local = self._layout.place(corners) if self.seen else np.zeros((1, 3))
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


def bands(records: NDArray[Any]) -> list[NDArray[np.uint16]]:
    """The red, the green and the blue of records, or nothing."""
    return [records[name] for name in BANDS if name in (records.dtype.names or ())]


def side_by_side(colours: list[NDArray[np.uint16]]) -> NDArray[np.uint16] | None:
    """(n, 4): red, green, blue and nothing; None where there are no colours."""
    if not colours:
        return None
    colour = np.zeros((len(colours[0]), 4), np.uint16)
    for k, band in enumerate(colours):
        colour[:, k] = band
    return colour


def _eight_bit(colour: NDArray[np.uint16]) -> NDArray[np.uint8] | None:
    """Colours of 0 to 255: LAS asks for 16 bits (section 2.6.3) but many files store 8."""
    brightest = int(colour.max(initial=0))
    if brightest == 0:
        return None
    return (colour if brightest <= 255 else colour >> 8).astype(np.uint8, order="C")
