"""The city before a plan and after it, in one: what both have stands in it once."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from city.lineage import lineage
from city.model import City
from city.outcome import city_of, whole_city
from city.union import united
from city.view import View

Mask = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Versions:
    """Two states of a city.

    city: every version of every object; whole families change, a building with all of its parts.
    names: (objects,) the id that all versions of an object share. before, after: (objects,) bool,
    which state has it. replaced: the rows of the families' tops that came in place of others, by
    the row of the other. title, about: of the later state. made: when it was planned, ISO 8601 in
    UTC; "" where nobody knows.
    """

    city: City
    names: list[str]
    before: Mask
    after: Mask
    replaced: dict[int, int]
    title: str
    about: str = ""
    made: str = ""


def versions(view: View, title: str, about: str = "", made: str = "") -> Versions:
    """The base of a view as the state before, what the view makes of it as the state after."""
    touched = [_touched(view, number) for number in range(len(view.base.cities))]
    hidden = tuple(gone | ~mask for gone, mask in zip(view.gone, touched, strict=True))
    fresh = whole_city(replace(view, gone=hidden))
    bases = view.base.cities or (city_of((), view.base.frame),)
    old = sum(len(city.objects) for city in bases)
    both = united([*bases, fresh])
    names = [*list(both.objects.ids)[:old], *fresh.objects.ids]
    changed = np.concatenate([*touched, np.zeros(len(fresh.objects), bool)])
    was = {names[row]: row for row in np.flatnonzero(changed & (both.objects.parent < 0)).tolist()}
    tops = np.flatnonzero(fresh.objects.parent < 0) + old
    return Versions(
        both,
        names,
        np.arange(len(names)) < old,
        ~changed,
        {was[names[row]]: row for row in tops.tolist() if names[row] in was},
        title,
        about,
        made,
    )


def _touched(view: View, number: int) -> Mask:
    """The objects of one city of the base whose families the plan changes."""
    mask = view.gone[number].copy()
    mask[[spot.row for spot in view.said if spot.city == number]] = True
    things = (thing.was for thing in view.things.values() if thing.was is not None)
    mask[[row for city, row in things if city == number]] = True
    top, _ = lineage(view.base.cities[number].objects.parent)
    tops = np.zeros(len(mask), bool)
    tops[top[mask]] = True
    return np.asarray(tops[top])
