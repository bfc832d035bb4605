"""Demolishing, restoring, changing, moving and copying in the toy town."""

import numpy as np
import pytest

from city.base import Spot
from city.edits import EditError
from city.forms import Massing
from city.thing import Thing
from city.view import View
from tests.city.plans import at, base, do, plan, square

NEW = {"edit": "build", "footprint": square(200, 0, 10, 8), "storeys": 3, "id": "new"}


def test_what_is_demolished_is_gone_with_its_parts():
    view = plan({"edit": "demolish", "objects": ["tower", "house"]})
    assert view.find("tower") is None
    assert view.find("podium") is None
    assert sorted(view.demolished()) == ["house", "tower"]
    assert view.lost == ()


def test_a_part_can_go_alone():
    view = plan({"edit": "demolish", "objects": ["shaft"]})
    assert isinstance(view.find("tower"), Spot)
    assert view.find("shaft") is None
    assert view.demolished() == ["shaft"]


def test_the_base_never_changes():
    ground = base()
    before = [mask.copy() for mask in View.of(ground).gone]
    view = plan({"edit": "demolish", "objects": ["house"]}, over=ground)
    again = View.of(ground)
    assert all((a == b).all() for a, b in zip(before, again.gone, strict=True))
    assert view.gone[0].any()
    with pytest.raises(ValueError, match="read-only"):
        view.gone[0][0] = True


def test_what_is_not_there_any_more_is_told_and_the_rest_is_done():
    view = plan(
        {"edit": "demolish", "objects": ["house", "ghost"]},
        {"edit": "change", "objects": ["house"], "attributes": {"name": "x"}},
    )
    assert view.find("house") is None
    assert [lost.number for lost in view.lost] == [0, 1]
    assert "ghost is not in the city any more" in view.lost[0].words
    assert "house has been demolished" in view.lost[1].words


def test_a_new_edit_of_which_nothing_can_be_done_is_refused():
    view = plan({"edit": "demolish", "objects": ["house"]})
    with pytest.raises(EditError, match="house has been demolished"):
        do(view, "change", objects=["house"], attributes={"name": "x"})
    with pytest.raises(EditError, match="ghost is not in the city"):
        do(view, "demolish", objects=["ghost"])


def test_restoring_brings_back_what_was_there():
    view = plan(
        NEW,
        {"edit": "raise", "objects": ["house"], "metres": 3},
        {"edit": "change", "objects": ["tower"], "attributes": {"name": "x"}},
        {"edit": "demolish", "objects": ["house", "new", "tower"]},
    )
    assert sorted(view.demolished()) == ["house", "new", "tower"]
    view = do(view, "restore", objects=["house", "new", "tower"])
    assert view.demolished() == []
    assert isinstance(view.find("house"), Spot)  # as it was in the base
    assert isinstance(view.find("new"), Thing)
    assert "name" not in view.attributes(view.find("tower"))


def test_attributes_are_changed_and_taken_away():
    view = plan(
        NEW,
        {"edit": "change", "objects": ["house", "new"], "attributes": {"function": "office"}},
        {"edit": "change", "objects": ["house"], "attributes": {"storeys": None}},
    )
    assert view.attributes(view.find("house")) == {"function": "office"}
    assert view.attributes(view.find("new"))["function"] == "office"
    assert view.base.cities[0].objects.attributes(view.find("house").row) == {"storeys": 1}


def test_moving_an_object_of_the_base_puts_a_thing_in_its_place():
    view = plan({"edit": "move", "objects": ["house"], "by": [5, -2, 1]})
    house = view.find("house")
    assert isinstance(house, Thing)
    assert house.body.points.min(0) == pytest.approx((5, -2, 1))
    assert house.body.volume() == pytest.approx(240)
    assert house.attributes == {"storeys": 1}
    assert view.demolished() == []


def test_turning_is_clockwise_and_about_the_middle_of_all():
    view = plan(NEW, {"edit": "move", "objects": ["new"], "turn": 90})
    ring = view.find("new").form.rings[0]
    assert ring.min(0) == pytest.approx((201, -1))
    assert ring.max(0) == pytest.approx((209, 9))
    view = plan(NEW, {"edit": "move", "objects": ["new"], "turn": 90, "about": at(200, 0)})
    assert view.find("new").form.rings[0].max(0) == pytest.approx((208, 0))


def test_moving_there_and_back_changes_nothing():
    view = plan(
        NEW,
        {"edit": "move", "objects": ["new"], "by": [3, 4, 5], "turn": 33, "about": at(0, 0)},
        {"edit": "move", "objects": ["new"], "by": [-3, -4, -5]},
        {"edit": "move", "objects": ["new"], "turn": -33, "about": at(0, 0)},
    )
    form = view.find("new").form
    assert isinstance(form, Massing)
    assert form.rings[0] == pytest.approx(plan(NEW).find("new").form.rings[0], abs=1e-9)
    assert form.base == 0


def test_copies_stand_in_a_row():
    view = plan(
        {"edit": "copy", "objects": ["house"], "by": [20, 0, 0], "times": 3, "ids": list("abc")}
    )
    assert [view.find(name).body.points[:, 0].min() for name in "abc"] == pytest.approx(
        [20, 40, 60]
    )
    assert isinstance(view.find("house"), Spot)
    assert view.find("a").was is None


def test_copies_of_several_are_named_round_by_round():
    view = plan(
        NEW,
        {
            "edit": "copy",
            "objects": ["house", "new"],
            "by": [0, 50, 0],
            "times": 2,
            "ids": list("abcd"),
        },
    )
    corner = {name: view.find(name).body.points.min(0)[:2].tolist() for name in "abcd"}
    assert corner == {"a": [0, 50], "b": [200, 50], "c": [0, 100], "d": [200, 100]}


def test_trees_move_too():
    view = plan(
        {"edit": "plant", "places": [at(50, 50)], "ids": ["tree"], "height": 10, "crown": 6},
        {"edit": "move", "objects": ["tree"], "by": [1, 2, 3]},
    )
    assert view.find("tree").form.place == pytest.approx((51, 52, 3))


def test_what_has_no_shape_cannot_be_moved():
    view = plan()
    bare = next(
        view.base.cities[0].objects.ids[row]
        for row in range(len(view.base.cities[0].objects))
        if not len(view.base.body(Spot(0, row)))
    )
    with pytest.raises(EditError, match="no shape"):
        do(view, "move", objects=[bare], by=[1, 1, 1])


def test_sites_share_what_does_not_change():
    view = plan(NEW)
    after = do(view, "change", objects=["new"], attributes={"name": "x"})
    assert after.gone[0] is view.gone[0]
    assert np.shares_memory(after.gone[0], view.gone[0])
