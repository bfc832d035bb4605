"""What `maquette compare` says: as one JSON document, or as a page for people."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.wording import visible
from city.compare import MEASURES, Difference

SHOWN = 40  # objects on the page; the whole list is in --json and in a file
TITLES = {
    "added": "added",
    "removed": "removed",
    "shape": "another shape",
    "attributes": "other attributes",
    "both": "another shape and other attributes",
    "renamed": "another id",
}
SUMS = {"footprint": "Footprint of buildings", "floor": "Gross floor area", "volume": "Volume"}


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two sides by their names, what differs, what somebody should know, and what else is said.

    more: further parts of the document, by name; a page for people passes over them.
    """

    a: str
    b: str
    difference: Difference
    told: Sequence[str] = ()
    more: Mapping[str, Any] = field(default_factory=dict)


def document(one: Comparison) -> dict[str, Any]:
    """A comparison as plain values."""
    difference = one.difference
    return {
        "a": one.a,
        "b": one.b,
        "totals": {
            "objects": len(difference),
            "by_sort": difference.counts(),
            "by_class": difference.totals(),
            "by_attribute": difference.attributes(),
            "sums": {
                name: {**each._asdict(), "net": each.net, "unit": MEASURES[name]}
                for name, each in difference.sums.items()
            },
        },
        "differences": listed(difference),
        "told": list(one.told),
        **one.more,
    }


def listed(difference: Difference) -> list[dict[str, Any]]:
    """Every object that differs, as plain values; None for what is unknown or not there."""
    return [_row(difference, k) for k in range(len(difference))]


def _row(difference: Difference, row: int) -> dict[str, Any]:
    was, now = difference.ids[row]
    sizes = {name: [_number(v) for v in size[row]] for name, size in difference.sizes.items()}
    moved = [_number(step) for step in difference.moved[row]]
    return {
        "sort": difference.sort_of(row),
        "class": difference.kinds[row],
        "a": was or None,
        "b": now or None,
        "changes": difference.words(row),
        "attributes": [one._asdict() for one in difference.said[row]],
        "sizes": sizes,
        "moved": None if None in moved else moved,
    }


def _number(value: float) -> float | None:
    return round(float(value), 4) if math.isfinite(value) else None


def page(one: Comparison) -> str:
    """A comparison for people."""
    difference = one.difference
    counts = {sort: number for sort, number in difference.counts().items() if number}
    lines = [f"A  {one.a}", f"B  {one.b}", ""]
    if not counts:
        lines.append("No differences.")
    wide = max((len(f"{number:,}") for number in counts.values()), default=0)
    lines += [f"  {number:>{wide},}  {TITLES[sort]}" for sort, number in counts.items()]
    for name, each in difference.sums.items():
        if any(abs(value) >= 0.5 for value in each):
            lines.append(
                f"  {SUMS[name]}: {each.net:+,.0f} {MEASURES[name]} "
                f"(added {each.added:,.0f}, removed {each.removed:,.0f}, "
                f"changed {each.changed:+,.0f})"
            )
    lines += _objects(difference)
    lines += ["", *(f"Note: {words}" for words in one.told)] if one.told else []
    return visible("\n".join(lines))


def _objects(difference: Difference) -> list[str]:
    rows = range(min(len(difference), SHOWN))
    lines = [""] if rows else []
    for row in rows:
        sort, words = difference.sort_of(row), difference.words(row)
        told = f": {words}" if words else ""
        lines.append(f"  {TITLES[sort]}  {difference.kinds[row]} {difference.ident(row)}{told}")
    more = len(difference) - len(rows)
    return [*lines, f"  and {more:,} more; see --json or -o list.csv"] if more else lines
