"""Projects without a window: make one, say what is in one, draw one of its views."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from city.project import (
    SUFFIX,
    Contents,
    HeightFix,
    Measurement,
    Note,
    Origin,
    Project,
    ProjectError,
    Result,
    Viewpoint,
)

if TYPE_CHECKING:
    from app.document import Document
    from app.legend_picture import Line
    from app.on_the_table import Layer
    from app.reopening import Reopened
    from city.progress import Progress
    from city.project import Eye
    from render.scene import Scene

VERSION = "1"


def is_project(paths: Sequence[Path]) -> bool:
    """Whether a project is named; raises ProjectError where something else is beside it."""
    named = [path for path in paths if path.name.lower().endswith(SUFFIX)]
    if named and len(paths) > 1:
        raise ProjectError(f"{named[0]}: name a project alone; it knows its sources itself")
    return bool(named)


def make(path: Path, base: Sequence[Path], crs: str, progress: Progress) -> Path:
    """Make a project of files and folders that are shown together.

    Raises ProjectError where there is such a file already or it cannot be written, and what
    `read` raises where the sources cannot be read.
    """
    from importers import Options, read
    from importers.content import content_hash

    if not path.name.lower().endswith(SUFFIX):
        path = path.with_name(path.name + SUFFIX)
    if path.exists():  # said before the sources are read, which may take long
        raise ProjectError(f"{path}: there is a file already; choose another name")
    read(base, Options(crs=crs, need_crs=True), progress)
    origins = tuple(
        Origin(1, k, str(one.absolute()), hash=content_hash(one, progress), crs=crs)
        for k, one in enumerate(base)
    )
    Project.create(path, Contents(origins=origins)).close()
    return path


# what is in it


def told(path: Path, progress: Progress) -> dict[str, Any]:
    """What `maquette info PROJECT --json` prints: sources and whether they are still there and
    the same, views, notes, measurements and height fixes.
    """
    from city.project.file import located
    from importers import ReadError
    from importers.content import content_hash

    project = Project.open(path, write=False)
    project.close()
    sources = []
    for origin in project.contents.origins:
        place = located(origin, project.path)
        state = "missing"
        if place.exists():
            try:
                now = content_hash(place, progress)
                state = "changed" if origin.hash not in ("", now) else "unchanged"
            except ReadError:
                state = "unreadable"
        elif origin.hash in project.pack.sources:
            state = "packed"
        sources.append(
            {"opening": origin.opening, "path": str(place), "state": state, "crs": origin.crs}
        )
    contents = project.contents
    return {
        "format": "Maquette project",
        "version": VERSION,
        "sources": sources,
        "views": [view.name for view in contents.views],
        "scenarios": [
            {"name": one.name, "edits": len(one.edits), "archived": one.archived}
            for one in project.scenarios().values()
        ],
        "results": [_result(one, contents) for one in project.results],
        "notes": [_note(note) for note in contents.notes],
        "measurements": [_measurement(one) for one in contents.measurements],
        "height_fixes": [_fix(fix, contents) for fix in contents.fixes],
        "about": str(contents.settings.get("about", "")),
        "lost": project.lost,
    }


def _result(one: Result, contents: Contents) -> dict[str, Any]:
    """scenario: None for the city as it is, "" for one that is no longer there."""
    names = {plan.ident: plan.name for plan in contents.plans}
    scenario = names.get(one.scenario, "") if one.scenario else None
    said = {"simulation": one.simulation, "title": one.title, "scenario": scenario}
    return {**said, "made": one.made, "inputs": one.inputs, "settings": dict(one.settings)}


def _note(note: Note) -> dict[str, Any]:
    crs = {"horizontal": note.horizontal or None, "vertical": note.vertical or None}
    words = {"number": note.number, "text": note.text, "author": note.author, "made": note.made}
    return words | {"object": note.object, "place": list(note.place), "crs": crs}


def _measurement(one: Measurement) -> dict[str, Any]:
    crs = {"horizontal": one.horizontal or None, "vertical": one.vertical or None}
    words = {"kind": one.kind, "value": one.value, "lines": dict(one.lines), "made": one.made}
    return words | {"points": [list(point) for point in one.points], "crs": crs}


def _fix(fix: HeightFix, contents: Contents) -> dict[str, Any]:
    place = (fix.opening, fix.position)
    name = next((o.path for o in contents.origins if (o.opening, o.position) == place), "")
    return {"path": name, "metres": fix.metres, "reason": fix.reason, "made": fix.made}


def page(path: Path, progress: Progress) -> str:
    """What `maquette info PROJECT` prints for people."""
    from app.plans import BASELINE

    found = told(path, progress)
    lines = [str(path), "", *(["About", found["about"], ""] if found["about"] else []), "Sources"]
    lines += [f"  {one['state']:<9}  {one['path']}" for one in found["sources"]] or ["  none"]
    if found["scenarios"]:
        lines += ["", "Scenarios"]
    lines += [f"  {one['name']}, {one['edits']:,} edits" for one in found["scenarios"]]
    if found["results"]:
        lines += ["", "Results of simulations"]
    lines += [
        f"  {one['title']} ({BASELINE if one['scenario'] is None else one['scenario']})"
        for one in found["results"]
    ]
    if found["views"]:
        lines += ["", "Views", *(f"  {name}" for name in found["views"])]
    if found["notes"]:
        lines += ["", "Notes"]
    for note in found["notes"]:
        first = (note["text"].strip().splitlines() or ["(nothing written yet)"])[0]
        lines.append(f"  {note['number']:>3}  {first[:90]}")
    if found["measurements"]:
        lines += ["", "Measured"]
    lines += [f"  {one['kind'].capitalize()}  {one['value']}" for one in found["measurements"]]
    if found["height_fixes"]:
        lines += ["", "Moved up or down"]
    for fix in found["height_fixes"]:
        lines.append(f"  {fix['metres']:+.2f} m  {Path(fix['path']).name}")
    lines += [f"  {line}" for line in found["lost"]]
    return "\n".join(lines)


def as_json(path: Path, progress: Progress) -> str:
    return json.dumps(told(path, progress), ensure_ascii=False, indent=1, allow_nan=False)


# a picture of it


def draw(
    path: Path,
    out: Path,
    size: tuple[int, int],
    name: str | None,
    progress: Progress,
    scenario: str | None = None,
    shine: Callable[[Document], None] | None = None,
) -> list[str]:
    """Draw a saved view of a project, or without a name what was seen when it was left.

    scenario: the plan that is drawn, by its name; None: the one that was on the table. shine: sets
    another moment than it was left at; trees have grown to its year.
    Returns what is to be told: missing and changed sources, what a plan could not do. Raises
    ProjectError for a view or a plan that there is not, or a view that lies elsewhere.
    """
    from app.document import Document
    from app.project import exaggeration_from, moment_from, place_from, show_as, wake
    from app.reopening import reopen

    found = reopen(path, False, progress, index=True)
    found.project.close()
    contents = found.project.contents
    view = _named_view(contents, name, path) if name is not None else None
    ident = _plan(found.project, scenario)
    if not found.opened:
        reasons = "; ".join(f"{one.path}: {one.why}" for one in found.lost)
        raise ProjectError(f"{path}: there is nothing in it to draw ({reasons or 'no sources'})")
    document = Document()
    for opened in found.opened:
        document.lay(opened, add=True)
    wake(document, {look.key: look for look in contents.looks})
    document.say_place(*place_from(contents.settings))
    document.set_moment(moment_from(contents.settings))
    document.exaggerate(exaggeration_from(contents.settings))
    if view is not None:
        show_as(document, view)
    if shine is not None:
        shine(document)
    lost = _lay_plan(document, found, ident) if ident else []
    _picture(document, out, size, _eye(document, contents, view, path))
    return [*found.told, *(f"{one.path}: {one.why}" for one in found.lost), *lost]


def _plan(project: Project, name: str | None) -> str:
    """The ident of the plan of a name, or else of the one that was on the table; "" for none."""
    from app.plans import BASELINE, named

    if name is None:
        last = project.contents.settings.get("plan", "")
        return last if isinstance(last, str) and last in project.scenarios() else ""
    return "" if name.casefold() == BASELINE.casefold() else named(project, name).ident


def _lay_plan(document: Document, found: Reopened, ident: str) -> list[str]:
    """Let the document show a plan; returns what it could not do."""
    from app.plan_layers import PlanLayers
    from app.planning import Planning

    planning = Planning(document, lambda: None, lambda: None)
    layers = PlanLayers(document, planning)
    planning.take_up(found.project, found.models)
    planning.turn_to(ident)
    layers.follow()
    return [one.words for one in planning.view.lost]


def _named_view(contents: Contents, name: str, path: Path) -> Viewpoint:
    for view in contents.views:
        if view.name.casefold() == name.casefold():
            return view
    names = ", ".join(view.name for view in contents.views) or "none"
    raise ProjectError(f"{path}: there is no view called {name}; its views are: {names}")


def _eye(document: Document, contents: Contents, view: Viewpoint | None, path: Path) -> Eye | None:
    """Where to look from, in local metres; None for the whole city."""
    from city.project.tables import eye_from

    frame = document.frame
    assert frame is not None
    try:
        if view is not None:
            return view.eye.in_frame(frame)
        return eye_from(contents.settings["eye"]).in_frame(frame)
    except (KeyError, TypeError):
        return None
    except ValueError as fault:
        if view is None:
            return None
        raise ProjectError(f"{path}: the view {view.name} cannot be drawn: {fault}") from fault


def _picture(document: Document, out: Path, size: tuple[int, int], eye: Eye | None) -> None:
    from PIL import Image

    from app.legend_on_picture import add_legend
    from app.legend_picture import Line
    from app.sunlight import towards_sun
    from app.wording import number
    from city.model import City
    from render import _bridge
    from render.picture import off_screen
    from render.scene import Scene
    from render.viewpoint import look_through

    scene = Scene()
    scene.spare_nothing()
    try:
        window = off_screen(scene, size)
        lines: list[Line] = []
        for layer in document.layers.values():
            if layer.visible:
                lines += _show(scene, replace(layer, thing=document.seen_thing(layer)))
                if isinstance(layer.thing, City):
                    scene.set_shown(layer.key, document.visible_rows(layer.thing))
        if eye is not None:
            drawn = eye.stretched(document.exaggeration)
            look_through(scene.renderer.GetActiveCamera(), drawn)
        else:
            scene.home()
        sun = towards_sun(document)
        if sun is not None:
            scene.set_sun(sun)
        scene.set_exaggeration(document.exaggeration)
        if document.cutaway is not None:
            scene.set_cutaway(document.cutaway.planes())
        scene.rest()
        window.Render()
        Image.fromarray(_bridge.pixels(window)).save(out)
        if document.exaggeration != 1.0:
            lines.append(Line(f"Heights × {number(document.exaggeration)}", "heading"))
        if lines:
            add_legend(out, lines)
    finally:
        scene.close()


def _show(scene: Scene, layer: Layer) -> list[Line]:
    """Show a layer as the document says it looks; returns what its legend says."""
    from app.legend_picture import lines_of
    from app.legend_words import source_words
    from app.styling import objects_of
    from city.cloud import PointCloud
    from city.legend import legend_of, points_legend
    from city.measured import Measured
    from city.model import City
    from city.palettes import PALETTES
    from city.style import StyleError
    from render.draft import draft_of

    thing, style = layer.thing, layer.style
    draft = draft_of(thing, layer.lod, layer.theme) if isinstance(thing, City) else None
    scene.show(layer.key, thing, layer.theme, draft)
    scene.set_opacity(layer.key, layer.opacity)
    if isinstance(thing, City):
        scene.set_textures(layer.key, layer.textures)
        scene.set_colours(layer.key, layer.tints)
    if style is None:
        return []
    if isinstance(thing, PointCloud):
        ramp = PALETTES[style.palette].colours(256, style.reversed)
        how: Any = style.by.name if style.by is not None else None
        scene.set_point_colouring(layer.key, how, ramp)
        return lines_of(points_legend(style, thing), layer.name, source_words([thing.source]))
    if not isinstance(thing, City):
        return []
    try:
        legend = legend_of(style, Measured(thing), objects_of(layer))
    except StyleError:  # of an attribute that the file has no more: plaster
        return []
    scene.set_legend(layer.key, legend)
    return lines_of(legend, layer.name, source_words(thing.sources))
