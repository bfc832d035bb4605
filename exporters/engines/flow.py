"""Closed solids for flow: STL with a solid for each kind of surface, or OBJ with groups."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TextIO

import numpy as np
from numpy.typing import NDArray

from city.frame import Frame
from city.progress import Progress
from city.simulate.lattice import lattice_of
from city.view import View
from exporters.engines import Wanted
from exporters.engines.solids import SURFACES, Solid, solids_of

F64 = NDArray[np.float64]
BLOCK = 20_000  # triangles written at once
TERRAIN = "terrain"
CORNER = "vertex %.6f %.6f %.6f\n"
FACET = f"facet normal %.6g %.6g %.6g\nouter loop\n{CORNER * 3}endloop\nendfacet\n"


def write(view: View, wanted: Wanted, path: Path, progress: Progress) -> list[str]:
    """Write what stands as closed solids and the terrain as an open surface, to the micrometre.

    Coordinates are metres from the frame's origin, so that engines with short numbers keep them
    exact; a file beside it, .origin.json, says where that lies.
    """
    solids, told = solids_of(view, wanted.box, progress)
    if not solids:
        raise ValueError("nothing stands there that could be written")
    ground = _terrain(view, wanted)
    if ground is None:
        told.append("there is no terrain there; the ground is for you to add")
    with path.open("w", encoding="ascii", errors="replace", newline="\n") as file:
        writer = _stl if path.suffix.lower() == ".stl" else _obj
        writer(file, solids, ground, progress)
    _origin(view.base.frame, solids, path)
    return told


def _terrain(view: View, wanted: Wanted) -> tuple[F64, NDArray[np.integer]] | None:
    """The first terrain that lies in the box, as points and triangles."""
    for terrain in view.terrains():
        lattice = lattice_of(terrain, wanted.box)
        if lattice is not None:
            points, triangles = lattice.mesh(np.zeros(3))
            if len(triangles):
                return points.astype(np.float64), triangles
    return None


def _stl(
    file: TextIO,
    solids: list[Solid],
    ground: tuple[F64, NDArray[np.integer]] | None,
    progress: Progress,
) -> None:
    for number, name in enumerate(SURFACES):
        parts = (one.points[one.triangles[one.surface == number]] for one in solids)
        _solid(file, name, np.concatenate(list(parts)), progress)
    if ground is not None:
        _solid(file, TERRAIN, ground[0][ground[1]], progress)


def _solid(file: TextIO, name: str, corners: F64, progress: Progress) -> None:
    """corners: (t, 3, 3)."""
    normal = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    normal /= np.maximum(np.linalg.norm(normal, axis=1), 1e-30)[:, None]
    numbers = np.concatenate([normal, corners.reshape(len(corners), 9)], axis=1)
    file.write(f"solid {name}\n")
    for start in range(0, len(numbers), BLOCK):
        progress.report(start, len(numbers), f"Writing {name}")
        block = numbers[start : start + BLOCK]
        file.write((FACET * len(block)) % tuple(block.ravel().tolist()))
    file.write(f"endsolid {name}\n")


def _obj(
    file: TextIO,
    solids: list[Solid],
    ground: tuple[F64, NDArray[np.integer]] | None,
    progress: Progress,
) -> None:
    first = 1
    for done, one in enumerate(solids):
        progress.report(done, len(solids), "Writing solids")
        file.write(f"o {_word(one.id)}\n")
        first = _points(file, one.points, first)
        for number, name in enumerate(SURFACES):
            _faces(file, name, one.triangles[one.surface == number] + first - len(one.points))
    if ground is not None:
        file.write(f"o {TERRAIN}\n")
        first = _points(file, ground[0], first)
        _faces(file, TERRAIN, ground[1] + first - len(ground[0]))


def _points(file: TextIO, points: F64, first: int) -> int:
    """Returns the number that the next point will have."""
    file.write(("v %.6f %.6f %.6f\n" * len(points)) % tuple(points.ravel().tolist()))
    return first + len(points)


def _faces(file: TextIO, name: str, triangles: NDArray[np.integer]) -> None:
    if len(triangles):
        file.write(f"g {name}\n")
        file.write(("f %d %d %d\n" * len(triangles)) % tuple(triangles.ravel().tolist()))


def _word(id: str) -> str:
    return "_".join(id.split()) or "building"


def _origin(frame: Frame, solids: list[Solid], path: Path) -> None:
    """Where the coordinates are counted from, and what there is."""
    said = {
        "origin": list(frame.origin),
        "horizontal": frame.horizontal,
        "vertical": frame.vertical,
        "unit": "m",
        "solids": len(solids),
        "volume": round(sum(one.volume() for one in solids), 6),
        "mended": {one.id: one.note for one in solids if one.note},
    }
    text = json.dumps(said, ensure_ascii=False, indent=1)
    path.with_suffix(".origin.json").write_text(text, "utf-8")
