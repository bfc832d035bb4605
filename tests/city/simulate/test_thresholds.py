"""Thresholds: which one a quantity has, how it is written, and how people change it."""

import pytest

from city.layer import Quantity
from city.simulate.thresholds import THRESHOLDS, Threshold, read_threshold, threshold_of

HOURS = Quantity("hours", "Hours of sun", "h")
VSC = Quantity("vsc", "Vertical sky component", "%")


def test_sun_sound_and_daylight_have_the_thresholds_that_planners_use():
    assert threshold_of(HOURS).words() == "lose more than 30 min"
    noise = threshold_of(Quantity("lden", "Noise", "dB"))
    assert (noise.amount, noise.gains) == (3.0, True) and "BImSchV" in noise.source
    light = threshold_of(VSC)
    assert (light.amount, light.relative, light.gains) == (20.0, True, False)
    assert light.words() == "lose more than 20 % of what there was" and "0.8 times" in light.source


def test_what_nobody_knows_counts_from_a_fifth():
    assert threshold_of(Quantity("metres", "Distance", "m")).relative
    assert threshold_of(Quantity("hours", "Hours", "m")).relative  # another one's key
    assert all(one.amount > 0 and one.source for one in THRESHOLDS.values())


def test_a_time_of_the_day_comes_later_or_earlier():
    first = Quantity("first", "First sun", "clock")
    assert threshold_of(first).words(clock=True) == "have it more than 30 min later"
    assert read_threshold("-1", first).words(clock=True) == "have it more than 1 h earlier"


def test_an_amount_is_written_as_people_say_it():
    assert Threshold(0.75, "h").amount_words() == "45 min"
    assert Threshold(0.5, "h").amount_words(4) == "2 h"
    assert Threshold(1.51, "h").amount_words() == "1.51 h"
    assert read_threshold("5", VSC).words() == "lose more than 5 percentage points"
    assert Threshold(0.1, "").words() == "lose more than 0.1"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("", (0.5, "h", False, False)),
        ("1", (1.0, "h", False, False)),
        ("+3", (3.0, "h", True, False)),
        ("-2.5", (2.5, "h", False, False)),
        ("−2.5", (2.5, "h", False, False)),
        ("20%", (20.0, "%", False, True)),
        (" +5 % ", (5.0, "%", True, True)),
    ],
)
def test_people_write_thresholds(text, wanted):
    found = read_threshold(text, HOURS)
    assert (found.amount, found.unit, found.gains, found.relative) == wanted
    assert (found.source == "put in by hand") == (text not in ("", "0.5"))


@pytest.mark.parametrize("text", ["0", "much", "nan", "inf", "1e300", "%", "+", "1,5"])
def test_what_is_no_amount_is_said_in_one_line(text):
    with pytest.raises(ValueError, match="is no amount over 0: say") as fault:
        read_threshold(text, HOURS)
    assert "\n" not in str(fault.value)
