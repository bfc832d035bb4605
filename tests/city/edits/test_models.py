"""Design models placed in the city."""

from dataclasses import replace

import pytest

from city.builder import CityBuilder
from city.edits import EditError
from city.edits.models import body_of
from city.frame import Frame
from city.scenario import fold
from city.view import View
from tests.city.plans import at, base, do, edit
from tests.city.toy import add_box


def with_model():
    builder = CityBuilder(Frame())
    row = builder.add_object("Building", "design")
    add_box(builder, row, (0, 0, 0), (4, 2, 3))
    part = builder.add_object("BuildingPart", "annex", row)
    add_box(builder, part, (4, 0, 0), (6, 2, 3))
    return replace(base(), models={"abc": builder.freeze()})


def test_a_model_stands_turned_and_scaled_where_it_was_placed():
    ground = with_model()
    said = {"path": "design.obj", "hash": "abc", "at": at(100, 50, 2), "turn": 90, "scale": 2}
    placed = edit(ground, "place", **said, id="it", name="Design")
    view = fold(View.of(ground), [placed])
    body = view.find("it").body
    assert body.volume() == pytest.approx(8 * 6 * 2 * 3)
    assert body.points.min(0) == pytest.approx((100, 50 - 12, 2))
    assert body.points.max(0) == pytest.approx((104, 50, 8))
    assert view.find("it").attributes["name"] == "Design"


def test_a_model_that_is_not_at_hand_is_told():
    with pytest.raises(EditError, match=r"the model design\.obj is not at hand"):
        do(View.of(base()), "place", path="design.obj", hash="gone")


def test_a_model_that_says_where_it_lies_stands_there():
    ground = with_model()
    model = replace(ground.models["abc"], frame=Frame("", "", tuple(at(20, 30, 1))))
    view = do(View.of(replace(ground, models={"abc": model})), "place", path="a.ifc", hash="abc")
    (thing,) = view.things.values()
    assert thing.body.points.min(0) == pytest.approx((20, 30, 1))


def test_a_placed_model_grows_from_its_foot_and_nothing_else_does():
    said = {"path": "design.obj", "hash": "abc", "at": at(100, 50, 2), "id": "it"}
    view = do(View.of(with_model()), "place", **said)
    larger = do(view, "move", objects=["it"], scale=2, by=[1, 0, 0])
    body = larger.find("it").body
    assert body.volume() == pytest.approx(8 * 36)
    assert body.points.min(0) == pytest.approx((100 - 3 + 1, 50 - 1, 2))
    (moved,) = [edit(view.base, "move", objects=["it"], scale=2, by=[1, 0, 0], turn=90)]
    assert moved.words() == "moved 1 object by 1.0 m, made 2 times as large, turned by 90 degrees"
    with pytest.raises(EditError, match="no design model"):
        do(view, "move", objects=["house"], scale=2)


def test_rooms_and_furniture_are_left_out():
    builder = CityBuilder(Frame())
    row = builder.add_object("Building", "design")
    add_box(builder, row, (0, 0, 0), (4, 2, 3))
    for kind in ("BuildingRoom", "BuildingFurniture"):
        add_box(builder, builder.add_object(kind, kind, row), (1, 1, 0), (2, 2, 1))
    assert body_of(builder.freeze()).volume() == pytest.approx(24)
