"""What is published of a plan: its numbers as entities, with where they come from."""

from __future__ import annotations

import hashlib
from importlib.metadata import PackageNotFoundError, version

import numpy as np

from city.assumptions import assumed
from city.indicators import indicators
from city.project import Project
from city.scenario import Scenario
from city.view import View
from exporters.ngsi_ld import Entity, Provenance, indicator_entities

LONG = 24  # letters of the hash


def plan_entities(
    project: Project, scenario: Scenario, view: View, year: int, moment: np.datetime64
) -> list[Entity]:
    """The indicators of a plan as entities. moment: when they are worked out, UTC.

    Of the project nothing is told but a hash of the content of what it shows.
    """
    kept = project.contents.settings.get("assumptions")
    changed = kept if isinstance(kept, dict) else {}
    origin = Provenance(
        fingerprint(project),
        scenario.ident,
        scenario.name,
        len(scenario.edits),
        year,
        assumed(changed),
        software(),
    )
    return indicator_entities(indicators(view, changed, year), origin, moment)


def fingerprint(project: Project) -> str:
    """The same for the same sources, wherever they lie."""
    hashes = sorted(origin.hash for origin in project.contents.origins)
    return hashlib.sha256("\n".join(hashes).encode()).hexdigest()[:LONG]


def software() -> str:
    """The name of this program and its version."""
    try:
        return f"Maquette {version('maquette')}"
    except PackageNotFoundError:
        return "Maquette"
