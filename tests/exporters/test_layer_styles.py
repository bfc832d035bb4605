"""Colours for the layers of a plan."""

import itertools

import numpy as np
import pytest

from city.colour_vision import SIGHT, difference, lab, seen
from exporters.layer_styles import STYLES


def test_what_comes_and_what_goes_are_told_apart_without_colours():
    patterns = {name: style.pattern for name, style in STYLES.items()}
    assert len(set(patterns.values())) == len(patterns)


@pytest.mark.parametrize("sight", SIGHT)
def test_what_comes_goes_and_alters_are_told_apart_by_everybody(sight):
    colours = np.array([STYLES[name].colour for name in ("added", "removed", "changed")], np.uint8)
    for one, other in itertools.combinations(lab(seen(colours, sight)), 2):
        assert difference(one, other) > 8
