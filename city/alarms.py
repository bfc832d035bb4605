"""Rules that say when somebody should look: above 25 µg/m³ for an hour."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from city.series import Series
from city.subjects import STALE, UNKNOWN, Streams, Subject, in_unit

Way = Literal["above", "below"]
LONGEST = 366 * 86400.0  # seconds that a rule may wait


@dataclass(frozen=True, slots=True)
class Rule:
    """When a value is too high or too low for too long.

    subject: the key of what is watched. limit: in the subject's unit. seconds: for how long.
    """

    subject: str
    way: Way
    limit: float
    seconds: float = 0.0

    def to_plain(self) -> dict[str, Any]:
        """Plain values for a file."""
        return asdict(self)


def rule_from(said: Any) -> Rule | None:
    """A rule of a file; None for one that cannot be understood."""
    if not isinstance(said, Mapping):
        return None
    try:
        subject, way = said["subject"], said["way"]
        limit, seconds = float(said["limit"]), float(said.get("seconds", 0.0))
    except (KeyError, TypeError, ValueError):
        return None
    if not isinstance(subject, str) or way not in ("above", "below"):
        return None
    if not (np.isfinite(limit) and 0 <= seconds <= LONGEST):
        return None
    return Rule(subject, way, limit, seconds)


@dataclass(frozen=True, slots=True, eq=False)
class Alarm:
    """The things of which a rule holds: rows of `Streams.things`, and since when."""

    thing: NDArray[np.int64]
    since: NDArray[np.datetime64]


def alarm(
    series: Series,
    streams: Streams,
    subject: Subject,
    rule: Rule,
    moment: np.datetime64,
    cadences: NDArray[np.float64],
) -> Alarm:
    """Of which things a rule holds at a moment.

    A value holds until the next one. A gap is no value: it ends what was beyond the limit, and so
    does silence, once a thing's last value is stale.
    """
    row = streams.subjects.index(subject)
    mine = (streams.subject[series.stream] == row) & (series.time <= moment)
    stream, time = series.stream[mine], series.time[mine]
    if not len(stream):
        return Alarm(np.zeros(0, np.int64), np.zeros(0, "datetime64[ms]"))
    value, _ = in_unit(series.value[mine], stream, streams, subject)
    beyond = value > rule.limit if rule.way == "above" else value < rule.limit
    ends = np.append(np.flatnonzero(np.diff(stream)), len(stream) - 1)
    starts = np.append(0, ends[:-1] + 1)
    # the row behind the last one of each stream that was within the limit
    within = np.where(beyond, -1, np.arange(len(stream)))
    begins = np.maximum(np.maximum.reduceat(within, starts) + 1, starts)
    cadence = np.where(np.isnan(cadences[stream[ends]]), UNKNOWN, cadences[stream[ends]])
    age = (moment - time[ends]) / np.timedelta64(1, "s")
    holds = beyond[ends] & (age <= STALE * np.maximum(cadence, 1.0))
    begins, ends = begins[holds], ends[holds]
    long = (moment - time[begins]) / np.timedelta64(1, "s") >= rule.seconds
    begins = begins[long]
    thing, since = streams.thing[stream[begins]], time[begins]
    order = np.lexsort((since, thing))  # of streams of one thing the earliest
    first = np.ones(len(order), bool)
    first[1:] = np.diff(thing[order]) != 0
    return Alarm(thing[order[first]], since[order[first]])
