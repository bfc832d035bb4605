"""A plan on its way out of the program: as a city, as its changes, or as its edits."""

from __future__ import annotations

from pathlib import Path

from city.base import Base
from city.edits.delta import lines
from city.outcome import whole_city
from city.progress import Progress
from city.scenario import Scenario


def export(
    scenario: Scenario, base: Base, path: Path, version: str | None, progress: Progress
) -> list[str]:
    """Write the city as a plan would have it, or the edits themselves where the name ends in
    .jsonl; returns what the format could not keep. WriteError where it cannot be written.
    """
    name = path.name.lower()
    if name.endswith(".jsonl") and not name.endswith(".city.jsonl"):
        text = "\n".join(lines(scenario.edits, base.frame.horizontal))
        path.write_text(text + "\n", "utf-8")
        return []
    from exporters import write

    view = scenario.over(base)
    lost = write(whole_city(view), path, version=version, progress=progress)
    return [one.words for one in view.lost] + [finding.message for finding in lost]
