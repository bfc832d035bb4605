"""Classes of a layer's values: where they lie, their words, and that eyes tell them apart."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from city.colour_vision import SIGHT, difference, lab, seen
from city.layer import Quantity
from city.layer_colours import MOST, SAME, colours_of, one_scale, value_words
from city.legend import NONE
from tests.city.house_layer import FIRST, HOURS

CHANGE = Quantity("hours", "Change", "h", scale="diverging")
NAMES = ("fails", "passes", "passes well")
NORM = Quantity("norm", "Norm", scale="classes", names=NAMES, tones=("bad", "good", "gain"))


def test_hours_have_a_class_each_from_dark_to_light():
    colours = colours_of(HOURS, np.array([0.0, 0.99, 1.0, 9.5, 10.0, np.nan]))
    assert [one.word for one in colours.classes[:2]] == ["0 to 1 h", "1 to 2 h"]
    assert len(colours.classes) == 10 and colours.breaks == tuple(range(1, 10))
    assert colours.number.tolist() == [0, 0, 1, 9, 9, NONE]
    assert [one.count for one in colours.classes] == [2, 1, 0, 0, 0, 0, 0, 0, 0, 2]
    assert (colours.missing, colours.badge) == (1, "simulated")
    light = lab(np.array([one.colour for one in colours.classes], np.uint8))[:, 0]
    assert (np.diff(light) > 1).all()


def test_the_clock_is_cut_at_whole_and_half_hours():
    colours = colours_of(FIRST, np.linspace(7.1, 11.4, 200))
    assert [one.word for one in colours.classes][:2] == ["7:00 to 7:30", "7:30 to 8:00"]
    assert value_words(FIRST, 14.5) == "14:30" and value_words(FIRST, 23.999) == "24:00"


def test_a_difference_is_even_about_zero_and_says_what_stays():
    values = np.array([-3.0, -0.6, -0.04, 0.0, 0.04, 0.6, 1.2])
    colours = colours_of(CHANGE, values)
    count = len(colours.classes)
    middle = colours.classes[count // 2]
    assert count % 2 and middle.word == "as before" and middle.colour == SAME and middle.count == 3
    assert colours.number[2:5].tolist() == [count // 2] * 3
    below, above = colours.classes[count // 2 - 1], colours.classes[count // 2 + 1]
    assert below.low == pytest.approx(-above.high)
    assert (below.word, above.word) == ("−0.05 to −0.5 h", "+0.05 to +0.5 h")
    assert below.colour[2] > below.colour[0] and above.colour[0] > above.colour[2]


def test_what_lies_beyond_the_ends_is_told():
    colours = colours_of(HOURS, np.array([-1.0, 5, 12]))
    assert colours.classes[0].word == "under 1 h" and colours.classes[-1].word == "9 h and more"


def test_a_class_that_fails_has_a_pattern_too():
    colours = colours_of(NORM, np.array([0, 1, 2, 2, np.nan]))
    assert [one.word for one in colours.classes] == ["fails", "passes", "passes well"]
    assert colours.hatched == (0,) and [one.count for one in colours.classes] == [1, 1, 2]


def test_a_step_and_a_palette_can_be_chosen():
    colours = colours_of(HOURS, np.array([1.0]), palette="viridis", reversed=False, step=5.0)
    assert [one.word for one in colours.classes] == ["0 to 5 h", "5 to 10 h"]
    assert colours.classes[1].colour == (253, 231, 37)
    with pytest.raises(ValueError, match="a step of 0 is no width"):
        colours_of(HOURS, np.array([1.0]), step=0.0)


@pytest.mark.parametrize("sight", [name for name in SIGHT if name != "Greyscale"])
def test_less_and_more_are_told_apart_by_all_eyes_but_those_without_colour(sight):
    colours = colours_of(CHANGE, np.array([-3.0, 3.0]))
    painted = seen(np.array([one.colour for one in colours.classes], np.uint8), sight)
    half = len(painted) // 2
    apart = min(float(difference(lab(a), lab(b))) for a in painted[:half] for b in painted[-half:])
    assert apart > 8


@given(
    st.lists(st.floats(-1e6, 1e6, width=32), max_size=30),
    st.sampled_from(["sequential", "diverging"]),
    st.sampled_from(["h", "clock", "%", "kWh/m²"]),
)
def test_every_value_lies_in_its_class(numbers, scale, unit):
    values = np.array(numbers, np.float32)
    colours = colours_of(Quantity("any", "Any", unit, scale=scale), values)
    assert 1 <= len(colours.classes) <= 4 * MOST + 1
    assert sum(one.count for one in colours.classes) == len(values)
    for value, row in zip(values.tolist(), colours.number.tolist(), strict=True):
        assert colours.classes[row].low - 1e-5 <= value <= colours.classes[row].high + 1e-5


def test_classes_that_are_taken_alike_are_told_apart():
    one = Quantity(
        "n", "Norm", scale="classes", names=("a", "b", "c"), tones=("bad", "gain", "bad")
    )
    first, _, later = colours_of(one, np.zeros(1)).classes
    assert first.colour == (224, 130, 20)
    assert float(difference(*lab(np.array([first.colour, later.colour], np.uint8)))) > 8


@pytest.mark.parametrize("sight", SIGHT)
def test_losses_darken_step_by_step_for_all_eyes(sight):
    tones = ("same", "slight", "clear", "grave", "worst")
    one = Quantity("n", "Loss", scale="classes", names=("",) * 5, tones=tones)
    found = colours_of(one, np.zeros(1))
    shades = lab(seen(np.array([c.colour for c in found.classes[1:]], np.uint8), sight))
    assert (np.diff(shades[:, 0]) < -5).all()
    assert found.hatched == (4,)


def test_layers_on_one_scale_have_a_colour_for_each_number_in_common():
    hours = Quantity("hours", "Hours of sun", "h", low=0.0)
    few, many = np.linspace(0, 4, 50), np.append(np.linspace(0, 9, 50), np.nan)
    shared = one_scale([hours, hours], [few, many])
    one, other = colours_of(shared, few), colours_of(shared, many)
    assert one.breaks == other.breaks and shared.low == 0.0
    assert [entry.colour for entry in one.classes] == [entry.colour for entry in other.classes]
    change = Quantity("hours", "", "h", scale="diverging")
    both = one_scale([change, change], [np.array([-1.0, 0, 0]), np.array([0, 0, 5.0])])
    assert both.low == -both.high and both.high == 5.0
    named = Quantity("verdict", "", scale="classes", names=("a", "b"))
    assert one_scale([named], [np.zeros(1)]) is named
