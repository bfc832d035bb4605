"""A city of as many LoD2 buildings as wished: The Hague's tile again and again, never the same."""

from __future__ import annotations

import itertools
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from city import store
from city.column import Column
from city.model import City, Shapes, Table
from city.strings import Strings
from importers import read
from tests.shared import DATA

TILE = DATA / "cityjson/2.0_DenHaag_01.city.json"
STEP = np.array([640.0, 560.0])  # metres from one copy to the next: the tile and a street
ALONG = 2.463  # the ground's height, above which copies differ
I32 = NDArray[np.int32]


def metropolis(folder: Path, buildings: int) -> Path:
    """The stored city, made when it is not there yet."""
    path = folder / f"metropolis_{buildings}.city"
    if not path.exists():
        tile = _standing(read(str(TILE)).city)
        roots = int((tile.objects.parent < 0).sum())
        store.write(path, _repeated(tile, -(-buildings // roots)))
    return path


def _standing(city: City) -> City:
    """The tile without its terrain, which is one object among the others."""
    built = np.array(["Building" in kind for kind in city.objects.kinds])[city.objects.kind]
    (hole,) = np.flatnonzero(~built)
    (shapes,) = city.shapes.values()
    before = _part(city, shapes, 0, int(hole))
    return _joined(before, _part(city, shapes, int(hole) + 1, len(city.objects)))


def _joined(a: City, b: City) -> City:
    """Two parts of a city, one after the other."""
    one, two = a.shapes["2"], b.shapes["2"]

    def on(first: I32, second: I32) -> I32:
        return np.concatenate([first, second[1:] + first[-1]]).astype(np.int32)

    def behind(first: I32, second: I32, step: int) -> I32:
        return np.concatenate([first, np.where(second >= 0, second + step, -1)]).astype(np.int32)

    def rows(first: Table, second: Table) -> Table:
        kind = np.concatenate([first.kind, second.kind])
        parent = behind(first.parent, second.parent, len(first))
        return Table(Strings.of([*first.ids, *second.ids]), kind, first.kinds, parent, {})

    shapes = Shapes(
        np.concatenate([one.points, two.points]),
        on(one.ring_points, two.ring_points),
        on(one.polygon_rings, two.polygon_rings),
        on(one.shape_polygons, two.shape_polygons),
        on(one.object_shapes, two.object_shapes),
        np.concatenate([one.shape_type, two.shape_type]),
        behind(one.polygon_surface, two.polygon_surface, len(a.surfaces)),
        np.concatenate([one.polygon_shell, two.polygon_shell]),
        behind(one.triangles, two.triangles, len(one.points)),
        on(one.polygon_triangles, two.polygon_triangles),
    )
    return replace(
        a,
        objects=rows(a.objects, b.objects),
        surfaces=rows(a.surfaces, b.surfaces),
        surface_object=behind(a.surface_object, b.surface_object, len(a.objects)),
        shapes={"2": shapes},
        source=np.concatenate([a.source, b.source]),
    )


def _part(city: City, shapes: Shapes, a: int, b: int) -> City:
    """The objects from row a to row b."""
    s = shapes.object_shapes[[a, b]]
    p = shapes.shape_polygons[s]
    r = shapes.polygon_rings[p]
    n = shapes.ring_points[r]
    t = shapes.polygon_triangles[p]
    mine = (city.surface_object >= a) & (city.surface_object < b)
    rows = np.flatnonzero(mine)
    low = int(rows[0]) if len(rows) else 0
    surface = shapes.polygon_surface[p[0] : p[1]]
    part = Shapes(
        shapes.points[n[0] : n[1]],
        shapes.ring_points[r[0] : r[1] + 1] - n[0],
        shapes.polygon_rings[p[0] : p[1] + 1] - r[0],
        shapes.shape_polygons[s[0] : s[1] + 1] - p[0],
        shapes.object_shapes[a : b + 1] - s[0],
        shapes.shape_type[s[0] : s[1]],
        np.where(surface >= 0, surface - low, -1).astype(np.int32),
        shapes.polygon_shell[p[0] : p[1]],
        shapes.triangles[t[0] : t[1]] - n[0],
        shapes.polygon_triangles[p[0] : p[1] + 1] - t[0],
    )
    objects = _rows(city.objects, a, b)
    surfaces = _rows(city.surfaces, low, low + len(rows))
    owner = city.surface_object[low : low + len(rows)] - a
    return replace(
        city,
        objects=objects,
        surfaces=surfaces,
        surface_object=owner,
        shapes={"2": part},
        source=city.source[a:b],
    )


def _rows(table: Table, a: int, b: int) -> Table:
    parent = table.parent[a:b]
    return Table(
        table.ids.take(np.arange(a, b)),
        table.kind[a:b],
        table.kinds,
        np.where(parent >= 0, parent - a, -1).astype(np.int32),
        {},
    )


def _repeated(tile: City, copies: int) -> City:
    """The tile so many times, its copies along a Morton curve, each of other heights."""
    rng = np.random.default_rng(7)
    shapes = tile.shapes["2"]
    objects = len(tile.objects)
    place = _curve(copies) * STEP
    own = rng.uniform(0.6, 1.8, (copies, objects)).astype(np.float32)
    root = np.maximum.accumulate(np.where(tile.objects.parent < 0, np.arange(objects), 0))
    point_object = np.repeat(
        np.arange(objects),
        np.diff(shapes.ring_points[shapes.polygon_rings[shapes.object_polygons()]]),
    )
    points = np.empty((copies, len(shapes.points), 3))
    for copy in range(copies):
        points[copy, :, :2] = shapes.points[:, :2] + place[copy]
        rise = shapes.points[:, 2] - ALONG
        points[copy, :, 2] = rise * own[copy][root[point_object]] + ALONG
    surfaces = len(tile.surfaces)
    many = Shapes(
        points.reshape(-1, 3),
        _along(shapes.ring_points, copies),
        _along(shapes.polygon_rings, copies),
        _along(shapes.shape_polygons, copies),
        _along(shapes.object_shapes, copies),
        np.tile(shapes.shape_type, copies),
        _shifted(shapes.polygon_surface, copies, surfaces),
        np.tile(shapes.polygon_shell, copies),
        _shifted(shapes.triangles, copies, len(shapes.points)),
        _along(shapes.polygon_triangles, copies),
    )
    roots = np.flatnonzero(np.tile(tile.objects.parent < 0, copies)).astype(np.int32)
    heights = (own.ravel()[roots] * 10).astype(np.float64)
    years = rng.integers(1650, 2025, len(roots))
    columns = {
        "height": Column("number", roots, heights, unit="m"),
        "year": Column("integer", roots, years),
    }
    return replace(
        tile,
        objects=replace(_many(tile.objects, copies), columns=columns),
        surfaces=_many(tile.surfaces, copies),
        surface_object=_shifted(tile.surface_object, copies, objects),
        shapes={"2": many},
        source=np.tile(tile.source, copies),
    )


def _curve(count: int) -> NDArray[np.int64]:
    """(count, 2): the first places along a Morton curve."""
    number = np.arange(count)
    x, y = np.zeros(count, np.int64), np.zeros(count, np.int64)
    for bit in range(16):
        x |= ((number >> (2 * bit)) & 1) << bit
        y |= ((number >> (2 * bit + 1)) & 1) << bit
    return np.stack([x, y], axis=1)


def _along(offsets: I32, copies: int) -> I32:
    """Offsets of many copies, one after the other."""
    steps = np.arange(copies, dtype=np.int32)[:, None] * offsets[-1]
    return np.append((offsets[None, :-1] + steps).ravel(), offsets[-1] * copies).astype(np.int32)


def _shifted(numbers: I32, copies: int, step: int) -> I32:
    """Row numbers of many copies; -1 stays -1."""
    steps = (np.arange(copies, dtype=np.int32) * step).reshape(-1, *[1] * numbers.ndim)
    many = np.where(numbers[None] >= 0, numbers[None] + steps, -1)
    return np.asarray(many.reshape(-1, *numbers.shape[1:]), np.int32)


def _many(table: Table, copies: int) -> Table:
    lengths = np.diff(table.ids.offsets)
    name = len(f"{copies:x}")
    marks = np.array([list(f"{k:0{name}x}".encode()) for k in range(copies)], np.uint8)
    offsets = np.zeros(len(table) * copies + 1, np.int64)
    np.cumsum(np.tile(lengths + name * (lengths > 0), copies), out=offsets[1:])
    ids = []
    one = bytes(table.ids.blob)
    starts = table.ids.offsets.tolist()
    texts = [one[a:b] for a, b in itertools.pairwise(starts)]
    for mark in marks:
        end = mark.tobytes()
        ids.append(b"".join(text + end if text else text for text in texts))
    blob = np.frombuffer(b"".join(ids), np.uint8)
    return Table(
        Strings(blob, offsets),
        np.tile(table.kind, copies),
        table.kinds,
        _shifted(table.parent, copies, len(table)),
        {},
    )
