"""The horizon all round every place on the ground: how much sky it sees, and how long the sun.

A map of a square kilometre has a million places and each of them many directions, so rays would
take minutes. Along a line towards one direction the places can share their work: the upper hull of
what lies ahead is kept from place to place, and only its tangent is asked for.

Dozier & Frew, "Rapid calculation of terrain parameters for radiation modeling from digital
elevation data", IEEE Transactions on Geoscience and Remote Sensing 28 (1990), 963-969. Timonen &
Westerholm, "Scalable height field self-shadowing", Computer Graphics Forum 29 (2010), 723-731.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed

import numpy as np
from numpy.typing import NDArray

from city.progress import Progress

F32 = NDArray[np.float32]
U8 = NDArray[np.uint8]
AZIMUTHS = 72
FULL = 255  # a horizon straight overhead
STEEP = 1.5  # rise over run from cell to cell above which there is a wall, and no slope
THREADS = 2


def eyes(stands: NDArray[np.floating], ground: NDArray[np.floating], height: float) -> F32:
    """Where a map is judged: so many metres above the ground, and on roofs the roof itself.

    stands, ground: (rows, columns) local metres, NaN where nobody knows. Gives (rows, columns).
    """
    return np.asarray(np.fmax(stands, ground + height), np.float32)


def horizons(
    stands: NDArray[np.floating],
    eye: NDArray[np.floating],
    step: float,
    azimuths: int = AZIMUTHS,
    progress: Progress | None = None,
    threads: int = THREADS,
) -> U8:
    """How high what stands there rises before every place, in so many directions all round.

    stands, eye: (rows, columns) local metres, row 0 in the north; step: metres from cell to cell.
    NaN stands in nobody's way and sees nothing but sky. Gives (azimuths, rows, columns) uint8: 255
    times the sine of the horizon's altitude, 0 where it is level or lower, for azimuths 0, 360 /
    azimuths, ... degrees clockwise from the north of the table. The sine is exact to 0.002, which
    is 0.11 degrees for a low horizon and 0.3 for one of 70 degrees. Outside of the map is nothing.

    Raises ValueError for rasters of different shapes, a step that is no length, fewer than 4
    azimuths, and Cancelled between two directions.
    """
    if stands.shape != eye.shape or stands.ndim != 2:
        raise ValueError(f"what stands is {stands.shape} cells, and eyes are {eye.shape}")
    if not (np.isfinite(step) and step > 0):
        raise ValueError(f"the step of a map has to be a length: {step} was given")
    if azimuths < 4:
        raise ValueError(f"a horizon needs at least 4 directions: {azimuths} were given")
    upright = [np.ascontiguousarray(raster, np.float32) for raster in (stands, eye)]
    turned = [np.ascontiguousarray(raster.T) for raster in upright]
    found = np.empty((azimuths, *stands.shape), np.uint8)

    def look(number: int) -> None:
        _look(upright, turned, step, 2 * np.pi * number / azimuths, found[number])

    _share_out(look, range(azimuths), progress or Progress(), threads, "Looking at the horizon")
    return found


def _look(upright: list[F32], turned: list[F32], step: float, azimuth: float, out: U8) -> None:
    """The horizon in one direction, azimuth in radians, along the columns or along the rows.

    A line takes one cell of each column, the one that is nearest to it, and its neighbours take the
    others, so that each cell lies on one line and never beside it by more than half a cell.
    """
    from city.simulate.loops import sweep

    east, south = np.sin(azimuth), -np.cos(azimuth)
    along_rows = abs(south) > abs(east)
    ahead, aside = (south, east) if along_rows else (east, south)
    stands, eye = turned if along_rows else upright
    columns = stands.shape[1]
    # Counted from the middle, so that a turned city has the same answer. Rounded, so that the
    # diagonal, whose tangent is not quite 1, is one.
    offset = np.round((np.arange(columns) - (columns - 1) / 2) * (aside / ahead), 9)
    shift = np.floor(offset + 0.5).astype(np.int64)
    spacing = step / abs(ahead)
    seen = np.empty(stands.shape, np.uint8) if along_rows else out
    sweep(stands, eye, shift, bool(ahead > 0), float(spacing), float(STEEP * spacing), seen)
    if along_rows:
        out[:] = seen.T


def sky_view(horizons: U8) -> F32:
    """(rows, columns): the sky view factor of level ground, 1 under open sky, 0 under none.

    It weighs the sky with the cosine from the zenith, so that each direction adds the squared
    cosine of its horizon: Johnson & Watson, "The determination of view-factors in urban canyons",
    Journal of Climate and Applied Meteorology 23 (1984), 329-335.
    """
    hidden = np.zeros(horizons.shape[1:], np.uint32)
    for horizon in horizons:
        wide = horizon.astype(np.uint16)
        hidden += wide * wide
    return (1 - hidden / (len(horizons) * FULL * FULL)).astype(np.float32)


def sun_hours(
    horizons: U8,
    azimuths: NDArray[np.floating],
    altitudes: NDArray[np.floating],
    weights: NDArray[np.floating],
    progress: Progress | None = None,
    threads: int = THREADS,
) -> F32:
    """(rows, columns): for how long the middle of the sun stands above the horizon.

    azimuths, altitudes, weights: (n,) moments of the sun, degrees clockwise from the north of the
    table, degrees above level, and how long each of them lasts, in whatever the answer is to be.
    The horizon is taken between the two directions beside the sun. Suns at or below 0 degrees never
    shine. Raises ValueError for columns of different lengths, a direction that is no number, and
    Cancelled between rows.
    """
    from city.simulate.loops import shine

    if not len(azimuths) == len(altitudes) == len(weights):
        raise ValueError("every sun needs an azimuth, an altitude and a weight")
    up = np.asarray(altitudes) > 0
    if not np.isfinite(np.asarray(azimuths)[up]).all():
        raise ValueError("a sun above the horizon has no azimuth")
    count, rows = horizons.shape[:2]
    turn = np.asarray(azimuths, np.float64)[up] % 360 * count / 360
    share = np.round(turn % 1 * 256).astype(np.uint16)
    low = turn.astype(np.int64) % count
    limit = np.ceil(256 * FULL * np.sin(np.radians(np.asarray(altitudes, np.float64)[up])))
    suns = (low, (low + 1) % count, share, limit.astype(np.uint16))
    lasting = np.asarray(weights, np.float32)[up]
    horizons = np.ascontiguousarray(horizons, np.uint8)
    hours = np.zeros(horizons.shape[1:], np.float32)

    def shine_on(row: int) -> None:
        shine(horizons, *suns, lasting, hours, row)

    _share_out(shine_on, range(rows), progress or Progress(), threads, "Counting hours of sun")
    return hours


def _share_out(
    work: Callable[[int], None], parts: range, progress: Progress, threads: int, note: str
) -> None:
    """Do all parts of a job on a few threads; cancelling stops between two of them."""
    pool = ThreadPoolExecutor(threads)
    try:
        done = as_completed([pool.submit(work, part) for part in parts])
        for number, part in enumerate(done, 1):
            part.result()
            progress.report(number, len(parts), note)
    finally:
        pool.shutdown(cancel_futures=True)
