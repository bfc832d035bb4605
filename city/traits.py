"""The traits that a city can be coloured by, and the value that each object or face has of one.

An object without a value of its own takes that of the nearest object above it: a building's
attribute colours its parts. A root that has none takes that of its first part that has one.
Measures are of the whole family, and all its members show them.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath

import numpy as np
from numpy.typing import NDArray

from city import surface_traits
from city.codes import meanings_of
from city.column import Column
from city.faces import COMPASS, LEVEL
from city.lineage import lineage
from city.measured import MEASURES, Measured
from city.model import City
from city.query import lod_rank
from city.style import Trait, measure_of
from city.values import Badge, Values, column_values

ASSUMED = ("storeys", "floorarea")  # measures that take a storey to be so many metres
SURFACES = ("roof", "wall")  # kinds of surfaces whose area and slope are offered
CLASSES = ("kind", "lod", "facing", "source")
ORDERED = ("lod", "facing")  # classes whose words have an order of their own


def traits(measured: Measured) -> Iterator[Trait]:
    """What a city can be coloured by: classes, measures, and the file's attributes, first those of
    its objects, then those of its surfaces.
    """
    city = measured.city
    yield from (Trait("class", name) for name in CLASSES)
    for name, measure in MEASURES.items():
        if name != "slope":
            yield Trait("measure", name)
        if measure.of_surface:
            known = measured.surfaces
            wanted = SURFACES if name == "area" else SURFACES[:1]
            yield from (Trait("measure", f"{name}({s})") for s in wanted if s in known)
    for name, column in sorted(city.objects.columns.items(), key=lambda item: item[0].lower()):
        if column.type != "structure" and len(column):
            yield Trait("attribute", name)
    yield from surface_traits.traits(measured)


def has(measured: Measured, trait: Trait) -> bool:
    """Whether a city's objects or surfaces have such a trait at all."""
    if trait.of_surfaces:
        return surface_traits.has(measured, trait)
    if trait.what == "attribute":
        column = measured.city.objects.columns.get(trait.name)
        return column is not None and column.type != "structure"
    if trait.what == "measure":
        name, _ = measure_of(trait)
        return name in MEASURES
    return trait.what == "class" and trait.name in CLASSES


def values(measured: Measured, trait: Trait) -> Values:
    """What each object, or each face, has of a trait. Raises KeyError where there is none such."""
    if not has(measured, trait):
        raise KeyError(trait.name)
    if trait.of_surfaces:
        return surface_traits.values(measured, trait)
    city = measured.city
    if trait.what == "class":
        return _class_values(measured, trait)
    if trait.what == "measure":
        name, surface = measure_of(trait)
        top = lineage(city.objects.parent)[0]
        numbers = measured.of(name, surface)[top]
        holder = (city.objects.parent < 0) & np.isfinite(numbers)
        badge: Badge = "assumed" if name in ASSUMED else "derived"
        unit = MEASURES[name].unit
        return Values(trait, numbers, None, (), holder, unit, name == "storeys", badge=badge)
    column = city.objects.columns[trait.name]
    holder, at = _lent(city, column)
    return column_values(trait, column, at, holder, meanings_of(city, trait.name))


def _class_values(measured: Measured, trait: Trait) -> Values:
    city = measured.city
    every = np.ones(len(city.objects), bool)
    if trait.name == "kind":
        codes = city.objects.kind.astype(np.int32)
        return Values(trait, None, codes, city.objects.kinds, every)
    if trait.name == "source":
        names = tuple(PurePath(source.path).name for source in city.sources)
        codes = city.source.astype(np.int32) if len(city.source) else np.full(len(every), -1)
        return Values(trait, None, codes.astype(np.int32), names, every)
    if trait.name == "facing":
        return _facing(measured, trait)
    lods = sorted(measured.drawn, key=lod_rank)
    codes = np.full(len(every), -1, np.int32)
    for number, lod in enumerate(lods):
        codes[measured.drawn[lod]] = number
    return Values(trait, None, codes, tuple(lods), codes >= 0)


def _facing(measured: Measured, trait: Trait) -> Values:
    """Where most of each family's roof faces: one of eight directions, or nowhere if it is flat."""
    city, faces = measured.city, measured.faces
    count, ways = len(city.objects), len(COMPASS) + 1
    top = lineage(city.objects.parent)[0]
    roof = faces.counted & surface_traits.of_kind(measured, "roof") & (faces.area > 0)
    place = top[faces.owner[roof]] * np.int64(ways) + faces.facing()[roof]
    each = np.bincount(place, faces.area[roof], count * ways).reshape(count, ways)
    codes = np.where(each.any(1), each.argmax(1), -1).astype(np.int32)[top]
    holder = (city.objects.parent < 0) & (codes >= 0)
    return Values(trait, None, codes, (*COMPASS, LEVEL), holder, badge="derived")


def _lent(city: City, column: Column) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
    """Who holds a value, and for every object the place of its value in the column, -1 for none."""
    count = len(city.objects)
    holder = np.zeros(count, bool)
    holder[column.rows] = True
    at = np.full(count, -1, np.int64)
    at[column.rows] = np.arange(len(column.rows))
    parent = city.objects.parent
    child = parent >= 0
    if not child.any() or holder.all():
        return holder, at
    giver = np.where(holder | ~child, np.arange(count), parent)
    poor = np.flatnonzero(~child & ~holder)
    if len(poor):  # roots without a value: their first part that has one
        top = lineage(parent)[0]
        first = np.arange(count)
        held = column.rows[::-1]
        first[top[held]] = held  # the last to be written, which is the first row, stays
        giver[poor] = first[poor]
    while True:
        further = giver[giver]
        if (further == giver).all():
            return holder, at[giver]
        giver = further
