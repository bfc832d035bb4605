"""What can be measured of the one thing that was clicked, without measuring the whole city."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np

from app.wording import kind_word, number
from city.faces import COMPASS, FLAT
from city.measure import (
    area_vectors,
    boxes,
    footprint_areas,
    polygon_areas,
    surface_areas,
    volumes,
)
from city.model import City, Shapes
from city.query import lod_rank

ALIKE = 0.7  # of the lengths of level normals is left in their sum, where they face one way
Named = list[tuple[str, str]]


def family(city: City, row: int) -> tuple[int, int]:
    """The rows [first, last) of an object and everything below it; they lie side by side."""
    rows = [row]
    for one in rows:
        rows += city.children(one)
    return min(rows), max(rows) + 1


def part_of(city: City, first: int, last: int) -> City:
    """The city's rows [first, last) alone, with their geometry; surfaces keep their rows."""
    shapes = {lod: _slice(shapes, first, last) for lod, shapes in city.shapes.items()}
    objects = replace(
        city.objects,
        kind=city.objects.kind[first:last],
        parent=city.objects.parent[first:last] - first,
        columns={},
    )
    return replace(city, objects=objects, shapes={k: s for k, s in shapes.items() if s.polygons})


def _slice(shapes: Shapes, first: int, last: int) -> Shapes:
    """Some neighbouring objects' shapes; every number that counts from zero does so again."""
    s0, s1 = shapes.object_shapes[[first, last]]
    p0, p1 = shapes.shape_polygons[[s0, s1]]
    r0, r1 = shapes.polygon_rings[[p0, p1]]
    n0, n1 = shapes.ring_points[[r0, r1]]
    t0, t1 = shapes.polygon_triangles[[p0, p1]]
    return Shapes(
        points=shapes.points[n0:n1],
        ring_points=shapes.ring_points[r0 : r1 + 1] - n0,
        polygon_rings=shapes.polygon_rings[p0 : p1 + 1] - r0,
        shape_polygons=shapes.shape_polygons[s0 : s1 + 1] - p0,
        object_shapes=shapes.object_shapes[first : last + 1] - s0,
        shape_type=shapes.shape_type[s0:s1],
        polygon_surface=shapes.polygon_surface[p0:p1],
        polygon_shell=shapes.polygon_shell[p0:p1],
        triangles=shapes.triangles[t0:t1] - n0,
        polygon_triangles=shapes.polygon_triangles[p0 : p1 + 1] - t0,
    )


def object_facts(city: City, row: int) -> Named:
    """Height, footprint, volume and areas of an object with its parts, in its best detail."""
    mine = part_of(city, *family(city, row))
    lods = sorted((lod for lod in mine.shapes if lod_rank(lod) >= 0), key=lod_rank)
    if not lods:
        return []
    lod = lods[-1]
    facts: Named = []
    corners = boxes(mine, lod)
    if np.isfinite(corners).any():
        low, high = float(np.nanmin(corners[:, 0, 2])), float(np.nanmax(corners[:, 1, 2]))
        facts.append(("Height", f"{number(high - low, 2)} m"))
        facts.append(("Highest point", f"{number(high + city.frame.origin[2], 2)} m"))
    for name, unit, values in (
        ("Footprint", "m²", footprint_areas(mine, lod)),
        ("Volume", "m³", volumes(mine, lod)),
    ):
        total = float(np.nansum(values))
        if total > 0:
            facts.append((name, f"{number(total, 1)} {unit}"))
    for kind, areas in surface_areas(mine, lod).items():
        if kind and areas.sum() > 0:
            facts.append((f"{kind_word(kind)} area", f"{number(float(areas.sum()), 1)} m²"))
    if facts:
        facts.append(("Measured in", f"LoD {lod}" if lod else "its only geometry"))
    return facts


def surface_facts(city: City, row: int, surface: int, lod: str | None) -> Named:
    """Area, slope and the direction it faces, of one surface of an object; a whole roof or all
    walls in one surface have a mean slope, and face several ways."""
    mine = part_of(city, row, row + 1)
    shapes = mine.shapes.get(lod if lod is not None else "")
    if shapes is None:
        shapes = next(
            (s for s in mine.shapes.values() if (s.polygon_surface == surface).any()), None
        )
    if shapes is None:
        return []
    polygons = shapes.polygon_surface == surface
    area = float(polygon_areas(shapes)[polygons].sum())
    facts = [("Area", f"{number(area, 2)} m²")]
    vectors = area_vectors(shapes)[polygons]
    sizes, level = np.linalg.norm(vectors, axis=1), np.hypot(vectors[:, 0], vectors[:, 1])
    if not sizes.any():
        return facts
    slopes = np.degrees(np.arctan2(level, np.abs(vectors[:, 2])))
    slope = float(np.average(slopes, weights=sizes))
    facts.append(("Slope", f"{number(slope, 1)}°"))
    if slope > FLAT:
        east, north = vectors[:, :2].sum(0).tolist()
        sector = round(float(np.degrees(np.arctan2(east, north))) / 45) % 8
        alike = np.hypot(east, north) >= ALIKE * level.sum()
        facts.append(("Faces", COMPASS[sector] if alike else "several ways"))
    return facts


def seen_part(city: City, row: int, lod: str | None) -> tuple[int, str] | None:
    """The object itself or its first part that has faces, and the level of detail it is seen in."""
    best = sorted(city.lods(), key=lod_rank, reverse=True)
    first, last = family(city, row)
    for level in best if lod is None else [lod]:
        faces = np.diff(city.shapes[level].object_polygons()[first : last + 1])
        if faces.any():
            return first + int(np.argmax(faces > 0)), level
    return None


def box_of(city: City, row: int) -> tuple[float, float, float, float, float, float] | None:
    """West, east, south, north, low, high of an object with its parts, in local metres."""
    mine = part_of(city, *family(city, row))
    points = np.concatenate([s.points for s in mine.shapes.values()] or [np.zeros((0, 3))])
    points = points[np.isfinite(points).all(1)]
    if not len(points):
        return None
    sides = itertools.chain.from_iterable(zip(points.min(0), points.max(0), strict=True))
    west, east, south, north, low, high = (float(side) for side in sides)
    return west, east, south, north, low, high
