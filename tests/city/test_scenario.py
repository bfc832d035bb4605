"""Scenarios: doing, undoing, branching and merging, against plain lists."""

import json

import numpy as np
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from city.edits import EditError, read_edit
from city.outcome import whole_city
from city.progress import Progress
from city.scenario import (
    Folding,
    Scenario,
    Step,
    attempted,
    branch,
    duplicate,
    fold,
    merge,
    tried,
)
from city.view import View
from tests.city.plans import base, edit, square

GROUND = base()


def build(number):
    corner = 200 + 20 * number
    return edit(GROUND, "build", footprint=square(corner, 0, 10, 8), id=f"b{number}")


def change(name, value):
    return edit(GROUND, "change", objects=[name], attributes={"function": value})


def step(number, made=None):
    return Step(f"step-{number}", made or build(number), f"2026-01-01T00:00:{number % 60:02d}Z")


def plan_a():
    return Scenario("a", "Plan A").done(step(0), step(1), step(2))


def same(some: View, other: View) -> bool:
    """Whether two views say the same of everything."""
    if list(some.things) != list(other.things) or some.lost != other.lost:
        return False
    if any((a != b).any() for a, b in zip(some.gone, other.gone, strict=True)):
        return False
    pairs = ((some.things[name], other.things[name]) for name in some.things)
    bodies = all(
        a.kind == b.kind
        and a.attributes == b.attributes
        and np.array_equal(a.body.points, b.body.points)
        for a, b in pairs
    )
    return bodies and some.said == other.said and list(some.rubble) == list(other.rubble)


def test_undo_goes_back_and_redo_goes_forth():
    plan = plan_a()
    assert len(plan.edits) == 3
    back = plan.undone().undone()
    assert [edit.id for edit in back.edits] == ["b0"]
    assert back.redone().redone() == plan
    assert plan.redone() == plan
    assert Scenario("e", "Empty").undone() == Scenario("e", "Empty")


def test_what_was_undone_is_left_behind_by_what_is_done_next():
    plan = plan_a().undone().done(step(7))
    assert [edit.id for edit in plan.edits] == ["b0", "b1", "b7"]
    assert plan.redone() == plan


def test_a_branch_has_what_its_parent_did_and_cannot_undo_it():
    child = branch(plan_a(), "b", "Plan B")
    assert (child.parent, len(child.inherited)) == ("a", 3)
    child = child.done(step(8))
    assert [edit.id for edit in child.edits] == ["b0", "b1", "b2", "b8"]
    assert len(child.undone().undone().edits) == 3


def test_a_duplicate_stands_alone():
    copy = duplicate(branch(plan_a(), "b", "B").done(step(8)), "c", "C")
    assert (copy.parent, copy.inherited) == ("", ())
    assert len(copy.undone().edits) == 3


def test_an_edit_that_cannot_be_done_any_more_is_told_by_its_number():
    edits = [build(0), change("ghost", "office"), build(0), build(1)]
    view = fold(View.of(GROUND), edits)
    assert list(view.things) == ["b0", "b1"]
    assert [(lost.number, "ghost" in lost.words) for lost in view.lost] == [(1, True), (2, False)]
    assert "there is something called 'b0' already" in view.lost[1].words


def test_trying_an_edit_leaves_the_view_as_it_was():
    view = fold(View.of(GROUND), [build(0)])
    after = tried(view, build(1), 1)
    assert (list(view.things), list(after.things)) == (["b0"], ["b0", "b1"])


def test_merging_brings_what_is_new():
    parent = plan_a()
    one = branch(parent, "one", "One").done(step(10))
    two = branch(parent, "two", "Two").done(step(11), step(12))
    merged = merge(one, two)
    assert [s.ident for s in merged.coming] == ["step-11", "step-12"]
    assert merged.conflicts == ()
    after = merged.scenario()
    assert [e.id for e in after.edits] == ["b0", "b1", "b2", "b10", "b11", "b12"]
    assert merge(after, two).coming == ()


