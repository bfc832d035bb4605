"""Keeps the picture and the legend showing what the live layers tell at the moment on show."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from time import thread_time
from typing import Any, Protocol

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal

from app.document import Document
from app.legend_picture import Line
from app.live.footing import Footing
from app.live.layer import LiveLayer
from app.live.look import NOWHERE, Look, Places, legend_lines, look, places_of
from app.live.moving import Fleet
from app.on_the_table import Change
from app.tasks import Task, Tasks
from city.subjects import F64
from importers.live.feed import now

FRAME = 40  # milliseconds between two pictures at least
SHARE, LONGEST = 20.0, 250  # looking takes a part of the time at most; milliseconds until it does
MOVING = "/moving"  # behind the key of a layer: its things that move
AGES = 1000  # milliseconds after which what was told has become older


class Manner(Protocol):
    """Another manner in which layers show themselves, besides their signs."""

    def show(self, look: Look, places: Places) -> tuple[Look, list[Line]]:
        """Show a layer so, if it is to be; the look that is left, and what its legend says."""

    def keep(self, keys: set[str]) -> None:
        """Show no layers so but these, which have been shown now."""


class LivePicture(QObject):
    """Shows live layers; however much arrives, the picture changes but once in a frame.

    told: how layers look has changed.
    """

    told = Signal()

    def __init__(
        self,
        document: Document,
        viewport: Any,
        tasks: Tasks,
        standing: Callable[[F64], F64],
        say: Callable[[list[Line]], None],
    ) -> None:
        """standing: the height of the ground at places. say: shows the lines of the legend."""
        super().__init__()
        self._document, self._viewport, self._tasks = document, viewport, tasks
        self._standing, self._say = standing, say
        self.looks: dict[str, Look] = {}  # of layers, by key, also of those that are not in sight
        self.manners: list[Manner] = []
        self._drawn: set[str] = set()
        self._places: dict[str, Places] = {}
        self._placing: dict[str, Task] = {}
        self._pause = FRAME  # milliseconds until what has come is looked at
        self._soon = QTimer(self, singleShot=True)
        self._soon.timeout.connect(self.show)
        self._age = QTimer(self, interval=AGES)
        self._age.timeout.connect(self.show)
        self._footing = Footing(tasks, standing, self._stand)
        self._fleets: dict[str, Fleet] = {}  # what moves, by the keys of layers
        self._frame = QTimer(self, interval=FRAME)
        self._frame.timeout.connect(self._pass)
        self._drawn_since = True  # whether the city was drawn since what moves was put into it
        viewport.drawn.connect(self._note_drawn)
        document.changed.connect(self._on_change)

    def _on_change(self, change: Change) -> None:
        if change.what == "opened":
            self._forget()
        if change.what in ("opened", "live", "lives", "shown_at"):
            self.soon(self._pause if change.what == "live" else FRAME)

    def _forget(self) -> None:
        """The table is another one: nothing stands where it did."""
        for task in self._placing.values():
            task.cancel()
        self._placing.clear()
        self._places.clear()
        self._fleets.clear()
        self._footing.forget()

    def _note_drawn(self, _: float) -> None:
        self._drawn_since = True

    def _stand(self) -> None:
        """More of the ground under what moves is known."""
        for fleet in self._fleets.values():
            fleet.look_again()
        if not self._frame.isActive():  # else it is shown by itself
            self.soon(self._pause)

    def soon(self, pause: int = FRAME) -> None:
        """Show what there is, a moment from now: in so many milliseconds at the latest."""
        if not self._soon.isActive() or self._soon.remainingTime() > pause:
            self._soon.start(pause)

    def moment(self) -> tuple[np.datetime64, bool]:
        """The moment on show, and whether it is now."""
        at = self._document.shown_at
        return (now(), True) if at is None else (at, False)

    def show(self) -> None:
        """Show what there is now."""
        began = thread_time()
        at, live = self.moment()
        layers = self._document.live
        self._places = {key: one for key, one in self._places.items() if key in layers}
        self.looks = {}
        lines: list[Line] = []
        seen: set[str] = set()
        for key, layer in layers.items():
            places = self._placed(key)
            if places is None or (found := look(layer, places, at, live)) is None:
                continue
            told: list[Line] = []
            for manner in self.manners if layer.source.visible else ():
                found, more = manner.show(found, places)
                told += more
            self.looks[key] = found
            if layer.source.visible:
                self._viewport.show_things(key, found.glyphs)
                seen.add(key)
                lines += legend_lines(found, told)
                if self._muster(key, at, live):
                    seen.add(f"{key}{MOVING}")
        for manner in self.manners:
            manner.keep(seen)
        for key in self._drawn - seen:
            self._viewport.hide_things(key)
        self._drawn = seen
        self._say(lines)
        moving = live and any(key.endswith(MOVING) for key in seen)
        for timer, wanted in ((self._age, bool(layers)), (self._frame, moving)):
            if wanted != timer.isActive():
                timer.start() if wanted else timer.stop()
        self.told.emit()
        self._pause = round(min(max(FRAME, SHARE * 1000 * (thread_time() - began)), LONGEST))

    def _muster(self, key: str, at: np.datetime64, live: bool) -> bool:
        """Show all that moves in a layer; whether anything does."""
        layer, frame = self._document.live[key], self._document.frame
        if layer.tracks is None or frame is None:
            self._fleets.pop(key, None)
            return False
        fleet = self._fleets.get(key)
        if fleet is None:
            self._fleets[key] = Fleet(layer.tracks, frame, self._footing.at, _delay(layer))
        elif fleet.tracks is not layer.tracks:
            fleet.follow(layer.tracks, _delay(layer))
        self._move(key, at, live)
        return True

    def _move(self, key: str, at: np.datetime64, live: bool) -> None:
        fleet, paint = self._fleets[key], self.looks[key].paint
        assert paint is not None
        glyphs = fleet.glyphs(at, live, paint)
        self._viewport.show_things(f"{key}{MOVING}", glyphs, fleet.trails(at, live, paint))

    def _pass(self) -> None:
        """What moves has moved on; not more often than the city is drawn while the eye moves."""
        if self._viewport.moving and not self._drawn_since:
            return
        self._drawn_since = False
        at, live = self.moment()
        for key in self._fleets:
            if f"{key}{MOVING}" in self._drawn and key in self.looks:
                self._move(key, at, live)

    def _placed(self, key: str) -> Places | None:
        """Where a layer's things stand, as far as that is known by now; a worker finds the rest."""
        layer, known = self._document.live[key], self._places.get(key)
        frame, streams = self._document.frame, layer.streams
        if frame is None:
            return NOWHERE
        if (
            key not in self._placing
            and streams.things
            and (known is None or known.of is not streams)
        ):
            job = partial(places_of, streams, frame, self._standing)
            self._placing[key] = self._tasks.start("", job, partial(self._take, key))
        rows = known.of.things if known is not None and known.of is not None else ()
        return known if rows == streams.things[: len(rows)] else None  # somebody is forgotten

    def _take(self, key: str, places: Places) -> None:
        self._placing.pop(key, None)
        if key in self._document.live:  # it may have been taken away
            self._places[key] = places
            self.soon()

    def thing_at(self, key: str, row: int) -> str:
        """The id of the thing that a glyph shows."""
        whole = key.removesuffix(MOVING)
        shown = self.looks[whole]
        if key != whole and shown.layer.tracks is not None:
            return shown.layer.tracks.ids[int(self._fleets[whole].vehicle[row])]
        return shown.layer.streams.things[int(shown.things[row])]

    def thing_of(self, key: str, row: int) -> tuple[str, str] | None:
        """The key of the layer and the id of the thing that a glyph shows; None where it has gone
        since."""
        whole = key.removesuffix(MOVING)
        if whole not in self.looks:
            return None
        rows = self.looks[whole].things if key == whole else self._fleets[whole].vehicle
        return (whole, self.thing_at(key, row)) if row < len(rows) else None

    def sign_of(self, key: str, thing: str) -> tuple[str, int] | None:
        """The key and the row of the glyph that shows a thing; None where none does."""
        if key not in self._drawn or key not in self.looks:
            return None
        layer, rows, of = self.looks[key].layer, self.looks[key].things, key
        ids = layer.streams.things
        if layer.tracks is not None and thing in layer.tracks.ids and key in self._fleets:
            of, ids, rows = f"{key}{MOVING}", layer.tracks.ids, self._fleets[key].vehicle
        found = np.flatnonzero(rows == ids.index(thing)) if thing in ids else rows[:0]
        return (of, int(found[0])) if len(found) else None

    def place_of(self, key: str, thing: str) -> F64 | None:
        """Where a thing stands, (3,) local metres; None where nobody knows."""
        layer, places = self._document.live.get(key), self._places.get(key)
        if layer is None or places is None or thing not in layer.streams.things:
            return None
        if key in self._fleets and thing in self._fleets[key].tracks.ids:
            return self._fleets[key].place(thing, *self.moment())
        row = layer.streams.things.index(thing)
        point = places.points[row] if row < len(places.points) else np.full(3, np.nan)
        return point if np.isfinite(point).all() else None

    def close(self) -> None:
        """Show nothing any more."""
        for timer in (self._soon, self._age, self._frame):
            timer.stop()
        self._forget()


def _delay(layer: LiveLayer) -> float:
    """Seconds that what moves is shown late, so that it has always somewhere to go: as often as it
    says where it is."""
    assert layer.tracks is not None
    usual = layer.cadences[layer.tracks.longitude]
    known = usual[np.isfinite(usual)]
    return float(np.median(known)) if len(known) else 0.0
