"""Large surveys, put into an octree on the disk once, so that they need not fit into memory."""

from __future__ import annotations

import contextlib
import hashlib
import json
import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from city.octree import Octree, OctreeFile, morton
from city.placement import Placement
from city.progress import Progress
from city.records import COLOURED, POINT
from importers.fingerprint import fingerprint
from importers.places import imports

FORMAT = 1
RAW = np.dtype([*POINT.descr, ("colour", "u2", 4)])  # the fourth is unused
BLOCK = 4_000_000  # points that are put in order at once
CHUNK = 1_000_000  # points that are moved at once
CELLS = 7  # bits of a cell's number along each side, while points are counted by cell
RESERVE = 512 << 20  # bytes of the disk that stay free
WORK = 3  # times each point is taken up: read, sorted into blocks, put into nodes


def place_of(path: Path, place: Placement, progress: Progress) -> Path:
    """Where the octree of a survey lies: by its content, and by where it stands in the city."""
    said = json.dumps([fingerprint(path, progress), repr(place), FORMAT])
    return imports() / f"{hashlib.blake2b(said.encode(), digest_size=16).hexdigest()}.points"


class CloudIndex:
    """Takes all points of a survey as they come, and puts them into an octree.

    path: the octree's file to be; it appears whole, or not at all. Two files of the same size
    stand beside it for a while. fault: why there is not going to be an octree.
    """

    def __init__(self, path: Path, total: int) -> None:
        self._path = path
        self._total = total
        self._parts = [path.with_name(f"{path.name}.{uuid.uuid4().hex}.part") for _ in range(3)]
        self._low = np.full(3, np.inf)
        self._high = np.full(3, -np.inf)
        self._brightest = 0
        self._count = 0
        self._kind = POINT
        self._file: IO[bytes] | None = None
        self.fault: OSError | None = None
        try:
            self._look_for_room()
        except OSError as fault:
            self.fault = fault

    def _look_for_room(self) -> None:
        folder = self._path.parent
        folder.mkdir(parents=True, exist_ok=True)
        need = self._total * (2 * RAW.itemsize + COLOURED.itemsize) + RESERVE
        free = shutil.disk_usage(folder).free
        if free < need:
            raise OSError(f"{folder} has {free >> 20:,} MB free, {need >> 20:,} MB are needed")

    def add(self, points: NDArray[Any], colour: NDArray[np.uint16] | None) -> None:
        """More points, (n,) records of POINT, and their colours (n, 4) if the survey has them."""
        if len(points) and self.fault is None:
            try:
                self._write(points, colour)
            except OSError as fault:
                self.fault = fault
                self.drop()

    def _write(self, points: NDArray[Any], colour: NDArray[np.uint16] | None) -> None:
        if self._file is None:
            self._kind = POINT if colour is None else RAW
            self._file = self._parts[0].open("wb")
        ends = [end for name in "xyz" for end in (points[name].min(), points[name].max())]
        if not np.isfinite(ends).all():  # what another coordinate system has no place for
            good = np.isfinite(np.stack([points[name] for name in "xyz"])).all(axis=0)
            points, colour = points[good], None if colour is None else colour[good]
            if not len(points):
                return
        for axis, name in enumerate("xyz"):
            self._low[axis] = min(self._low[axis], points[name].min())
            self._high[axis] = max(self._high[axis], points[name].max())
        self._count += len(points)
        if colour is not None:
            self._brightest = max(self._brightest, int(colour.max()))
            whole = np.empty(len(points), RAW)
            whole.view(np.uint8).reshape(-1, RAW.itemsize)[:, : POINT.itemsize] = points.view(
                np.uint8
            ).reshape(-1, POINT.itemsize)
            whole["colour"] = colour
            points = whole
        self._file.write(points.view(np.uint8).data)

    def build(self, progress: Progress) -> Octree | None:
        """The octree of all that was added; None of nothing, or where there was a fault."""
        if self._file is None or self.fault is not None:
            return None
        try:
            self._file.close()
            return self._built(progress)
        except OSError as fault:
            self.fault = fault
            return None
        finally:
            self.drop()

    def _built(self, progress: Progress) -> Octree:
        size = max(float((self._high - self._low).max()) * (1 + 1e-6), 1e-3)
        blocks, levels, of_cell = self._blocks(size)
        self._sort(size, blocks, of_cell, progress)
        self._parts[0].unlink()
        coloured = self._kind is RAW and self._brightest > 0
        with self._parts[2].open("w+b") as file:
            growing = OctreeFile(file, coloured)
            for points, level in self._sorted(blocks, levels, progress):
                growing.add(self._shown(points, coloured), self._low, size, level)
            tree = growing.finish(self._path)
        self._parts[2].replace(self._path)
        return tree

    def drop(self) -> None:
        """Remove what was written on the way."""
        if self._file is not None:
            with contextlib.suppress(OSError):
                self._file.close()
        for part in self._parts:
            with contextlib.suppress(OSError):
                part.unlink(missing_ok=True)

    def _blocks(self, size: float) -> tuple[NDArray[np.int64], list[int], NDArray[np.uint16]]:
        """How many points each block has, its level in the octree, and the block of each cell.

        A block is the largest cube of the octree with at most BLOCK points.
        """
        cells = np.zeros(1 << (3 * CELLS), np.int64)
        for points in self._chunks():
            cells += np.bincount(self._cells(points, size), minlength=len(cells))
        of_cell = np.zeros(len(cells), np.uint16)
        done = np.zeros(len(cells), bool)
        blocks: list[int] = []
        levels: list[int] = []
        for level in range(CELLS + 1):
            width = 1 << (3 * (CELLS - level))
            sums = cells.reshape(-1, width).sum(axis=1)
            fits = (sums > 0) & ((sums <= BLOCK) | (level == CELLS)) & ~done[::width]
            for cube in np.flatnonzero(fits):
                run = slice(cube * width, (cube + 1) * width)
                of_cell[run], done[run] = len(blocks), True
                blocks.append(int(sums[cube]))
                levels.append(level)
        return np.array(blocks, np.int64), levels, of_cell

    def _cells(self, points: NDArray[Any], size: float) -> NDArray[np.int64]:
        return (morton(points, self._low, size) >> np.uint64(63 - 3 * CELLS)).astype(np.int64)

    def _chunks(self) -> Iterator[NDArray[Any]]:
        with self._parts[0].open("rb") as file:
            while len(points := np.fromfile(file, self._kind, CHUNK)):
                yield points

    def _sort(
        self,
        size: float,
        blocks: NDArray[np.int64],
        of_cell: NDArray[np.uint16],
        progress: Progress,
    ) -> None:
        """Bring the points of each block together, in a second file."""
        place = np.cumsum(blocks) - blocks
        done = 0
        with self._parts[1].open("wb") as file:
            for points in self._chunks():
                block = of_cell[self._cells(points, size)]
                order = np.argsort(block, kind="stable")
                points, block = points[order], block[order]
                runs = np.flatnonzero(np.diff(block, prepend=np.uint16(0xFFFF)))
                for start, end in zip(runs, np.append(runs[1:], len(points)), strict=True):
                    file.seek(int(place[block[start]]) * self._kind.itemsize)
                    file.write(points[start:end].view(np.uint8).data)
                    place[block[start]] += end - start
                done += len(points)
                progress.report(self._count + done, WORK * self._count, "Sorting the points")

    def _sorted(
        self, blocks: NDArray[np.int64], levels: list[int], progress: Progress
    ) -> Iterator[tuple[NDArray[Any], int]]:
        """The points and the level of each block; one of more than BLOCK comes in several goes."""
        done = 0
        with self._parts[1].open("rb") as file:
            for count, level in zip(blocks.tolist(), levels, strict=True):
                while count:
                    points = np.fromfile(file, self._kind, min(count, BLOCK))
                    yield points, level
                    count -= len(points)
                    done += len(points)
                    progress.report(2 * self._count + done, WORK * self._count, "Indexing")

    def _shown(self, points: NDArray[Any], coloured: bool) -> NDArray[Any]:
        """Points as the octree keeps them.

        Colours of 0 to 255: LAS asks for 16 bits (section 2.6.3) but many files store 8.
        """
        if self._kind is POINT:
            return points
        kept = np.empty(len(points), COLOURED if coloured else POINT)
        for name in POINT.names or ():
            kept[name] = points[name]
        if coloured:
            eight = points["colour"] if self._brightest <= 255 else points["colour"] >> 8
            kept["rgb"], kept["spare"] = eight[:, :3], 0
        return kept
