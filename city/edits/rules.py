"""What edits share: changing things one by one, free names, the ground that is built on."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from city.base import Base, Spot
from city.edits.parts import EditError, Line, Number, told
from city.forms import Shape
from city.thing import Thing
from city.view import Site

HEIGHT = Number(-1e4, 1e4, "metres")
TOO_FAR = 20_000.0  # metres outside the city that nobody builds at


def stand_in(site: Site, found: Thing | Spot) -> Thing:
    """A thing, or one in the place of an object of the base, which looks as that does."""
    if isinstance(found, Thing):
        return found
    body, ident = site.body(found), site.base.ident(found)
    if not len(body):
        raise ValueError("has no shape that could be changed")
    said = {name: value for name, value in site.attributes(found).items() if value is not None}
    return Thing(ident, site.base.kind(found), Shape(body), said, was=(found.city, found.row))


def each(site: Site, idents: Sequence[str], change: Callable[[Site, Thing], Thing]) -> None:
    """Change things one by one; what cannot be changed is told, and the others are.

    Raises ValueError where none could be.
    """
    faults: list[str] = []
    found = site.find_all(idents)
    for one in found:
        try:
            thing = change(site, stand_in(site, one))
            thing.built  # noqa: B018  what cannot be built is found out here
            site.put(thing)
        except ValueError as fault:
            faults.append(f"{site.name(one)} {fault}")
    if faults and len(faults) == len(found):
        raise ValueError("; ".join(faults[:3]))
    for words in faults:
        site.lose(words)


def free(site: Site, ident: str) -> None:
    """See that nothing stands under a name that a new thing is to have."""
    spot = site.base.find([ident])[0]
    if ident in site.things or (spot is not None and not site.is_gone(spot)):
        raise ValueError(f"there is something called {told(ident)} already")


def on_the_ground(base: Base, outline: Line, said: float | None) -> float:
    """The height of the lowest ground under an outline, unless something else is said.

    Raises EditError for an outline far away from the city.
    """
    places = np.array(outline, np.float64) - base.frame.origin[:2]
    if base.extent is not None:
        low, high = base.extent
        away = np.maximum(np.maximum(low - places, places - high), 0)
        metres = float(np.hypot(away[:, 0], away[:, 1]).min())
        if metres > TOO_FAR:
            crs = base.frame.horizontal or "local metres"
            raise EditError(
                f"it lies {metres / 1000:,.0f} km outside the city; are its coordinates in {crs}?"
            )
    if said is not None:
        return said
    return float(np.round(base.standing(places).min() + base.frame.origin[2], 3))
