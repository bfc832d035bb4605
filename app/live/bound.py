"""The objects of the city wear what live layers tell of them, and say it when they are asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.document import Document
from app.legend_picture import Line
from app.live.layer import LiveLayer
from app.live.look import Look, Places
from app.live.saying import Saying, said_in
from app.on_the_table import PLANNED, Selection
from app.tasks import Task, Tasks
from city.bindings import Pair, bindings, listed
from city.model import City
from city.progress import Progress
from city.series import Stream
from city.subjects import Rows
from importers.intake import ReadError
from importers.live.feed import now

Bytes = NDArray[np.uint8]

NEAR = 15.0  # metres from a building within which a thing tells of it
LARGEST = 16 << 20  # bytes of a list


@dataclass(frozen=True, slots=True, eq=False)
class Bound:
    """Which object each stream of a layer tells of: by the id() of a city, (m,) rows of its
    objects, -1 for none. streams: of its series. table: the list that was read. lost: how many of
    its rows name nobody. first: one of them."""

    streams: tuple[Stream, ...]
    table: str
    objects: Mapping[int, Rows]
    lost: int = 0
    first: str = ""


def bound(layer: LiveLayer, cities: Sequence[City], progress: Progress) -> Bound:
    """Bind the streams of a layer to the objects of cities: by its list, by ids, or by place.

    Raises ReadError for a list that cannot be read.
    """
    asked = layer.source.table and layer.state != "strange"  # else a stranger names the file
    pairs = read_list(Path(layer.source.table)) if asked else ()
    found, known = {}, set[Pair]()
    for city in cities:
        progress.check()
        made = bindings(layer.series, city, pairs, NEAR)
        rows = np.full(len(layer.series.streams), -1, np.int64)
        rows[made.stream] = made.object
        found[id(city)] = rows
        known |= set(pairs) - set(made.lost)
    lost = [pair for pair in pairs if pair not in known]
    first = f"{lost[0].object}, {lost[0].thing}" if lost else ""
    return Bound(layer.series.streams, layer.source.table, found, len(lost), first)


def read_list(path: Path) -> tuple[Pair, ...]:
    """The pairs of a list. Raises ReadError."""
    try:
        if not path.is_file() or path.stat().st_size > LARGEST:
            raise ReadError(f"{path.name} is no list of things and objects, or too large for one")
        return listed(path.read_text("utf-8-sig", "replace"))
    except OSError as fault:
        raise ReadError(f"{path.name}: {fault.strerror or fault}") from fault
    except ValueError as fault:
        raise ReadError(f"{path.name}: {fault}") from fault


@dataclass(slots=True, eq=False)
class Worn:
    """What the objects of one city wear: (objects, 4) colours, and by layer (objects,) rows of what
    is told, -1 for nothing."""

    colours: Bytes
    told: dict[str, Rows] = field(default_factory=dict)


def handed_down(parent: NDArray[np.int32], own: Rows) -> Rows:
    """(objects,): what each object has, or else what the nearest one above it has; -1 for none."""
    found = own.copy()
    while True:
        lacking = np.flatnonzero((found < 0) & (parent >= 0))
        higher = found[parent[lacking]]
        if not (higher >= 0).any():
            return found
        found[lacking] = higher


class BoundObjects:
    """Shows the layers that are to be seen on objects; what tells of none stays a sign."""

    def __init__(
        self,
        document: Document,
        tasks: Tasks,
        wear: Callable[[Mapping[str, Bytes]], None],
        then: Callable[[], None],
        say: Callable[[str], None],
    ) -> None:
        """wear: colours the objects of layers, by their keys. then: what is to be done once more is
        bound. say: tells why a list is of no use."""
        self._document, self._tasks = document, tasks
        self._wear, self._then, self._say = wear, then, say
        self._bound: dict[str, Bound] = {}
        self._busy: dict[str, Task] = {}
        self._looks: dict[str, Look] = {}
        self._fresh: dict[int, Worn] = {}  # as far as that is known by now
        self._worn: dict[int, Worn] = {}
        self._tints: dict[str, Bytes] = {}

    def show(self, look: Look, places: Places) -> tuple[Look, list[Line]]:
        """Let objects wear what a layer tells, if it is to be; the look of what tells of none."""
        layer, key, cities = look.layer, look.layer.key, self._cities()
        known = self._bound.get(key)
        if layer.source.form != "objects" or look.scale is None or not cities:
            return look, []
        streams = layer.series.streams
        if (
            known is None
            or (known.streams is not streams or known.table != layer.source.table)
            or known.objects.keys() != {id(city) for city in cities}
        ):
            self._bind(layer, cities)
        if known is None or known.streams != streams[: len(known.streams)]:  # somebody has gone
            return look, []
        mine = np.zeros(len(look.told), bool)
        for city in cities:
            mine |= self._put_on(key, city, known, look)
        self._looks[key] = look
        left = ~np.isin(look.things, look.told.thing[mine])
        return (
            replace(
                look,
                glyphs=look.glyphs.only(left),
                things=look.things[left],
                nowhere=0,
                unbound=int((~mine).sum()),
            ),
            [],
        )

    def _cities(self) -> list[City]:
        layers = self._document.layers.values()
        things = [one.thing for one in layers if one.group != PLANNED]
        return list({id(one): one for one in things if isinstance(one, City)}.values())

    def _bind(self, layer: LiveLayer, cities: list[City]) -> None:
        if layer.key not in self._busy:
            ends = (partial(self._take, layer.key), partial(self._failed, layer.key))
            job = partial(bound, layer, cities)
            self._busy[layer.key] = self._tasks.start("", job, *ends)

    def _take(self, key: str, found: Bound) -> None:
        self._busy.pop(key, None)
        before, self._bound[key] = self._bound.get(key), found
        if found.lost and (before is None or before.table != found.table):
            name = Path(found.table).name
            self._say(f"{name}: {found.lost} of its rows name nobody here, as “{found.first}”.")
        self._then()

    def _failed(self, key: str, fault: Exception) -> None:
        self._busy.pop(key, None)
        layer = self._document.live.get(key)
        if not isinstance(fault, ReadError):
            raise fault
        self._say(str(fault))
        if layer is not None:  # and without the list
            self._document.lay_live(replace(layer, source=replace(layer.source, table="")))

    def _put_on(self, key: str, city: City, known: Bound, look: Look) -> NDArray[np.bool_]:
        """Let the objects of a city wear what is told; which of it that is. Of several things that
        tell of one object the newest counts."""
        rows = known.objects.get(id(city), np.zeros(0, np.int64))
        of = np.full(len(look.told), -1, np.int64)
        known_by_then = look.told.stream < len(rows)  # more may have come since
        of[known_by_then] = rows[look.told.stream[known_by_then]]
        order = np.argsort(look.told.time, kind="stable")
        order = order[of[order] >= 0]
        own = np.full(len(city.objects), -1, np.int64)
        own[of[order]] = order
        told = handed_down(city.objects.parent, own)
        worn = self._fresh.setdefault(id(city), Worn(np.zeros((len(told), 4), np.uint8)))
        assert look.scale is not None
        there = told >= 0
        worn.colours[there, :3] = look.scale.of(look.told.value[told[there]])
        worn.colours[there, 3] = 255
        worn.told[key] = told
        return np.asarray(of >= 0)

    def keep(self, keys: set[str]) -> None:
        """Colour what has changed, now that these layers have been shown."""
        live, layers = self._document.live, self._document.layers
        self._bound = {key: one for key, one in self._bound.items() if key in live}
        self._worn, self._fresh = self._fresh, {}
        before, self._tints = self._tints, {}
        for key, layer in layers.items():
            worn = self._worn.get(id(layer.thing))
            if worn is not None and layer.group != PLANNED:
                old = before.get(key)
                same = old is not None and np.array_equal(old, worn.colours)
                self._tints[key] = old if old is not None and same else worn.colours
        self._wear(self._tints)

    def told_of(self, chosen: Selection) -> list[Saying]:
        """What live layers say of an object, or of what it is a part of."""
        worn = self._worn.get(id(chosen.thing))
        if worn is None or chosen.object < 0:
            return []
        at, clock = self._document.shown_at, self._document.zone
        at = now() if at is None else at
        found = ((self._looks[key], int(told[chosen.object])) for key, told in worn.told.items())
        return [said_in(look, row, at, clock) for look, row in found if row >= 0]

    def facts(self, chosen: Selection) -> list[tuple[str, str, str]]:
        """The same as lines of the inspector: the value, and below it who told it and when."""
        told = []
        for one in self.told_of(chosen):
            told.append((one.title, one.value, one.source))
            told.append((one.name, f"{one.badge} · {one.when}", one.source))
        return told

    def words(self, chosen: Selection) -> str:
        """The same in a line: "Power 3 kW"."""
        return " · ".join(f"{one.title} {one.value}" for one in self.told_of(chosen))
