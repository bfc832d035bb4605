"""Design models: read from their files, found again for the plans that place them, and packed."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath, PureWindowsPath

import numpy as np

from city.base import Base
from city.crs import NOWHERE
from city.edits import Edit, Place
from city.edits.models import body_of
from city.frame import Frame
from city.model import City
from city.progress import Progress
from city.project import Origin, Project, ProjectError
from city.project.located import located
from importers import Options, ReadError, Reading, read
from importers.content import content_hash
from importers.packing import belongings, blocks, named, unpack

KEPT = "models"  # where they lie, by the hash of their content, in the project's settings
SUFFIXES = (".ifc", ".ifczip", ".glb", ".gltf", ".obj", ".stl", ".ply", ".json", ".gml", ".zip")
MOST_FACES = 500_000
NO_UNIT = ("OBJ", "PLY", "STL")  # formats that do not say what a length of 1 means
USUAL = (1.5, 1000.0)  # metres that a design measures, from something small to a quarter
COMMON = 30.0  # metres that many a design measures
UNITS = {"metres": 1.0, "centimetres": 0.01, "millimetres": 0.001, "feet": 0.3048, "inches": 0.0254}
LONGEST = 200  # letters of a name
NEAR = 3_000.0  # metres round the city in which a design that says where it lies is placed there


@dataclass(frozen=True, slots=True, eq=False)
class Design:
    """A model that was read: its file, the hash of what is in it, and its city.

    city: in a frame whose origin is that of the file, or below the middle of a model that says
    where it lies. placed: whether it does. unit: a key of UNITS, "" where the format says it.
    told: what its reader lost, and what is odd about it, in words. foot: the middle of its lowest
    side, counted from its own origin, as the file has it. name: what it is called in a plan.
    """

    path: Path
    hash: str
    city: City
    placed: bool = False
    unit: str = ""
    told: tuple[str, ...] = ()
    foot: tuple[float, float, float] = (0.0, 0.0, 0.0)

    @property
    def name(self) -> str:
        return self.path.stem[:LONGEST]


@dataclass(frozen=True, slots=True)
class Models:
    """The models of a project's plans by the hash of their content, and what was not found."""

    cities: Mapping[str, City] = field(default_factory=dict)
    told: tuple[str, ...] = ()


def read_design(path: Path, frame: Frame, progress: Progress) -> Design:
    """Read a design model for a city. ReadError, in words, where nothing can be made of it."""
    reading = read([path], Options(frame=frame), progress)
    city = reading.city
    if city is None:
        raise ReadError(f"{path.name}: this is no model of a building; choose IFC, glTF or OBJ")
    faces = sum(len(shapes.polygon_rings) - 1 for shapes in city.shapes.values())
    if faces > MOST_FACES:
        raise ReadError(
            f"{path.name}: it has {faces:,} faces, and a plan can take {MOST_FACES:,}; let the "
            "program that it was made with reduce its mesh, or leave its furniture out"
        )
    placed = not {reading.crs.horizontal, frame.horizontal} & {*NOWHERE}
    city = _own(city, frame, placed)
    body = body_of(city)
    if not len(body):
        raise ReadError(f"{path.name}: it holds no faces that could be placed")
    progress.check()
    low, high = body.points.min(0), body.points.max(0)
    size = float((high - low).max())
    foot = (float(low[0] + high[0]) / 2, float(low[1] + high[1]) / 2, float(low[2]))
    nameless = not placed and reading.sources[0].format in NO_UNIT
    unit = _unit(size) if nameless else ""
    told = (*_oddities(reading, size, unit), *_lost(reading))
    return Design(path, content_hash(path, progress), city, placed, unit, told, foot)


def _own(city: City, frame: Frame, placed: bool) -> City:
    """A city that was read into a frame, counted from an origin of its own."""
    extent = city.extent()
    there, origin = np.array(frame.origin), np.zeros(3)
    if placed and extent is not None:
        foot = np.array([*extent.mean(0)[:2], extent[0, 2]])
        origin = np.floor(there + foot)
    shift = there - origin
    shapes = {
        lod: replace(level, points=level.points + shift) for lod, level in city.shapes.items()
    }
    east, north, up = origin.tolist()
    system = (frame.horizontal, frame.vertical) if placed else ("", "")
    own = Frame(*system, (east, north, up))
    return replace(city, frame=own, shapes=shapes)


def _unit(size: float) -> str:
    """Metres, or the unit in which a size too large for a design is nearest to a usual one."""
    if size <= USUAL[1]:
        return "metres"
    return min(
        ("millimetres", "centimetres"), key=lambda unit: abs(np.log(size * UNITS[unit] / COMMON))
    )


