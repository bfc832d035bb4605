"""Trees let through what their leaves let through."""

from datetime import date
from types import SimpleNamespace

import numpy as np
import pytest

from city.place import Place
from city.simulate.leaves import in_leaf, light_on, light_through

SAID = {"trees": "leaves", "leaf_light": 3.0, "bare_light": 46.0}


@pytest.mark.parametrize(
    ("day", "north", "south"),
    [
        ((4, 14), False, True),
        ((4, 15), True, True),
        ((7, 1), True, False),
        ((10, 31), True, True),
        ((11, 1), False, True),
        ((1, 15), False, True),
    ],
)
def test_leaves_come_with_spring_and_go_with_autumn(day, north, south):
    assert in_leaf(date(2026, *day), 52) == north
    assert in_leaf(date(2026, *day), -34) == south


def test_what_comes_through_on_a_day():
    assert light_on(SAID, date(2026, 6, 21), 52) == 0.03
    assert light_on(SAID, date(2026, 12, 21), 52) == 0.46
    assert light_on({**SAID, "trees": "none"}, date(2026, 6, 21), 52) == 1


def test_each_step_has_the_light_of_its_day():
    steps = SimpleNamespace(
        days=(date(2026, 1, 1), date(2026, 7, 1)),
        day=np.array([0, 0, 1]),
        place=Place(5, 52),
        hours=np.ones(3),
    )
    found = light_through(SAID, steps)
    assert found.dtype == np.float32 and found == pytest.approx([0.46, 0.46, 0.03])
    assert light_through({**SAID, "trees": "none"}, steps) == pytest.approx(1)
