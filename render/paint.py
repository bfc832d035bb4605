"""A city in its own colours: the pictures and materials that its source puts on the surfaces."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from city.model import Appearance, City, Shapes, Texture
from render.mesh import Mesh

Bytes = NDArray[np.uint8]

SHEET = 4096  # pixels: how wide and high a sheet of pictures may become
SHEETS = 2  # as many of them; larger pictures are made smaller to fit
LEAST = 0.06  # of a sheet, for the pictures of one tile
LARGEST = 1024  # pixels of one picture's longer side
FRINGE = 2  # pixels around each picture, so that its neighbour does not shine in
OUTSIDE = 0.02  # of a picture's width: coordinates beyond it mean that the picture repeats


@dataclass(frozen=True, slots=True, eq=False)
class Painted:
    """Some triangles of a mesh under one picture.

    pixels: (rows, columns, 3), the lowest row first. triangles: (t,) rows of the mesh's. uv:
    (t, 3, 2) of their corners. repeats: whether the picture goes on beyond its sides.
    """

    pixels: Bytes
    triangles: NDArray[np.intp]
    uv: NDArray[np.float32]
    repeats: bool


def paint(city: City, mesh: Mesh, room: float = 1.0) -> tuple[Bytes, list[Painted]]:
    """The colours of a mesh's points (n, 3) with the city's materials, and its pictures.

    room: the share that its pictures may take of the memory for all.
    """
    colours = mesh.colours.copy()
    texture = np.full(len(mesh.triangles), -1, np.int64)
    uv = np.full((len(mesh.triangles), 3, 2), np.nan, np.float32)
    for number, lod in enumerate(mesh.lods):
        mine = np.flatnonzero(mesh.triangle_lod == number)
        look = _look(city.shapes[lod])
        if look is None or not len(mine):
            continue
        polygon = mesh.triangle_polygon[mine]
        _apply_materials(city, look, mesh, mine, colours)
        if look.uv is not None:
            texture[mine] = look.texture[polygon]
            uv[mine] = look.uv[mesh.point_source[mesh.triangles[mine]]]
    texture[~np.isfinite(uv).all((1, 2))] = -1
    return colours, _pictures(city.textures, texture, uv, room)


def _look(shapes: Shapes) -> Appearance | None:
    """The theme with the most pictures, or else the most materials."""
    looks = shapes.appearances.values()
    return max(looks, key=lambda a: ((a.texture >= 0).sum(), (a.material >= 0).sum()), default=None)


def _apply_materials(
    city: City, look: Appearance, mesh: Mesh, triangles: NDArray[np.intp], colours: Bytes
) -> None:
    if not city.materials:
        return
    diffuse = np.array([m.diffuse for m in city.materials])
    material = look.material[mesh.triangle_polygon[triangles]]
    has = material >= 0
    value = (np.clip(diffuse[material[has]], 0, 1) * 255).astype(np.uint8)
    colours[mesh.triangles[triangles[has]]] = value[:, None, :]


def _pictures(
    textures: Sequence[Texture],
    texture: NDArray[np.int64],
    uv: NDArray[np.float32],
    room: float,
) -> list[Painted]:
    used = np.unique(texture[texture >= 0]).tolist()
    images = {k: image for k in used if (image := _opened(textures[k].path)) is not None}
    rows = {k: np.flatnonzero(texture == k) for k in images}
    alone = {k for k in images if uv[rows[k]].min() < -OUTSIDE or uv[rows[k]].max() > 1 + OUTSIDE}
    painted = [Painted(_reduced(images[k], 1.0), rows[k], uv[rows[k]], True) for k in alone]
    area = sum(images[k].width * images[k].height for k in images if k not in alone)
    most = max(0.8 * SHEETS * room, LEAST) * SHEET * SHEET
    share = min(1.0, float(np.sqrt(most / max(area, 1))))
    small = {k: _reduced(images[k], share) for k in images if k not in alone}
    for sheet, places in _sheets(small):
        parts = []
        for k, (row, column) in places.items():
            high, wide = small[k].shape[:2]
            size, start = np.array([wide, high]), np.array([column, row])
            within = start + np.clip(uv[rows[k]], 0, 1) * size
            parts.append((within / [sheet.shape[1], sheet.shape[0]]).astype(np.float32))
        which = np.concatenate([rows[k] for k in places])
        painted.append(Painted(sheet, which, np.concatenate(parts), False))
    return painted


def _opened(path: str) -> Any:
    """A picture file, not yet decoded; None where it is missing or none."""
    from PIL import Image

    try:
        image = Image.open(path) if path else None
    except (OSError, ValueError, Image.DecompressionBombError):
        return None
    return image


def _reduced(image: Any, share: float) -> Bytes:
    """A picture's pixels, smaller by a share, the lowest row first; grey where it is damaged."""
    share = min(share, LARGEST / max(image.size))
    size = (max(int(image.width * share), 1), max(int(image.height * share), 1))
    try:
        image.draft("RGB", size)  # lets a JPEG be decoded at a half or a quarter of its size
        pixels = np.asarray(image.convert("RGB").resize(size))
    except (OSError, SyntaxError, ValueError):
        pixels = np.full((size[1], size[0], 3), 200, np.uint8)
    finally:
        image.close()
    return np.ascontiguousarray(pixels[::-1])


def _sheets(images: dict[int, Bytes]) -> list[tuple[Bytes, dict[int, tuple[int, int]]]]:
    """Pictures side by side on few large ones, and the lowest row and column of each there."""
    order = sorted(images, key=lambda k: -images[k].shape[0])
    sheets: list[dict[int, tuple[int, int]]] = []
    row = column = shelf = 0
    for k in order:
        high, wide = (side + 2 * FRINGE for side in images[k].shape[:2])
        if column + wide > SHEET:
            row, column, shelf = row + shelf, 0, 0
        if not sheets or row + high > SHEET:
            sheets.append({})
            row = column = shelf = 0
        sheets[-1][k] = (row + FRINGE, column + FRINGE)
        column, shelf = column + wide, max(shelf, high)
    return [(_pasted(images, places), places) for places in sheets]


def _pasted(images: dict[int, Bytes], places: dict[int, tuple[int, int]]) -> Bytes:
    ends = [
        (row + images[k].shape[0] + FRINGE, column + images[k].shape[1] + FRINGE)
        for k, (row, column) in places.items()
    ]
    sheet = np.zeros((max(r for r, _ in ends), max(c for _, c in ends), 3), np.uint8)
    for k, (row, column) in places.items():
        fringed = np.pad(images[k], ((FRINGE, FRINGE), (FRINGE, FRINGE), (0, 0)), mode="edge")
        high, wide = fringed.shape[:2]
        sheet[row - FRINGE : row - FRINGE + high, column - FRINGE : column - FRINGE + wide] = (
            fringed
        )
    return sheet
