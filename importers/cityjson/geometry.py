"""Geometry -> shapes and polygons of the builder, a chunk of the city at a time."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from city.batch import offsets
from city.builder import CityBuilder
from city.frame import on_earth
from importers.cityjson.faces import DEPTH, Faces, Owned, Tell, opened
from importers.cityjson.looks import paint
from importers.cityjson.nested import Ints, in_halves, sums
from importers.cityjson.pool import Pool, pointed
from importers.cityjson.semantics import Semantics

Bools = NDArray[np.bool_]
SHAPE_TYPE = {"MultiLineString": "MultiCurve"}


def add_geometries(
    type: str,
    owned: Sequence[Owned],
    pool: Pool,
    semantics: Semantics,
    builder: CityBuilder,
    tell: Tell,
) -> None:
    """Put geometries of one type into the builder, with their surfaces and their looks."""

    def junk(one: Owned) -> None:
        message = f"the boundaries of its {type} are not lists of vertex numbers; it is left out"
        tell("error", "BAD_BOUNDARIES", one.row, message)

    sound: list[Owned] = []

    def probe(some: Sequence[Owned]) -> None:
        faces = opened(type, some)
        if len(some) == len(owned):
            _add(type, faces, pool, semantics, builder, tell)
        else:
            sound.extend(some)

    in_halves(owned, probe, junk)
    if sound:
        _add(type, opened(type, sound), pool, semantics, builder, tell)


def _add(
    type: str,
    faces: Faces,
    pool: Pool,
    semantics: Semantics,
    builder: CityBuilder,
    tell: Tell,
) -> None:
    surface = semantics.of_polygons(faces)
    row, points, good, kept = _looked_up(type, faces, pool, tell)
    geometry = faces.geometry_of()[good]
    shapes = _shapes(type, faces, np.bincount(geometry, minlength=len(faces.owned)), builder, tell)
    per_ring = faces.per_ring
    if not kept.all():
        row, points = row[kept], points.compress(kept, axis=0)
        per_ring = sums(kept, faces.per_ring)
    if not good.all():
        per_ring = per_ring[np.repeat(good, faces.per_polygon)]
    first = builder.add_polygons(
        shapes[geometry],
        faces.per_polygon[good],
        per_ring,
        points,
        surface[good],
        np.minimum(faces.shell[good], np.iinfo(np.uint16).max),
        row if builder.stock is pool.vertices.all() else None,
    )
    paint(faces, good, kept, first, pool, builder, tell)


def _looked_up(
    type: str, faces: Faces, pool: Pool, tell: Tell
) -> tuple[Ints, NDArray[np.float64], Bools, Bools]:
    """The points by row and place, the good polygons, and which points to keep of them."""
    per_polygon = sums(faces.per_ring, faces.per_polygon)
    spans = [one.share.vertices for one in faces.owned]
    row, there = pointed(faces.index, spans, sums(per_polygon, faces.per_geometry))
    vertices = pool.vertices.all()
    points = vertices.take(row, axis=0) if len(vertices) else np.zeros((len(row), 3))
    good = _full(faces)
    _tell_of(~good, faces, "EMPTY_POLYGON", "rings without vertices", tell)
    finite: Bools = on_earth(points)
    for fine, code, words in (
        (there, "BAD_INDEX", "vertices that do not exist"),
        (finite, "NOT_A_NUMBER", "coordinates that are no numbers or no place on Earth"),
    ):
        if not fine.all():
            broken: Bools = sums(~fine, per_polygon) > 0
            _tell_of(broken & good, faces, code, words, tell)
            good &= ~broken
    kept = np.repeat(good, per_polygon)
    if DEPTH[type] > 2:
        kept &= ~_repeated(faces, tell)
    return row, points, good, kept


def _full(faces: Faces) -> Bools:
    """Which polygons have rings, and points in all of them."""
    empty: Bools = faces.per_ring == 0
    hollow = sums(empty, faces.per_polygon)
    return np.asarray((faces.per_polygon > 0) & (hollow == 0))


def _repeated(faces: Faces, tell: Tell) -> Bools:
    """The points that only close their ring once more, as GeoJSON would have it."""
    where = offsets(faces.per_ring)
    long = np.flatnonzero(faces.per_ring > 3)
    last = where[1:][long] - 1
    closed = faces.index[where[:-1][long]] == faces.index[last]
    repeated = np.zeros(len(faces.index), bool)
    if closed.any():
        repeated[last[closed]] = True
        ring_polygon = np.repeat(np.arange(len(faces.per_polygon)), faces.per_polygon)
        for k in np.unique(faces.geometry_of()[ring_polygon[long[closed]]]).tolist():
            message = "its rings repeat their first vertex at the end; it is left out there"
            tell("warning", "RING_REPEATS", faces.owned[k].row, message)
    return repeated


def _tell_of(broken: Bools, faces: Faces, code: str, words: str, tell: Tell) -> None:
    """Say how many polygons of which objects are left out."""
    if broken.any():
        number = np.bincount(faces.geometry_of()[broken])
        for k in np.flatnonzero(number).tolist():
            count = "a polygon is" if number[k] == 1 else f"{number[k]} polygons are"
            tell("error", code, faces.owned[k].row, f"{count} left out because of {words}")


def _shapes(
    type: str, faces: Faces, polygons: Ints, builder: CityBuilder, tell: Tell
) -> NDArray[np.int32]:
    """(geometries,) the shape of each geometry that has polygons."""
    name = SHAPE_TYPE.get(type, type)
    shapes = np.full(len(faces.owned), -1, np.int32)
    for k, one in enumerate(faces.owned):
        if polygons[k]:
            shapes[k] = builder.add_shape(one.row, one.lod, name)
        elif not faces.per_geometry[k] and not one.geometry.get("semantics"):
            tell("warning", "EMPTY_GEOMETRY", one.row, f"its {type} is empty")
    return shapes
