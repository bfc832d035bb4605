"""City -> GLB (glTF 2.0): a node for each object, with its id, kind, attributes and parent."""

from __future__ import annotations

import io
import struct
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import orjson
from numpy.typing import NDArray

from city.finding import Finding
from city.model import City
from city.progress import Progress
from exporters.triangles import Look, Triangles, crs_name, triangles_of

FLOAT, ARRAY_BUFFER = 5126, 34962  # glTF 2.0, sections 3.6.2.2 and 5.11.5
POSITIONS, NORMALS, PLACES = 0, 1, 2  # buffer views
MAGIC = {b"\x89PNG": "image/png", b"\xff\xd8\xff": "image/jpeg"}
LARGEST = 2**32 - 1


def write(
    city: City, path: Path, *, lod: str | None, version: str | None, progress: Progress
) -> list[Finding]:
    """Write each object in its highest level of detail.

    Coordinates are metres, y up, in single precision around the middle of their object; its node
    carries the way to `asset.extras.origin` (east, north, up in `asset.extras.crs`) in doubles.
    """
    triangles, lost = triangles_of(city, lod)
    progress.report(0, 3, f"Writing {path.name}")
    middles = _middles(city, triangles)
    buffers = _buffers(city, triangles, middles)
    progress.report(1, 3, f"Writing {path.name}")
    pictures, materials = _materials(triangles.looks, lost)
    document = {
        "asset": {
            "version": "2.0",
            "generator": "Maquette",
            "extras": {"crs": crs_name(city.frame), "origin": list(city.frame.origin)},
        },
        "scene": 0,
        "scenes": [{"nodes": np.flatnonzero(city.objects.parent < 0).tolist()}],
        "nodes": _nodes(city, triangles, middles),
        "meshes": _meshes(triangles),
        "materials": materials,
        "accessors": _accessors(triangles, buffers[POSITIONS]),
    }
    _link(document, buffers, pictures)
    progress.report(2, 3, f"Writing {path.name}")
    with path.open("wb") as file:
        _write(file, {k: v for k, v in document.items() if v}, [*map(_bytes, buffers), *pictures])
    progress.report(3, 3, f"Writing {path.name}")
    return lost


def _middles(city: City, triangles: Triangles) -> NDArray[np.float64]:
    """(objects, 3) local metres: what each node's coordinates count from."""
    middles = np.full((len(city.objects), 3), np.nan)
    if len(triangles.object):
        corners = triangles.points.reshape(-1, 3)
        first = np.flatnonzero(np.diff(triangles.object, prepend=-1))
        starts = triangles.runs[:-1][first] * 3
        low = np.minimum.reduceat(corners, starts)
        high = np.maximum.reduceat(corners, starts)
        middles[triangles.object[first]] = np.round((low + high) / 2)
    return np.asarray(np.nan_to_num(middles))


def _buffers(
    city: City, triangles: Triangles, middles: NDArray[np.float64]
) -> list[NDArray[np.float32]]:
    """Positions, flat normals and texture coordinates, three rows a triangle."""
    per_run = np.diff(triangles.runs)
    middle = middles[np.repeat(triangles.object, per_run)][:, None]
    edges = triangles.points[:, 1:] - triangles.points[:, :1]
    normal = np.cross(edges[:, 0], edges[:, 1])
    length = np.linalg.norm(normal, axis=1, keepdims=True)
    normal = np.divide(
        normal, length, out=np.tile([0.0, 0.0, 1.0], (len(normal), 1)), where=length > 0
    )
    uv = np.nan_to_num(triangles.uv.reshape(-1, 2)) * (1, -1) + (0, 1)  # v downwards
    return [
        _y_up((triangles.points - middle).reshape(-1, 3)).astype(np.float32),
        _y_up(np.repeat(normal, 3, axis=0)).astype(np.float32),
        uv.astype(np.float32),
    ]


