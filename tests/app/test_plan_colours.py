"""Plans keep apart by their colours, for every eye and on any paper."""

import numpy as np
import pytest

from app import theme
from app.plan_colours import plan_colour
from city.colour_vision import SIGHT, seen


@pytest.mark.parametrize("sight", ["", *(name for name in SIGHT if name and name != "Greyscale")])
@pytest.mark.parametrize("name", ["light", "dark", "projector"])
def test_the_first_three_plans_and_the_baseline_are_apart(qapp, name, sight):
    theme.apply(qapp, name)
    try:
        colours = [plan_colour(0, baseline=True), *(plan_colour(k) for k in range(3))]
    finally:
        theme.apply(qapp, "light")
    pixels = np.array([[colour.getRgb()[:3] for colour in colours]], np.uint8)
    told = (seen(pixels, sight) if sight else pixels)[0].astype(int)
    apart = [np.abs(a - b).max() for k, a in enumerate(told) for b in told[k + 1 :]]
    assert min(apart) > 40


def test_an_eighth_plan_begins_anew(qapp):
    assert plan_colour(0) == plan_colour(8)
