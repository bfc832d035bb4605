"""A plan over a new delivery: what is lost, what changed meanwhile, what is there already."""

import pytest

from city.base import Base
from city.compare import over_delivery
from city.edits import read_edit
from city.scenario import Scenario, Step
from tests.city.compare.towns import delivery, house, listed
from tests.city.plans import flat_ground, square
from tests.city.toy import FRAME

STREET = [house(20.0 * k, 3.0 + k, f"h{k}", storeys=1 + k) for k in range(5)]
OLD = Base(FRAME, (delivery(*STREET),), (flat_ground(),))


def scenario(*said):
    steps = [Step(f"s{k}", read_edit(one).settled(OLD)) for k, one in enumerate(said)]
    return Scenario("p", "Plan A").done(*steps)


def over(plan, *houses):
    return over_delivery(plan, OLD, delivery(*houses))


def changed(number, **said):
    return [{**one, **said} if k == number else one for k, one in enumerate(STREET)]


RAISE = {"edit": "raise", "objects": ["h1"], "storeys": 1}
DEMOLISH = {"edit": "demolish", "objects": ["h2"]}
SAY = {"edit": "change", "objects": ["h3"], "attributes": {"use": "office"}}
BUILD = {
    "edit": "build", "footprint": square(200, 0, 10, 8), "storeys": 1, "id": "new", "ground": 0,
}  # fmt: skip
PLAN = scenario(RAISE, DEMOLISH, SAY, BUILD)


def test_a_delivery_without_changes_leaves_the_plan_as_it_is():
    found = over(PLAN, *STREET)
    assert listed(found.left) == {
        ("h2", ""): "removed",
        ("h3", "h3"): "attributes",
        ("h1", "h1"): "both",
        ("", "new"): "added",
    }
    assert (len(found.meanwhile), found.lost, found.there, found.renamed) == (0, [], {}, {})


def test_edits_that_lost_their_object_are_told_and_what_it_is_called_now():
    found = over(PLAN, *changed(1, id="other"))
    (lost,) = found.lost
    assert lost.words == "h1 is not in the city any more" and lost.number == 0
    assert found.renamed == {"h1": "other"}
    assert ("h1", "h1") not in listed(found.left)


def test_what_the_delivery_changed_of_the_plans_objects_is_told_and_nothing_else():
    houses = changed(1, high=7.0)
    houses[0] = {**houses[0], "high": 9.0}
    found = over(PLAN, *houses)
    assert listed(found.meanwhile) == {("h1", "h1"): "shape"}
    assert found.there == {} and found.lost == []


def test_what_the_delivery_has_already_is_told():
    houses = changed(3, said={"storeys": 4, "use": "office"})
    del houses[2]
    found = over(PLAN, *houses, house(200.5, 3.0, "b17"))
    assert found.there == {
        "h2": "has gone in the delivery too",
        "h3": "is in the delivery as it was planned",
        "new": "the delivery has something new in its place: b17",
    }
    assert [one.words for one in found.lost] == ["h2 is not in the city any more"]


def test_a_raise_that_was_built_as_planned_is_told():
    found = over(scenario(RAISE), *changed(1, high=7.0, said={"storeys": 3}))
    assert found.there == {"h1": "is in the delivery as it was planned"}
    nearly = over(scenario(RAISE), *changed(1, high=7.2, said={"storeys": 3}))
    assert nearly.there == {}


def test_what_was_lost_before_is_not_lost_by_the_delivery():
    plan = scenario({"edit": "demolish", "objects": ["nobody"]})
    assert over(plan, *STREET).lost == []


def test_what_else_lies_on_the_table_stays_as_it_is():
    trees = delivery(house(900.0, 3, "t", kind="SolitaryVegetationObject"))
    base = Base(FRAME, (trees, *OLD.cities))
    plan = scenario(RAISE, {"edit": "demolish", "objects": ["t"]})
    found = over_delivery(plan, base, delivery(*changed(1, high=7.0)))
    assert listed(found.left).keys() == {("t", ""), ("h1", "h1")}
    assert listed(found.meanwhile) == {("h1", "h1"): "shape"} and found.lost == []
    with pytest.raises(ValueError, match="no city"):
        over_delivery(plan, Base(FRAME), delivery(*STREET))
