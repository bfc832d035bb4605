"""Pictures of a project without a window: its views, its plans, and what is laid over them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from city.project import Contents, Project, ProjectError, Viewpoint

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from app.document import Document
    from app.legend_picture import Line
    from app.on_the_table import Layer
    from app.planning import Planning
    from app.reopening import Reopened
    from city.progress import Progress
    from city.project import Eye
    from render.scene import Scene

Shine = Callable[["Document"], None]
Over = Callable[["Scene"], "list[Line]"]


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """A project that has been laid out: what was found, and the document that shows it."""

    path: Path
    found: Reopened
    document: Document

    @property
    def contents(self) -> Contents:
        return self.found.project.contents

    @property
    def told(self) -> list[str]:
        """What is missing, and what is not as it was."""
        return [*self.found.told, *(f"{one.path}: {one.why}" for one in self.found.lost)]


def laid_out(path: Path, progress: Progress) -> Table:
    """Lay a project out as it was left, without its plan."""
    from app.document import Document
    from app.project import exaggeration_from, moment_from, place_from, wake
    from app.reopening import reopen

    found = reopen(path, False, progress, index=True)
    found.project.close()
    contents = found.project.contents
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
    return Table(path, found, document)


def draw(
    path: Path,
    out: Path,
    size: tuple[int, int],
    name: str | None,
    progress: Progress,
    scenario: str | None = None,
    shine: Shine | None = None,
    fan: tuple[str, date | None] | None = None,
) -> list[str]:
    """Draw a saved view of a project, or without a name what was seen when it was left.

    scenario: the plan that is drawn, by its name; None: the one that was on the table. shine: sets
    another moment than it was left at; trees have grown to its year. fan: the id of a thing whose
    shadows are shown, and on which day; None: that of the sun, or 21 March.
    Returns what is to be told: missing and changed sources, what a plan could not do. Raises
    ProjectError for a view or a plan that there is not, or a view that lies elsewhere.
    """
    from app.project import show_as

    table = laid_out(path, progress)
    document, contents = table.document, table.contents
    view = named_view(contents, name, path) if name is not None else None
    ident = plan_ident(table.found.project, scenario)
    if view is not None:
        show_as(document, view)
    if shine is not None:
        shine(document)
    planning = lay_plan(document, table.found, ident) if ident or fan is not None else None
    lost = [one.words for one in planning.view.lost] if planning is not None else []
    shadows = _shadows(document, planning, *fan) if fan is not None and planning else None
    over, strange = _results(document, contents, progress)
    eye = eye_of_view(document, contents, view, path)
    boxes = picture(document, out, size, eye, shadows, over)
    return [*table.told, *lost, *strange, *boxes]


def plan_ident(project: Project, name: str | None) -> str:
    """The ident of the plan of a name, or else of the one that was on the table; "" for none."""
    from app.plans import BASELINE, named

    if name is None:
        last = project.contents.settings.get("plan", "")
        return last if isinstance(last, str) and last in project.scenarios() else ""
    return "" if name.casefold() == BASELINE.casefold() else named(project, name).ident


def lay_plan(document: Document, found: Reopened, ident: str) -> Planning:
    """Let the document show a plan, "" for none."""
    from app.plan_layers import PlanLayers
    from app.planning import Planning

    planning = Planning(document, lambda: None, lambda: None)
    layers = PlanLayers(document, planning)
    planning.take_up(found.project, found.models)
    planning.turn_to(ident)
    layers.follow()
    return planning


def named_view(contents: Contents, name: str, path: Path) -> Viewpoint:
    """The saved view of a name. ProjectError where there is none."""
    for view in contents.views:
        if view.name.casefold() == name.casefold():
            return view
    names = ", ".join(view.name for view in contents.views) or "none"
    raise ProjectError(f"{path}: there is no view called {name}; its views are: {names}")


def eye_of_view(
    document: Document, contents: Contents, view: Viewpoint | None, path: Path
) -> Eye | None:
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


def _shadows(document: Document, planning: Planning, ident: str, day: date | None) -> Any:
    """The shadow fan of a thing, as the scene draws it, and what its legend says."""
    from app.shadow_fan import SPRING, colours, fan_lines
    from city.simulate.shadow_fan import shadow_fan
    from render.fan import Shadow

    if document.place is None:
        raise ProjectError("nobody knows where on Earth it is; say --place LAT,LON")
    moment = document.moment
    day = day or (moment.date() if moment is not None else date(planning.year, *SPRING))
    try:
        casts = shadow_fan(planning.view, ident, day, document.place, document.clock)
    except ValueError as fault:
        raise ProjectError(f"--shadow-fan {ident[:60]}: {fault}") from fault
    painted = zip(casts, colours(len(casts)), strict=True)
    return [Shadow(cast.polygons, colour) for cast, colour in painted], fan_lines(ident, casts)


def _results(document: Document, contents: Contents, progress: Progress) -> tuple[Over, list[str]]:
    """What lays the results that a project keeps over its picture; and what is to be told."""
    said = contents.settings.get("results")
    if not said:
        return lambda _: [], []
    from app.cli_results import kept_results, show
    from app.plans import base_of

    base = base_of(document.opened)
    found, told = kept_results(said, base, progress)
    return partial(show, results=found, base=base, moment=None, progress=progress), told


def picture(
    document: Document,
    out: Path,
    size: tuple[int, int],
    eye: Eye | None,
    shadows: Any = None,
    over: Over = lambda _: [],
) -> list[str]:
    """Draw what a document shows; returns what is to be told. eye: None for the whole city.
    shadows: of a fan, and what its legend says. over: puts more into the scene, and says the same
    of it."""
    from PIL import Image

    from app.legend_on_picture import add_legend
    from app.legend_picture import Line
    from app.wording import number
    from render.picture import taken
    from render.viewpoint import look_through

    with staged(document, size) as (scene, window, lines):
        if eye is not None:
            drawn = eye.stretched(document.exaggeration)
            look_through(scene.renderer.GetActiveCamera(), drawn)
        else:
            scene.home()
        if document.cutaway is not None:
            scene.set_cutaway(document.cutaway.planes())
        if shadows is not None:
            scene.fan.show(shadows[0])
            lines = [*shadows[1], *lines]
        lines = [*over(scene), *lines]
        scene.rest()
        Image.fromarray(taken(scene, window)).save(out)
        if document.exaggeration != 1.0:
            lines = [*lines, Line(f"Heights × {number(document.exaggeration)}", "heading")]
        return add_legend(out, lines) if lines else []


@contextmanager
def staged(document: Document, size: tuple[int, int]) -> Iterator[tuple[Scene, Any, list[Line]]]:
    """A scene of what a document shows, under its sun, in a window of so many columns and rows;
    and what its legends say."""
    from app.sunlight import towards_sun
    from city.model import City
    from render.picture import off_screen
    from render.scene import Scene

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
        sun: NDArray[np.float64] | None = towards_sun(document)
        if sun is not None:
            scene.set_sun(sun)
        scene.set_exaggeration(document.exaggeration)
        yield scene, window, lines
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
