"""Rules that say when somebody should look: above 25 µg/m³ for an hour."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from city.series import Series
from city.subjects import STALE, UNKNOWN, Rows, Streams, Subject, in_unit

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


def alarmed(
    series: Series,
    streams: Streams,
    subject: Subject,
    rule: Rule,
    moment: np.datetime64,
    cadences: NDArray[np.float64],
) -> Rows:
    """The things of which a rule holds at a moment: rows of `Streams.things`.

    A value holds until the next one. A gap is no value: it ends what was beyond the limit, and so
    does silence, once a thing's last value is stale.
    """
    row = np.flatnonzero(streams.subject == streams.subjects.index(subject))
    rank = series.shelf.until(moment, row) - 1

    def beyond(which: Rows) -> tuple[NDArray[np.bool_], NDArray[np.datetime64]]:
        """Whether the values at `rank` of some of the streams are, and when they were told."""
        time, value = series.shelf.nth(row[which], rank[which])
        value, _ = in_unit(value, row[which], streams, subject)
        return value > rule.limit if rule.way == "above" else value < rule.limit, time

    every = np.arange(len(row))
    told, since = beyond(every)
    cadence = np.where(np.isnan(cadences[row]), UNKNOWN, cadences[row])
    fresh = (moment - since) / np.timedelta64(1, "s") <= STALE * np.maximum(cadence, 1.0)
    begun = moment - np.timedelta64(round(1000 * rule.seconds), "ms")
    holds = told & fresh
    left = every[holds & (since > begun)]  # it is not known yet for how long
    while len(left):
        rank[left] -= 1
        still, since[left] = beyond(left)
        holds[left] = still
        left = left[still & (since[left] > begun)]
    found = np.zeros(len(streams.things), bool)
    found[streams.thing[row[holds]]] = True
    return np.flatnonzero(found)
