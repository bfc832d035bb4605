"""A layer as bytes and back: an .npz that numpy alone can open, believed in nothing when read."""

from __future__ import annotations

import io
import json
import math
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from typing import IO, Any, get_args

import numpy as np
from numpy.typing import NDArray

from city.grid import Grid
from city.layer import Badge, Faces, Ground, Layer, Quantity, Samples, Tone
from city.layer_check import FACES, MOST, SAMPLES, TRIANGLES, checked

Array = NDArray[Any]

LARGEST = 2 << 30  # bytes of all columns of a layer
WORDS = 128 << 20  # bytes of its words: ids of owners, settings, facts
TEXT = 100_000  # characters of a title, a fact or a name
TRACES = {np.dtype(kind).str for kind in "?bBhHiIqQfd"}
FAULTS = (
    *(ValueError, TypeError, KeyError, AttributeError, RecursionError, OverflowError, EOFError),
    *(OSError, RuntimeError, zipfile.BadZipFile, zlib.error, MemoryError),
)


def archived(layer: Layer) -> bytes:
    """A layer as the bytes of an .npz; what numbers do not say stands in "words", as JSON.

    Raises ValueError for a layer that could not be read again, and says why.
    """
    checked(layer)
    samples, faces = layer.samples, layer.samples.faces
    ground = samples.ground
    grid = None if ground is None else ground.grid
    words = {
        "counts": [len(samples), len(faces.key), len(faces.face)],
        "ground": None if grid is None else [grid.west, grid.north, grid.step, *grid.shape],
        **{name: getattr(layer, name) for name in ("simulation", "title", "badge")},
        **{name: getattr(layer, name) for name in ("facts", "inputs", "base")},
        "settings": dict(layer.settings),
        "quantities": [_said(one) for one in layer.quantities],
        "columns": [_said(one) for one in layer.columns],
        "owners": samples.owners,
        "values": list(layer.values),
        "tables": list(layer.tables),
        "traces": [[name, a.dtype.str, list(a.shape)] for name, a in layer.traces.items()],
    }
    text = json.dumps(words, allow_nan=False).encode()
    arrays: dict[str, Array] = {"words": np.frombuffer(text, np.uint8)}
    for name, kind, _ in _form(words):
        arrays[name] = np.ascontiguousarray(_column(layer, name), kind)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, array in arrays.items():
            plain = zipfile.ZipInfo(f"{name}.npy")  # without the time: equal layers, equal bytes
            plain.compress_type = zipfile.ZIP_DEFLATED
            with archive.open(plain, "w", force_zip64=True) as member:
                np.lib.format.write_array(member, array, allow_pickle=False)
    return file.getvalue()


