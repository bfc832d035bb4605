"""Plans as cities: the things that were drawn, and the whole city as a plan would have it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from city.body import PLAIN, SURFACES, Body, joined
from city.builder import CityBuilder
from city.column import Column, Type, encode
from city.directory import Directory
from city.frame import Frame
from city.lineage import lineage
from city.model import City, Source
from city.subset import rearranged, subset
from city.thing import Thing
from city.union import joined_column, united
from city.view import View

LOD = "2"  # of what is drawn: roofs, walls and ground apart
SOURCE = Source("", "Maquette plan")


def city_of(things: Iterable[Thing], frame: Frame, source: Source = SOURCE) -> City:
    """Things as a city of their own, each with its attributes and its faces."""
    drawn = list(things)
    builder = CityBuilder(frame)
    builder.sources = [source]
    builder.add_objects(
        [thing.kind for thing in drawn], [thing.id for thing in drawn], np.full(len(drawn), -1)
    )
    _say(builder, drawn)
    bodies = [thing.body for thing in drawn]
    if any(map(len, bodies)):
        _shape(builder, bodies)
    return builder.freeze()


def _say(builder: CityBuilder, things: Sequence[Thing]) -> None:
    """What is said of things, and what is measured of their bodies as they are now."""
    for row, thing in enumerate(things):
        told = dict(thing.attributes)
        if thing.kind == "Building" and len(thing.body):
            heights = thing.body.points[:, 2]
            told["measuredHeight"] = round(float(heights.max() - heights.min()), 3)
        for name, value in told.items():
            kind = _type(value)
            if kind is not None:
                held = json.dumps(value, ensure_ascii=False) if kind == "structure" else value
                builder.objects.set(row, name, kind, held)


def _shape(builder: CityBuilder, bodies: Sequence[Body]) -> None:
    """The faces of all objects at once, and a surface for each kind of face that one has."""
    counts = np.array([len(body) for body in bodies])
    owner = np.repeat(np.arange(len(bodies)), counts)
    all_faces = joined(bodies)
    key = owner * len(SURFACES) + all_faces.surface
    keys, surface = np.unique(key, return_inverse=True)
    plain = keys % len(SURFACES) == PLAIN
    names = [SURFACES[code] for code in (keys[~plain] % len(SURFACES)).tolist()]
    first = builder.add_surfaces(keys[~plain] // len(SURFACES), names)
    rows = np.where(plain, -1, np.cumsum(~plain) - 1 + first)
    shapes = np.full(len(bodies), -1)
    for row in np.flatnonzero(counts).tolist():
        kind = "Solid" if bodies[row].solid else "MultiSurface"
        shapes[row] = builder.add_shape(row, LOD, kind)
    builder.add_polygons(
        shapes[owner],
        all_faces.polygon_rings,
        all_faces.ring_points,
        all_faces.points,
        rows[surface],
    )


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
    things = [thing for thing in view.things.values() if zones or not _is_zone(thing)]
    standing = [_standing(view, number) for number in range(len(view.base.cities))]
    parts = [part for part in standing if len(part.objects)]
    if things or not parts:
        parts.append(city_of(things, view.base.frame))
    return _under_buildings(united(parts), view, things)


def _is_zone(thing: Thing) -> bool:
    return thing.kind == "LandUse" and thing.attributes.get("function") in ("zone", "plot")


def _under_buildings(city: City, view: View, things: Iterable[Thing]) -> City:
    """A city whose changed parts are parts of the buildings again that they belong to."""
    owners = {}
    for thing in things:
        if thing.was is not None:
            number, row = thing.was
            above = int(view.base.cities[number].objects.parent[row])
            if above >= 0 and not view.gone[number][above]:
                owners[thing.id] = view.base.cities[number].objects.ids[above]
    if not owners:
        return city
    directory = Directory(city.objects.ids)
    parent = city.objects.parent.copy()
    parent[directory.rows(owners)] = directory.rows(owners.values())
    moved = replace(city, objects=replace(city.objects, parent=parent))
    top, steps = lineage(parent)
    return rearranged(moved, np.lexsort((steps, top)))  # a family's rows stand together


def _standing(view: View, number: int) -> City:
    """What still stands of one city of the base, with what is said of it now."""
    city, gone = view.base.cities[number], view.gone[number]
    told = {spot.row: said for spot, said in view.said.items() if spot.city == number}
    if told:
        city = _said_anew(city, told)
    if not gone.any():
        return city
    return subset(city, np.flatnonzero(~gone), alone=True)


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
    if kinds == {"text"}:
        return Column("text", rows, *encode(values))
    words = [json.dumps(value, ensure_ascii=False) for value in values]
    return Column("structure", rows, *encode(words))
