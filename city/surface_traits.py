"""The traits that a city's surfaces can be coloured by, each face by the value of its own.

A trait speaks of one kind of surface, "slope(roof)", or of all faces, "slope(surface)"; all other
faces keep their own colour. An attribute speaks of the kinds of surfaces that have it anywhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from city.codes import meanings_of
from city.faces import COMPASS, LEVEL, Faces, ends
from city.measured import Measure, Measured, surface_name
from city.style import Trait, measure_of
from city.values import Values, column_values

F64 = NDArray[np.float64]
Mask = NDArray[np.bool_]

ALL = "surface"
MEASURES = {
    "area": Measure("Area", "m2"),
    "slope": Measure("Slope", "°"),
    "azimuth": Measure("Azimuth", "°"),
    "top": Measure("Highest point", "m"),
    "ground": Measure("Lowest point", "m"),
}
CLASSES = ("kind", "facing")
OFFERED = {
    "roof": ("slope", "azimuth", "facing", "area", "top", "ground"),
    "wall": ("azimuth", "facing", "area"),
    ALL: ("kind", "slope", "azimuth", "facing", "area", "top", "ground"),
}


def traits(measured: Measured) -> Iterator[Trait]:
    """What a city's surfaces can be coloured by: classes, measures, and the file's attributes."""
    known = measured.surfaces
    for surface, names in OFFERED.items():
        if surface in known or (surface == ALL and measured.city.shapes):
            yield from (Trait("surface", f"{n}({surface})") for n in names if n != "kind" or known)
    columns = measured.city.surfaces.columns.items()
    for name, column in sorted(columns, key=lambda item: item[0].lower()):
        if column.type != "structure" and len(column):
            yield Trait("surface attribute", name)


def has(measured: Measured, trait: Trait) -> bool:
    """Whether a city's surfaces have such a trait at all."""
    if trait.what == "surface attribute":
        column = measured.city.surfaces.columns.get(trait.name)
        return column is not None and column.type != "structure"
    name, surface = measure_of(trait)
    return (name in MEASURES or name in CLASSES) and surface in (ALL, *measured.surfaces)


def values(measured: Measured, trait: Trait) -> Values:
    """What each face has of a trait that there is."""
    faces = measured.faces
    nobody = np.zeros(0, bool)
    if trait.what == "surface attribute":
        column = measured.city.surfaces.columns[trait.name]
        row = np.full(
            len(measured.city.surfaces) + 1, -1, np.int32
        )  # the last one is of no surface
        row[column.rows] = np.arange(len(column.rows))
        at = row[faces.surface]
        having = np.unique(measured.city.surfaces.kind[column.rows])
        meanings = meanings_of(measured.city, trait.name)
        known = column_values(trait, column, at, nobody, meanings)
        return _of(faces, known, _kinds(measured, having))
    name, surface = measure_of(trait)
    asked = of_kind(measured, surface) if surface != ALL else np.ones(len(faces), bool)
    if name == "kind":
        kinds = measured.city.surfaces.kinds
        code = np.append(measured.city.surfaces.kind.astype(np.int32), np.int32(-1))
        known = Values(trait, None, code[faces.surface], kinds, nobody)
    elif name == "facing":
        codes = np.where(faces.area > 0, faces.facing(), -1).astype(np.int32)
        known = Values(trait, None, codes, (*COMPASS, LEVEL), nobody, badge="derived")
    else:
        numbers = _measured(measured, name)
        known = Values(trait, numbers, None, (), nobody, MEASURES[name].unit, badge="derived")
    return _of(faces, known, asked)


def of_kind(measured: Measured, surface: str) -> Mask:
    """(faces,): those of one kind of surface: "roof", "wall" ..."""
    kinds = measured.city.surfaces.kinds
    return _kinds(measured, np.flatnonzero([surface_name(kind) == surface for kind in kinds]))


def _kinds(measured: Measured, codes: NDArray[np.integer]) -> Mask:
    """(faces,): those whose surface is of one of these kinds."""
    surfaces = measured.city.surfaces
    wanted = np.append(np.isin(surfaces.kind, codes), False)
    return np.asarray(wanted[measured.faces.surface])


def _of(faces: Faces, known: Values, asked: Mask) -> Values:
    """Values of faces: those count that the trait speaks of and that have one."""
    numbers = np.zeros(0) if known.numbers is None else known.numbers
    held = np.isfinite(numbers) if known.codes is None else known.codes >= 0
    return replace(known, faces=faces, asked=asked, holder=asked & held & faces.counted)


def _measured(measured: Measured, name: str) -> F64:
    faces = measured.faces
    if name == "area":
        return np.where(faces.area > 0, faces.area, np.nan).astype(np.float64)
    if name in ("slope", "azimuth"):
        return faces.slope() if name == "slope" else faces.azimuth()
    found = np.full(len(faces), np.nan)
    for lod, span in faces.spans.items():
        found[span] = ends(measured.city.shapes[lod])[name == "top"]
    return found + float(measured.city.frame.origin[2])
