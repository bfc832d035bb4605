"""Plans keep apart by their colours, for every eye and on any paper."""

from itertools import combinations

import numpy as np
import pytest

from app import theme
from app.plan_colours import DARK, LIGHT, plan_colour
from city.colour_vision import difference, lab, seen

EYES = ("", "Protanopia", "Deuteranopia", "Tritanopia")


def bytes_of(*texts):
    return np.array([list(bytes.fromhex(text[1:])) for text in texts], np.uint8)


def least_apart(texts, eye):
    """CIEDE2000 between the two that an eye tells apart worst."""
    there = bytes_of(*texts)
    looks = lab(seen(there, eye) if eye else there)
    return min(float(difference(a, b)) for a, b in combinations(looks, 2))


@pytest.mark.parametrize("colours", [LIGHT, DARK])
@pytest.mark.parametrize("eye", EYES)
def test_every_eye_tells_them_apart(colours, eye):
    assert least_apart(colours, eye) > 10


@pytest.mark.parametrize("name", ["light", "dark", "projector"])
@pytest.mark.parametrize("eye", EYES)
def test_the_first_plans_keep_apart_from_the_baseline(qapp, name, eye):
    theme.apply(qapp, name)
    shown = [plan_colour(0, baseline=True), *(plan_colour(k) for k in range(3))]
    assert least_apart([colour.name() for colour in shown], eye) > 10


@pytest.mark.parametrize("name", ["light", "dark", "projector"])
def test_each_stands_out_from_the_paper(qapp, name):
    worn = theme.apply(qapp, name)
    for place in range(len(LIGHT)):
        found = sorted(luminance(colour) for colour in (worn.paper, plan_colour(place).name()))
        assert (found[1] + 0.05) / (found[0] + 0.05) >= 3
    assert plan_colour(0, baseline=True).name() == worn.grey
    assert plan_colour(0) == plan_colour(len(LIGHT))  # more plans begin again


def luminance(text):
    parts = bytes_of(text)[0] / 255
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])
