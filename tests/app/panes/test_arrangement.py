"""What a view keeps of plans that are seen together, and what is made of it again."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as some

from app.panes.arrangement import MOST, Arrangement, Pane, moment_of, read_arrangement
from app.panes.split import Split

MOMENT = "2026-03-21T15:00:00+01:00"
FOUR = Arrangement(
    "beside",
    (Pane(), Pane("a"), Pane("b", frozenset({"1/Water"}), MOMENT), Pane("a")),
    0.25,
    True,
)


def test_it_comes_back_as_it_was_kept():
    assert read_arrangement(json.loads(json.dumps(FOUR.as_json()))) == FOUR
    assert read_arrangement(json.loads(json.dumps(Arrangement().as_json()))) == Arrangement()


JSON = some.recursive(
    some.none() | some.booleans() | some.floats(allow_nan=True) | some.text(max_size=9),
    lambda inner: some.lists(inner, max_size=6) | some.dictionaries(some.text(), inner, max_size=4),
    max_leaves=12,
)


@given(JSON, JSON, JSON)
def test_whatever_was_written_there_something_can_be_shown(panes, at, whole):
    for said in (whole, {"mode": "curtain", "panes": panes, "at": at, "level": whole}):
        found = read_arrangement(said)
        assert 1 <= len(found.panes) <= MOST and 0 <= found.at <= 1
        assert found.mode == "one" or len(found.panes) > 1
        assert found.split().pictures >= 1


@pytest.mark.parametrize("said", ["", "yesterday", "2026-03-21", "2026-03-21T15:00:00"])
def test_a_moment_without_a_time_zone_is_none(said):
    assert moment_of(said) is None
    assert moment_of(MOMENT) is not None


def test_plans_that_are_gone_leave_their_panes():
    left = FOUR.of_plans({"a": 1})
    assert left.plans == ["", "a"] and len(left.panes) == 3 and left.mode == "beside"
    assert FOUR.of_plans({}) == Arrangement("one", (Pane(),), 0.25, True)
    ghost = Arrangement("ghost", (Pane("a"), Pane("b")))
    assert ghost.of_plans({"b": 1}).mode == "one"


def test_a_closed_pane_leaves_the_others_and_of_one_a_plan_alone():
    assert [pane.plan for pane in FOUR.without(1).panes] == ["", "b", "a"]
    two = Arrangement("curtain", (Pane("a"), Pane("b")))
    assert two.without(0) == Arrangement("one", (Pane("b"),))


def test_ghosts_and_plans_in_one_another_need_but_one_picture():
    for mode in ("one", "ghost", "onion"):
        assert Arrangement(mode, FOUR.panes).split() == Split()
    assert FOUR.split().count == 4
    assert Arrangement("blink", FOUR.panes).split(2).shown == 2
    assert Arrangement("space", FOUR.panes[:2]).split().pictures == 1
