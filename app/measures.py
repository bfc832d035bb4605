"""The kinds of measure, and how each is worked out."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.on_the_table import Selection
from app.wording import number
from city.cloud import PointCloud
from city.crs import crs_title, parse_crs
from city.ground import ground_of
from city.model import City
from city.place import Place, coordinates
from city.profile import Profile, profile
from city.progress import Progress
from city.ruler import angle, area, distance, earthwork, plane, slope, solid
from city.terrain import Terrain

F64 = NDArray[np.float64]
Lines = list[tuple[str, str]]

HONEST = 1e-4  # how much longer the grid may be than the ground before it is said
MILLIMETRES = 3
QUARTERS = ("N", "NE", "E", "SE", "S", "SW", "W", "NW")


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of measure: how many points it needs, how many it takes (0: any number)."""

    name: str
    title: str
    least: int
    most: int
    hint: str
    closed: bool = False  # its points go round a polygon


KINDS = {
    kind.name: kind
    for kind in (
        Kind("distance", "Distance", 2, 0, "Click from point to point; Enter twice ends the line."),
        Kind("height", "Height", 2, 2, "Click the foot, then the top."),
        Kind("area", "Area", 3, 0, "Click round a polygon, on the ground or a façade.", True),
        Kind("slope", "Slope", 1, 1, "Click a roof, a wall or the terrain."),
        Kind("angle", "Angle", 3, 3, "Click a point, the corner, and another point."),
        Kind("volume", "Volume", 1, 1, "Click a building or another closed object."),
        Kind(
            "earthwork",
            "Earthwork",
            3,
            0,
            "Click round a polygon: the volume between a level and the ground in it.",
            True,
        ),
        Kind("section", "Section", 2, 0, "Click along a line; it is cut from above."),
        Kind("place", "Place", 1, 1, "Click a place to read its coordinates."),
    )
}


@dataclass(frozen=True, slots=True, eq=False)
class Mark:
    """A result: where it was measured, (n, 3) local metres, its chief value and all its lines."""

    kind: Kind
    points: F64
    value: str
    lines: Lines
    section: Profile | None = None
    ident: str = field(default_factory=lambda: uuid.uuid4().hex)

    def words(self) -> str:
        """All of it as text, to be copied."""
        return "\n".join([f"{self.kind.title}\t{self.value}", *("\t".join(x) for x in self.lines)])


@dataclass(slots=True)
class Choices:
    """What a person sets before measuring: the other system of coordinates, and the level of
    earthwork in metres over the lowest ground in the polygon."""

    system: str = "EPSG:4326"
    level: float = 3.0


@dataclass(frozen=True, slots=True)
class Context:
    """Where a measure is taken: what is there, and what was hit."""

    frame: Any
    place: Place | None
    things: Sequence[Any]
    hit: Selection | None
    choices: Choices = field(default_factory=Choices)


def measured(kind: Kind, points: F64, context: Context, progress: Progress) -> Mark:
    """Work a measure out; ValueError, in plain words, where it cannot be."""
    lines: Lines
    section = None
    if kind.name in ("distance", "height"):
        value, lines = _distance(kind, points)
    elif kind.name == "area":
        value, lines = _area(points)
    elif kind.name == "slope":
        value, lines = _slope(points[0], context.hit)
    elif kind.name == "angle":
        value, lines = _degrees(angle(*points)), _angle_lines(points)
    elif kind.name == "volume":
        value, lines = _volume(context.hit)
    elif kind.name == "earthwork":
        value, lines = _earthwork(points, context)
    elif kind.name == "section":
        section = profile(points, context.things, progress.check)
        value, lines = _section(section)
        if any(isinstance(t, PointCloud) and t.total > len(t) for t in context.things):
            lines.append(("Points are an even sample of the survey", ""))
    else:
        value, lines = _place(points[0], context)
    if kind.name in ("distance", "area", "section", "earthwork"):
        lines = lines + _honest(context.place, points, kind.closed)
    return Mark(kind, points, value, lines, section)


def metres(value: float) -> str:
    return f"{number(value, 2)} m"


def _degrees(value: float) -> str:
    return f"{number(value, 1)}°"


def _bearing(value: float) -> str:
    return f"{number(value, 1)}° ({QUARTERS[round(value / 45) % 8]})"


def _distance(kind: Kind, points: F64) -> tuple[str, Lines]:
    found = distance(points)
    lines = [
        ("In space", metres(found.length)),
        ("Horizontal", metres(found.level)),
        ("Rise", metres(found.rise)),
    ]
    if found.level > 0:
        lines.append(("Slope", f"{number(100 * found.rise / found.level, 1)} %"))
        lines.append(("Bearing (grid)", _bearing(found.bearing)))
    return metres(found.rise if kind.name == "height" else found.length), lines


def _area(points: F64) -> tuple[str, Lines]:
    found = area(points)
    face = slope(plane(points).normal)
    lines = [
        ("Seen from above", f"{number(found.level, 2)} m²"),
        ("Length around", metres(found.around)),
        ("Slope of its plane", _degrees(face.degrees)),
    ]
    if found.misfit > 0.01:
        lines.append(("Off its plane by up to", metres(found.misfit)))
    return f"{number(found.area, 2)} m²", lines


