"""glTF 2.0 and GLB: nodes with their names and parents, triangles, colours and pictures."""

from __future__ import annotations

import base64
import struct
from pathlib import Path
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

from city.model import Material, Texture
from city.progress import Progress
from importers.beside import beside
from importers.intake import Intake, ReadError
from importers.model3d import KIND, Faces, Model, Thing, kept_picture

JSON_CHUNK, BINARY_CHUNK = 0x4E4F534A, 0x004E4942  # glTF 2.0, section 4.4.3
COMPONENTS = {5120: "i1", 5121: "u1", 5122: "<i2", 5123: "<u2", 5125: "<u4", 5126: "<f4"}
WIDTHS = {"SCALAR": 1, "VEC2": 2, "VEC3": 3, "VEC4": 4, "MAT4": 16}
CANNOT = {
    "KHR_draco_mesh_compression": "Draco",
    "EXT_meshopt_compression": "meshopt",
}
UPRIGHT = np.array([[1.0, 0, 0], [0, 0, -1], [0, 1, 0]])  # y up, z south -> z up, y north
SUFFIXES = {"image/png": ".png", "image/jpeg": ".jpg", "image/webp": ".webp"}


def read_gltf(path: Path, intake: Intake, progress: Progress) -> Model:
    """The model in a glTF or GLB file; ReadError when it needs what Maquette cannot decode."""
    document, binary = _opened(path)
    for name, words in CANNOT.items():
        if name in document.get("extensionsRequired", []):
            raise ReadError(
                f"{path.name}: its meshes are compressed with {words}, which Maquette cannot read; "
                "export it without compression (gltf-transform copy writes it so)"
            )
    asset = document.get("asset", {})
    extras = asset.get("extras") or {}
    file = _File(path, document, binary, intake)
    model = Model(version=str(asset.get("version", "")), crs=str(extras.get("crs", "")))
    origin = np.array(extras.get("origin", (0.0, 0.0, 0.0)), np.float64)
    nodes = _nodes(document)
    things: dict[int, int] = {}
    for done, (number, matrix, above) in enumerate(nodes):
        progress.report(done, len(nodes), f"Reading {path.name}")
        node = document["nodes"][number]
        tagged = node.get("extras") if isinstance(node.get("extras"), dict) else {}
        ours = isinstance(tagged.get("attributes"), dict) and "kind" in tagged  # as we write them
        if "mesh" not in node and not ours:
            continue
        things[number] = len(model.things)
        parent = next((things[n] for n in reversed(above) if n in things), -1)
        kind = str(tagged["kind"]) if ours else KIND
        name = str(node.get("name") or f"node-{number}")
        attributes = tagged["attributes"] if ours else tagged
        attributes = {key: value for key, value in attributes.items() if value is not None}
        model.things.append(Thing(name, kind, parent, attributes))
        if "mesh" in node:
            for faces in file.faces(node["mesh"], things[number], name):
                local = faces.points @ matrix[:3, :3].T + matrix[:3, 3]
                faces.points = local @ UPRIGHT.T + origin
                model.faces.append(faces)
    return model


def _opened(path: Path) -> tuple[dict[str, Any], bytes]:
    """The JSON document and, of a GLB, its binary chunk."""
    data = path.read_bytes()
    binary = b""
    if data[:4] == b"glTF":
        text, at = b"", 12
        while at + 8 <= len(data):
            length, kind = struct.unpack_from("<II", data, at)
            chunk = data[at + 8 : at + 8 + length]
            text = text or (chunk if kind == JSON_CHUNK else b"")
            binary = binary or (chunk if kind == BINARY_CHUNK else b"")
            at += 8 + length
        data = text
    try:
        document = orjson.loads(data)
        if str(document["asset"]["version"]).startswith("2"):
            return document, binary
        found = document["asset"]["version"]
    except (ValueError, KeyError, TypeError) as fault:
        raise ReadError(
            f"{path.name}: this glTF file is damaged or cut short; fetch it again"
        ) from fault
    raise ReadError(f"{path.name}: glTF {found} cannot be read; export it as glTF 2.0")


