"""Columns that a model tells of things as a `Series`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from city.series import Measurand, Series, Thing
from importers.live.feed import Gathering

F64 = NDArray[np.float64]
Times = NDArray[np.datetime64]
LONG_AGO: np.datetime64 = np.datetime64(0, "ms")


def series(
    things: Sequence[Thing], columns: Mapping[Measurand, tuple[Times, NDArray[np.floating]]]
) -> Series:
    """What is told of n things, each measurand with (n,) moments and values; NaN tells nothing."""
    gathering = Gathering()
    rows = gathering.meet_all(list(things)) if len(things) else np.zeros(0, np.int64)
    for measurand, (times, values) in columns.items():
        told = ~np.isnan(values) & ~np.isnat(times)
        gathering.add_column(rows[told], measurand, times[told], values[told].astype(np.float64))
    return Series().merge(gathering.readings(LONG_AGO))
