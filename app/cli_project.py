"""Projects without a window: make one, say what is in one."""

from __future__ import annotations

import json
from collections.abc import Sequence
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
)

if TYPE_CHECKING:
    from city.progress import Progress

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
    from city.project.located import located
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
