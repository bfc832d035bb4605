"""Days and hours of a study, and where the sun stands in the middle of each step of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from city.place import Place, place_of
from city.simulate.obstacles import Area
from city.simulate.parameters import Parameter
from city.simulate.sun import YEARS, Sun, day_of, stamps, sun_at, towards
from city.time_zone import zone, zone_at
from city.view import View

F64 = NDArray[np.float64]
MOST_DAYS = 366

WHEN = (
    Parameter(
        "date", "Day", "date", "03-21", about="the usual ones: 21 Mar, 21 Jun, 23 Sep, 22 Dec"
    ),
    Parameter("until", "Until", "date", "", about="the last day of a period; empty for one day"),
    Parameter(
        "every",
        "Every",
        "whole",
        7,
        "days",
        1,
        MOST_DAYS,
        about="days of a period that are looked at",
    ),
    Parameter("step", "Time step", "number", 15.0, "min", 1, 60),
    Parameter("from_hour", "From", "number", 0.0, "h", 0, 24, about="hour of the clock", rare=True),
    Parameter("to_hour", "To", "number", 24.0, "h", 0, 24, about="hour of the clock", rare=True),
    Parameter("altitude", "Sun counts above", "number", 0.0, "°", 0, 45, rare=True),
)
WHERE = (
    Parameter(
        "place",
        "Place",
        "text",
        "",
        about="LAT,LON; only where the city does not say it",
        rare=True,
    ),
    Parameter(
        "time_zone",
        "Time zone",
        "text",
        "",
        about="Europe/Amsterdam; empty: of the place",
        rare=True,
    ),
)


@dataclass(frozen=True, slots=True, eq=False)
class Steps:
    """Steps of time while the sun is up, day by day.

    towards: (m, 3) unit vectors to the sun in the middle of each. hours: (m,) how long each is.
    day: (m,) which of `days`. clock: (m, 2) when each begins and ends, in hours since that day's
    midnight by the clock. possible: hours of each day that the sun is up and counts.
    """

    towards: F64
    hours: F64
    day: NDArray[np.int64]
    clock: F64
    days: tuple[date, ...]
    zone: ZoneInfo
    place: Place
    possible: F64


def steps_of(view: View, area: Area, settings: Mapping[str, Any]) -> Steps:
    """The steps of what WHEN and WHERE say. Raises ValueError where nobody knows where it is, or
    where the settings contradict each other."""
    place = place_in(view, area, settings["place"])
    clock = zone(settings["time_zone"] or zone_at(place))
    days = days_of(settings)
    if settings["from_hour"] >= settings["to_hour"]:
        raise ValueError(
            f"from_hour={settings['from_hour']:g}: From must be before To ({settings['to_hour']:g})"
        )
    spans = [
        _spans(day, clock, place, settings["step"], settings["from_hour"], settings["to_hour"])
        for day in days
    ]
    number = np.repeat(np.arange(len(days)), [len(one) for one in spans])
    cut, of = _cut(np.concatenate([np.zeros((0, 2)), *spans]), place, settings["altitude"])
    number = number[of]
    midnight = np.array([_midnight(day, clock) for day in days])[number]
    hours = (cut[:, 1] - cut[:, 0]) / 3600
    return Steps(
        towards(_sun(cut.mean(1), place), place),
        hours,
        number,
        (cut - midnight[:, None]) / 3600,
        tuple(days),
        clock,
        place,
        np.bincount(number, hours, len(days)).astype(np.float64),
    )


def _sun(seconds: F64, place: Place) -> Sun:
    """The sun at moments (n,) in seconds since 1970."""
    return sun_at(stamps([datetime.fromtimestamp(t, UTC) for t in seconds.tolist()]), place)


def _cut(spans: F64, place: Place, altitude: float) -> tuple[F64, NDArray[np.int64]]:
    """The parts of spans (n, 2) of time in which the sun's middle is above an altitude, and which
    span each is of; to a tenth of a second."""
    ends = [_sun(spans[:, k], place).altitude > altitude for k in (0, 1)]
    found = spans.copy()
    for turn in (0, 1):  # it comes up in the span, or goes down
        some = np.flatnonzero((ends[turn] != ends[1 - turn]) & ends[1 - turn])
        low, high = found[some, turn], found[some, 1 - turn]  # below, and above
        for _ in range(16):  # an hour / 2^16
            middle = (low + high) / 2
            up = _sun(middle, place).altitude > altitude
            low, high = np.where(up, low, middle), np.where(up, middle, high)
        found[some, turn] = high
    there = np.flatnonzero((ends[0] | ends[1]) & (found[:, 1] - found[:, 0] > 0.5))
    return found[there], there


def place_in(view: View, area: Area, said: str) -> Place:
    """Where on Earth the middle of an area is; `said` counts where its coordinates do not tell."""
    middle = np.array([*area.middle, 0.0])
    found = place_of(view.base.frame, middle)
    if found is not None:
        return found
    try:
        lat, lon = (float(part) for part in said.split(","))
        if not (-90 <= lat <= 90 and -180 <= lon <= 180):
            raise ValueError
    except ValueError:
        raise ValueError(
            "nobody knows where on Earth the city is: say place=LAT,LON, such as 51.9,4.4"
        ) from None
    return Place(lon, lat)


def days_of(settings: Mapping[str, Any]) -> list[date]:
    """The days of a study: the first, every so many days, and the last."""
    first = date.fromisoformat(settings["date"])
    last = date.fromisoformat(settings["until"] or settings["date"])
    if not max(YEARS[0], 1) <= first.year <= YEARS[1] or last < first:
        raise ValueError(f"until={settings['until']}: Until must not be before {first.isoformat()}")
    if (last - first).days > MOST_DAYS:
        raise ValueError(f"until={settings['until']}: a period has {MOST_DAYS} days at most")
    days = [first + timedelta(n) for n in range(0, (last - first).days + 1, settings["every"])]
    return days if days[-1] == last else [*days, last]


def _spans(day: date, clock: ZoneInfo, place: Place, step: float, first: float, last: float) -> F64:
    """(k, 2): when each step of a day begins and ends, in seconds since 1970.

    Steps begin at whole multiples of themselves after midnight. They are cut at the hours that are
    asked for, and at noon, so that the sun only rises or only sinks in each.
    """
    sun = day_of(day, clock, place)
    begin, end = sun.begin.timestamp(), sun.end.timestamp()
    limits = [_at(day, clock, hour) for hour in (first, last)]
    noon = [] if sun.noon is None else [sun.noon.timestamp()]
    moments = np.array([*np.arange(begin, end, step * 60), end, *limits, *noon])
    cuts = np.unique(moments.clip(limits[0], limits[1]))
    spans: F64 = np.stack([cuts[:-1], cuts[1:]], axis=1)
    return spans[(spans[:, 1] > begin) & (spans[:, 0] < end)]


def _at(day: date, clock: ZoneInfo, hour: float) -> float:
    """An hour of the clock of a day, in seconds since 1970; of the day a clock is put back, the
    first such hour."""
    whole = datetime(day.year, day.month, day.day, tzinfo=clock)
    if hour >= 24:
        return (whole + timedelta(days=1)).timestamp()
    return (whole + timedelta(hours=hour)).timestamp()


def noon_of(day: date, clock: ZoneInfo) -> datetime:
    """Twelve by the clock of a day."""
    return datetime(day.year, day.month, day.day, 12, tzinfo=clock)


def _midnight(day: date, clock: ZoneInfo) -> float:
    """Such that seconds after it, divided by 3600, are what the clock shows at noon."""
    return noon_of(day, clock).timestamp() - 12 * 3600


def clock_text(hours: float) -> str:
    """Hours since midnight as a clock shows them: 13.5 -> "13:30"."""
    minutes = round(hours * 60)
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def words(days: Sequence[date]) -> str:
    """A day, or from when to when and how many of them."""
    if len(days) == 1:
        return days[0].isoformat()
    return f"{days[0].isoformat()} to {days[-1].isoformat()}, {len(days)} days of it"
