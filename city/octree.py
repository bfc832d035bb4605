"""A survey of any size in a file, coarse points first and finer ones where one looks closer.

An additive octree, as in COPC and Potree: a node holds one point for each cell of a grid of 128 by
128 by 128 over its cube that no coarser node holds, its eight children those of grids twice as
fine, and the nodes with few points left hold all of them.
"""

from __future__ import annotations

import contextlib
import os
import struct
import zlib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from city.laz import Laz
from city.records import COLOURED, POINT, Unreadable

GRID = 7  # bits: a node's grid has 128 cells along each side
FINEST = 21  # bits of a cell's number along each side, at most; three make 63
SQUARES = 5  # bits: a node's ground is looked at in 32 by 32 squares
LEAF = 20_000  # points: where no more are left, a node takes all of them
MAGIC = b"MAQPOINT"
SEAL = struct.Struct("<8sII")  # magic, and checksums of the nodes' counts and of their payloads

Records = NDArray[np.void]


@dataclass(frozen=True, slots=True, eq=False)
class Octree:
    """The nodes of a survey, a parent before its children, and the file with their points.

    Per node: low, high: (n, 3) float32 the box around its points and its children's, local metres.
    spacing: (n,) float32 metres between its points and those of its ancestors. parent: (n,) int32,
    -1 for none. count: (n,) int32 points of its own. check: (n,) uint32 checksum of their bytes.
    Its points are records of POINT, or of COLOURED where `coloured`, one node after the other.
    laz: where and how they lie instead in a COPC file; then `check` says nothing. lift: metres
    that all stand higher than in the file.
    """

    path: str
    coloured: bool
    low: NDArray[np.float32]
    high: NDArray[np.float32]
    spacing: NDArray[np.float32]
    parent: NDArray[np.int32]
    count: NDArray[np.int32]
    check: NDArray[np.uint32]
    laz: Laz | None = None
    lift: float = 0.0

    def __len__(self) -> int:
        return len(self.count)

    @property
    def kind(self) -> np.dtype[Any]:
        return COLOURED if self.coloured else POINT

    def sound(self) -> bool:
        """Whether the file is there, whole, and the one that these nodes were written to."""
        if self.laz is not None:
            return self.laz.sound(self.path)
        size = SEAL.size + int(self.count.sum(dtype=np.int64)) * self.kind.itemsize
        try:
            with open(self.path, "rb") as file:
                seal = file.read(SEAL.size)
                return seal == self.seal() and os.fstat(file.fileno()).st_size == size
        except OSError:
            return False

    def seal(self) -> bytes:
        return SEAL.pack(MAGIC, zlib.crc32(self.count.tobytes()), zlib.crc32(self.check.tobytes()))

    def read(self, node: int) -> Records:
        """The points of a node.

        Raises OSError or Unreadable when they cannot be read or were changed.
        """
        if self.laz is not None:
            data = self.laz.read(self.path, node, int(self.count[node]), self.kind)
        else:
            data = self._plain(node)
        data["z"] += np.float32(self.lift)
        return data

    def lifted(self, metres: float) -> Octree:
        """The same points, so many metres higher."""
        up = np.array([0, 0, metres], np.float32)
        lift = self.lift + metres
        return replace(self, low=self.low + up, high=self.high + up, lift=lift)

    def _plain(self, node: int) -> Records:
        """The points of a node of our own file."""
        start = SEAL.size + int(self.count[:node].sum(dtype=np.int64)) * self.kind.itemsize
        with open(self.path, "rb", buffering=0) as file:
            file.seek(start)
            data = np.empty(int(self.count[node]), self.kind)
            got = file.readinto(data.view(np.uint8).data) if len(data) else 0
        if got != data.nbytes or zlib.crc32(data.view(np.uint8).data) != self.check[node]:
            self._unseal()
            raise Unreadable(f"{self.path}: its points were changed or cut short")
        return data

    def _unseal(self) -> None:
        """Let the file not be taken for sound the next time, though it still serves now."""
        with contextlib.suppress(OSError), open(self.path, "r+b") as file:
            file.write(bytes(SEAL.size))

    def point(self, number: int) -> np.void:
        """One point, by its number in the file; IndexError when there is none such."""
        ends = np.cumsum(self.count, dtype=np.int64)
        node = int(np.searchsorted(ends, number, side="right"))
        if number < 0 or node == len(self):
            raise IndexError(f"{number} of {int(ends[-1])} points")
        found: np.void = self.read(node)[number - int(ends[node] - self.count[node])]
        return found


