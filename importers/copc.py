"""The octree that a COPC file brings along: https://copc.io, version 1.0."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from city.laz import RGB_FORMATS, Laz
from city.octree import Octree
from city.placement import Placement
from city.records import Unreadable
from importers.las_header import LasHeader
from importers.laz_chunks import POINTS_A_BYTE

INFO = struct.Struct("<3d d d QQ")  # centre, half of the side, spacing, place and length of pages
ENTRY = np.dtype([("key", "<i4", 4), ("start", "<u8"), ("length", "<i4"), ("count", "<i4")])
FORMATS = (6, 7, 8)
MOST_POINTS = 10_000_000  # in one node
DEEPEST = 30  # levels
PAGE = -1  # the count of an entry that stands for more entries
BITS_8 = 255


def octree(
    path: Path,
    header: LasHeader,
    scale: NDArray[np.float64],
    offset: NDArray[np.float64],
    place: Placement,
) -> Octree | None:
    """The nodes of a COPC file; None where its list of them cannot be right."""
    if len(header.copc_info) < INFO.size or header.point_format not in FORMATS:
        return None
    *centre, half, spacing, first, length = INFO.unpack_from(header.copc_info)
    size = path.stat().st_size
    try:
        with path.open("rb") as file:
            entries = np.concatenate(list(_pages(file, size, first, length)))
    except (OSError, ValueError, OverflowError):
        return None
    entries = entries[entries["count"] > 0]
    entries = entries[np.argsort(entries["key"][:, 0], kind="stable")]
    if not _possible(entries, size, header) or not 0 < half < 1e12 or not 0 < spacing < 1e12:
        return None
    low, high, steps = _boxes(entries["key"], np.array(centre) - half, 2 * half, header, place)
    if not (np.isfinite(low).all() and np.isfinite(high).all()):
        return None
    laz = Laz(
        entries["start"].astype(np.int64),
        entries["length"].astype(np.int64),
        size,
        np.frombuffer(header.laszip, np.uint8).copy(),
        header.record,
        header.point_format,
        scale,
        offset,
        0,
        place,
    )
    tree = Octree(
        str(path),
        header.point_format in RGB_FORMATS,
        low,
        high,
        (steps * spacing / (2 * half)).astype(np.float32),
        _parents(entries["key"]),
        entries["count"].astype(np.int32),
        np.zeros(len(entries), np.uint32),
        laz,
    )
    return _with_colours(tree, laz)


def _pages(file: BinaryIO, size: int, first: int, length: int) -> Iterator[NDArray[np.void]]:
    """The entries of the first page and of all that it names; ValueError where they are wrong."""
    waiting, seen = [(first, length)], set()
    while waiting:
        start, length = waiting.pop()
        if start in seen or length <= 0 or length % ENTRY.itemsize or start + length > size:
            raise ValueError("a page that cannot be")
        seen.add(start)
        file.seek(start)
        entries = np.frombuffer(file.read(length), ENTRY)
        pages = entries["count"] == PAGE
        waiting += [(int(e["start"]), int(e["length"])) for e in entries[pages]]
        yield entries[~pages]


def _possible(entries: NDArray[np.void], size: int, header: LasHeader) -> bool:
    """Whether all the points of the file lie in nodes within it."""
    level, count = entries["key"][:, 0], entries["count"].astype(np.int64)
    place = entries["key"][:, 1:].astype(np.int64)
    start, length = entries["start"], entries["length"].astype(np.int64)
    if not len(entries) or (level < 0).any() or (level > DEEPEST).any() or (length <= 0).any():
        return False
    return bool(
        (start < size).all()
        and (start.astype(np.int64) + length <= size).all()
        and (count <= np.minimum(length * POINTS_A_BYTE, MOST_POINTS)).all()
        and ((place >= 0) & (place < (1 << level.astype(np.int64))[:, None])).all()
        and len(np.unique(entries["key"], axis=0)) == len(entries)
        and int(count.sum()) == header.count
    )


def _boxes(
    key: NDArray[np.int32],
    origin: NDArray[np.float64],
    side: float,
    header: LasHeader,
    place: Placement,
) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float64]]:
    """The lowest and highest corners of nodes, (n, 3) local metres, and how wide they are."""
    wide = side / 2.0 ** key[:, :1]
    low = origin + key[:, 1:] * wide
    high = low + wide
    ends = [place(origin[None]), place(origin[None] + [side, 0, 0])]
    metres = float(np.linalg.norm(ends[1] - ends[0])) / side
    if header.extent is not None:
        low, high = np.maximum(low, header.extent[0]), np.minimum(high, header.extent[1])
        low = np.minimum(low, high)
    corners = [place(np.where(np.array([k & 1, k & 2, k & 4], bool), high, low)) for k in range(8)]
    bounds = np.stack(corners)
    return (
        bounds.min(0).astype(np.float32),
        bounds.max(0).astype(np.float32),
        np.asarray(wide[:, 0] * metres, np.float64),
    )


def _parents(key: NDArray[np.int32]) -> NDArray[np.int32]:
    """The row of the nearest node above each, as some have no points; -1 for none."""
    rows = {tuple(one): row for row, one in enumerate(key.tolist())}
    parent = np.full(len(key), -1, np.int32)
    for (level, x, y, z), row in rows.items():
        while level > 0 and parent[row] < 0:
            level, x, y, z = level - 1, x >> 1, y >> 1, z >> 1
            parent[row] = rows.get((level, x, y, z), -1)
    return parent


def _with_colours(tree: Octree, laz: Laz) -> Octree | None:
    """The same, knowing how its colours are written: LAS asks for 16 bits, many files store 8."""
    if not tree.coloured:
        return tree
    try:
        brightest = laz.brightest(tree.path, 0, int(tree.count[0]))
    except (OSError, Unreadable):
        return None
    if not brightest:
        return replace(tree, coloured=False)
    return tree if brightest <= BITS_8 else replace(tree, laz=replace(laz, shift=8))