def _nodes(document: dict[str, Any]) -> list[tuple[int, NDArray[np.float64], tuple[int, ...]]]:
    """Every node of the scene once: its number, its place and the nodes above it."""
    nodes = document.get("nodes", [])
    scenes = document.get("scenes", [])
    scene = document.get("scene", 0)
    roots = scenes[scene].get("nodes", []) if scenes else range(len(nodes))
    waiting: list[tuple[int, NDArray[np.float64], tuple[int, ...]]]
    waiting = [(n, np.eye(4), ()) for n in reversed(list(roots))]
    found: list[tuple[int, NDArray[np.float64], tuple[int, ...]]] = []
    seen: set[int] = set()
    while waiting:
        number, matrix, above = waiting.pop()
        if number in seen or not 0 <= number < len(nodes):
            continue
        seen.add(number)
        here = matrix @ _matrix(nodes[number])
        found.append((number, here, above))
        below = nodes[number].get("children", [])
        waiting += [(child, here, (*above, number)) for child in reversed(below)]
    return found


def _matrix(node: dict[str, Any]) -> NDArray[np.float64]:
    """A node's own transformation, in double precision (glTF 2.0, section 3.5.3)."""
    if "matrix" in node:
        return np.array(node["matrix"], np.float64).reshape(4, 4).T
    x, y, z, w = node.get("rotation", (0, 0, 0, 1))
    turn = [
        [1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)],
        [2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)],
        [2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)],
    ]
    matrix = np.eye(4)
    matrix[:3, :3] = np.array(turn) * np.array(node.get("scale", (1, 1, 1)), np.float64)
    matrix[:3, 3] = node.get("translation", (0, 0, 0))
    return matrix


