"""City -> Wavefront OBJ: a named object for each city object, materials and pictures beside it."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TextIO

import numpy as np
from numpy.typing import NDArray

from city.finding import Finding
from city.model import City
from city.progress import Progress
from exporters.triangles import Look, Triangles, crs_name, triangles_of

BLOCK = 50_000  # lines written at once


def write(
    city: City, path: Path, *, lod: str | None, version: str | None, progress: Progress
) -> list[Finding]:
    """Write each object in its highest level of detail, in world coordinates to the micrometre."""
    triangles, lost = triangles_of(city, lod)
    names = _names(triangles.looks)
    textured = np.array([look.texture is not None for look in triangles.looks] or [False])
    places = np.repeat(textured[triangles.look], np.diff(triangles.runs))
    world = city.frame.to_world(triangles.points.reshape(-1, 3))
    points, corner = np.unique(world, axis=0, return_inverse=True)
    uv = np.nan_to_num(triangles.uv[places].reshape(-1, 2)).astype(float)
    coordinate = np.zeros(len(corner), np.int64)
    coordinate[np.repeat(places, 3)] = np.arange(1, len(uv) + 1)
    with path.open("w", encoding="utf-8", newline="\n") as file:
        code = crs_name(city.frame)
        if code:
            file.write(f"# COORDINATE_SYSTEM: {' '.join(code.split())}\n")
        file.write(f"mtllib {path.stem}.mtl\n")
        _lines(file, "v %.6f %.6f %.6f\n", points, progress, path)
        _lines(file, "vt %.7g %.7g\n", uv, progress, path)
        corners = np.stack([corner.ravel() + 1, coordinate], axis=1)
        _faces(file, city, triangles, names, corners, progress)
    _materials(path, triangles, names, lost)
    empty = len(city.objects) - len(np.unique(triangles.object))
    if empty:
        text = f"{empty:,} objects have no faces of their own and were left out"
        lost.append(Finding("note", "OBJECTS_LOST", "", text))
    if city.objects.columns:
        text = "OBJ knows neither attributes nor parts; only ids and shapes were written"
        lost.append(Finding("note", "ATTRIBUTES_LOST", "", text))
    return lost


def _names(looks: list[Look]) -> list[str]:
    """One word for each look, none twice."""
    names: list[str] = []
    for look in looks:
        name = "_".join(look.name.split()) or "material"
        names.append(name if name not in names else f"{name}-{len(names)}")
    return names


def _lines(
    file: TextIO, line: str, values: NDArray[np.float64], progress: Progress, path: Path
) -> None:
    for start in range(0, len(values), BLOCK):
        progress.report(start, len(values), f"Writing {path.name}")
        block = values[start : start + BLOCK]
        file.write((line * len(block)) % tuple(block.ravel().tolist()))


def _faces(
    file: TextIO,
    city: City,
    triangles: Triangles,
    names: list[str],
    corners: NDArray[np.int64],
    progress: Progress,
) -> None:
    """corners: (3 t, 2) numbers of point and texture coordinate, from 1."""
    last = -1
    runs = triangles.runs.tolist()
    for run, (row, look) in enumerate(
        zip(triangles.object.tolist(), triangles.look.tolist(), strict=True)
    ):
        if row != last:
            progress.check()
            file.write(f"o {' '.join(city.objects.ids[row].split())}\n")
            last = row
        file.write(f"usemtl {names[look]}\n")
        block = corners[runs[run] * 3 : runs[run + 1] * 3]
        count = len(block) // 3
        if triangles.looks[look].texture is None:
            file.write(("f %d %d %d\n" * count) % tuple(block[:, 0].tolist()))
        else:
            file.write(("f %d/%d %d/%d %d/%d\n" * count) % tuple(block.ravel().tolist()))


def _materials(path: Path, triangles: Triangles, names: list[str], lost: list[Finding]) -> None:
    """The material library, and the pictures in a folder beside it."""
    folder = path.parent / f"{path.stem}_textures"
    text = []
    for number in np.unique(triangles.look).tolist():
        look = triangles.looks[number]
        text.append(f"newmtl {names[number]}\nKd {' '.join(f'{c:.6g}' for c in look.colour)}\n")
        if look.opacity < 1:
            text.append(f"d {look.opacity:.6g}\n")
        if look.texture is not None:
            source = Path(look.texture.path)
            folder.mkdir(exist_ok=True)
            copy = folder / f"{number}{source.suffix.lower()}"
            try:
                shutil.copyfile(source, copy)
            except OSError as fault:
                why = f"{source.name}: {fault.strerror or fault}"
                lost.append(Finding("warning", "TEXTURE_LOST", "", why))
                continue
            text.append(f"map_Kd {folder.name}/{copy.name}\n")
    path.with_suffix(".mtl").write_text("".join(text), "utf-8", newline="\n")
