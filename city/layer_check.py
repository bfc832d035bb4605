"""Whether the columns of a layer fit each other, so that whoever draws or lists it need not ask."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from city.layer import SORTS, Layer, Samples

Array = NDArray[Any]

FARTHEST = 1e8  # metres from the origin of a frame
CELLS = 100_000_000  # of all rasters of a layer together
MOST = 1000  # quantities, tables, facts or traces
# What the columns are: the kind of number, and how many of them for each place, face or triangle.
SAMPLES = {
    "points": ("<f8", (3,)),
    "normals": ("<f4", (3,)),
    "area": ("<f4", ()),
    "sort": ("|u1", ()),
    "owner": ("<i4", ()),
    "storey": ("<i2", ()),
    "face": ("<i4", ()),
    "cell": ("<i4", ()),
}
FACES = {
    "key": ("<u8", ()),
    "corner": ("<f8", (3,)),
    "across": ("<f8", (3,)),
    "up": ("<f8", (3,)),
    "columns": ("<i4", ()),
    "rows": ("<i4", ()),
}
TRIANGLES = {"corners": ("<f8", (3, 3)), "face": ("<i4", ())}


def checked(layer: Layer) -> Layer:
    """The same layer, once all its columns are known to fit each other.

    Raises ValueError where they do not: lengths, what points at what, numbers that are none.
    """
    samples, faces = layer.samples, layer.samples.faces
    if max(len(layer.quantities), len(layer.facts)) > MOST:
        raise ValueError("it says far too much")
    keys = [one.key for one in layer.quantities]
    if len(set(keys)) != len(keys) or not set(layer.values) <= set(keys):
        raise ValueError("its values and its quantities are not of the same names")
    if not set(keys) <= {*layer.values, *layer.tables}:
        raise ValueError("a quantity has no values")
    for group, count in ((layer.values, len(samples)), (layer.tables, len(samples.owners))):
        for name, column in group.items():
            _fits(name, column, (count,))
            if np.isinf(column).any():
                raise ValueError(f"{name} is infinite somewhere; say NaN where there is no value")
    _fitting(samples, SAMPLES, len(samples))
    _fitting(faces, FACES, len(faces.key))
    _fitting(faces, TRIANGLES, len(faces.face))
    for column in (samples.points, faces.corner, faces.across, faces.up, faces.corners):
        _within("its geometry", column, -FARTHEST, FARTHEST)
    _within("normals", samples.normals, -2, 2)
    _within("areas", samples.area, 0, FARTHEST)
    _within("sorts", samples.sort, 0, len(SORTS) - 1)
    _within("owners", samples.owner, -1, len(samples.owners) - 1)
    _within("faces of places", samples.face, -1, len(faces.key) - 1)
    _within("faces of triangles", faces.face, 0, len(faces.key) - 1)
    _within("rasters", np.append(faces.columns, faces.rows), 0, CELLS)
    _check_cells(samples)
    return layer


def _check_cells(samples: Samples) -> None:
    faces, ground = samples.faces, samples.ground
    cells = faces.columns.astype(np.int64) * faces.rows
    if cells.sum(dtype=np.float64) > CELLS:
        raise ValueError("its rasters are far too fine")
    on_face = samples.face >= 0
    room = np.zeros(len(samples), np.int64)
    room[on_face] = cells[samples.face[on_face]]
    if ground is not None:
        grid = ground.grid
        place = np.array([grid.west, grid.north, grid.step])
        if ground.heights.shape != grid.shape or not grid.step >= 0.001:
            raise ValueError("its ground is no raster")
        _within("its ground", place, -FARTHEST, FARTHEST)
        known = ground.heights[~np.isnan(ground.heights)]
        _within("its ground", known, -FARTHEST, FARTHEST)
        room[~on_face] = ground.heights.size
    if ((samples.cell < 0) | (samples.cell >= room)).any():
        raise ValueError("a place lies in no cell")
    place = (samples.face.astype(np.int64) << 32) | samples.cell
    if _twice(faces.key) or _twice(place):
        raise ValueError("two of its places are the same")


def _twice(column: Array) -> bool:
    return len(np.unique(column)) != len(column)


def _fitting(whole: Any, form: Mapping[str, tuple[str, tuple[int, ...]]], count: int) -> None:
    for name, (kind, more) in form.items():
        column = getattr(whole, name)
        _fits(name, column, (count, *more))
        if column.dtype.kind != np.dtype(kind).kind:
            raise ValueError(f"its {name} are of another kind")


def _fits(name: str, column: Array, shape: tuple[int, ...]) -> None:
    if np.shape(column) != shape:
        raise ValueError(f"its {name} are of another number: {np.shape(column)}, not {shape}")


def _within(what: str, column: Array, low: float, high: float) -> None:
    """Raises ValueError unless all of a column is in a range; NaN is in none."""
    if column.size and not (column.min() >= low and column.max() <= high):
        raise ValueError(f"{what} are out of range")
