"""Parts of a city compared by what they hold, not by the order in which they hold it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np

from city.batch import Batch, Rows, offsets
from city.strings import Strings
from importers.citygml import reader
from importers.citygml.document import Part, Setting, Shift
from importers.citygml.job import Job
from importers.citygml.pieces import Piece, read_head
from importers.intake import Intake, Options


def job_of(path: Path, data: bytes) -> Job:
    """What the reader makes of a file's first bytes."""
    head = read_head(path.name, data)
    intake = Intake(Options())
    intake.begin(path, "CityGML")
    declared = reader._DIMENSION.search(data)
    dimension = int(declared.group(1)) if declared else 3
    placement = intake.place(path, *reader._where(data))
    if placement.only_shifts():
        placement = Shift(placement.frame)
    return Job(path, head, Setting(path.parent, placement, dimension))


def both(job: Job, piece: Piece) -> tuple[Part | None, Part | str]:
    """A piece read in columns, None where that is not done, and as a tree."""
    lexicon = job.lexicon()
    return (job.in_columns(piece, lexicon) if lexicon else None), job.as_tree(piece, {})


def contents(part: Part) -> dict[str, Any]:
    """Everything in a part, by name, in no order."""
    b = part.batch
    objects, surfaces = _rows(b.objects, b.object_ids), _rows(b.surfaces, b.surface_ids)
    return {
        "objects": Counter(objects),
        "surfaces": Counter(
            (surfaces[row], objects[object]) for row, object in enumerate(b.surface_object)
        ),
        "shapes": Counter(
            (objects[object], b.lods[lod], int(type))
            for object, lod, type in zip(b.shape_object, b.shape_lod, b.shape_type, strict=True)
        ),
        "polygons": Counter(_polygons(b, objects, surfaces)),
        "parents": {objects[row]: id for row, id in b.parent_ids.items()},
        "findings": Counter(map(repr, part.findings)),
        "extent": None if part.extent is None else part.extent.tolist(),
        "rest": (part.loose, part.unknown, part.code_spaces, part.about),
    }


def _rows(rows: Rows, ids: Strings) -> list[tuple[Any, ...]]:
    """Kind and id of each row and of those above it, and its attributes."""
    names, given = list(rows.names), list(ids)
    own = [(names[kind], id) for kind, id in zip(rows.kind, given, strict=True)]
    said: list[list[tuple[Any, ...]]] = [[] for _ in own]
    for key, (where, values) in rows.values.items():
        for row, value in zip(where, values, strict=True):
            said[row].append((*key, repr(value)))
    found = []
    for row in range(len(own)):
        line, above = [own[row]], rows.parent[row]
        while above >= 0:
            line.append(own[above])
            above = rows.parent[above]
        found.append((tuple(line), tuple(sorted(said[row]))))
    return found


def _polygons(b: Batch, objects: list[Any], surfaces: list[Any]) -> list[Any]:
    rings, points = offsets(b.polygon_rings), offsets(b.ring_points)
    triangles = offsets(b.polygon_triangles)
    painted = _paints(b)
    return [
        (
            objects[b.shape_object[shape]],
            b.lods[b.shape_lod[shape]],
            int(b.shape_type[shape]),
            surfaces[surface] if surface >= 0 else None,
            int(shell),
            tuple(
                b.points[points[r] : points[r + 1]].tobytes() for r in range(rings[k], rings[k + 1])
            ),
            b.triangles[triangles[k] : triangles[k + 1]].tobytes(),
            tuple(sorted(painted.get(k, ()))),
        )
        for k, (shape, surface, shell) in enumerate(
            zip(b.polygon_shape, b.polygon_surface, b.polygon_shell, strict=True)
        )
    ]


def _paints(b: Batch) -> dict[int, list[tuple[str, str, str, bytes]]]:
    found: dict[int, list[tuple[str, str, str, bytes]]] = {}
    for theme, paint in b.paints.items():
        uv = np.array(paint.uv).reshape(-1, 2)
        at = np.cumsum([0, *paint.uv_points])
        for k, polygon in enumerate(paint.polygon):
            material, texture = paint.material[k], paint.texture[k]
            found.setdefault(polygon, []).append(
                (
                    theme,
                    repr(b.materials[material]) if material >= 0 else "",
                    repr(b.textures[texture]) if texture >= 0 else "",
                    uv[at[k] : at[k + 1]].tobytes(),
                )
            )
    return found
