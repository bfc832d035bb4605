"""One VTK XML file (.vtu, .vtp): its nodes, its cells and its values."""

from __future__ import annotations

import base64
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
from lxml import etree

from city.simulated.volume import Faces
from importers.intake import ReadError
from importers.simulated.polyhedra import NAMES, faces_of
from importers.simulated.unstructured import Grid, Numbers

TYPES = {
    "Int8": "i1", "UInt8": "u1", "Int16": "i2", "UInt16": "u2", "Int32": "i4", "UInt32": "u4",
    "Int64": "i8", "UInt64": "u8", "Float32": "f4", "Float64": "f8",
}  # fmt: skip
LONGEST = 1 << 31  # bytes of a file
MOST = 200_000_000  # numbers of an array
APPENDED = re.compile(rb"<AppendedData[^>]*>\s*_")


def grid(path: Path) -> Grid:
    """A whole file, all its pieces together; raises ReadError for one that cannot be read.

    Source: VTK file formats, "XML file formats".
    """
    if path.stat().st_size > LONGEST:
        raise ReadError(f"{path.name}: it is larger than two gigabytes; store it in parts")
    try:
        file = _File.of(path.read_bytes())
        pieces = [_piece(file, piece) for piece in file.root.iter("Piece")]
        if not pieces:
            raise ValueError("it has no pieces")
        return pieces[0] if len(pieces) == 1 else _together(pieces)
    except (ValueError, KeyError, TypeError, IndexError, zlib.error, etree.XMLSyntaxError) as fault:
        said = " ".join(str(fault).split())[:100]
        raise ReadError(
            f"{path.name}: this VTK file is damaged or of another kind ({said})"
        ) from fault


