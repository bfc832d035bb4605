"""Live values have a few colours whose meaning can be read."""

import numpy as np
import pytest

from city.scales import UNKNOWN, scale_of
from city.series import Measurand
from city.subjects import Subject, subject_of

ODD = Subject("zorbs", "zorbs", "Z")


def test_a_known_quantity_keeps_its_steps_whatever_the_values():
    dust = subject_of(Measurand("pm25", "µg/m³"))
    one, other = scale_of(dust, np.array([1.0])), scale_of(dust, np.array([900.0]))
    assert one.edges.tolist() == other.edges.tolist() == [10, 20, 30, 40, 50]
    assert one.words == ("< 10", "10 to 20", "20 to 30", "30 to 40", "40 to 50", "≥ 50")


def test_steps_are_half_open_and_a_gap_is_grey():
    scale = scale_of(subject_of(Measurand("pm25", "µg/m³")), np.zeros(0))
    assert scale.step(np.array([-5, 9.99, 10, 50, 1e9, np.nan])).tolist() == [0, 0, 1, 5, 5, -1]
    colours = scale.of(np.array([0.0, np.nan]))
    assert colours[0].tolist() == scale.colours[0].tolist() and colours[1].tolist() == [*UNKNOWN]


@pytest.mark.parametrize(
    ("values", "edges"),
    [
        (np.linspace(0, 100, 101), [20, 40, 60, 80, 100]),
        ([0.0, 0.003], [0.0005, 0.001, 0.0015, 0.002, 0.0025]),
        ([-30.0, 30.0], [-20, -10, 0, 10, 20]),
    ],
)
def test_what_nobody_knows_has_plain_steps_over_what_is_usual(values, edges):
    scale = scale_of(ODD, np.array(values, float))
    assert scale.edges == pytest.approx(edges) and len(scale.words) == len(scale.colours) == 6


@pytest.mark.parametrize("values", [[], [np.nan], [5.0], [1e12, 1e12], [-0.0]])
def test_few_and_equal_values_have_steps_too(values):
    scale = scale_of(ODD, np.array(values, float))
    assert (np.diff(scale.edges) > 0).all() and np.isfinite(scale.edges).all()


def test_negative_numbers_read_well():
    assert scale_of(ODD, np.array([-30.0, 30.0])).words[1] == "−20 to −10"


def test_states_have_a_colour_and_a_word_each():
    power = subject_of(Measurand("powerState"), "Streetlight")
    scale = scale_of(power, np.zeros(0))
    assert scale.words == power.quantity.states and len(scale.colours) == len(scale.words)
    assert scale.step(np.arange(len(scale.words)) * 1.0).tolist() == [*range(len(scale.words))]
