"""A section through the city along a line: the ground, what stands on it, and points of surveys."""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from city.cloud import PointCloud
from city.frame import Frame
from city.kinds import theme
from city.model import City
from city.query import drawn
from city.terrain import Terrain

F64 = NDArray[np.float64]
Thing = City | Terrain | PointCloud

SAMPLES = 2000  # of the ground along a line, at most
STEP = 0.5  # metres between them, at least
WIDTH = 1.0  # metres to each side of the line from where points are taken
MOST_POINTS = 200_000


@dataclass(frozen=True, slots=True, eq=False)
class Profile:
    """What a vertical cut along a line shows; stations are metres along it, seen from above.

    line: (k, 3) local metres. ground: (m, 2) station and height, NaN where unknown. cuts: (c, 2, 2)
    straight pieces of what is cut, each end with its station and height; cut_theme: (c,) index into
    `themes`; cut_id: the object of each, as the file calls it. points: (p, 2) of surveys near the
    line; classes: (p,) uint8 ASPRS codes. Heights are the frame's.
    """

    line: F64
    ground: F64
    cuts: F64
    cut_theme: NDArray[np.intp]
    cut_id: Sequence[str]
    points: F64
    classes: NDArray[np.uint8]
    themes: tuple[str, ...] = field(default=())

    @property
    def length(self) -> float:
        return float(_stations(self.line)[-1])