@dataclass(frozen=True, slots=True, eq=False)
class _File:
    """The tree of a file, and the bytes behind it."""

    root: Any
    appended: bytes
    encoded: bool

    @classmethod
    def of(cls, whole: bytes) -> _File:
        """What is appended raw is no XML, and is cut off first."""
        appended, encoded = b"", True
        begin = APPENDED.search(whole)
        if begin is not None:
            encoded = b'"raw"' not in begin[0]
            appended = whole[begin.end() : whole.rfind(b"</AppendedData>")]
            whole = whole[: begin.end()] + b"</AppendedData></VTKFile>"
        if b"<!DOCTYPE" in whole:
            raise ValueError("it has a document type, which is refused")
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True
        )
        root = etree.fromstring(whole, parser)
        if root.tag != "VTKFile":
            raise ValueError("it is no VTKFile")
        if root.get("type") not in ("UnstructuredGrid", "PolyData"):
            raise ValueError(f"a {root.get('type')}, where an UnstructuredGrid was expected")
        return cls(root, appended, encoded)

    def numbers(self, array: Any, count: int | None = None) -> Numbers:
        """The values of a DataArray, rows by components; of `count` rows where that is known."""
        kind = np.dtype(TYPES[array.get("type")])
        across = int(array.get("NumberOfComponents") or 1)
        how = array.get("format", "ascii")
        if how == "ascii":
            values = np.array((array.text or "").split(), kind)
        else:
            values = np.frombuffer(self._bytes(array, how), kind.newbyteorder(self._order))
        if across > 1:
            values = values[: len(values) // across * across].reshape(-1, across)
        if count is not None and len(values) != count:
            name = array.get("Name") or "an array"
            raise ValueError(f"{name[:40]} has {len(values)} values where {count} are needed")
        return values

    @property
    def _order(self) -> Literal["<", ">"]:
        return ">" if self.root.get("byte_order") == "BigEndian" else "<"

    def _bytes(self, array: Any, how: str) -> bytes:
        head = np.dtype("u8" if self.root.get("header_type") == "UInt64" else "u4")
        head = head.newbyteorder(self._order)
        packer = self.root.get("compressor")
        if packer not in (None, "vtkZLibDataCompressor"):
            raise ValueError(f"packed by {packer[:40]}, which is not read")
        data, encoded = self.appended, self.encoded
        if how == "binary":
            data, encoded = "".join((array.text or "").split()).encode("ascii"), True
        elif how == "appended":
            data = data[int(array.get("offset")) :]
        else:
            raise ValueError(f"written as {how[:40]}, which is not read")
        read = _Encoded(data) if encoded else _Plain(data)
        return _unpacked(read, head) if packer else read.take(int(read.number(head)))


class _Plain:
    """Bytes as they stand, from the front."""

    def __init__(self, data: bytes) -> None:
        self._data, self._at = data, 0

    def take(self, size: int) -> bytes:
        part = self._data[self._at : self._at + size]
        if len(part) < size:
            raise ValueError("it is cut off")
        self._at += size
        return part

    def number(self, kind: np.dtype[Any]) -> int:
        return int(np.frombuffer(self.take(kind.itemsize), kind)[0])

    def next(self) -> None:
        """A header has ended."""


class _Encoded(_Plain):
    """The same from base64, where the header of packed data is encoded for itself."""

    def __init__(self, text: bytes) -> None:
        super().__init__(b"")
        self._text, self._from = text, 0

    def take(self, size: int) -> bytes:
        needed = self._at + size
        letters = -(-needed // 3) * 4
        self._data = base64.b64decode(self._text[self._from : self._from + letters])
        return super().take(size)

    def next(self) -> None:
        self._from += -(-self._at // 3) * 4
        self._at = 0


def _unpacked(read: _Plain, head: np.dtype[Any]) -> bytes:
    """Blocks packed by zlib: how many, how long each, how long the last, and each when packed."""
    blocks, size, last = (read.number(head) for _ in range(3))
    if blocks * max(size, 1) > MOST * 8:
        raise ValueError("it is too long to be read")
    packed = np.frombuffer(read.take(blocks * head.itemsize), head).tolist()
    read.next()
    parts = []
    for at, long in enumerate(packed):
        room = last if last and at == blocks - 1 else size
        unpacker = zlib.decompressobj()
        parts.append(unpacker.decompress(read.take(int(long)), room + 1))
        if len(parts[-1]) != room:
            raise ValueError("a block is not as long as it says")
    return b"".join(parts)


def _piece(file: _File, piece: Any) -> Grid:
    points = int(piece.get("NumberOfPoints"))
    values = file.numbers(piece.find("Points/DataArray"), points).astype(np.float64)
    if piece.find("Cells") is not None:
        told = {one.get("Name"): one for one in piece.iterfind("Cells/DataArray")}
        cells = int(piece.get("NumberOfCells"))
        kinds = file.numbers(told["types"], cells).astype(np.uint8)
        ends = file.numbers(told["offsets"], cells).astype(np.int64)
        corners = file.numbers(told["connectivity"]).astype(np.int64)
        many = {name: file.numbers(told[name]).astype(np.int64) for name in NAMES & told.keys()}
        polyhedra = faces_of(kinds, many, points)
    else:
        cells = int(piece.get("NumberOfPolys") or 0)
        told = {one.get("Name"): one for one in piece.iterfind("Polys/DataArray")}
        kinds = np.full(cells, 7, np.uint8)
        ends = file.numbers(told["offsets"], cells).astype(np.int64)
        corners = file.numbers(told["connectivity"]).astype(np.int64)
        polyhedra = Faces.none(cells)
    offsets = np.append(0, ends)
    if (np.diff(offsets) < 0).any() or offsets[-1] > len(corners):
        raise ValueError("its cells do not end where their corners do")
    if len(corners) and (corners.min() < 0 or corners.max() >= points):
        raise ValueError("a corner is not there")
    of_points = _values(file, piece.find("PointData"), points)
    of_cells = _values(file, piece.find("CellData"), cells)
    return Grid(values, kinds, offsets, corners[: offsets[-1]], of_points, of_cells, polyhedra)


def _values(file: _File, of: Any, count: int) -> dict[str, Numbers]:
    arrays = [] if of is None else of.iterfind("DataArray")
    return {
        one.get("Name") or "values": file.numbers(one, count)
        for one in arrays
        if one.get("type") in TYPES
    }


def _together(pieces: list[Grid]) -> Grid:
    """Several pieces as one; what not all of them have is left out."""
    before = np.cumsum([0, *(len(one.points) for one in pieces[:-1])])
    lengths = np.concatenate([np.diff(one.offsets) for one in pieces])

    def shared(of: list[Mapping[str, Numbers]]) -> dict[str, Numbers]:
        names = [name for name in of[0] if all(name in one for one in of)]
        return {name: np.concatenate([one[name] for one in of]) for name in names}

    many = [one.polyhedra for one in pieces]
    faces = np.concatenate([np.diff(one.offsets) for one in many])
    sides = np.concatenate([np.diff(one.sides) for one in many])
    corners = [one.corners + first for one, first in zip(many, before, strict=True)]
    return Grid(
        np.concatenate([one.points for one in pieces]),
        np.concatenate([one.kinds for one in pieces]),
        np.append(0, np.cumsum(lengths)),
        np.concatenate([one.corners + first for one, first in zip(pieces, before, strict=True)]),
        shared([one.of_points for one in pieces]),
        shared([one.of_cells for one in pieces]),
        Faces(
            np.append(0, np.cumsum(faces)), np.append(0, np.cumsum(sides)), np.concatenate(corners)
        ),
    )
