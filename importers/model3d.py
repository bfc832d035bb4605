"""A mesh file on its way into the city: named things, and the faces that belong to them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from city.column import Type
from city.model import Material, Texture
from importers.intake import Intake
from importers.places import pictures

THEME = "mesh"
KIND = "GenericCityObject"


@dataclass(slots=True)
class Thing:
    """A node or a group of the file; `parent` is the number of the thing it hangs under, or -1."""

    name: str
    kind: str = KIND
    parent: int = -1
    attributes: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Faces:
    """Polygons of one thing in one look.

    points: (n, 3) as they stand in the file, z up. corners: rows of `points`, face after face;
    sizes: corners of each face. uv: (corners, 2), v upwards, or None.
    """

    thing: int
    points: NDArray[np.float64]
    corners: NDArray[np.int64]
    sizes: NDArray[np.int64]
    uv: NDArray[np.float64] | None = None
    material: Material | None = None
    texture: Texture | None = None


@dataclass(slots=True)
class Model:
    """What a mesh file holds. crs: as it is named in the file, "" for none."""

    format: str = ""
    version: str = ""
    crs: str = ""
    things: list[Thing] = field(default_factory=list)
    faces: list[Faces] = field(default_factory=list)


def sound(faces: Faces, name: str, intake: Intake) -> Faces:
    """The faces whose corners exist and lie somewhere; the others are reported."""
    known = (faces.corners >= 0) & (faces.corners < len(faces.points))
    corners = np.where(known, faces.corners, 0)
    if len(faces.points):
        known &= np.isfinite(faces.points[corners]).all(1)
    face = np.repeat(np.arange(len(faces.sizes)), faces.sizes)
    bad = np.bincount(face[~known], minlength=len(faces.sizes)) > 0
    bad |= faces.sizes < 3
    if not bad.any():
        return faces
    intake.report.error(
        "FACE_LOST",
        name,
        f"{int(bad.sum()):,} of {len(bad):,} faces have corners that do not exist; left out",
    )
    kept = ~bad[face]
    uv = None if faces.uv is None else faces.uv[kept]
    return Faces(
        faces.thing,
        faces.points,
        faces.corners[kept],
        faces.sizes[~bad],
        uv,
        faces.material,
        faces.texture,
    )


def add(path: Path, model: Model, intake: Intake) -> bool:
    """Put a model of sound faces into the city; False when nothing of it has any."""
    pieces = model.faces
    if not pieces:
        return False
    used = [piece.points[piece.corners] for piece in pieces]
    corners = np.stack([np.min([p.min(0) for p in used], 0), np.max([p.max(0) for p in used], 0)])
    placement = intake.place(path, model.crs, corners)
    east_first = placement.east_first(corners)
    intake.saw(np.stack([east_first.min(0), east_first.max(0)]))
    builder = intake.builder
    rows: list[int] = []
    for thing in model.things:
        parent = rows[thing.parent] if thing.parent >= 0 else -1
        rows.append(builder.add_object(thing.kind, thing.name, parent))
        for name, value in thing.attributes.items():
            type, plain = typed(value)
            builder.objects.set(rows[-1], name, type, plain)
    shapes: dict[int, int] = {}
    for piece, points in zip(pieces, used, strict=True):
        if piece.thing not in shapes:
            shapes[piece.thing] = builder.add_shape(rows[piece.thing], "")
        count = len(piece.sizes)
        one = np.ones(count, np.int64)
        first = builder.add_polygons(one * shapes[piece.thing], one, piece.sizes, placement(points))
        if piece.material is None and piece.texture is None:
            continue
        material = -1 if piece.material is None else builder.add_material(piece.material)
        texture = -1 if piece.texture is None else builder.add_texture(piece.texture)
        textured = piece.texture is not None and piece.uv is not None
        builder.paint_polygons(
            THEME,
            np.arange(first, first + count),
            one * material,
            one * texture,
            piece.sizes if textured else None,
            piece.uv if textured else None,
        )
    return True


def typed(value: Any) -> tuple[Type, Any]:
    """The type of a JSON value as an attribute, and the value as the builder takes it."""
    if isinstance(value, bool):
        return "boolean", value
    if isinstance(value, int) and abs(value) < 2**63:
        return "integer", value
    if isinstance(value, (int, float)):
        return "number", float(value)
    if isinstance(value, str):
        return "text", value
    import orjson

    return "structure", orjson.dumps(value).decode()


def kept_picture(data: bytes, suffix: str) -> str:
    """Write a picture that was embedded in a file into the program's folder; returns its path."""
    folder = pictures()
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{hashlib.sha256(data).hexdigest()[:32]}{suffix}"
    if not path.exists():
        part = path.with_suffix(".part")
        part.write_bytes(data)
        part.replace(path)
    return str(path)
