"""Who is affected, on the command line: asked with an amount, told, and written as a list."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from app.cli_terminal import Refused, warn
from app.wording import visible
from city.assumptions import assumed
from city.layer import Layer, Quantity
from city.project import Project
from city.simulate.affected import RULES, Affected, affected
from city.simulate.affected_table import names_of, rows_of, units_of
from city.simulate.thresholds import read_threshold
from city.view import View

LISTED = 12  # buildings that the terminal shows
MORE = "more are listed with --json or -o list.csv"


def wrong(asked: Namespace, pictures: tuple[str, ...]) -> str:
    """What cannot be asked like this, before anything is opened; "" for nothing."""
    if asked.affected is None:
        return ""
    if not asked.against:
        return "say against which plan somebody is affected: --against Baseline"
    try:
        read_threshold(asked.affected, Quantity("", ""))
    except ValueError as fault:
        return str(fault)
    from exporters import AFFECTED

    if asked.out is not None and asked.out.suffix.lower() not in (*AFFECTED, *pictures):
        known = f"{', '.join(AFFECTED)}, the map as {' or '.join(pictures)}"
        return f"{asked.out.name}: who is affected is written as {known}"
    return ""


def counted(
    asked: Namespace, project: Project | None, after: Layer, before: Layer, view: View
) -> Affected:
    """Who is affected as it was asked."""
    try:
        quantity = quantity_of(after, asked.quantity)
        threshold = read_threshold(asked.affected, quantity)
        size = dwelling_in(project, after)
        return affected(after, before, view, quantity.key, threshold, asked.counted_by, size)
    except ValueError as fault:
        raise Refused(str(fault)) from fault


def quantity_of(layer: Layer, key: str = "") -> Quantity:
    """The quantity of a key, or without one the first that is told in numbers. Raises ValueError
    with those that there are."""
    numbers = [
        one for one in layer.quantities if one.scale != "classes" and one.key in layer.values
    ]
    for one in numbers:
        if key in ("", one.key):
            return one
    named = ", ".join(one.key for one in numbers)
    if not named:
        raise ValueError(
            f"{layer.title} is told in classes: its difference says which became which"
        )
    raise ValueError(f"{layer.title} has nothing called {key[:60]}; there are: {named}")


def dwelling_in(project: Project | None, layer: Layer) -> float:
    """m² of floor that a home is assumed to have: as the study was asked, or the project says."""
    if "dwelling" in layer.settings:
        return float(layer.settings["dwelling"])
    kept = project.contents.settings.get("assumptions") if project is not None else None
    return assumed(kept if isinstance(kept, Mapping) else {})["dwelling_size"]


def affected_said(found: Affected, view: View) -> dict[str, Any]:
    """Who is affected as plain values: the threshold and its source, totals, m² by sort of place,
    and a row for each building, the worst first. view: the city that it is of."""
    threshold = found.threshold
    living = int((found.columns["homes"] > 0).sum())
    return {
        "words": found.words(),
        "quantity": found.quantity.key,
        "threshold": {
            "amount": threshold.amount,
            "unit": threshold.unit,
            "who": "gains" if threshold.gains else "loses",
            "relative": threshold.relative,
            "source": threshold.source,
        },
        "counted_by": found.rule,
        "rule": RULES[found.rule],
        "dwelling": found.dwelling,
        "homes": found.count,
        "homes_compared": found.compared,
        "homes_new": found.new,
        "buildings": len(found.owners),
        "buildings_with_homes": living,
        "areas": {
            name: {"affected": area.affected, "compared": area.compared}
            for name, area in found.areas.items()
        },
        "units": units_of(found),
        "list": rows_of(found, view),
    }


def page(found: Affected, view: View) -> str:
    """The same for people."""
    told = [f"Who is affected: {found.words()}", ""]
    told += [f"  {name}: {words}" for name, words in found.layer.facts[1:]]
    rows = rows_of(found, view)
    if rows:
        titles, units = names_of(found).values(), units_of(found)
        heads = [f"{name.replace('_', ' ')} {units[name]}".strip() for name in titles]
        told += ["", "  ".join([f"  {'building':<28}", *heads])]
        for row in rows[:LISTED]:
            name = row["address"] or row["name"] or row["id"]
            numbers = (
                f"{'–' if row[key] is None else format(row[key], '.12g'):>{len(head)}}"
                for key, head in zip(titles, heads, strict=True)
            )
            told.append("  ".join([f"  {name[:28]:<28}", *numbers]))
    if len(rows) > LISTED:
        told.append(f"  {len(rows) - LISTED:,} {MORE}")
    return visible("\n".join(told))


def write(found: Affected, view: View, path: Path) -> None:
    """Write who is affected as a list."""
    from exporters import write_affected

    for line in write_affected(found, view, path):
        warn(line)
