"""A city, a survey or a terrain as one file whose columns are read by mapping them to memory.

The file: a preamble of 32 bytes (magic word, version, length and checksum of the header, length
of the whole), a JSON header that describes the value and where each array lies, then the arrays,
each at a multiple of 64 bytes with a checksum of its own.
"""

from __future__ import annotations

import contextlib
import json
import mmap
import struct
import uuid
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields, is_dataclass
from functools import cache
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from city.cloud import PointCloud
from city.column import Column
from city.crs import Crs
from city.finding import Finding
from city.frame import Frame
from city.laz import Laz
from city.model import Appearance, City, Material, Shapes, Source, Table, Texture
from city.octree import Octree
from city.placement import Placement
from city.progress import Progress
from city.strings import Strings
from city.terrain import Terrain

try:
    from isal.isal_zlib import crc32  # four times as fast as Python's
except ImportError:  # it is not made for every machine
    from zlib import crc32

VERSION = 1
MAGIC = b"MAQUETTE"
PREAMBLE = struct.Struct("<8sIIQQ")  # magic, version, checksum and length of the header, file size
ALIGNMENT = 64
BLOCK = 1 << 20  # bytes copied, checked and written together, while they are near
PIECE = 1 << 25  # bytes checked by one thread
MOST = 0xFFFFFFFF  # a checksum as long as any

STORED = {
    kind.__name__: kind
    for kind in (
        *(City, Table, Column, Strings, Shapes, Appearance, Material, Texture, Source),
        *(Frame, Crs, Finding, PointCloud, Octree, Laz, Placement, Terrain),
    )
}


class Damaged(ValueError):
    """A file that is not, or no longer, what `write` wrote."""


def write(path: Path, value: Any, progress: Progress | None = None) -> None:
    """Write a value made of cities, clouds, terrains, arrays and plain values.

    The file appears at once and whole, or not at all. Raises OSError when it cannot be written,
    TypeError for something that is none of these.
    """
    progress = progress or Progress()
    arrays: list[NDArray[Any]] = []
    described = json.dumps(_describe(value, arrays))
    places = []
    end = 0
    for array in arrays:
        start = _aligned(end)
        end = start + array.nbytes
        places.append((array.dtype.str, list(array.shape), start))
    first = _aligned(PREAMBLE.size + len(_header(described, places, [MOST] * len(places))))
    part = path.with_name(f"{path.name}.{uuid.uuid4().hex}.part")
    try:
        with part.open("xb") as file:
            checks = []
            for array, (_, _, start) in zip(arrays, places, strict=True):
                file.seek(first + start)
                checks.append(_pour(array, file, progress))
            file.truncate(first + end)
            header = _header(described, places, checks).ljust(first - PREAMBLE.size)
            file.seek(0)
            file.write(PREAMBLE.pack(MAGIC, VERSION, crc32(header), len(header), first + end))
            file.write(header)
        part.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        raise


def _header(described: str, places: list[tuple[str, list[int], int]], checks: list[int]) -> bytes:
    arrays = [(*place, check) for place, check in zip(places, checks, strict=True)]
    return f'{{"value": {described}, "arrays": {json.dumps(arrays)}}}'.encode()


def read(path: Path) -> Any:
    """The value that `write` wrote; its arrays are read-only and stay in the file until used.

    Raises Damaged for a file that was cut, changed in any byte that matters, or written by
    another version, and OSError for one that cannot be opened.
    """
    with path.open("rb") as file:
        try:
            whole = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except ValueError as fault:
            raise Damaged(f"{path}: empty") from fault
    if len(whole) < PREAMBLE.size:
        raise Damaged(f"{path}: cut short")
    magic, version, check, length, size = PREAMBLE.unpack_from(whole)
    if magic != MAGIC or version != VERSION or size != len(whole):
        raise Damaged(f"{path}: of another kind, of another version, or cut short")
    header = whole[PREAMBLE.size : PREAMBLE.size + length]
    if crc32(header) != check:
        raise Damaged(f"{path}: its header was changed")
    try:
        found = json.loads(header)
        first = _aligned(PREAMBLE.size + length)
        arrays = [_mapped(whole, first, *place) for place in found["arrays"]]
        return _restore(found["value"], arrays)
    except (ValueError, KeyError, TypeError, IndexError) as fault:
        raise Damaged(f"{path}: {fault}") from fault


# arrays


