"""Several cities of one frame as one, their columns laid end to end."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from city.batch import offsets
from city.column import Column, encode
from city.model import Appearance, City, Shapes, Table, frozen
from city.strings import Strings

I32 = NDArray[np.int32]


def united(cities: Sequence[City]) -> City:
    """All objects of several cities that share a frame, in the order of the cities.

    Ids, attributes, surfaces, shapes and looks are kept; of several objects with one id the later
    are told apart ("a#2"). An attribute that is of several types is kept as JSON, so that each
    value keeps its own; one that comes in several units gets a column for each.
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
    gathered: dict[str, list[tuple[Column, int]]] = {}
    for table, start in zip(tables, first, strict=True):
        for name, column in table.columns.items():
            gathered.setdefault(name, []).append((column, start))
    ids = _told_apart(_strings([table.ids for table in tables]))
    columns = _columns(gathered)
    return Table(ids, _joined(codes, np.uint16), tuple(kinds), _joined(parents), columns)


def _columns(gathered: dict[str, list[tuple[Column, int]]]) -> dict[str, Column]:
    """Attributes by name; one that comes in several units gets a column for each."""
    columns: dict[str, Column] = {}
    for name, parts in gathered.items():
        known = list(dict.fromkeys(column.unit for column, _ in parts if column.unit)) or [""]
        for unit in known:  # where none is said, it is the first
            mine = [part for part in parts if (part[0].unit or known[0]) == unit]
            title = name if unit == known[0] else f"{name} [{unit}]"
            columns[title] = replace(joined_column(mine), unit=unit)
    return columns


def _told_apart(ids: Strings) -> Strings:
    """Ids of which no two are the same; "" names nothing, and stays."""
    words = list(ids)
    seen = set(words)
    if len(seen) == len(words):
        return ids
    taken: set[str] = set()
    number: dict[str, int] = {}
    for row, ident in enumerate(words):
        if ident in taken:
            count = number.get(ident, 1) + 1
            while f"{ident}#{count}" in seen:
                count += 1
            number[ident] = count
            words[row] = f"{ident}#{count}"
        elif ident:
            taken.add(ident)
    return Strings.of(words)


def _strings(parts: Sequence[Strings]) -> Strings:
    blobs = [part.blob[part.offsets[0] : part.offsets[-1]] for part in parts]
    starts = _starts(len(blob) for blob in blobs)
    ends = [p.offsets[1:] - p.offsets[0] + s for p, s in zip(parts, starts, strict=True)]
    return Strings(np.concatenate(blobs), np.concatenate([[0], *ends]).astype(np.int64))


def joined_column(parts: Sequence[tuple[Column, int]]) -> Column:
    """One attribute of several tables; part: the column, and where its table begins."""
    rows = _joined([column.rows + first for column, first in parts])
    columns = [column for column, _ in parts]
    unit = columns[0].unit
    kinds = {column.type for column in columns}
    if kinds == {"integer", "number"} or (len(kinds) == 1 and columns[0].texts is None):
        values = np.concatenate([column.values for column in columns])
        return Column("number" if len(kinds) > 1 else columns[0].type, rows, values, None, unit)
    if kinds == {"date", "text"}:  # as people write dates
        try:
            days = [np.array(_plain(column), "datetime64[s]") for column in columns]
            return Column("date", rows, np.concatenate(days), None, unit)
        except ValueError:
            pass
    if len(kinds) == 1:
        seen: dict[str, int] = {}
        codes = []
        for column in columns:
            code = [seen.setdefault(text, len(seen)) for text in column.texts or ()]
            codes.append(np.array(code, np.int32)[column.values])
        return Column(columns[0].type, rows, _joined(codes), Strings.of(seen), unit)
    words = [json.dumps(v, ensure_ascii=False) for column in columns for v in _plain(column)]
    return Column("structure", rows, *encode(words), unit)


def _plain(column: Column) -> list[Any]:
    return [value for _, value in column.items()]


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
