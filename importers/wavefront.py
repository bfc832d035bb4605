"""Wavefront OBJ: groups, polygons, materials; coordinates in double precision."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from city.model import Material, Texture
from city.progress import Progress
from importers.beside import beside
from importers.intake import Intake
from importers.model3d import Faces, Model, Thing

Look = tuple[Material, Texture | None]
FARTHEST = 1 << 62  # no file has so many points


@dataclass(slots=True)
class _Pile:
    """The faces of one group in one material, as they come."""

    corners: array[int] = field(default_factory=lambda: array("q"))
    coordinates: array[int] = field(default_factory=lambda: array("q"))
    sizes: array[int] = field(default_factory=lambda: array("q"))


def read_obj(path: Path, intake: Intake, progress: Progress) -> Model:
    """The model in an OBJ file; lines that make no sense are counted and reported."""
    model = Model()
    points, places = array("d"), array("d")
    piles: dict[tuple[str, str], _Pile] = {}
    looks: dict[str, Look] = {}
    group = material = ""
    begun: list[bytes] = []
    broken = 0
    size = path.stat().st_size
    read = 0
    with path.open("rb") as file:
        for number, line in enumerate(file):
            read += len(line)
            if line.endswith((b"\\\n", b"\\\r\n")) and not line.startswith(b"#"):
                begun.append(line.rstrip(b"\\\r\n"))  # it goes on in the next (OBJ 3.0, B1)
                continue
            if begun:
                line = b" ".join((*begun, line))
                begun.clear()
            if number % 20_000 == 0:
                progress.report(read, size, f"Reading {path.name}")
            words = line.split()
            try:
                match words[0] if words else b"":
                    case b"v":
                        points.extend(map(float, words[1:4]))
                        points.extend([np.nan] * (-len(points) % 3))
                    case b"vt":
                        places.extend((float(words[1]), float(words[2])))
                    case b"f":
                        pile = piles.setdefault((group, material), _Pile())
                        _face(words[1:], pile, len(points) // 3, len(places) // 2)
                    case b"g" | b"o":
                        group = _text(line)
                    case b"usemtl":
                        material = _text(line)
                    case b"mtllib":
                        looks.update(_materials(path, _text(line), intake))
                    case b"#" if line.startswith(b"# COORDINATE_SYSTEM:"):
                        model.crs = _text(line[2:]).removeprefix("OGC_DEF").strip()
            except (ValueError, IndexError):
                broken += 1
                points.extend([np.nan] * (-len(points) % 3))
    if broken:
        text = f"{path.name}: {broken:,} lines make no sense and were left out"
        intake.report.error("OBJ_LINES", "", text)
    _fill(path, model, piles, looks, np.array(points).reshape(-1, 3), np.array(places))
    return model


def _text(line: bytes) -> str:
    return line.split(None, 1)[1].decode("utf-8", "replace").strip() if b" " in line else ""


def _face(words: list[bytes], pile: _Pile, points: int, places: int) -> None:
    """One polygon: v, v/vt, v//vn or v/vt/vn; from 1, or backwards from -1 (OBJ 3.0, B1)."""
    corners, coordinates = [], []
    for word in words:
        parts = word.split(b"/")
        corner = int(parts[0])
        place = int(parts[1]) if len(parts) > 1 and parts[1] else 0
        corners.append(_row(corner, points))
        coordinates.append(_row(place, places))
    if len(corners) > 3 and corners[0] == corners[-1]:
        corners, coordinates = corners[:-1], coordinates[:-1]
    pile.corners.extend(corners)
    pile.coordinates.extend(coordinates)
    pile.sizes.append(len(corners))


def _row(number: int, known: int) -> int:
    """The row that a number names, from 1 or backwards from -1; -1 for what cannot be."""
    row = number - 1 if number > 0 else known + number if number else -1
    return row if -1 <= row < FARTHEST else -1


def _fill(
    path: Path,
    model: Model,
    piles: dict[tuple[str, str], _Pile],
    looks: dict[str, Look],
    points: NDArray[np.float64],
    places: NDArray[np.float64],
) -> None:
    """Things by group; where there are no groups, by material."""
    uv = np.append(places, [np.nan, np.nan]).reshape(-1, 2)  # row -1: no coordinate
    grouped = any(group for group, _ in piles)
    numbers: dict[str, int] = {}
    for (group, material), pile in piles.items():
        name = (group if grouped else material) or path.stem
        if name not in numbers:
            numbers[name] = len(model.things)
            model.things.append(Thing(name))
        coordinates = np.array(pile.coordinates, np.int64)
        wild = (coordinates < -1) | (coordinates >= len(uv) - 1)
        look, texture = looks.get(material, (None, None))
        model.faces.append(
            Faces(
                numbers[name],
                points,
                np.array(pile.corners, np.int64),
                np.array(pile.sizes, np.int64),
                uv[np.where(wild, -1, coordinates)] if texture else None,
                look,
                texture,
            )
        )


def _materials(path: Path, name: str, intake: Intake) -> dict[str, Look]:
    """The paints of a material library beside the file."""
    library = beside(path.parent, name)
    if library is None:
        text = f"{path.name}: its materials {name!r} are missing, or outside of its folder"
        intake.report.warning("MATERIALS_MISSING", "", text)
        return {}
    looks: dict[str, Look] = {}
    current = ""
    for line in library.read_bytes().splitlines():
        words = line.split()
        if not words:
            continue
        if words[0] == b"newmtl":
            current = _text(line)
            looks[current] = (Material(current), None)
            continue
        if current not in looks:
            continue
        try:
            looks[current] = _with(looks[current], words, _text(line.strip()), library, intake)
        except (ValueError, IndexError):
            text = f"{library.name}: the line {line[:60]!r} makes no sense"
            intake.report.warning("MATERIAL_LINE", "", text)
    return looks


def _with(look: Look, words: list[bytes], text: str, library: Path, intake: Intake) -> Look:
    from dataclasses import replace

    material, texture = look
    match words[0].lower():
        case b"kd":
            red, green, blue = (min(max(float(w), 0.0), 1.0) for w in words[1:4])
            material = replace(material, diffuse=(red, green, blue))
        case b"d":
            material = replace(material, transparency=1 - float(words[-1]))
        case b"tr":
            material = replace(material, transparency=float(words[1]))
        case b"map_kd":
            uri = text.rsplit(" ", 1)[-1] if text.startswith("-") else text
            picture = beside(library.parent, uri)
            if picture is None:
                intake.report.warning(
                    "MISSING_TEXTURE", "", f"{library.name}: the picture {uri!r} is missing, "
                    "or outside of its folder"
                )  # fmt: skip
            texture = Texture(uri, str(picture or ""), wrap="wrap")
    return material, texture