def _slope(point: F64, hit: Selection | None) -> tuple[str, Lines]:
    about: Lines
    if hit is not None and isinstance(hit.thing, Terrain):
        normal = _ground_normal(hit.thing, point)
        about = [("Of the terrain, over", metres(2 * max(hit.thing.step)))]
    elif hit is not None and isinstance(hit.thing, City) and hit.polygon >= 0 and hit.lod:
        corners = hit.thing.shapes[hit.lod].rings(hit.polygon)[0]
        normal = plane(corners).normal
        about = [("Area of the face", f"{number(area(corners).area, 2)} m²")]
    else:
        raise ValueError("there is no face here: click a roof, a wall or the terrain")
    found = slope(normal)
    percent = f"{number(found.percent, 1)} %" if np.isfinite(found.percent) else "upright"
    lines = [("Rise", percent)]
    if np.isfinite(found.aspect):
        lines.append(("Falls to (grid)", _bearing(found.aspect)))
    return _degrees(found.degrees), lines + about


def _ground_normal(terrain: Terrain, point: F64) -> F64:
    """The normal (3,) of a terrain at a place, from a cell on each side of it."""
    dx, dy = terrain.step
    aside = np.array([(dx, 0), (-dx, 0), (0, dy), (0, -dy)])
    east, west, north, south = terrain.height_at(point[:2] + aside)
    normal = np.array([(west - east) / (2 * dx), (south - north) / (2 * dy), 1.0])
    if not np.isfinite(normal).all():
        raise ValueError("the terrain is not known all round this place")
    return normal


def _angle_lines(points: F64) -> Lines:
    flat = points * np.array([1, 1, 0])
    return [("Seen from above", _degrees(angle(*flat)))]


def _volume(hit: Selection | None) -> tuple[str, Lines]:
    if hit is None or not isinstance(hit.thing, City) or hit.lod is None:
        raise ValueError("there is no object here: click a building")
    shapes = hit.thing.shapes[hit.lod]
    first, last = shapes.object_triangles()[hit.object : hit.object + 2]
    if first == last:
        raise ValueError("this object has no faces of its own: click one of its parts")
    triangles = shapes.triangles[first:last]
    found = solid(shapes.points, triangles)
    corners = shapes.points[np.unique(triangles)]
    height = float(np.ptp(corners[:, 2]))
    lines = [("Height", metres(height)), (hit.thing.objects.ids[hit.object], "")]
    if found.open_edges:
        raise ValueError(
            f"{hit.thing.objects.ids[hit.object]} is not closed: {found.open_edges} of its edges "
            "belong to one face only, so it encloses no volume"
        )
    return f"{number(found.volume, 1)} m³", lines


def _earthwork(points: F64, context: Context) -> tuple[str, Lines]:
    ground = ground_of(context.things)
    low = ground(points[:, :2])
    if np.isnan(low).all():
        raise ValueError("no terrain is known here: open one to measure against it")
    level = float(np.nanmin(low)) + context.choices.level
    found = earthwork(points, ground, level)
    lines = [
        ("Level", metres(level + context.frame.origin[2])),
        ("To fill", f"{number(found.fill, 1)} m³"),
        ("To cut", f"{number(found.cut, 1)} m³"),
        ("Seen from above", f"{number(area(points * np.array([1, 1, 0])).area, 2)} m²"),
    ]
    if found.known < 0.999:
        lines.append(("Ground known in", f"{number(100 * found.known, 0)} % of it"))
    return f"{number(found.fill - found.cut, 1)} m³", lines


def _section(cut: Profile) -> tuple[str, Lines]:
    lines = [("Length", metres(cut.length))]
    ground = cut.ground[np.isfinite(cut.ground[:, 1]), 1]
    if len(ground):
        lines.append(("Ground", f"{number(ground.min(), 1)} to {number(ground.max(), 1)} m"))
    if len(cut.cuts):
        lines.append(("Highest", metres(float(cut.cuts[..., 1].max()))))
        lines.append(("Objects cut", number(len(set(cut.cut_id)), 0)))
    if len(cut.points):
        lines.append(("Points near it", number(len(cut.points), 0)))
    return metres(cut.length), lines


def _place(point: F64, context: Context) -> tuple[str, Lines]:
    own, _ = coordinates(context.frame, point)
    lines = [(c.axis, metres(c.value)) for c in own]
    value = "  ".join(number(c.value, 2) for c in own[:2])
    if context.choices.system and context.place is not None:
        other, note = coordinates(context.frame, point, context.choices.system)
        lines.append((crs_title(parse_crs(context.choices.system)), ""))
        for c in other:
            places = 7 if c.unit == "°" else MILLIMETRES
            lines.append((c.axis, f"{number(c.value, places)} {c.unit}".replace(" °", "°")))
        if note:
            lines.append((note[:1].upper() + note[1:], ""))
    return value, lines


def _honest(place: Place | None, points: F64, closed: bool) -> Lines:
    """How lengths of the grid differ from those on the ground, where that matters."""
    if place is None or abs(place.scale - 1) <= HONEST:
        return []
    part = number((place.scale - 1) * 1e6, 0)
    if closed:
        true = area(points * np.array([1, 1, 0])).area / place.scale**2
        words = f"{number(true, 2)} m²"
    else:
        words = metres(distance(points).level / place.scale)
    return [
        ("On the ground", words),
        (f"Lengths of the grid differ from it by {part} mm per km", ""),
    ]