class _File:
    """The parts of one glTF file, looked up by number; what is broken is reported and left out."""

    def __init__(self, path: Path, document: dict[str, Any], binary: bytes, intake: Intake) -> None:
        self.path, self.document, self.binary, self.intake = path, document, binary, intake
        self._buffers: dict[int, memoryview] = {}
        self._looks: dict[int, tuple[Material, Texture | None]] = {}

    def faces(self, mesh: int, thing: int, name: str) -> list[Faces]:
        """The triangles of a mesh, one piece for each of its primitives."""
        found = []
        for primitive in self.document["meshes"][mesh].get("primitives", []):
            try:
                piece = self._piece(primitive, thing)
            except (KeyError, IndexError, ValueError, TypeError, struct.error) as fault:
                text = f"a part of it cannot be read ({fault}); left out"
                self.intake.report.error("MESH_LOST", name, text)
                continue
            if piece is None:
                self.intake.report.note("MESH_LINES", name, "its lines and points are not shown")
            else:
                found.append(piece)
        return found

    def _piece(self, primitive: dict[str, Any], thing: int) -> Faces | None:
        points = self._accessor(primitive["attributes"]["POSITION"]).astype(np.float64)
        if "indices" in primitive:
            index = self._accessor(primitive["indices"])[:, 0].astype(np.int64)
        else:
            index = np.arange(len(points))
        mode = primitive.get("mode", 4)
        if mode < 4:
            return None
        if mode == 5:  # a strip: every other triangle runs the other way
            first = np.arange(len(index) - 2)
            odd = first % 2
            index = np.stack([index[first], index[first + 1 + odd], index[first + 2 - odd]], 1)
        elif mode == 6:
            first = np.arange(1, len(index) - 1)
            index = np.stack([np.full(len(first), index[0]), index[first], index[first + 1]], 1)
        corners = index.ravel()[: index.size // 3 * 3]
        material, texture = None, None
        if "material" in primitive:
            material, texture = self._look(primitive["material"])
        uv = None
        if texture is not None and "TEXCOORD_0" in primitive["attributes"]:
            uv = self._accessor(primitive["attributes"]["TEXCOORD_0"]).astype(np.float64)
            inside = np.clip(corners, 0, len(uv) - 1)
            uv = np.stack([uv[inside, 0], 1 - uv[inside, 1]], 1)
        sizes = np.full(len(corners) // 3, 3)
        return Faces(thing, points, corners, sizes, uv, material, texture)

    def _accessor(self, number: int) -> NDArray[Any]:
        """(count, width) numbers of an accessor (glTF 2.0, section 3.6.2)."""
        accessor = self.document["accessors"][number]
        if "sparse" in accessor:
            raise ValueError("numbers in sparse storage, which Maquette does not read")
        kind = np.dtype(COMPONENTS[accessor["componentType"]])
        width, count = WIDTHS[accessor["type"]], int(accessor["count"])
        view = self.document["bufferViews"][accessor["bufferView"]]
        data = self._view(accessor["bufferView"])
        start = int(accessor.get("byteOffset", 0))
        step = int(view.get("byteStride") or kind.itemsize * width)
        if min(start, count) < 0 or start + step * (count - 1) + kind.itemsize * width > len(data):
            raise ValueError(f"accessor {number} points beyond its data")
        values = np.ndarray((count, width), kind, data, start, (step, kind.itemsize))
        if accessor.get("normalized"):
            return np.maximum(values / np.iinfo(kind).max, -1.0)
        return values

    def _view(self, number: int) -> memoryview:
        view = self.document["bufferViews"][number]
        start = int(view.get("byteOffset", 0))
        return self._buffer(view["buffer"])[start : start + int(view["byteLength"])]

    def _buffer(self, number: int) -> memoryview:
        if number not in self._buffers:
            uri = self.document["buffers"][number].get("uri")
            self._buffers[number] = memoryview(self.binary if uri is None else self._linked(uri))
        return self._buffers[number]

    def _linked(self, uri: str) -> bytes:
        """What a uri stands for: data in the text, or a file in the same folder."""
        if uri.startswith("data:"):
            return base64.b64decode(uri.partition(",")[2])
        return self._beside(uri).read_bytes()

    def _beside(self, uri: str) -> Path:
        file = beside(self.path.parent, uri)
        if file is None:
            raise ValueError(f"{uri[:200]} is missing, or outside of the folder")
        return file

    def _look(self, number: int) -> tuple[Material, Texture | None]:
        if number not in self._looks:
            material = self.document["materials"][number]
            shine = material.get("pbrMetallicRoughness", {})
            *colour, opacity = shine.get("baseColorFactor", (1.0, 1.0, 1.0, 1.0))
            red, green, blue = (_srgb(float(c)) for c in colour)
            seen = 1.0 if material.get("alphaMode", "OPAQUE") == "OPAQUE" else float(opacity)
            texture = None
            if "baseColorTexture" in shine:
                texture = self._texture(shine["baseColorTexture"]["index"])
            self._looks[number] = (
                Material(str(material.get("name", "")), (red, green, blue), transparency=1 - seen),
                texture,
            )
        return self._looks[number]

    def _texture(self, number: int) -> Texture | None:
        """The picture of a texture, taken out of the file where it is embedded."""
        try:
            image = self.document["images"][self.document["textures"][number]["source"]]
            uri = image.get("uri", "")
            if uri and not uri.startswith("data:"):
                return Texture(uri, str(self._beside(uri)), wrap="wrap")
            data = self._linked(uri) if uri else bytes(self._view(image["bufferView"]))
            suffix = SUFFIXES.get(image.get("mimeType", ""), ".png")
            kept = kept_picture(data, suffix)
            return Texture(str(image.get("name") or f"image-{number}"), kept, wrap="wrap")
        except (KeyError, IndexError, ValueError, TypeError) as fault:
            self.intake.report.warning("MISSING_TEXTURE", "", f"{self.path.name}: {fault}")
            return None


def _srgb(linear: float) -> float:
    """A colour value as screens show it (glTF 2.0 factors are linear; IEC 61966-2-1)."""
    linear = min(max(linear, 0.0), 1.0)
    return linear * 12.92 if linear <= 0.0031308 else 1.055 * linear ** (1 / 2.4) - 0.055
