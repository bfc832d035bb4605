"""Which homes a model lets anybody guess: by formula for boxes."""

import numpy as np
import pytest

from city.base import Base
from city.builder import CityBuilder
from city.layer import FACADE
from city.simulate.homes import homes_in, uses_of
from city.simulate.obstacles import Area, Obstacles
from city.simulate.samples import Spacing, samples_on
from city.view import View
from tests.city.plans import flat_ground, plan, square
from tests.city.toy import FRAME, add_box

AROUND = Area(-50, -50, 250, 100)
STOREYS = Spacing(1.0, storeys=True)


def boxes(*given, **said):
    builder = CityBuilder(FRAME)
    for number, (low, high) in enumerate(given):
        row = builder.add_object("Building", f"b{number}")
        add_box(builder, row, low, high)
        for name, value in said.items():
            builder.objects.set(row, name, "string", value)
    return View.of(Base(FRAME, (builder.freeze(),), (flat_ground(),)))


def homes_of(view, dwelling=85.0):
    obstacles = Obstacles(view, AROUND, 0.0, 1.0)
    samples = samples_on(view, AROUND, obstacles, STOREYS, frozenset([FACADE]))
    return samples, homes_in(view, samples, dwelling)


def test_a_slab_has_as_many_homes_side_by_side_as_its_storey_holds():
    samples, homes = homes_of(boxes(((0, 0, 0), (40, 10, 12))), dwelling=100)
    assert len(homes) == 4 * 4  # 400 m² a storey, four storeys
    assert sorted(set(homes.storey.tolist())) == [0, 1, 2, 3]
    assert sorted(set(homes.number.tolist())) == [0, 1, 2, 3]
    assert (homes.of >= 0).all()
    for home in range(len(homes)):
        assert len(set(samples.storey[homes.of == home].tolist())) == 1


def test_a_terraced_house_is_one_home_over_its_storeys():
    samples, homes = homes_of(boxes(((0, 0, 0), (5, 9, 6))))
    assert len(homes) == 1 and set(homes.of.tolist()) == {0}
    assert set(samples.storey.tolist()) == {0, 1}


@pytest.mark.parametrize("high", [(4, 6, 3), (10, 10, 2)])
def test_sheds_and_low_things_are_no_homes(high):
    assert len(homes_of(boxes(((0, 0, 0), high)))[1]) == 0


@pytest.mark.parametrize(("use", "homes"), [("office", 0), ("school", 0), ("Wohnhaus", 1), ("", 1)])
def test_what_is_said_to_be_something_else_has_none(use, homes):
    view = boxes(((0, 0, 0), (9, 9, 3)), function=use)
    assert len(homes_of(view)[1]) == homes


def test_a_planned_building_says_its_use_itself():
    said = {"footprint": square(200, 0, 10, 10), "storeys": 2, "use": "office", "id": "new"}
    view = plan({"edit": "build", **said})
    assert uses_of(view, ("new", "house", "nobody")).tolist() == ["office", "", ""]


def test_homes_do_not_depend_on_where_the_building_stands():
    here = homes_of(boxes(((0, 0, 0), (40, 10, 12))))[1]
    there = homes_of(boxes(((100, 30, 0), (140, 40, 12))))[1]
    assert np.array_equal(np.bincount(here.of), np.bincount(there.of))
