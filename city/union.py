"""Several cities of one frame as one, their columns laid end to end."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from city.batch import offsets
from city.column import Column, Type, encode
from city.model import Appearance, City, Shapes, Table, frozen
from city.strings import Strings

I32 = NDArray[np.int32]


def united(cities: Sequence[City]) -> City:
    """All objects of several cities that share a frame, in the order of the cities.

    Ids, attributes, surfaces, shapes and looks are kept. An attribute that is of several types
    becomes text.
    """
    if len(cities) == 1:
        return cities[0]
    objects, surfaces = _table([c.objects for c in cities]), _table([c.surfaces for c in cities])
    first = _starts(len(city.objects) for city in cities)
    found = replace(
        cities[0],
        objects=objects,
        surfaces=surfaces,
        surface_object=_joined([c.surface_object + f for c, f in zip(cities, first, strict=True)]),
        shapes={lod: _shapes(cities, lod) for lod in sorted({k for c in cities for k in c.shapes})},
        materials=tuple(one for city in cities for one in city.materials),
        textures=tuple(one for city in cities for one in city.textures),
        sources=tuple(one for city in cities for one in city.sources),
        source=_sources(cities),
    )
    frozen(found)
    return found


def _starts(counts: Iterable[int]) -> list[int]:
    """Where the rows of each city begin."""
    starts: list[int] = offsets(np.fromiter(counts, np.int64)).tolist()
    return starts[:-1]


def _joined(parts: Sequence[NDArray[Any]], dtype: Any = np.int32) -> NDArray[Any]:
    return np.concatenate(parts).astype(dtype)


def _table(tables: Sequence[Table]) -> Table:
    kinds = list(dict.fromkeys(kind for table in tables for kind in table.kinds))
    place = {kind: code for code, kind in enumerate(kinds)}
    codes = [np.array([place[k] for k in t.kinds] or [0], np.uint16)[t.kind] for t in tables]
    first = _starts(len(table) for table in tables)
    parents = [
        np.where(t.parent >= 0, t.parent + f, -1) for t, f in zip(tables, first, strict=True)
    ]
    names = list(dict.fromkeys(name for table in tables for name in table.columns))
    columns = {
        name: joined_column(
            [(t.columns[name], f) for t, f in zip(tables, first, strict=True) if name in t.columns]
        )
        for name in names
    }
    ids = _strings([table.ids for table in tables])
    return Table(ids, _joined(codes, np.uint16), tuple(kinds), _joined(parents), columns)


def _strings(parts: Sequence[Strings]) -> Strings:
    blobs = [part.blob[part.offsets[0] : part.offsets[-1]] for part in parts]
    starts = _starts(len(blob) for blob in blobs)
    ends = [p.offsets[1:] - p.offsets[0] + s for p, s in zip(parts, starts, strict=True)]
    return Strings(np.concatenate(blobs), np.concatenate([[0], *ends]).astype(np.int64))


def joined_column(parts: Sequence[tuple[Column, int]]) -> Column:
    """One attribute of several tables; part: the column, and where its table begins."""
    rows = _joined([column.rows + first for column, first in parts])
    kinds = {column.type for column, _ in parts}
    if len(kinds) == 1 and parts[0][0].texts is None:
        values = np.concatenate([column.values for column, _ in parts])
        return replace(parts[0][0], rows=rows, values=values)
    if kinds == {"integer", "number"}:
        values = np.concatenate([column.values.astype(np.float64) for column, _ in parts])
        return Column("number", rows, values, unit=parts[0][0].unit)
    if len(kinds) == 1:
        starts = _starts(len(column.texts or ()) for column, _ in parts)
        codes = [column.values + start for (column, _), start in zip(parts, starts, strict=True)]
        texts = _strings([column.texts for column, _ in parts if column.texts is not None])
        return Column(parts[0][0].type, rows, _joined(codes), texts, parts[0][0].unit)
    words = [_word(value) for column, _ in parts for _, value in column.items()]
    kind: Type = "text"
    return Column(kind, rows, *encode(words))


def _word(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _sources(cities: Sequence[City]) -> NDArray[np.uint16]:
    first = _starts(len(city.sources) for city in cities)
    parts = [
        (c.source if len(c.source) else np.zeros(len(c.objects), np.uint16)) + np.uint16(f)
        for c, f in zip(cities, first, strict=True)
    ]
    return _joined(parts, np.uint16)


def _shapes(cities: Sequence[City], lod: str) -> Shapes:
    """The geometry of one level of detail of them all."""
    parts = [city.shapes.get(lod) or _nothing(len(city.objects)) for city in cities]
    surfaces = _starts(len(city.surfaces) for city in cities)

    def slices(name: str) -> I32:
        columns = [getattr(part, name) for part in parts]
        first = _starts(int(column[-1]) for column in columns)
        moved = [column[1:] + f for column, f in zip(columns, first, strict=True)]
        return _joined([np.zeros(1, np.int32), *moved])

    of = [
        np.where(part.polygon_surface >= 0, part.polygon_surface + first, -1)
        for part, first in zip(parts, surfaces, strict=True)
    ]
    points = _starts(len(part.points) for part in parts)
    return Shapes(
        np.concatenate([part.points for part in parts]),
        slices("ring_points"),
        slices("polygon_rings"),
        slices("shape_polygons"),
        slices("object_shapes"),
        _joined([part.shape_type for part in parts], np.uint8),
        _joined(of),
        _joined([part.polygon_shell for part in parts], np.uint16),
        _joined([part.triangles + first for part, first in zip(parts, points, strict=True)]),
        slices("polygon_triangles"),
        _appearances(cities, parts),
    )


def _nothing(objects: int) -> Shapes:
    none, zero = np.zeros(0, np.int32), np.zeros(1, np.int32)
    per_object = np.zeros(objects + 1, np.int32)
    return Shapes(
        np.zeros((0, 3)),
        zero,
        zero,
        zero,
        per_object,
        none.astype(np.uint8),
        none,
        none.astype(np.uint16),
        np.zeros((0, 3), np.int32),
        zero,
    )


def _appearances(cities: Sequence[City], parts: Sequence[Shapes]) -> dict[str, Appearance]:
    """The looks of all themes; where a city has none of a theme, its faces have no look."""
    materials = _starts(len(city.materials) for city in cities)
    textures = _starts(len(city.textures) for city in cities)
    found = {}
    for theme in dict.fromkeys(name for part in parts for name in part.appearances):
        looks = [part.appearances.get(theme) for part in parts]

        def rows(name: str, first: Sequence[int], looks: Sequence[Any] = looks) -> I32:
            columns = [
                np.full(part.polygons, -1, np.int32) if look is None else getattr(look, name)
                for part, look in zip(parts, looks, strict=True)
            ]
            return _joined(
                [np.where(c >= 0, c + f, -1) for c, f in zip(columns, first, strict=True)]
            )

        uv = None
        if any(look is not None and look.uv is not None for look in looks):
            uv = np.concatenate(
                [
                    np.full((len(part.points), 2), np.nan, np.float32)
                    if look is None or look.uv is None
                    else look.uv
                    for part, look in zip(parts, looks, strict=True)
                ]
            )
        found[theme] = Appearance(rows("material", materials), rows("texture", textures), uv)
    return found
