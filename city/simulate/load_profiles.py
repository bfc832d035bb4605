"""The years of power use at hand, each by what it holds: a study names one by its key."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

F64 = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class LoadProfile:
    """The course of power use over a year. name: of whose file; hours: (8760,) kWh of each hour
    from 1 January 0 h in standard time, of which there is more than none."""

    name: str
    hours: F64

    @property
    def yearly(self) -> float:
        """kWh in the year."""
        return float(self.hours.sum())

    @property
    def shape(self) -> F64:
        """(8760,) the share of the year's power that is used in each hour."""
        return np.asarray(self.hours / self.yearly)


_KEPT: dict[str, LoadProfile] = {}


def keep(profile: LoadProfile) -> str:
    """A year of power use is at hand from now on; its key, the same for the same hours, whatever
    the file is called."""
    hours = np.ascontiguousarray(profile.hours, np.float64)
    key = blake2b(hours.data, digest_size=8).hexdigest()
    _KEPT[key] = profile
    return key


def kept(key: str) -> LoadProfile:
    """The year of power use of a key. ValueError where it is not at hand."""
    found = _KEPT.get(key)
    if found is None:
        raise ValueError(
            f"demand={key[:60]}: this year of power use is not at hand; choose its CSV file again, "
            "or none for households as usual"
        )
    return found
