"""Zarr stores in a folder, versions 2 and 3, as xarray writes them."""

from __future__ import annotations

import base64
import binascii
import json
import struct
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from city.progress import Progress
from importers.intake import ReadError
from importers.simulated import cf
from importers.simulated.dataset import Dataset, Stored
from importers.simulated.results import Options, Results
from importers.simulated.zarr_chunks import Chunks

FORMAT = "Zarr"
MOST, LONGEST = 2000, 1 << 24  # arrays of a store, and bytes of what one says of itself
ROOT = (".zgroup", ".zmetadata", "zarr.json", ".zarray")


def recognises(path: Path, head: bytes) -> bool:
    return path.is_dir() and any((path / name).is_file() for name in ROOT)


def read(path: Path, options: Options, progress: Progress) -> Results:
    return cf.results(opened(path), path, options, FORMAT, progress)


def opened(path: Path) -> Dataset:
    """A store whose values are read when they are asked for."""
    arrays: dict[str, Stored] = {}
    for folder in _folders(path):
        array = _third(folder) or _second(folder)
        if array is not None:
            arrays[array.name] = array
    if not arrays:
        raise ReadError(f"{path.name}: there are no arrays in this Zarr store")
    told = _json(path / "zarr.json").get("attributes") or _json(path / ".zattrs")
    return Dataset(told, arrays)


def _folders(path: Path) -> Iterator[Path]:
    """The folders that may be arrays, of the store and of its groups."""
    found = 0
    for folder in sorted(path.iterdir()):
        if not folder.is_dir():
            continue
        inner = (
            [folder] if _is_array(folder) else [f for f in sorted(folder.iterdir()) if f.is_dir()]
        )
        for one in inner:
            if _is_array(one):
                found += 1
                if found > MOST:
                    raise ReadError(f"{path.name}: it has more than {MOST:,} arrays")
                yield one


def _is_array(folder: Path) -> bool:
    told = folder / "zarr.json"
    return (folder / ".zarray").is_file() or (
        told.is_file() and _json(told).get("node_type") == "array"
    )


def _json(path: Path) -> Mapping[str, Any]:
    if not path.is_file():
        return {}
    if path.stat().st_size > LONGEST:
        raise ReadError(f"{path.parent.name}/{path.name}: it is too long to be what it should")
    try:
        told = json.loads(path.read_text("utf-8"))
    except (ValueError, RecursionError) as fault:
        raise ReadError(f"{path.parent.name}/{path.name}: this is no JSON ({fault})") from fault
    return told if isinstance(told, dict) else {}


def _third(folder: Path) -> Stored | None:
    """Source: Zarr core specification 3.0, "Array metadata"."""
    told = _json(folder / "zarr.json")
    if not told:
        return None
    try:
        dtype = np.dtype(str(told["data_type"]))
        keys = told["chunk_key_encoding"]
        version2 = keys["name"] == "v2"
        separator = keys.get("configuration", {}).get("separator", "." if version2 else "/")
        chunks = Chunks(
            folder,
            _sizes(told["shape"]),
            _sizes(told["chunk_grid"]["configuration"]["chunk_shape"], least=1),
            dtype,
            _fill(told.get("fill_value"), dtype),
            told["codecs"],
            "." if separator == "." else "/",
            "" if version2 else "c",
        )
        names = told.get("dimension_names") or [None] * len(chunks.shape)
        return _stored(chunks, names, told.get("attributes") or {})
    except (KeyError, TypeError, ValueError) as fault:
        return _odd(folder, fault)


def _second(folder: Path) -> Stored | None:
    """Source: Zarr storage specification 2, "Arrays"; xarray's _ARRAY_DIMENSIONS."""
    told = _json(folder / ".zarray")
    try:
        dtype = np.dtype(str(told["dtype"]))
        packers = [
            *(told.get("filters") or []),
            *([told["compressor"]] if told.get("compressor") else []),
        ]
        shape = _sizes(told["shape"])
        codecs: list[Mapping[str, Any]] = [
            {"name": one["id"], "configuration": one} for one in packers
        ]
        endian = {"endian": "big" if dtype.byteorder == ">" else "little"}
        codecs.insert(0, {"name": "bytes", "configuration": endian})
        if told.get("order") == "F":
            order = {"order": list(range(len(shape)))[::-1]}
            codecs.insert(0, {"name": "transpose", "configuration": order})
        fill = told.get("fill_value")
        separator = "/" if told.get("dimension_separator") == "/" else "."
        plain = dtype.newbyteorder("=")
        chunk = _sizes(told["chunks"], least=1)
        chunks = Chunks(folder, shape, chunk, plain, _fill(fill, plain), codecs, separator, "")
        attributes = dict(_json(folder / ".zattrs"))
        names = attributes.pop("_ARRAY_DIMENSIONS", [None] * len(shape))
        if fill is not None:  # in version 2 this also marks what is missing
            attributes.setdefault("_FillValue", chunks.fill)
        return _stored(chunks, names, attributes)
    except (KeyError, TypeError, ValueError) as fault:
        return _odd(folder, fault)


def _stored(chunks: Chunks, names: list[Any], told: Mapping[str, Any]) -> Stored:
    name = chunks.folder.name
    if chunks.dtype.kind not in "biuf" or len(names) != len(chunks.shape) != len(chunks.chunk):
        raise ValueError(f"values of the type {chunks.dtype}")
    dims = tuple(str(one) if one else f"{name}:{at}" for at, one in enumerate(names))
    attributes = {key: _attribute(value, chunks.dtype) for key, value in told.items()}
    return Stored(name, dims, chunks.shape, chunks.dtype, attributes, chunks.read, chunks.chunk)


def _odd(folder: Path, fault: Exception) -> Stored:
    """An array that is not understood: of no type that is shown, so that it is left out."""
    return Stored(
        folder.name, (), (), np.dtype(object), {"fault": str(fault)}, lambda index: np.zeros(())
    )


def _sizes(told: Any, least: int = 0) -> tuple[int, ...]:
    sizes = tuple(int(one) for one in told)
    if any(one < least for one in sizes):
        raise ValueError(f"a side of {min(sizes)}")
    return sizes


def _fill(told: Any, dtype: np.dtype[Any]) -> Any:
    """Zarr 3.0, "Fill value list": a number, a name of one, or its bits."""
    if isinstance(told, str) and told.startswith("0x"):
        return np.frombuffer(bytes.fromhex(told[2:])[::-1], dtype)[0]
    return dtype.type(0 if told is None else told)


def _attribute(value: Any, dtype: np.dtype[Any]) -> Any:
    """xarray writes the fill value of floats in base64, which JSON needs for NaN."""
    if isinstance(value, str) and dtype.kind == "f" and len(value) == 12 and value.endswith("="):
        try:
            return struct.unpack("<d", base64.b64decode(value, validate=True))[0]
        except (binascii.Error, struct.error):
            return value
    return np.asarray(value) if isinstance(value, list) else value
