"""Meshes: OBJ, glTF and GLB, PLY and STL; what they hold are generic objects."""

from __future__ import annotations

import warnings
from pathlib import Path

import numpy as np

from city.progress import Progress
from importers.gltf import read_gltf
from importers.intake import Intake, ReadError
from importers.model3d import Faces, Model, Thing, add, sound
from importers.wavefront import read_obj

FORMAT = "Mesh"
SUFFIXES = (".obj", ".glb", ".gltf", ".ply", ".stl")
OBJ_WORDS = (b"v ", b"#", b"mtllib ", b"o ", b"g ", b"vn ", b"vt ", b"usemtl ")


def recognises(path: Path, head: bytes) -> bool:
    """GLB and PLY name themselves; the others go by suffix and first line."""
    return bool(_format(path, head))


def _format(path: Path, head: bytes) -> str:
    suffix = path.suffix.lower()
    if head.startswith(b"glTF"):
        return "GLB"
    if head.startswith((b"ply\n", b"ply\r")):
        return "PLY"
    if suffix == ".gltf" and head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return "glTF"
    if suffix == ".stl" and (head.startswith(b"solid") or len(head) > 84):
        return "STL"
    lines = [line.strip() + b" " for line in head.splitlines() if line.strip()]
    if suffix == ".obj" and lines and lines[0].startswith(OBJ_WORDS):
        return "OBJ"
    return ""


def read(path: Path, intake: Intake, progress: Progress) -> None:
    """Read a mesh into the city: an object for each node or group, named as in the file."""
    before = len(intake.report)
    model = model_of(path, intake, progress)
    progress.check()
    intake.begin(path, model.format, model.version)
    if not add(path, model, intake):
        faults = [f.message for f in list(intake.report)[before:] if f.severity == "error"]
        why = f": {faults[0]}" if faults else ""
        raise ReadError(f"{path.name}: it holds no faces that could be shown{why}")


def model_of(path: Path, intake: Intake, progress: Progress) -> Model:
    """What a mesh file holds, its faces sound; ReadError when it is no mesh that is known."""
    with path.open("rb") as file:
        format = _format(path, file.read(8192))
    if not format:
        raise ReadError(f"{path.name}: this is no OBJ, glTF, PLY or STL file")
    try:
        if format == "OBJ":
            model = read_obj(path, intake, progress)
        elif format in ("GLB", "glTF"):
            model = read_gltf(path, intake, progress)
        else:
            model = _through_trimesh(path, format)
    except (ValueError, KeyError, IndexError, TypeError, AttributeError) as fault:
        raise ReadError(
            f"{path.name}: this {format} file is damaged ({fault}); fetch it again"
        ) from fault
    model.format = format
    pieces = [sound(piece, model.things[piece.thing].name, intake) for piece in model.faces]
    model.faces = [piece for piece in pieces if len(piece.sizes)]
    return model


def _through_trimesh(path: Path, format: str) -> Model:
    """PLY and STL: one mesh without names."""
    import trimesh

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            mesh = trimesh.load_mesh(path, file_type=format.lower(), process=False)
        except Exception as fault:  # trimesh lets through whatever goes wrong within
            raise ValueError(str(fault) or type(fault).__name__) from fault
    corners = np.asarray(mesh.faces, np.int64).reshape(-1, 3)
    points = np.asarray(mesh.vertices, np.float64).reshape(-1, 3)
    model = Model(things=[Thing(path.stem)])
    model.faces.append(Faces(0, points, corners.ravel(), np.full(len(corners), 3)))
    return model