def _aligned(place: int) -> int:
    return -(-place // ALIGNMENT) * ALIGNMENT


def _bytes(array: NDArray[Any]) -> memoryview:
    return np.ascontiguousarray(array).reshape(-1).view(np.uint8).data


def _pour(array: NDArray[Any], file: IO[bytes], progress: Progress) -> int:
    """Write an array block by block, whatever its order in memory; returns its checksum."""
    check = 0
    array = np.atleast_1d(array)
    rows = max(BLOCK * len(array) // max(array.nbytes, 1), 1)
    for start in range(0, len(array), rows):
        progress.check()
        block = _bytes(array[start : start + rows])
        check = crc32(block, check)
        file.write(block)
    return check


def release(array: NDArray[Any]) -> None:
    """Give back the memory that a stored array takes; what is used again is read again.

    Does nothing for an array that is not in a file, or where the system knows no way.
    """
    whole: Any = array
    while isinstance(whole, np.ndarray):
        whole = whole.base
    if isinstance(whole, memoryview):
        whole = whole.obj
    if not isinstance(whole, mmap.mmap) or not hasattr(mmap, "MADV_DONTNEED") or not array.size:
        return
    first = _address(array) - _address(np.frombuffer(whole, np.uint8))
    start = -(-first // mmap.PAGESIZE) * mmap.PAGESIZE  # only pages that hold nothing else
    length = (first + array.nbytes) // mmap.PAGESIZE * mmap.PAGESIZE - start
    if length > 0:
        whole.madvise(mmap.MADV_DONTNEED, start, length)


def _address(array: NDArray[Any]) -> int:
    return int(array.__array_interface__["data"][0])


def _checksum(array: NDArray[Any]) -> int:
    """Of a stored array, piece by piece, so that a large one need not fit into memory.

    The pieces are read on two threads; one alone is read at once, and stays for who uses it.
    """
    flat = array.reshape(-1)
    if array.nbytes <= PIECE:
        return crc32(_bytes(flat))
    step = max(PIECE // max(array.itemsize, 1), 1)

    def check(start: int) -> tuple[int, int]:
        piece = flat[start : start + step]
        found = crc32(_bytes(piece))
        release(piece)
        return found, piece.nbytes

    with ThreadPoolExecutor(2) as pool:
        pieces = list(pool.map(check, range(0, len(flat), step)))
    total = 0
    for found, length in pieces:
        total = _applied(_onwards(length), total) ^ found
    return total


@cache
def _onwards(zeros: int) -> list[int]:
    """What so many bytes of nothing make of a checksum, by which those of two pieces are joined.

    A step of one bit is linear over the field of two elements; so are two, four, eight of them.
    """
    step = [0xEDB88320, *(1 << k for k in range(31))]  # CRC-32 of RFC 1952, by one bit
    whole = [1 << k for k in range(32)]
    bits = 8 * zeros
    while bits:
        if bits & 1:
            whole = [_applied(step, row) for row in whole]
        step = [_applied(step, row) for row in step]
        bits >>= 1
    return whole


def _applied(step: list[int], value: int) -> int:
    found = 0
    for row in step:
        found ^= row * (value & 1)
        value >>= 1
    return found


def _mapped(
    whole: mmap.mmap, first: int, dtype: str, shape: list[int], start: int, check: int
) -> NDArray[Any]:
    kind = np.dtype(dtype)
    count = int(np.prod(shape, dtype=np.int64))
    array = np.frombuffer(whole, kind, count, first + start) if count else np.zeros(0, kind)
    if _checksum(array) != check:
        raise Damaged("an array was changed")
    array = array.reshape(shape)
    array.setflags(write=False)
    return array


# values

PLAIN = (bool, int, float, str, type(None))


def _describe(value: Any, arrays: list[NDArray[Any]]) -> Any:
    """A value as JSON, its arrays replaced by their number."""
    if isinstance(value, PLAIN):
        return value
    if isinstance(value, np.ndarray):
        if value.dtype.hasobject:
            raise TypeError("an array of Python objects cannot be stored")
        arrays.append(value)
        return {"array": len(arrays) - 1}
    if isinstance(value, np.generic):
        return _describe(value.item(), arrays)
    if isinstance(value, list):
        return _describe_list(value, arrays)
    if isinstance(value, tuple):
        return {"tuple": _describe_list(list(value), arrays)}
    if isinstance(value, Mapping):
        keys, values = list(value), list(value.values())
        return {"map": [_describe_list(keys, arrays), _describe_list(values, arrays)]}
    kind = _stored(value)
    parts = {f.name: _describe(getattr(value, f.name), arrays) for f in fields(kind)}
    return {"kind": kind.__name__, "parts": parts}


def _stored(value: Any) -> Any:
    kind = STORED.get(type(value).__name__)
    if kind is not type(value):
        raise TypeError(f"a {type(value).__name__} cannot be stored")
    return kind


def _describe_list(items: list[Any], arrays: list[NDArray[Any]]) -> Any:
    """Thousands of materials or findings go field by field, which is quick to restore."""
    kinds = set(map(type, items))
    if kinds <= set(PLAIN):
        return {"plain": items}
    if kinds == {tuple} and all(isinstance(part, PLAIN) for item in items for part in item):
        return {"tuples": items}
    if len(kinds) == 1 and is_dataclass(items[0]):
        kind = _stored(items[0])
        parts = [_describe_list([getattr(i, f.name) for i in items], arrays) for f in fields(kind)]
        return {"rows": kind.__name__, "parts": parts}
    return {"list": [_describe(item, arrays) for item in items]}


def _restore(described: Any, arrays: list[NDArray[Any]]) -> Any:
    if not isinstance(described, dict):
        return described
    if "array" in described:
        return arrays[described["array"]]
    if "plain" in described:
        return described["plain"]
    if "tuples" in described:
        return list(map(tuple, described["tuples"]))
    if "tuple" in described:
        return tuple(_restore(described["tuple"], arrays))
    if "list" in described:
        return [_restore(item, arrays) for item in described["list"]]
    if "map" in described:
        keys, values = (_restore(part, arrays) for part in described["map"])
        return dict(zip(keys, values, strict=True))
    if "rows" in described:
        columns = [_restore(part, arrays) for part in described["parts"]]
        return list(map(STORED[described["rows"]], *columns))
    parts = {name: _restore(part, arrays) for name, part in described["parts"].items()}
    return STORED[described["kind"]](**parts)
