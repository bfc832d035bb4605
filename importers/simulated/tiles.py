"""Water that rises as 3D Tiles (1.0), as PLATEAU publishes floods: a tileset, or one a step."""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from city.crs_names import between
from city.progress import Progress
from city.simulated.field import Field, Read, Variable
from city.simulated.mesh import Mesh
from city.simulated.run import Run
from importers.intake import ReadError
from importers.simulated.asking import Asking
from importers.simulated.results import Options, Results
from importers.simulated.step_names import Times, date_in, times_of, without_step

FORMAT = "3D Tiles"
LONGEST = 1 << 28  # bytes of a tile
MOST, DEEPEST = 5000, 64  # tiles, and one in the other
LEVEL = "level"
EARTH, DEGREES = "EPSG:4978", "EPSG:4979"  # metres from the Earth's middle; degrees and heights
# glTF's y is up, that of tiles z (3D Tiles 1.0, "glTF transforms")
UPRIGHT = np.array([[1.0, 0, 0], [0, 0, -1], [0, 1, 0]])
F64 = NDArray[np.float64]
Rows = NDArray[np.int64]


def recognises(path: Path, head: bytes) -> bool:
    return bool(_tilesets(path)) if path.is_dir() else b'"geometricError"' in head


def _tilesets(folder: Path) -> list[Path]:
    """The tileset of a folder, or those of the folders in it that have a step in their name."""
    own = folder / "tileset.json"
    if own.is_file():
        return [own]
    found = [one / "tileset.json" for one in sorted(folder.iterdir())[:MOST] if _is_step(one.name)]
    return [one for one in found if one.is_file()]


def _is_step(name: str) -> bool:
    return date_in(name) is not None or without_step(name) != name.strip(" _-.")


def read(path: Path, options: Options, progress: Progress) -> Results:
    tilesets = _tilesets(path) if path.is_dir() else [path]
    asking = Asking(path, options)
    moments = times_of([one.parent.name for one in tilesets], asking)
    asking.done()
    fields = []
    for at, tileset in enumerate(tilesets):
        progress.report(at, len(tilesets), "Reading the tiles")
        moment = moments[at : at + 1]
        fields.append(_field(tileset, moment, Run(path.stem, source=path.name), asking))
    return Results(FORMAT, asking.done(), asking.report, tuple(fields))


def _field(tileset: Path, moment: Times, run: Run, asking: Asking) -> Field:
    points, faces = _surface(tileset)
    degrees = np.stack(between(EARTH, DEGREES).transform(*points.T), axis=1)
    nodes = asking.place("OGC:CRS84h", degrees)(degrees)
    mesh = Mesh(nodes, np.arange(len(faces) + 1) * 3, faces.ravel(), flat=False)
    title = "Surface of the water"
    variable = Variable(LEVEL, title, "m", "water_surface_height", at="nodes")
    height = asking.frame.origin[2] if asking.frame else 0.0
    return Field(
        tileset.parent.name, run, mesh, (variable,), moment, _heights(nodes[:, 2] + height)
    )


def _heights(levels: F64) -> Read:
    def read(key: str, level: int, first: int, last: int) -> NDArray[np.float32]:
        return levels.astype(np.float32)[None]

    return read


def _surface(tileset: Path) -> tuple[F64, Rows]:
    """All triangles of the finest tiles: corners from the middle of the Earth, and rows of them."""
    try:
        told = json.loads(tileset.read_bytes())
        parts = [
            _tile(tileset.parent, uri, placed)
            for uri, placed in _finest(told["root"], np.eye(4), 0)
        ]
    except (ValueError, KeyError, TypeError, IndexError, struct.error, RecursionError) as fault:
        said = " ".join(str(fault).split())[:100]
        raise ReadError(f"{tileset.parent.name}: this tileset is damaged ({said})") from fault
    if not parts:
        raise ReadError(f"{tileset.parent.name}: there are no tiles in it")
    before = np.cumsum([0, *(len(points) for points, _ in parts[:-1])])
    faces = [one + first for (_, one), first in zip(parts, before, strict=True)]
    return np.concatenate([points for points, _ in parts]), np.concatenate(faces)


def _finest(tile: Mapping[str, Any], above: F64, depth: int) -> Iterator[tuple[str, F64]]:
    """The tiles that no others replace, and how each is placed."""
    if depth > DEEPEST:
        raise ValueError("its tiles lie too deep")
    own = np.array(tile.get("transform", np.eye(4).ravel()), np.float64).reshape(4, 4).T
    placed = above @ own
    children = tile.get("children") or []
    content = tile.get("content") or {}
    uri = content.get("uri") or content.get("url")
    if uri and (not children or tile.get("refine") == "ADD"):
        yield str(uri), placed
    for child in children:
        yield from _finest(child, placed, depth + 1)


def _tile(folder: Path, uri: str, placed: F64) -> tuple[F64, Rows]:
    """The triangles of a b3dm. Source: 3D Tiles 1.0, "Batched 3D Model"; glTF 2.0; CESIUM_RTC."""
    path = (folder / uri).resolve()
    if not path.is_relative_to(folder.resolve()) or not path.is_file():
        raise ValueError(f"the tile {uri[:60]} does not lie in it")
    if path.stat().st_size > LONGEST:
        raise ValueError(f"the tile {uri[:60]} is too large")
    whole = path.read_bytes()
    magic, _, _, *sizes = struct.unpack_from("<4s6I", whole)
    if magic != b"b3dm":
        raise ValueError(f"a tile of the kind {magic!r}, which is not read")
    gltf = whole[28 + sum(sizes) :]
    length = struct.unpack_from("<I", gltf, 12)[0]
    told = json.loads(gltf[20 : 20 + length])
    binary = gltf[28 + length :]
    centre = told.get("extensions", {}).get("CESIUM_RTC", {}).get("center", (0, 0, 0))
    points, faces, before = [], [], 0
    for mesh in told["meshes"]:
        for primitive in mesh["primitives"]:
            corners, rows = _primitive(told, primitive, binary)
            points.append(corners)
            faces.append(rows + before)
            before += len(corners)
    local = np.concatenate(points) @ UPRIGHT.T + np.array(centre, np.float64)
    world = local @ placed[:3, :3].T + placed[:3, 3]
    return world, np.concatenate(faces)


def _primitive(
    told: Mapping[str, Any], primitive: Mapping[str, Any], binary: bytes
) -> tuple[F64, Rows]:
    import DracoPy

    packed = primitive.get("extensions", {}).get("KHR_draco_mesh_compression")
    if packed is None:
        raise ValueError("its triangles are not packed by Draco, which alone is read")
    view = told["bufferViews"][packed["bufferView"]]
    begin = int(view.get("byteOffset", 0))
    mesh = DracoPy.decode(binary[begin : begin + int(view["byteLength"])])
    faces = np.asarray(mesh.faces, np.int64)
    if not len(faces) or faces.max() >= len(mesh.points):
        raise ValueError("its triangles are damaged")
    return np.asarray(mesh.points, np.float64), faces
