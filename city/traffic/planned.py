"""What the edits of a plan do to the streets of a network."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from city.edits import Edit, Street
from city.forms import Land
from city.traffic.roads import Roads
from city.traffic.works import CLOSURE, NewStreet, Works, crossed
from city.view import View

F64 = NDArray[np.float64]
NEAR = 30.0  # metres from the end of a drawn street to the junction that it joins
LANE = 3.0  # metres of a carriageway for each lane, more or less
SPEED = 50 / 3.6  # metres a second on a new street, as in towns where nothing else is said


def planned(view: View, edits: Sequence[Edit], roads: Roads) -> Works:
    """The closures that stand in a view, and the streets that edits have laid there, as far as they
    meet a network in the local metres of the same frame."""
    closed, lost = _closed(view, roads)
    new = []
    for edit in edits:
        if isinstance(edit, Street) and _stands(view, edit):
            street = _joined(view, edit, roads)
            if isinstance(street, NewStreet):
                new.append(street)
            else:
                lost.append(street)
    return Works(closed, tuple(new), tuple(lost))


def _closed(view: View, roads: Roads) -> tuple[dict[str, str], list[str]]:
    """Streets with whom they are closed to, and which closures meet none."""
    closed: dict[str, str] = {}
    lost = []
    for thing in view.things.values():
        said = thing.attributes
        if said.get("function") != CLOSURE or not isinstance(thing.form, Land):
            continue
        whom = str(said.get("closedTo", "all"))
        met = crossed(roads.network.links, thing.form.shape)
        closed |= {id: whom for id in met if closed.get(id) != "all"}
        if not met:
            lost.append(f"the closure {said.get('name', thing.id)} meets no street of the network")
    return closed, lost


def _stands(view: View, edit: Street) -> bool:
    """Whether cars can still drive on a street that was laid."""
    ways = [k for k, lane in enumerate(edit.section, 1) if lane.kind == "carriageway"]
    return any(f"{edit.id}-{k}" in view.things for k in ways)


def _joined(view: View, edit: Street, roads: Roads) -> NewStreet | str:
    """A street between the junctions that lie nearest to its ends, or why it joins none."""
    name = edit.name or edit.id
    shape = np.array(edit.line, np.float64) - view.base.frame.origin[:2]
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
