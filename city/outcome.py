"""Plans as cities: the things that were drawn, and the whole city as a plan would have it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from city.body import SURFACES
from city.builder import CityBuilder
from city.column import Column, Type, encode
from city.frame import Frame
from city.model import City, Source
from city.subset import subset
from city.thing import Thing
from city.union import joined_column, united
from city.view import View

LOD = "2"  # of what is drawn: roofs, walls and ground apart
SOURCE = Source("", "Maquette plan")


def city_of(things: Iterable[Thing], frame: Frame, source: Source = SOURCE) -> City:
    """Things as a city of their own, each with its attributes and its faces."""
    builder = CityBuilder(frame)
    builder.sources = [source]
    for thing in things:
        row = builder.add_object(thing.kind, thing.id)
        for name, value in attributes_of(thing).items():
            kind = _type(value)
            if kind is not None:
                builder.objects.set(row, name, kind, value)
        body = thing.body
        if not len(body):
            continue
        kinds = np.unique(body.surface[body.surface > 0])
        rows = np.full(len(SURFACES), -1)
        for code in kinds.tolist():
            rows[code] = builder.add_surface(row, SURFACES[code])
        shape = builder.add_shape(row, LOD, "Solid" if body.solid else "MultiSurface")
        builder.add_polygons(
            np.full(len(body), shape),
            body.polygon_rings,
            body.ring_points,
            body.points,
            rows[body.surface],
        )
    return builder.freeze()


def attributes_of(thing: Thing) -> dict[str, Any]:
    """What is said of a thing, and what is measured of its body as it is now."""
    found = dict(thing.attributes)
    if thing.kind == "Building" and len(thing.body):
        found["measuredHeight"] = round(thing.body.high - thing.body.low, 3)
    return found


def _type(value: Any) -> Type | None:
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int):
        return "integer"
    if isinstance(value, float):
        return "number"
    if isinstance(value, str):
        return "text"
    return "structure" if isinstance(value, (list, dict)) else None


def whole_city(view: View, zones: bool = False) -> City:
    """The city as a plan would have it: what still stands, what was changed, what was built.

    zones: with envelopes and plots too, which are no things one could walk into.
    """
    things = [
        thing
        for thing in view.things.values()
        if zones or thing.attributes.get("function") not in ("zone", "plot")
    ]
    parts = [_standing(view, number) for number in range(len(view.base.cities))]
    drawn = city_of(things, view.base.frame)
    return united([*(part for part in parts if len(part.objects)), drawn])


def _standing(view: View, number: int) -> City:
    """What still stands of one city of the base, with what is said of it now."""
    city, gone = view.base.cities[number], view.gone[number]
    told = {spot.row: said for spot, said in view.said.items() if spot.city == number}
    if told:
        city = _said_anew(city, told)
    if not gone.any():
        return city
    return subset(city, np.flatnonzero(~gone))


def _said_anew(city: City, told: dict[int, Any]) -> City:
    """A city with other attributes of some objects; None takes one away."""
    columns = dict(city.objects.columns)
    names = dict.fromkeys(name for said in told.values() for name in said)
    for name in names:
        new = {row: said[name] for row, said in told.items() if name in said}
        columns[name] = _patched(columns.get(name), new)
    kept = {name: column for name, column in columns.items() if len(column)}
    return replace(city, objects=replace(city.objects, columns=kept))


def _patched(column: Column | None, new: dict[int, Any]) -> Column:
    """A column with the values of some rows put in, or taken out where they are None."""
    held = {row: value for row, value in new.items() if value is not None}
    rows = np.array(sorted(held), np.int32)
    values = [held[row] for row in rows.tolist()]
    fresh = _column_of(rows, values)
    if column is None:
        return fresh
    stay = ~np.isin(column.rows, np.array(sorted(new), np.int32))
    old = Column(column.type, column.rows[stay], column.values[stay], column.texts, column.unit)
    if not len(old):
        return fresh
    if not len(fresh):
        return old
    both = joined_column([(old, 0), (fresh, 0)])
    order = np.argsort(both.rows, kind="stable")
    return Column(both.type, both.rows[order], both.values[order], both.texts, both.unit)


def _column_of(rows: Any, values: Sequence[Any]) -> Column:
    kinds = {_type(value) for value in values}
    if kinds <= {"integer"}:
        return Column("integer", rows, np.array(values, np.int64))
    if kinds <= {"integer", "number"}:
        return Column("number", rows, np.array(values, np.float64))
    if kinds == {"boolean"}:
        return Column("boolean", rows, np.array(values, bool))
    return Column("text", rows, *encode([str(value) for value in values]))
