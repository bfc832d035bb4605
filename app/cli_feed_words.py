"""What `maquette feed` says: what there is, what has come, and the newest values."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import numpy as np

from city.series import Readings, Series
from importers.live.feed import Offer
from importers.report import Report

STALE = 3  # times its own cadence that a value may be old
LISTED = 40  # rows that the terminal shows
SHOWN = 10  # of each batch while it comes
STEPS = ((86400 * 2, 86400, "days"), (3600 * 2, 3600, "h"), (120, 60, "min"), (0, 1, "s"))


def offered(title: str, standard: str, offers: Iterable[Offer]) -> str:
    """What a platform offers, for people."""
    lines = [f"{title}  ({standard})", ""]
    for offer in offers:
        unit = f" in {offer.measurand.unit}" if offer.measurand.unit else ""
        count = f"{offer.things:,} {'thing' if offer.things == 1 else 'things'}"
        lines.append(f"  {offer.measurand.name}{unit}: {count}")
    return "\n".join(lines if len(lines) > 2 else [*lines, "  nothing is offered here"])


def stands_in(title: str, since: datetime) -> str:
    """That a platform cannot be reached, and of when its values are."""
    when = since.strftime("%Y-%m-%d %H:%M:%SZ")
    return f"{title} cannot be reached; these are its answers of {when}"


def arrived(readings: Readings) -> str:
    """What has just come, a line for each value; the first few of many."""
    lines = []
    for row in range(min(len(readings), SHOWN)):
        thing = readings.things[int(readings.thing[row])]
        of = readings.measurands[int(readings.measurand[row])]
        value = amount(float(readings.value[row]), of.unit)
        lines.append(f"{when(readings.time[row])}  {thing.name or thing.id}  {of.name}  {value}")
    if len(readings) > SHOWN:
        lines.append(f"  and {len(readings) - SHOWN:,} more")
    return "\n".join(lines)


def newest(series: Series, now: np.datetime64) -> str:
    """The newest value of each stream with its age, for people."""
    rows = values(series, now)
    if not rows:
        return "No values have come."
    lines = [f"Newest values ({len(series):,} in all)", ""]
    for row in rows[:LISTED]:
        name, value = row["name"] or row["thing"], row["value"]
        told = amount(math.nan if value is None else value, row["unit"])
        late = "  STALE" if row["stale"] else ""
        lines.append(
            f"  {name[:32]:<32}  {row['measurand'][:20]:<20}  {told:>16}  {age(row['age'])}{late}"
        )
    if len(rows) > LISTED:
        lines.append(f"  {len(rows) - LISTED:,} more are listed with --json")
    return "\n".join(lines)


def values(series: Series, now: np.datetime64) -> list[dict[str, Any]]:
    """The newest value of each stream as plain values, by name; None for a gap.

    stale: older than three times its own cadence; None where nobody knows how often it speaks.
    """
    latest = series.latest()
    ages, cadences = latest.ages(now), series.cadences()[latest.stream]
    rows = []
    columns = (latest.stream.tolist(), latest.value.tolist(), latest.time, ages, cadences)
    for stream, value, time, seconds, cadence in zip(*columns, strict=True):
        key, measurand = series.streams[stream]
        thing = series.things[key]
        rows.append(
            {
                "thing": key,
                "name": thing.name,
                "place": list(thing.place) or None,
                "measurand": measurand.name,
                "unit": measurand.unit,
                "time": f"{time}Z",
                "value": None if math.isnan(value) else value,
                "age": float(seconds),
                "stale": None if math.isnan(cadence) else bool(seconds > STALE * cadence),
            }
        )
    return sorted(rows, key=lambda row: (row["name"] or row["thing"], row["measurand"]))


def findings(report: Report) -> list[str]:
    """What was wrong, a line for each sort: the first of it, and how many more."""
    first: Mapping[tuple[str, str], Any] = {
        (one.severity, one.code): one for one in reversed(list(report))
    }
    lines = []
    for key, count in report.counts().items():
        if (one := first.get(key)) is None:  # it comes just now, from another thread
            continue
        more = f" (and {count - 1:,} more like this)" if count > 1 else ""
        lines.append(f"{one.object}: {one.message}{more}")
    return lines


def amount(value: float, unit: str) -> str:
    """A value with its unit; a dash for a gap."""
    return "–" if math.isnan(value) else f"{value:.6g} {unit}".rstrip()


def when(time: np.datetime64) -> str:
    return f"{str(time.astype('datetime64[s]')).replace('T', ' ')}Z"


def age(seconds: float) -> str:
    """How old a value is: "12 s ago", or that it lies in the future."""
    size = abs(seconds)
    _, step, unit = next(one for one in STEPS if size >= one[0])
    told = f"{size / step:,.0f} {unit}"
    return f"{told} ago" if seconds >= 0 else f"{told} in the future"
