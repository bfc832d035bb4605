"""Names, units and colours of what models compute."""

import numpy as np
import pytest

from city.frame import Frame
from city.scales import diverging, scale_of
from city.simulated.field import Field, Variable
from city.simulated.raster import Raster
from city.simulated.run import Run
from city.simulated.scale import (
    change_in_shown_unit,
    in_file_unit,
    in_shown_unit,
    scale,
    subject,
)

WARM = Variable("ta", "Air temperature", "K", "air_temperature")
ODD = Variable("q", "Strangeness", "1")


def field(variable: Variable, *steps: float) -> Field:
    raster = Raster(np.array([5.0, 15]), np.array([5.0]), "local", Frame("local"))
    times = np.datetime64("2026-07-01", "ms") + np.arange(len(steps)) * np.timedelta64(1000, "ms")
    values = np.float32([[[step, step]] for step in steps])
    return Field("x", Run("x"), raster, (variable,), times, lambda k, n, a, b: values[a:b])


def test_a_known_quantity_is_told_in_its_own_unit():
    assert (subject(WARM).title, subject(WARM).unit) == ("Air temperature", "°C")
    assert in_shown_unit(WARM, np.float32([273.15, 293.15])).tolist() == pytest.approx([0, 20])
    assert in_file_unit(WARM, 20.0) == pytest.approx(293.15)


def test_a_difference_of_kelvin_is_one_of_degrees():
    assert change_in_shown_unit(WARM, np.float32([0, 1.5])).tolist() == [0, 1.5]


def test_what_nobody_knows_keeps_its_name_and_unit():
    assert (subject(ODD).title, subject(ODD).unit, subject(ODD).quantity) == (
        "Strangeness",
        "",
        None,
    )
    values = np.float32([1, 2])
    assert in_shown_unit(ODD, values) is values and in_file_unit(ODD, 5.0) == 5.0


def test_colours_of_a_known_quantity_are_the_curated_ones():
    known = scale_of(subject(WARM), np.zeros(0))
    assert scale(field(WARM, 270, 310), "ta").words == known.words
    narrow = scale(field(WARM, 293.15, 299.15), "ta")  # of which all would be one colour
    assert np.allclose(narrow.edges, [21, 22, 23, 24, 25])
    assert (narrow.colours == known.colours).all()


def test_colours_of_an_unknown_one_reach_over_all_moments():
    found = scale(field(ODD, 0, 10, 60), "q")
    assert found.edges[0] == 10 and found.edges[-1] == 50


def test_a_value_that_is_everywhere_the_same_lies_in_the_middle_of_plain_steps():
    found = scale(field(ODD, 4, 4), "q")
    assert found.edges[0] < 4 < found.edges[-1] and np.diff(found.edges).min() >= 0.5


def test_classes_have_their_names():
    kinds = Variable("c", "Class", "1", names=("sand", "peat", "clay"))
    found = scale(field(kinds, 0, 1, 2), "c")
    assert found.words == kinds.names
    assert found.step(np.array([0.0, 1, 2, np.nan])).tolist() == [0, 1, 2, -1]


def test_changes_are_coloured_alike_on_both_sides_of_none():
    found = diverging(3.0, "Red to blue")
    assert np.allclose(found.edges, -found.edges[::-1]) and len(found.words) == 7
    steps = found.step(np.array([-1e9, -1.5, -0.5, 0.0, 0.5, 1.5, 1e9]))
    assert steps.tolist() == [0, 1, 2, 3, 4, 5, 6]
    assert found.words[3] == "no change"
    red, _, blue = found.colours[-1].tolist()
    assert red > blue  # more is red
