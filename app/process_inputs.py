"""What of a plan is sent to a process: its changes, its city, its edits, its area."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any, NamedTuple

import orjson
import shapely

from app.plan_export import export
from city.base import Base
from city.changes import changes, state_of
from city.crs import NOWHERE
from city.progress import Progress
from city.project.jobs import LARGEST
from city.scenario import Scenario
from exporters.changes import in_degrees
from importers.processes.form import Document, Input
from importers.processes.media import GEO, JSON, type_of

# What can be sent of a plan, and in which words it is offered.
PARTS = {
    "scenario.geojson": "what the plan changes, as GeoJSON",
    "scenario.city.json": "the city with the plan, as CityJSON",
    "scenario.gml": "the city with the plan, as CityGML",
    "scenario.glb": "the city with the plan, as glTF",
    "scenario.jsonl": "the edits of the plan, a line of JSON each",
    "scenario.area": "the ground that the plan touches, as a geometry",
    "scenario.box": "the box around what the plan touches",
}


class Part(NamedTuple):
    """One of PARTS of the plan that is asked about."""

    name: str


class Chosen(NamedTuple):
    """The ground that things of the plan or the city stand on, by their ids."""

    ids: tuple[str, ...]


class Ground(NamedTuple):
    """A geometry of shapely on the ground, in local metres."""

    shape: Any


class OfFile(NamedTuple):
    """What a file holds."""

    path: Path


Source = Part | Chosen | Ground | OfFile


def worked_out(
    source: Source, one: Input, scenario: Scenario, base: Base, progress: Progress
) -> Any:
    """What is given to an input, ready for `Input.taken`. Raises ValueError with what is wrong, and
    WriteError."""
    match source:
        case Part(name):
            return as_taken(part_of(name, scenario, base, progress), one)
        case OfFile(path):
            return as_taken(document_of(path, one), one)
        case Chosen(ids):
            return _given(_standing(ids, scenario, base), one, base)
        case Ground(shape):
            return _given(shape, one, base)


def document_of(path: Path, one: Input) -> Document:
    """What a file holds, of the type that its name tells. Raises ValueError where it cannot be
    opened, or is larger than a question can be."""
    try:
        if (size := path.stat().st_size) > LARGEST:
            raise ValueError(
                f"{path}: it has {size >> 20} MB, and {LARGEST >> 20} MB can be sent at most"
            )
        content = path.read_bytes()
    except OSError as fault:
        raise ValueError(f"{path}: cannot be opened: {fault.strerror or fault}") from None
    return Document(type_of(path.name) or next(iter(one.media), JSON), content)


def as_taken(found: Any, one: Input) -> Any:
    """A document as an input takes it: as it is, or else the JSON or text that it holds."""
    if not isinstance(found, Document) or one.kind == "document":
        return found
    return found.content.decode("utf-8", "replace")


def _given(shape: Any, one: Input, base: Base) -> Any:
    """A geometry in local metres as an input takes it: in degrees, and as a box where it wants
    one."""
    whole = drawn(shape, base)
    if one.kind == "box":
        return list(shapely.geometry.shape(whole).bounds)
    if one.kind == "document":
        return Document(GEO, orjson.dumps(whole))
    return whole


def _standing(ids: tuple[str, ...], scenario: Scenario, base: Base) -> Any:
    """The ground that things stand on, in local metres."""
    view = scenario.over(base)
    found = [thing for thing in map(view.find, ids) if thing is not None]
    outlines = [state_of(view, thing).outline for thing in found]
    outlines = [one for one in outlines if not one.is_empty]
    if not outlines:
        raise ValueError("what is selected covers no ground, so it is no area")
    return shapely.union_all(outlines)


def part_of(name: str, scenario: Scenario, base: Base, progress: Progress) -> Any:
    """One of PARTS of a plan, ready to be given to an input. Raises ValueError where it has none,
    and WriteError."""
    if name in ("scenario.area", "scenario.box"):
        return _touched(name, scenario, base)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        export(scenario, base, path, None, progress)
        content = path.read_bytes()
    return Document(media_of(name), content)


def media_of(name: str) -> str:
    """The media type of one of PARTS that is a document."""
    return "application/x-ndjson" if name.endswith(".jsonl") else type_of(name) or JSON


def drawn(shape: Any, base: Base) -> dict[str, Any]:
    """A shapely geometry drawn in local metres, as GeoJSON in degrees. Raises ValueError where
    nobody knows the place on Earth."""
    if base.frame.horizontal in NOWHERE:
        raise ValueError("nobody knows where on Earth this city lies, so no place can be sent")
    world = shapely.transform(shape, lambda places: places + base.frame.origin[:2])
    return in_degrees(world, base.frame.horizontal)


def _touched(name: str, scenario: Scenario, base: Base) -> Any:
    """The ground that a plan touches: of what comes, goes and alters, as it was and as it is."""
    states = [s for one in changes(scenario.over(base)) for s in (one.was, one.now) if s]
    outlines = [state.outline for state in states if not state.outline.is_empty]
    if not outlines:
        raise ValueError(f"{scenario.name} changes nothing yet, so it has no area to send")
    whole = drawn(shapely.union_all(outlines), base)
    if name == "scenario.area":
        return whole
    return list(shapely.geometry.shape(whole).bounds)
