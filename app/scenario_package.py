"""A scenario in a file of its own, with as much of the city as it needs, for somebody else."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from app import plans
from app.design_models import pack_models
from app.on_the_table import Opened
from city.crs import Crs, crs_title
from city.extract import Extract, extract
from city.frame import Frame
from city.model import City, Source
from city.progress import Progress
from city.project import Contents, Origin, Plan, Project, ProjectError
from city.project.viewpoint import Triple, places_in_frame
from city.scenario import Scenario
from city.terrain import Terrain
from exporters import geotiff, write
from importers.content import content_hash
from importers.packing import belongings, blocks, named

LEFT_OUT = ("eye", "map", "models")  # settings that are of this machine, or may hold somebody's key


@dataclass(frozen=True, slots=True)
class Handed:
    """A scenario package that was made: where, what it says of itself, and what is not in it."""

    path: Path
    about: str
    left: tuple[str, ...]


def package(
    project: Project,
    scenario: Scenario,
    opened: Sequence[Opened],
    path: Path,
    metres: float,
    progress: Progress,
    models: Mapping[str, City] | None = None,
) -> Handed:
    """Write a project that holds one scenario, the base within so many metres of what it touches,
    and the views, notes and measurements there. The file opens without any other.
    models: those that it places, which travel too.

    Raises ProjectError where it cannot be made, WriteError where its base cannot be written.
    """
    if path.exists():
        raise ProjectError(f"{path}: there is a file already; choose another name")
    base = plans.base_of(opened, models)
    view = scenario.over(base)
    part = extract(view, scenario.edits, metres)
    if part is None:
        raise ProjectError(
            f"{scenario.name}: it touches nothing yet, so there is nothing to hand on"
        )
    about = _about(project, scenario, opened, part, metres, base.frame)
    kept, left = _kept(project.contents, part, base.frame)
    left = [
        f"{part.count:,} of {part.of:,} objects lie within {metres:g} m of what it touches",
        *_clouds(opened),
        *left,
        *_results(project, scenario),
        *(f"{lost.words}; kept, but it changes nothing" for lost in view.lost),
    ]
    settings = {k: v for k, v in project.contents.settings.items() if k not in LEFT_OUT}
    contents = replace(
        kept,
        plans=(Plan(scenario.ident, scenario.name, scenario.about, made=plans.now()),),
        settings={**settings, "about": about},
    )
    with tempfile.TemporaryDirectory(prefix="maquette") as folder:
        sources = list(_written(opened, base.cities, part, Path(folder), progress))
        origins = tuple(origin for origin, _ in sources)
        there = path.absolute().parent
        placed = tuple(replace(o, path=str(there / Path(o.path).name)) for o in origins)
        fresh = Project.create(path, replace(contents, origins=placed))
        try:
            if scenario.steps:
                fresh.write_down(scenario.ident, "do", *scenario.steps)
            for origin, files in sources:
                held = named(Path(origin.path), files, progress)
                fresh.packing().add(origin.hash, [(f, blocks(f, at, progress)) for f, at in held])
            left += pack_models(project, fresh, scenario.edits, progress)[1]
        except BaseException:
            fresh.close()
            path.unlink(missing_ok=True)
            raise
        fresh.close()
    return Handed(path, about, tuple(left))


# the base


def _written(
    opened: Sequence[Opened],
    cities: Sequence[City],
    part: Extract,
    folder: Path,
    progress: Progress,
) -> Iterator[tuple[Origin, list[Path]]]:
    """The extract as files, each with what belongs to it, as sources of the openings that they
    come from; their paths are those in the folder."""
    number = {id(thing): one.number for one in opened for thing in _things(one)}
    parts: dict[int, list[City | Terrain]] = {}
    for city, whole in zip(part.cities, cities, strict=True):
        if city is not None:
            parts.setdefault(number[id(whole)], []).append(city)
    order = [thing for one in opened for thing in _things(one) if isinstance(thing, Terrain)]
    for terrain, ground in zip(part.terrains, order, strict=True):
        if terrain is not None:
            parts.setdefault(number[id(ground)], []).append(terrain)
    for opening, things in sorted(parts.items()):
        for position, thing in enumerate(things):
            path = _file(thing, opening, position, folder, progress)
            local = thing.frame.horizontal in ("", "local")
            crs, digest = "local" if local else "", content_hash(path, progress)
            pictures = sorted(p for p in path.parent.rglob("*") if p.is_file() and p != path)
            yield (
                Origin(opening, position, str(path), hash=digest, crs=crs),
                belongings(path, pictures, progress),
            )


def _file(
    thing: City | Terrain, opening: int, position: int, folder: Path, progress: Progress
) -> Path:
    """A part of the base in a folder of its own, so that its pictures are known."""
    place = folder / f"{opening} {position}"
    place.mkdir()
    if isinstance(thing, Terrain):
        path = place / f"{_stem(thing.source)} (extract {opening}).tif"
        geotiff.write(thing, path)
        return path
    source = thing.sources[0] if thing.sources else Source("city", "")
    path = place / f"{_stem(source)} (extract {opening}).city.json"
    said = "; ".join(dict.fromkeys(_terms(thing.sources)))
    titled = {**thing.metadata, "title": thing.metadata.get("title") or said}
    write(replace(thing, metadata=titled if said else thing.metadata), path, progress=progress)
    return path


def _things(opened: Opened) -> list[City | Terrain]:
    """The cities and terrains of an opening, each once, in the order of the layers."""
    things = {id(layer.thing): layer.thing for layer in opened.layers}
    return [thing for thing in things.values() if isinstance(thing, (City, Terrain))]


def _stem(source: Source) -> str:
    name = Path(source.path).name.partition(".")[0]
    return re.sub(r"[^\w -]", "_", name).strip(" _")[:80] or "city"


def _terms(sources: Sequence[Source]) -> list[str]:
    return [word for s in sources for word in (s.licence, s.attribution) if word]


def _clouds(opened: Sequence[Opened]) -> list[str]:
    names = {
        layer.name
        for one in opened
        for layer in one.layers
        if not isinstance(layer.thing, (City, Terrain))
    }
    return [f"the points of {name} are not in it" for name in sorted(names)]


def _results(project: Project, scenario: Scenario) -> list[str]:
    """Results follow from the whole base, of which the package has a part: they stay behind."""
    count = sum(one.scenario == scenario.ident for one in project.results)
    if not count:
        return []
    return [f"{count} results of simulations are not in it: compute them there again"]


# what people have said about the place


def _kept(contents: Contents, part: Extract, frame: Frame) -> tuple[Contents, list[str]]:
    """What of the views, notes and measurements lies in the extract, and what is left out."""

    def lies(places: Sequence[Triple], horizontal: str, vertical: str) -> bool:
        try:
            local = places_in_frame(places, Crs(horizontal, vertical), frame)
        except ValueError:
            return False
        return part.has(np.asarray(local))

    views = tuple(
        v for v in contents.views if lies([v.eye.focus], v.eye.horizontal, v.eye.vertical)
    )
    notes = tuple(n for n in contents.notes if lies([n.place], n.horizontal, n.vertical))
    taken = tuple(m for m in contents.measurements if lies(m.points, m.horizontal, m.vertical))
    left = []
    away = [view.name for view in contents.views if view not in views]
    if away:
        left.append(f"views that look elsewhere are not in it: {', '.join(away[:5])}")
    for count, what in (
        (len(contents.notes) - len(notes), "notes"),
        (len(contents.measurements) - len(taken), "measurements"),
    ):
        if count:
            left.append(f"{count} {what} that lie elsewhere are not in it")
    return Contents(looks=contents.looks, views=views, notes=notes, measurements=taken), left


def _about(
    project: Project,
    scenario: Scenario,
    opened: Sequence[Opened],
    part: Extract,
    metres: float,
    frame: Frame,
) -> str:
    """What whoever opens the package should know: what it is, and whose the base is."""
    where = crs_title(Crs(frame.horizontal, frame.vertical))
    lines = [
        f"Scenario “{scenario.name}” of {project.path.name}, {datetime.now(UTC):%Y-%m-%d}",
        *([scenario.about] if scenario.about else []),
        "",
        f"The base is an extract: what lies within {metres:g} m of what the plan touches "
        f"({part.count:,} of {part.of:,} objects), in {where}.",
        "Its objects keep their ids, so that what is planned here can go back where it came from:",
        "maquette scenario import PROJECT.maquette THIS.maquette",
        "",
        "Sources, their licences and whom to name:",
    ]
    sources = dict.fromkeys(source for one in opened for source in one.sources)
    for source in sources:
        terms = "; ".join(dict.fromkeys(_terms([source]))) or "says nothing of its licence"
        lines.append(f"  {Path(source.path).name} ({source.format}): {terms}")
    return "\n".join(lines)
