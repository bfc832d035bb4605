"""What the columns of a table mean: where things were over time, or values of objects."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from city.series import Measurand, Thing
from city.simulated.run import Run
from city.simulated.told import Told
from importers.intake import ReadError
from importers.live.feed import moment, text
from importers.live.feed import moments as iso
from importers.simulated.asking import Asking
from importers.simulated.cells import UNIT, Column, Columns, numbers
from importers.simulated.fixes import Fixes
from importers.simulated.placing import WGS84, degrees, may_be_degrees, moments, start, system
from importers.simulated.results import Need, Results
from importers.simulated.series import LONG_AGO, series
from importers.simulated.sumo.fcd import FINE, VALUES
from importers.simulated.sumo.means import of_table
from importers.simulated.sumo.trips import TRIPS

F64 = NDArray[np.float64]
Times = NDArray[np.datetime64]

# what models call their columns, in small letters and without what SUMO sets in front
NAMES = {
    "id": ("id", "object_id", "gml_id", "building_id", "feature_id", "person", "vehicle"),
    "time": ("time", "timestep", "timestep_time", "timestamp", "datetime", "date/time", "depart"),
    "x": ("x", "lon", "longitude", "lng", "easting"),
    "y": ("y", "lat", "latitude", "northing"),
    "heading": ("angle", "heading", "bearing", "course"),
    "kind": ("type", "vtype", "class", "kind", "mode"),
}
SUMO = re.compile(r"^(?:vehicle|person|container|tripinfo)_")
KNOWN = {**VALUES, **{name: Measurand(name, unit) for name, unit in TRIPS.units.items()}}
IN_DEGREES = ("lon", "longitude", "lng")


class Layout:
    """Which column holds what. columns: by role, its title; values: by title, its measurand."""

    def __init__(self, titles: Sequence[str], asking: Asking) -> None:
        self.columns: dict[str, str] = {}
        said = asking.options.columns
        for role, title in said.items():
            if title not in titles:
                listed = ", ".join(titles[:12])
                raise ReadError(f"{asking.path.name}: it has no column {title!r}; it has {listed}")
            self.columns[role] = title
        for role, names in NAMES.items():
            found = [title for title in titles if _plain(title) in names]
            if role not in self.columns and found:
                self.columns[role] = found[0]
        self.of_sumo = any(title.startswith(("timestep", "tripinfo_")) for title in titles)
        self.titles = [title for title in titles if title not in self.columns.values()]
        self.moving = {"x", "y", "time"} <= set(self.columns)

    def get(self, part: Columns, role: str) -> Column | None:
        """The column of a role in a part of the table."""
        title = self.columns.get(role)
        return None if title is None else part[title]

    def measurands(self, part: Columns, asking: Asking) -> dict[str, Measurand]:
        """By title, what columns of numbers are; units that nobody says are asked for."""
        found = {}
        for title in self.titles:
            known = KNOWN.get(SUMO.sub("", title)) if self.of_sumo else None
            if known is not None:
                found[title] = known
            elif not self.of_sumo and np.isfinite(numbers(part[title])).any():
                named = UNIT.match(title)
                name, unit = (named[1], named[2] or named[3]) if named else (title, "")
                unit_told = asking.unit(title, (name,), unit)
                if unit_told is not None:
                    found[title] = Measurand(text(name), unit_told)
        return found


def _plain(title: str) -> str:
    return SUMO.sub("", title.strip().lower())


def results(
    format: str, titles: Sequence[str], parts: Iterator[Columns], asking: Asking
) -> Results:
    """What a table tells. Raises NeedsMore for what its titles do not say, and ReadError."""
    if {"interval_begin", "interval_end"} <= set(titles):
        return of_table(parts, asking)
    layout = Layout(titles, asking)
    first = next(parts, None)
    if first is None:
        raise ReadError(f"{asking.path.name}: it has titles and no lines; was the run empty?")
    reader = _Moving if layout.moving else _Told
    gathered = reader(layout, first, asking)
    gathered.add(first)
    for part in parts:
        gathered.add(part)
    return gathered.results(format)


class _Clock:
    """The moments of lines: written as dates, or as seconds from a start."""

    def __init__(self, column: Column, asking: Asking) -> None:
        self._dates = isinstance(column[0], str) and not np.isfinite(numbers(column[:1]))[0]
        self._dates = self._dates or np.asarray(column[:1]).dtype.kind == "M"
        begins = numbers(column[:1])[0] if not self._dates else 0.0
        found = f"{begins:g} seconds in its first line"
        self._start = LONG_AGO if self._dates else start(asking, found)

    def times(self, column: Column) -> Times:
        if not self._dates:
            return moments(self._start, numbers(column))
        if isinstance(column, np.ndarray):
            return column.astype("datetime64[ms]")
        told = iso(list(column))
        if told is None:
            each = (moment(word.replace("/", "-")) for word in column)
            told = np.array([np.datetime64("NaT", "ms") if one is None else one for one in each])
        return told.astype("datetime64[ms]")


class _Map:
    """Where lines lie, in degrees."""

    def __init__(self, layout: Layout, first: Columns, asking: Asking) -> None:
        self._titles = [layout.columns[role] for role in "xy"]
        x, y = (numbers(first[title]) for title in self._titles)
        named = _plain(self._titles[0]) in IN_DEGREES
        fine = layout.of_sumo and _fine(first, self._titles) and may_be_degrees(x, y)
        sample = np.stack([x, y, np.zeros(len(x))], axis=1)
        placement = asking.place(WGS84 if named or fine else "", sample)
        self._crs = system(asking, placement)

    def degrees(self, part: Columns) -> tuple[F64, F64]:
        return degrees(self._crs, *(numbers(part[title]) for title in self._titles))


class _Moving:
    """Gathers where things were."""

    def __init__(self, layout: Layout, first: Columns, asking: Asking) -> None:
        self._layout, self._asking = layout, asking
        if "id" not in layout.columns:
            asking.needs.append(Need("column", "id", ", ".join(layout.titles[:12])))
        self._clock = _Clock(first[layout.columns["time"]], asking)
        self._map = _Map(layout, first, asking)
        self._told = layout.measurands(first, asking)
        asking.done()
        self._fixes = Fixes(self._told.values())

    def add(self, part: Columns) -> None:
        layout, ids = self._layout, list(part[self._layout.columns["id"]])
        kinds = layout.get(part, "kind")
        keys: list[Hashable] = list(dict.fromkeys(ids))
        first = {id: row for row, id in reversed(list(enumerate(ids)))} if kinds is not None else {}

        def named(new: list[int]) -> Iterable[tuple[str, str]]:
            for at in new:
                kind = kinds[first[keys[at]]] if kinds is not None else ""
                yield text(keys[at]), text(kind)

        rows = dict(zip(keys, self._fixes.meet(keys, named).tolist(), strict=True))
        heading = layout.get(part, "heading")
        self._fixes.add(
            np.array([rows[id] for id in ids], np.int32),
            self._clock.times(part[layout.columns["time"]]),
            self._map.degrees(part),
            np.full(len(ids), np.nan) if heading is None else numbers(heading),
            {of: numbers(part[title]) for title, of in self._told.items()},
        )

    def results(self, format: str) -> Results:
        asking = self._asking
        name = asking.path.name
        model = "SUMO" if self._layout.of_sumo else ""
        moving = self._fixes.moving(name, Run(name, model, source=name), asking.report)
        return Results(format, asking.done(), asking.report, moving=(moving,))


class _Told:
    """Gathers values of objects, with or without a time."""

    def __init__(self, layout: Layout, first: Columns, asking: Asking) -> None:
        self._layout, self._asking = layout, asking
        time = layout.get(first, "time")
        self._clock = None if time is None else _Clock(time, asking)
        if "id" not in layout.columns and self._clock is None:
            asking.needs.append(Need("column", "id", ", ".join(layout.titles[:12])))
        placed = {"x", "y"} <= set(layout.columns)
        self._map = _Map(layout, first, asking) if placed else None
        self._told = layout.measurands(first, asking)
        if not self._told and not asking.needs:
            raise ReadError(f"{asking.path.name}: none of its columns holds numbers")
        asking.done()
        self._things: list[Thing] = []
        self._times: list[Times] = []
        self._values: dict[Measurand, list[F64]] = {of: [] for of in self._told.values()}

    def add(self, part: Columns) -> None:
        count = len(next(iter(part.values())))
        ids, kinds = (self._layout.get(part, role) for role in ("id", "kind"))
        alone = self._asking.path.stem
        names = [alone] * count if ids is None else [text(id) for id in ids]
        sorts = [""] * count if kinds is None else [text(kind) for kind in kinds]
        places = self._places(part, count)
        told = zip(names, places, sorts, strict=True)
        self._things += [Thing(id, id, place, kind, id) for id, place, kind in told]
        time = self._layout.get(part, "time")
        still = np.full(count, LONG_AGO)
        self._times.append(
            still if self._clock is None or time is None else self._clock.times(time)
        )
        for title, of in self._told.items():
            self._values[of].append(numbers(part[title]))

    def _places(self, part: Columns, count: int) -> list[tuple[float, ...]]:
        if self._map is None:
            return [()] * count
        pairs = np.stack(self._map.degrees(part), axis=1).tolist()
        return [() if np.isnan(pair).any() else tuple(pair) for pair in pairs]

    def results(self, format: str) -> Results:
        asking = self._asking
        times = np.concatenate(self._times)
        columns = {of: (times, np.concatenate(parts)) for of, parts in self._values.items()}
        if lost := int(np.isnat(times).sum()):
            message = f"{lost:,} lines have no moment; they are left out"
            asking.report.error("NO_TIME", asking.path.name, message)
        name = asking.path.name
        told = Told(
            name, Run(name, source=name), series(self._things, columns), self._clock is None
        )
        return Results(format, asking.done(), asking.report, told=(told,))


def _fine(part: Columns, titles: Sequence[str]) -> bool:
    """Whether coordinates have as many decimals as SUMO gives to degrees, and not to metres."""
    cells = [str(cell) for title in titles for cell in part[title][:200]]
    return max((len(cell.partition(".")[2]) for cell in cells), default=0) >= FINE
