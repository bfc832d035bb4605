"""Values between stations: inverse distances, and ordinary kriging that tells how unsure it is.

Cressie, Statistics for Spatial Data (revised edition 1993): variograms in section 2.4 and 2.6.2,
ordinary kriging in section 3.2. Shepard, A two-dimensional interpolation function for irregularly
spaced data (ACM 1968), for inverse distances.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from city.grid import Grid

F64 = NDArray[np.float64]

NEAREST = 200  # stations at most that one value follows from
TILE = 64  # cells a side that share their nearest stations
FEWEST = 5  # stations that a variogram can be fitted to
LAGS = 12  # classes of distances, up to half of the longest
RANGES = 60  # that are tried
FLAT = 1e-12  # of a variogram without any rise, so that equations can still be solved
SAME = 1e-6  # metres: stations so close to each other are one


@dataclass(frozen=True, slots=True)
class Variogram:
    """How unlike values are by their distance: half of their mean squared difference, spherical.

    nugget: at no distance; sill: what it rises to beyond `range` metres, nugget included.
    """

    nugget: float
    sill: float
    range: float

    def at(self, distance: F64) -> F64:
        """Of distances in metres, of any shape; 0 at no distance."""
        share = np.minimum(distance / self.range, 1)
        rise = (self.sill - self.nugget) * share * (1.5 - 0.5 * share * share)
        return np.where(distance > SAME, self.nugget + rise, 0.0)


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """Values over a grid, (rows, columns); NaN where nobody can know them.

    deviation: the standard deviation of each, in the unit of the values; NaN where the method tells
    none.
    """

    grid: Grid
    value: F64
    deviation: F64


def fitted(places: F64, values: F64) -> Variogram:
    """The variogram of values (n,) at places (n, 2), in metres.

    Raises ValueError for fewer than FEWEST places. Fitted by least squares that count the pairs of
    each distance and trust short distances more (Cressie, section 2.6.2).
    """
    places, values = _merged(places, values)
    if len(values) < FEWEST:
        raise ValueError(f"{len(values)} stations with a value; a field needs {FEWEST} or more")
    a, b = np.triu_indices(len(values), 1)
    apart = np.hypot(*(places[a] - places[b]).T)
    unlike = (values[a] - values[b]) ** 2 / 2
    longest = float(apart.max()) / 2
    lag = np.minimum((apart / longest * LAGS).astype(int), LAGS)
    pairs = np.bincount(lag, minlength=LAGS + 1)[:LAGS]
    used = np.flatnonzero(pairs)
    if not len(used) or not unlike.any():
        return Variogram(0.0, max(float(unlike.mean()), FLAT), longest)
    means = (np.bincount(lag, of, LAGS + 1)[used] / pairs[used] for of in (apart, unlike))
    distance, gamma = means
    weight = pairs[used] / np.maximum(gamma, gamma.max() * 1e-3) ** 2
    tried = (_least(distance, gamma, weight, reach) for reach in _ranges(longest))
    return min(tried, key=lambda found: found[0])[1]


def _ranges(longest: float) -> list[float]:
    return [float(reach) for reach in longest * np.linspace(0.1, 2.0, RANGES)]


def _least(distance: F64, gamma: F64, weight: F64, reach: float) -> tuple[float, Variogram]:
    """The best nugget and sill for a range, and what they are off by; neither is below 0."""
    share = np.minimum(distance / reach, 1)
    shape = share * (1.5 - 0.5 * share * share)
    total, mean_s = weight.sum(), (weight * shape).sum()
    mean_g, cross = (weight * gamma).sum(), (weight * shape * gamma).sum()
    square = (weight * shape * shape).sum()
    level = total * square - mean_s * mean_s
    rise = (total * cross - mean_s * mean_g) / level if level > FLAT * total * square else -1.0
    nugget = (mean_g - rise * mean_s) / total
    if rise < 0:
        rise, nugget = 0.0, mean_g / total
    elif nugget < 0:
        rise, nugget = cross / square, 0.0
    off = float((weight * (nugget + rise * shape - gamma) ** 2).sum())
    return off, Variogram(float(nugget), max(float(nugget + rise), FLAT), reach)


def kriged(places: F64, values: F64, grid: Grid, variogram: Variogram | None = None) -> Field:
    """Ordinary kriging of values (n,) at places (n, 2) over a grid; without a value (NaN) a station
    is left out. variogram: instead of the one that fits.

    Farther than the variogram's range from every station nothing is known. Raises what `fitted`
    does.
    """
    places, values = _merged(places, values)
    variogram = variogram or fitted(places, values)
    found = _unknown(grid)
    for cells, at in _tiles(grid):
        rows = _nearest(places, at)
        near, told = places[rows], values[rows]
        count = len(near)
        system = np.ones((count + 1, count + 1))
        system[:count, :count] = variogram.at(_apart(near, near))
        system[count, count] = 0
        distance = _apart(near, at)
        right = np.ones((count + 1, len(at)))
        right[:count] = variogram.at(distance)
        weights = np.linalg.solve(system, right)
        spread = np.sqrt(np.maximum((weights * right).sum(0), 0))
        known = distance.min(0) <= variogram.range
        found.value.ravel()[cells] = np.where(known, told @ weights[:count], np.nan)
        found.deviation.ravel()[cells] = np.where(known, spread, np.nan)
    return found


def inverse_distance(
    places: F64, values: F64, grid: Grid, reach: float, power: float = 2.0
) -> Field:
    """Means of values (n,) at places (n, 2) over a grid, weighted by 1 / distance ** power.

    reach: metres from every station beyond which nothing is known. No deviation is told.
    """
    places, values = _merged(places, values)
    found = _unknown(grid)
    for cells, at in _tiles(grid) if len(values) else ():
        rows = _nearest(places, at)
        distance = np.maximum(_apart(places[rows], at), SAME)
        weights = (distance.min(0) / distance) ** power
        mean = values[rows] @ weights / weights.sum(0)
        found.value.ravel()[cells] = np.where(distance.min(0) <= reach, mean, np.nan)
    return found


def _unknown(grid: Grid) -> Field:
    return Field(grid, np.full(grid.shape, np.nan), np.full(grid.shape, np.nan))


def _merged(places: F64, values: F64) -> tuple[F64, F64]:
    """Stations with a place and a value; those at the same place are one, with their mean."""
    known = np.isfinite(values) & np.isfinite(places).all(1)
    places, values = places[known], values[known]
    _, first, of = np.unique(
        np.round(places / SAME), axis=0, return_index=True, return_inverse=True
    )
    of = of.ravel()
    means = np.bincount(of, values) / np.maximum(np.bincount(of), 1)
    return places[first], means


def _tiles(grid: Grid) -> Iterator[tuple[NDArray[np.int64], F64]]:
    """The numbers of cells, (m,), and their places, (m, 2), a square of the grid at a time."""
    number = np.arange(grid.rows * grid.columns).reshape(grid.shape)
    places = grid.places()
    for top in range(0, grid.rows, TILE):
        for left in range(0, grid.columns, TILE):
            cells = number[top : top + TILE, left : left + TILE].ravel()
            yield cells, places[cells]


def _nearest(places: F64, at: F64) -> NDArray[np.int64]:
    """The rows of the stations that the values of a tile follow from."""
    if len(places) <= NEAREST:
        return np.arange(len(places))
    middle = (at.min(0) + at.max(0)) / 2
    away = ((places - middle) ** 2).sum(1)
    return np.argpartition(away, NEAREST)[:NEAREST]


def _apart(one: F64, other: F64) -> F64:
    """(n, m): metres between places (n, 2) and (m, 2)."""
    return np.hypot(one[:, None, 0] - other[None, :, 0], one[:, None, 1] - other[None, :, 1])