class OctreeFile:
    """An octree while it is written: block by block, each a cube with all of its points."""

    def __init__(self, file: IO[bytes], coloured: bool) -> None:
        self._file = file
        self._coloured = coloured
        self._low: list[NDArray[np.float32]] = []
        self._high: list[NDArray[np.float32]] = []
        self._columns: list[tuple[NDArray[Any], ...]] = []
        self._nodes = 0
        file.write(bytes(SEAL.size))

    def add(
        self,
        points: Records,
        origin: NDArray[np.float64],
        size: float,
        level: int = 0,
    ) -> None:
        """Write the points of one block: all that lie in a cube of a level of that at `origin`.

        It becomes a tree of its own, with its share of the coarser nodes around it; no cell of
        any grid lies in two blocks.
        """
        if not len(points):
            return
        order, first, spacing, parent = arrange(points, origin, size, level)
        sorted_ = points[order]
        count = np.diff(np.append(first, len(points)))
        xyz = [np.ascontiguousarray(sorted_[axis]) for axis in "xyz"]
        low = np.stack([np.minimum.reduceat(column, first) for column in xyz], axis=1)
        high = np.stack([np.maximum.reduceat(column, first) for column in xyz], axis=1)
        for node in range(len(first) - 1, 0, -1):  # children before their parents
            above = parent[node]
            if above >= 0:
                np.minimum(low[above], low[node], out=low[above])
                np.maximum(high[above], high[node], out=high[above])
        data = sorted_.view(np.uint8).reshape(len(points), -1)
        check = [zlib.crc32(data[a : a + n].data) for a, n in zip(first, count, strict=True)]
        self._file.write(data.data)
        self._low.append(low)
        self._high.append(high)
        linked = np.where(parent >= 0, parent + self._nodes, -1)
        self._columns.append((spacing, linked, count, np.array(check, np.uint32)))
        self._nodes += len(first)

    def finish(self, path: Path) -> Octree:
        """Seal the file, which is going to lie at `path`, and say what is where in it."""
        spacing, parent, count, check = (
            np.concatenate(parts) for parts in zip(*self._columns, strict=True)
        )
        tree = Octree(
            str(path),
            self._coloured,
            np.concatenate(self._low),
            np.concatenate(self._high),
            spacing.astype(np.float32),
            parent.astype(np.int32),
            count.astype(np.int32),
            check,
        )
        self._file.seek(0)
        self._file.write(tree.seal())
        return tree


def morton(points: Records, origin: NDArray[np.float64], size: float) -> NDArray[np.uint64]:
    """(n,): the numbers of the finest cells of a cube, 21 bits along each side, in Morton order.

    Bits are spread by halves: Hacker's Delight, 2nd edition, section 7-2.
    """
    code = np.zeros(len(points), np.uint64)
    most = (1 << FINEST) - 1
    for axis, name in enumerate("xyz"):
        share = (points[name] - origin[axis]) * ((1 << FINEST) / size)
        bits = np.clip(share, 0, most).astype(np.uint64)
        for shift, mask in SPREAD:
            bits |= bits << np.uint64(shift)
            bits &= np.uint64(mask)
        code |= bits << np.uint64(axis)
    return code


SPREAD = (
    (32, 0x001F00000000FFFF),
    (16, 0x001F0000FF0000FF),
    (8, 0x100F00F00F00F00F),
    (4, 0x10C30C30C30C30C3),
    (2, 0x1249249249249249),
)


