"""Who is affected as a table of buildings: which, where, how many homes, and how much they lose."""

from __future__ import annotations

from typing import Any

import shapely

from city.blocks import seen_from_above
from city.search import NAMES, address_of
from city.simulate.affected import Affected
from city.view import View

# The columns of numbers: as files call them, and as `Affected` does.
NUMBERS = {
    "homes_affected": "homes",
    "homes": "all_homes",
    "lost_mean": "mean",
    "lost_worst": "worst",
    "from": "before",
    "to": "after",
}
COUNTS = ("homes_affected", "homes")
DIGITS = 4


def names_of(found: Affected) -> dict[str, str]:
    """What each column of numbers is called in a file; who gains does not lose."""
    said = "gained" if found.threshold.gains else "lost"
    return {name: name.replace("lost", said) for name in NUMBERS}


def units_of(found: Affected) -> dict[str, str]:
    """The units of those columns, by what they are called in a file."""
    unit = found.quantity.unit
    own = "hours since midnight" if unit == "clock" else unit
    lost = f"{found.threshold.unit} of what there was" if found.threshold.relative else None
    units = {"lost_mean": lost or found.threshold.unit, "from": own, "to": own}
    units["lost_worst"] = units["lost_mean"]
    return {title: units.get(name, "") for name, title in names_of(found).items()}


def rows_of(found: Affected, view: View) -> list[dict[str, Any]]:
    """A row for each building, the worst first: id, name and address where they are known, "" where
    not, and numbers by their names in a file, None for none. view: the city that it is of."""
    view.base.find(found.owners)  # all at once, which is sooner than one by one
    titles = names_of(found)
    rows = []
    for number, ident in enumerate(found.owners):
        thing = view.find(ident)
        said = {} if thing is None else view.attributes(thing)
        name = next((str(v) for k, v in said.items() if v and NAMES.search(k)), "")
        told: dict[str, Any] = {"id": ident, "name": name, "address": address_of(said)}
        for key, title in titles.items():
            value = float(found.columns[NUMBERS[key]][number])
            whole = int(value) if key in COUNTS else round(value, DIGITS)
            told[title] = None if value != value else whole
        rows.append(told)
    return rows


def outlines_of(found: Affected, view: View) -> list[Any]:
    """What each building covers on the map, (multi)polygons in local metres; None for nothing."""
    shapes: list[Any] = []
    for ident in found.owners:
        thing = view.find(ident)
        try:
            shape = None if thing is None else seen_from_above(view.body(thing))
        except ValueError:  # neither floor nor roof
            shape = None
        shapes.append(None if shape is None else shapely.force_2d(shape))
    return shapes
