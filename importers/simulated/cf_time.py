"""Times as CF counts them, in any calendar and time zone, as moments in UTC."""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from importers.simulated.asking import Asking
from importers.simulated.dataset import Stored
from importers.simulated.results import Need

Times = NDArray[np.datetime64]
Steps = NDArray[np.intp]

# udunits: how long one is, in ms, by the beginning of its name
LONG: Mapping[str, float] = {
    "ms": 1,
    "msec": 1,
    "millisecond": 1,
    "s": 1e3,
    "sec": 1e3,
    "second": 1e3,
    "min": 6e4,
    "minute": 6e4,
    "h": 3.6e6,
    "hr": 3.6e6,
    "hour": 3.6e6,
    "d": 8.64e7,
    "day": 8.64e7,
    "week": 6.048e8,
}
REAL = ("", "standard", "gregorian", "proleptic_gregorian")
SINCE = re.compile(r"\s*(\S+)\s+since\s+(\S.*)", re.IGNORECASE)


def is_time(array: Stored) -> bool:
    """Whether an array says when, as CF-1.11, section 4.4 has it."""
    told = array.says("units")
    if array.says("standard_name") == "time" or array.says("axis").upper() == "T":
        return True
    return SINCE.match(told) is not None and _long(told) is not None


def times(array: Stored, asking: Asking, origin: str = "") -> tuple[Times, Steps]:
    """The moments of a time axis, rising, and which of its steps each is; what goes backwards,
    stands twice or is no time is told. origin: when it begins, where its unit does not say."""
    numbers = array.numbers().ravel()
    units = array.says("units") or asking.options.units.get(array.name, "")
    match = SINCE.match(units)
    long = _long(units)
    start = asking.options.start
    if match is None and origin and start is None:
        match = SINCE.match(f"{units or 'seconds'} since {origin}")
        long = long or 1e3
    begins = "" if match is None else match[0].strip()
    if long is None or not (begins or start is not None):
        found = f"{array.name} from {numbers.min():g} to {numbers.max():g} {units}".strip()
        if long is None:
            asking.needs.append(Need("unit", array.name))
        if not begins and start is None:
            asking.needs.append(Need("start", found=found))
        return np.zeros(0, "datetime64[ms]"), np.zeros(0, np.intp)
    calendar = array.says("calendar").lower()
    if start is not None:
        moments = _counted(numbers, long, start)
    elif calendar in REAL:
        moments = _counted(numbers, long, _start(begins))
    else:
        moments = _of_another_calendar(numbers, begins, calendar, long)
        asking.report.note(
            "CALENDAR",
            array.name,
            f"its calendar is {calendar}: its dates are shown as they are, and are not those of "
            "real days",
        )
    return _in_order(moments, array.name, asking)


def _long(units: str) -> float | None:
    word = units.split()[0].lower() if units.split() else ""
    return LONG.get(word) or LONG.get(word.removesuffix("s"))


def _counted(numbers: NDArray[np.float64], long: float, start: np.datetime64) -> Times:
    with np.errstate(invalid="ignore"):
        known = np.abs(numbers * long) < 1e16
    away = np.where(known, np.round(numbers * long), 0).astype(np.int64).astype("timedelta64[ms]")
    return np.where(known, start.astype("datetime64[ms]") + away, np.datetime64("NaT", "ms"))


def _start(units: str) -> np.datetime64:
    import cftime

    first = cftime.num2date(0, units.replace("Z", ""), "proleptic_gregorian")
    return np.datetime64(first.isoformat(), "ms")


def _of_another_calendar(
    numbers: NDArray[np.float64], units: str, calendar: str, long: float
) -> Times:
    """Dates by their names; where one has a 30 February, days are counted on from the first."""
    import cftime

    known = np.isfinite(numbers)
    dates = cftime.num2date(
        numbers[known], units, calendar, only_use_cftime_datetimes=True, has_year_zero=True
    )
    moments: Times = np.full(len(numbers), np.datetime64("NaT", "ms"))
    try:
        moments[known] = [np.datetime64(one.isoformat(), "ms") for one in dates]
    except ValueError:
        first = dates[0]
        begins = np.datetime64(f"{first.year:04}-{first.month:02}-{min(first.day, 28):02}", "ms")
        begins += np.timedelta64(first.hour * 3600 + first.minute * 60 + first.second, "s")
        moments = _counted(numbers - numbers[known][0], long, begins)
    return moments


def _in_order(moments: Times, name: str, asking: Asking) -> tuple[Times, Steps]:
    dated = np.flatnonzero(~np.isnat(moments))
    if len(dated) < len(moments):
        told = f"{len(moments) - len(dated)} of its steps say not when; left out"
        asking.report.error("TIME", name, told)
    if (np.diff(moments[dated]) < np.timedelta64(0, "ms")).any():
        asking.report.warning("TIME_ORDER", name, "its time runs backwards; put in order")
    order = dated[np.argsort(moments[dated], kind="stable")]
    last = np.append(np.diff(moments[order]) > np.timedelta64(0, "ms"), True)[: len(order)]
    if not last.all():
        told = f"{int((~last).sum())} steps have the moment of another; the last of each is kept"
        asking.report.warning("TIME_TWICE", name, told)
    return moments[order[last]], order[last]
