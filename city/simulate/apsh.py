"""Annual probable sunlight: how much of the sunshine of a usual year reaches a window."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from city.norms import Sunshine, Winter, within

F32 = NDArray[np.float32]
F64 = NDArray[np.float64]
ROWS = 2048  # points looked at at once


def probable_hours(days: NDArray[np.datetime64], sunshine: Sunshine) -> F64:
    """The hours of sunshine that each sun of a year stands for: (m,).

    days: (m,) the local day of each sun; all suns above the horizon, at even steps of time. A
    month's sunshine is shared out evenly among its suns, so that the hours add up to the
    station's (BR 209: the long-term mean of the hours in which the sun reaches open ground).
    ValueError: a sunny month has no suns, so that the year is not whole.
    """
    month, _ = _calendar(days)
    hours = np.array(sunshine.hours)
    suns = np.bincount(month - 1, minlength=12)
    if np.any((suns == 0) & (hours > 0)):
        month_of = int(np.flatnonzero((suns == 0) & (hours > 0))[0]) + 1
        raise ValueError(
            f"sunshine: no sun rises in month {month_of}: say 0 hours for it, and give the suns of "
            "a whole year"
        )
    return np.asarray((hours / np.maximum(suns, 1))[month - 1])


def in_winter(days: NDArray[np.datetime64], winter: Winter) -> NDArray[np.bool_]:
    """Which suns (m,) shine in the winter part of the year, its first and last day included."""
    pairs = zip(*_calendar(days), strict=True)
    return np.array([within((int(m), int(d)), winter.period) for m, d in pairs], bool)


def probable_sunlight(
    suns: F64,
    hours: F64,
    winter: NDArray[np.bool_] | F64,
    seen: NDArray[np.bool_] | F32,
    normals: F64,
) -> F32:
    """The share of the year's probable sunlight that reaches each point, in %: (n, 2).

    The first column is the whole year's, the second the winter's; both of what open ground gets in
    the whole year (BR 209, 3.2). suns: (m, 3) unit vectors to them; hours: (m,) as
    `probable_hours` gives; winter: (m,) whether, or what share of them; seen:
    (n, m) whether a point sees each sun, or what share of it; normals: (n, 3), suns behind them
    count for nothing.
    """
    share = hours / hours.sum() * 100
    weights = np.stack([share, share * winter], axis=1).astype(np.float32)
    arrows, facing = suns.T.astype(np.float32), normals.astype(np.float32)
    out = np.empty((len(seen), 2), np.float32)
    for start in range(0, len(seen), ROWS):
        rows = slice(start, start + ROWS)
        out[rows] = (seen[rows] * (facing[rows] @ arrows > 0)).astype(np.float32) @ weights
    return out


def _calendar(days: NDArray[np.datetime64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Month and day of the month, (m,) each, from 1."""
    month = days.astype("datetime64[M]")
    of_month = (days.astype("datetime64[D]") - month).astype(np.int64) + 1
    return month.astype(np.int64) % 12 + 1, of_month
