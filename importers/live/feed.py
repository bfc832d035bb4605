"""What every feed is: it says what there is, and brings what was said since it was last read."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol, cast

import numpy as np

from city.progress import Progress
from city.series import Measurand, Readings, Thing
from city.shelf import F64, Rows, Times
from city.statements import Statement
from importers.live.shapes import middle
from importers.live.systems import Degrees
from importers.live.web import FeedFault
from importers.report import Report

AHEAD = 60.0  # seconds that an observation may lie in the future before it is told
SKEW = 120.0  # seconds that a server's clock may be off before it is told
LONGEST_TEXT = 200  # letters of an id, a name or a unit that are kept


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that a platform offers: what is measured, and by how many things."""

    measurand: Measurand
    things: int


class Feed(Protocol):
    """A connector that has found its platform.

    standard: as people call it. title: what is read, without secrets. pace: seconds after which
    reading again is worth it, where nobody says otherwise.
    """

    standard: str
    title: str
    pace: float

    def discover(self, progress: Progress) -> tuple[Offer, ...]:
        """What there is, most things first. Raises FeedFault."""

    def read(self, progress: Progress) -> Iterator[Readings]:
        """What is said now, in parts as they come; again later, what is said then. What cannot be
        understood goes to the report that the feed was opened with. Raises FeedFault."""

    def close(self) -> None:
        """End what was begun for it: connections, subscriptions, threads."""


class Historian(Feed, Protocol):
    """A feed that remembers."""

    def history(
        self, start: np.datetime64, end: np.datetime64, progress: Progress
    ) -> Iterator[Readings]:
        """What was said from a moment until before another (UTC), in parts as they come. Raises
        FeedFault, with status 501 where this platform keeps no history."""


class Witness(Feed, Protocol):
    """A feed that says something of buildings themselves, beside what is measured."""

    def statements(self) -> tuple[Statement, ...]:
        """The newest that was said of each attribute, as far as the feed has been read; the same
        tuple again where nothing else was said."""


def past(
    source: Feed, start: np.datetime64, end: np.datetime64, progress: Progress
) -> Iterator[Readings]:
    """What a feed has of a period. Raises FeedFault, with status 501 where it keeps no history."""
    if not hasattr(source, "history"):
        raise FeedFault(f"{source.title} keeps no history", lasting=True, status=501)
    return cast("Historian", source).history(start, end, progress)


def said_by(source: Feed) -> tuple[Statement, ...]:
    """What a feed has said of buildings; nothing where it says nothing of the kind."""
    return cast("Witness", source).statements() if hasattr(source, "statements") else ()


class Gathering:
    """Collects readings, one by one or as columns, until they are handed on."""

    def __init__(self) -> None:
        self._things: dict[str, int] = {}
        self._listed: list[Thing] = []
        self._measurands: dict[Measurand, int] = {}
        self._rows: list[tuple[int, int, np.datetime64, float]] = []
        self._columns: list[tuple[Rows, Rows, Times, F64]] = []
        self._count = 0  # readings in columns

    def __len__(self) -> int:
        return self._count + len(self._rows)

    def has_met(self, id: str) -> bool:
        """Whether a thing is listed, which then stays as it is."""
        return id in self._things

    def meet(self, thing: Thing) -> int:
        """List a thing, whether or not it has values; its row."""
        row = self._things.setdefault(thing.id, len(self._listed))
        if row == len(self._listed):
            self._listed.append(thing)
        return row

    def meet_all(self, things: list[Thing]) -> Rows:
        """List many things; (n,) their rows."""
        first = len(self._listed)
        if any(thing.id in self._things for thing in things):
            return np.fromiter(map(self.meet, things), np.int64, len(things))
        self._things.update((thing.id, row) for row, thing in enumerate(things, first))
        self._listed += things
        return np.arange(first, first + len(things))

    def add(self, thing: Thing, measurand: Measurand, moment: np.datetime64, value: float) -> None:
        row = self.meet(thing)
        of = self._measurands.setdefault(measurand, len(self._measurands))
        self._rows.append((row, of, moment, value))

    def add_column(self, rows: Rows, measurand: Measurand, moments: Times, values: F64) -> None:
        """Readings of one measurand; rows: (n,) of the things, as `meet` told them."""
        of = self._measurands.setdefault(measurand, len(self._measurands))
        self._columns.append((rows, np.full(len(rows), of), moments, values))
        self._count += len(rows)

    def handed(self, title: str, report: Report) -> Readings:
        """What came until now, as columns; values of the future are told."""
        return dated(self.readings(now()), title, report)

    def readings(self, received: np.datetime64) -> Readings:
        """All of it, and begin anew."""
        things, measurands = tuple(self._listed), tuple(self._measurands)
        columns = zip(*self._columns, self._column(), strict=True)
        thing, measurand, time, value = (np.concatenate(one) for one in columns)
        self._things, self._listed, self._measurands = {}, [], {}
        self._rows, self._columns, self._count = [], [], 0
        return Readings(things, measurands, thing, measurand, time, value, received)

    def _column(self) -> tuple[Rows, Rows, Times, F64]:
        """What came one by one."""
        return (
            np.array([row[0] for row in self._rows], np.int64),
            np.array([row[1] for row in self._rows], np.int64),
            np.array([row[2] for row in self._rows], "datetime64[ms]"),
            np.array([row[3] for row in self._rows], np.float64),
        )