def _y_up(points: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.stack([points[:, 0], points[:, 2], -points[:, 1]], axis=1)


def _nodes(city: City, triangles: Triangles, middles: NDArray[np.float64]) -> list[dict[str, Any]]:
    """A node for each object, in the order of the rows, so that parents are row numbers."""
    objects = city.objects
    attributes: list[dict[str, Any]] = [{} for _ in range(len(objects))]
    for name, column in objects.columns.items():
        for row, value in column.items():
            attributes[row][name] = value
    parent = objects.parent
    above = np.where((parent >= 0)[:, None], middles[np.maximum(parent, 0)], 0.0)
    steps = _y_up(middles - above).tolist()
    kinds = objects.kind.tolist()
    nodes: list[dict[str, Any]] = []
    for row, (id, step) in enumerate(zip(objects.ids, steps, strict=True)):
        extras = {"kind": objects.kinds[kinds[row]], "attributes": attributes[row]}
        nodes.append({"name": id, "translation": step, "extras": extras})
    for row in np.flatnonzero(parent >= 0).tolist():
        nodes[int(parent[row])].setdefault("children", []).append(row)
    for mesh, row in enumerate(np.unique(triangles.object).tolist()):
        nodes[row]["mesh"] = mesh
    return nodes


def _meshes(triangles: Triangles) -> list[dict[str, Any]]:
    """A mesh for each object, a primitive for each of its runs; accessors stand run by run."""
    meshes: list[dict[str, Any]] = []
    last = -1
    for run, (row, look) in enumerate(
        zip(triangles.object.tolist(), triangles.look.tolist(), strict=True)
    ):
        if row != last:
            meshes.append({"primitives": []})
            last = row
        attributes = {"POSITION": run * 3, "NORMAL": run * 3 + 1, "TEXCOORD_0": run * 3 + 2}
        if triangles.looks[look].texture is None:
            del attributes["TEXCOORD_0"]
        meshes[-1]["primitives"].append({"attributes": attributes, "material": look})
    return meshes


def _accessors(triangles: Triangles, points: NDArray[np.float32]) -> list[dict[str, Any]]:
    if not len(triangles.object):
        return []
    starts = triangles.runs[:-1] * 3
    low = np.minimum.reduceat(points, starts).astype(float).tolist()
    high = np.maximum.reduceat(points, starts).astype(float).tolist()
    counts = (np.diff(triangles.runs) * 3).tolist()
    accessors: list[dict[str, Any]] = []
    for start, count, least, most in zip(starts.tolist(), counts, low, high, strict=True):
        for view, type, size in (
            (POSITIONS, "VEC3", 12),
            (NORMALS, "VEC3", 12),
            (PLACES, "VEC2", 8),
        ):
            accessor = {
                "bufferView": view,
                "byteOffset": start * size,
                "componentType": FLOAT,
                "count": count,
                "type": type,
            }
            if view == POSITIONS:
                accessor |= {"min": least, "max": most}
            accessors.append(accessor)
    return accessors


def _materials(looks: list[Look], lost: list[Finding]) -> tuple[list[bytes], list[dict[str, Any]]]:
    """The pictures as bytes, and a material for each look."""
    pictures: list[bytes] = []
    materials: list[dict[str, Any]] = []
    for look in looks:
        colour = [*map(_linear, look.colour), look.opacity]
        shine: dict[str, Any] = {"baseColorFactor": colour, "metallicFactor": 0.0}
        picture = _picture(Path(look.texture.path), lost) if look.texture else b""
        if picture:
            shine["baseColorTexture"] = {"index": len(pictures)}
            pictures.append(picture)
        material = {"name": look.name, "pbrMetallicRoughness": shine, "doubleSided": True}
        if look.opacity < 1:
            material["alphaMode"] = "BLEND"
        materials.append(material)
    return pictures, materials


def _linear(value: float) -> float:
    """A colour value of a screen as light (glTF 2.0, section 3.9.2; IEC 61966-2-1)."""
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def _picture(path: Path, lost: list[Finding]) -> bytes:
    """A picture as PNG or JPEG, the two that glTF knows; empty when it cannot be read."""
    if not path.name or not path.is_file():
        return b""
    data = path.read_bytes()
    if _mime(data):
        return data
    from PIL import Image

    try:
        made = io.BytesIO()
        with Image.open(io.BytesIO(data)) as image:
            image.convert("RGBA").save(made, "PNG")
    except (OSError, ValueError) as fault:
        lost.append(Finding("warning", "TEXTURE_LOST", "", f"{path.name}: {fault}"))
        return b""
    return made.getvalue()


def _mime(data: bytes) -> str:
    return next((mime for magic, mime in MAGIC.items() if data.startswith(magic)), "")


def _link(
    document: dict[str, Any], buffers: list[NDArray[np.float32]], pictures: list[bytes]
) -> None:
    """Buffer views: three arrays, then the pictures, each padded to four bytes."""
    views, at = [], 0
    for data in [*map(_bytes, buffers), *pictures]:
        views.append({"buffer": 0, "byteOffset": at, "byteLength": len(data)})
        at += len(data) + -len(data) % 4
    for number in (POSITIONS, NORMALS, PLACES):
        stride = 8 if number == PLACES else 12
        views[number] |= {"byteStride": stride, "target": ARRAY_BUFFER}
    count = len(pictures)
    document["textures"] = [{"source": k} for k in range(count)]
    document["images"] = [
        {"bufferView": len(buffers) + k, "mimeType": _mime(picture)}
        for k, picture in enumerate(pictures)
    ]
    if at:
        document["bufferViews"] = views
        document["buffers"] = [{"byteLength": at}]


def _bytes(array: NDArray[np.float32]) -> bytes:
    return array.astype("<f4", copy=False).tobytes()


def _write(file: BinaryIO, document: dict[str, Any], parts: list[bytes]) -> None:
    text = orjson.dumps(document, option=orjson.OPT_SERIALIZE_NUMPY)
    text += b" " * (-len(text) % 4)
    size = sum(len(part) + -len(part) % 4 for part in parts)
    total = 12 + 8 + len(text) + 8 + size
    if total > LARGEST:
        raise OSError(0, "a GLB file can hold 4 GB at most; write the city in parts")
    file.write(struct.pack("<4sII", b"glTF", 2, total))
    file.write(struct.pack("<II", len(text), 0x4E4F534A) + text)
    file.write(struct.pack("<II", size, 0x004E4942))
    for part in parts:
        file.write(part + bytes(-len(part) % 4))