def arrange(
    points: Records, origin: NDArray[np.float64], size: float, shallowest: int = 0
) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.float64], NDArray[np.intp]]:
    """Put points into the nodes of a cube; nodes that take all points begin at a level.

    Returns the order of the points by node, and of each node the number of its first point in
    that order, the spacing in metres, and the node above it (-1 for none).
    """
    code = morton(points, origin, size)
    order = np.argsort(code)
    code = code[order]
    level = _levels(code, shallowest)
    by_level = np.argsort(level, kind="stable")
    order, code, level = order[by_level], code[by_level], level[by_level]
    prefix = code >> (3 * (FINEST - level)).astype(np.uint64)
    change = (level[1:] != level[:-1]) | (prefix[1:] != prefix[:-1])
    first = np.concatenate([[0], np.flatnonzero(change) + 1])
    nodes, names = level[first].astype(np.int64), prefix[first]
    parent = _parents(nodes, names)
    spacing = size / (1 << GRID) / 2.0**nodes
    ends = ~np.isin(np.arange(len(nodes)), parent)
    spacing[ends] *= _sparser(code, level, first)[ends]
    return order, first, spacing, parent


def _sparser(
    code: NDArray[np.uint64], level: NDArray[np.uint8], first: NDArray[np.intp]
) -> NDArray[np.float64]:
    """How many times the spacing of its grid a node's points are apart if it took all: 1 to 2.

    By how many points, with those that coarser nodes took, stand in the squares that they touch.
    """
    square = code >> (3 * np.maximum(FINEST - SQUARES - level.astype(int), 0)).astype(np.uint64)
    begins = np.ones(len(code), np.int64)
    begins[1:] = square[1:] != square[:-1]
    begins[first] = 1
    touched = np.add.reduceat(begins, first) * (1 << 2 * (GRID - SQUARES))
    count = np.diff(np.append(first, len(code))) * 4 / 3
    return np.asarray(np.clip(np.sqrt(touched / count), 1, 2))


def _levels(code: NDArray[np.uint64], shallowest: int) -> NDArray[np.uint8]:
    """The level of each point, of sorted codes: the coarsest at which it is its cell's choice.

    Each cell takes the point with the lowest lot, so that what a coarse cell takes is also taken
    by the finer ones around that point, and all levels together hold one point a cell.
    """
    level = np.full(len(code), 255, np.uint8)
    lots = np.random.default_rng(1).permutation(len(code)).astype(np.uint32)
    active = np.arange(len(code))
    for depth in range(FINEST - GRID + 1):
        cells = _runs(code >> np.uint64(3 * (FINEST - GRID - depth)))
        chosen = np.repeat(np.minimum.reduceat(lots, cells), np.diff(np.append(cells, len(code))))
        mine = level[active]
        mine[(lots == chosen) & (mine == 255)] = depth
        nodes = _runs(code >> np.uint64(3 * (FINEST - depth)))
        sizes = np.diff(np.append(nodes, len(code)))
        left = np.add.reduceat(mine == 255, nodes, dtype=np.int64)
        last = ((left <= LEAF) & (depth >= shallowest)) | (depth == FINEST - GRID)
        few = np.repeat(last, sizes)
        mine[few & (mine == 255)] = depth
        level[active] = mine
        active, code, lots = active[~few], code[~few], lots[~few]
        if not len(active):
            break
    return level


def _runs(names: NDArray[np.uint64]) -> NDArray[np.intp]:
    """Where runs of equal names begin."""
    return np.concatenate([[0], np.flatnonzero(names[1:] != names[:-1]) + 1])


def _parents(level: NDArray[np.int64], name: NDArray[np.uint64]) -> NDArray[np.intp]:
    """The row of the nearest node above each; -1 for the coarsest.

    The node right above may be missing, where all that it could hold was taken by coarser ones.
    """
    rows = {
        (int(depth), int(node)): row
        for row, (depth, node) in enumerate(zip(level, name, strict=True))
    }
    parent = np.full(len(level), -1, np.intp)
    for (depth, node), row in rows.items():
        while depth > 0 and parent[row] < 0:
            depth, node = depth - 1, node >> 3
            parent[row] = rows.get((depth, node), -1)
    return parent
