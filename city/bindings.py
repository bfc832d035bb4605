"""Which object of a city each stream of values tells of: by a list, by ids, or by place."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import unquote

import numpy as np
from numpy.typing import NDArray

from city.directory import Directory
from city.kinds import theme
from city.measure import families
from city.model import City
from city.place import local_of
from city.query import drawn, plan_faces
from city.series import Series, Thing
from city.strings import Strings
from city.tracks import LONGITUDE

Rows = NDArray[np.int64]

TITLES = {
    "object": ("object", "objectid", "gmlid", "building", "cityobject"),
    "thing": ("thing", "thingid", "entity", "entityid", "station", "sensor"),
    "measurand": ("measurand", "attribute", "property", "observedproperty"),
}
LONG = 8  # letters and digits at the end of an id that two things have in common by no chance
TOUCHING = 1e-3  # metres within which a place lies in a building


class Pair(NamedTuple):
    """A row of a list: a thing, or one measurand of it ("" for all), tells of an object."""

    object: str
    thing: str
    measurand: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Bindings:
    """Columns: stream (n,) rows of a series' streams, object (n,) rows of a city's objects.

    lost: pairs of a list that name a thing or an object that nobody knows.
    """

    stream: Rows
    object: Rows
    lost: tuple[Pair, ...] = ()

    def __len__(self) -> int:
        return len(self.stream)


def listed(text: str) -> tuple[Pair, ...]:
    """The pairs of a table (CSV) with the columns object, thing and perhaps measurand.

    Raises ValueError, in plain words, for a table without them.
    """
    first = text.lstrip("\ufeff").partition("\n")[0]
    mark = max(",;\t", key=first.count)
    rows = csv.reader(io.StringIO(text.lstrip("\ufeff")), delimiter=mark)
    try:
        titles = [re.sub(r"[^a-z]", "", title.lower()) for title in next(rows, [])]
        columns = {
            name: next((titles.index(one) for one in known if one in titles), -1)
            for name, known in TITLES.items()
        }
        if columns["object"] < 0 or columns["thing"] < 0:
            raise ValueError("the list needs a first line with the columns object and thing")
        return tuple(_pairs(rows, columns))
    except csv.Error as fault:
        raise ValueError(f"the list is no table: {fault}") from fault


def _pairs(rows: Iterable[list[str]], columns: dict[str, int]) -> Iterable[Pair]:
    for row in rows:
        told = {name: row[at].strip() if 0 <= at < len(row) else "" for name, at in columns.items()}
        if told["object"] and told["thing"]:
            yield Pair(**told)


def bindings(
    series: Series, city: City, pairs: Sequence[Pair] = (), metres: float | None = None
) -> Bindings:
    """Bind what can be bound: what a list names first, then by ids, then by place.

    By ids: the object that a thing says it is about, or one with its own id; ids may differ in what
    stands before their last part. By place: the building that a thing which does not move lies in,
    or the nearest within so many metres; None: by place nothing is bound.
    """
    things = list(series.things.values())
    row_of = {thing.id: row for row, thing in enumerate(things)}
    objects = by_ids(things, city.objects.ids)
    if metres is not None:
        moving = {thing for thing, measurand in series.streams if measurand == LONGITUDE}
        left = [row for row in np.flatnonzero(objects < 0).tolist() if things[row].id not in moving]
        objects[left] = by_place([things[row] for row in left], city, metres)
    found = np.array([objects[row_of[thing]] for thing, _ in series.streams], np.int64)
    lost = _bind_listed(found, series, city, pairs)
    stream = np.flatnonzero(found >= 0)
    return Bindings(stream, found[stream], lost)


def _bind_listed(
    found: Rows, series: Series, city: City, pairs: Sequence[Pair]
) -> tuple[Pair, ...]:
    """Set what pairs name, those of one measurand last; the pairs that name nobody."""
    streams: dict[tuple[str, str], list[int]] = {}
    for row, (thing, measurand) in enumerate(series.streams):
        for name in ("", measurand.name):
            streams.setdefault((thing, name), []).append(row)
    rows = Directory(city.objects.ids).rows(pair.object for pair in pairs) if pairs else []
    lost = []
    for pair, row in sorted(zip(pairs, rows, strict=True), key=lambda one: bool(one[0].measurand)):
        mine = streams.get((pair.thing, pair.measurand), [])
        if row < 0 or not mine:
            lost.append(pair)
        else:
            found[mine] = row
    return tuple(lost)


def by_ids(things: Sequence[Thing], ids: Strings) -> Rows:
    """(n,): the row of the object that each thing is about by its ids, -1 for none."""
    directory = Directory(ids)
    found = np.array(directory.rows(one.of or one.id for one in things), np.int64)
    wanted: dict[str, list[int]] = {}
    for row in np.flatnonzero(found < 0).tolist():
        for key in _keys(things[row].of, 1) or _keys(things[row].id, LONG):
            wanted.setdefault(key, []).append(row)
    if not wanted:
        return found
    rows: dict[str, set[int]] = {}
    for row, id in enumerate(ids):
        for key in _keys(id, 1):
            if key in wanted:
                rows.setdefault(key, set()).add(row)
    for key, known in sorted(rows.items(), key=lambda one: -len(one[0])):
        if len(known) == 1:  # of several nobody knows which
            for row in wanted[key]:
                found[row] = next(iter(known)) if found[row] < 0 else found[row]
    return found


def _keys(id: str, least: int) -> set[str]:
    """An id as it is compared: whole, and its last part if that is long enough."""
    whole = unquote(id).strip().casefold()
    last = re.split(r"[:/#]", whole)[-1].strip("{}")
    keys = {whole, last} if len(re.sub(r"\W", "", last)) >= least else {whole}
    return keys - {""}


def by_place(things: Sequence[Thing], city: City, metres: float) -> Rows:
    """(n,): the row of the building that each thing lies in, or the nearest within so many metres,
    seen from above; -1 for none."""
    import shapely

    found = np.full(len(things), -1, np.int64)
    placed, spots = _spots(things, city)
    faces, owner = _plans(city)
    if len(placed) and len(faces):
        spot, face = shapely.STRtree(faces).query_nearest(
            shapely.points(spots), max_distance=max(metres, TOUCHING), all_matches=False
        )
        found[placed[spot]] = owner[face]
    return found


def by_plan(things: Sequence[Thing], city: City) -> Rows:
    """(n,): the row of the one building that each thing lies in, seen from above; -1 where there is
    none, and where there are several."""
    import shapely

    found = np.full(len(things), -1, np.int64)
    placed, spots = _spots(things, city)
    faces, owner = _plans(city)
    if len(placed) and len(faces):
        spot, face = shapely.STRtree(faces).query(shapely.points(spots), predicate="intersects")
        pairs = np.unique(np.c_[placed[spot], owner[face]], axis=0)
        thing, first, many = np.unique(pairs[:, 0], return_index=True, return_counts=True)
        found[thing[many == 1]] = pairs[first[many == 1], 1]
    return found


def _spots(things: Sequence[Thing], city: City) -> tuple[Rows, NDArray[np.float64]]:
    """Which things have a place on the table, and (k, 2) where."""
    placed = np.array([row for row, thing in enumerate(things) if thing.place], np.int64)
    if not len(placed):
        return placed, np.zeros((0, 2))
    spots = local_of(city.frame, np.array([things[row].place[:2] for row in placed.tolist()]))
    known = np.isfinite(spots).all(1)
    return placed[known], spots[known]


def _plans(city: City) -> tuple[NDArray[np.object_], Rows]:
    """The faces of buildings as seen from above, and the row of the building of each."""
    is_building = np.array([theme(kind) == "Buildings" for kind in city.objects.kinds], bool)
    parts = [
        plan_faces(city.shapes[lod], mask & is_building[city.objects.kind])
        for lod, mask in drawn(city).items()
    ]
    faces = np.concatenate([np.zeros(0, object), *(faces for faces, _ in parts)])
    owner = np.concatenate([np.zeros(0, np.int64), *(owner for _, owner in parts)])
    return faces, families(city)[owner]
