"""What a run of traffic may be asked."""

import numpy as np
import pytest

from city.traffic.question import Question

BEGIN, END = np.datetime64("2026-09-01T07:00", "ms"), np.datetime64("2026-09-01T08:30", "ms")


def test_streets_fill_before_traffic_is_counted():
    question = Question(BEGIN, END, warm_up=600)
    assert (question.counted, question.seconds) == (5400, 6000)
    assert question.start == np.datetime64("2026-09-01T06:50")


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"end": BEGIN}, "ends later than it begins"),
        ({"end": BEGIN + np.timedelta64(8, "D")}, "at most a week"),
        ({"warm_up": -1}, "streets fill"),
        ({"step": 0.0}, "a step is"),
        ({"seed": -1}, "a seed is"),
        ({"trips": float("nan")}, "trips are"),
        ({"trips": 0}, "trips are"),
    ],
)
def test_nonsense_is_refused(wrong, words):
    with pytest.raises(ValueError, match=words):
        Question(**{"begin": BEGIN, "end": END, **wrong})
