"""A building model on its way into the city: objects, their faces, surfaces and paints."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from city.frame import on_earth
from city.placement import Placement
from city.progress import Progress
from importers.ifc.placing import placed
from importers.ifc.values import F64, Outline, Shape, Thing
from importers.intake import Intake, ReadError

THEME = "ifc"
LOD = "3"
LARGE, SMALL = 5_000.0, 0.3  # metres: no building is as wide or high, or as small
LEVEL = 1e-3  # a face whose share seen from above is less looks neither up nor down


def put(
    path: Path, outline: Outline, shapes: list[Shape], intake: Intake, progress: Progress
) -> None:
    """Put a model into the city; NeedsCrs where nobody says where it stands."""
    extent = _extent(shapes)
    if extent is None:
        raise ReadError(f"{path.name}: it holds no faces that could be shown")
    built = _extent([s for s in shapes if outline.things[s.thing].kind != "LandUse"])
    if built is not None:
        _doubt_size(path, float((built[1] - built[0]).max()), intake)
    name, way = placed(outline.siting, extent, path, intake)
    corners = _moved(_corners(extent), way)
    placement = intake.place(path, name, corners)
    east_first = placement.east_first(corners)
    intake.saw(np.stack([east_first.min(0), east_first.max(0)]))
    rows = _add_objects(outline.things, intake)
    for done, shape in enumerate(shapes):
        progress.report(done, len(shapes), f"Placing {path.name}")
        _add_shape(rows[shape.thing], outline.things[shape.thing], shape, way, placement, intake)


def _extent(shapes: list[Shape]) -> F64 | None:
    """(2, 3): the lowest and highest corner of some shapes; None where there are none."""
    points = [shape.points[on_earth(shape.points)] for shape in shapes]
    points = [p for p in points if len(p)]
    if not points:
        return None
    return np.stack([np.min([p.min(0) for p in points], 0), np.max([p.max(0) for p in points], 0)])


def _corners(extent: F64) -> F64:
    """(8, 3): the corners of a box."""
    return np.stack(np.meshgrid(*extent.T), axis=-1).reshape(-1, 3)


def _moved(points: F64, way: F64) -> F64:
    with np.errstate(all="ignore"):
        return np.asarray(points @ way[:3, :3].T + way[:3, 3])


def _doubt_size(path: Path, longest: float, intake: Intake) -> None:
    """Say so when all buildings together have the size of a city, or of a matchbox."""
    if SMALL <= longest <= LARGE:
        return
    intake.report.warning(
        "UNITS_DOUBTFUL",
        "",
        f"{path.name}: everything built in it is {longest:,.3g} m long or high together; the file "
        "probably names the wrong unit of length (millimetres for metres, or the reverse). "
        "Correct that in the program that wrote it",
    )


def _add_objects(things: list[Thing], intake: Intake) -> list[int]:
    rows: list[int] = []
    objects = intake.builder.objects
    for thing in things:
        parent = rows[thing.parent] if thing.parent >= 0 else -1
        rows.append(intake.builder.add_object(thing.kind, thing.id, parent))
        for name, value in thing.attributes.items():
            objects.set(rows[-1], name, value.type, value.value, value.unit)
    return rows


def _add_shape(
    row: int, thing: Thing, shape: Shape, way: F64, placement: Placement, intake: Intake
) -> None:
    """One shape for each body of a thing: a solid where it holds water."""
    builder = intake.builder
    types = np.where(shape.closed, "Solid", "MultiSurface").tolist()
    numbers = np.array([builder.add_shape(row, LOD, type) for type in types], np.int64)
    if not len(numbers):
        return
    surfaces = np.full(len(shape.body), -1)
    if thing.surface:
        chosen = _looking(shape, thing.upward)
        if chosen.any():
            surfaces[chosen] = builder.add_surface(row, thing.surface)
    points = placement(_moved(shape.points, way))[shape.corners]
    first = builder.add_polygons(
        numbers[shape.body], shape.ring_counts, shape.ring_sizes, points, surfaces
    )
    looks = np.array([builder.add_material(look) for look in shape.looks] + [-1])
    material = looks[np.where(shape.look < len(shape.looks), shape.look, -1)]
    painted = np.flatnonzero(material >= 0)
    if len(painted):
        builder.paint_polygons(THEME, first + painted, material[painted])


def _looking(shape: Shape, upward: int) -> NDArray[np.bool_]:
    """(faces,): which look up (1) or down (-1); all of them for 0."""
    if upward == 0:
        return np.ones(len(shape.body), bool)
    from city.triangulate import normals

    ends = np.append(0, np.cumsum(shape.ring_sizes)).astype(np.int32)
    outer = np.append(0, np.cumsum(shape.ring_counts))[:-1]
    vectors = normals(shape.points[shape.corners], ends)[outer]
    with np.errstate(all="ignore"):
        size = np.linalg.norm(vectors, axis=1)
        return np.asarray(upward * vectors[:, 2] > LEVEL * size)
