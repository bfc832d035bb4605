"""What is said of live layers, in a planner's words."""

from __future__ import annotations

import math
from datetime import UTC, datetime

import numpy as np
from PySide6.QtCore import QDate, QLocale

from app.cli_feed_words import age
from app.live.layer import LiveLayer
from app.live.look import Look
from app.sunlight import hour_words
from app.sunlight import moment_words as words
from app.wording import number, visible
from city.subjects import Subject
from city.time_zone import zone
from importers.live.feed import now

FIRST, LAST = np.datetime64("0002-01-01"), np.datetime64("9998-12-31")  # that zones know


def things_words(count: int) -> str:
    return "1 thing" if count == 1 else f"{number(count)} things"


def state_words(layer: LiveLayer, look: Look | None, recorded: bool) -> str:
    """How a layer stands, in a line or two: how many tell, how old the newest is, what is wrong."""
    said = []
    if recorded:
        said.append("● recording")
    if look is not None and layer.tracks is not None:
        said.append(f"{number(len(layer.tracks.ids))} on the move")
    if look is not None and len(look.told):
        if layer.tracks is None:
            said.append(things_words(len(look.told)))
        if look.badge in ("LIVE", "STALE"):
            newest = (now() - look.told.time.max()) / np.timedelta64(1, "s")
            said.append(age(float(newest)))
        if look.nowhere:
            said.append(f"{number(look.nowhere)} without a place here")
        if look.unbound:
            said.append(f"{number(look.unbound)} tell of no object here")
        if look.alarmed:
            said.append(f"⚠ {things_words(look.alarmed)} beyond the limit")
        said += sorted(set(look.told.wrong.values()))[:1]
    if layer.state == "strange":
        said.append("from a project of somebody else: choose “Ask now” to connect")
    elif layer.state == "asking":
        said.append("asking…")
    elif layer.fault:
        said.append(layer.fault)
    return " · ".join(said)


def value_words(subject: Subject, value: float, unit: bool = True) -> str:
    """A value as a person reads it: "12.4 µg/m³", "on", "–" for a gap. unit: whether it is told."""
    if math.isnan(value):
        return "–"
    states = subject.quantity.states if subject.quantity is not None else ()
    if states:
        row = round(value)
        return states[row] if 0 <= row < len(states) else number(value)
    size = abs(value)
    decimals = 0 if size >= 100 else 1 if size >= 10 or value == round(value, 1) else 2
    told = number(value, 0 if value == round(value) else decimals)
    return f"{told} {visible(subject.unit)}".rstrip() if unit else told


def moment_words(moment: np.datetime64, clock: str) -> str:
    """A moment as a person reads it by a clock (an IANA zone); in UTC where no clock goes."""
    local = _local(moment, clock)
    return str(moment.astype("datetime64[s]")) if local is None else words(local)


def when_words(moment: np.datetime64, at: np.datetime64, clock: str) -> str:
    """When something was told, seen from another moment: the hour of that day, or another day."""
    local, here = _local(moment, clock), _local(at, clock)
    if local is None:
        return moment_words(moment, clock)
    if here is not None and local.date() == here.date():
        return hour_words(local)
    return QLocale().toString(QDate(local.year, local.month, local.day), "d MMM yyyy")


def _local(moment: np.datetime64, clock: str) -> datetime | None:
    """A moment on a clock; None where no clock goes."""
    if not FIRST < moment < LAST:
        return None
    plain: datetime = moment.astype("datetime64[s]").item()
    return plain.replace(tzinfo=UTC).astimezone(zone(clock))