def test_merging_asks_about_what_both_have_touched():
    parent = plan_a()
    one = branch(parent, "1", "One").done(step(20, change("b1", "office")), step(21))
    two = branch(parent, "2", "Two").done(step(22, change("b1", "hotel")), step(23))
    merged = merge(one, two)
    (conflict,) = merged.conflicts
    assert conflict.objects == ("b1",)
    assert "function to office" in conflict.words()
    assert "there changed function to hotel" in conflict.words()

    def use(take):
        view = merged.scenario(take).over(GROUND)
        assert {"b21", "b23"} <= view.things.keys()
        return view.find("b1").attributes["function"]

    assert (use("ours"), use("theirs"), use("both")) == ("office", "hotel", "hotel")


def test_the_same_change_on_both_sides_is_no_conflict():
    parent = plan_a()
    one = branch(parent, "1", "One").done(step(20, change("b1", "office")))
    two = branch(parent, "2", "Two").done(step(22, change("b1", "office")))
    merged = merge(one, two)
    assert (merged.conflicts, merged.coming) == ((), ())


def test_folding_along_is_like_folding_from_the_start():
    folding, plan = Folding(GROUND), Scenario("long", "Long")
    for number in range(150):
        plan = plan.done(step(number))
        folding.view(plan)
    for _ in range(100):
        plan = plan.undone()
    assert same(folding.view(plan), plan.over(GROUND))
    other = plan_a()
    assert same(folding.view(other), other.over(GROUND))


def test_views_of_long_ago_are_far_apart_and_going_back_finds_its_way(monkeypatch):
    monkeypatch.setattr("city.scenario.SNAPSHOTS", 8)
    monkeypatch.setattr("city.scenario.RECENT", 32)
    folding, plan = Folding(GROUND), Scenario("long", "Long")
    plan = plan.done(*(step(number) for number in range(150)))
    assert folding.lacking(plan) == 150
    assert same(folding.view(plan), plan.over(GROUND)) and folding.lacking(plan) == 0
    assert folding.lacking(plan.undone()) == 0
    assert len(folding._views) < 20  # each may hold a mask over a million objects
    for _ in range(100):
        plan = plan.undone()
        assert folding.lacking(plan) <= 32
        assert same(folding.view(plan), plan.over(GROUND))
    seen = []
    folding.view(plan.done(step(200)), Progress(lambda done, total, _: seen.append((done, total))))
    assert seen and seen[-1][1] == 51


def test_another_way_begins_with_what_is_known():
    folding, plan = Folding(GROUND), Scenario("p", "P").done(step(1), step(2))
    view = folding.view(plan)
    other = folding.copy()
    assert other.lacking(plan.done(step(3))) == 1
    assert other.view(plan.done(step(3))).things["b1"] is view.things["b1"]
    other.view(Scenario("", ""))
    assert folding.view(plan) is view


def test_what_was_tried_is_not_worked_out_again():
    folding, plan = Folding(GROUND), Scenario("p", "P").done(step(1), step(2))
    view = tried(folding.view(plan), build(3), 2)
    after = plan.done(step(3))
    folding.know(after, view)
    assert folding.view(after) is view and view.things["b3"].body is view.things["b3"].body
    folding.know(plan.done(step(4), step(5)), view)  # from another way: it cannot be
    assert same(folding.view(plan.done(step(4), step(5))), plan.done(step(4), step(5)).over(GROUND))
    folding.view(after)
    elsewhere = plan.undone().done(step(6))
    folding.know(elsewhere, tried(plan.undone().over(GROUND), build(6), 1))
    assert same(folding.view(elsewhere), elsewhere.over(GROUND))
    assert same(folding.view(after), after.over(GROUND))


def test_several_steps_that_were_tried_are_not_worked_out_again():
    folding, plan = Folding(GROUND), Scenario("p", "P").done(step(1))
    before = folding.view(plan)
    after = plan.done(step(2), step(3))
    view = tried(tried(before, build(2), 1), build(3), 2)
    folding.know(after, view)
    assert folding.view(after) is view and folding.view(plan) is before


