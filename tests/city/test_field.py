"""A field as a layer: where it lies, what it says, and where it is hatched."""

import numpy as np
import pytest

from city.base import Base
from city.field import DEVIATION, doubted, estimated, field_layer, on_top, scaled
from city.frame import Frame
from city.grid import Grid
from city.interpolate import Field
from city.layer import GROUND, Quantity
from city.layer_colours import colours_of
from city.scales import Scale
from city.terrain import Terrain

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


CORNERS = np.array([[0.0, 0], [100, 0], [0, 100], [100, 100], [50, 50], [20, 70]])
SQUARE = Grid(0.0, 100.0, 10.0, 11, 11)


def test_between_few_stations_their_values_are_met_and_what_is_far_is_less_sure():
    values = np.array([10.0, 20, 30, 40, 25, 26])
    found, method = estimated(CORNERS, values, SQUARE)
    assert method == "ordinary kriging of 6 stations, alike up to 71 m"  # half of the diagonal
    at = [(10, 0), (10, 10), (0, 0), (0, 10), (5, 5), (3, 2)]
    assert [found.value[cell] for cell in at] == pytest.approx(values.tolist(), abs=1e-6)
    assert found.deviation[5, 5] < 1e-3 < found.deviation[5, 9]


def test_four_stations_tell_something_and_three_nothing():
    values = np.array([10.0, 20, 30, np.nan, np.nan, 40])
    found, method = estimated(CORNERS, values, SQUARE)
    assert method == "inverse distances of 4 stations" and np.isnan(found.deviation).all()
    with pytest.raises(ValueError, match="3 stations with a value; a field needs 4"):
        estimated(CORNERS[:3], values[:3], SQUARE)
    with pytest.raises(ValueError, match="1 stations"):  # all at one place
        estimated(np.zeros((5, 2)), np.arange(5.0), SQUARE)


def test_stations_that_all_tell_the_same_are_met_everywhere():
    found, _ = estimated(CORNERS, np.full(6, 7.0), SQUARE)
    assert found.value == pytest.approx(7.0) and found.deviation.max() < 1e-3


def test_many_stations_tell_by_themselves_how_far_they_reach():
    rng = np.random.default_rng(1)
    places = rng.uniform(0, 1000, (60, 2))
    _, method = estimated(places, np.sin(places[:, 0] / 150), Grid(0.0, 1000.0, 50.0, 21, 21))
    assert method.startswith("ordinary kriging of 60 stations") and "707" not in method


def test_it_wears_the_colours_of_its_stations():
    made = layer()
    paint = np.array([[1, 1, 1], [2, 2, 2], [3, 3, 3]], np.uint8)
    scale = Scale(np.array([10.0, 20]), paint, ("a", "b", "c"))
    told = scaled(made, scale)
    assert told.number.tolist() == scale.step(made.values["no2"].astype(float)).tolist()
    assert [(one.colour, one.count, one.word) for one in told.classes] == [
        ((1, 1, 1), 3, "a"), ((2, 2, 2), 3, "b"), ((3, 3, 3), 5, "c"),
    ]  # fmt: skip
    assert told.badge == "derived" and told.missing == 0


def lake():
    """A square of water at 5 m, 40 m wide."""
    from city.builder import CityBuilder

    builder = CityBuilder(Frame("EPSG:28992", "EPSG:5709", (0.0, 0.0, 0.0)))
    builder.add_objects(["WaterBody"], ["lake"], np.array([-1]))
    shape = builder.add_shape(0, "1", "MultiSurface")
    ring = [[10, 10, 5], [50, 10, 5], [50, 50, 5], [10, 50, 5]]
    one, four = np.array([1]), np.array([4])
    builder.add_polygons(np.array([shape]), one, four, np.array(ring, float), -one)
    return builder.freeze()


def test_it_lies_on_the_ground_and_on_the_water_over_it():
    frame = Frame("EPSG:28992", "EPSG:5709", (0.0, 0.0, 0.0))
    ground = Terrain("ground", frame, np.full((11, 11), 2.0, np.float32), 0.0, 100.0, (10.0, 10.0))
    places = np.array([[30.0, 30], [80, 80], [500, 500]])
    found = on_top(Base(frame, (lake(),), (ground,)), places)
    assert found[:2].tolist() == [5, 2] and np.isnan(found[2])


def test_where_no_ground_is_known_it_lies_where_things_stand():
    frame = Frame("EPSG:28992", "EPSG:5709", (0.0, 0.0, 0.0))
    assert on_top(Base(frame), np.zeros((2, 2))).tolist() == [0, 0]
