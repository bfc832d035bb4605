"""Results of models in a picture without a window: over a city, over a project, or alone."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from app.cli_terminal import Refused

if TYPE_CHECKING:
    from app.legend_picture import Line
    from app.simulated.layer import Result
    from city.base import Base
    from city.progress import Progress
    from city.simulated.moving import Moving
    from city.simulated.told import Told


def results_of(
    path: Path, asked: Namespace, base: Base | None, progress: Progress
) -> tuple[list[Result], Any]:
    """What a file of results holds that can be drawn, as it is to show; and the reading itself.

    base: what lies on the table, None for nothing. Raises ReadError.
    """
    from app.simulated.kept import Kept
    from app.simulated.layer import Result
    from app.simulated.results import sorts_of
    from app.simulated.taken import Said, Taken
    from importers.simulated import read

    start = "" if asked.start is None else str(asked.start)
    said = Said(
        asked.crs,
        tuple(dict(asked.unit).items()),
        start,
        str(asked.network or ""),
        tuple(dict(asked.column).items()),
    )
    extent = base.extent if base is not None else None
    around = None if extent is None else np.asarray(extent)[:, :2]
    found = read(path, said.options(None if base is None else base.frame, around), progress)
    results = []
    for sort, things in sorts_of(found)[:2]:  # what moves, or tells of buildings, is no picture
        for part, thing in enumerate(things):
            kept = Kept(str(path), Taken(sort, part, said))
            results.append(Result(f"{path}/{sort}/{part}", kept, thing, found.format))
    return results, found


def vehicles(
    scene: Any, moving: Sequence[Moving], base: Base, moment: np.datetime64 | None
) -> list[Line]:
    """Put what moves into a scene where it is at a moment, None for the middle of its time; returns
    what its legends say."""
    from app.legend_picture import Line
    from app.live.look import MOVING
    from app.live.moving import Fleet, Paint
    from app.wording import compact, visible

    lines = []
    for number, one in enumerate(moving):
        if not len(one):
            continue
        at = moment if moment is not None else one.time[len(one) // 2]
        tracks, count = one.tracks(), len(one.ids)
        paint = Paint(
            np.full((count, 3), MOVING, np.uint8), np.zeros(count, bool), np.zeros(count, bool)
        )
        fleet = Fleet(tracks, base.frame, base.standing, 0.0)
        glyphs = fleet.glyphs(at, False, paint)
        scene.show_things(f"moving/{number}", glyphs, fleet.trails(at, False, paint))
        lines.append(Line(visible(one.title), "heading"))
        lines.append(Line("where it is", "class", None, MOVING, compact(len(glyphs))))
        lines.append(Line(visible(one.run.model or one.run.source), "source", badge="SIMULATED"))
    return lines


def signs(
    scene: Any,
    told: Sequence[Told],
    path: str,
    base: Base,
    moment: np.datetime64 | None,
    progress: Progress,
) -> list[Line]:
    """Put what is told of things that have places into a scene as signs, as it was at a moment,
    None for the last; returns what their legends say."""
    from app.live.layer import LiveLayer, Source
    from app.live.link import heard_of
    from app.live.look import legend_lines, look, places_of
    from app.simulated.taken import Taken
    from importers.report import Report

    lines: list[Line] = []
    for number, one in enumerate(told):
        heard, span = heard_of(one.series, Report()), one.series.span()
        source = Source(path, one.title, result=Taken("told", number))
        shown = (heard.series, heard.streams, heard.cadences, heard.tracks)
        layer = LiveLayer(f"told/{number}", source, one.run.model, "recording", "", (), *shown)
        places = places_of(heard.streams, base.frame, base.standing, progress)
        at = moment if moment is not None else span[1] if span is not None else None
        found = look(layer, places, at, False) if at is not None else None
        if found is not None and len(found.glyphs):
            scene.show_things(layer.key, found.glyphs)
            lines += legend_lines(found)
    return lines


def chosen(results: Sequence[Result], asked: Namespace, base: Base) -> list[Result]:
    """Those that are asked for, in the variable and the manners that are asked for. Raises Refused
    where there is none."""
    from app.simulated.kept import NOWHERE

    ends = np.array(asked.line) - np.tile(base.frame.origin[:2], 2) if asked.line else NOWHERE
    found = [one for one in results if one.variable is not None]
    if asked.variable:
        names = [v.key for one in found if one.thing for v in one.thing.variables]
        found = [one for one in found if one.thing and _has(one.thing.variables, asked.variable)]
        if not found:
            raise Refused(f"there is no variable {asked.variable}; there are {', '.join(names)}")
    told = []
    for one in found:
        look = {
            "level": asked.level,
            "height": asked.height,
            "value": asked.value,
            "line": tuple(map(float, ends)),
        }
        kept = replace(one.kept, variable=asked.variable, **look)
        if asked.highest:
            kept = replace(kept, statistic="maximum")
        if asked.hours_above is not None:
            kept = replace(kept, statistic="hours above", limit=asked.hours_above)
        shown = replace(one, kept=kept)
        wanted = tuple(manner for manner in asked.manner if manner in shown.can)
        if asked.manner and not wanted:
            raise Refused(
                f"{one.title} does not show as {', '.join(asked.manner)}; "
                f"it does as {', '.join(shown.can)}"
            )
        told.append(replace(shown, kept=replace(kept, manners=wanted)))
    if not told:
        raise Refused("there is nothing in these results that can be drawn")
    return told if asked.variable or len(told) == 1 else told[:1]


def _has(variables: Sequence[Any], key: str) -> bool:
    return any(one.key == key for one in variables)


def show(
    scene: Any,
    results: Sequence[Result],
    base: Base,
    moment: np.datetime64 | None,
    progress: Progress,
) -> list[Line]:
    """Put results into a render.scene.Scene as they are at a moment, None for the middle of their
    time; returns what their legends say."""
    from app.simulated.form import Covers
    from app.simulated.forms import form_of
    from app.simulated.legend import legend_lines
    from app.simulated.what import what_of
    from city.view import View

    lines: list[Line] = []
    view, covers = View.of(base), Covers()
    for result in results:
        at = moment if moment is not None else _middle(result)
        what = what_of(result, None, progress)
        box = _box(result, base)
        ground = covers.ground(view, box)
        for manner in result.manners:
            form = form_of(manner, what, result, ground)
            shown, name = form.at(at), f"{result.key}/{manner}"
            if shown.layer is not None:
                scene.studies.show(name, *shown.layer)
            elif (surface := shown.surface or form.surface) is not None:
                scene.sheets.lay(name, surface)
                scene.sheets.set_opacity(name, result.kept.opacity)
                if shown.heights is not None:
                    scene.sheets.lift(name, shown.heights)
                assert shown.rgba is not None
                scene.sheets.paint(name, shown.rgba)
            else:
                scene.show_things(name, shown.glyphs, shown.trails, None, shown.ribbons)
        lines += legend_lines(result, what, at, "UTC")
    return lines


def _middle(result: Result) -> np.datetime64:
    times = result.times
    found: np.datetime64 = times[len(times) // 2] if len(times) else np.datetime64(0, "ms")
    return found


def _box(result: Result, base: Base) -> Any:
    from app.simulated.results import box_of

    assert result.thing is not None
    box = box_of(result.thing)
    assert box is not None
    return box


def kept_results(said: Any, base: Base, progress: Progress) -> tuple[list[Result], list[str]]:
    """The results that a project keeps in sight, read; and what is to be told of those that cannot
    be."""
    from app.simulated.kept import kept_from
    from app.simulated.layer import Result
    from app.simulated.results import sorts_of
    from importers.intake import ReadError
    from importers.simulated import read

    found: list[Result] = []
    told: list[str] = []
    for kept in filter(None, map(kept_from, said if isinstance(said, list) else [])):
        if not kept.visible:
            continue
        try:
            opened = read(Path(kept.path), kept.taken.said.options(base.frame), progress)
        except ReadError as fault:
            told.append(str(fault))
            continue
        things = dict(sorts_of(opened))[kept.taken.sort]
        if kept.taken.part < len(things):
            key = f"result/{len(found)}"
            found.append(Result(key, kept, things[kept.taken.part], opened.format))
    return found, told


def draw(asked: Namespace, progress: Progress) -> list[str]:
    """Draw results over a city, or alone; returns what is to be told."""
    from app.cli_feed_words import findings
    from app.cli_picture import picture
    from app.document import Document
    from app.opening import open_sources, results_among
    from app.plans import base_of
    from app.simulated.results import ground_of
    from importers import Options

    paths = [str(path) for path in asked.paths]
    mine = [*results_among(paths), *map(str, asked.results)]
    city = [path for path in paths if path not in mine]
    document = Document()
    if city:
        options = Options(crs=asked.crs, need_crs=True)
        document.lay(open_sources(city, options, progress), add=True)
    found: list[Result] = []
    moving: list[Moving] = []
    things: list[tuple[str, tuple[Told, ...]]] = []
    told: list[str] = []
    for path in mine:
        base = base_of(document.opened) if document.opened else None
        results, reading = results_of(Path(path), asked, base, progress)
        if base is None:
            document.lay(ground_of(Path(path), reading), add=True)
        if results or not (reading.moving or reading.told):
            found += chosen(results, asked, base_of(document.opened))
        moving += reading.moving
        things.append((path, reading.told))
        told += findings(reading.report)[:3]
    told += [_span(one) for one in found if one.until is not None]
    base = base_of(document.opened)

    def over(scene: Any) -> list[Line]:
        lines = vehicles(scene, moving, base, asked.when)
        for path, some in things:
            lines += signs(scene, some, path, base, asked.when, progress)
        return [*show(scene, found, base, asked.when, progress), *lines]

    return told + picture(document, asked.out, asked.size, None, over=over)


def _span(result: Result) -> str:
    """From when until when a result is."""
    return f"{result.title}: {result.times[0]} to {result.until}, {len(result.times)} steps (UTC)"