def profile(
    line: F64, things: Sequence[Thing], check: Callable[[], None] = lambda: None
) -> Profile:
    """Cut things along a line (k, 3); `check` is called now and then, and may stop it."""
    stations = _stations(line)
    if stations[-1] <= 0:
        raise ValueError("a section needs a line of some length, seen from above")
    cuts, names, ids = [np.zeros((0, 2, 2))], [], []
    dots, codes = [np.zeros((0, 2))], [np.zeros(0, np.uint8)]
    for thing in things:
        check()
        if isinstance(thing, City):
            for pieces, kinds, objects in _cut_city(thing, line, check):
                cuts.append(pieces)
                names += kinds
                ids += objects
        elif isinstance(thing, PointCloud):
            spots, rows = _near(thing.points, line)
            dots.append(spots + np.array([0.0, thing.frame.origin[2]]))
            codes.append(thing.classes[rows])
    every = np.concatenate(cuts)
    themes = tuple(sorted(set(names)))
    which = np.array([themes.index(name) for name in names], np.intp)
    terrains = [thing for thing in things if isinstance(thing, Terrain)]
    relief = every[which == themes.index("Terrain")] if "Terrain" in themes else every[:0]
    ground = _ground(line, terrains, relief)
    points, classes = np.concatenate(dots), np.concatenate(codes)
    thin = slice(None, None, max(len(points) // MOST_POINTS, 1))
    return Profile(line, ground, every, which, ids, points[thin], classes[thin], themes)


def _stations(line: F64) -> F64:
    steps = np.linalg.norm(np.diff(line[:, :2], axis=0), axis=1)
    return np.concatenate([[0.0], np.cumsum(steps)])


def _cut_city(
    city: City, line: F64, check: Callable[[], None]
) -> list[tuple[F64, list[str], list[str]]]:
    """Of each leg and level of detail: the pieces, and the theme and id of each one's object."""
    found = []
    themes = [theme(kind) for kind in city.objects.kinds]
    for level, mask in drawn(city).items():
        shapes = city.shapes[level]
        of_object = shapes.object_triangles()
        mine = np.repeat(mask, np.diff(of_object))
        rows = np.flatnonzero(mine)
        triangles = shapes.triangles[rows]
        for first, last, start in zip(line, line[1:], _stations(line), strict=False):
            check()
            pieces, which = cut_triangles(shapes.points, triangles, first[:2], last[:2])
            pieces[..., 0] += start
            pieces[..., 1] += city.frame.origin[2]
            owner = np.searchsorted(of_object, rows[which], side="right") - 1
            kinds = city.objects.kind[owner]
            found.append(
                (pieces, [themes[k] for k in kinds], [city.objects.ids[int(r)] for r in owner])
            )
    return found


def cut_triangles(
    points: F64, triangles: NDArray[np.integer], first: F64, last: F64
) -> tuple[F64, NDArray[np.intp]]:
    """Where triangles cross the vertical plane between two places (2,).

    Returns (c, 2, 2): the ends of each piece, as metres from `first` and heights; and the row in
    `triangles` of each.
    """
    along = last - first
    length = float(np.linalg.norm(along))
    if length == 0:
        return np.zeros((0, 2, 2)), np.zeros(0, np.intp)
    along = along / length
    away = points[:, :2] - first
    station, aside = away @ along, away @ np.array([along[1], -along[0]])
    side = aside >= 0
    corners = side[triangles]
    crosses = np.flatnonzero(corners.any(1) & ~corners.all(1))
    reach = station[triangles[crosses]]
    crosses = crosses[(reach.max(1) >= 0) & (reach.min(1) <= length)]
    ends = []
    for a, b in ((0, 1), (1, 2), (2, 0)):
        p, q = triangles[crosses, a], triangles[crosses, b]
        between = side[p] != side[q]
        t = aside[p] / np.where(between, aside[p] - aside[q], np.nan)
        t = t[:, None]
        spot = np.stack([station[p], points[p, 2]], axis=1) * (1 - t)
        spot = spot + np.stack([station[q], points[q, 2]], axis=1) * t
        ends.append(spot)
    every = np.stack(ends, axis=1)
    order = np.argsort(np.isnan(every[..., 0]), axis=1, kind="stable")[:, :2]
    pieces = np.take_along_axis(every, order[..., None], axis=1)
    return _clipped(pieces, crosses, length)


def _clipped(pieces: F64, rows: NDArray[np.intp], length: float) -> tuple[F64, NDArray[np.intp]]:
    """What of the pieces lies between the ends of the line."""
    order = np.argsort(pieces[..., 0], axis=1)
    pieces = np.take_along_axis(pieces, order[..., None], axis=1)
    inside = (pieces[:, 1, 0] >= 0) & (pieces[:, 0, 0] <= length)
    pieces, rows = pieces[inside].copy(), rows[inside]
    span = pieces[:, 1] - pieces[:, 0]
    rise = span[:, 1] / np.where(span[:, 0] > 0, span[:, 0], 1)
    for end in (0, 1):
        kept = np.clip(pieces[:, end, 0], 0, length)
        pieces[:, end, 1] += (kept - pieces[:, end, 0]) * rise
        pieces[:, end, 0] = kept
    return pieces, rows


def _near(points: NDArray[np.floating], line: F64) -> tuple[F64, NDArray[np.intp]]:
    """The points of a survey close to a line: station and height, and which they are."""
    found, rows = [np.zeros((0, 2))], [np.zeros(0, np.intp)]
    for first, last, start in zip(line, line[1:], _stations(line), strict=False):
        length = float(np.linalg.norm((last - first)[:2]))
        if length == 0:
            continue
        along = (last - first)[:2] / length
        away = points[:, :2] - first[:2]
        station, aside = away @ along, away @ np.array([along[1], -along[0]])
        mine = np.flatnonzero((np.abs(aside) <= WIDTH) & (station >= 0) & (station <= length))
        found.append(np.stack([station[mine] + start, points[mine, 2]], axis=1))
        rows.append(mine)
    return np.concatenate(found), np.concatenate(rows)


def places(line: F64, stations: F64) -> F64:
    """(m, 2): the places at stations along a line."""
    own = _stations(line)
    return np.stack([np.interp(stations, own, line[:, k]) for k in (0, 1)], axis=1)


def _ground(line: F64, terrains: Sequence[Terrain], relief: F64) -> F64:
    """The ground along a line: of grids where they know it, else of the relief that was cut."""
    length = float(_stations(line)[-1])
    count = int(np.clip(length / STEP, 2, SAMPLES)) + 1
    stations = np.linspace(0, length, count)
    height = top_of(relief, stations)
    for terrain in terrains:
        here = terrain.height_at(places(line, stations)) + terrain.frame.origin[2]
        height = np.where(np.isfinite(here), here, height)
    return np.stack([stations, height], axis=1)


def top_of(pieces: F64, stations: F64) -> F64:
    """(m,): the height of the highest piece at each station, NaN where there is none."""
    order = np.sort(pieces[..., 0], axis=1)
    first = np.searchsorted(stations, order[:, 0], side="left")
    last = np.searchsorted(stations, order[:, 1], side="right")
    many = last - first
    piece = np.repeat(np.arange(len(pieces)), many)
    at = np.arange(many.sum()) - np.repeat(np.cumsum(many) - many, many) + first[piece]
    (a, low), (b, high) = pieces[piece, 0].T, pieces[piece, 1].T
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(b != a, (stations[at] - a) / (b - a), 1.0)
    height = np.where(b != a, low + (high - low) * share, np.maximum(low, high))
    top = np.full(len(stations), -np.inf)
    np.maximum.at(top, at, height)
    return np.where(np.isfinite(top), top, np.nan)


def as_csv(cut: Profile, frame: Frame) -> str:
    """The section as a table: station, east, north, ground and top in metres, what is on top."""
    stations = cut.ground[:, 0]
    world = places(cut.line, stations) + np.array(frame.origin[:2])
    built = cut.cuts
    if "Terrain" in cut.themes:
        built = cut.cuts[cut.cut_theme != cut.themes.index("Terrain")]
    top = top_of(built, stations)
    out = io.StringIO()
    write = csv.writer(out, lineterminator="\n")
    write.writerow(["station_m", "east_m", "north_m", "ground_m", "top_m"])
    for row in itertools.zip_longest(stations, world[:, 0], world[:, 1], cut.ground[:, 1], top):
        write.writerow(["" if np.isnan(value) else f"{value:.3f}" for value in row])
    return out.getvalue()
