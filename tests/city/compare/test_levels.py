"""Objects are compared in the levels of detail that both cities have of them."""

import numpy as np

from city.builder import CityBuilder
from city.compare import between_cities
from city.compare.levels import Levels
from tests.city.compare.towns import delivery, house, listed
from tests.city.toy import FRAME, add_box


def levels(a, b):
    rows = np.arange(len(a.objects))
    found = Levels(a, b, rows, rows)
    return [(one, other, mask.tolist()) for one, other, mask in found.common], found


def test_every_level_that_both_have_is_compared_the_finest_first():
    a, b = delivery(house(lods=("1", "2.2", "0"))), delivery(house(lods=("0", "2.2", "1")))
    common, found = levels(a, b)
    assert common == [("2.2", "2.2", [True]), ("1", "1", [True]), ("0", "0", [True])]
    assert found.words() == [] and not found.lacking.any()


def test_a_change_in_any_level_is_a_change():
    def city(*heights):
        builder = CityBuilder(FRAME)
        row = builder.add_object("Building", "h")
        for lod, high in zip(("1", "2"), heights, strict=True):
            add_box(builder, row, (0, 0, 0), (10, 8, high), lod)
        return builder.freeze()

    for other in (city(3, 4), city(4, 3)):
        assert listed(between_cities(city(3, 3), other)) == {("h", "h"): "shape"}
    assert listed(between_cities(city(3, 3), city(3, 3))) == {}


def test_a_level_of_one_side_only_is_told_and_is_no_change():
    a, b = delivery(house(lods=("1", "2"))), delivery(house(lods=("1",)))
    difference = between_cities(a, b)
    assert len(difference) == 0
    assert difference.told == [
        "LoD 2 in A only: 1 object; shapes were compared in the levels of detail that both have"
    ]


def test_levels_of_one_number_are_compared_where_there_is_nothing_nearer():
    a, b = delivery(house(lods=("2",))), delivery(house(lods=("2.2",)))
    assert levels(a, b)[0] == [("2", "2.2", [True])]
    assert listed(between_cities(a, delivery(house(high=4, lods=("2.2",))))) == {
        ("h", "h"): "shape"
    }
    assert between_cities(a, b).told[0] == "LoD 2 of A was compared with LoD 2.2 of B: 1 object"


def test_nothing_in_common_is_told_and_is_no_change():
    difference = between_cities(delivery(house(lods=("1",))), delivery(house(lods=("3",), high=9)))
    assert len(difference) == 0
    assert difference.told[-1] == (
        "no level of detail in common: 1 object; only their attributes were compared"
    )


def test_a_shape_on_one_side_only_is_a_change():
    a, b = delivery(house()), delivery(house(lods=()))
    assert listed(between_cities(a, b)) == {("h", "h"): "shape"}
    assert levels(a, b)[1].lacking.tolist() == [True]


def test_lines_beside_faces_are_told_and_not_compared():
    def with_line(high):
        builder = CityBuilder(FRAME)
        row = builder.add_object("Building", "h")
        add_box(builder, row, (0, 0, 0), (10, 8, 3))
        line = builder.add_shape(row, "2", "TerrainIntersection")
        builder.add_polygon(line, [np.array([[0.0, 0, high], [10, 0, high]])])
        return builder.freeze()

    difference = between_cities(with_line(1.0), with_line(2.0))
    assert len(difference) == 0
    assert difference.told == ["lines and points beside faces were not compared: 1 object"]
