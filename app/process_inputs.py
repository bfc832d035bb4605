"""What of a plan is sent to a process: its changes, its city, its edits, its area."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import shapely

from app.plan_export import export
from city.base import Base
from city.changes import changes
from city.crs import NOWHERE
from city.progress import Progress
from city.scenario import Scenario
from exporters.changes import in_degrees
from importers.processes.form import Document
from importers.processes.media import JSON, type_of

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


def part_of(name: str, scenario: Scenario, base: Base, progress: Progress) -> Any:
    """One of PARTS of a plan, ready to be given to an input. Raises ValueError where it has none,
    and WriteError."""
    if name in ("scenario.area", "scenario.box"):
        return _touched(name, scenario, base)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        export(scenario, base, path, None, progress)
        content = path.read_bytes()
    if name.endswith(".jsonl"):
        return Document("application/x-ndjson", content)
    return Document(type_of(name) or JSON, content)


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
