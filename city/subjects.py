"""What a layer of live things tells: one quantity at a time, of every thing that measures it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from city.quantities import Quantity, quantity_of
from city.series import Measurand, Moment, Series, Thing
from city.tracks import HEADING, LATITUDE, LONGITUDE

PLACING = frozenset({LONGITUDE, LATITUDE, HEADING})
STALE = 3.0  # a value that is older than so many times its cadence
AHEAD = 300.0  # seconds that a value may lie in the future before it is a forecast
UNKNOWN = 1200.0  # seconds: the cadence of what has spoken too seldom to have one of its own

F64 = NDArray[np.float64]
Rows = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, order=True)
class Subject:
    """Something that is measured, under whatever names. key: for files and settings. quantity: what
    is known of it, None where nobody knows it."""

    key: str
    title: str
    unit: str
    quantity: Quantity | None = field(default=None, compare=False)


def subject_of(measurand: Measurand, kind: str = "") -> Subject:
    """What a source's measurand is about. kind: of the thing that measures it."""
    known = quantity_of(measurand, kind)
    if known is not None:
        return Subject(known.key, known.title, known.unit, known)
    unit = f" [{measurand.unit}]" if measurand.unit else ""
    return Subject(f"{measurand.name}{unit}", measurand.name, measurand.unit)


@dataclass(frozen=True, slots=True, eq=False)
class Streams:
    """The streams of a series by what they are about.

    subjects: most things first. subject: (m,) rows of `subjects`, -1 for what says where things
    are. things: ids. thing: (m,) rows of `things`. unit: (m,) rows of `units`. streams: of the
    series, which they were made of. known: what it knew of the things. rank: (t,) of `things` in
    the order of their names.
    """

    subjects: tuple[Subject, ...]
    subject: Rows
    things: tuple[str, ...]
    thing: Rows
    units: tuple[str, ...]
    unit: Rows
    streams: tuple[tuple[str, Measurand], ...]
    known: Mapping[str, Thing]
    rank: Rows

    @classmethod
    def of(cls, series: Series) -> Streams:
        """Those of a series."""
        things: dict[str, int] = {}
        units: dict[str, int] = {}
        found: dict[Subject, int] = {}
        named: dict[tuple[Measurand, str], tuple[int, int]] = {}
        nobody = Thing("")
        rows: list[tuple[int, int, int]] = []
        for ident, measurand in series.streams:
            said = measurand, series.things.get(ident, nobody).kind
            if said not in named:
                told = measurand not in PLACING
                subject = found.setdefault(subject_of(*said), len(found)) if told else -1
                named[said] = subject, units.setdefault(measurand.unit, len(units))
            rows.append((things.setdefault(ident, len(things)), *named[said]))
        thing, about, unit = np.array(rows, np.int64).reshape(-1, 3).T
        many = np.bincount(about[about >= 0], minlength=len(found))
        order = np.argsort(-many, kind="stable")
        names = list(found)
        return cls(
            tuple(names[k] for k in order.tolist()),
            np.where(about < 0, -1, np.argsort(order)[about]) if len(found) else about,
            tuple(things),
            thing,
            tuple(units),
            unit,
            series.streams,
            series.things,
            _ranks([series.things.get(one, nobody).name or one for one in things]),
        )

    def after(self, series: Series) -> Streams:
        """Those of the series that theirs has become: these themselves where it has no others, and
        nobody has another name or is elsewhere."""
        if series.streams is self.streams and series.things is self.known:
            return self
        before = [(thing, self.known.get(ident)) for ident, thing in series.things.items()]
        if series.streams != self.streams or any(
            was is None or (thing is not was and (thing.name, thing.kind) != (was.name, was.kind))
            for thing, was in before
        ):
            return Streams.of(series)
        moved = any(thing is not was and thing != was for thing, was in before)
        return replace(self, known=series.things) if moved else self

    def name(self, row: int) -> str:
        """What people call a thing; its id where nobody says."""
        ident = self.things[row]
        return self.known[ident].name or ident if ident in self.known else ident

    def named(self, key: str) -> Subject | None:
        """The subject of a key, or else the one that most things tell; None where there is none."""
        every = {one.key: one for one in self.subjects}
        return every.get(key) or next(iter(self.subjects), None)

    def count(self, subject: Subject) -> int:
        """How many things tell of a subject."""
        row = self.subjects.index(subject)
        return len(np.unique(self.thing[self.subject == row]))


