"""What the edits of a plan do to the streets of a network."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from dataclasses import replace

import numpy as np
import shapely
from numpy.typing import NDArray

from city.edits import Edit, Street
from city.forms import Land
from city.thing import Thing
from city.traffic.roads import Roads
from city.traffic.works import CLOSURE, FURNITURE, LIMIT, NewStreet, Works, crossed
from city.view import View

F64 = NDArray[np.float64]
NEAR = 30.0  # metres from the end of a drawn street to the junction that it joins
LANE = 3.0  # metres of a carriageway for each lane, more or less
REFUSED = " \t\n\r|\\'\";,:!<>&*?"  # letters that no id of SUMO may have
SPEED = 50 / 3.6  # metres a second on a new street, as in towns where nothing else is said


def planned(view: View, edits: Sequence[Edit], roads: Roads) -> Works:
    """The closures and speed limits that stand in a view, and the streets that edits have laid
    there, as far as they meet a network in the local metres of the same frame."""
    closed: dict[str, str] = {}
    limits: dict[str, float] = {}
    new, lost = _laid(view, edits, roads)
    for thing, met in _ruled(view, roads, new):
        said, name = thing.attributes, thing.attributes.get("name", thing.id)
        if not met:
            lost.append(f"the {said['function']} {name} meets no street of the network")
        elif said["function"] == CLOSURE:
            whom = "cars" if said.get("closedTo") == "cars" else "all"
            closed |= {id: whom for id in met if closed.get(id) != "all"}
        elif isinstance(speed := said.get("maxspeed"), (int, float)) and speed > 0:
            limits |= dict.fromkeys(met, speed / 3.6)
        else:
            lost.append(f"the speed limit {name} says no speed; give its maxspeed in km/h")
    return Works(closed, limits, tuple(new), tuple(lost))


def _laid(view: View, edits: Sequence[Edit], roads: Roads) -> tuple[list[NewStreet], list[str]]:
    """The streets that were laid and still stand, and why others join nothing."""
    new: list[NewStreet] = []
    lost: list[str] = []
    for edit in edits:
        if isinstance(edit, Street) and (parts := _stands(view, edit)):
            street = _joined(view, edit, roads, parts)
            if isinstance(street, NewStreet):
                known = {*roads.network.links.ids, *(id for one in new for id in one.ids)}
                new.append(replace(street, id=_ident(edit.id, known)))
            else:
                lost.append(street)
    return new, lost


def _ruled(view: View, roads: Roads, new: Sequence[NewStreet]) -> Iterator[tuple[Thing, list[str]]]:
    """What rules streets in a view, with the ids of the streets that it meets, old and new."""
    for thing in view.things.values():
        ruling = thing.attributes.get("function") in (CLOSURE, LIMIT)
        if ruling and thing.kind == FURNITURE and isinstance(thing.form, Land):
            shape = thing.form.shape
            fresh = [one for one in new if shape.intersects(shapely.LineString(one.shape))]
            met = crossed(roads.network.links, shape)
            yield thing, [*met, *(id for one in fresh for id in one.ids)]


def _stands(view: View, edit: Street) -> list[Thing]:
    """The carriageways that are left of a street that was laid."""
    ways = [k for k, lane in enumerate(edit.section, 1) if lane.kind == "carriageway"]
    found = (view.things.get(f"{edit.id}-{k}") for k in ways)
    return [one for one in found if one is not None]


def _joined(view: View, edit: Street, roads: Roads, parts: Sequence[Thing]) -> NewStreet | str:
    """A street between the junctions that lie nearest to its ends, or why it joins none. parts: its
    carriageways as they lie now."""
    name = edit.name or edit.id
    shape = np.array(edit.line, np.float64) - view.base.frame.origin[:2]
    middle, wide = shapely.LineString(shape), sum(lane.width for lane in edit.section)
    if any(isinstance(one.form, Land) and one.form.shape.distance(middle) > wide for one in parts):
        return f"the street {name} was moved after it was laid; lay it anew where it is"
    nodes = roads.network.nodes
    used = np.unique(roads.network.ends[roads.open])
    ends = []
    for place in shape[[0, -1]]:
        apart = np.hypot(*(nodes.points[used, :2] - place).T)
        if not len(used) or apart.min() > NEAR:
            return (
                f"the street {name} ends {apart.min(initial=np.inf):,.0f} m from the nearest "
                f"junction of the network; draw it to within {NEAR:g} m"
            )
        ends.append(int(used[np.argmin(apart)]))
    if ends[0] == ends[1]:
        return f"the street {name} begins and ends at the same junction of the network"
    shape = np.concatenate([nodes.points[ends[:1], :2], shape, nodes.points[ends[1:], :2]])
    wide = sum(lane.width for lane in edit.section if lane.kind == "carriageway")
    lanes = max(1, round(wide / LANE))
    start, end = (nodes.ids[row] for row in ends)
    return NewStreet(edit.id, start, end, shape, ((lanes + 1) // 2, lanes // 2), SPEED)


def _ident(id: str, known: Set[str]) -> str:
    """An id as SUMO takes it that no other street has."""
    found = "".join("_" if letter in REFUSED else letter for letter in id).lstrip("-") or "new"
    while {found, f"-{found}"} & known:
        found += "_new"
    return found
