"""The city before and after a plan, in one."""

import numpy as np

from city.base import Base
from city.versions import versions
from city.view import View
from tests.city.plans import base, plan, square
from tests.city.test_union import areas, objects

BUILD = {"edit": "build", "footprint": square(200, 0, 10, 8), "storeys": 3, "id": "new"}
EDITS = (
    BUILD,
    {"edit": "demolish", "objects": ["house"]},
    {"edit": "raise", "objects": ["podium"], "storeys": 1},
    {"edit": "change", "objects": ["square"], "attributes": {"name": "Market"}},
    {"edit": "zone", "outline": square(0, 0, 50, 50), "height": 10.0, "id": "zone"},
)


def state(found, has):
    """By id: class, attributes of one of the two states."""
    city = found.city.objects
    ids = np.array(found.names)
    told = {}
    for row in np.flatnonzero(has).tolist():
        above = int(city.parent[row])
        assert above < 0 or has[above]
        told[found.names[row]] = (
            city.kind_of(row),
            ids[above] if above >= 0 else None,
            city.attributes(row),
        )
    return told


def test_both_states_are_there_and_what_they_share_stands_once():
    view = plan(*EDITS)
    assert view.lost == ()
    found = versions(view, "Plan A", "why", "2026-01-02T03:04:05Z")
    before, after = state(found, found.before), state(found, found.after)
    assert before == objects(view.base.cities[0])
    assert after.keys() == {
        *("tower", "podium", "shaft", "square", "street", "tree", "new"),
    }
    assert after["square"][2]["name"] == "Market" and "name" not in before["square"][2]
    shared = {found.names[row] for row in np.flatnonzero(found.before & found.after)}
    assert shared == {"street", "tree"}
    pairs = {found.names[new]: found.names[old] for old, new in found.replaced.items()}
    assert pairs == {"tower": "tower", "square": "square"}
    assert (found.title, found.about, found.made) == ("Plan A", "why", "2026-01-02T03:04:05Z")
    assert len(set(found.city.objects.ids)) == len(found.city.objects)


def test_a_plan_of_nothing_leaves_the_city_in_one_state():
    view = View.of(base())
    found = versions(view, "Plan A")
    assert found.before.all() and found.after.all()
    assert areas(found.city) == areas(view.base.cities[0])
    assert found.replaced == {}


def test_over_nothing_there_is_only_what_was_drawn():
    view = plan(BUILD, over=Base(base().frame))
    found = versions(view, "Plan A")
    assert not found.before.any() and state(found, found.after).keys() == {"new"}


def test_what_is_demolished_and_drawn_anew_takes_the_place_of_what_was():
    view = plan({"edit": "demolish", "objects": ["house"]}, {**BUILD, "id": "house"})
    found = versions(view, "Plan A")
    ((old, new),) = found.replaced.items()
    assert found.names[old] == found.names[new] == "house"
    assert found.before[old] and not found.after[old] and found.after[new]
