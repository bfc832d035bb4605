"""Trees as they will be in some year: planted small, grown to what they become."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TypeVar
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from city.forms import Tree
from city.thing import Thing

Share = TypeVar("Share", float, NDArray[np.float64])


def grows(thing: Thing) -> bool:
    """Whether a thing is a tree of which somebody said how large it will be."""
    said = thing.attributes
    return isinstance(thing.form, Tree) and "yearsToGrow" in said and "yearPlanted" in said


def grown(thing: Thing, year: float) -> Thing:
    """A tree as it is in a year; anything else, and a tree that nobody says more of, as it is.

    It grows fast at first and ever more slowly: of what it has still to grow, the part that is
    left after a share t of its years is (1 - t)². An assumption, and no model of a species.
    """
    form, said = thing.form, thing.attributes
    if not grows(thing) or not isinstance(form, Tree):
        return thing
    known = _GROWN.get(thing)
    if known is not None and known[0] == year:
        return known[1]
    done = _done(min(max((year - said["yearPlanted"]) / said["yearsToGrow"], 0.0), 1.0))
    height = form.height + (said.get("heightGrown", form.height) - form.height) * done
    crown = form.crown + (said.get("crownGrown", form.crown) - form.crown) * done
    found = replace(thing, form=replace(form, height=height, crown=crown))
    _GROWN[thing] = year, found
    return found


def _done(share: Share) -> Share:
    """How much of what a tree has still to grow is done after a share of its years."""
    return 1.0 - (1.0 - share) ** 2


def crowns(trees: Sequence[Thing], years: Sequence[float]) -> NDArray[np.float64]:
    """The diameters (years, trees) in metres of the crowns of trees that grow, in each year."""
    said = [one.attributes for one in trees]
    young = np.array([one.form.crown for one in trees if isinstance(one.form, Tree)], float)
    old = np.array([a.get("crownGrown", c) for a, c in zip(said, young, strict=True)], float)
    planted = np.array([a["yearPlanted"] for a in said], float)
    takes = np.array([a["yearsToGrow"] for a in said], float)
    passed = np.asarray(years, float)[:, None] - planted
    return np.asarray(young + (old - young) * _done(np.clip(passed / takes, 0.0, 1.0)))


_GROWN: WeakKeyDictionary[Thing, tuple[float, Thing]] = WeakKeyDictionary()  # the last year's


def all_grown(things: Iterable[Thing], year: float | None) -> list[Thing]:
    """Things as they are in a year; None: as they were drawn."""
    return [thing if year is None else grown(thing, year) for thing in things]
