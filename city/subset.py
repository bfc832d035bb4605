"""A part of a city as a city of its own: some objects with all that belongs to them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from city.column import Column
from city.lineage import below
from city.model import Appearance, City, Shapes, Table, frozen
from city.strings import runs

Mask = NDArray[np.bool_]


def subset(city: City, rows: NDArray[np.integer], alone: bool = False) -> City:
    """The objects of `rows` and everything below them, as a city of their own.

    What they are part of comes along with its attributes, so that no part loses its building, but
    without its shapes. Ids, surfaces, materials and textures are kept. alone: without what is
    below them and not among `rows`.
    """
    chosen = np.zeros(len(city.objects), bool)
    chosen[rows] = True
    if not alone:
        chosen = below(city.objects.parent, chosen)
    kept = chosen | above(city.objects.parent, chosen)
    shaped = chosen[city.surface_object] if len(city.surface_object) else np.zeros(0, bool)
    place = _places(kept)
    surface_place = _places(shaped)
    shapes = {
        lod: part
        for lod, whole in city.shapes.items()
        if len((part := _shapes(whole, np.flatnonzero(kept), chosen, surface_place)).shape_type)
    }
    found = replace(
        city,
        objects=_table(city.objects, np.flatnonzero(kept), place),
        surfaces=_table(city.surfaces, np.flatnonzero(shaped), surface_place),
        surface_object=place[city.surface_object[shaped]],
        shapes=shapes,
        source=city.source[kept] if len(city.source) else city.source,
    )
    frozen(found)
    return found


def rearranged(city: City, order: NDArray[np.integer]) -> City:
    """All objects of a city in another order, with all that belongs to them.

    order: (objects,) the row that each new row was.
    """
    place = np.empty(len(order), np.int32)
    place[order] = np.arange(len(order), dtype=np.int32)
    surfaces = np.argsort(place[city.surface_object], kind="stable")
    surface_place = np.empty(len(surfaces), np.int32)
    surface_place[surfaces] = np.arange(len(surfaces), dtype=np.int32)
    found = replace(
        city,
        objects=_table(city.objects, order, place),
        surfaces=_table(city.surfaces, surfaces, surface_place),
        surface_object=place[city.surface_object[surfaces]],
        shapes={
            lod: _shapes(whole, order, np.ones(len(order), bool), surface_place)
            for lod, whole in city.shapes.items()
        },
        source=city.source[order] if len(city.source) else city.source,
    )
    frozen(found)
    return found


def above(parent: NDArray[np.int32], rows: Mask) -> Mask:
    """(objects,): everything that some objects are part of."""
    found = np.zeros(len(parent), bool)
    here = np.flatnonzero(rows)
    while len(here):
        here = np.unique(parent[here])
        here = here[here >= 0]
        here = here[~found[here]]
        found[here] = True
    return found


def _places(kept: Mask) -> NDArray[np.int32]:
    """The new row of every old one, -1 for those that are left out."""
    return np.where(kept, np.cumsum(kept) - 1, -1).astype(np.int32)


def _table(table: Table, rows: NDArray[np.integer], place: NDArray[np.int32]) -> Table:
    parent = table.parent[rows]
    columns = {
        name: part for name, column in table.columns.items() if len(part := _column(column, place))
    }
    return Table(
        table.ids.take(rows),
        table.kind[rows],
        table.kinds,
        np.where(parent >= 0, place[parent], -1).astype(np.int32),
        columns,
    )


def _column(column: Column, place: NDArray[np.int32]) -> Column:
    """A column of the rows that have a place, in the order of their places."""
    new = place[column.rows]
    mine = np.flatnonzero(new >= 0)
    mine = mine[np.argsort(new[mine], kind="stable")]
    return replace(column, rows=new[mine], values=column.values[mine])


def _shapes(
    whole: Shapes, rows: NDArray[np.integer], chosen: Mask, surface: NDArray[np.int32]
) -> Shapes:
    """The shapes of some rows in their order, of those that are not chosen none."""
    count = np.where(chosen[rows], np.diff(whole.object_shapes)[rows], 0)
    shapes = runs(whole.object_shapes[rows], count)
    polygons, per_shape = _inside(whole.shape_polygons, shapes)
    rings, per_polygon = _inside(whole.polygon_rings, polygons)
    points, per_ring = _inside(whole.ring_points, rings)
    triangles, filled = _inside(whole.polygon_triangles, polygons)
    point = np.full(len(whole.points), -1, np.int32)
    point[points] = np.arange(len(points), dtype=np.int32)
    of = whole.polygon_surface[polygons]
    return Shapes(
        whole.points[points],
        _offsets(per_ring),
        _offsets(per_polygon),
        _offsets(per_shape),
        _offsets(count),
        whole.shape_type[shapes],
        np.where(of >= 0, surface[of] if len(surface) else -1, -1).astype(np.int32),
        whole.polygon_shell[polygons],
        point[whole.triangles[triangles]],
        _offsets(filled),
        _appearances(whole.appearances, polygons, points),
    )


def _inside(
    offsets: NDArray[np.int32], rows: NDArray[np.integer]
) -> tuple[NDArray[np.int64], NDArray[np.integer[Any]]]:
    """What lies in some rows of a table of slices: the numbers of it, and how many in each row."""
    counts = np.diff(offsets)[rows]
    return runs(offsets[rows], counts), counts


def _offsets(counts: NDArray[np.integer[Any]]) -> NDArray[np.int32]:
    return np.append(0, np.cumsum(counts)).astype(np.int32)


def _appearances(
    looks: Mapping[str, Appearance], polygons: NDArray[np.int64], points: NDArray[np.int64]
) -> dict[str, Appearance]:
    return {
        theme: Appearance(
            look.material[polygons],
            look.texture[polygons],
            None if look.uv is None else look.uv[points],
        )
        for theme, look in looks.items()
    }
