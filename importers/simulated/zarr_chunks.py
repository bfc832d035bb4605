"""The chunks of a Zarr array: found by their place, unpacked by their codecs, and put together."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod
from pathlib import Path
from typing import Any

import numpy as np

from importers.simulated.chunk_grid import gathered, put
from importers.simulated.dataset import Array, Index

MOST = 1 << 30  # bytes of one chunk
EMPTY = 2**64 - 1  # of an inner chunk that a shard does not hold
# Codecs of numcodecs that only turn bytes into bytes; others (pickle) can run what they hold.
SAFE = {
    "blosc",
    "zstd",
    "lz4",
    "bz2",
    "shuffle",
    "delta",
    "fixedscaleoffset",
    "bitround",
    "quantize",
}
Codec = Mapping[str, Any]


@dataclass(frozen=True, slots=True, eq=False)
class Chunks:
    """Where the values of an array lie. codecs: as Zarr 3 writes them, from the values to bytes.

    shape, chunk: of the array and of each chunk. dotted: version 2's names of files ("0.1.2"), of
    which `separator` may be "/"; else "c/0/1/2".
    """

    folder: Path
    shape: tuple[int, ...]
    chunk: tuple[int, ...]
    dtype: np.dtype[Any]
    fill: Any
    codecs: Sequence[Codec]
    separator: str
    prefix: str

    def read(self, index: Index = ()) -> Array:
        """A part of the array; chunks that are not there are all fill value.

        Raises OSError for a chunk that is damaged.
        """
        return gathered(index, self.shape, self.chunk, (self.dtype, self.fill), self._chunk)

    def _chunk(self, place: tuple[int, ...]) -> Array | None:
        name = self.separator.join([*([self.prefix] if self.prefix else []), *map(str, place)])
        path = self.folder / (name or "0")
        try:
            packed = path.read_bytes()
        except FileNotFoundError:
            return None
        try:
            return unpacked(packed, self.chunk, self.dtype, self.fill, self.codecs)
        except (ValueError, RuntimeError, zlib.error, TypeError, KeyError) as fault:
            raise OSError(f"the chunk {name} of {self.folder.name} is damaged ({fault})") from fault


def unpacked(
    packed: bytes, shape: tuple[int, ...], dtype: np.dtype[Any], fill: Any, codecs: Sequence[Codec]
) -> Array:
    """A chunk as an array; raises ValueError for codecs that are not known and for bytes that are
    not those of a whole chunk. Source: Zarr core specification 3.0, "Codecs"; ZEP 2 for shards."""
    if dtype.itemsize * prod(shape) > MOST:
        raise ValueError("its chunks are too large")
    steps = list(_forward(shape, dtype, codecs))
    data: Any = packed
    for name, told, before, kind in reversed(steps):
        size = kind.itemsize * prod(before)
        if name == "sharding_indexed":
            data = _shard(data, before, kind, fill, told)
        elif name == "bytes":
            order = ">" if told.get("endian") == "big" else "<"
            data = np.frombuffer(data, kind.newbyteorder(order), prod(before)).reshape(before)
        elif name == "transpose":
            data = data.transpose(np.argsort(told["order"]))
        elif name == "crc32c":
            data = data[:-4]
        elif name in ("gzip", "zlib"):
            data = _inflated(data, size)
        else:
            data = _decoded(name, told, data, size)
    return np.asarray(data, dtype).reshape(shape)


def _forward(
    shape: tuple[int, ...], dtype: np.dtype[Any], codecs: Sequence[Codec]
) -> Iterator[tuple[str, Mapping[str, Any], tuple[int, ...], np.dtype[Any]]]:
    """Each codec with the shape and type of what goes into it."""
    for codec in codecs:
        name, told = str(codec["name"]).removeprefix("numcodecs."), codec.get("configuration") or {}
        yield name, told, shape, dtype
        if name == "transpose":
            shape = tuple(shape[axis] for axis in told["order"])


def _inflated(data: bytes, size: int) -> bytes:
    unpacker = zlib.decompressobj(zlib.MAX_WBITS | 32)
    plain = unpacker.decompress(data, size + 1024)
    if unpacker.unconsumed_tail:
        raise ValueError("it is longer than it says")
    return plain


def _decoded(name: str, told: Mapping[str, Any], data: Any, size: int) -> Any:
    if name not in SAFE:
        raise ValueError(f"packed with {name[:40]}, which is not read")
    from numcodecs.registry import get_codec

    settings = {} if name in ("zstd", "blosc") else {k: v for k, v in told.items() if k != "id"}
    codec = get_codec({"id": name, **settings})
    if name in ("zstd", "blosc"):  # into so much room and no more
        room = np.empty(size, np.uint8)
        return memoryview(codec.decode(data, room))
    return codec.decode(data)


def _shard(
    data: Any, shape: tuple[int, ...], dtype: np.dtype[Any], fill: Any, told: Mapping[str, Any]
) -> Array:
    """A chunk of chunks, with an index of where each of them begins and how long it is."""
    inner = tuple(int(one) for one in told["chunk_shape"])
    across = tuple(-(-whole // part) for whole, part in zip(shape, inner, strict=True))
    checked = any(codec["name"] == "crc32c" for codec in told["index_codecs"])
    long = prod(across) * 16 + 4 * checked
    head = told.get("index_location") == "start"
    index = bytes(data[:long] if head else data[-long:])[: prod(across) * 16]
    table = np.frombuffer(index, "<u8").reshape(*across, 2)
    out = np.full(shape, fill, dtype)
    spans = [(0, size) for size in shape]
    for place in product(*map(range, across)):
        offset, length = (int(one) for one in table[place])
        if offset != EMPTY:
            part = unpacked(
                bytes(data[offset : offset + length]), inner, dtype, fill, told["codecs"]
            )
            put(part, place, inner, spans, out)
    return out
