"""Drawing buildings, raising them and roofing them, against numbers worked out by hand."""

import numpy as np
import pytest

from city.edits import EditError
from city.forms import Massing, Shape
from tests.city.plans import at, base, do, edit, plan, square

NEW = {"edit": "build", "footprint": square(200, 0, 10, 8), "storeys": 3, "id": "new"}


def test_a_building_stands_where_it_was_drawn():
    view = plan({**NEW, "storey_height": 3.5, "use": "office", "name": "Tower"}, over=base(2.0))
    new = view.find("new")
    assert new.body.volume() == pytest.approx(10 * 8 * 3 * 3.5)
    assert (new.body.low, new.body.high) == pytest.approx((2.0, 2.0 + 10.5))
    assert new.body.points.min(0)[:2] == pytest.approx((200, 0))
    assert new.attributes == {"function": "office", "storeysAboveGround": 3, "name": "Tower"}
    assert new.kind == "Building"


def test_a_courtyard_and_a_given_ground():
    view = plan({**NEW, "holes": [square(203, 2, 4, 4)], "ground": 7.25})
    new = view.find("new")
    assert new.body.volume() == pytest.approx((80 - 16) * 9)
    assert new.body.low == 7.25


def test_setbacks():
    steps = [{"storey": 2, "metres": 1}, {"storey": 3, "metres": 1}]
    form = plan({**NEW, "setbacks": steps}).find("new").form
    assert form.floor_area() == pytest.approx(10 * 8 + 8 * 6 + 6 * 4)
    assert form.body().volume() == pytest.approx(3 * (10 * 8 + 8 * 6 + 6 * 4))


def test_the_direction_and_spare_corners_of_an_outline_do_not_matter():
    outline = [*square(200, 0, 10, 8)[::-1], at(205, 8), at(210, 8), at(210, 8)]
    outline = [at(200, 0), at(200, 8), at(205, 8), at(210, 8), at(210, 8), at(210, 0), at(200, 0)]
    new = plan({**NEW, "footprint": outline}).find("new")
    assert len(new.form.rings[0]) == 4
    assert new.body.volume() == pytest.approx(720)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"footprint": [at(0, 0), at(9, 9), at(9, 0), at(0, 9)]}, "crosses or touches itself"),
        ({"footprint": square(0, 0, 0.1, 0.1)}, "too small"),
        ({"footprint": [at(0, 0), at(5, 0), at(9, 0)]}, "fewer than three different corners"),
        ({"footprint": [at(1, 1)] * 4}, "fewer than three different corners"),
        ({"footprint": [[0, 0], [10, 0], [10, 10]]}, "km outside the city; are its coordinates in"),
        ({"holes": [square(300, 0, 4, 4)]}, "has a hole outside"),
        ({"setbacks": [{"storey": 2, "metres": 5}]}, "no room left"),
        ({"id": "house"}, "there is something called 'house' already"),
    ],
)
def test_what_cannot_be_built_is_refused_in_words(said, words):
    with pytest.raises(EditError, match=words):
        do(plan(), "build", **{k: v for k, v in (NEW | said).items() if k != "edit"})


def test_a_name_is_free_again_when_its_thing_is_gone():
    view = plan({"edit": "demolish", "objects": ["house"]})
    view = do(view, "build", footprint=square(0, 0, 5, 5), storeys=2, id="house")
    assert view.find("house").body.volume() == pytest.approx(150)


def test_what_is_left_open_is_settled_once():
    settled = edit(base(4.0), "build", footprint=square(0, 0, 10, 8))
    assert settled.ground == 4.0
    assert settled.id.startswith("building-")
    assert settled.settled(base(9.0)) == settled


def test_storeys_more_or_fewer():
    view = plan(NEW, {"edit": "raise", "objects": ["new"], "storeys": 2})
    assert view.find("new").form.storeys == 5
    assert view.find("new").attributes["storeysAboveGround"] == 5
    assert view.find("new").body.high == pytest.approx(15)
    view = do(view, "raise", objects=["new"], storeys=-4)
    assert view.find("new").body.high == pytest.approx(3)
    with pytest.raises(EditError, match="has 1 storey, so it cannot lose 1"):
        do(view, "raise", objects=["new"], storeys=-1)


def test_metres_more_make_the_storeys_higher():
    form = plan(NEW, {"edit": "raise", "objects": ["new"], "metres": 1.5}).find("new").form
    assert (form.storeys, form.storey_height) == (3, pytest.approx(3.5))


def test_a_house_of_the_base_is_raised_with_its_roof():
    view = plan({"edit": "raise", "objects": ["house", "tower"], "storeys": 2})
    house, tower = view.find("house"), view.find("tower")
    assert house.body.volume() == pytest.approx(10 * 8 * 9)
    assert house.body.low == 0
    # its podium stays on the ground and is raised too: 20 x 20 x 11, the shaft on it as it was
    assert tower.body.high == pytest.approx(25 + 6)
    assert tower.was is not None


def test_a_house_that_counts_its_storeys_counts_on():
    view = plan(
        {"edit": "change", "objects": ["house"], "attributes": {"storeysAboveGround": 1}},
        {"edit": "raise", "objects": ["house"], "storeys": 2},
    )
    assert view.find("house").attributes["storeysAboveGround"] == 3
    with pytest.raises(EditError, match="has 3 storeys, so it cannot lose 3"):
        do(view, "raise", objects=["house"], storeys=-3)


def test_no_house_is_lowered_into_the_ground():
    with pytest.raises(EditError, match=r"house it can be lowered by 2\.0 m at the most"):
        do(plan(), "raise", objects=["house"], metres=-2.5)
    with pytest.raises(EditError, match="neither storeys nor metres"):
        do(plan(), "raise", objects=["house"])


def test_where_some_can_be_raised_the_others_are_told():
    view = plan(NEW, {"edit": "raise", "objects": ["new", "house"], "metres": -2.9})
    assert view.find("new").body.high == pytest.approx(6.1)
    assert [lost.words for lost in view.lost] == ["house it can be lowered by 2.0 m at the most"]


def test_another_roof_on_the_same_walls():
    view = plan(NEW, {"edit": "roof", "objects": ["new", "house"], "roof": "gable"})
    new, house = view.find("new").form, view.find("house")
    assert isinstance(new, Massing)
    assert new.roof.shape == "gable"
    assert isinstance(house.form, Shape)
    ridge = 4 * np.tan(np.radians(35))  # half the narrow side of 8 at the slope of 35 degrees
    assert house.body.volume() == pytest.approx(240 + 10 * 8 * ridge / 2)
    assert view.find("new").body.volume() == pytest.approx(720 + 10 * 8 * ridge / 2)