def test_the_base_stays_as_it_is_whatever_is_planned():
    city = GROUND.cities[0]
    before = json.dumps(sorted(city.objects.ids)), city.shapes["2"].points.tobytes()
    plan = plan_a().done(
        step(30, edit(GROUND, "raise", objects=["house"], storeys=3)),
        step(31, edit(GROUND, "demolish", objects=["tower"])),
        step(32, change("house", "office")),
    )
    whole_city(plan.over(GROUND))
    assert (json.dumps(sorted(city.objects.ids)), city.shapes["2"].points.tobytes()) == before


NAMES = ("house", "tower", "b0", "b1", "b2", "b3")
EDITS = st.one_of(
    st.integers(0, 3).map(
        lambda n: {
            "edit": "build",
            "footprint": square(200 + 20 * n, 0, 9, 8),
            "id": f"b{n}",
            "ground": 0,
        }
    ),
    st.sampled_from(NAMES).map(lambda name: {"edit": "demolish", "objects": [name]}),
    st.sampled_from(NAMES).map(lambda name: {"edit": "restore", "objects": [name]}),
    st.tuples(st.sampled_from(NAMES), st.integers(-2, 3)).map(
        lambda pair: {"edit": "raise", "objects": [pair[0]], "storeys": pair[1]}
    ),
    st.tuples(st.sampled_from(NAMES), st.sampled_from(["office", None])).map(
        lambda pair: {"edit": "change", "objects": [pair[0]], "attributes": {"function": pair[1]}}
    ),
    st.sampled_from(NAMES).map(lambda name: {"edit": "move", "objects": [name], "by": [1, 0, 0]}),
)


class Planning(RuleBasedStateMachine):
    """A scenario beside a plain list and a cursor: whatever is done, both lead to the same city."""

    @initialize()
    def begin(self):
        self.plan = Scenario("p", "P")
        self.edits, self.cursor, self.number = [], 0, 0
        self.folding = Folding(GROUND)

    @rule(said=EDITS)
    def do(self, said):
        made = read_edit(said)
        self.number += 1
        steps = len(self.plan.steps)
        try:
            view = attempted(self.folding.view(self.plan), made, steps)
        except EditError:
            view = None
        self.plan = self.plan.done(Step(f"{self.number}", made))
        if view is not None:
            self.folding.know(self.plan, view)
        self.edits = [*self.edits[: self.cursor], made]
        self.cursor += 1

    @rule()
    def undo(self):
        self.plan = self.plan.undone()
        self.cursor = max(self.cursor - 1, 0)

    @rule()
    def redo(self):
        self.plan = self.plan.redone()
        self.cursor = min(self.cursor + 1, len(self.edits))

    @precondition(lambda self: self.cursor > 2)
    @rule()
    def branch_off(self):
        self.plan = duplicate(branch(self.plan, "q", "Q"), "r", "R")
        self.edits = self.edits[: self.cursor]

    @invariant()
    def both_lead_to_the_same_city(self):
        if not hasattr(self, "plan"):
            return
        assert list(self.plan.edits) == self.edits[: self.cursor]
        plain = fold(View.of(GROUND), self.edits[: self.cursor])
        assert same(self.folding.view(self.plan), plain)


TestPlanning = Planning.TestCase
TestPlanning.settings = settings(max_examples=40, stateful_step_count=12, deadline=None)


def test_each_conflict_can_be_decided_by_itself():
    """A step that is overruled in one of its conflicts does not count at all."""

    def raised(number, *objects):
        return Step(f"r{number}", read_edit({"edit": "raise", "objects": objects, "storeys": 1}))

    def gone(number, *objects):
        return Step(f"d{number}", read_edit({"edit": "demolish", "objects": objects}))

    first = Scenario("a", "A")
    mine = first.done(gone(0, "house"), gone(1, "tower"))
    theirs = branch(first, "b", "B").done(raised(0, "house"), raised(1, "tower"))
    merged = merge(mine, theirs)
    assert [one.objects for one in merged.conflicts] == [("house",), ("tower",)]

    def steps(*takes):
        return [step.ident for step in merged.scenario(takes).steps]

    assert steps("ours", "theirs") == ["d0", "r1"]
    assert steps("theirs", "both") == ["d1", "r0", "r1"]
    assert merged.scenario(["ours", "ours"]) == merged.scenario("ours")
