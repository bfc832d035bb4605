"""Reads results of models on workers, and lays on the table what they hold."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from PySide6.QtCore import QObject, Signal

from app.cli_feed_words import findings
from app.document import Document
from app.live.feeds import Feeds
from app.live.layer import Source
from app.live.link import heard_of
from app.on_the_table import Layer, Opened
from app.simulated.kept import Kept, kept_from
from app.simulated.layer import Result
from app.simulated.taken import NOTHING, Said, Sort, Taken
from app.tasks import Task, Tasks
from city.base import Base
from city.frame import Frame
from city.place import local_of
from city.progress import Progress
from city.shelf import F64
from city.simulated.field import Field
from city.simulated.network import Network, with_kinds
from city.simulated.told import Told
from city.simulated.volume import Volume
from city.terms import Terms
from city.terrain import Terrain
from importers.intake import ReadError
from importers.report import Report
from importers.simulated import NeedsMore, read
from importers.simulated import Results as Read

ROOM = 0.15  # of how long it is that the ground under results alone reaches farther
ELSEWHERE = "ELSEWHERE"  # the code of a finding that nobody should miss
CELLS = 64  # of that ground, along each side
MOST = 50  # results of one file that are laid on the table


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """What a file held. ground: to lay it on where no city is on the table."""

    path: Path
    said: Said
    read: Read
    ground: Opened | None


class Results(QObject):
    """Goes between files of models and the table.

    refused: why something could not be read, in a sentence. noted: what of it was mended. needed:
    what a file does not say (NeedsMore), what was said of it so far, and how to go on once more is
    (with a Said).
    """

    refused = Signal(str)
    noted = Signal(str)
    needed = Signal(object, object, object)

    def __init__(
        self, document: Document, tasks: Tasks, feeds: Feeds, base: Callable[[], Base]
    ) -> None:
        super().__init__()
        self._document, self._tasks, self._feeds, self._base = document, tasks, feeds, base
        self._number = 0

    # Taking in

    def take_in(
        self, path: Path, plan: str = "", follows: str = "", said: Said = NOTHING, title: str = ""
    ) -> Task:
        """Read a file or a folder, and lay all that it holds over the city; where there is none,
        on a ground of its own. plan, follows: as Taken has them. title: of it, "" as it says."""
        frame, around = self._document.frame, self._around()

        def job(progress: Progress) -> Found:
            found = read(path, said.options(frame, around), progress)
            return Found(path, said, found, None if frame is not None else ground_of(path, found))

        def failed(fault: Exception) -> None:
            if isinstance(fault, NeedsMore):
                again = partial(self._again, path, plan, follows, title)
                self.needed.emit(fault, said, again)
            else:
                self._fails(fault)

        taken = partial(self._take, plan, follows, title)
        return self._tasks.start(f"Reading {path.name}", job, taken, failed)

    def _again(self, path: Path, plan: str, follows: str, title: str, said: Said) -> None:
        self.take_in(path, plan, follows, said, title)

    def _around(self) -> F64 | None:
        """(2, 2) local metres around what lies on the table; None where nothing does."""
        extent = self._base().extent if self._document.frame is not None else None
        return None if extent is None else np.asarray(extent)[:, :2]

    def _take(self, plan: str, follows: str, title: str, found: Found) -> None:
        if self._document.frame is None:
            if found.ground is None:  # the city was closed meanwhile
                return
            self._document.lay(found.ground, add=True)
        told = tuple(findings(found.read.report))
        for sort, things in sorts_of(found.read):
            for part, thing in enumerate(things[:MOST]):
                taken = Taken(sort, part, found.said, plan, follows)
                if isinstance(thing, (Field, Network)):
                    kept = Kept(str(found.path), taken, title)
                    self._lay(kept, thing, found.read.format, told)
                else:
                    self._hold(found, taken, thing, title)
        self._tell(found)

    def _tell(self, found: Found) -> None:
        """Say what was lost or mended, and where it lies if that is elsewhere."""
        report = [one for one in found.read.report if one.severity != "note"]
        grave = [one for one in report if one.severity == "error" or one.code == ELSEWHERE]
        if not report:
            return
        first, name = (grave or report)[0].message, found.path.name
        more = f" (and {len(report) - 1} more)" if report[1:] else ""
        words = f"{first if name in first else f'{name}: {first}'}{more}"
        (self.refused if grave else self.noted).emit(words)

    def _lay(self, kept: Kept, thing: Field | Network, format: str, told: tuple[str, ...]) -> None:
        self._number += 1
        self._document.lay_result(
            Result(f"result/{self._number}", kept, thing, format, findings=told)
        )

    def _hold(self, found: Found, taken: Taken, thing: Any, title: str) -> None:
        """Lay what moves, or tells of things, on the table as a live layer that is not asked."""
        heard = heard_of(thing.series() if taken.sort == "moving" else thing.series, Report())
        run = thing.run
        terms = Terms(licence=run.licence, attribution=run.attribution)
        form: Any = "objects" if taken.sort == "told" else "signs"
        source = Source(str(found.path), title or thing.title, form=form, terms=terms, result=taken)
        self._feeds.hold(source, f"{found.read.format}, {run.model}".removesuffix(", "), heard)

    # Those of a project

    def resume(self, said: Iterable[Any]) -> None:
        """Lay the results that a project keeps over the city; each file is read once."""
        kept = [one for one in map(kept_from, said) if one is not None]
        files: dict[tuple[str, Said], list[str]] = {}
        for one in kept:
            self._number += 1
            key = f"result/{self._number}"
            self._document.lay_result(Result(key, one))
            files.setdefault((one.path, one.taken.said), []).append(key)
        frame = self._document.frame
        for (path, words), keys in files.items():
            options = words.options(frame, self._around())
            self._tasks.start(
                f"Reading {Path(path).name}",
                partial(read, path, options),
                partial(self._resumed, keys),
                partial(self._lost, keys),
            )

    def _resumed(self, keys: list[str], found: Read) -> None:
        if self._document.frame is None and (known := self._document.results.get(keys[0])):
            self._document.lay(ground_of(Path(known.kept.path), found), add=True)
        things = dict(sorts_of(found))
        for key in keys:
            if (result := self._document.results.get(key)) is None:  # it was taken off
                continue
            mine, part = things[result.kept.taken.sort], result.kept.taken.part
            if part < len(mine):
                told = tuple(findings(found.report))
                fresh = replace(result, thing=mine[part], format=found.format, findings=told)
            else:
                fresh = replace(result, fault="its file holds no such result any more")
            self._document.lay_result(fresh)

    def _lost(self, keys: list[str], fault: Exception) -> None:
        for key in keys:
            if (result := self._document.results.get(key)) is not None:
                self._document.lay_result(replace(result, fault=str(fault)))
        self._fails(fault)

    def _fails(self, fault: Exception) -> None:
        if not isinstance(fault, (ReadError, OSError, MemoryError)):
            raise fault
        self.refused.emit(str(fault) or "there is not enough memory for these results")

    # Showing otherwise

    def change(self, key: str, **said: object) -> None:
        """Change what of a result shows, or how."""
        result = self._document.results[key]
        self._document.lay_result(replace(result, kept=replace(result.kept, **said)))  # type: ignore[arg-type]

    def remove(self, key: str) -> None:
        self._document.take_result(key)

    def follow_plans(self, now: Callable[[str], str | None]) -> None:
        """Say of which results the plan has changed since. now: what a plan, by its ident, is like
        now, None where it is gone."""
        for result in [*self._document.results.values()]:
            taken = result.kept.taken
            stale = bool(taken.plan) and now(taken.plan) != taken.follows
            if stale != result.stale:
                self._document.lay_result(replace(result, stale=stale))


def sorts_of(found: Read) -> Sequence[tuple[Sort, tuple[Any, ...]]]:
    """What was read, sort by sort."""
    return (
        ("field", found.fields),
        ("network", tuple(map(with_kinds, found.networks))),
        ("moving", found.moving),
        ("told", found.told),
    )


def ground_of(path: Path, found: Read) -> Opened:
    """A level ground under results that come without a city. Raises ReadError where they lie
    nowhere."""
    lying: list[Field | Network] = [*found.fields, *found.networks]
    every = [box_of(thing) for thing in lying]
    every += [_box_of_moving(one, found.frame) for one in found.moving]
    every += [_box_of_told(one, found.frame) for one in found.told]
    boxes = [box for box in every if box is not None]
    if not boxes:
        raise ReadError(
            f"{path.name}: its values belong to buildings; open the city that they are of first"
        )
    low, high = np.min([b[0] for b in boxes], 0), np.max([b[1] for b in boxes], 0)
    solids = (one.shape for one in found.fields if isinstance(one.shape, Volume))
    tall = max((shape.heights()[1] for shape in solids), default=0.0)
    size = np.maximum(high - low, max(2 * tall, 1.0)) * (1 + 2 * ROOM)
    west, north = ((low + high) / 2 + size * [-0.5, 0.5]).tolist()
    heights = np.zeros((CELLS + 1, CELLS + 1), np.float32)
    step = (float(size[0]) / CELLS, float(size[1]) / CELLS)
    terrain = Terrain("Level ground", found.frame, heights, west, north, step)
    layer = Layer("terrain0", "Terrain", "Level ground", terrain)
    return opened_of(path, found.frame, layer)


def opened_of(path: Path, frame: Frame, layer: Layer) -> Opened:
    """An opening with nothing but a ground; it is no source of a project."""
    from app.sunlight import place_of_thing

    crs = (frame.horizontal, frame.vertical)
    place = place_of_thing(frame, layer.thing)
    return Opened(path.stem, (), frame, crs, 0, (layer,), (), {}, place=place)


def box_of(thing: Field | Network) -> F64 | None:
    """(2, 2) local metres around a field or a network; None where it lies nowhere."""
    if isinstance(thing, Field):
        box = thing.shape.box()
    else:
        points = np.concatenate([thing.links.points, thing.nodes.points, thing.areas.points])
        points = points[np.isfinite(points[:, :2]).all(1), :2]
        box = np.stack([points.min(0), points.max(0)]) if len(points) else np.full((2, 2), np.nan)
    return box if np.isfinite(box).all() else None


def _box_of_moving(moving: Any, frame: Frame) -> F64 | None:
    degrees = np.array([[f(c) for c in (moving.east, moving.north)] for f in (np.min, np.max)])
    box = local_of(frame, degrees)
    return box if np.isfinite(box).all() else None


def _box_of_told(told: Told, frame: Frame) -> F64 | None:
    """The same around the places of things that say theirs."""
    places = [one.place[:2] for one in told.series.things.values() if len(one.place) >= 2]
    local = local_of(frame, np.array(places).reshape(-1, 2))
    local = local[np.isfinite(local).all(1)]
    return np.stack([local.min(0), local.max(0)]) if len(local) else None