def _ranks(names: list[str]) -> Rows:
    """(n,) of names in the order of the alphabet, small letters like capitals."""
    folded = [name.casefold() for name in names]
    ranks = np.empty(len(names), np.int64)
    ranks[sorted(range(len(names)), key=folded.__getitem__)] = np.arange(len(names))
    return ranks


@dataclass(frozen=True, slots=True, eq=False)
class Told:
    """What things told last of a subject: (n,) columns, one row for each thing.

    thing: rows of `Streams.things`. stream: rows of the series'. value: in the subject's unit, NaN
    for a gap and for what cannot be. time: when it was observed. stale: whether it is older than
    three times its cadence. wrong: by unit, why its values are left out.
    """

    thing: Rows
    stream: Rows
    value: F64
    time: NDArray[np.datetime64]
    stale: Mask
    wrong: Mapping[str, str]

    def __len__(self) -> int:
        return len(self.value)


def told_at(
    series: Series,
    streams: Streams,
    subject: Subject,
    moment: np.datetime64,
    cadences: F64,
    live: bool = True,
) -> Told:
    """What each thing has told last of a subject at a moment; things that began later are left out.

    cadences: (m,) seconds, as `Series.cadences` has them. live: whether the moment is now, so that
    the newest there is counts, even where its clock is a little ahead.
    """
    said = _now(series, moment) if live else series.at(moment)
    mine = streams.subject[said.stream] == streams.subjects.index(subject)
    stream, value, time = said.stream[mine], said.value[mine], said.time[mine]
    age, thing = Moment(stream, value, time).ages(moment), streams.thing[stream]
    if (np.diff(thing) <= 0).any():  # more than one of a thing: the newest counts
        order = np.lexsort((age, thing))
        first = np.ones(len(order), bool)
        first[1:] = np.diff(thing[order]) != 0
        rows = order[first]
        stream, value, time, age, thing = (one[rows] for one in (stream, value, time, age, thing))
    cadence = np.where(np.isnan(cadences[stream]), UNKNOWN, cadences[stream])
    value, wrong = in_unit(value, stream, streams, subject)
    stale = age > STALE * np.maximum(cadence, 1.0)
    return Told(thing, stream, value, time, stale, wrong)


def _now(series: Series, moment: np.datetime64) -> Moment:
    """What each stream says of this moment: its newest value; of what is foretold, the one that
    holds by now, or else the first to come."""
    said = series.latest()
    ahead = np.flatnonzero(said.ages(moment) < -AHEAD)
    if not len(ahead):
        return said
    stream = said.stream[ahead]
    rank = np.maximum(series.shelf.until(moment, stream) - 1, 0)
    time, value = said.time.copy(), said.value.copy()
    time[ahead], value[ahead] = series.shelf.nth(stream, rank)
    return Moment(said.stream, value, time)


def in_unit(
    values: F64, stream: Rows, streams: Streams, subject: Subject
) -> tuple[F64, Mapping[str, str]]:
    """Values (n,) of streams (n,) in their subject's unit, NaN for what cannot be; and by unit why
    values are left out."""
    quantity = subject.quantity
    if quantity is None:
        return values, {}
    unit = streams.unit[stream]
    found, wrong = np.full(len(values), np.nan), {}
    for row in np.flatnonzero(np.bincount(unit)).tolist():
        mine = unit == row
        try:
            found[mine] = quantity.converted(values[mine], streams.units[row])
        except ValueError as why:
            wrong[streams.units[row]] = str(why)
    found[quantity.impossible(found)] = np.nan
    return found, wrong