def _oddities(reading: Reading, size: float, unit: str) -> list[str]:
    if unit not in ("", "metres"):
        words = f"its file names no unit; it is taken to be in {unit}, {size * UNITS[unit]:,.0f} m"
        return [f"{words} long"]
    if not USUAL[0] <= size <= USUAL[1] * 3:
        return [f"it is {size:,.2f} m long, which is odd: its unit may be another one"]
    return []


def _lost(reading: Reading) -> list[str]:
    faults = [f.message for f in reading.report if f.severity == "error"]
    more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
    return [faults[0] + more] if faults else []


def is_near(design: Design, base: Base) -> bool:
    """Whether a design says where it lies, and that is in the city or near it."""
    if not design.placed or base.extent is None:
        return False
    points = body_of(design.city).points[:, :2] + design.city.frame.origin[:2]
    low, high = base.extent + np.array(base.frame.origin[:2])
    return bool((points.max(0) > low - NEAR).all() and (points.min(0) < high + NEAR).all())


def seen_from(project: Path, path: Path) -> str:
    """A path from a project's folder, with slashes; whole where none leads there."""
    try:
        return Path(os.path.relpath(path, project.parent)).as_posix()
    except ValueError:  # another drive
        return path.absolute().as_posix()


# the models of a project


def wanted(edits: Iterable[Edit]) -> dict[str, Place]:
    """The edits that place models, one for each hash."""
    return {edit.hash: edit for edit in edits if isinstance(edit, Place) and edit.hash}


def models_of(project: Project, frame: Frame, progress: Progress) -> Models:
    """Read every model that a plan of the project has ever placed, from where it lies now, or from
    the project itself; one that is missing is told, and nothing of it is lost."""
    found: dict[str, City] = {}
    told = []
    steps = [line.step.edit for line in project.log if line.step is not None]
    for digest, edit in wanted(steps).items():
        try:
            path = place_of(project, edit, progress)
            design = read_design(path, frame, progress)
        except (ReadError, ProjectError) as fault:
            told.append(f"{fault}; the model {_name(edit)} is left out until you place it again")
            continue
        found[digest] = design.city
        if design.hash != digest:
            told.append(f"{path.name} has changed since it was placed; it is shown as it is now")
    return Models(found, tuple(told))


def place_of(project: Project, edit: Place, progress: Progress) -> Path:
    """Where the file of a placed model lies; unpacked from the project where it is missing or
    has changed. ReadError where it is nowhere."""
    kept = project.contents.settings.get(KEPT)
    last = kept.get(edit.hash) if isinstance(kept, Mapping) else None
    path = located(_origin(edit, last if isinstance(last, str) else ""), project.path)
    there = os.path.isfile(path)
    if there and edit.hash in ("", content_hash(path, progress)):
        return path
    files = project.pack.sources.get(edit.hash)
    if files:
        return unpack(files, project.pack.parts, project.path.stat().st_size, progress)
    if there:
        return path
    raise ReadError(f"{path}: it is not there any more")


def _origin(edit: Place, last: str) -> Origin:
    whole = edit.path.startswith(("/", "\\")) or bool(PureWindowsPath(edit.path).drive)
    if whole or not edit.path:
        return Origin(0, 0, last or edit.path, hash=edit.hash)
    return Origin(0, 0, last or edit.path, relative=edit.path, hash=edit.hash)


def _name(edit: Place) -> str:
    return edit.name or PurePosixPath(edit.path).name


def with_model(
    edit: Edit, project: Project, base: Base, warn: Callable[[str], None]
) -> tuple[Edit, Base]:
    """An edit that places a model with its hash, and the base with the model at hand.

    Where its file cannot be read, both are as they were, and somebody is warned.
    """
    if not isinstance(edit, Place) or (edit.hash and edit.hash in base.models):
        return edit, base
    progress = Progress()
    try:
        design = read_design(place_of(project, edit, progress), base.frame, progress)
    except (ReadError, ProjectError) as fault:
        warn(str(fault))
        return edit, base
    digest = edit.hash or design.hash
    models = {**base.models, digest: design.city}
    return replace(edit, hash=digest), replace(base, models=models)


def pack_models(
    project: Project, into: Project, edits: Sequence[Edit], progress: Progress
) -> tuple[set[str], list[str]]:
    """Put the files of placed models into a project file; returns their hashes, and what is left
    out and why."""
    pack, left = into.packing(), []
    hashes = set()
    for digest, edit in wanted(edits).items():
        try:
            path = place_of(project, edit, progress)
            if content_hash(path, progress) != digest:
                raise ReadError(f"{path}: it has changed since it was placed")
            files = named(path, belongings(path, (), progress), progress)
            pack.add(digest, [(file, blocks(file, at, progress)) for file, at in files])
        except (ReadError, OSError) as fault:
            left.append(f"the model {_name(edit)} is not packed: {fault}")
            if digest not in pack.sources:
                continue
        hashes.add(digest)
    return hashes, left
