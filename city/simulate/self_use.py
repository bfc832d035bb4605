"""How much of its own solar power a house uses, hour by hour, with a battery or without."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from city.weather import HOURS, middles

F64 = NDArray[np.float64]

# What a household uses in each hour of a working day, a Saturday and a Sunday, in parts of its
# largest. Assumed: two low hours before dawn, a rise at breakfast, cooking at noon, the most in the
# evening; on days off later in the morning and more at noon, as household profiles have it.
WEEKDAY = (32, 26, 23, 22, 23, 30, 50, 63, 62, 60, 59, 63, 68, 63, 56, 54, 59, 74, 92, 100, 97, 84,
           66, 46)  # fmt: skip
SATURDAY = (40, 31, 26, 23, 23, 25, 34, 52, 70, 80, 82, 85, 85, 78, 70, 66, 68, 80, 95, 98, 87, 75,
            63, 50)  # fmt: skip
SUNDAY = (43, 33, 27, 24, 23, 23, 27, 40, 62, 80, 88, 99, 97, 82, 70, 63, 63, 73, 88, 94, 88, 77,
          60, 45)  # fmt: skip
# What a day uses against the mean day, by its number: the function by which the German BDEW makes
# its household profile H0 follow the seasons (VDEW, "Repräsentative VDEW-Lastprofile", 1999).
SEASON = (1.24, 2.1e-3, -7.02e-5, 3.2e-7, -3.92e-10)

ROUND_TRIP = 0.9  # of what is stored comes back; usual of lithium batteries for houses
HOURS_TO_FILL = 2.0  # a battery takes and gives half of what it holds in an hour


@dataclass(frozen=True, slots=True, eq=False)
class Use:
    """Where a year's solar power went and where the power that was needed came from, in kWh.

    Each is a number for one house, or (n,). direct: used at once; stored: taken by the battery;
    given: what came back from it; fed: sold to the grid; bought: from it; left: in the battery at
    the year's end.
    """

    produced: F64
    needed: F64
    direct: F64
    stored: F64
    given: F64
    fed: F64
    bought: F64
    left: F64

    @property
    def self_consumption(self) -> F64:
        """The share of the solar power that the house or its battery took; 0 of none."""
        return _share(self.direct + self.stored, self.produced)

    @property
    def autarky(self) -> F64:
        """The share of the power needed that the sun gave, at once or stored; 0 of none."""
        return _share(self.direct + self.given, self.needed)


def _share(part: F64, whole: F64) -> F64:
    return np.asarray(np.where(whole > 0, part / np.where(whole > 0, whole, 1), 0))


def household(yearly: float) -> F64:
    """(8760,) kWh that households use in each hour of a year in which they use `yearly` kWh.

    A synthetic profile: assumed days (WEEKDAY, SATURDAY, SUNDAY) by the seasons of the BDEW.
    Standard time all year, no holidays. ValueError for less than nothing.
    """
    if not yearly >= 0:
        raise ValueError(
            "a house cannot use less than no power: give a yearly use of 0 kWh or more"
        )
    days = middles(0.0)[::24].astype("M8[D]")
    weekday = (days.astype(np.int64) + 3) % 7  # 1 January 1970 was a Thursday
    kinds = np.array([WEEKDAY, SATURDAY, SUNDAY], float)[np.maximum(weekday - 4, 0)]
    season = np.polynomial.polynomial.polyval(np.arange(365) + 1.0, SEASON)
    shape = (kinds * season[:, None]).ravel()
    return np.asarray(shape / shape.sum() * yearly)


def use(produced: F64, needed: F64, battery: float = 0.0) -> Use:
    """A year of solar power against a year of use, (8760,) or (n, 8760) kWh in each hour.

    The house comes first, then the battery of so many kWh (empty at the year's beginning), then
    the grid; the battery serves the house alone. Half of its loss falls on filling. Within an hour
    all counts as even, which makes self-consumption look a little better than it is by the minute.
    ValueError where hours are missing or less than nothing.
    """
    produced, needed = np.asarray(produced, np.float64), np.asarray(needed, np.float64)
    for name, column in (("produced", produced), ("needed", needed)):
        if column.shape[-1:] != (HOURS,) or not (column >= 0).all() or np.isinf(column).any():
            raise ValueError(f"the power {name} must be {HOURS} hours of 0 kWh or more")
    if not 0 <= battery < np.inf:
        raise ValueError("a battery holds 0 kWh or more")
    direct = np.minimum(produced, needed)
    over, short = produced - direct, needed - direct
    stored, given, left = _through(over, short, battery)
    return Use(
        produced.sum(-1),
        needed.sum(-1),
        direct.sum(-1),
        stored,
        given,
        over.sum(-1) - stored,
        short.sum(-1) - given,
        left,
    )


def _through(over: F64, short: F64, battery: float) -> tuple[F64, F64, F64]:
    """What a battery takes of what is over, gives to what is short, and holds in the end."""
    level = np.zeros(over.shape[:-1])
    stored, given = np.zeros_like(level), np.zeros_like(level)
    way, most = np.sqrt(ROUND_TRIP), battery / HOURS_TO_FILL
    if battery == 0:
        return stored, given, level
    for hour in range(HOURS):
        taken = np.minimum(np.minimum(over[..., hour], most), (battery - level) / way)
        back = np.minimum(np.minimum(short[..., hour], most), level * way)
        level = np.clip(level + taken * way - back / way, 0, battery)
        stored, given = stored + taken, given + back
    return stored, given, level