def dated(readings: Readings, title: str, report: Report) -> Readings:
    """Readings as they are; values of the future are told: their clock, or ours, is wrong."""
    limit = readings.received + np.timedelta64(int(AHEAD * 1000), "ms")
    if ahead := int((readings.time > limit).sum()):
        report.warning("future", title, f"{ahead:,} values lie in the future: see to the clocks")
    return readings


def offers(streams: Iterable[tuple[str, Measurand]]) -> tuple[Offer, ...]:
    """What streams of things and measurands are, most things first."""
    things: dict[Measurand, set[str]] = {}
    for thing, measurand in streams:
        things.setdefault(measurand, set()).add(thing)
    found = [Offer(measurand, len(ids)) for measurand, ids in things.items()]
    return tuple(sorted(found, key=lambda offer: (-offer.things, offer.measurand)))


def skewed(skew: float) -> str:
    """What is to be told of a server's clock that is so many seconds ahead; "" for nothing."""
    way = "ahead of" if skew > 0 else "behind"
    return f"its clock is {abs(skew):,.0f} s {way} ours" if abs(skew) > SKEW else ""


# what platforms write


def now() -> np.datetime64:
    """This moment, in UTC."""
    return np.datetime64(datetime.now(UTC).replace(tzinfo=None), "ms")


def text(value: Any) -> str:
    """A platform's text in one line of bearable length; "" for none."""
    if value is None or isinstance(value, (dict, list)):
        return ""
    return " ".join(str(value)[: 4 * LONGEST_TEXT].split())[:LONGEST_TEXT]


def moment(value: Any) -> np.datetime64 | None:
    """A moment as ISO 8601 writes it, of an interval its end, in UTC; one without a zone is taken
    as UTC. None for anything else."""
    if not isinstance(value, str):
        return None
    try:
        when = datetime.fromisoformat(value.rpartition("/")[2].strip())
        when = when.astimezone(UTC).replace(tzinfo=None) if when.tzinfo else when
    except (ValueError, OverflowError):
        return None
    return np.datetime64(when, "ms")


def moments(texts: list[Any]) -> Times | None:
    """Many moments in UTC at once, if all are written alike ("2026-11-22T03:00:00Z"); else None."""
    if set(map(type, texts)) != {str} or len(widths := {*map(len, texts)}) > 1:
        return None
    whole, width = "".join(texts), widths.pop()
    zone = next((one for one in ("Z", "+00:00") if texts[0].endswith(one)), "")
    plain = width - len(zone)
    if not zone or not 19 <= plain <= 29 or not whole.isascii():
        return None
    letters = np.frombuffer(whole.encode(), "S1").reshape(-1, width)
    if not (letters[:, plain:] == np.array(list(zone), "S1")).all():
        return None
    try:
        dates = np.ascontiguousarray(letters[:, :plain]).view(f"S{plain}").ravel()
        times: Times = dates.astype("datetime64[ms]")
    except ValueError:
        return None
    return None if np.isnat(times).any() else times


def number(value: Any) -> float | None:
    """A number; NaN for what stands for none ("", "NaN", null), None for anything else."""
    if type(value) is float and math.isfinite(value):
        return value  # nearly all of them
    if isinstance(value, bool):
        return None
    if isinstance(value, (int, float)):
        try:
            return float(value) if math.isfinite(value) else math.nan
        except OverflowError:
            return math.nan
    if value is None:
        return math.nan
    if isinstance(value, str):
        word = value.strip()
        if word[:1].isalpha() and word[0] not in "nNiI":
            return None  # a name, as most are
        if word.lower() in ("", "nan", "null", "none", "n/a", "na", "-"):
            return math.nan
        try:
            read = float(word)
        except ValueError:
            return None
        return read if math.isfinite(read) else math.nan
    return None


def place(geometry: Any, degrees: Degrees | None = None) -> tuple[float, ...] | None:
    """Degrees east, degrees north and metres of a GeoJSON point, or of a place on a line or in an
    area; () where there is none, None for what is no place on Earth: degrees beyond 180 or 90 (are
    they swapped?), a broken geometry. degrees: makes such of two coordinates of another system.
    """
    if isinstance(geometry, dict) and geometry.get("type") == "Feature":
        geometry = geometry.get("geometry")
    if geometry is None:
        return ()
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    numbers = geometry.get("coordinates") if kind == "Point" else middle(geometry)
    if not isinstance(numbers, (list, tuple)) or len(numbers) < 2:
        return None
    east, north = number(numbers[0]), number(numbers[1])
    if degrees is not None and east is not None and north is not None:
        east, north = degrees(east, north)
    return on_earth(east, north, number(numbers[2]) if len(numbers) > 2 else None)


def on_earth(
    east: float | None, north: float | None, up: float | None = None
) -> tuple[float, ...] | None:
    """A place in degrees, if it is one on Earth."""
    if east is None or north is None or not (abs(east) <= 180 and abs(north) <= 90):
        return None
    return (east, north) if up is None or math.isnan(up) else (east, north, up)
