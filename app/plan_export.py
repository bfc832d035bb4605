"""A plan on its way out of the program: as a city, as its changes, or as its edits."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from city.base import Base
from city.changes import changes
from city.edits.delta import lines
from city.outcome import whole_city
from city.progress import Progress
from city.scenario import Scenario
from city.versions import versions as two_states


def export(
    scenario: Scenario,
    base: Base,
    path: Path,
    version: str | None,
    progress: Progress,
    *,
    versions: bool = False,
    whole: bool = False,
) -> list[str]:
    """Write the city as a plan would have it, the edits themselves where the name ends in .jsonl,
    or what they change where it ends in .gpkg or .geojson; returns what the format could not keep.
    WriteError where it cannot be written.

    whole: the whole city as .gpkg too.
    versions: the city as it is and as the plan would have it, both in one CityGML 3.0 file.
    """
    name = path.name.lower()
    if name.endswith(".jsonl") and not name.endswith(".city.jsonl"):
        text = "\n".join(lines(scenario.edits, base.frame.horizontal))
        path.write_text(text + "\n", "utf-8")
        return []
    from exporters import WriteError, write, write_changes, write_versions

    if versions and version not in (None, "3.0"):
        raise WriteError(f"{path.name}: only CityGML 3.0 holds versions, and not {version}")
    view = scenario.over(base)
    if name.endswith(".geojson") or (name.endswith(".gpkg") and not whole):
        return [
            *(one.words for one in view.lost),
            *write_changes(changes(view), base.frame, path),
        ]
    if versions:
        states = two_states(view, scenario.name, scenario.about, last_made(scenario))
        lost = write_versions(states, path, progress)
    else:
        lost = write(whole_city(view), path, version=version, progress=progress)
    return [one.words for one in view.lost] + [finding.message for finding in lost]


def last_made(scenario: Scenario) -> str:
    """When the last of a plan's edits was done, ISO 8601 in UTC to the second; "" for nobody knows.

    What others have written may be no date at all.
    """
    found = []
    for step in scenario.steps:
        try:
            moment = datetime.fromisoformat(step.made)
            found.append(moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC))
        except (ValueError, OverflowError):
            continue
    return f"{max(found).replace(tzinfo=None).isoformat(timespec='seconds')}Z" if found else ""
