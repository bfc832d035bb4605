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
from city.compare.counterpart import counterpart
from city.compare.difference import Difference
from city.compare.faces import Faces, compared
from city.compare.plans import between_plans
from city.directory import Directory
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


def over_delivery(
    scenario: Scenario, base: Base, city: City, progress: Progress | None = None
) -> Delivery:
    """Do a plan that was made over a base over another delivery of it.

    city: the delivery, in the frame of the base (`city.compare.placed`); it stands for the city, or
    the file, that it shares ids with. ValueError where the base has no city.
    """
    progress = progress or Progress()
    old = counterpart(base.cities, city)
    kept = [one for number, one in enumerate(base.cities) if number != old.number]
    rest = [] if old.rest is None else [old.rest]
    new = replace(base, cities=(city, *rest, *kept))
    before, after = scenario.over(base), scenario.over(new)
    lost_before = {one.words for one in before.lost}
    whole = between_cities(old.part, city, progress)
    touched = _touched(scenario, old.part)
    meanwhile = whole.take([k for k, (was, _) in enumerate(whole.found) if _in(was, touched)])
    return Delivery(
        between_plans(View.of(new), after, progress),
        meanwhile,
        [one for one in after.lost if one.words not in lost_before],
        {was: now for was, now in meanwhile.ids if was and now and was != now},
        _there(before, View.of(new), whole, progress),
        whole.told,
    )


def _touched(scenario: Scenario, city: City) -> NDArray[np.bool_]:
    """(objects,): the families of a city that a plan makes or changes something of."""
    names = {ident for edit in scenario.edits for ident in edit.touches()}
    rows = [row for row in Directory(city.objects.ids).rows(names) if row >= 0]
    top = lineage(city.objects.parent)[0]
    return np.isin(top, top[rows])


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
    return bool(compared(Faces.of_bodies([planned]), Faces.of_bodies([body])).same[0])


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
