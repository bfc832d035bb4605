"""The traits that a city's objects can be coloured by, and the value that each object has.

An object without a value of its own takes that of the nearest object above it: a building's
attribute colours its parts. A root that has none takes that of its first part that has one.
Measures are of the whole family, and all its members show them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from city.column import Column
from city.lineage import lineage
from city.measure import area_vectors
from city.measured import MEASURES, Measured, surface_name
from city.model import City
from city.query import lod_rank
from city.strings import Strings
from city.style import Trait

F64 = NDArray[np.float64]
I32 = NDArray[np.int32]
Badge = Literal["measured", "derived", "simulated", "assumed"]

ASSUMED = ("storeys", "floorarea")  # measures that take a storey to be so many metres
SURFACES = ("roof", "wall")  # kinds of surfaces whose area and slope are offered
CLASSES = ("kind", "lod", "facing", "source")
ORDERED = ("lod", "facing")  # classes whose words have an order of their own
COMPASS = ("north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west")
FLAT = 5.0  # degrees: a roof that slopes less faces nowhere
YEAR = 365.2425  # days


@dataclass(frozen=True, slots=True, eq=False)
class Values:
    """What each object has of a trait.

    numbers: (objects,) NaN for none; None where the trait has no numbers. codes: (objects,) rows
    of `words`, -1 for none; None where every value would be a word of its own. holder: (objects,)
    true where the value is the object's own. unit: as the source spells it. whole: all numbers are
    whole ones. dated: the numbers are days since 1 January 1970.
    """

    trait: Trait
    numbers: F64 | None
    codes: I32 | None
    words: tuple[str, ...]
    holder: NDArray[np.bool_]
    unit: str = ""
    whole: bool = False
    dated: bool = False
    badge: Badge = "measured"


def traits(measured: Measured) -> Iterator[Trait]:
    """What a city's objects can be coloured by: classes, measures, and the file's attributes."""
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


def has(measured: Measured, trait: Trait) -> bool:
    """Whether a city's objects have such a trait at all."""
    if trait.what == "attribute":
        column = measured.city.objects.columns.get(trait.name)
        return column is not None and column.type != "structure"
    if trait.what == "measure":
        name, _ = measure_of(trait)
        return name in MEASURES
    return trait.what == "class" and trait.name in CLASSES


def measure_of(trait: Trait) -> tuple[str, str]:
    """A measure's name and the kind of surface it is asked of: "area(roof)" -> "area", "roof"."""
    found = re.fullmatch(r"(\w+)(?:\((\w*)\))?", trait.name)
    return (found[1], found[2] or "") if found else ("", "")


def values(measured: Measured, trait: Trait) -> Values:
    """What each object has of a trait. Raises KeyError where the city has no such trait."""
    if not has(measured, trait):
        raise KeyError(trait.name)
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
    return _attribute_values(city, trait, city.objects.columns[trait.name])


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
    city = measured.city
    count, flat = len(city.objects), len(COMPASS)
    top = lineage(city.objects.parent)[0]
    roofs = np.array([surface_name(kind) == "roof" for kind in city.surfaces.kinds] + [False])
    areas = np.zeros(count * (flat + 1))
    for lod, drawn in measured.drawn.items():
        shapes = city.shapes[lod]
        known = shapes.polygon_surface >= 0
        known[known] = roofs[city.surfaces.kind[shapes.polygon_surface[known]]]
        owner = shapes.polygon_object()
        known &= drawn[owner]
        east, north, up = area_vectors(shapes)[known].T
        level = np.hypot(east, north)
        sector = np.round(np.degrees(np.arctan2(east, north)) / 45).astype(np.int64) % flat
        sector[level < np.tan(np.radians(FLAT)) * np.abs(up)] = flat
        place = top[owner[known]] * np.int64(flat + 1) + sector
        areas += np.bincount(place, np.hypot(level, up), len(areas))
    each = areas.reshape(count, flat + 1)
    codes = np.where(each.any(1), each.argmax(1), -1).astype(np.int32)[top]
    holder = (city.objects.parent < 0) & (codes >= 0)
    return Values(trait, None, codes, (*COMPASS, "flat"), holder, badge="derived")


def _attribute_values(city: City, trait: Trait, column: Column) -> Values:
    holder, at = _lent(city, column)
    has = at >= 0
    codes: I32 | None = None
    numbers: F64 | None = None
    words: tuple[str, ...] = ()
    dated = column.type == "date"
    if column.texts is not None:
        words, codes, numbers = _words(column, column.texts, at, has)
    elif column.type == "boolean":
        words = ("no", "yes")
        codes = np.where(has, column.values.astype(np.int32)[at], -1)
    else:
        given = column.values.astype("datetime64[s]").astype(np.int64) / 86_400 if dated else None
        plain = column.values if given is None else given
        numbers = np.where(has, plain.astype(np.float64)[at], np.nan)
    known = numbers[has] if numbers is not None else np.zeros(0)
    whole = column.type == "integer" or bool(len(known) and (known == np.floor(known)).all())
    return Values(trait, numbers, codes, words, holder, column.unit, whole and not dated, dated)


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


def _words(
    column: Column, texts: Strings, at: NDArray[np.int64], has: NDArray[np.bool_]
) -> tuple[tuple[str, ...], I32, F64 | None]:
    """Texts as codes; and as numbers too, where every one of them is a number."""
    words = tuple(texts)
    codes = np.where(has, column.values[at].astype(np.int32), -1)
    try:
        table = np.array([float(word.replace(",", ".")) for word in words])
    except ValueError:
        return words, codes, None
    if not len(table) or not np.isfinite(table).all():
        return words, codes, None
    return words, codes, np.where(codes >= 0, table[codes], np.nan)
