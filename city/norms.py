"""Norms for sunlight and daylight: what they ask for, read from files that anybody can write."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from city.norm_fields import (
    Fields,
    MonthDay,
    days,
    listed,
    number,
    one_of,
    period,
    rule,
    text,
    year,
)

UNITS: Mapping[str, str] = {
    "sun_hours": "h",
    "vsc": "%",
    "apsh": "%",
    "ground_sun": "h",
    "line25": "°",
}
YEAR: tuple[MonthDay, MonthDay] = ((1, 1), (12, 31))
PLACES = ("sill", "window", "facade", "ground")
LONGEST = 100_000  # bytes of a norm's file


@dataclass(frozen=True, slots=True)
class Source:
    """Where a norm is written: year None where its paper does not tell."""

    title: str
    publisher: str
    year: int | None
    edition: str = ""
    section: str = ""
    seen: str = ""


@dataclass(frozen=True, slots=True)
class Level:
    """A named threshold: at least so much; for an angle of obstruction, at most."""

    name: str
    value: float


@dataclass(frozen=True, slots=True)
class Receiver:
    """Where it is measured: at the inner sill, a window's middle, the facade or the ground.

    height: metres above the floor of the storey, or above the ground.
    """

    at: str
    height: float


@dataclass(frozen=True, slots=True)
class Winter:
    """The part of a year, both days included, that must bring `value` % of the year's sunlight."""

    period: tuple[MonthDay, MonthDay]
    value: float


@dataclass(frozen=True, slots=True)
class Sunshine:
    """How long the sun shines in each month at a weather station: 12 hours, from January on."""

    place: str
    hours: tuple[float, ...]
    source: str


@dataclass(frozen=True, slots=True)
class Norm:
    """A norm as people wrote it.

    judges: what is measured, see `UNITS`. levels: from the lowest up; the lowest is what must be
    reached. period: first and last day (month, day), both included. days: which of them decide:
    "each", "ends" (the first and the last), or some of them. altitude: degrees above which
    the sun counts. facing: degrees from due south within which a wall is judged, None: every wall.
    former: what is left is enough where it is this share of what was there before, None: it never
    is. loss: a loss of up to so many units is none. part: which points of a dwelling, a storey or
    an open space must pass, "any", "all" or a share; building: which of its parts.
    """

    key: str
    title: str
    country: str
    source: Source
    judges: str
    levels: tuple[Level, ...]
    receiver: Receiver
    part: str | float
    building: str | float
    period: tuple[MonthDay, MonthDay] = YEAR
    days: str | tuple[MonthDay, ...] = "each"
    altitude: float = 0.0
    facing: float | None = None
    former: float | None = None
    loss: float = 0.0
    winter: Winter | None = None
    sunshine: Sunshine | None = None
    note: str = ""

    @property
    def unit(self) -> str:
        """The unit of its levels: h, % or degrees."""
        return UNITS[self.judges]


def read_norm(written: str | bytes, where: str = "the norm") -> Norm:
    """The norm in a JSON file. ValueError: one line for each field that is wrong.

    where: what the file is called in those lines.
    """
    said = _json(written, where)
    wrong: list[str] = []
    fields = Fields(said, "", wrong)
    norm = _norm(fields)
    fields.close()
    if not wrong:
        wrong += _contradictions(norm)
    if wrong:
        raise ValueError("\n".join(f"{where}: {line}" for line in wrong))
    return norm


def read_norms(files: Iterable[tuple[str, str | bytes]]) -> dict[str, Norm]:
    """Norms by their key, in the order of their files: pairs of a file's name and what is in it.

    ValueError: a file is wrong, or two have one key.
    """
    norms: dict[str, Norm] = {}
    for name, written in files:
        norm = read_norm(written, name)
        if norm.key in norms:
            raise ValueError(f"{name}: key: another norm is called {norm.key}; choose another key.")
        norms[norm.key] = norm
    return norms


