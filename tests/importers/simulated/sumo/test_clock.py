import math

import pytest

from importers.simulated.sumo.clock import clock


@pytest.mark.parametrize(
    ("word", "seconds"),
    [("12.5", 12.5), ("01:30", 90), ("1:02:03.5", 3723.5), ("2:00:00:01", 172_801)],
)
def test_times_by_the_clock_are_seconds(word, seconds):
    assert clock(word) == seconds


@pytest.mark.parametrize("word", ["", "soon", "1:x", "1:2:3:4:5"])
def test_other_words_are_no_time(word):
    assert math.isnan(clock(word))
