"""Pushing, setting back, cutting, splitting and merging, against volumes worked out by hand."""

import pytest

from city.edits import EditError
from city.forms import Massing
from tests.city.plans import at, do, plan, square

NEW = {"edit": "build", "footprint": square(200, 0, 10, 8), "storeys": 3, "id": "new"}


def volume(view, name):
    return view.find(name).body.volume()


def test_a_wall_is_pushed_out_and_in():
    out = plan(NEW, {"edit": "push", "object": "new", "at": at(205, 0, 4), "metres": 2})
    assert volume(out, "new") == pytest.approx(10 * 10 * 9)
    back = do(out, "push", object="new", at=at(205, -2, 4), metres=-2)
    assert volume(back, "new") == pytest.approx(720)


def test_a_roof_of_the_base_is_pushed_up():
    view = plan({"edit": "push", "object": "house", "at": at(5, 4, 3), "metres": 1.5})
    assert volume(view, "house") == pytest.approx(80 * 4.5)


def test_pushing_misses_or_goes_too_far():
    with pytest.raises(EditError, match="no face at this place"):
        do(plan(NEW), "push", object="new", at=at(205, 4, 4), metres=1)
    with pytest.raises(EditError, match="pushed too far"):
        do(plan(NEW), "push", object="new", at=at(205, 0, 4), metres=-9)


def test_upper_storeys_stand_back():
    view = plan(NEW, {"edit": "set_back", "objects": ["new"], "storey": 3, "metres": 1})
    assert volume(view, "new") == pytest.approx(80 * 6 + 8 * 6 * 3)
    with pytest.raises(EditError, match="has only 3 storeys"):
        do(view, "set_back", objects=["new"], storey=4, metres=1)
    with pytest.raises(EditError, match="was not drawn from an outline"):
        do(view, "set_back", objects=["house"], storey=2, metres=1)


def test_a_courtyard_through_a_drawn_building_stays_a_drawing():
    view = plan(NEW, {"edit": "cut", "object": "new", "outline": square(203, 2, 4, 4)})
    assert isinstance(view.find("new").form, Massing)
    assert volume(view, "new") == pytest.approx((80 - 16) * 9)
    assert view.find("new").form.footprint() == pytest.approx(64)


def test_a_courtyard_through_a_building_of_the_base():
    view = plan({"edit": "cut", "object": "house", "outline": square(3, 2, 4, 4)})
    assert volume(view, "house") == pytest.approx((80 - 16) * 3)


def test_a_passage_leaves_what_is_above_it():
    said = {"outline": square(204, -1, 2, 10), "bottom": 0.0, "top": 3.0}
    view = plan(NEW, {"edit": "cut", "object": "new", **said})
    assert volume(view, "new") == pytest.approx(720 - 2 * 8 * 3)
    assert view.find("new").body.high == pytest.approx(9)


def test_cuts_that_leave_nothing_or_make_no_sense():
    with pytest.raises(EditError, match="nothing left"):
        do(plan(NEW), "cut", object="new", outline=square(190, -10, 40, 40))
    with pytest.raises(EditError, match="nothing would be left"):
        do(plan(NEW), "cut", object="house", outline=square(-10, -10, 40, 40))
    with pytest.raises(EditError, match="above the end of the cut"):
        do(plan(NEW), "cut", object="new", outline=square(203, 2, 2, 2), bottom=5, top=4)


@pytest.mark.parametrize("name", ["new", "house"])
def test_a_split_building_is_two_of_the_same_volume_together(name):
    x = 200 if name == "new" else 0
    line = [at(x + 4, -5), at(x + 4, 20)]
    view = plan(NEW)
    whole = view.body(view.find(name)).volume()
    view = do(view, "split", object=name, line=line, ids=["left", "right"])
    assert view.find(name) is None
    high = whole / 80
    assert volume(view, "left") == pytest.approx(4 * 8 * high)  # walking north, the west is left
    assert volume(view, "right") == pytest.approx(6 * 8 * high)


def test_repeated_points_of_a_line_that_splits_count_once():
    line = [at(205, -5), at(205, -5), at(205, 20), at(205, 20)]
    view = do(plan(NEW), "split", object="new", line=line, ids=["left", "right"])
    assert {"left", "right"} <= set(view.things)
    with pytest.raises(EditError, match="no length"):
        do(plan(NEW), "split", object="new", line=[at(205, 5), at(205, 5)])


def test_a_line_that_crosses_nothing_splits_nothing():
    with pytest.raises(EditError, match="does not cross it"):
        do(plan(NEW), "split", object="new", line=[at(300, -5), at(300, 20)])


def test_neighbours_are_merged():
    beside = {**NEW, "id": "beside", "footprint": square(210, 0, 5, 8)}
    view = plan(NEW, beside, {"edit": "merge", "objects": ["new", "beside"], "id": "both"})
    assert isinstance(view.find("both").form, Massing)
    assert volume(view, "both") == pytest.approx(15 * 8 * 9)
    assert len(view.find("both").form.rings[0]) == 4
    assert view.find("new") is None


def test_neighbours_of_different_heights_are_merged():
    beside = {**NEW, "id": "beside", "footprint": square(210, 0, 5, 8), "storeys": 2}
    view = plan(NEW, beside, {"edit": "merge", "objects": ["new", "beside"]})
    assert volume(view, "new") == pytest.approx(720 + 5 * 8 * 6)
    assert view.find("beside") is None


def test_one_building_is_not_merged():
    with pytest.raises(EditError, match="not two buildings left"):
        do(plan(NEW), "merge", objects=["new", "ghost"])


def test_a_cut_beside_a_building_cuts_nothing():
    for name in ("new", "house"):
        with pytest.raises(EditError, match=f"{name} does not lie under the outline"):
            do(plan(NEW), "cut", object=name, outline=square(300, 0, 5, 5))
    with pytest.raises(EditError, match="does not lie under"):  # it only touches it
        do(plan(NEW), "cut", object="new", outline=square(210, 0, 5, 5))


def test_buildings_that_do_not_touch_are_not_merged():
    apart = {**NEW, "footprint": square(210.2, 0, 10, 8), "id": "apart"}
    with pytest.raises(EditError, match="the buildings do not touch"):
        do(plan(NEW, apart), "merge", objects=["new", "apart"])
    near = {**apart, "footprint": square(210.05, 0, 10, 8)}  # as surveyors draw neighbours
    view = do(plan(NEW, near), "merge", objects=["new", "apart"])
    assert list(view.things) == ["new"] and volume(view, "new") == pytest.approx(2 * 720)
