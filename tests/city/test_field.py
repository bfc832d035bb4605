"""A field as a layer: where it lies, what it says, and where it is hatched."""

import numpy as np
import pytest

from city.field import DEVIATION, doubted, field_layer
from city.grid import Grid
from city.interpolate import Field
from city.layer import GROUND, Quantity
from city.layer_colours import colours_of

NO2 = Quantity("no2", "Nitrogen dioxide", "µg/m³", low=0.0, high=40.0)
GRID = Grid(5.0, 25.0, 10.0, 3, 4)


def field():
    value = np.arange(12.0).reshape(3, 4) * 3
    value[0, 0] = np.nan
    return Field(GRID, value, np.where(np.arange(4) > 1, 6.0, 1.0) + 0 * value)


def layer(heights=None):
    heights = np.full((3, 4), 2.0) if heights is None else heights
    return field_layer(field(), heights, NO2, "kriging of 9 stations")


def test_each_known_cell_is_a_place_on_the_ground():
    made = layer()
    assert len(made.samples) == 11 and (made.samples.sort == GROUND).all()
    assert made.values["no2"].tolist() == [3.0 * k for k in range(1, 12)]
    assert made.samples.points[0].tolist() == [15, 25, 2]
    assert made.badge == "derived" and ("Method", "kriging of 9 stations") in made.facts
    assert made.quantity(DEVIATION).unit == "µg/m³"


def test_nothing_is_said_where_the_ground_is_unknown():
    heights = np.full((3, 4), 2.0)
    heights[2] = np.nan
    assert len(layer(heights).samples) == 7


def test_what_is_unsure_is_hatched_in_the_colour_of_its_value():
    made = layer()
    plain = colours_of(NO2, made.values["no2"], made.badge)
    told = doubted(plain, made, 3.0)
    unsure = made.values[DEVIATION] > 3
    assert np.isin(told.number, told.hatched).tolist() == unsure.tolist()
    for before, after in zip(plain.number, told.number, strict=True):
        assert plain.classes[before].colour == told.classes[after].colour
    assert sum(one.count for one in told.classes) == len(made.samples)
    assert any(one.word.endswith(", unsure") for one in told.classes)
    counts = np.bincount(told.number, minlength=len(told.classes))
    assert counts.tolist() == [one.count for one in told.classes]


@pytest.mark.parametrize("most", [6.0, 100.0])
def test_what_is_sure_enough_stays_as_it_is(most):
    made = layer()
    plain = colours_of(NO2, made.values["no2"])
    assert doubted(plain, made, most).classes == plain.classes


def test_places_without_a_deviation_are_not_called_unsure():
    one = field()
    blind = Field(GRID, one.value, np.full((3, 4), np.nan))
    made = field_layer(blind, np.zeros((3, 4)), NO2, "inverse distances")
    plain = colours_of(NO2, made.values["no2"])
    assert np.array_equal(doubted(plain, made, 1.0).number, plain.number)
