"""A street a little over a terrain, a bridge high over it, a full pond, and a lawn under it."""

import numpy as np
import pytest

from city.base import Base
from city.builder import CityBuilder
from city.simulated.covers import over_covers
from tests.city.toy import add_box
from tests.render.towns import UTM, hill


@pytest.fixture(scope="module")
def base():
    builder = CityBuilder(UTM)
    for kind, west, height in (
        *(("Road", 0.0, 5.3), ("PlantCover", 0.0, 5.1), ("Road", 20.0, 15.0)),
        *(("WaterBody", 40.0, 8.8), ("LandUse", 60.0, 8.0)),
    ):
        row = builder.add_object(kind, f"{kind} {west}")
        shape = builder.add_shape(row, "1", "MultiSurface")
        ring = np.array([[west, 0], [west + 10, 0], [west + 10, 10], [west, 10]])
        builder.add_polygon(shape, [np.column_stack([ring, np.full(4, height)])])
    return Base(UTM, (builder.freeze(),), (hill(),))


@pytest.mark.parametrize("water", [False, True])
def test_what_lies_on_the_ground_counts_and_what_is_high_over_it_does_not(base, water):
    places = np.array([[5.0, 5], [25, 5], [45, 5], [15, 5], [65, 5]])
    ground = (places[:, 0] + 30) / 10
    found = over_covers(base, water)(places)
    pond = 8.8 if water else ground[2]
    assert found == pytest.approx([5.3, ground[1], pond, ground[3], ground[4]], abs=1e-4)


def test_without_a_terrain_it_is_what_covers_it_but_never_below_the_ground_that_is_drawn():
    builder = CityBuilder(UTM)
    for x in (0, 40, 80):
        row = builder.add_object("Building", f"house {x}")
        add_box(builder, row, (x, 40, 1.0), (x + 10, 50, 9), lod="2")
    for west, height in ((0.0, 1.5), (40.0, -0.5)):
        row = builder.add_object("LandUse", f"lawn {west}")
        shape = builder.add_shape(row, "2", "MultiSurface")
        ring = np.array([[west, 0], [west + 10, 0], [west + 10, 10], [west, 10]])
        builder.add_polygon(shape, [np.column_stack([ring, np.full(4, height)])])
    base = Base(UTM, (builder.freeze(),))
    places = np.array([[5.0, 5], [45, 5], [85, 5]])
    assert base.calm is not None
    calm = base.calm.at(places)
    assert -0.5 < calm[1] < 1.0
    assert over_covers(base)(places) == pytest.approx([1.5, calm[1], 1.0], abs=1e-3)


def test_where_nothing_covers_it_it_is_what_things_stand_on():
    bare = Base(UTM, (), (hill(),))
    places = np.array([[5.0, 5], [900, 900]])
    assert np.array_equal(over_covers(bare)(places), bare.standing(places))
