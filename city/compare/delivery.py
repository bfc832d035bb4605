"""A plan over a new delivery of its city: what of it holds, and what has changed meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from city.base import Base, Spot
from city.blocks import seen_from_above
from city.body import Body
from city.changes import SAME
from city.compare.attributes import same
from city.compare.cities import between_cities
from city.compare.difference import Difference
from city.compare.faces import Faces, compared
from city.compare.plans import between_plans
from city.kinds import theme
from city.lineage import lineage
from city.model import City
from city.progress import Progress
from city.scenario import Scenario
from city.view import Lost, View

HALF = 0.5  # of what two buildings cover together, from where on they stand in the same place


@dataclass(frozen=True, eq=False)
class Delivery:
    """What a new delivery of the city means for a plan.

    left: what the plan still changes, over the delivery. meanwhile: what the delivery has otherwise
    of the objects that the plan touches. lost: edits that cannot be done over it. renamed: objects
    that the plan touches by the ids they had, and have now. there: by id, in words, what of the
    plan the delivery has already.
    """

    left: Difference
    meanwhile: Difference
    lost: Sequence[Lost]
    renamed: dict[str, str]
    there: dict[str, str]
    told: Sequence[str] = ()


def delivered(base: Base, city: City) -> Base:
    """A base with a new delivery in the place of the city that it shares most ids with.

    The delivery is in the frame of the base (`city.compare.placed`). ValueError where the base has
    no city.
    """
    if not base.cities:
        raise ValueError("there is no city that could be delivered anew")
    new = set(city.objects.ids)
    shared = [len(new.intersection(one.objects.ids)) for one in base.cities]
    number = int(np.argmax(shared))
    cities = tuple(city if k == number else one for k, one in enumerate(base.cities))
    return replace(base, cities=cities)


def over_delivery(
    scenario: Scenario, old: Base, new: Base, progress: Progress | None = None
) -> Delivery:
    """Do a plan that was made over one base over another delivery of it (`delivered`)."""
    progress = progress or Progress()
    before, after = scenario.over(old), scenario.over(new)
    lost_before = {one.words for one in before.lost}
    changed = _changed_cities(old, new)
    whole = between_cities(*changed, progress)
    touched = _touched(scenario, old, changed[0])
    meanwhile = whole.take([k for k, (was, _) in enumerate(whole.found) if _in(was, touched)])
    return Delivery(
        between_plans(View.of(new), after, progress),
        meanwhile,
        [one for one in after.lost if one.words not in lost_before],
        {was: now for was, now in meanwhile.ids if was and now and was != now},
        _there(before, View.of(new), whole, progress),
        whole.told,
    )


def _changed_cities(old: Base, new: Base) -> tuple[City, City]:
    """The city that was delivered anew, as it was and as it is."""
    pairs = zip(old.cities, new.cities, strict=False)
    return next(((a, b) for a, b in pairs if a is not b), (old.cities[0], new.cities[0]))


def _touched(scenario: Scenario, old: Base, city: City) -> NDArray[np.bool_]:
    """(objects,): the families of a city that a plan makes or changes something of."""
    names = list({ident for edit in scenario.edits for ident in edit.touches()})
    spots = [spot for spot in old.find(names) if spot and old.cities[spot.city] is city]
    top = lineage(city.objects.parent)[0]
    return np.isin(top, top[[spot.row for spot in spots]]) if spots else np.zeros(len(top), bool)


def _in(found: object, rows: NDArray[np.bool_]) -> bool:
    return isinstance(found, Spot) and bool(rows[found.row])


def _there(planned: View, now: View, whole: Difference, progress: Progress) -> dict[str, str]:
    """What of a plan a delivery has already, by the id of the object."""
    rows = between_plans(View.of(planned.base), planned, progress)
    found: dict[str, str] = {}
    for k in range(len(rows)):
        progress.check()
        ident, sort = rows.ident(k), rows.sort_of(k)
        there = now.find(ident)
        if sort == "removed":
            if there is None:
                found[ident] = "has gone in the delivery too"
        elif sort != "added" and there is not None:
            told = now.attributes(there)
            agrees = all(same(told.get(one.name), one.b) for one in rows.said[k])
            if agrees and (sort == "attributes" or _same_body(rows, k, now.body(there))):
                found[ident] = "is in the delivery as it was planned"
    return found | _built(rows, whole)


def _same_body(rows: Difference, row: int, body: Body) -> bool:
    planned = rows.body(row, 1)
    assert planned is not None
    return bool(compared(Faces.of_bodies([planned]), Faces.of_bodies([body]))[0][0])


def _built(rows: Difference, whole: Difference) -> dict[str, str]:
    """New buildings of a plan in whose place the delivery has something new."""
    planned = [k for k in range(len(rows)) if rows.sort_of(k) == "added"]
    come = [k for k in range(len(whole)) if whole.sort_of(k) == "added"]
    if not planned or not come:
        return {}
    outlines = [_outline(whole, k) for k in come]
    tree = shapely.STRtree(outlines)
    found = {}
    for k in planned:
        own = _outline(rows, k)
        for near in tree.query(own, "intersects").tolist():
            other, there = outlines[near], come[near]
            if theme(rows.kinds[k]) != theme(whole.kinds[there]):
                continue
            both = own.intersection(other).area
            if both > SAME and both >= HALF * own.union(other).area:
                name = whole.ident(there)
                found[rows.ident(k)] = f"the delivery has something new in its place: {name}"
    return found


def _outline(difference: Difference, row: int) -> Any:
    """What an object covers on the map."""
    body = difference.body(row, 1)
    try:
        return shapely.Polygon() if body is None else seen_from_above(body)
    except ValueError:  # neither floor nor roof
        return shapely.Polygon()
