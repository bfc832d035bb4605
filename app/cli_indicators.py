"""The numbers of a plan, as JSON or as a page for people."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from app import plans
from app.cli_terminal import warn
from city.assumptions import assumed
from city.base import Base
from city.indicators import BY_KEY, INDICATORS, Numbers, indicators
from city.indicators import plots as plots_of
from city.project import Project
from city.scenario import Scenario


def told(
    project: Project,
    base: Base,
    name: str,
    said: Mapping[str, float],
    as_json: bool,
    year: int,
) -> str:
    """What `maquette indicators` prints. name: of the scenario, "" for the city as it is.

    said: assumptions that count instead of those that the project keeps. year: that planted trees
    have grown to.
    """
    nothing = Scenario("", plans.BASELINE)
    baseline = not name or name.casefold() == plans.BASELINE.casefold()
    scenario = nothing if baseline else plans.named(project, name)
    kept = project.contents.settings.get("assumptions")
    changed = {**(kept if isinstance(kept, dict) else {}), **said}
    view = scenario.over(base)
    for lost in view.lost:
        warn(lost.words)
    numbers = indicators(view, changed, year)
    found = {
        "scenario": scenario.name,
        "year": year,
        "values": dict(numbers.values),
        "baseline": dict(indicators(nothing.over(base), changed, year).values),
        "floor_area_by_use": dict(numbers.floor),
        "plots": [_plot(one) for one in plots_of(view, changed, year)],
        "assumptions": assumed(changed),
        "definitions": _definitions(),
    }
    if as_json:
        return json.dumps(found, ensure_ascii=False, allow_nan=False, indent=1)
    return _page(found)


def _plot(numbers: Numbers) -> dict[str, Any]:
    told = {"id": numbers.id, "name": numbers.name, "area": numbers.area}
    return {**told, "values": dict(numbers.values), "floor_area_by_use": dict(numbers.floor)}


def _definitions() -> dict[str, dict[str, str]]:
    names = ("title", "unit", "formula", "source")
    return {one.key: {name: getattr(one, name) for name in names} for one in INDICATORS}


def _page(said: dict[str, Any]) -> str:
    """The numbers for people: the plan's, and by how much they differ from the baseline's."""
    lines = [said["scenario"], ""]
    for key, value in said["values"].items():
        one, before = BY_KEY[key], said["baseline"][key]
        if value is None:
            continue
        number = f"{value:,.{one.decimals}f} {one.unit}".rstrip()
        change = value - (before or 0.0)
        told = f"{change:+,.{one.decimals}f}" if abs(change) >= 0.5 * 10**-one.decimals else ""
        lines.append(f"  {one.title:<34} {number:>22}  {told}".rstrip())
    for plot in said["plots"]:
        lines += ["", f"Plot {plot['name']}, {plot['area']:,.0f} m²"]
        for key in ("gfa", "far", "coverage", "green"):
            one, value = BY_KEY[key], plot["values"][key]
            lines.append(f"  {one.title:<34} {value:>18,.{one.decimals}f} {one.unit}".rstrip())
    return "\n".join(lines)
