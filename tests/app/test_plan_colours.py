"""Plans keep apart by their colours, for every eye and on any paper."""

import numpy as np
import pytest

from app import theme
from app.plan_colours import plan_colour
from city.colour_vision import SIGHT, seen

APART = 15.0  # CIE 1976 colour difference; about 2.3 is just noticed


def lab(pixels):
    """sRGB (n, 3) as CIELAB under D65 (IEC 61966-2-1, CIE 15)."""
    c = pixels / 255
    linear = np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)
    to_xyz = [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    t = linear @ np.array(to_xyz).T / [0.9505, 1.0, 1.089]
    f = np.where(t > (6 / 29) ** 3, np.cbrt(t), t / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.stack(
        [116 * f[:, 1] - 16, *(500 * (f[:, 0] - f[:, 1]), 200 * (f[:, 1] - f[:, 2]))], 1
    )


@pytest.mark.parametrize("sight", [name for name in SIGHT if name != "Greyscale"])
@pytest.mark.parametrize("name", ["light", "dark", "projector"])
def test_the_first_three_plans_and_the_baseline_are_apart(qapp, name, sight):
    theme.apply(qapp, name)
    try:
        colours = [plan_colour(0, baseline=True), *(plan_colour(k) for k in range(3))]
    finally:
        theme.apply(qapp, "light")
    pixels = np.array([[colour.getRgb()[:3] for colour in colours]], np.uint8)
    told = lab((seen(pixels, sight) if sight else pixels)[0].astype(float))
    apart = [np.linalg.norm(a - b) for k, a in enumerate(told) for b in told[k + 1 :]]
    assert min(apart) > APART


def test_a_ninth_plan_begins_anew(qapp):
    assert plan_colour(0) == plan_colour(8)
