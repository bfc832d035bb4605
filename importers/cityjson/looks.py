"""Materials and textures: what the file lists, and which polygons they are put on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from city.batch import offsets
from city.builder import CityBuilder
from city.model import Material, Texture
from city.strings import runs
from importers.beside import beside, leads_out
from importers.cityjson.faces import Faces, Tell
from importers.cityjson.nested import (
    JUNK,
    Ints,
    fits,
    fitted,
    flatten,
    in_halves,
    sums,
    totals,
    whole_numbers,
)
from importers.cityjson.pool import Pool, Span, pointed

Bools = NDArray[np.bool_]
Given = Sequence[tuple[int, Any]]


def paint(
    faces: Faces,
    good: Bools,
    kept: Bools,
    first: int,
    pool: Pool,
    builder: CityBuilder,
    tell: Tell,
) -> None:
    """Put the materials and textures of all themes on the good polygons.

    kept: (points,) which points of the good polygons the builder has. first: the builder's number
    of the first good polygon.
    """
    number = np.cumsum(good) - 1 + first
    for theme, given in _themes(faces, "material", tell).items():
        row = _materials(faces, given, pool, builder, tell)
        chosen = good & (row >= 0)
        if chosen.any():
            builder.paint_polygons(theme, number[chosen], materials=row[chosen])
    for theme, given in _themes(faces, "texture", tell).items():
        row, uv = _textures(faces, given, pool, builder, tell)
        chosen = good & (row >= 0)
        if chosen.any():
            mine = kept & np.repeat(chosen, sums(faces.per_ring, faces.per_polygon))
            corners = sums(sums(kept, faces.per_ring), faces.per_polygon)
            builder.paint_polygons(
                theme,
                number[chosen],
                textures=row[chosen],
                uv_points=corners[chosen],
                uv=uv[mine],
            )


def _themes(faces: Faces, what: str, tell: Tell) -> dict[str, list[tuple[int, Any]]]:
    """For each theme, which geometries it paints, and how."""
    themes: dict[str, list[tuple[int, Any]]] = {}
    for k, one in enumerate(faces.owned):
        looks = one.geometry.get(what)
        if looks is None:
            continue
        if not isinstance(looks, dict):
            tell("warning", "BAD_APPEARANCE", one.row, f"its {what} is no object")
            continue
        for theme, look in looks.items():
            if isinstance(look, dict):
                themes.setdefault(theme, []).append((k, look))
            elif look is not None:
                tell("warning", "BAD_APPEARANCE", one.row, f"its {what} is no object")
    return themes


def _resolved(
    faces: Faces,
    values: Ints,
    spans: Sequence[Span],
    listed: NDArray[np.object_],
    add: Callable[[Any], int],
    what: str,
    tell: Tell,
) -> Ints:
    """(polygons,) the builder's row of the material or texture that has this number."""
    row, there = pointed(values, spans, faces.per_geometry)
    for k in np.unique(faces.geometry_of()[~there & (values != -1)]).tolist():
        message = f"its {what} names an entry that the file does not list"
        tell("warning", "BAD_APPEARANCE", faces.owned[k].row, message)
    code = np.full(max(len(listed), 1), -1, np.int64)
    used = np.zeros(len(code), bool)
    used[row[there]] = True
    things = listed[used[: len(listed)]].tolist()
    code[used] = [-1 if thing is None else add(thing) for thing in things]
    return np.where(there, code[row], -1)


def _materials(faces: Faces, given: Given, pool: Pool, builder: CityBuilder, tell: Tell) -> Ints:
    lists = [(k, look["values"]) for k, look in given if "values" in look]
    values = faces.values(lists, "material", tell)
    where = offsets(faces.per_geometry)
    for k, look in given:
        one = look.get("value")
        if type(one) is int and abs(one) < 2**62:
            values[where[k] : where[k + 1]] = one
        elif one is not None:
            message = "its material is no whole number"
            tell("warning", "BAD_APPEARANCE", faces.owned[k].row, message)
    spans = [one.share.materials for one in faces.owned]
    listed = pool.materials.all()
    return _resolved(faces, values, spans, listed, builder.add_material, "material", tell)


def _textures(
    faces: Faces, given: Given, pool: Pool, builder: CityBuilder, tell: Tell
) -> tuple[Ints, NDArray[np.float32]]:
    """(polygons,) the texture of each, and (points, 2) where on it each point lies."""
    texture = np.full(len(faces.per_ring), -1, np.int64)
    index = np.full(len(faces.index), -1, np.int64)
    rings = sums(faces.per_polygon, faces.per_geometry)
    first_ring = offsets(rings)
    first_point = offsets(faces.per_ring)
    depth = len(faces.levels) + 1

    def work(some: Given) -> None:
        counts, flat = flatten([values for _, values in some], depth + 1)
        numbers = whole_numbers(flat)
        mine = np.array([k for k, _ in some])
        entries = counts.pop()
        here = totals(counts)
        if (here != rings[mine]).any() or not entries.all():
            raise ValueError("as many textures as rings")
        ring = runs(first_ring[mine], here)
        start = offsets(entries)[:-1]
        full = entries == faces.per_ring[ring] + 1
        if (~full & (numbers[start] >= 0)).any():
            raise ValueError("as many texture coordinates as vertices")
        texture[ring[full]] = numbers[start[full]]
        span = faces.per_ring[ring[full]]
        index[runs(first_point[ring[full]], span)] = numbers[runs(start[full] + 1, span)]

    def junk(one: tuple[int, Any]) -> None:
        boundaries = faces.owned[one[0]].geometry["boundaries"]
        if not fits(one[1], boundaries, depth):
            faces.misfit(one[0], "texture", tell)
        values = _repaired(fitted(one[1], boundaries, depth), boundaries, depth)
        try:
            work([(one[0], values)])
        except JUNK:
            faces.misfit(one[0], "texture", tell)

    lists = [(k, look["values"]) for k, look in given if look.get("values") is not None]
    in_halves(lists, work, junk)
    points = sums(sums(faces.per_ring, faces.per_polygon), faces.per_geometry)
    row, there = pointed(index, [one.share.uvs for one in faces.owned], points)
    uvs = pool.uvs.all()
    uv = np.full((len(index), 2), np.nan, np.float32)
    if len(uvs):
        uv[there] = uvs[row[there]]
    lost = sums(~there & (index != -1), faces.per_ring) > 0
    polygon = np.repeat(np.arange(len(faces.per_polygon)), faces.per_polygon)
    for k in np.unique(faces.geometry_of()[polygon[lost]]).tolist():
        message = "its texture names texture coordinates that do not exist"
        tell("warning", "BAD_APPEARANCE", faces.owned[k].row, message)
    outer = np.zeros(len(faces.per_polygon), np.int64)
    some = faces.per_polygon > 0
    outer[some] = texture[offsets(faces.per_polygon)[:-1][some]]
    outer[~some] = -1
    spans = [one.share.textures for one in faces.owned]
    listed = pool.textures.all()
    return _resolved(faces, outer, spans, listed, builder.add_texture, "texture", tell), uv


