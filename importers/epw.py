"""Weather files: EPW, which EnergyPlus reads, and TMY3, in which NREL gave out typical years.

EPW: EnergyPlus, "Auxiliary Programs", chapter on the data dictionary of weather files. TMY3: Wilcox
& Marion, "Users Manual for TMY3 Data Sets", NREL/TP-581-43156 (2008).
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from city.place import Place
from city.simulate.irradiance import Radiation, extraterrestrial, split
from city.simulate.sun import sun_at
from city.simulate.weathers import keep
from city.weather import HOURS, Weather, middles
from importers.intake import ReadError

F64 = NDArray[np.float64]

LARGEST = 32_000_000  # bytes; a year of hours takes under two million
GAPS = 0.1  # of the year that may be missing of a column
STILL = 2.0  # m/s that are taken where a file knows no wind
ANOTHER = "take another weather file"
PUBLIC = "public domain, US Department of Energy/NREL"
DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)

# Each column with its name, its place in a row of EPW, its name in TMY3, and what it can be:
# anything else is missing, as 9999, 99.9 and -9900 are.
COLUMNS = (
    ("global radiation", 13, "GHI (W/m^2)", -20.0, 1600.0),
    ("direct radiation", 14, "DNI (W/m^2)", -20.0, 1500.0),
    ("diffuse radiation", 15, "DHI (W/m^2)", -20.0, 1200.0),
    ("temperature", 6, "Dry-bulb (C)", -90.0, 70.0),
    ("wind", 21, "Wspd (m/s)", 0.0, 60.0),
)


@dataclass(frozen=True, slots=True)
class _Header:
    """What the head of a file says; rows: its lines of hours, of which the first is line `first`.

    columns: where global, direct and diffuse radiation, temperature and wind stand in them.
    """

    name: str
    place: Place
    offset: float
    source: str
    licence: str
    rows: Sequence[str]
    first: int
    columns: Sequence[int]


def read_weather(path: Path) -> Weather:
    """A year of weather from an EPW or a TMY3 file.

    Leap days are left out, gaps of up to a tenth of the year are filled with the hours of the days
    around them, and both are told in the weather's words. ReadError in one line, with the line of
    the file, for anything that is no whole year of hours.
    """
    lines = _lines(path)
    epw = lines[0].upper().startswith("LOCATION,")
    header = _epw(path, lines) if epw else _tmy3(path, lines)
    stamps, values = _numbers(path, header, epw)
    told: list[str] = []
    if len(values) == HOURS + 24:
        kept = ~((stamps[:, 0] == 2) & (stamps[:, 1] == 29))
        stamps, values = stamps[kept], values[kept]
        told.append("29 February is left out")
    _check_year(path, header, stamps, len(values))
    temperature, wind = (_mended(path, values[:, k], k, told) for k in (3, 4))
    sky = _radiation(path, header, values[:, :3], told)
    return Weather(
        header.name or path.stem,
        header.place.lon,
        header.place.lat,
        header.place.height,
        header.offset,
        sky.ghi,
        sky.dni,
        sky.dhi,
        temperature,
        wind,
        header.source,
        header.licence,
        tuple(told),
    )


def taken_weather(path: Path) -> str:
    """Put the weather of a file at hand for simulations; what their setting `weather` calls it.

    ReadError as `read_weather` has it.
    """
    return keep(read_weather(path))


def _lines(path: Path) -> list[str]:
    """The lines of a text file that cannot be endless; UTF-8, or Latin 1 in older files."""
    try:
        with path.open("rb") as file:
            raw = file.read(LARGEST + 1)
    except OSError as fault:
        raise ReadError(f"{path}: cannot be read: {fault.strerror or fault}") from fault
    if len(raw) > LARGEST:
        raise ReadError(f"{path.name}: larger than any year of weather (32 MB); {ANOTHER}")
    if b"\0" in raw:
        raise ReadError(f"{path.name}: this is no text, which EPW and TMY3 files are; {ANOTHER}")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("latin-1")
    lines = text.replace("\r\n", "\n").replace("\r", "\n").rstrip().split("\n")
    if not lines[0]:
        raise ReadError(f"{path.name}: the file is empty or begins with an empty line; {ANOTHER}")
    return lines


def _fields(path: Path, line: str, number: int, least: int) -> list[str]:
    """The fields of a line, of which some may be in quotes."""
    try:
        found = [field.strip() for field in next(csv.reader([line]), [])]
    except csv.Error as fault:
        raise ReadError(f"{path.name}: line {number} is no row of a table: {fault}") from fault
    if len(found) < least:
        raise ReadError(
            f"{path.name}: line {number} has {len(found)} fields instead of at least {least}; "
            f"this is no EPW or TMY3 file, or a damaged one; {ANOTHER}"
        )
    return found


def _place(path: Path, texts: Sequence[str]) -> tuple[Place, float]:
    """The place, and its hours ahead of universal time: latitude, longitude, hours, height."""
    limits = (("latitude", 90.0), ("longitude", 180.0), ("time zone", 14.0), ("height", 9000.0))
    found = []
    for text, (what, most) in zip(texts, limits, strict=True):
        try:
            value = float(text)
        except ValueError:
            value = float("nan")
        if not abs(value) <= most:
            raise ReadError(
                f"{path.name}: line 1 gives {text[:40]!r} as the {what} of the place, which must "
                f"be a number from -{most:g} to {most:g}; correct the line"
            )
        found.append(value)
    lat, lon, offset, height = found
    return Place(lon, lat, height), offset


def _epw(path: Path, lines: Sequence[str]) -> _Header:
    """LOCATION, seven more lines of which DATA PERIODS is the last, and then the hours."""
    said = _fields(path, lines[0], 1, 10)
    last = next((k for k in range(1, min(len(lines), 40)) if _begins(lines[k], "DATA PERIODS")), 0)
    if not last:
        raise ReadError(
            f"{path.name}: the line DATA PERIODS is missing, after which the hours of an EPW file "
            f"begin; {ANOTHER}"
        )
    periods = _fields(path, lines[last], last + 1, 3)
    if [p.lstrip("0") for p in periods[1:3]] != ["1", "1"]:
        raise ReadError(
            f"{path.name}: line {last + 1} tells of {periods[1][:9]} periods with {periods[2][:9]} "
            "values an hour; take a file with one period and one value an hour"
        )
    comments = [line.partition(",")[2] for line in lines[1:last] if _begins(line, "COMMENTS")]
    words = " ".join(" ".join(c.strip(' ,"').split()) for c in comments)[:500]
    place, offset = _place(path, said[6:10])
    name = ", ".join(part for part in (said[1], said[3]) if part and part != "-")
    licence = words if "licen" in words.lower() or "copyright" in words.lower() else ""
    return _Header(
        name[:100],
        place,
        offset,
        f"EPW {said[4]}".strip()[:100],
        licence,
        lines[last + 1 :],
        last + 2,
        [column[1] for column in COLUMNS],
    )


def _begins(line: str, word: str) -> bool:
    return line.upper().startswith(word)


def _tmy3(path: Path, lines: Sequence[str]) -> _Header:
    """A line with the place, a line with the names of the columns, and then the hours."""
    said = _fields(path, lines[0], 1, 7)
    names = _fields(path, lines[1] if len(lines) > 1 else "", 2, 5)
    wanted = [column[2] for column in COLUMNS]
    missing = [name for name in wanted if name not in names]
    if missing or not _begins(names[0], "DATE"):
        raise ReadError(
            f"{path.name}: line 2 names no column {(missing or ['Date (MM/DD/YYYY)'])[0]}; this is "
            "no EPW and no TMY3 file, which are the weather files that Maquette reads"
        )
    place, offset = _place(path, [said[4], said[5], said[3], said[6]])
    name = ", ".join(part for part in said[1:3] if part)
    columns = [names.index(name) for name in wanted]
    return _Header(name[:100], place, offset, "TMY3", PUBLIC, lines[2:], 3, columns)


def _numbers(path: Path, header: _Header, epw: bool) -> tuple[NDArray[np.int64], F64]:
    """(n, 3) month, day and hour of each row, and (n, 5) its values."""
    if len(header.rows) not in (HOURS, HOURS + 24):
        raise ReadError(
            f"{path.name}: {len(header.rows):,} lines of hours from line {header.first} on, where "
            f"a year has 8,760, or 8,784 with a leap day; {ANOTHER}"
        )
    stamps = np.empty((len(header.rows), 3), np.int64)
    values = np.empty((len(header.rows), len(COLUMNS)))
    for row, line in enumerate(header.rows):
        fields = line.split(",", 64)
        try:
            if epw:
                stamps[row] = [int(field) for field in fields[1:4]]
            else:
                month, day, _ = fields[0].split("/")
                stamps[row] = int(month), int(day), int(fields[1].partition(":")[0])
            values[row] = [float(fields[column]) for column in header.columns]
        except (ValueError, IndexError, OverflowError) as fault:
            raise ReadError(
                f"{path.name}: line {header.first + row} is no hour of weather: "
                f"{line[:60]!r}; correct it, or {ANOTHER}"
            ) from fault
    return stamps, values


def _check_year(path: Path, header: _Header, stamps: NDArray[np.int64], count: int) -> None:
    """The hours must be those of a year from January to December, each named by its end."""
    month = np.repeat(np.arange(12) + 1, DAYS)
    day = np.concatenate([np.arange(days) + 1 for days in DAYS])
    wanted = np.stack(
        [np.repeat(month, 24), np.repeat(day, 24), np.tile(np.arange(24) + 1, 365)], 1
    )
    if count != HOURS:
        raise ReadError(f"{path.name}: 8,784 hours, but no 29 February among them; {ANOTHER}")
    wrong = np.flatnonzero((stamps != wanted).any(axis=1))
    if len(wrong):
        here, there = (f"{s[0]}/{s[1]} hour {s[2]}" for s in (stamps[wrong[0]], wanted[wrong[0]]))
        raise ReadError(
            f"{path.name}: around line {header.first + wrong[0]} stands month/day {here} where "
            f"{there} should be; the hours must run through one year from January on; {ANOTHER}"
        )


def _known(values: F64, column: int) -> NDArray[np.bool_]:
    """Which values of a column are neither missing nor impossible."""
    _, _, _, low, high = COLUMNS[column]
    return np.asarray((values >= low) & (values <= high))


def _mended(path: Path, values: F64, column: int, told: list[str]) -> F64:
    """A column with its gaps filled from the same hours of the days around them."""
    what, known = COLUMNS[column][0], _known(values, column)
    missing = int((~known).sum())
    if missing == 0:
        return values
    if what == "wind" and missing > GAPS * HOURS:
        told.append(f"wind is missing, and taken as {STILL:g} m/s")
        return np.full(HOURS, STILL)
    if missing > GAPS * HOURS:
        raise ReadError(
            f"{path.name}: {missing:,} of 8,760 values of {what} are missing or impossible; "
            f"{ANOTHER}"
        )
    hours = "1 hour" if missing == 1 else f"{missing:,} hours"
    told.append(f"{hours} of {what} filled from the days around")
    found = values.reshape(365, 24).copy()
    good = known.reshape(365, 24)
    days = np.arange(365)
    for hour in range(24):
        mine = good[:, hour]
        if not mine.any():
            raise ReadError(f"{path.name}: hour {hour + 1} has no {what} on any day; {ANOTHER}")
        found[:, hour] = np.interp(days, days[mine], found[mine, hour])
    return found.ravel()


def _radiation(path: Path, header: _Header, values: F64, told: list[str]) -> Radiation:
    """Global, direct and diffuse radiation, of which some may be missing.

    Each follows from the other two, and direct and diffuse radiation from the global one alone by
    Erbs et al. (1982).
    """
    times = middles(header.offset)
    altitude = sun_at(times, header.place).altitude
    up = np.maximum(np.sin(np.radians(altitude)), 0)
    ghi, dni, dhi = (
        np.maximum(_mended(path, values[:, k], k, told), 0)
        if _known(values[:, k], k).mean() >= 1 - GAPS
        else None
        for k in range(3)
    )
    if ghi is None and dni is not None and dhi is not None:
        ghi = dhi + dni * up
        told.append("global radiation follows from direct and diffuse radiation")
    if ghi is None or not ghi.any():
        raise ReadError(f"{path.name}: it holds no global radiation; {ANOTHER}")
    if ghi[altitude < -6].sum() > 0.01 * ghi.sum():
        told.append("the sun shines at night: the time zone or the place in line 1 is wrong")
    if dni is None and dhi is None:
        told.append("direct and diffuse radiation follow from the global one (Erbs et al. 1982)")
        return split(ghi, altitude, extraterrestrial(times))
    if dhi is None:
        assert dni is not None
        told.append("diffuse radiation follows from global and direct radiation")
        dhi = np.maximum(ghi - dni * up, 0)
    if dni is None:
        told.append("direct radiation follows from global and diffuse radiation")
        dni = np.where(altitude > 3, np.maximum(ghi - dhi, 0) / np.maximum(up, 0.05), 0)
    return Radiation(ghi, dni, dhi)
