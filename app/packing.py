"""Packing a project: its sources go into its file, so that one file travels."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from uuid import uuid4

from app.design_models import pack_models
from app.on_the_table import Opened
from app.reopening import reopen
from city.model import City
from city.progress import Progress
from city.project import SUFFIX, Project, ProjectError
from city.project.located import located
from importers import ReadError
from importers.content import content_hash
from importers.packing import belongings, blocks, named


@dataclass(frozen=True, slots=True)
class Packing:
    """What went into a project file: each source with how many files and bytes, and what its
    owner says of it. left: what could not be packed, and why.
    """

    path: Path
    sources: tuple[tuple[str, int, int, str], ...]
    left: tuple[str, ...]
    told: tuple[str, ...] = ()


def pack(
    path: Path, out: Path | None, progress: Progress, opened: tuple[Opened, ...] | None = None
) -> Packing:
    """Put the sources of a project into its file, or into a copy of it that is `out` then.

    opened: what lies on the table of them, where it is open. Raises ProjectError where it cannot
    be opened or written; a source that cannot be packed is told, and the others are.
    """
    if out is None:
        return _packed(path, progress, opened)
    part = out.with_name(f".{out.stem}.{uuid4().hex}{SUFFIX}")
    try:
        project = Project.open(path, write=False)
        try:
            project.copy_to(part)
        finally:
            project.close()
        made = _packed(part, progress, opened)
        part.replace(out)
    except OSError as fault:
        raise ProjectError(f"{out}: cannot be written: {fault.strerror or fault}") from fault
    finally:
        part.unlink(missing_ok=True)
    return replace(made, path=out)


def _packed(path: Path, progress: Progress, opened: tuple[Opened, ...] | None) -> Packing:
    if opened is not None:
        project = Project.open(path)
        try:
            return pack_open(project, opened, (), progress)
        finally:
            project.close()
    found = reopen(path, True, progress)
    try:
        return pack_open(found.project, found.opened, found.told, progress)
    finally:
        found.project.close()


def pack_open(
    project: Project, opened: tuple[Opened, ...], told: tuple[str, ...], progress: Progress
) -> Packing:
    """The same for a project that is open; opened: what came of its sources."""
    pack = project.packing()
    by_number = {one.number: one for one in opened}
    done, left, origins = [], [], []
    for origin in project.contents.origins:
        place = located(origin, project.path)
        try:
            if place.exists():
                digest = content_hash(place, progress)
                pictures = _pictures(by_number.get(origin.opening))
                files = named(place, belongings(place, pictures, progress), progress)
                pack.add(digest, [(file, blocks(file, at, progress)) for file, at in files])
                origin = replace(origin, hash=digest)
            elif origin.hash not in pack.sources:
                raise ReadError(f"{place}: it is not there, so it could not be packed")
        except (ReadError, OSError) as fault:
            left.append(str(fault))
        else:
            held = pack.sources[origin.hash]
            size = sum(file.size for file in held)
            done.append((place.name, len(held), size, _terms(by_number.get(origin.opening))))
        origins.append(origin)
    project.keep(replace(project.contents, origins=tuple(origins)))
    steps = [line.step.edit for line in project.log if line.step is not None]
    models, missing = pack_models(project, project, steps, progress)
    pack.keep_only({origin.hash for origin in origins} | models)
    left += missing
    return Packing(project.path, tuple(done), tuple(left), told)


def _pictures(opened: Opened | None) -> set[Path]:
    """Where the pictures lie that some sources show."""
    things = {id(layer.thing): layer.thing for layer in opened.layers} if opened else {}
    cities = [thing for thing in things.values() if isinstance(thing, City)]
    return {Path(texture.path) for city in cities for texture in city.textures if texture.path}


def _terms(opened: Opened | None) -> str:
    """What the owners of some sources say of them: their licences, and whom to name."""
    sources = opened.sources if opened else ()
    said = [word for s in sources for word in (s.licence, s.attribution) if word]
    return "; ".join(dict.fromkeys(said))


def page(packing: Packing) -> str:
    """What packing has done, for people."""
    lines = [str(packing.path)]
    for name, files, size, terms in packing.sources:
        several = f"{files:,} files" if files > 1 else "1 file"
        lines.append(f"  {name}  {several}, {size / 1e6:,.1f} MB")
        lines.append(f"    {terms or 'the source says nothing of its licence'}")
    return "\n".join(lines)
