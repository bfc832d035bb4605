"""Land over land: what is laid out anew takes the place of what the plan had laid out there."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

from city.draping import draped
from city.forms import Land
from city.thing import Thing
from city.view import Site

LEAST = 0.01  # square metres that are still a piece of land


def laid(site: Site, shape: Any, lift: float) -> Land:
    """A piece of land on the ground, in place of what the plan had laid out there before.

    So each place is one thing: a pond in a park is water and no green, and nothing lies hidden
    under something else. shape: shapely, local metres. lift: metres above the ground.
    """
    west, south, east, north = shape.bounds
    for ident, thing in list(site.things.items()):
        form = thing.form
        if not isinstance(form, Land) or form.lift is None:
            continue
        low_x, low_y, high_x, high_y = form.shape.bounds
        if low_x >= east or high_x <= west or low_y >= north or high_y <= south:
            continue
        left = form.shape.difference(shape, grid_size=1e-6)
        if form.shape.area - left.area < LEAST:
            continue
        if left.area < LEAST:
            del site.things[ident]
            continue
        rest = Land(left, partial(draped, left, site.ground, form.lift), form.lift)
        said = {**thing.attributes, "area": float(left.area)}
        site.put(replace(thing, form=rest, attributes=said))
    return Land(shape, partial(draped, shape, site.ground, lift), lift)


def gave_way(before: Thing | None, after: Thing) -> bool:
    """Whether a thing is a piece of land of which something else has taken a part."""
    if before is None or not isinstance(before.form, Land) or not isinstance(after.form, Land):
        return False
    return bool(after.form.shape.difference(before.form.shape).area < LEAST)
