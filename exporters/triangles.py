"""A city as triangles with a look each, for formats that know neither solids nor semantics."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from city.finding import Finding
from city.frame import Frame
from city.model import Appearance, City, Shapes, Texture

Colour = tuple[float, float, float]

# Plaster with a hint of what it is (sRGB); classes of an extension go by their last word.
COLOURS: dict[str, Colour] = {
    "RoofSurface": (0.72, 0.42, 0.36),
    "WallSurface": (0.88, 0.86, 0.82),
    "GroundSurface": (0.60, 0.58, 0.55),
    "Window": (0.58, 0.70, 0.80),
    "WindowSurface": (0.58, 0.70, 0.80),
    "Door": (0.52, 0.40, 0.30),
    "DoorSurface": (0.52, 0.40, 0.30),
    "WaterSurface": (0.55, 0.70, 0.80),
    "WaterBody": (0.55, 0.70, 0.80),
    "TrafficArea": (0.62, 0.62, 0.63),
    "Road": (0.62, 0.62, 0.63),
    "Railway": (0.52, 0.50, 0.48),
    "PlantCover": (0.62, 0.72, 0.52),
    "SolitaryVegetationObject": (0.50, 0.64, 0.42),
    "LandUse": (0.80, 0.79, 0.70),
    "TINRelief": (0.78, 0.76, 0.70),
    "ReliefFeature": (0.78, 0.76, 0.70),
}
PLASTER: Colour = (0.86, 0.85, 0.82)


@dataclass(frozen=True, slots=True)
class Look:
    """A colour with a name, or a picture."""

    name: str
    colour: Colour
    opacity: float = 1.0
    texture: Texture | None = None


@dataclass(frozen=True, slots=True)
class Triangles:
    """All triangles to write, sorted by object and by look; a run is one object in one look.

    points: (t, 3, 3) float64 local metres. uv: (t, 3, 2), v upwards, NaN where unknown.
    runs: (r + 1,) first triangle of each run and the end; object, look: (r,) of each run.
    """

    points: NDArray[np.float64]
    uv: NDArray[np.float32]
    runs: NDArray[np.int64]
    object: NDArray[np.int64]
    look: NDArray[np.int64]
    looks: list[Look]


def triangles_of(city: City, lod: str | None) -> tuple[Triangles, list[Finding]]:
    """Each object in its highest level of detail (of those asked for), and what gets lost."""
    levels = [name for name in city.lods() if lod in (None, name, name.split(".")[0])]
    best = np.full(len(city.objects), -1)
    for number, name in enumerate(levels):
        best[np.diff(city.shapes[name].object_triangles()) > 0] = number
    points, uv, objects, codes = [], [], [], []
    hidden = marks = 0
    for number, name in enumerate(levels):
        shapes = city.shapes[name]
        marks += int((~shapes.filled()).sum())
        owner = shapes.polygon_object()
        hidden += int((best[owner] > number).sum())
        polygon = np.repeat(np.arange(shapes.polygons), np.diff(shapes.polygon_triangles))
        kept = np.flatnonzero(best[owner[polygon]] == number)
        corners = shapes.triangles[kept]
        appearance = _appearance(shapes)
        points.append(shapes.points[corners])
        objects.append(owner[polygon[kept]].astype(np.int64))
        codes.append(_codes(city, shapes, appearance)[polygon[kept]])
        if appearance is None or appearance.uv is None:
            uv.append(np.full((len(kept), 3, 2), np.nan, np.float32))
        else:
            uv.append(appearance.uv[corners])
    looks = _looks(city)
    object = np.concatenate(objects) if objects else np.zeros(0, np.int64)
    code = np.concatenate(codes) if codes else np.zeros(0, np.int64)
    order = np.lexsort((code, object))
    object, code = object[order], code[order]
    new = (np.diff(object, prepend=-1) != 0) | (np.diff(code, prepend=-1) != 0)
    first = np.flatnonzero(new)
    triangles = Triangles(
        np.concatenate(points)[order] if points else np.zeros((0, 3, 3)),
        np.concatenate(uv)[order] if uv else np.zeros((0, 3, 2), np.float32),
        np.append(first, len(object)),
        object[first],
        code[first],
        looks,
    )
    return triangles, _lost(city, hidden, marks)


def crs_name(frame: Frame) -> str:
    """The frame's system as a reader understands it: "EPSG:25832+7837", a WKT, "local" or ""."""
    both = frame.horizontal.startswith("EPSG:") and frame.vertical.startswith("EPSG:")
    return frame.horizontal + (f"+{frame.vertical[5:]}" if both else "")


def _lost(city: City, hidden: int, marks: int) -> list[Finding]:
    lost = []
    if hidden:
        text = f"{hidden:,} polygons of lower levels of detail were not written"
        lost.append(Finding("note", "LOD_HIGHEST", "", text))
    if marks:
        lost.append(Finding("note", "MARKS_LOST", "", f"{marks:,} lines and points were left out"))
    if len(city.surfaces):
        text = "roofs, walls and other surfaces are kept as colours only, without their attributes"
        lost.append(Finding("note", "SURFACES_LOST", "", text))
    return lost


def _appearance(shapes: Shapes) -> Appearance | None:
    """The first theme with pictures, else the first one."""
    themes = [shapes.appearances[name] for name in sorted(shapes.appearances)]
    textured = (theme for theme in themes if (theme.texture >= 0).any())
    return next(textured, themes[0] if themes else None)


def _codes(city: City, shapes: Shapes, appearance: Appearance | None) -> NDArray[np.int64]:
    """(polygons,) the look of each: picture, else paint, else surface, else object."""
    objects, surfaces = city.objects, city.surfaces
    code = objects.kind[shapes.polygon_object()].astype(np.int64)
    surface = shapes.polygon_surface
    if len(surfaces):
        kind = surfaces.kind[np.maximum(surface, 0)].astype(np.int64)
        code = np.where(surface >= 0, kind + len(objects.kinds), code)
    if appearance is not None:
        base = len(objects.kinds) + len(surfaces.kinds)
        code = np.where(appearance.material >= 0, appearance.material + base, code)
        base += len(city.materials)
        there = np.array([bool(_picture(t)) for t in city.textures] or [False])
        shown = (appearance.texture >= 0) & there[np.maximum(appearance.texture, 0)]
        code = np.where(shown, appearance.texture + base, code)
    return code


def _picture(texture: Texture) -> bool:
    return bool(texture.path) and Path(texture.path).is_file()


def _looks(city: City) -> list[Look]:
    looks = [Look(kind, _colour(kind)) for kind in (*city.objects.kinds, *city.surfaces.kinds)]
    for number, m in enumerate(city.materials):
        looks.append(Look(m.name or f"material-{number}", m.diffuse, 1 - m.transparency))
    for number, texture in enumerate(city.textures):
        looks.append(Look(f"texture-{number}", (1.0, 1.0, 1.0), 1.0, texture))
    return looks


def _colour(kind: str) -> Colour:
    return COLOURS.get(kind.rsplit(":", 1)[-1].lstrip("+"), PLASTER)