def layer_from(data: bytes) -> Layer:
    """The layer that `archived` has made bytes of.

    Nothing of them is believed: no column is read before its size is known to be right, and all
    numbers that point at others do. Raises ValueError, in plain words, where something is wrong.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            text = _read(archive, "words", "|u1", None, WORDS)
            words = json.loads(text.tobytes())
            form = list(_form(words))
            size = sum(np.dtype(kind).itemsize * math.prod(shape) for _, kind, shape in form)
            if size > LARGEST:
                raise ValueError("it is far too large")
            arrays = {name: _read(archive, name, kind, shape) for name, kind, shape in form}
        return checked(_layer(words, arrays))
    except FAULTS as fault:
        what = str(fault) if type(fault) in (ValueError, zipfile.BadZipFile) else "it is damaged"
        raise ValueError(" ".join(what.split())[:200]) from None


# its columns


def _form(words: Mapping[str, Any]) -> list[tuple[str, str, tuple[int, ...]]]:
    """The columns of an archive: name, kind of number, and how many of them."""
    samples, faces, triangles = (_count(n) for n in words["counts"])
    grid = words["ground"]
    groups = (("samples", SAMPLES, samples), ("faces", FACES, faces))
    found: list[tuple[str, str, tuple[int, ...]]] = [
        (f"{group}.{name}", kind, (count, *more))
        for group, columns, count in (*groups, ("triangles", TRIANGLES, triangles))
        for name, (kind, more) in columns.items()
    ]
    if grid is not None:
        found.append(("ground.heights", "<f4", (_count(grid[3]), _count(grid[4]))))
    found += [(f"values.{name}", "<f4", (samples,)) for name in _names(words["values"])]
    owners = len(words["owners"])
    found += [(f"tables.{name}", "<f8", (owners,)) for name in _names(words["tables"])]
    traces = words["traces"]
    _names([name for name, _, _ in traces])
    for name, kind, shape in traces:
        if kind not in TRACES or len(shape) > 4:
            raise ValueError("a trace is of no plain numbers")
        found.append((f"traces.{name}", kind, tuple(_count(n) for n in shape)))
    return found


def _column(layer: Layer, name: str) -> Array:
    group, _, key = name.partition(".")
    if group == "ground":
        assert layer.samples.ground is not None
        return layer.samples.ground.heights
    whole = {"samples": layer.samples, "faces": layer.samples.faces}
    whole["triangles"] = layer.samples.faces
    if group in whole:
        return np.asarray(getattr(whole[group], key))
    return np.asarray(getattr(layer, group)[key])


def _read(
    archive: zipfile.ZipFile, name: str, kind: str, shape: tuple[int, ...] | None, most: int = 0
) -> Array:
    """One column, of exactly this kind and shape; shape None: of any length up to `most` bytes."""
    with archive.open(f"{name}.npy") as member:
        said = _head(member)
        length = said[0][0] if shape is None and len(said[0]) == 1 else -1
        if said != ((length,) if shape is None else shape, False, np.dtype(kind)):
            raise ValueError(f"its {name} are of another kind or number")
        if shape is None and not 0 <= length <= most:
            raise ValueError(f"its {name} are far too many")
        size = np.dtype(kind).itemsize * math.prod(said[0])
        data = member.read(size)
    if len(data) != size:
        raise ValueError(f"its {name} are cut off")
    return np.frombuffer(data, kind).reshape(said[0])


def _head(member: IO[bytes]) -> tuple[tuple[int, ...], bool, np.dtype[Any]]:
    version = np.lib.format.read_magic(member)
    if version != (1, 0):
        raise ValueError("its columns are of another form")
    shape, by_column, kind = np.lib.format.read_array_header_1_0(member)
    return shape, by_column and len(shape) > 1, kind


# its words


def _said(one: Quantity) -> dict[str, Any]:
    return {name: getattr(one, name) for name in Quantity.__dataclass_fields__}


def _layer(words: Mapping[str, Any], arrays: Mapping[str, Array]) -> Layer:
    def group(name: str) -> dict[str, Any]:
        found = {key.partition(".")[::2]: value for key, value in arrays.items()}
        return {key: value for (of, key), value in found.items() if of == name}

    grid = words["ground"]
    ground = None
    if grid is not None:
        west, north, step = (_number(n) for n in grid[:3])
        heights = arrays["ground.heights"]
        ground = Ground(Grid(west, north, step, *heights.shape), heights)
    samples = Samples(
        **group("samples"),
        owners=tuple(_text(name) for name in words["owners"]),
        faces=Faces(**group("faces"), **group("triangles")),
        ground=ground,
    )
    settings = words["settings"]
    if not isinstance(settings, dict):
        raise ValueError("its settings are none")
    if words["badge"] not in get_args(Badge):
        raise ValueError("nobody knows where it comes from")
    return Layer(
        _text(words["simulation"]),
        _text(words["title"]),
        samples,
        tuple(_quantity(said) for said in words["quantities"]),
        group("values"),
        words["badge"],
        tuple(_quantity(said) for said in words["columns"]),
        group("tables"),
        settings,
        tuple((_text(name), _text(word)) for name, word in words["facts"]),
        _text(words["inputs"]),
        _text(words["base"]),
        group("traces"),
    )


def _quantity(said: Mapping[str, Any]) -> Quantity:
    if said["scale"] not in ("sequential", "diverging", "classes"):
        raise ValueError("a quantity has no scale")
    low, high = (None if said[k] is None else _number(said[k]) for k in ("low", "high"))
    key, title, unit = (_text(said[k]) for k in ("key", "title", "unit"))
    decimals = min(_count(said["decimals"]), 12)
    names = tuple(_text(name) for name in said["names"])
    tones: tuple[Tone, ...] = tuple(said["tones"])
    if len(tones) not in (0, len(names)) or any(one not in get_args(Tone) for one in tones):
        raise ValueError("a class of a quantity has no tone")
    return Quantity(key, title, unit, decimals, said["scale"], low, high, names, tones)


def _names(names: Sequence[Any]) -> Sequence[str]:
    """Names of columns: each once, none so odd that it could not be a file's in an archive."""
    for name in names:
        if not isinstance(name, str) or not 0 < len(name) <= 200 or set(name) & set("/\\\0:"):
            raise ValueError("a column has no name")
    if len(names) > MOST or len(set(names)) != len(names):
        raise ValueError("its columns have the same names, or are far too many")
    return names


def _text(value: Any) -> str:
    if not isinstance(value, str) or len(value) > TEXT:
        raise ValueError("a text is missing or far too long")
    return value


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        raise ValueError("a number is none")
    return float(value)


def _count(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 1 << 31:
        raise ValueError("a count is none")
    return value
