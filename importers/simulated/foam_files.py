"""The files of an OpenFOAM case: a header, then lists of numbers, as text or as bytes."""

from __future__ import annotations

import gzip
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

F64 = NDArray[np.float64]
Rows = NDArray[np.int64]

LONGEST = 1 << 32  # bytes of a file
BLANK = bytes.maketrans(b"()", b"  ")
COMMENT = re.compile(rb"/\*.*?\*/|//[^\n]*", re.DOTALL)
HEADER = re.compile(rb"FoamFile\s*\{(.*?)\}", re.DOTALL)
LIST = re.compile(rb"(\d+)\s*\(")
INTERNAL = re.compile(rb"internalField\s+(uniform\s+([^;]+);|nonuniform\s+(?:List<\w+>)?\s*)")
DIMENSIONS = re.compile(rb"dimensions\s*\[([^\]]*)\]")
VERSION = re.compile(rb"Version:\s*(\S+)")
BASE = ("kg", "m", "s", "K", "mol", "A", "cd")
UNITS: dict[tuple[int, ...], str] = {
    (0, 0, 0, 0, 0): "1",
    (0, 1, -1, 0, 0): "m/s",
    (0, 0, 0, 1, 0): "K",
    (1, -1, -2, 0, 0): "Pa",
    (0, 1, 0, 0, 0): "m",
    (1, -3, 0, 0, 0): "kg/m³",
    (0, 2, -2, 0, 0): "m²/s²",
    (0, 0, 1, 0, 0): "s",
}


@dataclass(frozen=True, slots=True, eq=False)
class Foam:
    """A file. what: its class, "volScalarField". whole: its bytes behind the header. banner: those
    in front of it."""

    what: str
    whole: bytes
    binary: bool
    label: np.dtype[Any]
    scalar: np.dtype[Any]
    banner: bytes

    @property
    def version(self) -> str:
        """Of the program that wrote it, "" where it does not say."""
        found = VERSION.search(self.banner)
        return found[1].decode("ascii", "replace") if found else ""

    @property
    def unit(self) -> str:
        """Its dimensions as a unit, "" where it has none."""
        found = DIMENSIONS.search(self.whole)
        if found is None:
            return ""
        try:
            powers = tuple(int(float(one)) for one in found[1].split())
        except ValueError:
            return ""
        known = UNITS.get(powers[:5])
        parts = (f"{b}{p if p != 1 else ''}" for b, p in zip(BASE, powers, strict=False) if p)
        return known or " ".join(parts)


def opened(folder: Path, name: str) -> Foam:
    """A file of a case, packed or not; raises OSError where it is not there, and ValueError where
    it is none of OpenFOAM's.

    Source: OpenFOAM user guide, "File format".
    """
    path = folder / name
    with path.open("rb") if path.is_file() else gzip.open(folder / f"{name}.gz") as file:
        whole: bytes = file.read(LONGEST + 1)
    if len(whole) > LONGEST:
        raise ValueError("it is too long to be read")
    header = HEADER.search(whole)
    if header is None:
        raise ValueError(f"{name} is no file of OpenFOAM")
    told = header[1].decode("latin-1")
    narrow = "scalar=32" in told
    return Foam(
        _said(told, "class"),
        whole[header.end() :],
        _said(told, "format") == "binary",
        np.dtype("<i8" if "label=64" in told else "<i4"),
        np.dtype("<f4" if narrow else "<f8"),
        whole[: header.start()],
    )


def _said(header: str, key: str) -> str:
    found = re.search(rf"\b{key}\s+([^;]+);", header)
    return found[1].strip().strip('"') if found else ""


def vectors(foam: Foam) -> F64:
    """(n, 3) places."""
    return _numbers(foam, foam.scalar, 3)[0].reshape(-1, 3).astype(np.float64)


def labels(foam: Foam) -> Rows:
    """(n,) rows of another list."""
    return _numbers(foam, foam.label, 1)[0].astype(np.int64)


def faces(foam: Foam) -> tuple[Rows, Rows]:
    """Offsets (f + 1,) and corners of faces; raises ValueError for a list that is cut off."""
    if foam.what == "faceCompactList":
        offsets, end = _numbers(foam, foam.label, 1)
        flat, _ = _numbers(foam, foam.label, 1, end)
        return offsets.astype(np.int64), flat.astype(np.int64)
    whole = COMMENT.sub(b" ", foam.whole)
    begin = LIST.search(whole)
    if begin is None:
        raise ValueError("it has no faces")
    told = _plain(whole[begin.end() : whole.rfind(b")")]).astype(np.int64).tolist()
    corners: list[int] = []
    ends, at = [0], 0
    for _ in range(int(begin[1])):
        size = told[at]
        corners += told[at + 1 : at + 1 + size]
        ends.append(len(corners))
        at += 1 + size
    return np.array(ends), np.array(corners)


def internal(foam: Foam, cells: int) -> F64:
    """(cells, k) the values inside; raises ValueError where there are none, or too few."""
    found = INTERNAL.search(foam.whole)
    if found is None:
        raise ValueError("it has no internalField")
    across = {"volScalarField": 1, "volVectorField": 3}.get(foam.what, 0)
    if not across:
        raise ValueError(f"a {foam.what}, which is not shown")
    if found[2] is not None:
        return np.broadcast_to(_plain(found[2]), (cells, across)).astype(np.float64)
    values, _ = _numbers(foam, foam.scalar, across, found.end())
    if len(values) != cells * across:
        raise ValueError(f"it has {len(values) // across} values where {cells} are needed")
    return values.reshape(cells, across).astype(np.float64)


def _numbers(
    foam: Foam, kind: np.dtype[Any], across: int, begin: int = 0
) -> tuple[NDArray[Any], int]:
    """The next list, and where it ends."""
    whole = foam.whole
    if not foam.binary and not begin:
        whole = COMMENT.sub(b" ", whole)
    found = LIST.search(whole, begin)
    if found is None:
        raise ValueError("a list is missing")
    count = int(found[1]) * across
    if foam.binary:
        end = found.end() + count * kind.itemsize
        if len(whole) < end + 1:
            raise ValueError("it is cut off")
        return np.frombuffer(whole, kind, count, found.end()), end + 1
    end = _closing(whole, found.end(), across)
    values = _plain(whole[found.end() : end])
    if len(values) != count:
        raise ValueError("it is cut off")
    return values, end + 1


def _closing(whole: bytes, begin: int, across: int) -> int:
    """Where the list that began ends: at the next bracket that closes more than a vector."""
    end = whole.find(b")", begin)
    if across > 1:
        found = re.compile(rb"\)\s*\)").search(whole, begin)
        end = found.end() - 1 if found else -1
    if end < 0:
        raise ValueError("it is cut off")
    return end


def _plain(text: bytes) -> F64:
    """The numbers of a text with brackets; raises ValueError where one is none."""
    return np.array(text.translate(BLANK).split(), np.float64)
