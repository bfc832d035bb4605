"""How each source stands to the ground: what it claims, how far it is off, what explains it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from app.lift import current_lifts, position_of
from app.on_the_table import Opened
from city.cloud import PointCloud
from city.crs import part_title
from city.heights import Ground, Level, LiDAR, Offset, Tin, levels_at, offset, separation, verdict
from city.heights.geoid import where
from city.heights.offset import Verdict, off_ground
from city.model import City
from city.progress import Progress
from city.terrain import Terrain

SAMPLE = 4000  # places of a terrain or a survey that are compared with another ground


@dataclass(frozen=True, slots=True, eq=False)
class Standing:
    """One source and the ground.

    opening, position: as in a height fix. claim: what its heights count from, in words. ground:
    the name of what it is compared with, "" where nothing shows the ground. lift: metres that it
    has been moved already.
    """

    opening: int
    position: int
    name: str
    claim: str
    lift: float
    ground: str = ""
    found: Offset | None = None
    said: Verdict | None = None
    exact: float | None = None  # metres that would mend it by a grid that is installed
    shows_ground: bool = False  # itself


@dataclass(frozen=True, slots=True, eq=False)
class _Source:
    opening: int
    position: int
    opened: Opened
    things: tuple[Any, ...]

    @property
    def name(self) -> str:
        return Path(self.opened.paths[self.position]).name


def standings(openings: Sequence[Opened], progress: Progress) -> list[Standing]:
    """How every source on the table stands to the ground that another one shows, or itself."""
    sources = list(_sources(openings))
    grounds: list[tuple[_Source, Ground, bool]] = []
    for source in sources:
        progress.report(0, 0, f"Looking for the ground in {source.name}")
        grounds += [(source, ground, own) for ground, own in _grounds(source)]
    found = []
    for source in sources:
        progress.report(0, 0, f"Comparing {source.name} with the ground")
        found.append(_standing(source, grounds, progress))
    return found


def _sources(openings: Sequence[Opened]) -> Iterator[_Source]:
    for opened in openings:
        things = list({id(layer.thing): layer.thing for layer in opened.layers}.values())
        for position in range(len(opened.paths)):
            mine = tuple(t for t in things if position in _positions(t, opened))
            if mine:
                yield _Source(opened.number, position, opened, mine)


def _positions(thing: Any, opened: Opened) -> list[int]:
    sources = thing.sources if isinstance(thing, City) else (thing.source,)
    return [position_of(source.path, opened.paths) for source in sources] or [0]


def _grounds(source: _Source) -> Iterator[tuple[Ground, bool]]:
    """What shows the ground in a source, and whether its own buildings come with it."""
    for thing in source.things:
        if isinstance(thing, Terrain):
            yield thing, False
        elif isinstance(thing, PointCloud):
            survey = LiDAR(thing)
            if len(survey):
                yield survey, False
        elif isinstance(thing, City):
            tin = Tin(thing)
            if len(tin):
                yield tin, True


def _standing(
    source: _Source, grounds: Sequence[tuple[_Source, Ground, bool]], progress: Progress
) -> Standing:
    opened = source.opened
    declared = opened.declared[1]
    claim = part_title(declared) if declared else "the file does not say"
    lift = current_lifts(opened)[source.position]
    base = Standing(
        *(source.opening, source.position, source.name, claim, lift),
        shows_ground=any(other is source for other, _, _ in grounds),
    )
    best: tuple[Offset, str] | None = None
    # another source's ground first: a file's own terrain floats with its buildings
    for other, ground, _ in sorted(grounds, key=lambda g: g[0] is source):
        progress.check()
        if other is source and not any(isinstance(t, City) for t in source.things):
            continue
        found = _offset(source, ground)
        if best is None or len(found.metres) > 2 * len(best[0].metres):
            best = found, f"{other.name}" + (" itself" if other is source else "")
    if best is None:
        return base
    levels, geoid = _levels(opened)
    said = verdict(best[0], levels, geoid)
    exact = next(
        (
            -float(np.copysign(level.above, best[0].median))
            for level in levels
            if said.explained and level.above is not None and level.name in said.words
        ),
        None,
    )
    return replace(base, ground=best[1], found=best[0], said=said, exact=exact)


def _offset(source: _Source, ground: Ground) -> Offset:
    """Buildings by their feet; the points of a terrain or a survey as they are."""
    for thing in source.things:
        if isinstance(thing, City):
            numbers = [
                k
                for k, s in enumerate(thing.sources)
                if position_of(s.path, source.opened.paths) == source.position
            ]
            found = offset(thing, ground, numbers if thing.sources else None)
            if found.asked:
                return found
    for thing in source.things:
        points = _points(thing)
        if len(points):
            return off_ground(points[:: max(1, len(points) // SAMPLE)], ground)
    return Offset(np.zeros(0), 0)


def _points(thing: Any) -> Any:
    """(n, 3): the ground as a terrain's cells or a survey's ground points, in local metres."""
    if isinstance(thing, PointCloud):
        return np.asarray(thing.points[thing.classes == 2], np.float64)
    if isinstance(thing, Terrain):
        step = max(1, int(np.sqrt(thing.heights.size / SAMPLE)))
        heights = thing.heights[::step, ::step]
        rows, columns = np.indices(heights.shape) * step
        x = thing.west + columns * thing.step[0]
        y = thing.north - rows * thing.step[1]
        points = np.stack([x, y, heights], axis=-1).reshape(-1, 3).astype(np.float64)
        return points[np.isfinite(points[:, 2])]
    return np.zeros((0, 3))


def _levels(opened: Opened) -> tuple[tuple[Level, ...], float]:
    """The levels in use where the city lies, and how high sea level is above the ellipsoid."""
    place = where(opened.frame)
    if place is None:
        return (), float("nan")
    wanted = tuple(code for code in (opened.frame.vertical, opened.declared[1]) if code)
    return levels_at(*place, wanted), separation(*place)
