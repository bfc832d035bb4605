"""Opening a project: its sources where they lie now, and what is to be told about them."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from pathlib import Path

from app.design_models import models_of
from app.lift import lift, wanted_lifts
from app.on_the_table import Opened
from app.opening import open_sources
from city.frame import Frame
from city.model import City
from city.progress import Progress
from city.project import SUFFIX, HeightFix, Origin, Project, ProjectError
from city.project.located import located
from importers import Options, ReadError
from importers.packing import unpack

ASKED = ("height", "storeys")  # what Options may be told besides the coordinate system


@dataclass(frozen=True, slots=True)
class Lost:
    """A source that is not where it was, or that cannot be read: where it was looked for, why."""

    origin: Origin
    path: Path
    why: str


@dataclass(frozen=True, slots=True)
class Reopened:
    """A project, what of its sources came, what did not, and what is to be told.

    models: those that its plans place, by the hash of their content.
    """

    project: Project
    opened: tuple[Opened, ...]
    lost: tuple[Lost, ...]
    told: tuple[str, ...]
    models: Mapping[str, City] = field(default_factory=dict)


def is_project(path: str | Path) -> bool:
    return str(path).lower().endswith(SUFFIX)


def reopen(path: Path, write: bool, progress: Progress, index: bool = False) -> Reopened:
    """Open a project and all of its sources that are there; `index` as in Options.

    Raises ProjectError where the project itself cannot be opened.
    """
    project = Project.open(path, write)
    try:
        told = list(project.lost)
        opened: list[Opened] = []
        lost: list[Lost] = []
        frame = None
        for _, group in groupby(project.contents.origins, key=lambda origin: origin.opening):
            come, gone, news = read_again(
                list(group), project, frame, project.contents.fixes, progress, index
            )
            if come is not None:
                opened.append(come)
                frame = frame or come.frame
            lost += gone
            told += news
        models = models_of(project, frame or Frame(), progress)
    except BaseException:
        project.close()
        raise
    told += models.told
    return Reopened(project, tuple(opened), tuple(lost), tuple(told), models.cities)


def read_again(
    origins: Sequence[Origin],
    project: Project,
    frame: Frame | None,
    fixes: Sequence[HeightFix],
    progress: Progress,
    index: bool = False,
) -> tuple[Opened | None, list[Lost], list[str]]:
    """Read the sources of one opening, those that are there, and put them at their heights."""
    looked = [_place(origin, project, progress) for origin in origins]
    places, there = [place for place, _ in looked], [not why for _, why in looked]
    lost = [Lost(origin, *one) for origin, one in zip(origins, looked, strict=True) if one[1]]
    if not any(there):
        return None, lost, []
    said = {name: origins[0].options.get(name, "") for name in ASKED}
    options = Options(crs=origins[0].crs, frame=frame, need_crs=True, index=index, **said)
    present = [str(place) for place, found in zip(places, there, strict=True) if found]
    try:
        come = open_sources(present, options, progress)
    except ReadError as fault:
        return None, [Lost(o, p, str(fault)) for o, p in zip(origins, places, strict=True)], []
    hashes = iter(come.hashes)
    fresh = tuple(
        next(hashes) if found else origin.hash for origin, found in zip(origins, there, strict=True)
    )
    told = [
        f"{place.name} has changed since the project was written; it is shown as it is now"
        for origin, place, hash_ in zip(origins, places, fresh, strict=True)
        if origin.hash not in ("", hash_)
    ]
    come = replace(
        come,
        paths=tuple(str(place) for place in places),  # those that are missing too: the order counts
        hashes=fresh,
        number=origins[0].opening,
    )
    return lift(come, wanted_lifts(come, fixes), progress), lost, told


def _place(origin: Origin, project: Project, progress: Progress) -> tuple[Path, str]:
    """Where a source lies, or why it does not; one that is missing is unpacked from the project."""
    place = located(origin, project.path)
    if os.path.exists(place):
        return place, ""
    files = project.pack.sources.get(origin.hash)
    if not files:
        return place, "it is not there any more"
    try:
        size = project.path.stat().st_size
        return unpack(files, project.pack.parts, size, progress), ""
    except (ReadError, ProjectError) as fault:
        return place, str(fault)