def _repaired(values: Any, boundaries: Any, depth: int) -> Any:
    """Each ring of a texture with one number for the image and one for each vertex, or null."""
    if depth:
        pairs = zip(values, boundaries, strict=True)
        return [_repaired(v, b, depth - 1) for v, b in pairs]
    if not isinstance(values, list) or len(values) != len(boundaries) + 1:
        return [None]
    return values


# what the file lists


def materials(listed: Any, tell: Tell) -> NDArray[np.object_]:
    """The materials of an appearance, None for what is none."""
    return _column([_material(m, tell) for m in _listed(listed, "materials", tell)])


def textures(listed: Any, folder: Path, tell: Tell) -> NDArray[np.object_]:
    """The textures of an appearance, looked for beside the file and nowhere else."""
    return _column([_texture(t, folder, tell) for t in _listed(listed, "textures", tell)])


def _column(things: Sequence[Any]) -> NDArray[np.object_]:
    column = np.empty(len(things), object)
    column[:] = things
    return column


def texture_coordinates(listed: Any, tell: Tell) -> NDArray[np.float32]:
    """(n, 2) of an appearance, NaN for what is no pair of numbers."""
    pairs = _listed(listed, "vertices-texture", tell)
    try:
        return np.array(pairs, np.float32).reshape(len(pairs), 2)
    except JUNK:
        tell("warning", "BAD_APPEARANCE", -1, "some texture coordinates are no pairs of numbers")
        return np.array([_pair(pair) for pair in pairs], np.float32).reshape(-1, 2)


def _pair(pair: Any) -> tuple[float, float]:
    try:
        u, v = pair
        return float(u), float(v)
    except JUNK:
        return float("nan"), float("nan")


def _listed(listed: Any, what: str, tell: Tell) -> list[Any]:
    if isinstance(listed, list):
        return listed
    if listed is not None:
        tell("warning", "BAD_APPEARANCE", -1, f"the {what} of the file are no list")
    return []


def _material(given: Any, tell: Tell) -> Material | None:
    plain = Material()
    try:
        return Material(
            str(given.get("name", "")),
            _colour(given, "diffuseColor", plain.diffuse),
            _colour(given, "emissiveColor", plain.emissive),
            _colour(given, "specularColor", plain.specular),
            float(given.get("ambientIntensity", plain.ambient)),
            float(given.get("shininess", plain.shininess)),
            float(given.get("transparency", plain.transparency)),
            bool(given.get("isSmooth", plain.smooth)),
        )
    except (AttributeError, *JUNK):
        tell("warning", "BAD_APPEARANCE", -1, "a material of the file cannot be understood")
        return None


def _colour(
    given: dict[str, Any], name: str, plain: tuple[float, float, float]
) -> tuple[float, float, float]:
    red, green, blue = given.get(name, plain)
    return float(red), float(green), float(blue)


def _texture(given: Any, folder: Path, tell: Tell) -> Texture | None:
    uri = given.get("image") if isinstance(given, dict) else None
    if not isinstance(uri, str) or not uri:
        tell("warning", "BAD_APPEARANCE", -1, "a texture of the file names no image")
        return None
    kind, wrap = given.get("textureType", "unknown"), given.get("wrapMode", "none")
    border = given.get("borderColor")
    try:
        red, green, blue, *alpha = border or Texture("").border
        colour = float(red), float(green), float(blue), float(alpha[0] if alpha else 1.0)
    except JUNK:
        tell("warning", "BAD_APPEARANCE", -1, f"the border colour of {uri} cannot be understood")
        colour = Texture("").border
    return Texture(uri, picture(uri, folder, tell), str(kind), str(wrap), colour)


def picture(uri: str, folder: Path, tell: Tell) -> str:
    """Where the image of a texture lies, "" where it does not; never outside the folder."""
    short = uri if len(uri) <= 100 else f"{uri[:99]}…"
    if "://" in uri:
        tell("warning", "TEXTURE_REMOTE", -1, f"the image {short} lies on a server; not fetched")
        return ""
    place = beside(folder, uri)
    if place is not None:
        return str(place)
    if leads_out(folder, uri):
        tell("warning", "TEXTURE_OUTSIDE", -1, f"the image {short} lies outside the file's folder")
    else:
        tell("warning", "MISSING_TEXTURE", -1, f"the image {short} is not there")
    return ""
