"""A year of power that a house uses, as a table of hours."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from city.simulate.load_profiles import LoadProfile, keep
from city.weather import HOURS
from importers.intake import ReadError

LARGEST = 8_000_000  # bytes; quarters of hours with stamps take two million
MOST = 1e6  # kWh in an hour
LEAP = 24 * 59  # hours of a year before its 29 February
HOW = "write one value in kWh a line, or let the values be the last column behind a semicolon"


def read_demand(path: Path) -> NDArray[np.float64]:
    """(8760,) kWh of each hour from a CSV file: one value a line, or the last column of several.

    Columns are parted by semicolons or tabs, as a comma may be that of a number (0,35). A first
    line of names is passed over; 8784 hours of a leap year lose their 29 February, 35,040 quarters
    of hours are added up. ReadError in one line for anything else, and where no power is used.
    """
    values = _year(path)
    if not values.any():
        raise ReadError(f"{path.name}: no power is used in any hour of the year; {HOW}")
    return values


def taken_demand(path: Path) -> str:
    """Put the power use of a file at hand for simulations; what their setting `demand` calls it.

    ReadError as `read_demand` has it.
    """
    return keep(LoadProfile(path.name, read_demand(path)))


def _year(path: Path) -> NDArray[np.float64]:
    try:
        with path.open("rb") as file:
            raw = file.read(LARGEST + 1)
    except OSError as fault:
        raise ReadError(f"{path}: cannot be read: {fault.strerror or fault}") from fault
    if len(raw) > LARGEST or b"\0" in raw:
        raise ReadError(f"{path.name}: this is no table of a year's hours in text; {HOW}")
    lines = raw.decode("utf-8-sig", "replace").rstrip().splitlines()
    names = 1 if lines and _value(lines[0]) is None else 0
    values = np.empty(len(lines) - names)
    for row, line in enumerate(lines[names:]):
        value = _value(line)
        if value is None or not 0 <= value <= MOST:
            raise ReadError(
                f"{path.name}: line {row + names + 1} is no power in kWh from 0 on: "
                f"{line[:60]!r}; {HOW}"
            )
        values[row] = value
    if len(values) == HOURS * 4:
        return np.asarray(values.reshape(HOURS, 4).sum(axis=1))
    if len(values) == HOURS + 24:
        return np.delete(values, slice(LEAP, LEAP + 24))
    if len(values) != HOURS:
        raise ReadError(
            f"{path.name}: {len(values):,} values, where a year has 8,760 hours (or 8,784, or "
            f"35,040 quarters of hours); {HOW}"
        )
    return values


def _value(line: str) -> float | None:
    """The number at the end of a line, with a point or a comma; None where there is none."""
    last = line.replace("\t", ";").rsplit(";", 1)[-1].strip().strip('"')
    try:
        return float(last.replace(",", "."))
    except ValueError:
        return None