def decisive(norm: Norm, year: int, step: int = 1) -> list[date]:
    """The days on which a norm must be met, in order.

    step: of a norm that counts each day, only every so many days and the last one, for a quicker
    study. A period over the turn of the year ends in the year after.
    """
    first, last = (date(year, *end) for end in norm.period)
    if last < first:
        last = last.replace(year=year + 1)
    if norm.days == "each":
        every = range(0, (last - first).days, max(step, 1))
        return [first + timedelta(days=day) for day in every] + [last]
    if norm.days == "ends":
        return sorted({first, last})
    chosen = (date(year, *day) for day in norm.days if not isinstance(day, str))
    return sorted(day if day >= first else day.replace(year=year + 1) for day in chosen)


def _json(written: str | bytes, where: str) -> Mapping[str, Any]:
    if len(written) > LONGEST:
        raise ValueError(f"{where}: longer than {LONGEST:,} bytes; a norm is a short JSON file.")
    try:
        said = json.loads(written, parse_constant=_no_number)
    except (ValueError, RecursionError) as fault:
        raise ValueError(f"{where}: no JSON ({fault}); write it as the norms here do.") from None
    if not isinstance(said, dict):
        raise ValueError(f"{where}: no norm; write its fields in braces, as the norms here do.")
    return said


def _no_number(name: str) -> None:
    raise ValueError(f"{name} is no number")


def _norm(fields: Fields) -> Norm:
    take = fields.take
    return Norm(
        key=take("key", text(40)),
        title=take("title", text(120)),
        country=take("country", text(40)),
        source=fields.within("source", _source),
        judges=take("judges", one_of(*UNITS)),
        levels=fields.many("levels", _level),
        receiver=fields.within("receiver", _receiver),
        part=take("part", rule),
        building=take("building", rule),
        period=take("period", period, YEAR),
        days=take("days", days, "each"),
        altitude=take("altitude", number(0, 90), 0.0),
        facing=take("facing", number(1, 180), None),
        former=take("former", number(0.01, 1), None),
        loss=take("loss", number(0, 100), 0.0),
        winter=fields.within("winter", _winter, None),
        sunshine=fields.within("sunshine", _sunshine, None),
        note=take("note", text(2000, empty=True), ""),
    )


def _source(fields: Fields) -> Source:
    take = fields.take
    return Source(
        title=take("title", text(300)),
        publisher=take("publisher", text(200)),
        year=take("year", year),
        edition=take("edition", text(100, empty=True), ""),
        section=take("section", text(200, empty=True), ""),
        seen=take("seen", text(500, empty=True), ""),
    )


def _level(fields: Fields) -> Level:
    return Level(fields.take("name", text(60)), fields.take("value", number(0.01, 100)))


def _receiver(fields: Fields) -> Receiver:
    return Receiver(fields.take("at", one_of(*PLACES)), fields.take("height", number(0, 10)))


def _winter(fields: Fields) -> Winter:
    return Winter(fields.take("period", period), fields.take("value", number(0.01, 100)))


def _sunshine(fields: Fields) -> Sunshine:
    take = fields.take
    hours = take("hours", listed(number(0, 744), 12, 12))
    return Sunshine(take("place", text(100)), hours, take("source", text(300)))


def _contradictions(norm: Norm) -> list[str]:
    """What is wrong between fields that are right by themselves."""
    wrong = []
    values = [level.value for level in norm.levels]
    if values != sorted(set(values)):
        wrong.append("levels: their values do not rise; begin with the lowest.")
    if norm.judges == "line25" and len(values) > 1:
        wrong.append("levels: an obstruction has one angle that it may not rise above; give one.")
    if not isinstance(norm.days, str) and not all(within(day, norm.period) for day in norm.days):
        wrong.append("days: a day lies outside the period; move it or widen the period.")
    if norm.judges == "apsh" and (norm.winter is None or norm.sunshine is None):
        wrong.append("winter, sunshine: probable sunlight needs both; say them.")
    if norm.judges != "apsh" and (norm.winter is not None or norm.sunshine is not None):
        wrong.append("winter, sunshine: only apsh knows them; leave them out.")
    if norm.judges == "line25" and norm.former is not None:
        wrong.append("former: an angle has no former share; leave it out.")
    if norm.former is None and norm.loss:
        wrong.append("loss: it counts beside a former share only; say former, or leave it out.")
    return wrong


def within(day: MonthDay, period: tuple[MonthDay, MonthDay]) -> bool:
    """Whether a day lies in a period, which may go over the turn of the year."""
    first, last = period
    if first <= last:
        return first <= day <= last
    return day >= first or day <= last
