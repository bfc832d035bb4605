"""When a file of a series is, from its name: "heat_20260714T1200", "depth_00240min"."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from importers.simulated.asking import Asking
from importers.simulated.cf_time import LONG
from importers.simulated.results import Need

Times = NDArray[np.datetime64]

DATE = re.compile(
    r"(?<!\d)((?:19|20)\d\d)[-_.]?(0[1-9]|1[0-2])[-_.]?(0[1-9]|[12]\d|3[01])"
    r"(?:[T_ -]?([01]\d|2[0-3])[-_:.h]?([0-5]\d)(?:[-_:.m]?([0-5]\d))?Z?)?(?!\d)"
)
NUMBER = re.compile(r"(\d+(?:\.\d+)?)[ _-]?(ms|msec|s|sec|min|h|hr|hours?|d|days?)?(?![A-Za-z0-9])")
COUNTED = re.compile(NUMBER.pattern + "$")


def date_in(text: str) -> np.datetime64 | None:
    """The moment that a text names, in UTC; None where it names none."""
    found = DATE.search(text)
    if found is None:
        return None
    year, month, day, hour, minute, second = (part or "00" for part in found.groups())
    try:
        return np.datetime64(f"{year}-{month}-{day}T{hour}:{minute}:{second}", "ms")
    except ValueError:
        return None


def times_of(names: Sequence[str], asking: Asking) -> Times:
    """The moments of steps by their names, in the order of these; where they only count from a
    beginning, that is asked for. Of a single step without a time none."""
    dates = [date_in(name) for name in names]
    if all(date is not None for date in dates):
        return np.array(dates, "datetime64[ms]")
    if len(names) == 1:
        return np.zeros(0, "datetime64[ms]")
    counted = [_count(name) for name in names]
    numbers = [number for number, _ in counted]
    unit = next((unit for _, unit in counted if unit), "") or asking.options.units.get("time", "")
    long = LONG.get(unit.lower()) or LONG.get(unit.lower().removesuffix("s"))
    if long is None:
        asking.needs.append(Need("unit", "time", f"{names[0]} to {names[-1]}"))
    start = asking.options.start
    if start is None:
        asking.needs.append(Need("start", found=f"{names[0]} to {names[-1]}"))
    if long is None or start is None:
        return np.zeros(0, "datetime64[ms]")
    away = np.round(np.array(numbers) * long).astype("timedelta64[ms]")
    moments: Times = start.astype("datetime64[ms]") + away
    return moments


def without_step(name: str) -> str:
    """A name without the moment in it, or the number that it ends with."""
    bare = DATE.sub("", name) if date_in(name) is not None else COUNTED.sub("", name.strip())
    return bare.strip(" _-.")


def _count(name: str) -> tuple[float, str]:
    """The last number in a name, and its unit; names without one count as 0."""
    found = NUMBER.findall(name)
    return (float(found[-1][0]), found[-1][1]) if found else (0.0, "")
