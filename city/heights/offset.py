"""How far the buildings of a source stand off the ground, and what may explain it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from city.heights.geoid import Level
from city.heights.ground import Ground, near
from city.kinds import theme
from city.lineage import lineage
from city.model import City
from city.query import drawn
from city.strings import runs

F64 = NDArray[np.float64]
MOST = 4000  # buildings that are looked at, evenly over the city
FOOT = 0.3  # metres above its lowest point that still are a building's foot
STANDS = 0.5  # metres off the ground that nobody minds: a doorstep, a ditch, a coarse terrain
COARSE = 1.5  # metres that the geoid of the whole Earth may be off, a surveyed level included
FINE = 0.3  # metres that a national grid and a terrain may be off together
UNEVEN = 2.0  # metres of spread beyond which one shift does not suit all


@dataclass(frozen=True, slots=True, eq=False)
class Offset:
    """How far the feet of buildings, or the points of a terrain or a survey, are above the ground.

    metres: (n,) by building, negative for what is sunk. asked: how many buildings were looked at,
    of which n stand where the ground is known. level: the one height that all feet have, where
    they have one; NaN where each has its own.
    """

    metres: F64
    asked: int
    level: float = float("nan")

    @property
    def median(self) -> float:
        """Metres that half of the buildings stand higher by; NaN for none."""
        return float(np.median(self.metres)) if len(self.metres) else float("nan")

    @property
    def spread(self) -> float:
        """Half of what the middle 68 % of the buildings differ by; NaN for none."""
        if not len(self.metres):
            return float("nan")
        low, high = np.quantile(self.metres, [0.16, 0.84])
        return float(high - low) / 2


def offset(city: City, ground: Ground, sources: Sequence[int] | None = None) -> Offset:
    """How far the buildings of a city, or of some of its sources, stand above the ground.

    A building's foot is every corner within 0.3 m of its lowest, in the best level of detail that
    is drawn of it; its offset is the median over its foot. The ground is in the city's frame.
    """
    points, owner = _corners(city, sources)
    roots, number = np.unique(owner, return_inverse=True)
    asked = len(roots)
    if not asked:
        return Offset(np.zeros(0), 0)
    low = np.full(asked, np.inf)
    np.minimum.at(low, number, points[:, 2])
    foot = points[:, 2] <= low[number] + FOOT
    points, number = points[foot], number[foot]
    above = points[:, 2] - near(ground, points[:, :2])
    known = np.isfinite(above)
    metres = _medians(above[known], number[known])
    level = float(low[0]) if asked > 2 and float(np.ptp(low)) < 0.01 else float("nan")
    return Offset(metres, asked, level)


def off_ground(points: F64, ground: Ground) -> Offset:
    """How far points (n, 3) that should lie on the ground are above it."""
    above = points[:, 2] - near(ground, points[:, :2])
    return Offset(np.asarray(above[np.isfinite(above)]), len(points))


def _corners(city: City, sources: Sequence[int] | None) -> tuple[F64, NDArray[np.int32]]:
    """The corners of the buildings that are drawn, of MOST at most, and the root row of each."""
    table = city.objects
    building = np.array([theme(kind) == "Buildings" for kind in table.kinds], bool)
    wanted = building[table.kind] if len(table) else np.zeros(0, bool)
    if sources is not None and len(city.source):
        wanted &= np.isin(city.source, list(sources))
    root = lineage(table.parent)[0]
    seen = {lod: shown & wanted for lod, shown in drawn(city).items()}
    roots = np.unique(root[np.logical_or.reduce([*seen.values(), np.zeros(len(root), bool)])])
    chosen = np.zeros(len(root), bool)
    chosen[roots[np.linspace(0, len(roots) - 1, min(len(roots), MOST)).astype(int)]] = True
    points, owners = [np.zeros((0, 3))], [np.zeros(0, np.int32)]
    for lod, shown in seen.items():
        shapes = city.shapes[lod]
        rows = np.flatnonzero(shown & chosen[root])
        first = shapes.ring_points[shapes.polygon_rings[shapes.object_polygons()]]
        counts = first[rows + 1] - first[rows]
        mine = shapes.points[runs(first[rows], counts)]
        known = np.isfinite(mine).all(1)
        points.append(mine[known])
        owners.append(np.repeat(root[rows], counts)[known])
    return np.concatenate(points), np.concatenate(owners)


def _medians(values: F64, group: NDArray[np.intp]) -> F64:
    """The median of the values of each group that has any."""
    order = np.lexsort((values, group))
    values, group = values[order], group[order]
    first = np.flatnonzero(np.diff(group, prepend=-1))
    last = np.append(first[1:], len(group)) - 1
    return np.asarray((values[(first + last) // 2] + values[(first + last + 1) // 2]) / 2)


class Verdict(NamedTuple):
    """What an offset means, in a sentence. floats: it is worth mending. explained: by a level."""

    words: str
    floats: bool
    explained: bool


def verdict(found: Offset, levels: Sequence[Level], geoid: float) -> Verdict:
    """Whether something stands off the ground, and whether a known level explains it.

    levels: those in use here; geoid: metres from the ellipsoid up to mean sea level here, which
    stands in for a level whose grid is missing (city.heights.geoid); NaN for a site without a
    place.
    """
    if not len(found.metres):
        return Verdict("Nothing of it stands where the ground is known.", False, False)
    metres = found.median
    if abs(metres) <= STANDS:
        return Verdict("It stands on the ground.", False, False)
    how = f"It {'floats' if metres > 0 else 'is sunk'} by {abs(metres):.2f} m. "
    if np.isfinite(found.level):
        return Verdict(
            how + "All its buildings start at one and the same height, so the file knows nothing "
            "of the ground; one shift suits them only on a plain.",
            True,
            False,
        )
    if found.spread > UNEVEN:
        return Verdict(
            how + f"But the buildings differ by ± {found.spread:.1f} m, which no level explains: "
            "look whether the terrain is of the same place and time.",
            True,
            False,
        )
    why = _explained(metres, levels, geoid)
    return Verdict(how + (why or "No level in use here explains it."), True, bool(why))


def _explained(metres: float, levels: Sequence[Level], geoid: float) -> str:
    for level in levels:
        if level.above is not None and abs(abs(metres) - abs(level.above)) <= FINE:
            return (
                f"That is how far {level.name} lies from the ellipsoid here ({level.above:+.2f} m, "
                f"by the grid {level.grid}): {_whose(metres, level.above)}."
            )
    if np.isfinite(geoid) and abs(abs(metres) - abs(geoid)) <= COARSE:
        missing = next((level.grid for level in levels if level.above is None and level.grid), "")
        finer = f" The grid {missing}, which knows it exactly, is not installed." if missing else ""
        return (
            f"That is how far sea level lies from the ellipsoid here (about {geoid:+.1f} m): very "
            f"likely {_whose(metres, geoid)}.{finer}"
        )
    for one in levels:
        for other in levels:
            if one.above is not None and other.above is not None and one is not other:
                gap = other.above - one.above  # of the same point, counted from one and the other
                if abs(gap) > STANDS and abs(metres - gap) <= FINE:
                    return (
                        f"That is how far {one.name} lies from {other.name} here ({gap:+.2f} m): "
                        f"the file's heights count from {one.name}, the ground's from {other.name}."
                    )
    return ""


def _whose(metres: float, above: float) -> str:
    """Whose heights count from the ellipsoid: heights above it are larger where it lies lower."""
    if (metres > 0) == (above > 0):
        return "the file's heights count from the ellipsoid, the ground's from sea level"
    return "the ground's heights count from the ellipsoid, the file's from sea level"
